//! What someone does: told by the events of all widgets of the page, and by other tabs.

use leptos::prelude::*;
use rungs_model::ladder::{Act, Happened};
use wasm_bindgen::JsCast;
use web_sys::{CustomEvent, Event};

use super::{Climb, kept};
use crate::js;
use crate::words::word;

/// Listens for as long as the ladder lives.
pub(super) fn hear(climb: &Climb) {
    for name in ["rungs:outcome", "rungs:share"] {
        let climb = climb.clone();
        let heard = window_event_listener_untyped(name, move |event| heard(&climb, &event));
        on_cleanup(move || heard.remove());
    }
    let climb = climb.clone();
    // Other tabs of the site write, this one reads.
    let stored = window_event_listener_untyped("storage", move |_| {
        let kept = kept::load(&climb.context);
        climb.course.try_update(|course| {
            course.kept.token = kept.token;
            course.kept.progress = kept.progress;
        });
    });
    on_cleanup(move || stored.remove());
}

fn heard(climb: &Climb, event: &Event) {
    let Some(event) = event.dyn_ref::<CustomEvent>() else { return };
    let Some(detail) = js::read(&event.detail()) else { return };
    let said = |key: &str| detail.get(key).and_then(|value| value.as_str());
    if said("campaign") != Some(&*climb.context.campaign) {
        return;
    }
    let happened = match said("outcome") {
        Some(outcome) => {
            Happened::Outcome { widget: said("id").unwrap_or_default(), outcome, answer: said("answer") }
        }
        None => Happened::Act(Act::Share),
    };
    reach(climb, &happened);
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
