//! When everything takes place.

use core::cmp::Ordering;

use super::clock::{Instant, LocalTime, MINUTE, Zones};
use super::times::{spans, times};
use super::{DayZones, Event, MOST, Rsvp};
use crate::Timestamp;
use crate::document::{Problem, Reader};

/// An event that starts within so many minutes is about to.
const SOON_MINUTES: i64 = 60;

/// One time at which an event takes place, or one of its slots: what one answers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Names it in answers, in the state and in calendars: `event`, `event.slot` or `event.2026-05-01`.
    pub key: String,
    /// The index of its event.
    pub event: usize,
    /// The index of its slot, if it is one.
    pub slot: Option<usize>,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// What the clocks there show when it starts.
    pub local_start: LocalTime,
    /// What the clocks there show when it ends.
    pub local_end: LocalTime,
    /// Until when one can answer.
    pub closes: Timestamp,
    /// The most people, guests included.
    pub capacity: Option<u32>,
    /// Whether it was called off.
    pub cancelled: bool,
}

/// Where an occurrence stands in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It is still to come.
    Upcoming,
    /// It starts in so many minutes, at least 1 and at most 60.
    Soon(u32),
    /// It is under way.
    Now,
    /// It is over.
    Ended,
}

impl Occurrence {
    /// Where it stands at `now`.
    pub fn phase(&self, now: Timestamp) -> Phase {
        let until = self.start.0.saturating_sub(now.0);
        let minutes = until.saturating_add(MINUTE - 1).div_euclid(MINUTE);
        match () {
            () if now >= self.end => Phase::Ended,
            () if until <= 0 => Phase::Now,
            () if minutes <= SOON_MINUTES => Phase::Soon(minutes as u32),
            () => Phase::Upcoming,
        }
    }

    /// Whether one can still answer.
    pub fn is_open(&self, now: Timestamp) -> bool {
        !self.cancelled && now < self.closes
    }

    /// Until when one can answer, where that ends before it does; `deadline` is that of all events of its document.
    pub fn closes_early(&self, deadline: Option<Timestamp>) -> Option<Timestamp> {
        let closes = deadline.map_or(self.closes, |deadline| deadline.min(self.closes));
        (closes < self.end).then_some(closes)
    }

    /// Whether the two share a moment.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Every occurrence of a document's events, the first to start first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule(Vec<Occurrence>);

impl core::ops::Deref for Schedule {
    type Target = [Occurrence];

    fn deref(&self) -> &[Occurrence] {
        &self.0
    }
}

impl Schedule {
    /// Lays out a document's events. With it comes what is wrong or worth a look, with paths:
    /// with an error among them the document cannot be used.
    pub fn new(rsvp: &Rsvp, zones: &dyn Zones, now: Timestamp) -> (Self, Vec<Problem>) {
        let zones = &DayZones::new(zones);
        let mut layout = Layout { rsvp, zones, reader: Reader::new(""), found: Vec::new() };
        for (index, event) in rsvp.events.iter().enumerate() {
            layout.event(index, event, now);
        }
        let Layout { mut found, reader, .. } = layout;
        // Of those that start together the document's order holds.
        found.sort_by_key(|occurrence| occurrence.start.0);
        (Self(found), reader.into_problems())
    }

    /// The occurrence of that key.
    pub fn find(&self, key: &str) -> Option<&Occurrence> {
        self.0.iter().find(|occurrence| occurrence.key == key)
    }

    /// Those of an event.
    pub fn of_event(&self, event: usize) -> impl Iterator<Item = &Occurrence> {
        self.0.iter().filter(move |occurrence| occurrence.event == event)
    }
}

struct Layout<'a> {
    rsvp: &'a Rsvp,
    zones: &'a dyn Zones,
    reader: Reader,
    found: Vec<Occurrence>,
}

