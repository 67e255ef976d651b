//! What an email is sent for, and when.

use rungs_model::choice;
use rungs_model::rsvp::Schedule;

/// An hour in milliseconds.
const HOUR: i64 = 60 * 60 * 1_000;

choice! {
    /// What an email is sent for.
    pub(crate) enum Occasion {
        /// It starts in a day.
        Day = "day",
        /// It starts in an hour.
        Hour = "hour",
        /// A place has become free for someone who waited.
        Place = "place",
    }
}

impl Occasion {
    /// The occasion of that name. The database holds no others.
    pub(crate) fn named(name: &str) -> Self {
        Self::ALL.iter().copied().find(|occasion| occasion.as_str() == name).unwrap_or(Self::Place)
    }

    /// From when to when before the start it is sent, in milliseconds; `None` if it does not hang on it.
    /// What could not be sent in time is of no use any more when the next is near.
    pub(super) fn window(self) -> Option<(i64, i64)> {
        match self {
            Self::Day => Some((24 * HOUR, 2 * HOUR)),
            Self::Hour => Some((HOUR, 0)),
            Self::Place => None,
        }
    }
}

/// An occurrence to be reminded of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) slot: String,
    pub(super) occasion: Occasion,
    pub(super) start: i64,
    /// Whoever has said that they come since then needs no reminder.
    pub(super) since: i64,
}

/// The reminders that are due at `now`; what was called off has none.
pub(super) fn due(schedule: &Schedule, now: i64) -> Vec<Due> {
    let mut due = Vec::new();
    for occurrence in schedule.iter().filter(|occurrence| !occurrence.cancelled) {
        let start = occurrence.start.0;
        for (occasion, (from, to)) in
            Occasion::ALL.iter().filter_map(|occasion| Some((*occasion, occasion.window()?)))
        {
            if (start - from..start - to).contains(&now) {
                due.push(Due { slot: occurrence.key.clone(), occasion, start, since: start - from });
            }
        }
    }
    due
}

#[cfg(test)]
mod tests {
    use rungs_model::Timestamp;
    use rungs_model::document::read;
    use rungs_model::rsvp::Rsvp;
    use serde_json::json;

    use super::*;
    use crate::zones::Iana;

    /// Two talks on the day on which Berlin loses an hour, the second called off.
    fn schedule() -> Schedule {
        let document = json!({
            "id": "talks", "kind": "rsvp", "title": "Talks", "time_zone": "Europe/Berlin",
            "fields": ["email"],
            "events": [
                { "id": "one", "title": "One", "mode": "online", "join_url": "https://meet.example.org/1", "start": "2099-03-29T09:00", "end": "2099-03-29T10:00" },
                { "id": "two", "title": "Two", "mode": "online", "join_url": "https://meet.example.org/2", "status": "cancelled", "start": "2099-03-29T09:00", "end": "2099-03-29T10:00" },
            ],
        });
        let (rsvp, _) = read::<Rsvp>(&document, "en").unwrap();
        Schedule::new(&rsvp, &Iana, Timestamp(0)).0
    }

    fn at(schedule: &Schedule, before: i64) -> Vec<&'static str> {
        let start = schedule.find("one").unwrap().start.0;
        due(schedule, start - before).iter().map(|due| due.occasion.as_str()).collect()
    }

    #[test]
    fn a_reminder_is_due_a_day_and_an_hour_before_and_not_when_it_is_too_late_for_it() {
        let schedule = schedule();
        let minute = HOUR / 60;
        assert_eq!(at(&schedule, 24 * HOUR + 1), Vec::<&str>::new());
        assert_eq!(at(&schedule, 24 * HOUR), ["day"], "24 hours, though the clocks show 23");
        assert_eq!(at(&schedule, 2 * HOUR), Vec::<&str>::new());
        assert_eq!(at(&schedule, HOUR), ["hour"]);
        assert_eq!(at(&schedule, minute), ["hour"]);
        assert_eq!(at(&schedule, 0), Vec::<&str>::new());
    }
}
