//! Events for search engines and other programs: schema.org `Event`, as everyone may see them.

use maud::{Markup, PreEscaped, html};
use rungs_model::rsvp::{Event, Mode, Occurrence, Private, Rsvp, Schedule, Zones as _, ics, offset_text};
use rungs_model::{Markdown, Timestamp};
use serde_json::{Map, Value, json};

use crate::store::now;
use crate::zones::Iana;

/// Occurrences that are told of.
const MOST: usize = 50;

/// What is still to come, as JSON-LD. `url` is the page that it stands on; of several events each has its own.
pub(super) fn events(rsvp: &Rsvp, schedule: &Schedule, lang: &str, url: &str) -> Markup {
    let to_come = schedule.iter().filter(|occurrence| occurrence.end > Timestamp(now())).take(MOST);
    let events: Vec<Value> = to_come
        .filter_map(|occurrence| Some(one(rsvp, rsvp.events.get(occurrence.event)?, occurrence, lang, url)))
        .collect();
    if events.is_empty() {
        return html! {};
    }
    // Nothing in it may end the element.
    let text =
        json!({ "@context": "https://schema.org", "@graph": events }).to_string().replace('<', "\\u003c");
    html! { script type="application/ld+json" { (PreEscaped(text)) } }
}

fn one(rsvp: &Rsvp, event: &Event, occurrence: &Occurrence, lang: &str, url: &str) -> Value {
    let zone = rsvp.zone(event);
    let moment = |local: rungs_model::rsvp::LocalTime, at: Timestamp| {
        let offset = Iana.offset_at(zone, at).map(offset_text).unwrap_or_default();
        format!("{}T{}:00{offset}", local.date.to_text(), local.clock())
    };
    let mode = match event.mode {
        Mode::InPerson => "OfflineEventAttendanceMode",
        Mode::Online => "OnlineEventAttendanceMode",
        Mode::Hybrid => "MixedEventAttendanceMode",
    };
    let status = if occurrence.cancelled { "EventCancelled" } else { "EventScheduled" };
    let mut locations = Vec::new();
    if event.mode != Mode::Online {
        locations.push(place(event));
    }
    if event.mode != Mode::InPerson {
        let join = event.join_url.as_deref().unwrap_or(url);
        locations.push(json!({ "@type": "VirtualLocation", "url": join }));
    }
    let mut said = json!({
        "@type": "Event",
        "name": ics::title(event, occurrence),
        "startDate": moment(occurrence.local_start, occurrence.start),
        "endDate": moment(occurrence.local_end, occurrence.end),
        "eventAttendanceMode": format!("https://schema.org/{mode}"),
        "eventStatus": format!("https://schema.org/{status}"),
        "location": locations,
        "url": url,
        "inLanguage": if event.languages.is_empty() { vec![lang.to_owned()] } else { event.languages.clone() },
    });
    if rsvp.events.len() > 1 {
        said["url"] = format!("{url}?rungs.event={}", &*event.id).into();
    }
    let text = Markdown::parse(&event.text).plain();
    if !text.is_empty() {
        said["description"] = text.into();
    }
    if let Some(image) = &event.image {
        said["image"] = image.src.to_string().into();
    }
    if let Some(organiser) = &event.organiser {
        said["organizer"] = json!({ "@type": "Organization", "name": organiser.name.to_string(), "url": organiser.url.as_deref() });
    }
    if let Some(capacity) = occurrence.capacity {
        said["maximumAttendeeCapacity"] = capacity.into();
    }
    said
}

fn place(event: &Event) -> Value {
    let Some(venue) = &event.venue else { return json!({ "@type": "Place" }) };
    let mut address = Map::new();
    address.insert("@type".into(), "PostalAddress".into());
    for (key, text) in [
        ("streetAddress", venue.street_address.as_deref()),
        ("postalCode", venue.postal_code.as_deref()),
        ("addressLocality", venue.locality.as_deref()),
        ("addressRegion", venue.region.as_deref()),
        ("addressCountry", venue.country.as_deref()),
    ] {
        if let Some(text) = text {
            address.insert(key.into(), text.into());
        }
    }
    let name = venue.name.as_deref().or(venue.locality.as_deref()).unwrap_or_default();
    let mut place = json!({ "@type": "Place", "name": name, "address": address });
    if let (Some(latitude), Some(longitude), true) =
        (venue.latitude, venue.longitude, !event.keeps_back(Private::Address))
    {
        place["geo"] = json!({ "@type": "GeoCoordinates", "latitude": latitude.to_text(), "longitude": longitude.to_text() });
    }
    place
}
