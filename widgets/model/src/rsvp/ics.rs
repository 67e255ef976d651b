//! Calendars as text: iCalendar (RFC 5545), with times in UTC, so that no reader has to know a
//! zone or a rule, and each occurrence an entry of its own.

use super::clock::LocalTime;
use super::{Event, Occurrence, Rsvp, Schedule};
use crate::date::digits;
use crate::{Block, Markdown, Timestamp};

/// The longest line, in octets without its end (RFC 5545 §3.1).
const LONGEST_LINE: usize = 75;

/// What a calendar says beside the events.
#[derive(Clone, Copy, Debug)]
pub struct Calendar<'a> {
    /// What stands behind the @ in every UID: the host of the backend, and always the same one, for a
    /// calendar program takes another UID for another event.
    pub host: &'a str,
    /// When this version of the events was made (DTSTAMP).
    pub stamp: Timestamp,
    /// The page of the events.
    pub page: &'a str,
    /// The keys of those occurrences that are not certain: whoever the calendar is for said maybe, or waits for a place.
    pub maybe: &'a [&'a str],
}

impl Rsvp {
    /// The calendar of those occurrences that `takes` says, with a reminder a day and an hour before
    /// each. What a viewer must not know must not be in this document: see [`Event::conceal`].
    pub fn ics(
        &self,
        schedule: &Schedule,
        calendar: &Calendar,
        takes: &dyn Fn(&Occurrence) -> bool,
    ) -> String {
        let mut lines = Lines::default();
        for (name, value) in [
            ("BEGIN", "VCALENDAR"),
            ("VERSION", "2.0"),
            ("PRODID", "-//Rungs//Rungs 0.1//EN"),
            ("CALSCALE", "GREGORIAN"),
            ("METHOD", "PUBLISH"),
        ] {
            lines.add(name, value);
        }
        lines.text("NAME", &self.title);
        lines.text("X-WR-CALNAME", &self.title);
        lines.add("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
        lines.add("X-PUBLISHED-TTL", "PT1H");
        for occurrence in schedule.iter().filter(|occurrence| takes(occurrence)) {
            if let Some(event) = self.events.get(occurrence.event) {
                self.entry(event, occurrence, calendar, &mut lines);
            }
        }
        lines.add("END", "VCALENDAR");
        lines.0
    }

    /// The UID of an occurrence: the same as long as widget, event and slot keep their ids.
    pub fn uid(&self, occurrence: &Occurrence, host: &str) -> String {
        [&*self.id, ".", &occurrence.key, "@", host].concat()
    }

    fn entry(&self, event: &Event, occurrence: &Occurrence, calendar: &Calendar, lines: &mut Lines) {
        let title = title(event, occurrence);
        lines.add("BEGIN", "VEVENT");
        lines.text("UID", &self.uid(occurrence, calendar.host));
        lines.add("DTSTAMP", &utc(calendar.stamp));
        lines.add("SEQUENCE", &event.sequence.to_string());
        lines.add("DTSTART", &utc(occurrence.start));
        lines.add("DTEND", &utc(occurrence.end));
        lines.text("SUMMARY", &title);
        lines.text_if_any("DESCRIPTION", &description(event));
        lines.text_if_any("LOCATION", &location(event));
        if let Some((latitude, longitude)) =
            event.venue.as_ref().and_then(|venue| venue.latitude.zip(venue.longitude))
            && !event.keeps_back(super::Private::Address)
        {
            lines.add("GEO", &[&*latitude.to_text(), ";", &longitude.to_text()].concat());
        }
        if !calendar.page.is_empty() {
            lines.add("URL", &plain(calendar.page));
        }
        if let Some(organiser) = &event.organiser
            && let Some(email) = &organiser.email
        {
            let name = ["ORGANIZER;CN=\"", &parameter(&organiser.name), "\""].concat();
            lines.add(&name, &["mailto:", &plain(email)].concat());
        }
        let (status, busy) = match () {
            () if occurrence.cancelled => ("CANCELLED", "TRANSPARENT"),
            () if calendar.maybe.contains(&&*occurrence.key) => ("TENTATIVE", "TRANSPARENT"),
            () => ("CONFIRMED", "OPAQUE"),
        };
        lines.add("STATUS", status);
        lines.add("TRANSP", busy);
        if !occurrence.cancelled {
            for before in ["-P1D", "-PT1H"] {
                lines.add("BEGIN", "VALARM");
                lines.add("ACTION", "DISPLAY");
                lines.text("DESCRIPTION", &title);
                lines.add("TRIGGER", before);
                lines.add("END", "VALARM");
            }
        }
        lines.add("END", "VEVENT");
    }
}

/// What an occurrence is called: the event, and the slot if it has a name.
pub fn title(event: &Event, occurrence: &Occurrence) -> String {
    let slot = occurrence.slot.and_then(|slot| event.slots.get(slot)?.label.as_deref());
    slot.map_or_else(|| event.title.0.clone(), |slot| [&*event.title, " – ", slot].concat())
}

/// What an entry says about an event: its text, how to join, what to bring.
pub(super) fn description(event: &Event) -> String {
    let own = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let parts = [
        lines_of(&event.text),
        own(event.join_url.as_deref()),
        own(event.join_text.as_deref()),
        own(event.bring.as_deref()),
        own(event.venue.as_ref().and_then(|venue| venue.directions.as_deref())),
    ];
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

/// Markdown as text: a block after the other, and a line for each item of a list.
fn lines_of(text: &str) -> String {
    let plain = |spans| Markdown(vec![Block::Paragraph(spans)]).plain();
    let mut blocks = Vec::new();
    for block in Markdown::parse(text).0 {
        blocks.push(match block {
            Block::Paragraph(spans) => plain(spans),
            Block::List { items, .. } => {
                let items = items.into_iter().map(|item| ["- ", &plain(item)].concat());
                items.collect::<Vec<_>>().join("\n")
            }
        });
    }
    blocks.join("\n\n")
}

/// Where an entry says that it is: the address, else how to join.
pub(super) fn location(event: &Event) -> String {
    let lines = event.venue.as_ref().map(super::Venue::lines).unwrap_or_default();
    if lines.is_empty() { event.join_url.as_deref().unwrap_or_default().into() } else { lines.join(", ") }
}

/// An instant in UTC, `20260501T160000Z`.
pub(super) fn utc(at: Timestamp) -> String {
    let LocalTime { date, minute, .. } = LocalTime::at(at, 0);
    let second = at.0.div_euclid(1000).rem_euclid(60) as u32;
    let mut text = String::with_capacity(16);
    digits(&mut text, u32::from(date.year()), 4);
    digits(&mut text, u32::from(date.month()), 2);
    digits(&mut text, u32::from(date.day()), 2);
    text.push('T');
    digits(&mut text, u32::from(minute / 60), 2);
    digits(&mut text, u32::from(minute % 60), 2);
    digits(&mut text, second, 2);
    text.push('Z');
    text
}

/// The characters of a property or parameter that is no text: whatever could end it is left out.
fn plain(value: &str) -> String {
    value.chars().filter(|character| !character.is_control()).collect()
}

/// A text within the quotes of a parameter (RFC 6868).
fn parameter(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '^' => out.push_str("^^"),
            '"' => out.push_str("^'"),
            '\n' => out.push_str("^n"),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// Content lines, each ended and folded.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A line whose value needs no escape.
    fn add(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for character in name.chars().chain([':']).chain(value.chars()) {
            let octets = character.len_utf8();
            if length + octets > LONGEST_LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(character);
            length += octets;
        }
        self.0.push_str("\r\n");
    }

    /// A line of text (RFC 5545 §3.3.11).
    fn text(&mut self, name: &str, text: &str) {
        let mut value = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                '\\' | ';' | ',' => value.extend(['\\', character]),
                '\n' => value.push_str("\\n"),
                other if other.is_control() && other != '\t' => {}
                other => value.push(other),
            }
        }
        self.add(name, &value);
    }

    fn text_if_any(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.text(name, text);
        }
    }
}
