//! The number by which calendar programs tell that an event was changed (SEQUENCE, RFC 5545
//! §3.8.7.4): raised with every version of a document that says something else of it, so that
//! nobody has to think of it.

use rungs_model::Kind;
use serde_json::Value;

/// The document with the sequence of each event at least what `before` had, and more where the event
/// has changed since.
pub(crate) fn raised(before: &Value, document: &Value) -> Value {
    let mut raised = document.clone();
    if Kind::of(document) != Kind::Rsvp {
        return raised;
    }
    let zone = |document: &Value| document.get("time_zone").cloned();
    let moved = zone(before) != zone(document);
    let empty = Vec::new();
    let old = before.get("events").and_then(Value::as_array).unwrap_or(&empty);
    for event in raised.get_mut("events").and_then(Value::as_array_mut).into_iter().flatten() {
        let Some(old) = old.iter().find(|old| old.get("id") == event.get("id")) else { continue };
        let same = !moved && without_sequence(old) == without_sequence(event);
        let least = sequence(old) + u64::from(!same);
        if sequence(event) < least {
            event["sequence"] = least.into();
        }
    }
    raised
}

fn sequence(event: &Value) -> u64 {
    event.get("sequence").and_then(Value::as_u64).unwrap_or(0)
}

fn without_sequence(event: &Value) -> Value {
    let mut event = event.clone();
    if let Some(map) = event.as_object_mut() {
        map.remove("sequence");
    }
    event
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_has_changed_is_raised_and_nothing_ever_falls() {
        let document = |title: &str, more: Value| {
            let mut event = json!({ "id": "a", "title": title });
            for (key, value) in more.as_object().unwrap() {
                event[key] = value.clone();
            }
            json!({ "kind": "rsvp", "events": [event, { "id": "b", "title": "B" }] })
        };
        let sequences = |document: &Value| [0, 1].map(|index| sequence(&document["events"][index]));
        let first = document("A", json!({}));
        let second = raised(&first, &document("New", json!({})));
        assert_eq!(sequences(&second), [1, 0]);
        let same = raised(&second, &document("New", json!({})));
        assert_eq!(sequences(&same), [1, 0], "the same again changes nothing");
        assert_eq!(sequences(&raised(&same, &document("Newer", json!({ "sequence": 7 })))), [7, 0]);
        let mut elsewhere = first.clone();
        elsewhere["time_zone"] = json!("Asia/Tokyo");
        assert_eq!(sequences(&raised(&first, &elsewhere)), [1, 1], "another zone moves all");
    }
}
