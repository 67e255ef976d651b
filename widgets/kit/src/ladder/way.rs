//! What comes later: who stands where, what someone says about themselves, what the backend remembers of them,
//! and offers.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::document::Problem;
use send_wrapper::SendWrapper;

use super::{Climb, about, forget, offer, own, rehearse, remember, summary};
use crate::browser;
use crate::later::{Missing, later};
use crate::outbox::{self, Holds};
use crate::style;
use crate::view::{Tag, Watched, tag};
use crate::words::{learn, word};

/// What the later file does for the first.
pub(super) trait Way: Send + Sync {
    /// Every rung, and what can be unfolded under them.
    #[cfg(feature = "brief")]
    fn under(&self, climb: &Climb) -> Tag;

    /// What someone says about themselves.
    fn about(&self, climb: &Climb) -> Tag;

    /// How many have come how far.
    fn summary(&self, climb: &Climb) -> Tag;

    /// Having it remembered on all devices.
    fn remember(&self, climb: &Climb) -> Tag;

    /// The progress has changed.
    fn changed(&self, climb: &Climb);

    /// Room for what waits to be sent: the code for that comes with an offer.
    fn outbox(&self) -> &OnceCell<Rc<dyn Holds>>;
}

struct Later {
    outbox: SendWrapper<OnceCell<Rc<dyn Holds>>>,
}

impl Way for Later {
    #[cfg(feature = "brief")]
    fn under(&self, climb: &Climb) -> Tag {
        drawn(climb)
    }

    fn about(&self, climb: &Climb) -> Tag {
        about::about(climb)
    }

    fn summary(&self, climb: &Climb) -> Tag {
        summary::summary(climb)
    }

    fn remember(&self, climb: &Climb) -> Tag {
        remember::remember(climb)
    }

    fn changed(&self, climb: &Climb) {
        own::share(climb);
    }

    fn outbox(&self) -> &OnceCell<Rc<dyn Holds>> {
        &self.outbox
    }
}

/// Brings it.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(ladder, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
fn come(climb: Climb) -> Result<(), Missing> {
    let problems = climb.ladder.problems();
    if problems.iter().any(Problem::is_error) {
        climb.context.fail(&problems);
        return Ok(());
    }
    learn(word::ENGLISH_LADDER_LATER);
    style::add(&climb.context.root, style::CHART);
    own::heard(&climb);
    let came = own::come(&climb);
    let there = climb.course.try_with_untracked(|course| course.way.is_some());
    if there == Some(false) {
        let way = Arc::new(Later { outbox: SendWrapper::new(OnceCell::new()) });
        climb.course.update(|course| course.way = Some(way));
        own::arrive(&climb);
        own::open(&climb);
        summary::ask(&climb);
        let by = climb.clone();
        browser::after_paint(move || rehearse::rehearse(&by));
        if outbox::waits() {
            leptos::task::spawn_local(async move {
                let _ = later!(offer::wait(climb));
            });
        }
    } else if came {
        own::open(&climb);
    }
    Ok(())
}

/// Fetches it.
pub(super) fn fetch(climb: &Climb) {
    let climb = climb.clone();
    leptos::task::spawn_local(async move {
        let _ = later!(come(climb));
    });
}

/// Fetches it once the ladder was seen, if there is something to ask the backend, or to draw.
pub(super) fn expect(climb: &Climb) {
    let known =
        climb.course.with_untracked(|course| course.kept.token.is_some() || course.kept.leaving.is_some());
    let known = known || own::is_brought(climb);
    // A reference backend has checked what it sends with its state.
    let checked = climb.context.config.get("state").is_some();
    if cfg!(feature = "brief") || known || climb.ladder.summary || !checked || outbox::waits() {
        let climb = climb.clone();
        browser::after_paint(move || fetch(&climb));
    }
}

/// Every rung and what can be unfolded under them: in the bundle of all widgets as soon as the code for that is
/// there.
#[cfg(feature = "brief")]
pub(super) fn under(climb: &Climb) -> Tag {
    let (by, of) = (climb.clone(), climb.clone());
    tag("div").attr("class", "awaited").child_when(
        move || by.course.with(|course| course.way.is_some()),
        move || {
            let way = of.course.with_untracked(|course| course.way.clone())?;
            Some(untrack(|| way.under(&of)))
        },
    )
}

#[cfg(not(feature = "brief"))]
pub(super) fn under(climb: &Climb) -> Tag {
    drawn(climb)
}

fn drawn(climb: &Climb) -> Tag {
    tag("div").attr("class", "under").child(super::rungs::rungs(climb)).child(further(climb))
}

/// What can be unfolded under the rungs, and how to be forgotten.
pub(super) fn further(climb: &Climb) -> Tag {
    let ladder = &climb.ladder;
    let remembers = ladder.remember.is_some() && climb.context.backend.capabilities().ladder;
    let about = (!ladder.ask_about.is_empty())
        .then(|| unfold(climb, "about", word::LADDER_ABOUT, |way, climb| way.about(climb)));
    let summary = ladder
        .summary
        .then(|| unfold(climb, "summary-chart", word::LADDER_SUMMARY, |way, climb| way.summary(climb)));
    let remember =
        remembers.then(|| unfold(climb, "remember", word::LADDER_REMEMBER, |way, climb| way.remember(climb)));
    tag("div").part("further").child(about).child(summary).child(remember).child(device(climb))
}

fn unfold(climb: &Climb, part: &str, key: &'static str, draw: fn(&dyn Way, &Climb) -> Tag) -> Tag {
    let opened = Watched::new(false);
    let (by, of) = (climb.clone(), climb.clone());
    // Only that the code is there: whatever is drawn by it lives for as long as the ladder.
    let ready = {
        let (climb, opened) = (climb.clone(), opened.clone());
        move || opened.get() && climb.course.with(|course| course.way.is_some())
    };
    let shown = opened.clone();
    let content = move || {
        let way = by.course.with_untracked(|course| course.way.clone()).filter(|_| shown.now())?;
        Some(untrack(|| draw(&*way, &by)))
    };
    tag("details")
        .part(part)
        .child(tag("summary").text(&climb.context.words.say(key)))
        .child(tag("div").child_when(ready, content))
        .on("toggle", move |_| {
            opened.set(true);
            fetch(&of);
        })
}

/// Where all this is kept, and the way to be rid of it.
fn device(climb: &Climb) -> Tag {
    let words = &climb.context.words;
    let (by, of) = (climb.clone(), climb.clone());
    let said = move || {
        by.context.words.say(by.course.with(|course| match &course.kept {
            kept if kept.leaving.is_some() => word::LADDER_NOT_FORGOTTEN,
            kept if kept.token.is_some() => word::LADDER_KEPT,
            _ => word::LADDER_DEVICE,
        }))
    };
    let nothing = {
        let climb = climb.clone();
        move || climb.course.with(|course| course.kept.is_empty())
    };
    let forget = tag("button")
        .attr("class", "link")
        .attr("part", "link")
        .attr("type", "button")
        .text(&words.say(word::LADDER_FORGET))
        .flag_fn("hidden", "", nothing)
        // What is on the device is gone at once, whether or not the rest of the code can be had.
        .on("click", move |_| {
            forget::clear(&of);
            // The button is gone with it, and what is asked next may be drawn anew.
            let context = of.context.clone();
            browser::after_paint(move || context.focus("next"));
        });
    tag("p").part("own").child(tag("span").text_fn(said)).child(forget)
}
