//! What all have answered: a chart for each question, with a table that says the same. Part of the
//! second file.

use leptos::prelude::*;
use rungs_backends::{Backend, Rungs, published};
use rungs_model::survey::{
    Figure, OpenAnswer, Published, Question, QuestionFigures, QuestionKind, Survey, unanswered,
};
use rungs_model::{Count, Decimal};

use super::way::Whole;
use crate::chart::{self, Bar};
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

fn draw(context: &Shared, survey: &Survey, published: &Published) -> Tag {
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

fn question(context: &Shared, survey: &Survey, figures: &QuestionFigures) -> Option<Tag> {
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
    let bars = Bars { context, question, figures: &figures.counts, answered };
    let drawn = !figures.counts.is_empty();
    let whole = whole
        .child(number(word::SURVEY_MEAN, "mean", figures.mean))
        .child(number(word::SURVEY_NPS, "score", figures.nps))
        .child(drawn.then(|| bars.chart()))
        .child(drawn.then(|| bars.table(&caption)));
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

/// The figures of one question.
struct Bars<'a> {
    context: &'a Shared,
    question: &'a Question,
    figures: &'a [Figure],
    answered: Count,
}

impl Bars<'_> {
    /// What an option or a point is called.
    fn name(&self, figure: &Figure) -> String {
        let words = &self.context.words;
        let option = self.question.options.iter().find(|option| option.value == figure.value);
        match (&*figure.value, self.question.kind) {
            ("yes", QuestionKind::YesNo) => words.say(word::YES),
            ("no", QuestionKind::YesNo) => words.say(word::NO),
            ("detractors", QuestionKind::Nps) => "0–6".into(),
            ("passives", QuestionKind::Nps) => "7–8".into(),
            ("promoters", QuestionKind::Nps) => "9–10".into(),
            (value, _) => option.map_or_else(|| self.point(value), |option| option.label.0.clone()),
        }
    }

    /// A point, with the words of its end.
    fn point(&self, value: &str) -> String {
        let points = self.question.points();
        let end = |at: i32| at.to_string() == value;
        let words = match () {
            () if end(*points.start()) => self.question.low.as_ref(),
            () if end(*points.end()) => self.question.high.as_ref(),
            () => None,
        };
        words.map_or_else(|| value.into(), |words| [value, " – ", words].concat())
    }

    fn share(&self, figure: &Figure) -> Option<f64> {
        Some(figure.count?.0 as f64 / self.answered.0 as f64)
    }

    fn percent(&self, figure: &Figure) -> String {
        let words = &self.context.words;
        let share = self.share(figure).map(|share| intl::percent(&words.lang, share));
        share.unwrap_or_else(|| words.say(word::SURVEY_HIDDEN))
    }

    fn chart(&self) -> Tag {
        let bar = |figure: &Figure| Bar {
            name: self.name(figure),
            share: self.share(figure).unwrap_or_default(),
            said: self.percent(figure),
        };
        chart::chart(self.figures.iter().map(bar))
    }

    fn table(&self, caption: &str) -> Tag {
        let words = &self.context.words;
        let ranked = self.question.kind == QuestionKind::Ranking;
        let mut heads = vec![word::SURVEY_ANSWER, word::SURVEY_NUMBER, word::SURVEY_SHARE];
        if ranked {
            heads.push(word::SURVEY_AVERAGE_PLACE);
        }
        let heads: Vec<String> = heads.into_iter().map(|key| words.say(key)).collect();
        let number = |number: f64| intl::number(&words.lang, number);
        let told = |text: Option<String>| text.unwrap_or_else(|| words.say(word::SURVEY_HIDDEN));
        let row = |figure: &Figure| {
            let count = figure.count.map(|count| number(count.0 as f64));
            let mut cells = vec![told(count), self.percent(figure)];
            if ranked {
                cells.push(told(figure.place.map(|place| number(place.millionths() as f64 / 1e6))));
            }
            (self.name(figure), cells)
        };
        let rows = self.figures.iter().map(row).collect();
        chart::table(&words.say(word::SURVEY_TABLE), caption, &heads, rows)
    }
}
