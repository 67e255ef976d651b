//! What someone does: told by the events of all widgets of the page, and by other tabs.

use js_sys::Reflect;
use leptos::prelude::*;
use rungs_model::ladder::{Act, Happened, Offer};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, Event};

use super::{Climb, forget, way};
use crate::js;
use crate::later::{Missing, later};
use crate::thanks::AFTER;
use crate::words::word;

/// Tells the other ladders of the page that everything was forgotten, here and then at the backend.
pub(super) const FORGET: &str = "rungs:forget";

/// Listens for as long as the ladder lives.
pub(super) fn hear(climb: &Climb) {
    for name in ["rungs:outcome", "rungs:change", "rungs:share", AFTER] {
        let climb = climb.clone();
        listen(name, move |event| heard(&climb, &event));
    }
    let by = climb.clone();
    listen("storage", move |event| stored(&by, &event));
    let by = climb.clone();
    listen("hashchange", move |_| way::fetch(&by));
    // A page that the browser had put aside has heard nothing meanwhile.
    let by = climb.clone();
    listen("pageshow", move |event| {
        if said(&event, "persisted").is_some_and(|kept| kept.is_truthy()) {
            by.course.try_update(|course| course.kept.renew(&by.context));
        }
    });
    let by = climb.clone();
    listen(FORGET, move |event| {
        if detail(&by, &event).is_some() {
            forget::forgotten(&by);
        }
    });
}

fn listen(name: &str, hear: impl Fn(Event) + 'static) {
    let listener = window_event_listener_untyped(name, hear);
    on_cleanup(move || listener.remove());
}

/// What an event has under a name.
fn said(event: &Event, name: &str) -> Option<JsValue> {
    Reflect::get(event, &name.into()).ok()
}

/// Other tabs of the site write, this one reads, by code that comes later; what one of them forgets, is forgotten
/// here.
fn stored(climb: &Climb, event: &Event) {
    let text = |name| said(event, name).and_then(|text| text.as_string());
    if text("key").is_none_or(|key| key == climb.context.ladder_key()) {
        if text("newValue").is_none() {
            forget::forgotten(climb);
            return;
        }
        climb.course.try_update_untracked(|course| course.hears = true);
        way::fetch(climb);
    }
}

/// What an event of a widget says, if it is about the ladder's campaign.
fn detail(climb: &Climb, event: &Event) -> Option<Value> {
    let detail = event.dyn_ref::<CustomEvent>().and_then(|event| js::read(&event.detail()))?;
    (detail.get("campaign")?.as_str()? == climb.context.campaign).then_some(detail)
}

fn heard(climb: &Climb, event: &Event) {
    let Some(detail) = detail(climb, event) else { return };
    let said = |key: &str| detail.get(key).and_then(|value| value.as_str());
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
