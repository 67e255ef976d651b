//! What someone does: told by the events of all widgets of the page, and by other tabs.

use leptos::prelude::*;
use rungs_model::ladder::{Act, Happened, Offer};
use wasm_bindgen::JsCast;
use web_sys::{CustomEvent, Event};

use super::{Climb, kept};
use crate::js;
use crate::later::{Missing, later};
use crate::thanks::AFTER;
use crate::words::word;

/// Listens for as long as the ladder lives.
pub(super) fn hear(climb: &Climb) {
    for name in ["rungs:outcome", "rungs:change", "rungs:share", AFTER] {
        let climb = climb.clone();
        listen(name, move |event| heard(&climb, &event));
    }
    let climb = climb.clone();
    listen("storage", move |_| reload(&climb));
}

fn listen(name: &str, hear: impl Fn(Event) + 'static) {
    let listener = window_event_listener_untyped(name, hear);
    on_cleanup(move || listener.remove());
}

/// Other tabs of the site write, this one reads.
fn reload(climb: &Climb) {
    let kept = kept::load(&climb.context);
    climb.course.try_update(|course| {
        course.kept.token = kept.token;
        course.kept.progress = kept.progress;
    });
}

fn heard(climb: &Climb, event: &Event) {
    let Some(detail) = event.dyn_ref::<CustomEvent>().and_then(|event| js::read(&event.detail())) else {
        return;
    };
    let said = |key: &str| detail.get(key).and_then(|value| value.as_str());
    if said("campaign") != Some(&*climb.context.campaign) {
        return;
    }
    let text = |key: &str| said(key).map(str::to_owned);
    let (outcome, id, answer) = (text("outcome"), text("id").unwrap_or_default(), text("answer"));
    let climb = climb.clone();
    leptos::task::spawn_local(async move {
        let _ = later!(tell(climb, outcome, id, answer));
    });
}

/// Takes what an event told: the outcome of a widget, or else that something was shared.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(ladder, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
fn tell(climb: Climb, outcome: Option<String>, id: String, answer: Option<String>) -> Result<(), Missing> {
    if let Some(outcome) = &outcome {
        reach(&climb, &Happened::Outcome { widget: &id, outcome, answer: answer.as_deref() });
    } else {
        shared(&climb);
        reach(&climb, &Happened::Act(Act::Share));
    }
    Ok(())
}

/// Whoever shared by the offer of a rung is led to what is next.
fn shared(climb: &Climb) {
    let offers = |rung: usize| climb.ladder.rungs.get(rung).and_then(|rung| rung.offer) == Some(Offer::Share);
    climb.course.update_untracked(|course| {
        course.follows |= course.offered.take_if(|offered| offers(offered.rung)).is_some();
    });
}

/// Puts a rung off, for as long as the campaign says.
pub(super) fn decline(climb: &Climb, rung: &str) {
    let (climb, rung) = (climb.clone(), rung.to_owned());
    leptos::task::spawn_local(async move {
        let _ = later!(put_off(climb, rung));
    });
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(ladder, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
fn put_off(climb: Climb, rung: String) -> Result<(), Missing> {
    climb.course.update_untracked(|course| course.follows = true);
    climb.change(|progress, today| progress.decline(&rung, today));
    Ok(())
}

/// Completes what was reached, and says so.
pub(super) fn reach(climb: &Climb, happened: &Happened) {
    let fresh = climb.course.with_untracked(|course| {
        let mut reached = climb.ladder.reached_by(happened);
        reached.retain(|rung| !course.kept.progress.is_done(&rung.id));
        reached.into_iter().map(|rung| (rung.id.to_string(), rung.label.0.clone())).collect::<Vec<_>>()
    });
    if fresh.is_empty() {
        return;
    }
    climb.change(|progress, today| {
        for (id, _) in &fresh {
            progress.complete(id, today);
        }
    });
    let labels: Vec<_> = fresh.into_iter().map(|(_, label)| label).collect();
    let said = climb.context.words.fill(word::LADDER_COMPLETED, &[("label", &labels.join(", "))]);
    climb.context.announce(&said);
}
