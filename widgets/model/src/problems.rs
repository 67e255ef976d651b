use serde_json::Value;

use crate::document::{self, Decode, Problem};
#[cfg(feature = "ladder")]
use crate::ladder::Ladder;
use crate::rsvp::{Rsvp, Schedule, Zones};
use crate::survey::Survey;
use crate::{Kind, Petition, Timestamp};

impl Kind {
    /// The kind that a document says it is of; a petition if it says none that there is.
    pub fn of(document: &Value) -> Self {
        let said = document.get("kind").and_then(Value::as_str);
        Self::ALL.iter().copied().find(|kind| Some(kind.as_str()) == said).unwrap_or(Self::Petition)
    }
}

/// What is wrong with a config document of any kind, or worth a look at the moment `now`. What its `backend` says is
/// left to whoever speaks with that.
pub fn problems(document: &Value, zones: &dyn Zones, now: Timestamp) -> Vec<Problem> {
    fn of<T: Decode>(document: &Value) -> Vec<Problem> {
        document::read::<T>(document, "en").map_or_else(|problems| problems, |(_, warnings)| warnings)
    }
    match Kind::of(document) {
        Kind::Petition => of::<Petition>(document),
        Kind::Survey => of::<Survey>(document),
        #[cfg(feature = "ladder")]
        Kind::Ladder => of::<Ladder>(document),
        Kind::Rsvp => match document::read::<Rsvp>(document, "en") {
            Ok((rsvp, mut warnings)) => {
                warnings.extend(Schedule::new(&rsvp, zones, now).1);
                warnings
            }
            Err(problems) => problems,
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    struct Utc;

    impl Zones for Utc {
        fn offset_at(&self, zone: &str, _: Timestamp) -> Option<i32> {
            (zone == "UTC").then_some(0)
        }
    }

    #[test]
    fn each_kind_is_judged_as_what_it_is_and_events_also_by_the_clock() {
        let paths = |document: Value| -> Vec<String> {
            problems(&document, &Utc, Timestamp(0)).into_iter().map(|problem| problem.path).collect()
        };
        for kind in ["petition", "survey", "rsvp"] {
            let missing = paths(json!({ "id": "a", "kind": kind, "backend": "preview" }));
            assert!(missing.contains(&"title".to_owned()), "{kind}: {missing:?}");
        }
        let event = json!({
            "id": "e", "title": "E", "start": "2030-05-01T18:00", "end": "2030-05-01T20:00",
            "venue": { "name": "Hall", "locality": "Leeds", "country": "GB" },
        });
        let events = |zone: &str| {
            paths(json!({
                "id": "a", "kind": "rsvp", "backend": "preview", "title": "A", "time_zone": zone, "events": [event],
                "fields": [{ "name": "email", "required": true }],
            }))
        };
        assert_eq!(events("UTC"), Vec::<String>::new());
        assert!(!events("Mars/Olympus").is_empty());
    }
}
