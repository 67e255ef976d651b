//! Events: what takes place when and where, the answer to it, and what came of that.
//!
//! The first file draws an event, or the list of several, with the form. What an answer adds to the
//! form, sending, places, calendars and other views come with the first touch (`way`).
//!
//! Parts: `rsvp`, `image`, `title`, `prose`, `notice`, `event`, `event-title`, `phase`, `where`, `address`,
//! `facts`, `fact`, `access`, `time`, `time-here`, `answer`, `slot`, `slots`, `room-left`, `more-dates`, `company`,
//! `needs`, `back`, `events`, `item`, `item-title`, `held`, `held-item`, `held-title`, `ways`, `calendars`,
//! `change`, `buttons`, `closed`, `closed-title`; and those of the form and the thanks panel, which the README lists.
//! Events: `rungs:start`, `rungs:submit`, `rungs:outcome`, `rungs:share`.

mod answer;
mod ask;
mod browse;
mod calendar;
mod change;
mod clock;
mod company;
mod event;
mod find;
mod held;
mod judge;
mod send;
mod way;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::document::{self, Decode as _, Problem};
use rungs_model::rsvp::{Occurrence, Places, Rsvp, Schedule, Standing};
use rungs_model::{Form, Href, Outcome, State, Status, Values};
use serde_json::Value;

use crate::article;
use crate::browser;
use crate::bundle::{Definition, understood};
use crate::context::Shared;
use crate::form::{Entry, FormSignal};
use crate::live::{self, Live};
use crate::view::{Tag, tag};
use crate::words::{learn, word};
use clock::Clocks;
use way::Way;

/// Reads events from their config document.
pub fn define(config: &Value, lang: &str) -> Result<Definition, Vec<Problem>> {
    let (rsvp, backend, mut warnings) = understood::<Rsvp>(config, lang)?;
    let (schedule, problems) = Schedule::new(&rsvp, &Clocks, browser::now());
    if problems.iter().any(Problem::is_error) {
        return Err(problems);
    }
    warnings.extend(problems);
    learn(word::ENGLISH_RSVP);
    let known = config.get("state").and_then(|state| document::read::<State>(state, "").ok());
    let known = known.map(|(state, _)| state);
    let form = Form { fields: rsvp.fields.to_vec(), comment: None, consents: rsvp.consents.to_vec() };
    let start = Arc::new(Start { form: Arc::new(form), rsvp, schedule });
    Ok(Definition {
        kind: "rsvp",
        id: start.rsvp.id.to_string(),
        campaign: start.rsvp.campaign().to_owned(),
        accent: start.rsvp.accent.clone(),
        theme: start.rsvp.theme,
        density: start.rsvp.density,
        css: crate::style::RSVP,
        backend,
        warnings,
        view: Rc::new(move |context, values| view(context, &start, known.clone(), values)),
    })
}

/// The document, laid out in time.
struct Start {
    rsvp: Rsvp,
    schedule: Schedule,
    form: Arc<Form>,
}

/// What someone answered before, on its way to be changed.
struct Before {
    manage_url: Href,
    values: Values,
}

/// What is shown.
#[derive(Clone)]
enum Screen {
    /// All events.
    Browse,
    /// One event, with the form.
    Event,
    /// What came of an answer.
    Done { outcome: Outcome, standing: Arc<Standing> },
    /// What came of a change.
    Changed { standing: Arc<Standing> },
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
    /// Counts screens: each is drawn once.
    turns: u32,
    /// How full everything is.
    places: Arc<Places>,
    /// What comes with the first touch.
    way: Option<Arc<dyn Way>>,
    /// What is being changed, if it was answered before.
    before: Option<Arc<Before>>,
    /// Whether an earlier answer was shown by itself.
    greeted: bool,
}

/// The signals of events.
#[derive(Clone, Copy)]
struct Signals {
    entry: FormSignal,
    course: RwSignal<Course>,
    live: RwSignal<Live>,
}

impl Signals {
    /// What came with the first touch.
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

impl Start {
    /// Whether there is more than one event to choose from.
    fn is_list(&self) -> bool {
        self.rsvp.events.len() > 1
    }

    /// The occurrences of an event that are not over.
    fn to_come(&self, event: usize) -> impl Iterator<Item = (usize, &Occurrence)> {
        let now = browser::now();
        let all = self.schedule.iter().enumerate();
        all.filter(move |(_, own)| own.event == event && own.end > now)
    }
}

fn view(context: &Shared, start: &Arc<Start>, known: Option<State>, values: Values) -> Tag {
    let rsvp = &start.rsvp;
    let closed = known.as_ref().is_some_and(|state| state.status == Status::Closed);
    let live = live::live(context, known, rsvp.refresh);
    let entry = Entry::new(start.form.clone(), values, context);
    let asked = ask::asked(context, start, &entry.values);
    let course = Course {
        screen: if start.is_list() && asked.is_none() { Screen::Browse } else { Screen::Event },
        event: asked.unwrap_or(0),
        only: None,
        all: false,
        turns: 0,
        places: Arc::new(Places::blank()),
        way: None,
        before: None,
        greeted: false,
    };
    let begun = entry.started;
    let signals = Signals { entry: RwSignal::new(entry), course: RwSignal::new(course), live };
    if begun {
        way::fetch(context, start, signals);
    } else if start.is_list() || change::is_kept(context) {
        let (context, start) = (context.clone(), start.clone());
        browser::after_paint(move || way::fetch(&context, &start, signals));
    }
    let image = rsvp.image.as_ref().map(|image| article::image(image, "image"));
    tag("article")
        .part("rsvp")
        .attr("aria-labelledby", "title")
        .follow(Box::new(move || follow_places(signals)))
        .child(image)
        .child(tag("h2").part("title").attr("id", "title").text(&rsvp.title))
        .child(article::text(&rsvp.markdown()))
        .child(article::notice(context, rsvp.test))
        .child(body(context, start, signals, closed))
        .child(article::status(context, signals.entry))
}

/// Reads how full everything is from the state.
fn follow_places(signals: Signals) {
    let places = signals.live.with(|live| {
        let state = live.state.as_ref()?;
        document::read::<Places>(&state.rsvp.0, "").ok()
    });
    if let Some((places, _)) = places
        && signals.course.with_untracked(|course| *course.places != places)
    {
        signals.course.update(|course| course.places = Arc::new(places));
    }
}

fn body(context: &Shared, start: &Arc<Start>, signals: Signals, closed: bool) -> Tag {
    let (context, start) = (context.clone(), start.clone());
    let by = context.clone();
    let draw = move || {
        let (screen, way, turns) =
            signals.course.with_untracked(|course| (course.screen.clone(), course.way.clone(), course.turns));
        match screen {
            Screen::Browse => Some(browse::browse(&context, &start, signals)),
            Screen::Event => Some(ask::event(&context, &start, signals, closed, turns > 0)),
            Screen::Done { outcome, standing } => way?.done(&context, signals, outcome, &standing),
            Screen::Changed { standing } => way?.changed(&context, signals, &standing),
            Screen::Closed => Some(article::closed(&context, start.rsvp.closed_text.as_ref()).takes_focus()),
        }
    };
    tag("div")
        .follow(Box::new(move || {
            if let Some(way) = signals.way() {
                way.follow(&by, signals);
            }
        }))
        .child_when(move || signals.course.with(|course| course.turns), draw)
}
