//! Events: what takes place when and where, the answer to it, and what came of that.
//!
//! The first file draws what is asked of everyone. The events, which are read with the time zones of
//! the browser, come once that was seen, with all that follows an answer (`way`).
//!
//! Parts: `rsvp`, `image`, `title`, `prose`, `notice`, `event`, `about`, `event-title`, `phase`, `where`, `address`,
//! `facts`, `fact`, `access`, `times`, `time`, `time-here`, `when-only`, `slot-time`, `answer`, `slot`, `slots`, `room-left`,
//! `more-dates`, `company`, `guests`, `roles`, `needs`, `back`, `browse`, `views`, `view`, `filters`, `near`, `agenda`, `day`, `day-title`,
//! `month`, `month-head`, `month-title`, `turn`, `calendar`, `grid`, `date`, `count-of-day`, `found`, `events`, `item`, `item-title`,
//! `item-place`, `held`, `held-list`, `held-item`, `held-title`, `standing`, `details`, `ways`, `calendars`, `buttons`,
//! `closed`, `closed-title`; and those of the form and the thanks panel, which the README lists.
//! Events: `rungs:start`, `rungs:submit`, `rungs:outcome`, `rungs:share`.

mod answer;
mod ask;
mod browse;
mod calendar;
mod change;
mod clock;
mod company;
mod days;
mod event;
mod filters;
mod find;
mod held;
mod judge;
mod month;
mod send;
mod way;
mod whole;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::document::{self, Problem};
use rungs_model::rsvp::Opening;
use rungs_model::{Form, Href, State, Status, Values};
use serde_json::Value;

use crate::article;
use crate::browser;
use crate::bundle::{Definition, understood};
use crate::context::Shared;
use crate::form::{Entry, FormSignal};
use crate::live::{self, Live};
use crate::view::{Tag, tag};
use crate::words::{learn, word};
use way::Way;

/// Reads what a widget of events opens with from its config document.
pub fn define(config: &Value, lang: &str) -> Result<Definition, Vec<Problem>> {
    let (opening, backend, warnings) = understood::<Opening>(config, lang)?;
    learn(word::ENGLISH_RSVP);
    let known = config.get("state").and_then(|state| document::read::<State>(state, "").ok());
    let form = Form { fields: opening.fields.to_vec(), comment: None, consents: opening.consents.to_vec() };
    let events = config.get("events").and_then(Value::as_array);
    let start = Arc::new(Start {
        form: Arc::new(form),
        is_list: events.is_some_and(|events| events.len() > 1),
        known: known.map(|(state, _)| state),
        opening,
    });
    Ok(Definition {
        kind: "rsvp",
        id: start.opening.id.to_string(),
        campaign: start.opening.campaign().to_owned(),
        accent: start.opening.accent.clone(),
        theme: start.opening.theme,
        density: start.opening.density,
        css: crate::style::RSVP,
        backend,
        warnings,
        view: Rc::new(move |context, values| view(context, &start, values)),
    })
}

/// What it starts with. The events are read when the code for them has come.
struct Start {
    opening: Opening,
    form: Arc<Form>,
    /// Whether there are several events to choose from.
    is_list: bool,
    known: Option<State>,
}

/// What someone answered before, while it is being changed.
struct Before {
    manage_url: Href,
    values: Values,
}

type Panel = dyn Fn(&Shared, Signals) -> Tag + Send + Sync;

/// What is shown.
#[derive(Clone)]
enum Screen {
    /// All events.
    Browse,
    /// One event, with the form.
    Event,
    /// What came of an answer, or of a change.
    Told(Arc<Panel>),
    /// It is too late.
    Closed,
}

/// How far someone has come.
struct Course {
    screen: Screen,
    /// The index of the event that is shown.
    event: usize,
    /// The occurrence that was chosen in a list, by its index.
    only: Option<usize>,
    /// Whether all dates of an event are shown.
    all: bool,
    /// Whether the event that is shown takes no answers.
    over: bool,
    /// Counts screens: each is drawn once.
    turns: u32,
    /// What comes once the form was seen.
    way: Option<Arc<dyn Way>>,
    /// What is being changed, if it was answered before.
    before: Option<Arc<Before>>,
}

/// The signals of events.
#[derive(Clone, Copy)]
struct Signals {
    entry: FormSignal,
    course: RwSignal<Course>,
    live: RwSignal<Live>,
}

impl Signals {
    /// What comes once the form was seen.
    fn way(self) -> Option<Arc<dyn Way>> {
        self.course.with(|course| course.way.clone())
    }

    /// Shows something else.
    fn turn(self, change: impl FnOnce(&mut Course)) {
        self.course.update(|course| {
            change(course);
            course.turns += 1;
        });
    }
}

fn view(context: &Shared, start: &Arc<Start>, values: Values) -> Tag {
    let opening = &start.opening;
    let closed = start.known.as_ref().is_some_and(|state| state.status == Status::Closed);
    let course = Course {
        screen: if start.is_list { Screen::Browse } else { Screen::Event },
        event: 0,
        only: None,
        all: false,
        over: closed || !opening.is_open(browser::now()),
        turns: 0,
        way: None,
        before: None,
    };
    let signals = Signals {
        entry: RwSignal::new(Entry::new(start.form.clone(), values, context)),
        course: RwSignal::new(course),
        live: live::live(context, start.known.clone(), opening.refresh),
    };
    let (by, of) = (context.clone(), start.clone());
    browser::after_paint(move || way::fetch(&by, &of, signals));
    let image = opening.image.as_ref().map(|image| article::image(image, "image"));
    tag("article")
        .part("rsvp")
        .attr("aria-labelledby", "title")
        .child(image)
        .child(tag("h2").part("title").attr("id", "title").text(&opening.title))
        .child(article::text(&opening.markdown()))
        .child(article::notice(context, opening.test))
        .child(body(context, start, signals))
        .child(article::status(context, signals.entry))
}

fn body(context: &Shared, start: &Arc<Start>, signals: Signals) -> Tag {
    let (context, start) = (context.clone(), start.clone());
    let by = context.clone();
    let draw = move || {
        let (screen, turns) = signals.course.with_untracked(|course| (course.screen.clone(), course.turns));
        Some(match screen {
            Screen::Browse => {
                let by = context.clone();
                awaited().child_once(move || Some(signals.way()?.browse(&by, signals)))
            }
            Screen::Event => ask::event(&context, &start, signals, turns > 0),
            Screen::Told(panel) => panel(&context, signals),
            Screen::Closed => article::closed(&context, start.opening.closed_text.as_ref()).takes_focus(),
        })
    };
    tag("div")
        .follow(Box::new(move || {
            if let Some(way) = signals.way() {
                way.follow(&by, signals);
            }
        }))
        .child_when(move || signals.course.with(|course| course.turns), draw)
}

/// Room for what comes with more code.
fn awaited() -> Tag {
    tag("div").attr("class", "awaited")
}
