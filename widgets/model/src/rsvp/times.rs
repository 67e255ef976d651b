//! When one event takes place, as its document has it. What is wrong with that, [`Schedule`](super::Schedule)
//! says.

use super::clock::{Instant, LocalTime, MINUTE, Zones};
use super::{Event, Happening, Occurrence};
use crate::Timestamp;

/// From when to when.
pub(super) struct Span {
    key: String,
    pub(super) slot: Option<usize>,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    capacity: Option<u32>,
    cancelled: bool,
}

/// The times of an event in a zone, in the order of its document. What does not end after it starts is left
/// out, and so is everything where the zone is not known.
pub fn times(index: usize, event: &Event, zone: &str, zones: &dyn Zones) -> Vec<Occurrence> {
    let local = |at: Timestamp| Some(LocalTime::at(at, zones.offset_at(zone, at)?));
    let make = |span: Span| {
        let (start, end) = (span.start, span.end);
        let before = event.closes_before.map(|minutes| Timestamp(start.0 - i64::from(minutes) * MINUTE));
        let closes = [event.closes, before].into_iter().flatten().fold(end, Timestamp::min);
        Some(Occurrence {
            key: span.key,
            event: index,
            slot: span.slot,
            start,
            end,
            local_start: local(start)?,
            local_end: local(end)?,
            closes,
            capacity: span.capacity,
            cancelled: span.cancelled,
        })
    };
    spans(event, zone, zones).into_iter().filter(|span| span.end > span.start).filter_map(make).collect()
}

/// Slots, the one time, or those of its repetitions.
pub(super) fn spans(event: &Event, zone: &str, zones: &dyn Zones) -> Vec<Span> {
    let at = |time: LocalTime| usual(time, zone, zones);
    let off = event.status == Happening::Cancelled;
    let slots = event.slots.iter().enumerate().map(|(number, slot)| Span {
        key: [&*event.id, ".", &*slot.id].concat(),
        slot: Some(number),
        start: at(slot.start),
        end: at(slot.end),
        capacity: slot.capacity.or(event.capacity),
        cancelled: off || slot.cancelled,
    });
    let mut spans: Vec<Span> = slots.collect();
    let (Some(start), Some(end), true) = (event.start, event.end, spans.is_empty()) else { return spans };
    let one = |key: String, start: LocalTime, end: LocalTime, cancelled: bool| Span {
        key,
        slot: None,
        start: at(start),
        end: at(end),
        capacity: event.capacity,
        cancelled: off || cancelled,
    };
    let Some(repeat) = &event.repeat else {
        spans.push(one(event.id.to_string(), start, end, false));
        return spans;
    };
    let days = end.date.days() - start.date.days();
    for date in repeat.dates(start.date) {
        let key = [&*event.id, ".", &date.to_text()].concat();
        let (mut from, mut to) = (start, end);
        if date != start.date {
            from = LocalTime { date, offset: None, ..start };
            to = LocalTime { date: date.plus_days(days), offset: None, ..end };
        }
        spans.push(one(key, from, to, repeat.cancelled.contains(&date)));
    }
    spans
}

/// A time that a rule made: where clocks skip it, the time after as far as they skip; where it
/// comes twice, the first (RFC 5545 §3.3.5).
fn usual(time: LocalTime, zone: &str, zones: &dyn Zones) -> Timestamp {
    match time.instant(zone, zones) {
        Instant::Once(instant) | Instant::Twice(instant, _) | Instant::Skipped(instant) => instant,
        Instant::OtherOffset | Instant::UnknownZone => Timestamp(0),
    }
}
