use serde_json::{Map, Value};

use crate::{Date, Timestamp};

/// The most skills that are kept, and the most bytes of each.
const MOST_SKILLS: usize = 50;
const LONGEST_SKILL: usize = 64;
/// The latest moment that is kept: whole numbers in JSON go so far.
const LATEST: i64 = 9_000_000_000_000_000;

/// What someone said about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// When, in milliseconds since 1970: of two, the later holds.
    pub at: i64,
    /// On which day, where they were: the minutes hold for that day only.
    pub on: Option<Date>,
    /// How many minutes they have today.
    pub minutes: Option<u32>,
    /// They have time in the evening.
    pub evenings: bool,
    /// They have time at the weekend.
    pub weekends: bool,
    /// What they are good at: values of the ladder's skills.
    pub skills: Vec<String>,
}

impl Said {
    /// The minutes that they have today, if they said so today.
    pub fn minutes_on(&self, today: Date) -> Option<u32> {
        self.minutes.filter(|_| self.on == Some(today))
    }

    /// The same, said now. It holds against what was said before, even if the clock was put back since.
    pub(super) fn now(mut self, before: &Self, now: Timestamp, today: Date) -> Self {
        self.at = now.0.max(before.at.saturating_add(1)).clamp(0, LATEST);
        self.on = Some(today);
        self.tidy();
        self
    }

    /// Takes back a moment that has not come yet, as a clock that was wrong leaves it.
    pub(super) fn not_after(&mut self, now: Timestamp) {
        self.at = self.at.min(now.0.max(0));
    }

    fn tidy(&mut self) {
        self.skills.retain(|skill| !skill.is_empty() && skill.len() <= LONGEST_SKILL);
        self.skills.truncate(MOST_SKILLS);
    }

    /// Reads what can be read of it.
    pub(super) fn read(value: &Value) -> Self {
        let is_true = |key: &str| value.get(key).and_then(Value::as_bool).unwrap_or_default();
        let number = |key: &str| value.get(key).and_then(Value::as_f64).unwrap_or(-1.0);
        let text = |skill: &Value| skill.as_str().map(str::to_owned);
        let skills = value.get("skills").and_then(Value::as_array);
        let minutes = number("minutes");
        let mut said = Self {
            at: (number("at") as i64).clamp(0, LATEST),
            on: value.get("on").and_then(Value::as_str).and_then(Date::parse),
            minutes: (0.0..=f64::from(u32::MAX)).contains(&minutes).then_some(minutes as u32),
            evenings: is_true("evenings"),
            weekends: is_true("weekends"),
            skills: skills.map(|skills| skills.iter().filter_map(text).collect()).unwrap_or_default(),
        };
        said.tidy();
        said
    }

    /// As it is read; nothing if nothing was said.
    pub(super) fn to_value(&self) -> Option<Value> {
        if *self == Self::default() {
            return None;
        }
        let mut map = Map::new();
        map.insert("at".into(), self.at.into());
        if let Some(on) = self.on {
            map.insert("on".into(), on.to_text().into());
        }
        if let Some(minutes) = self.minutes {
            map.insert("minutes".into(), minutes.into());
        }
        map.insert("evenings".into(), self.evenings.into());
        map.insert("weekends".into(), self.weekends.into());
        let skills = self.skills.iter().map(|skill| Value::String(skill.clone())).collect();
        map.insert("skills".into(), Value::Array(skills));
        Some(Value::Object(map))
    }
}
