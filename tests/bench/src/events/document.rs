//! 2,000 events of a large campaign: four kinds, in six languages, in forty towns and online,
//! over a year, in two time zones.

use serde_json::{Value, json};

/// How many there are.
pub(crate) const EVENTS: usize = 2000;

/// The town that is typed to see what is near it.
pub(crate) const TOWN: &str = "Town 7";

const KINDS: [&str; 4] = ["assembly", "action", "workshop", "stall"];
const LANGUAGES: [&str; 6] = ["en", "de", "fr", "pl", "tr", "ar"];
const TOWNS: usize = 40;

/// The document as our kit reads it.
pub(crate) fn ours() -> Value {
    let kinds: Vec<Value> =
        KINDS.iter().map(|kind| json!({ "value": kind, "label": format!("Every {kind}") })).collect();
    json!({
        "id": "meet", "kind": "rsvp", "lang": "en", "backend": "preview",
        "title": "Meet us",
        "time_zone": "Europe/London",
        "kinds": kinds,
        "events": (0..EVENTS).map(event).collect::<Vec<_>>(),
        "fields": ["given_name", { "name": "email", "required": true }],
    })
}

fn event(number: usize) -> Value {
    let town = number * 7 % TOWNS;
    // Far beyond the day on which this is measured, on days that every month has.
    let date = format!("2099-{:02}-{:02}", 1 + number / 28 % 12, 1 + number % 28);
    let hour = 9 + number % 9;
    // Days come round again: what takes place on one of them is to be as mixed as the rest.
    let mix = number + number / (28 * 12);
    let mut event = json!({
        "id": format!("e{number}"),
        "title": format!("Clean air, meeting {number}"),
        "text": "What we found out, what we do next, and who does what.",
        "kinds": [KINDS[mix % KINDS.len()]],
        "languages": [LANGUAGES[mix % LANGUAGES.len()]],
        "start": format!("{date}T{hour:02}:30"),
        "end": format!("{date}T{:02}:00", hour + 2),
    });
    if mix.is_multiple_of(5) {
        (event["mode"], event["after_rsvp"]) = (json!("online"), json!(["join_link"]));
    } else {
        event["venue"] = json!({
            "name": "Town hall", "locality": format!("Town {town}"),
            "latitude": 50.0 + town as f64 / 10.0, "longitude": -2.0 + (town * 3 % TOWNS) as f64 / 10.0,
        });
    }
    if mix.is_multiple_of(3) {
        event["time_zone"] = json!("Europe/Berlin");
    }
    event
}

#[cfg(test)]
mod tests {
    use rungs_model::document;
    use rungs_model::rsvp::{Rsvp, Towns};

    use super::*;

    #[test]
    fn it_is_a_good_document_of_two_thousand_events() {
        let (rsvp, warnings) = document::read::<Rsvp>(&ours(), "en").unwrap();
        assert_eq!((rsvp.events.len(), warnings), (EVENTS, Vec::new()));
        assert!(Towns::of(&rsvp).spot_of(TOWN).is_some());
    }
}
