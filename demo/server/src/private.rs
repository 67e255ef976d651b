//! What only those who come may learn: taken out of the document that everyone gets, and put into
//! the receipts of those who do.

use rungs_model::document::Decode as _;
use rungs_model::document::Reader;
use rungs_model::rsvp::{Event, Holding, Occurrence, Private, Rsvp, Venue, coarse};
use rungs_model::{Decimal, Kind};
use serde_json::{Map, Value, json};

use crate::store::Held;

/// The document without what is private in it.
pub(crate) fn public(document: &Value) -> Value {
    let mut public = document.clone();
    if Kind::of(document) != Kind::Rsvp {
        return public;
    }
    for event in public.get_mut("events").and_then(Value::as_array_mut).into_iter().flatten() {
        conceal(event);
    }
    public
}

/// The counterpart of [`Event::conceal`] for a document as it was written, in all its languages.
fn conceal(event: &mut Value) {
    let mut read = Event::blank();
    read.read(event, &mut Reader::new("en"));
    let private = read.private();
    let Some(map) = event.as_object_mut() else { return };
    if private.contains(&Private::Address)
        && let Some(venue) = map.get_mut("venue").and_then(Value::as_object_mut)
    {
        venue.retain(|key, _| {
            matches!(key.as_str(), "locality" | "region" | "country" | "latitude" | "longitude")
        });
        for key in ["latitude", "longitude"] {
            if let Some(degrees) = venue.get_mut(key) {
                let mut exact = Decimal::from(0);
                exact.read(degrees, &mut Reader::new("en"));
                // Read back from text, so that a tenth is written as one.
                *degrees = serde_json::from_str(&coarse(exact).to_text()).unwrap_or_default();
            }
        }
    }
    if private.contains(&Private::JoinLink) {
        map.remove("join_url");
        map.remove("join_text");
    }
    map.insert("after_rsvp".into(), private.iter().map(|what| what.as_str()).collect());
}

/// Whether someone who stands so may learn what is private. A maybe may where places are not counted;
/// else it would be a way around their number. So would a test, which takes no place and which anyone may send;
/// of a document that is one itself, all answers are tests.
pub(crate) fn may_learn(held: &Held, occurrence: &Occurrence, test_document: bool) -> bool {
    match held.state {
        Holding::Coming if held.test && !test_document => occurrence.capacity.is_none(),
        Holding::Coming => true,
        Holding::Maybe => occurrence.capacity.is_none(),
        Holding::Waiting | Holding::No => false,
    }
}

/// Everything that is private of an event, as it was written.
pub(crate) fn details(document: &Value, id: &str) -> Option<Value> {
    let events = document.get("events")?.as_array()?;
    let event = events.iter().find(|event| event.get("id").is_some_and(|own| own == id))?;
    let mut details = Map::new();
    details.insert("event".into(), id.into());
    for key in ["venue", "join_url", "join_text"] {
        if let Some(value) = event.get(key).filter(|value| !value.is_null()) {
            details.insert(key.into(), value.clone());
        }
    }
    (details.len() > 1).then(|| json!(details))
}

/// The venue that someone may see.
pub(crate) fn venue_lines(venue: Option<&Venue>) -> Vec<String> {
    venue.map(Venue::lines).unwrap_or_default()
}

/// The document's events with only that concealed which these events' guests may not learn.
pub(crate) fn concealed_but(rsvp: &Rsvp, known: &[usize]) -> Rsvp {
    let mut own = rsvp.clone();
    for (index, event) in own.events.iter_mut().enumerate() {
        if !known.contains(&index) {
            event.conceal();
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use rungs_model::document::read;

    use super::*;

    fn document() -> Value {
        json!({
            "id": "x", "kind": "rsvp", "title": "X", "time_zone": "Europe/Berlin", "fields": ["email"],
            "events": [
                { "id": "flat", "title": "Flat", "mode": "hybrid", "reveal": "after_rsvp", "start": "2026-05-01T18:00",
                  "end": "2026-05-01T20:00", "join_url": "https://meet.example.org/secret", "join_text": { "de": "PIN", "en": "Code" },
                  "venue": { "name": "Secret flat", "street_address": "Oak 1", "postal_code": "10115", "locality": "Berlin",
                    "latitude": 52.5499, "longitude": 13.36, "directions": "Ring" } },
                { "id": "open", "title": "Open", "start": "2026-05-01T18:00", "end": "2026-05-01T20:00",
                  "venue": { "name": "Town hall", "latitude": 52.5499, "longitude": 13.36 } },
            ],
        })
    }

    #[test]
    fn the_written_and_the_read_document_conceal_the_same() {
        let (mut expected, _) = read::<Rsvp>(&document(), "en").unwrap();
        expected.events.iter_mut().for_each(Event::conceal);
        let public = public(&document());
        assert_eq!(read::<Rsvp>(&public, "en").unwrap().0, expected);
        let text = public.to_string();
        for private in ["secret", "Secret", "PIN", "Code", "Oak", "10115", "Ring"] {
            assert!(!text.contains(private), "{private}: {text}");
        }
        assert!(text.contains("Town hall") && text.contains("52.5499"), "{text}");
    }

    #[test]
    fn the_details_are_those_that_were_concealed() {
        let (full, _) = read::<Rsvp>(&document(), "en").unwrap();
        let (mut revealed, _) = read::<Rsvp>(&public(&document()), "en").unwrap();
        for event in ["flat", "open"] {
            revealed.reveal(&read(&details(&document(), event).unwrap(), "en").unwrap().0);
        }
        assert_eq!(revealed, full);
    }
}
