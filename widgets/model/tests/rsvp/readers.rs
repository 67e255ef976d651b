//! Calendars as others read them: `ical.js` from npm, `icalendar` from `PyPI`. `cargo xtask test` installs
//! both and runs these.

use std::process::{Command, Stdio};

use rungs_model::rsvp::ics::Calendar;
use serde_json::{Value, json};

use crate::{at, load, with_events};

#[test]
#[ignore = "needs ical.js from npm; cargo xtask test brings it"]
fn ical_js_reads_the_same_instants_in_every_zone() {
    let packages = concat!(env!("CARGO_MANIFEST_DIR"), "/../../xtask/node_modules");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rsvp/readers/ical_js.mjs");
    reads_the_same(Command::new("node").args([script, packages]));
}

#[test]
#[ignore = "needs icalendar from PyPI; cargo xtask test brings it where there is a Python"]
fn icalendar_reads_the_same_instants_in_every_zone() {
    let python = std::env::var("RUNGS_PYTHON").unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rsvp/readers/pypi_icalendar.py");
    reads_the_same(Command::new(python).arg(script));
}

/// Around every turn of clocks of two years, on a leap day, over midnight and across the date line.
fn document() -> Value {
    let mut events = Vec::new();
    let zones = [
        "Europe/Berlin",
        "Europe/London",
        "America/New_York",
        "America/St_Johns",
        "America/Havana",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Asia/Tehran",
        "Africa/Casablanca",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "Australia/Adelaide",
        "Pacific/Apia",
        "Pacific/Chatham",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
    ];
    for (number, zone) in zones.iter().enumerate() {
        let event = |id: &str, start: &str, end: &str, repeat: Value| {
            json!({
                "id": format!("{id}{number}"), "time_zone": zone, "start": start, "end": end, "repeat": repeat,
                "title": format!("{zone}; mit Äpfeln, \\ und 🐝 – {}", "lang ".repeat(20)), "sequence": number,
                "text": "Line one\n\n- a list, with; signs", "bring": "日本語のとても長いテキスト".repeat(12),
                "venue": { "name": "Town hall", "locality": "Köln" },
            })
        };
        events.push(event(
            "night",
            "2027-02-20T22:30",
            "2027-02-21T06:15",
            json!({ "every": "week", "count": 60, "cancelled": ["2027-03-06"] }),
        ));
        events.push(event("leap", "2028-02-29T12:00", "2028-02-29T13:00", Value::Null));
        events.push(event("days", "2027-12-30T18:00", "2028-01-02T12:00", Value::Null));
    }
    with_events(&events)
}

fn reads_the_same(reader: &mut Command) {
    let (rsvp, schedule) = load(&document()).unwrap();
    let calendar = Calendar {
        host: "api.example.org",
        stamp: at("2026-04-01T00:00:00Z"),
        page: "https://example.org/",
        maybe: &[],
    };
    let text = rsvp.ics(&schedule, &calendar, &|_| true);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.ics");
    std::fs::write(&file, text).unwrap();
    let output = reader.arg(file).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success());
    let found: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();

    assert_eq!(found.len(), schedule.len());
    for (found, occurrence) in found.iter().zip(schedule.iter()) {
        let event = &rsvp.events[occurrence.event];
        let description = ["Line one", "- a list, with; signs", event.bring.as_deref().unwrap()].join("\n\n");
        let expected = json!({
            "uid": format!("spring.{}@api.example.org", occurrence.key),
            "start": occurrence.start.0 / 1000,
            "end": occurrence.end.0 / 1000,
            "summary": *event.title,
            "description": description,
            "location": "Town hall, Köln",
            "sequence": event.sequence,
            "status": if occurrence.cancelled { "CANCELLED" } else { "CONFIRMED" },
            "alarms": if occurrence.cancelled { vec![] } else { vec![-86400, -3600] },
        });
        assert_eq!(*found, expected);
    }
}
