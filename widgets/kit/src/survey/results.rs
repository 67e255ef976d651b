//! What all have answered: a chart for each question, with a table that says the same. Part of the
//! second file.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_backends::{Backend, Rungs, published};
use rungs_model::survey::{OpenAnswer, Published, Question, QuestionFigures, Survey, unanswered};
use rungs_model::{Count, Decimal};

use super::bars::Bars;
use super::way::Whole;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;
use crate::{backend, intl, net, style};

/// Comes with this code.
const LOOK: &str = include_str!(concat!(env!("OUT_DIR"), "/results.css"));

/// Asks for the results, and draws them when they come.
pub(super) fn results(context: &Shared, whole: &Whole) -> Tag {
    style::add(&context.root, style::CHART);
    style::add(&context.root, LOOK);
    let known: RwSignal<Option<Published>> = RwSignal::new(None);
    let by = context.clone();
    leptos::task::spawn_local(async move {
        let published = ask(&by).await;
        // The widget may be gone by then. Without an answer nothing is shown: thanks are not spoilt.
        known.try_set(published);
    });
    let (context, survey) = (context.clone(), whole.survey.clone());
    tag("div")
        .child_fn(move || known.with(|known| known.as_ref().map(|known| draw(&context, &survey, known))))
}

async fn ask(context: &Shared) -> Option<Published> {
    match &context.backend {
        Backend::Rungs(rungs) => Rungs::read_results(&net::send(&rungs.results(&context.id)).await?),
        Backend::Other(_) => published(backend::adapter(context).await?.results()?),
    }
}

fn draw(context: &Shared, survey: &Arc<Survey>, published: &Published) -> Tag {
    let words = &context.words;
    let title = tag("h3").part("results-title").attr("id", "results").text(&words.say(word::SURVEY_RESULTS));
    let whole = tag("section").part("results").attr("aria-labelledby", "results").child(title);
    let Some(count) = published.submissions else {
        return whole.child(tag("p").text(&words.say(word::SURVEY_FEW)));
    };
    let figures = published.questions.iter().filter_map(|figures| question(context, survey, figures));
    let figures: Vec<Tag> = figures.collect();
    whole.child(tag("p").part("hint").text(&answers(context, count))).children(figures)
}

fn answers(context: &Shared, count: Count) -> String {
    let count = intl::number(&context.words.lang, count.0 as f64);
    context.words.fill(word::SURVEY_ANSWERS, &[("count", &count)])
}

fn question(context: &Shared, survey: &Arc<Survey>, figures: &QuestionFigures) -> Option<Tag> {
    let words = &context.words;
    let question = survey.owner(&figures.name)?;
    let caption = caption(question, &figures.name);
    let whole = tag("figure").part("result").child(tag("figcaption").part("result-title").text(&caption));
    if !figures.answers.is_empty() {
        let quote =
            |answer: &OpenAnswer| tag("blockquote").part("quote").attr("dir", "auto").text(&answer.text);
        return Some(whole.children(figures.answers.iter().map(quote).collect()));
    }
    let Some(answered) = figures.answered.filter(|count| count.0 > 0) else {
        return Some(whole.child(tag("p").part("hint").text(&words.say(word::SURVEY_FEW))));
    };
    let number = |key: &'static str, name: &str, value: Option<Decimal>| {
        let value = intl::number(&words.lang, value?.millionths() as f64 / 1e6);
        Some(tag("p").text(&words.fill(key, &[(name, &value)])))
    };
    let bars = (!figures.counts.is_empty()).then(|| Rc::new(Bars::of(context, survey, figures, answered)));
    let whole = whole
        .child(number(word::SURVEY_MEAN, "mean", figures.mean))
        .child(number(word::SURVEY_NPS, "score", figures.nps))
        .child(bars.as_ref().map(|bars| bars.chart()))
        .child(bars.map(|bars| bars.table(&caption)));
    Some(whole.child(tag("p").part("hint").text(&answers(context, answered))))
}

/// What was asked, and in which row.
fn caption(question: &Question, control: &str) -> String {
    let asked = question.label.as_ref().map(|label| unanswered(label)).unwrap_or_default();
    let row =
        control.split_once('.').and_then(|(_, part)| question.rows.iter().find(|row| &*row.name == part));
    match row {
        Some(row) => [&asked, " ", &row.label].concat(),
        None => asked,
    }
}
