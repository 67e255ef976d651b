//! The survey: its pages, the way through them, and what became of the answers.
//!
//! The first file draws the first page. What an answer changes, the other pages, mistakes, sending
//! and results come with the first touch (`way`).
//!
//! Parts: `survey`, `image`, `title`, `prose`, `notice`, `page`, `page-head`, `page-title`, `step`, `bar`,
//! `questions`, `question`, `question-image`, `statement`, `contact`, `more`, `option-image`, `other`,
//! `scale`, `points`, `point`, `end`, `ends`, `rating`, `signs`, `star`, `face`, `matrix`, `matrix-head`,
//! `row`, `row-label`, `cells`, `ranking`, `ranked`, `unranked`, `ranked-label`, `place`, `handle`, `rank`,
//! `rank-move`, `rank-moves`, `buttons`, `back`, `kept`, `results`, `results-title`, `result`, `result-title`, `quote`,
//! `chart`, `chart-row`, `chart-name`, `chart-bar`, `chart-share`, `table`, `closed`, `closed-title`;
//! and those of the form and the thanks panel, which the README lists.
//! Events: `rungs:start`, `rungs:submit`, `rungs:outcome`, `rungs:share`.

mod bars;
mod callback;
mod choices;
mod draft;
mod elsewhere;
mod flow;
mod follow;
mod judge;
mod keep;
mod many;
mod matrix;
mod near;
mod page;
mod pages;
mod partial;
mod points;
mod question;
mod ranking;
mod results;
mod sheet;
mod step;
mod text;
mod thanks;
mod way;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::document::{self, Problem};
use rungs_model::survey::draft::Apart;
use rungs_model::survey::{Opening, Page, Show};
use rungs_model::{Form, Outcome, State, Status, Values};
use serde_json::Value;

use crate::article;
use crate::backend;
use crate::browser;
use crate::bundle::{Definition, understood};
use crate::context::Shared;
use crate::form::{Entry, FormSignal};
use crate::outbox;
use crate::view::{Tag, tag};
use crate::words::{learn, word};
use flow::{Asked, Flow};
use way::Way;

/// Reads what a survey opens with from its config document.
pub fn define(config: &Value, lang: &str) -> Result<Definition, Vec<Problem>> {
    let (mut opening, backend, warnings) = understood::<Opening>(config, lang)?;
    learn(word::ENGLISH_SURVEY);
    let state = config.get("state").and_then(|state| document::read::<State>(state, "").ok());
    let (page, pages) = opening.take_page();
    let survey = Arc::new(Start {
        form: Arc::new(opening.form(&page)),
        page,
        pages,
        // A reference backend has checked what it sends with its state.
        checked: state.is_some(),
        closed: state.is_some_and(|(state, _)| state.status == Status::Closed),
        opening,
    });
    Ok(Definition {
        kind: "survey",
        id: survey.opening.id.to_string(),
        campaign: survey.opening.campaign().to_owned(),
        accent: survey.opening.accent.clone(),
        theme: survey.opening.theme,
        density: survey.opening.density,
        css: crate::style::SURVEY,
        backend,
        warnings,
        view: Rc::new(move |context, values| view(context, &survey, values)),
    })
}

/// What a survey starts with. The rest is read when the code for it has come.
struct Start {
    opening: Opening,
    page: Page,
    pages: usize,
    form: Arc<Form>,
    checked: bool,
    closed: bool,
}

/// What takes the place of the questions.
#[derive(Clone)]
enum Screen {
    Asking,
    Done(Arc<Outcome>),
    /// The early end of this index.
    Ended(usize),
    Closed {
        at_once: bool,
    },
}

/// How far someone has come.
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact")]
struct Course {
    screen: Screen,
    /// Which page is asked.
    page: usize,
    /// Counts what is drawn anew: screens, and the page where the answers are others.
    turns: u32,
    /// Whether the page is still the one that the first file drew.
    first: bool,
    /// What the answers make of the page.
    flow: Flow,
    /// Whether that was found out a moment ago, so that it need not be again.
    fresh: bool,
    /// What comes with the first touch.
    way: Option<Arc<dyn Way>>,
    /// Whether answers from an earlier visit were put in.
    restored: bool,
    /// Those that no longer fit, if the survey has changed since.
    apart: Option<Vec<Apart>>,
    /// Whether the answers will be kept on the device in a moment.
    saving: bool,
}

