use icalendar::{Calendar as Parsed, CalendarComponent, Component as _, EventLike as _};
use proptest::prelude::*;
use rungs_model::rsvp::Private;
use rungs_model::rsvp::ics::Calendar;
use rungs_model::rsvp::links::{self, Calendar as Web};
use serde_json::{Value, json};

use crate::{at, load, rally, with, with_events};

fn calendar() -> Calendar<'static> {
    Calendar {
        host: "api.example.org",
        stamp: at("2026-04-01T00:00:00Z"),
        page: "https://example.org/spring?a=1",
        maybe: &[],
    }
}

fn written(document: &Value) -> String {
    let (rsvp, schedule) = load(document).unwrap();
    rsvp.ics(&schedule, &calendar(), &|_| true)
}

fn entries(text: &str) -> Vec<icalendar::Event> {
    let parsed: Parsed = text.parse().unwrap_or_else(|error| panic!("{error}: {text}"));
    let event = |component: CalendarComponent| match component {
        CalendarComponent::Event(event) => Some(event),
        _ => None,
    };
    parsed.components.into_iter().filter_map(event).collect()
}

fn property<'e>(event: &'e icalendar::Event, name: &str) -> &'e str {
    event.property_value(name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn an_independent_parser_reads_the_same_instants_and_texts() {
    let text = "Read \\ this; then, come.\n\n- 🐝".to_owned() + &" Bienen für alle, und Äpfel".repeat(12);
    let document = with(&json!({
        "title": "Rally; with, \"all\" \\ signs", "text": text, "sequence": 3,
        "organiser": { "name": "Müller \"Bo\", Ada", "email": "ada@example.org" },
        "venue": { "name": "Town hall", "locality": "Berlin", "latitude": 52.5, "longitude": 13.4 },
    }));
    let written = written(&document);
    for line in written.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{} octets: {line}", line.len());
    }
    let events = entries(&written);
    let [event] = &events[..] else { panic!("{written}") };
    assert_eq!(property(event, "UID"), "spring.rally@api.example.org");
    assert_eq!(property(event, "DTSTART"), "20260501T160000Z");
    assert_eq!(property(event, "DTEND"), "20260501T180000Z");
    assert_eq!(property(event, "DTSTAMP"), "20260401T000000Z");
    assert_eq!((property(event, "SEQUENCE"), property(event, "STATUS")), ("3", "CONFIRMED"));
    assert_eq!(event.get_summary(), Some("Rally; with, \"all\" \\ signs"));
    assert!(event.get_description().unwrap().ends_with("und Äpfel"), "{:?}", event.get_description());
    assert_eq!(event.get_location(), Some("Town hall, Berlin"));
    assert_eq!(
        (property(event, "GEO"), property(event, "URL")),
        ("52.5;13.4", "https://example.org/spring?a=1")
    );
    let alarms: Vec<&str> = written.lines().filter(|line| line.starts_with("TRIGGER")).collect();
    assert_eq!(alarms, ["TRIGGER:-P1D", "TRIGGER:-PT1H"]);
    assert!(written.contains("ORGANIZER;CN=\"Müller ^'Bo^', Ada\":mailto:ada@example.org"), "{written}");
}

#[test]
fn each_occurrence_is_an_entry_of_its_own_and_the_same_one_forever() {
    let document = with(&json!({ "repeat": { "every": "week", "count": 3, "cancelled": ["2026-05-08"] } }));
    let events = entries(&written(&document));
    let uids: Vec<&str> = events.iter().map(|event| property(event, "UID")).collect();
    assert_eq!(
        uids,
        ["2026-05-01", "2026-05-08", "2026-05-15"].map(|date| format!("spring.rally.{date}@api.example.org"))
    );
    assert_eq!(property(&events[1], "STATUS"), "CANCELLED");
    let moved = with(
        &json!({ "start": "2026-05-01T19:00", "title": "Moved", "sequence": 1, "repeat": { "every": "week", "count": 3 } }),
    );
    let again = entries(&written(&moved));
    assert_eq!(again.iter().map(|event| property(event, "UID")).collect::<Vec<_>>(), uids);
}

#[test]
fn what_is_called_off_is_said_so_and_rings_no_bell() {
    let written = written(&with(&json!({ "status": "cancelled" })));
    assert!(written.contains("STATUS:CANCELLED") && !written.contains("VALARM"), "{written}");
}

#[test]
fn what_is_not_certain_is_tentative_and_takes_no_time() {
    let repeated = with(&json!({ "repeat": { "every": "week", "count": 3, "cancelled": ["2026-05-15"] } }));
    let (rsvp, schedule) = load(&repeated).unwrap();
    let maybe = &["rally.2026-05-08", "rally.2026-05-15"];
    let events = entries(&rsvp.ics(&schedule, &Calendar { maybe, ..calendar() }, &|_| true));
    let told: Vec<_> =
        events.iter().map(|event| (property(event, "STATUS"), property(event, "TRANSP"))).collect();
    assert_eq!(told, [("CONFIRMED", "OPAQUE"), ("TENTATIVE", "TRANSPARENT"), ("CANCELLED", "TRANSPARENT")]);
}

