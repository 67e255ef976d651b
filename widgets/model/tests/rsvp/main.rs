//! Events: what a document may say, when they take place, what one may answer.

mod answers;
mod calendars;
mod document;
mod list;
mod readers;
mod times;

use rungs_model::document::{Problem, read};
use rungs_model::rsvp::{Rsvp, Schedule, Zones};
use rungs_model::{Timestamp, Values};
use serde_json::{Value, json};

/// The zones of an independent library, from its own copy of the IANA database.
pub(crate) struct Jiff;

impl Zones for Jiff {
    fn offset_at(&self, zone: &str, at: Timestamp) -> Option<i32> {
        let zone = jiff::tz::db().get(zone).ok()?;
        Some(zone.to_offset(jiff::Timestamp::from_millisecond(at.0).ok()?).seconds())
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// Long before anything here takes place.
pub(crate) fn before() -> Timestamp {
    at("2026-01-01T00:00:00Z")
}

/// One event in Berlin.
pub(crate) fn rally() -> Value {
    json!({
        "id": "rally", "title": "Rally", "venue": { "name": "Town hall", "locality": "Berlin" },
        "start": "2026-05-01T18:00", "end": "2026-05-01T20:00",
    })
}

pub(crate) fn with_events(events: &[Value]) -> Value {
    json!({
        "id": "spring", "kind": "rsvp", "title": "Spring", "time_zone": "Europe/Berlin",
        "fields": ["given_name", "email"], "events": events,
    })
}

/// A document with the one event, some of its keys changed.
pub(crate) fn with(changes: &Value) -> Value {
    let mut event = rally();
    for (key, value) in changes.as_object().unwrap() {
        event[key] = value.clone();
    }
    with_events(&[event])
}

/// Reads and lays out a document; else every error.
pub(crate) fn load(document: &Value) -> Result<(Rsvp, Schedule), Vec<String>> {
    let texts = |problems: Vec<Problem>| -> Vec<String> {
        problems.iter().filter(|problem| problem.is_error()).map(ToString::to_string).collect()
    };
    let (rsvp, _) = read::<Rsvp>(document, "en").map_err(texts)?;
    let (schedule, problems) = Schedule::new(&rsvp, &Jiff, before());
    let errors = texts(problems);
    if errors.is_empty() { Ok((rsvp, schedule)) } else { Err(errors) }
}

/// What is worth a look in a document that can be used.
pub(crate) fn warnings(document: &Value, now: Timestamp) -> Vec<String> {
    let (rsvp, mut warnings) = read::<Rsvp>(document, "en").unwrap();
    warnings.extend(Schedule::new(&rsvp, &Jiff, now).1);
    warnings.iter().map(ToString::to_string).collect()
}

pub(crate) fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