/// The signals of a survey.
#[derive(Clone, Copy)]
struct Signals {
    entry: FormSignal,
    course: RwSignal<Course>,
    /// Tells this respondent's order of options from others'.
    seed: u64,
}

impl Signals {
    /// What came with the first touch.
    fn way(self) -> Option<Arc<dyn Way>> {
        self.course.with(|course| course.way.clone())
    }

    /// Shows another screen, or the page anew.
    fn turn(self, change: impl FnOnce(&mut Course)) {
        self.course.update(|course| {
            change(course);
            course.turns += 1;
        });
    }

    /// What the answers make of the question of this index on the page.
    fn asked<T: Default>(self, index: usize, read: impl Fn(&Asked) -> T) -> T {
        self.course.with(|course| course.flow.questions.get(index).map(read).unwrap_or_default())
    }
}

fn view(context: &Shared, survey: &Arc<Start>, values: Values) -> Tag {
    let opening = &survey.opening;
    let kept = keep::restore(context, opening.resume, values);
    let mut entry = Entry::new(survey.form.clone(), kept.values, context);
    entry.mostly_required = survey.page.is_mostly_required();
    let seed = page::seed(&mut entry.values);
    let begun = entry.started || kept.restored;
    let closed = survey.closed || !opening.is_open(browser::now());
    let course = Course {
        screen: if closed { Screen::Closed { at_once: true } } else { Screen::Asking },
        page: page::saved(&entry.values).min(survey.pages - 1),
        turns: 0,
        first: true,
        flow: Flow::unanswered(&survey.page, survey.pages, opening.pages.certain),
        fresh: false,
        way: None,
        restored: kept.restored,
        apart: None,
        saving: false,
    };
    let signals = Signals { entry: FormSignal::new(entry), course: RwSignal::new(course), seed };
    let live = opening.results.as_ref().is_some_and(|results| results.show == Show::Live);
    if begun || outbox::waits() || survey.page.questions.iter().any(question::is_rich) {
        way::fetch(context, signals);
    } else if live || !survey.checked {
        let context = context.clone();
        browser::after_paint(move || way::fetch(&context, signals));
    }
    backend::expect(context);
    let image = opening.image.as_ref().map(|image| article::image(image, "image"));
    let anonymous = context.words.say(word::SURVEY_ANONYMOUS);
    let anonymous = opening.anonymous.then(|| tag("p").part("notice").text(&anonymous));
    tag("article")
        .part("survey")
        .attr("aria-labelledby", "title")
        .child(image)
        .child(tag("h2").part("title").attr("id", "title").text(&opening.title))
        .child(article::text(&opening.markdown()))
        .child(article::notice(context, opening.test))
        .child(anonymous)
        .child(body(context, survey, signals))
        .child(live.then(|| beside(context, signals)))
        .child(article::status(context, signals.entry))
}

fn body(context: &Shared, survey: &Arc<Start>, signals: Signals) -> Tag {
    let (context, survey) = (context.clone(), survey.clone());
    let by = context.clone();
    let draw = move || {
        let (screen, way) =
            signals.course.with_untracked(|course| (course.screen.clone(), course.way.clone()));
        match screen {
            Screen::Asking => page::page(&context, &survey, signals),
            Screen::Done(outcome) => way?.done(&context, signals, &outcome),
            Screen::Ended(end) => way?.ended(&context, signals, end),
            // A page that is only being read keeps its focus.
            Screen::Closed { at_once } => {
                let closed = article::closed(&context, survey.opening.closed_text.as_ref());
                Some(if at_once { closed } else { closed.takes_focus() })
            }
        }
    };
    tag("div")
        .follow(Box::new(move || way::follow(&by, signals)))
        .child_when(move || signals.course.with(|course| course.turns), draw)
}

/// Results beside the questions, once the code for them has come. Afterwards they stand with the thanks.
fn beside(context: &Shared, signals: Signals) -> Tag {
    let context = context.clone();
    let over = move || signals.course.with(|course| !matches!(course.screen, Screen::Asking));
    let drawn = tag("div").flag_fn("hidden", "", over);
    drawn.child_once(move || Some(signals.way()?.results(&context)))
}