#[test]
fn what_everyone_gets_says_nothing_private() {
    let document = with(&json!({
        "mode": "hybrid", "reveal": "after_rsvp", "join_url": "https://meet.example.org/x",
        "venue": { "name": "Ada's flat", "street_address": "Oak 1", "locality": "Berlin", "latitude": 52.53, "longitude": 13.38 },
    }));
    let (mut rsvp, schedule) = load(&document).unwrap();
    let own = rsvp.ics(&schedule, &calendar(), &|_| true);
    assert!(own.contains("meet.example.org") && own.contains("Oak 1") && own.contains("GEO:52.53"), "{own}");
    rsvp.events[0].conceal();
    let public = rsvp.ics(&schedule, &calendar(), &|_| true);
    assert!(!public.contains("meet") && !public.contains("Oak") && !public.contains("GEO"), "{public}");
    assert!(public.contains("LOCATION:Berlin"), "{public}");
}

/// What a link says, its parts decoded.
fn query(link: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            let digits = [rest.clone().next(), rest.clone().nth(1)];
            match (byte, digits) {
                (b'%', [Some(high), Some(low)]) => {
                    bytes.push(u8::from_str_radix(&String::from_utf8(vec![high, low]).unwrap(), 16).unwrap());
                    rest.nth(1);
                }
                _ => bytes.push(byte),
            }
        }
        String::from_utf8(bytes).unwrap()
    };
    let pairs = link.split_once('?').unwrap().1.split('&');
    pairs
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

#[test]
fn links_to_calendars_carry_the_same_instants() {
    let (rsvp, schedule) = load(&with(&json!({ "title": "Äpfel & Birnen?" }))).unwrap();
    let link = |web| links::calendar(web, &rsvp.events[0], &schedule[0], false);
    let has = |link: &str, name: &str, value: &str| {
        assert!(query(link).contains(&(name.into(), value.into())), "{name}={value}: {link}");
    };
    has(&link(Web::Google), "dates", "20260501T160000Z/20260501T180000Z");
    has(&link(Web::Google), "text", "Äpfel & Birnen?");
    has(&link(Web::Google), "crm", "BUSY");
    has(&links::calendar(Web::Google, &rsvp.events[0], &schedule[0], true), "crm", "AVAILABLE");
    has(&link(Web::Outlook), "startdt", "2026-05-01T16:00:00Z");
    has(&link(Web::Office), "enddt", "2026-05-01T18:00:00Z");
    has(&link(Web::Yahoo), "st", "20260501T160000Z");
    has(&link(Web::Yahoo), "in_loc", "Town hall, Berlin");
}

#[test]
fn a_map_shows_the_coordinates_or_looks_for_the_address() {
    let at = |venue: Value| load(&with(&json!({ "venue": venue }))).unwrap().0.events.remove(0);
    let mut marked = at(json!({ "name": "Hall", "latitude": 52.5, "longitude": -0.25 }));
    assert_eq!(
        links::map(&marked).unwrap(),
        "https://www.openstreetmap.org/?mlat=52.5&mlon=-0.25#map=17/52.5/-0.25"
    );
    assert_eq!(
        links::directions(&marked).unwrap(),
        "https://www.openstreetmap.org/directions?to=52.5%2C-0.25"
    );
    let named = at(json!({ "street_address": "Straße 1", "locality": "Köln" }));
    assert_eq!(
        links::map(&named).unwrap(),
        "https://www.openstreetmap.org/search?query=Stra%C3%9Fe%201%2C%20K%C3%B6ln"
    );
    // Of a private address there are coordinates, for distances: no pin stands where nobody meets.
    marked.after_rsvp = vec![Private::Address];
    assert_eq!((links::map(&marked), links::directions(&marked)), (None, None));
    marked.venue = None;
    marked.after_rsvp.clear();
    assert_eq!(links::map(&marked), None);
}

proptest! {
    #[test]
    fn any_title_and_text_come_back_from_the_parser(title in "[^\\p{C}\\u{2028}\\u{2029}]{1,150}", bring in "[^\\p{C}]{0,200}") {
        let mut event = rally();
        event["title"] = json!(title);
        event["bring"] = json!(bring);
        let written = written(&with_events(&[event]));
        prop_assert!(written.split("\r\n").all(|line| line.len() <= 75));
        let events = entries(&written);
        prop_assert_eq!(events[0].get_summary(), Some(title.as_str()));
        if !bring.is_empty() {
            prop_assert_eq!(events[0].get_description(), Some(bring.as_str()));
        }
    }
}