impl Layout<'_> {
    fn event(&mut self, index: usize, event: &Event, now: Timestamp) {
        let path = ["events[", &index.to_string(), "]"].concat();
        let first = self.found.len();
        let zone = self.rsvp.zone(event);
        if self.zones.offset_at(zone, Timestamp(0)).is_none() {
            let place =
                if event.time_zone.is_some() { [&path, ".time_zone"].concat() } else { "time_zone".into() };
            let message = ["\"", zone, "\" is no time zone that is known here; write e.g. Europe/Berlin"];
            return self.reader.error_at(&place, &message.concat());
        }
        if self.is_sound(event, zone, &path) {
            self.ends(event, zone, &path);
        }
        self.found.extend(times(index, event, zone, self.zones));
        self.overlaps(first, &path);
        let own = self.found.get(first..).unwrap_or_default();
        if !own.is_empty() && own.iter().all(|occurrence| now >= occurrence.end) {
            self.reader.warn_at(&path, "is over: it is shown as such, and takes no answers");
        }
    }

    /// Whether the times that someone wrote are times: where clocks are turned, exactly one instant must
    /// be meant.
    fn is_sound(&mut self, event: &Event, zone: &str, path: &str) -> bool {
        let mut sound = true;
        for (number, slot) in event.slots.iter().enumerate() {
            let place = [path, ".slots[", &number.to_string(), "]"].concat();
            sound &= self.exact(zone, slot.start, &place, ".start");
            sound &= self.exact(zone, slot.end, &place, ".end");
        }
        if let (Some(start), Some(end), true) = (event.start, event.end, event.slots.is_empty()) {
            sound &= self.exact(zone, start, path, ".start");
            sound &= self.exact(zone, end, path, ".end");
            sound = sound && self.repeats(event, start, path);
        }
        sound
    }

    fn repeats(&mut self, event: &Event, start: LocalTime, path: &str) -> bool {
        let Some(repeat) = &event.repeat else { return true };
        if repeat.dates(start.date).len() > MOST {
            let path = [path, ".repeat"].concat();
            self.reader.error_at(&path, "makes too many: 500 fit; make it several events");
            return false;
        }
        for (key, named) in [("except", &repeat.except), ("cancelled", &repeat.cancelled)] {
            let all = super::Repeat { except: Vec::new(), ..repeat.clone() }.dates(start.date);
            if let Some(number) = named.iter().position(|date| !all.contains(date)) {
                let path = [path, ".repeat.", key, "[", &number.to_string(), "]"].concat();
                self.reader.error_at(&path, "is a date on which it does not take place anyway");
            }
        }
        true
    }

    /// Names each that ends before it starts.
    fn ends(&mut self, event: &Event, zone: &str, path: &str) {
        for span in spans(event, zone, self.zones) {
            let message = match span.end.cmp(&span.start) {
                Ordering::Greater => continue,
                Ordering::Equal => "is the moment at which it starts",
                Ordering::Less => "is before the start",
            };
            let place = match span.slot {
                Some(slot) => [path, ".slots[", &slot.to_string(), "].end"].concat(),
                None => [path, ".end"].concat(),
            };
            self.reader.error_at(&place, message);
        }
    }

    fn exact(&mut self, zone: &str, time: LocalTime, path: &str, key: &str) -> bool {
        let said = |offset: i32| [&*time.clock(), &super::offset_text(offset)].concat();
        let message = match time.instant(zone, self.zones) {
            Instant::Once(_) => return true,
            Instant::Twice(early, late) => {
                let offset = |at: Timestamp| self.zones.offset_at(zone, at).unwrap_or_default();
                let (early, late) = (said(offset(early)), said(offset(late)));
                [
                    "comes twice that day in ",
                    zone,
                    ", where clocks are turned back: write ",
                    &early,
                    " or ",
                    &late,
                ]
                .concat()
            }
            Instant::Skipped(_) => {
                ["does not exist that day in ", zone, ": clocks are turned forward over it"].concat()
            }
            Instant::OtherOffset => ["has an offset that ", zone, " does not have then"].concat(),
            Instant::UnknownZone => {
                ["cannot be told: \"", zone, "\" is no time zone that is known here"].concat()
            }
        };
        self.reader.error_at(&[path, key].concat(), &message);
        false
    }

    /// Names each slot, or repetition, that begins before one before it has ended.
    fn overlaps(&mut self, first: usize, path: &str) {
        let mut own: Vec<&Occurrence> = self.found.iter().skip(first).collect();
        own.sort_by_key(|occurrence| occurrence.start.0);
        let mut longest: Option<&Occurrence> = None;
        let mut named = Vec::new();
        for occurrence in own {
            if let Some(before) = longest.filter(|before| occurrence.overlaps(before)) {
                let place = match occurrence.slot {
                    Some(slot) => [path, ".slots[", &slot.to_string(), "]"].concat(),
                    None => [path, ".repeat"].concat(),
                };
                let message =
                    ["\"", &occurrence.key, "\" overlaps \"", &before.key, "\": nobody can choose both"]
                        .concat();
                named.push((place, message));
            }
            if longest.is_none_or(|before| occurrence.end > before.end) {
                longest = Some(occurrence);
            }
        }
        for (place, message) in named {
            self.reader.warn_at(&place, &message);
        }
    }
}
