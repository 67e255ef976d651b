//! The survey: its pages, the way through them, and what became of the answers.
//!
//! The first file draws the first page. What an answer changes, the other pages, mistakes, sending
//! and results come with the first touch (`way`).
//!
//! Parts: `survey`, `image`, `title`, `prose`, `notice`, `page`, `page-title`, `step`, `bar`, `question`,
//! `question-image`, `statement`, `option-image`, `points`, `point`, `ends`, `matrix`, `row`, `unit`, `ranking`,
//! `ranked`, `place`, `handle`, `rank`, `buttons`, `back`, `kept`, `results`, `result`, `chart`, `table`, `closed`,
//! `closed-title`; and those of the form and the thanks panel, which the README lists.
//! Events: `rungs:start`, `rungs:submit`, `rungs:outcome`, `rungs:share`.

mod choices;
mod flow;
mod judge;
mod keep;
mod matrix;
mod page;
mod points;
mod question;
mod ranking;
mod results;
mod step;
mod thanks;
mod way;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::document::{self, Problem};
use rungs_model::survey::{Show, Survey};
use rungs_model::{Outcome, State, Status};
use serde_json::Value;

use crate::article;
use crate::browser;
use crate::bundle::{Definition, understood};
use crate::context::Shared;
use crate::form::{Entry, FormSignal};
use crate::view::{Tag, tag};
use crate::words::{learn, word};
use flow::Flow;
use way::Way;

/// Reads a survey's config document.
pub fn define(config: &Value, lang: &str) -> Result<Definition, Vec<Problem>> {
    let (survey, backend, warnings) = understood::<Survey>(config, lang)?;
    learn(word::ENGLISH_SURVEY);
    let state = config.get("state").and_then(|state| document::read::<State>(state, "").ok());
    let told_closed = state.is_some_and(|(state, _)| state.status == Status::Closed);
    let form = Arc::new(survey.form());
    let survey = Arc::new(survey);
    Ok(Definition {
        kind: "survey",
        id: survey.id.to_string(),
        campaign: survey.campaign().to_owned(),
        accent: survey.accent.clone(),
        theme: survey.theme,
        density: survey.density,
        css: crate::style::SURVEY,
        backend,
        warnings,
        view: Rc::new(move |context, values| {
            let kept = keep::restore(context, &survey, values);
            let mut entry = Entry::new(form.clone(), kept.values, &context.address);
            entry.mostly_required = survey.is_mostly_required();
            view(context, &survey, entry, kept.restored, told_closed || !survey.is_open(browser::now()))
        }),
    })
}

/// What takes the place of the questions.
#[derive(Clone)]
enum Screen {
    Asking,
    Done { outcome: Outcome, draw: fn(&Shared, &Arc<Survey>, Signals, Outcome) -> Tag },
    /// The early end of this index.
    Ended { end: usize, draw: fn(&Shared, &Arc<Survey>, Signals, usize) -> Tag },
    Closed { at_once: bool },
}

/// Which page is asked.
#[derive(Clone, Copy)]
struct Turn {
    page: usize,
    /// Whether someone went there, and is to be led to its beginning.
    moved: bool,
}

/// The signals of a survey.
#[derive(Clone, Copy)]
struct Signals {
    screen: RwSignal<Screen>,
    entry: FormSignal,
    turn: RwSignal<Turn>,
    /// What the answers make of the page.
    flow: RwSignal<Flow>,
    /// What comes with the first touch.
    way: RwSignal<Option<&'static Way>>,
    /// Whether answers from an earlier visit were put in.
    restored: RwSignal<bool>,
    /// Whether the answers will be kept on the device in a moment.
    saving: RwSignal<bool>,
    /// Tells this respondent's order of options from others'.
    seed: u64,
}

fn view(context: &Shared, survey: &Arc<Survey>, mut entry: Entry, restored: bool, closed: bool) -> Tag {
    let first = page::saved(survey, &entry.values);
    let seed = page::seed(survey, &mut entry.values);
    let begun = entry.started;
    let signals = Signals {
        screen: RwSignal::new(if closed { Screen::Closed { at_once: true } } else { Screen::Asking }),
        entry: RwSignal::new(entry),
        turn: RwSignal::new(Turn { page: first, moved: false }),
        flow: RwSignal::new(Flow::unanswered(survey, first)),
        way: RwSignal::new(None),
        restored: RwSignal::new(restored),
        saving: RwSignal::new(false),
        seed,
    };
    let live = survey.results.as_ref().is_some_and(|results| results.show == Show::Live);
    if begun || live {
        way::fetch(survey, signals);
    }
    let image = survey.image.as_ref().map(|image| article::image(image, "image"));
    let anonymous = survey.anonymous.then(|| tag("p").part("notice").text(&context.words.say(word::SURVEY_ANONYMOUS)));
    tag("article")
        .part("survey")
        .attr("aria-labelledby", "title")
        .child(image)
        .child(tag("h2").part("title").attr("id", "title").text(&survey.title))
        .child(article::text(&survey.markdown()))
        .child(article::notice(context, survey.test))
        .child(anonymous)
        .child(body(context, survey, signals))
        .child(live.then(|| results::beside(context, survey, signals)))
        .child(article::status(context, signals.entry))
}

fn body(context: &Shared, survey: &Arc<Survey>, signals: Signals) -> Tag {
    let (context, survey) = (context.clone(), survey.clone());
    let (by, of) = (context.clone(), survey.clone());
    let draw = move || match signals.screen.get() {
        Screen::Asking => page::page(&context, &survey, signals),
        Screen::Done { outcome, draw } => draw(&context, &survey, signals, outcome),
        Screen::Ended { end, draw } => draw(&context, &survey, signals, end),
        // A page that is only being read keeps its focus.
        Screen::Closed { at_once } => {
            let closed = article::closed(&context, survey.closed_text.as_ref());
            if at_once { closed } else { closed.takes_focus() }
        }
    };
    tag("div").follow(Box::new(move || way::follow(&by, &of, signals))).child_fn(move || Some(draw()))
}
