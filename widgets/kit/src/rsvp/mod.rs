//! Events: what takes place when and where, the answer to it, and what came of that.
//!
//! The first file draws an event with its times, its places and its form. What answers lead to, mistakes,
//! sending and all that follows come with the first touch; lists of events once the widget was seen (`way`).
//!
//! Parts: `rsvp`, `image`, `title`, `prose`, `notice`, `event`, `about`, `event-title`, `phase`, `where`, `address`,
//! `facts`, `fact`, `access`, `times`, `time`, `time-here`, `when-only`, `slot-time`, `answer`, `slot`, `slots`, `room-left`,
//! `more-dates`, `company`, `guests`, `roles`, `needs`, `back`, `browse`, `views`, `view`, `near`, `filter-fold`, `filters`, `agenda`, `day`, `day-title`,
//! `month`, `month-head`, `month-title`, `turn`, `calendar`, `grid`, `date`, `count-of-day`, `found`, `events`, `item`, `item-title`,
//! `item-place`, `held`, `held-list`, `held-item`, `held-title`, `standing`, `details`, `ways`, `call-off`, `sure`, `calendars`, `buttons`,
//! `closed`, `closed-title`; and those of the form and the thanks panel, which the README lists.
//! Events: `rungs:start`, `rungs:submit`, `rungs:outcome`, `rungs:change`, `rungs:share`.

mod answer;
mod ask;
mod browse;
mod calendar;
mod call_off;
mod change;
mod clock;
mod company;
mod days;
mod event;
mod filters;
mod find;
mod held;
mod host;
mod judge;
mod month;
mod rows;
mod send;
mod shown;
mod way;
mod whole;

pub(crate) use change::{keep, refused, tell};
pub(crate) use send::told;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::document::{self, Decode as _, Problem};
use rungs_model::rsvp::{Opening, Places};
use rungs_model::{Form, Href, Markdown, State, Status, Values};
use serde_json::Value;

use crate::article;
use crate::browser;
use crate::bundle::{Definition, understood};
use crate::context::{Context, Shared};
use crate::form::{Entry, FormSignal};
use crate::live::{self, Live};
use crate::outbox;
use crate::view::{Tag, tag};
use crate::words::{learn, word};
#[cfg(feature = "check")]
pub(crate) use clock::Clocks;
use shown::Shown;
use way::Way;

/// Reads what a widget of events opens with from its config document.
pub fn define(config: &Value, lang: &str) -> Result<Definition, Vec<Problem>> {
    let (mut opening, backend, warnings) = understood::<Opening>(config, lang)?;
    learn(word::ENGLISH_RSVP);
    let known = config.get("state").and_then(|state| document::read::<State>(state, "").ok());
    let start = Arc::new(Start {
        is_list: opening.events.count > 1,
        only: Shown::only(&mut opening),
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

/// What it starts with. Several events are read when the code for them has come.
struct Start {
    opening: Opening,
    /// Whether there are several events to choose from.
    is_list: bool,
    /// The only one.
    only: Option<Arc<Shown>>,
    known: Option<State>,
}

impl Start {
    /// Whether what was drawn is not all there is to see: there is a list, or an earlier answer; or nobody
    /// has checked the document, as a reference backend has what it sends with its state.
    fn needs_more(&self, context: &Context) -> bool {
        let laid_out = self.only.as_ref().is_some_and(|only| !only.times.is_empty());
        !laid_out || self.known.is_none() || change::is_kept(context)
    }
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
    /// The event that is shown.
    shown: Option<Arc<Shown>>,
    /// The key of the occurrence that was chosen in a list.
    only: Option<String>,
    /// Whether all dates of an event are shown.
    all: bool,
    /// Whether the event that is shown takes no answers.
    over: bool,
    /// Counts screens: each is drawn once.
    turns: u32,
    /// What comes with the first touch.
    way: Option<Arc<dyn Way>>,
    /// The control that had the focus in the page's own form, and comes later here.
    awaited: Option<String>,
    /// What is being changed, if it was answered before.
    before: Option<Arc<Before>>,
}

/// The signals of events.
#[derive(Clone, Copy)]
struct Signals {
    entry: FormSignal,
    course: RwSignal<Course>,
    live: RwSignal<Live>,
    /// How full everything is.
    places: RwSignal<Places>,
}

impl Signals {
    /// What comes with the first touch.
    fn way(self) -> Option<Arc<dyn Way>> {
        self.course.with(|course| course.way.clone())
    }

    /// The event that is shown.
    fn shown(self) -> Option<Arc<Shown>> {
        self.course.with_untracked(|course| course.shown.clone())
    }

    /// Reads how full everything is from the state.
    fn follow_places(self) {
        let places = self.live.with(|live| {
            let state = live.state.as_ref()?;
            document::read::<Places>(&state.rsvp.0, "").ok()
        });
        if let Some((places, _)) = places
            && self.places.with_untracked(|known| *known != places)
        {
            self.places.set(places);
        }
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
        shown: start.only.clone(),
        only: None,
        all: false,
        over: closed
            || !opening.is_open(browser::now())
            || start.only.as_ref().is_some_and(|only| !only.is_open()),
        turns: 0,
        way: None,
        awaited: carried_focus(context),
        before: None,
    };
    let nothing = Form { fields: Vec::new(), comment: None, consents: Vec::new() };
    let signals = Signals {
        entry: FormSignal::new(Entry::new(Arc::new(nothing), values, context)),
        course: RwSignal::new(course),
        live: live::live(context, start.known.clone(), opening.refresh),
        places: RwSignal::new(Places::blank()),
    };
    if start.needs_more(context) || outbox::waits() || signals.entry.with_untracked(|entry| entry.started) {
        let by = context.clone();
        browser::after_paint(move || way::fetch(&by, signals));
    }
    let image = opening.image.as_ref().map(|image| article::image(image, "image"));
    tag("article")
        .part("rsvp")
        .attr("aria-labelledby", "title")
        .child(image)
        .child(tag("h2").part("title").attr("id", "title").text(&opening.title))
        .child(article::text(&Markdown::parse(&opening.text)))
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
            #[cfg(not(feature = "brief"))]
            Screen::Event => ask::event(&context, &start, signals, turns > 0)?,
            #[cfg(feature = "brief")]
            Screen::Event => {
                let (by, of) = (context.clone(), start.clone());
                awaited().child_once(move || {
                    let way = signals.way()?;
                    untrack(|| way.event(&by, &of, signals, turns > 0))
                })
            }
            Screen::Told(panel) => panel(&context, signals),
            Screen::Closed => article::closed(&context, start.opening.closed_text.as_ref()).takes_focus(),
        })
    };
    tag("div")
        .follow(Box::new(move || signals.follow_places()))
        .follow(Box::new(move || {
            if let Some(way) = signals.way() {
                way.follow(&by, signals);
            }
        }))
        .child_when(move || signals.course.with(|course| course.turns), draw)
}

/// The name of the control that has the focus in the page's own form.
fn carried_focus(context: &Context) -> Option<String> {
    let focused = leptos::prelude::document().active_element()?;
    context.host.contains(Some(&focused)).then(|| focused.get_attribute("name"))?
}

/// Room for what comes with more code.
fn awaited() -> Tag {
    tag("div").attr("class", "awaited")
}
