//! Addresses of elsewhere: maps, ways there, and the calendars that take an entry by a link.
//! Nothing is loaded from them; they open when they are pressed.

use super::ics::{description, location, title, utc};
use super::{Event, Occurrence, Private, Venue};

/// A text as a part of a query (RFC 3986 §2.1).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let digit = |half: u8| char::from(*b"0123456789ABCDEF".get(usize::from(half)).unwrap_or(&b'0'));
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

fn with_query(address: &str, query: &[(&str, &str)]) -> String {
    let mut out = String::from(address);
    for (name, value) in query {
        out.push(if out.contains('?') { '&' } else { '?' });
        out.push_str(name);
        out.push('=');
        out.push_str(&encoded(value));
    }
    out
}

/// The venue, unless its address is kept back: then its coordinates are only about right, and a pin there would be
/// taken for the place.
fn venue(event: &Event) -> Option<&Venue> {
    event.venue.as_ref().filter(|_| !event.keeps_back(Private::Address))
}

/// The venue on OpenStreetMap: its coordinates, else a search for its address.
pub fn map(event: &Event) -> Option<String> {
    let venue = venue(event)?;
    if let (Some(latitude), Some(longitude)) = (venue.latitude, venue.longitude) {
        let (latitude, longitude) = (latitude.to_text(), longitude.to_text());
        let address = "https://www.openstreetmap.org/";
        let marked = with_query(address, &[("mlat", &latitude), ("mlon", &longitude)]);
        return Some([&marked, "#map=17/", &latitude, "/", &longitude].concat());
    }
    let address = venue.lines().join(", ");
    let search = || with_query("https://www.openstreetmap.org/search", &[("query", &address)]);
    (!address.is_empty()).then(search)
}

/// The way to the venue, on OpenStreetMap.
pub fn directions(event: &Event) -> Option<String> {
    let venue = venue(event)?;
    let to = match (venue.latitude, venue.longitude) {
        (Some(latitude), Some(longitude)) => [&*latitude.to_text(), ",", &longitude.to_text()].concat(),
        _ => venue.lines().join(", "),
    };
    (!to.is_empty()).then(|| with_query("https://www.openstreetmap.org/directions", &[("to", &to)]))
}

/// A calendar on the web.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calendar {
    /// Google Calendar.
    Google,
    /// Outlook.com.
    Outlook,
    /// Outlook of a school or workplace.
    Office,
    /// Yahoo Calendar.
    Yahoo,
}

/// A link that offers an occurrence to a calendar on the web, with what `event` says of the place. `maybe` tells that it is
/// not certain; of these calendars, only Google's link has a word for that.
pub fn calendar(calendar: Calendar, event: &Event, occurrence: &Occurrence, maybe: bool) -> String {
    let title = title(event, occurrence);
    let (text, place) = (description(event), location(event));
    let (start, end) = (utc(occurrence.start), utc(occurrence.end));
    match calendar {
        Calendar::Google => with_query(
            "https://calendar.google.com/calendar/render",
            &[
                ("action", "TEMPLATE"),
                ("text", &title),
                ("dates", &[&*start, "/", &end].concat()),
                ("details", &text),
                ("location", &place),
                ("crm", if maybe { "AVAILABLE" } else { "BUSY" }),
            ],
        ),
        Calendar::Yahoo => with_query(
            "https://calendar.yahoo.com/",
            &[
                ("v", "60"),
                ("title", &title),
                ("st", &start),
                ("et", &end),
                ("desc", &text),
                ("in_loc", &place),
            ],
        ),
        Calendar::Outlook | Calendar::Office => {
            let host = if calendar == Calendar::Outlook { "outlook.live.com" } else { "outlook.office.com" };
            with_query(
                &["https://", host, "/calendar/0/deeplink/compose"].concat(),
                &[
                    ("path", "/calendar/action/compose"),
                    ("rru", "addevent"),
                    ("subject", &title),
                    ("startdt", &extended(&start)),
                    ("enddt", &extended(&end)),
                    ("body", &text),
                    ("location", &place),
                ],
            )
        }
    }
}

/// `2026-05-01T16:00:00Z` for `20260501T160000Z`.
fn extended(basic: &str) -> String {
    let part = |from: usize, to: usize| basic.get(from..to).unwrap_or_default();
    [part(0, 4), "-", part(4, 6), "-", part(6, 11), ":", part(11, 13), ":", part(13, 16)].concat()
}
