//! Ladders: what a document may say, where someone stands, what they are asked next.

mod document;
mod laws;
mod progress;
mod standing;

use rungs_model::document::{Problem, read};
use rungs_model::ladder::{Ladder, Progress};
use rungs_model::{Date, Timestamp};
use serde_json::{Value, json};

pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// The day on which the tests look.
pub(crate) fn today() -> Date {
    day("2026-11-24")
}

pub(crate) fn now() -> Timestamp {
    Timestamp::parse("2026-11-24T12:00:00Z").unwrap()
}

/// A rung that leads to a page and is done by a widget of its name; some of its keys changed.
pub(crate) fn rung(id: &str, changes: &Value) -> Value {
    let mut rung = json!({ "id": id, "label": id, "href": "/step", "done_by": [{ "widget": id }] });
    for (key, value) in changes.as_object().unwrap() {
        rung[key] = value.clone();
    }
    rung
}

pub(crate) fn with(rungs: &[Value]) -> Value {
    json!({
        "id": "way", "kind": "ladder", "title": "Your way", "rungs": rungs,
        "ask_about": ["minutes", "evenings", "weekends", "skills", "distance"],
        "skills": [{ "value": "design", "label": "Design" }, { "value": "talking", "label": "Talking" }],
    })
}

pub(crate) fn ladder(rungs: &[Value]) -> Ladder {
    read::<Ladder>(&with(rungs), "en").unwrap().0
}

/// Everything that is wrong with a document, or worth a look.
pub(crate) fn problems(document: &Value) -> Vec<String> {
    let problems: Vec<Problem> = read::<Ladder>(document, "en").map_or_else(|errors| errors, |read| read.1);
    problems.iter().map(ToString::to_string).collect()
}

/// Someone who did these, long ago.
pub(crate) fn did(rungs: &[&str]) -> Progress {
    let mut progress = Progress::default();
    for rung in rungs {
        progress.complete(rung, day("2026-01-01"));
    }
    progress
}
