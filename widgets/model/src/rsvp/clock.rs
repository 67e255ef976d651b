//! Clocks on walls and the instants that they show, with whatever time zones there are.

use serde_json::Value;

use crate::date::digits;
use crate::document::{Decode, Reader};
use crate::time::number;
use crate::{Date, Timestamp};

/// Milliseconds.
pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// What knows time zones: the browser's `Intl`, or a library over the IANA database.
pub trait Zones {
    /// Seconds east of UTC in a zone (`Europe/Berlin`) at an instant; `None` if the zone is not known.
    fn offset_at(&self, zone: &str, at: Timestamp) -> Option<i32>;
}

/// A date and a time of day as a clock on the wall shows them, in some zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime {
    /// The date.
    pub date: Date,
    /// Minutes since midnight.
    pub minute: u16,
    /// Seconds east of UTC, where it is said which of two such times is meant.
    pub offset: Option<i32>,
}

/// The instant of a local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instant {
    /// The one there is.
    Once(Timestamp),
    /// Clocks are turned back: there are two, the earlier first.
    Twice(Timestamp, Timestamp),
    /// Clocks skip it. This is where it would be had they not been turned yet (RFC 5545 §3.3.5).
    Skipped(Timestamp),
    /// The offset that was said is not that of the zone then.
    OtherOffset,
    /// The zone is not known.
    UnknownZone,
}

impl LocalTime {
    /// Parses `2026-05-01T18:00`, with an offset where it matters: `2026-10-25T02:30+01:00`.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = (text.get(..10)?, text.get(10..)?);
        let date = Date::parse(date)?;
        let rest = rest.strip_prefix(['T', ' '])?;
        let (clock, offset) = rest.split_at(rest.find(['+', '-', 'Z']).unwrap_or(rest.len()));
        let (hour, minute) = clock.split_once(':')?;
        let minute = minute.strip_suffix(":00").unwrap_or(minute);
        let hour = number(hour, 2).filter(|hour| *hour < 24)?;
        let minute = number(minute, 2).filter(|minute| *minute < 60)?;
        let offset = if offset.is_empty() { None } else { Some(seconds(offset)?) };
        Some(Self { date, minute: hour * 60 + minute, offset })
    }

    /// What a clock shows at an instant, so many seconds east of UTC. Seconds are dropped.
    pub fn at(instant: Timestamp, offset: i32) -> Self {
        let millis = instant.0.saturating_add(i64::from(offset) * 1000);
        let minute = millis.rem_euclid(DAY) / MINUTE;
        Self { date: Date::from_days(millis.div_euclid(DAY)), minute: minute as u16, offset: None }
    }

    /// The time of day, `18:00`.
    pub fn clock(self) -> String {
        let mut text = String::with_capacity(5);
        digits(&mut text, u32::from(self.minute / 60), 2);
        text.push(':');
        digits(&mut text, u32::from(self.minute % 60), 2);
        text
    }

    /// As an instant in milliseconds, were the zone UTC.
    pub fn naive(self) -> i64 {
        self.date.days() * DAY + i64::from(self.minute) * MINUTE
    }

    /// The instant at which the clocks of a zone show it.
    pub fn instant(self, zone: &str, zones: &dyn Zones) -> Instant {
        let naive = self.naive();
        let at = |offset: i32| Timestamp(naive - i64::from(offset) * 1000);
        let holds = |offset: i32| zones.offset_at(zone, at(offset)) == Some(offset);
        if let Some(said) = self.offset {
            return match zones.offset_at(zone, at(said)) {
                None => Instant::UnknownZone,
                Some(offset) if offset == said => Instant::Once(at(said)),
                Some(_) => Instant::OtherOffset,
            };
        }
        // No zone is further from UTC than 14 hours; none turns its clocks twice within days.
        let before = zones.offset_at(zone, Timestamp(naive - 26 * HOUR));
        let after = zones.offset_at(zone, Timestamp(naive + 26 * HOUR));
        let (Some(before), Some(after)) = (before, after) else { return Instant::UnknownZone };
        match (holds(before), before != after && holds(after)) {
            (true, true) => Instant::Twice(at(before.max(after)), at(before.min(after))),
            (true, false) => Instant::Once(at(before)),
            (false, true) => Instant::Once(at(after)),
            (false, false) => Instant::Skipped(at(before)),
        }
    }
}

/// The moment at which a day begins by the clocks of a zone, also where they skip midnight; by those of UTC, where the
/// zone is not known.
pub fn midnight(date: Date, zone: &str, zones: &dyn Zones) -> Timestamp {
    let first = LocalTime { date, minute: 0, offset: None };
    match first.instant(zone, zones) {
        Instant::Once(at) | Instant::Twice(at, _) | Instant::Skipped(at) => at,
        Instant::OtherOffset | Instant::UnknownZone => Timestamp(first.naive()),
    }
}

/// Reads `+01:00`, `-03:30` or `Z`.
fn seconds(offset: &str) -> Option<i32> {
    let sign = match offset.get(..1)? {
        "Z" if offset.len() == 1 => return Some(0),
        "+" => 60,
        "-" => -60,
        _ => return None,
    };
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let hours = number(hours, 2).filter(|hours| *hours < 24)?;
    let minutes = number(minutes, 2).filter(|minutes| *minutes < 60)?;
    Some(sign * (i32::from(hours) * 60 + i32::from(minutes)))
}

/// An offset in the way it is read, `+01:00`.
pub fn offset_text(seconds: i32) -> String {
    let minutes = seconds.unsigned_abs() / 60;
    let mut text = String::from(if seconds < 0 { "-" } else { "+" });
    digits(&mut text, minutes / 60, 2);
    text.push(':');
    digits(&mut text, minutes % 60, 2);
    text
}

impl Decode for LocalTime {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let expected = "must be a date and time of the event's own clocks, e.g. 2026-05-01T18:00";
        reader.parsed(self, value, Self::parse, expected);
    }

    fn blank() -> Self {
        Self { date: Date::blank(), minute: 0, offset: None }
    }

    fn schema() -> Value {
        let pattern = "^\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:00)?([+-]\\d{2}:\\d{2}|Z)?$";
        serde_json::json!({ "type": "string", "pattern": pattern })
    }
}
