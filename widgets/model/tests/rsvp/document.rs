use proptest::prelude::*;
use rungs_model::document::{Decode as _, read, schema};
use rungs_model::rsvp::{Mode, Private, Rsvp, Schedule};
use serde_json::{Value, json};

use crate::{Jiff, at, before, load, rally, values, warnings, with, with_events};

#[test]
fn the_smallest_event_has_a_title_a_place_and_its_times() {
    let (rsvp, schedule) = load(&with_events(&[rally()])).unwrap();
    assert_eq!(rsvp.events[0].mode, Mode::InPerson);
    let [only] = &*schedule else { panic!("{schedule:?}") };
    assert_eq!((only.key.as_str(), only.capacity), ("rally", None));
    assert_eq!((only.start, only.end), (at("2026-05-01T18:00:00+02:00"), at("2026-05-01T20:00:00+02:00")));
    assert_eq!(only.closes, only.end);
}

/// Everything that is wrong, all named at once.
#[test]
fn every_problem_is_reported_with_its_path() {
    let mut document = with_events(&[
        json!({
            "id": "a b", "title": "x".repeat(10_000), "start": "2026-05-01", "end": "2026-05-01T20:00",
            "venue": { "name": "Hall", "latitude": 91, "longitude": -180.5 },
            "capacity": -5, "guests": 51, "kinds": ["ralley"], "mode": "inperson",
        }),
        json!({ "id": "talk", "title": "Talk", "mode": "online", "join_url": "mailto:a@b.org", "slots": [
            { "id": "one", "start": "2026-05-01T10:00", "end": "2026-05-01T11:00" },
            { "id": "one", "start": "2026-05-01T12:00", "end": "2026-05-01T13:00", "capacity": 1.5 },
        ], "start": "2026-05-01T10:00" }),
        json!({ "id": "talk", "title": "Again", "venue": {}, "roles": [{ "id": "cook", "kind": "bring" }, { "id": "cook", "kind": "volunteer" }] }),
        json!({ "id": "walk", "title": "Walk", "venue": { "name": "Park", "latitude": 3 }, "start": "2026-05-01T10:00", "end": "2026-05-01T11:00",
            "repeat": { "every": "week", "weekdays": ["monday"], "week": "last", "interval": 0 }, "questions": ["email", { "name": "needs", "label": "?" }] }),
    ]);
    document["kinds"] = json!([{ "value": "rally", "label": "Rally" }]);
    document.as_object_mut().unwrap().remove("time_zone");
    let problems = load(&document).unwrap_err();
    for start in [
        "events[0].id: must be 1 to 64",
        "events[0].title: is 10000 characters long; 200 fit",
        "events[0].start: must be a date and time",
        "events[0].venue.latitude: must be from -90 to 90",
        "events[0].venue.longitude: must be from -180 to 180",
        "events[0].capacity: must be a whole number from 0",
        "events[0].guests: must be from 0 to 50",
        "events[0].mode: must be one of in_person, online, hybrid; did you mean \"in_person\"?",
        "events[0].kinds[0]: \"ralley\" is not among the kinds of this widget; did you mean \"rally\"?",
        "events[0].time_zone: is missing",
        "events[1].join_url: must start with https:// or tel:",
        "events[1].slots[1].id: \"one\" is used twice",
        "events[1].slots[1].capacity: must be a whole number",
        "events[1].start: cannot stand beside slots",
        "events[2].id: \"talk\" is used twice",
        "events[2].venue: must say where",
        "events[2].start: is missing",
        "events[2].end: is missing",
        "events[2].roles[1].id: \"cook\" is used twice",
        "events[3].venue.longitude: is missing",
        "events[3].repeat.interval: must be from 1",
        "events[3].repeat: must end",
        "events[3].repeat.week: is only for every month",
        "events[3].start: is on none of the days that repeat names",
        "events[3].questions[0].name: \"email\" is used twice",
        "events[3].questions[1].name: \"needs\" is used by the form itself",
    ] {
        assert!(problems.iter().any(|problem| problem.starts_with(start)), "{start}: {problems:#?}");
    }
    // The zone is missing of all four, and both talks are named.
    assert_eq!(problems.len(), 26 + 3 + 1, "{problems:#?}");
}

#[test]
fn who_is_asked_to_host_is_told_by_whom_and_by_when_and_what_is_wrong_with_that_is_named() {
    let mut document = with_events(&[rally()]);
    document["host"] = json!({ "text": 7, "staff_follow_up": { "who": "Sam", "within_hours": 0 } });
    let problems = load(&document).unwrap_err();
    for start in ["host.text: must be ", "host.staff_follow_up.within_hours: must be from 1 to 2000"] {
        assert!(problems.iter().any(|problem| problem.starts_with(start)), "{start}: {problems:#?}");
    }
    document["host"] = json!({ "staff_follow_up": { "within_hours": 48 } });
    assert!(load(&document).unwrap_err()[0].starts_with("host.staff_follow_up.who: is missing"));
    document["host"] = json!({});
    document["fields"] = json!(["email", { "name": "phone", "country": "AT" }]);
    let (rsvp, _) = load(&document).unwrap();
    let offered = values(&[("given_name", "Ada"), ("phone", "01 234567"), ("topic", "Rally")]);
    let (taken, consents) = rsvp.host_form().check(&offered).unwrap();
    assert_eq!(
        (taken.get("phone"), consents.len()),
        ("+431234567", 0),
        "numbers come from where the others do"
    );
}

#[test]
fn only_with_zones_can_impossible_and_double_times_be_named() {
    let errors = |changes: Value| load(&with(&changes)).unwrap_err().join("; ");
    let zone = errors(json!({ "time_zone": "Europe/Berln" }));
    assert!(zone.starts_with("events[0].time_zone: \"Europe/Berln\" is no time zone"), "{zone}");
    let skipped = errors(json!({ "start": "2026-03-29T02:30", "end": "2026-03-29T04:00" }));
    assert_eq!(
        skipped,
        "events[0].start: does not exist that day in Europe/Berlin: clocks are turned forward over it"
    );
    let twice = errors(json!({ "start": "2026-10-25T02:30", "end": "2026-10-25T04:00" }));
    assert!(twice.ends_with("clocks are turned back: write 02:30+02:00 or 02:30+01:00"), "{twice}");
    let other = errors(json!({ "start": "2026-05-01T18:00+01:00" }));
    assert_eq!(other, "events[0].start: has an offset that Europe/Berlin does not have then");
    let before = errors(json!({ "end": "2026-05-01T17:00" }));
    assert_eq!(before, "events[0].end: is before the start");
    let same = errors(json!({ "end": "2026-05-01T18:00" }));
    assert_eq!(same, "events[0].end: is the moment at which it starts");
    // Of the two half past two, the one that is meant is written with its offset.
    let meant = json!({ "start": "2026-10-25T02:30+02:00", "end": "2026-10-25T02:10+01:00" });
    let (_, schedule) = load(&with(&meant)).unwrap();
    assert_eq!(schedule[0].end.0 - schedule[0].start.0, 40 * 60_000);
}

#[test]
fn a_past_event_and_slots_at_the_same_time_can_be_used_and_are_named() {
    let after = at("2026-06-01T00:00:00Z");
    let past = warnings(&with_events(&[rally()]), after);
    assert_eq!(past, ["events[0]: is over: it is shown as such, and takes no answers"]);
    let mut shifts = rally();
    shifts.as_object_mut().unwrap().retain(|key, _| key != "start" && key != "end");
    shifts["slots"] = json!([
        { "id": "late", "start": "2026-05-01T11:00", "end": "2026-05-01T13:00" },
        { "id": "all", "start": "2026-05-01T09:00", "end": "2026-05-01T12:00" },
        { "id": "early", "start": "2026-05-01T08:00", "end": "2026-05-01T09:00" },
    ]);
    let named = warnings(&with_events(&[shifts]), before());
    assert_eq!(named, ["events[0].slots[0]: \"rally.late\" overlaps \"rally.all\": nobody can choose both"]);
}

#[test]
fn an_event_without_end_of_its_repetitions_or_with_too_many_is_refused() {
    let repeat = |repeat: Value| load(&with(&json!({ "repeat": repeat })));
    assert_eq!(
        repeat(json!({ "every": "day", "until": "2029-01-01" })).unwrap_err(),
        ["events[0].repeat: makes too many: 500 fit; make it several events"]
    );
    assert_eq!(repeat(json!({ "every": "day", "count": 500 })).unwrap().1.len(), 500);
    assert_eq!(
        repeat(json!({ "every": "week", "count": 3, "except": ["2026-05-09"] })).unwrap_err(),
        ["events[0].repeat.except[0]: is a date on which it does not take place anyway"]
    );
}

#[test]
fn what_is_private_is_not_in_what_everyone_gets_and_comes_back_with_the_details() {
    let document = with(&json!({
        "mode": "hybrid", "reveal": "after_rsvp", "join_url": "https://meet.example.org/x", "join_text": "PIN 1",
        "venue": { "name": "Ada's flat", "street_address": "Oak 1", "postal_code": "10115", "locality": "Berlin",
            "latitude": 52.53987, "longitude": -13.38125, "directions": "Ring twice" },
    }));
    let (rsvp, _) = load(&document).unwrap();
    let mut public = rsvp.clone();
    public.events[0].conceal();
    let event = &public.events[0];
    assert!(event.keeps_back(Private::Address) && event.keeps_back(Private::JoinLink));
    let venue = event.venue.as_ref().unwrap();
    assert_eq!(venue.lines(), ["Berlin"]);
    assert_eq!(
        (event.join_url.as_ref(), event.join_text.as_ref(), venue.directions.as_ref()),
        (None, None, None)
    );
    let coordinates = [venue.latitude, venue.longitude].map(|degrees| degrees.unwrap().to_text());
    assert_eq!(coordinates, ["52.5", "-13.4"]);
    let details = json!({ "event": "rally", "venue": document["events"][0]["venue"], "join_url": "https://meet.example.org/x", "join_text": "PIN 1" });
    public.reveal(&read(&details, "en").unwrap().0);
    assert_eq!(public, rsvp);
}

#[test]
fn by_default_everyone_learns_the_address_and_only_who_comes_the_link() {
    let event = |changes: Value| load(&with(&changes)).unwrap().0.events[0].private();
    let link = json!({ "mode": "hybrid", "join_url": "https://meet.example.org/x" });
    assert_eq!(event(link.clone()), [Private::JoinLink]);
    let mut always = link;
    always["reveal"] = json!("always");
    assert_eq!(event(always), []);
    assert_eq!(event(json!({ "reveal": "after_rsvp" })), [Private::Address]);
}

#[test]
fn the_schema_describes_what_is_read() {
    let validator = jsonschema::validator_for(&schema::of::<Rsvp>("An RSVP")).unwrap();
    let good = with_events(&[rally()]);
    assert!(validator.is_valid(&good), "{:?}", validator.iter_errors(&good).next());
    for (key, bad) in [
        ("start", json!("tomorrow")),
        ("capacity", json!(-1)),
        ("mode", json!("inperson")),
        ("venue", json!("Town hall")),
        ("id", json!("a b")),
    ] {
        assert!(!validator.is_valid(&with(&json!({ key: bad }))), "{key}");
    }
    assert_eq!(Rsvp::schema()["properties"]["events"]["items"]["properties"]["capacity"]["minimum"], 0);
}

/// Any JSON below the depth at which documents have something to say.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop_oneof![
            "\\PC{0,20}",
            Just("2026-03-29T02:30".into()),
            Just("9999-12-31T23:59".into()),
            Just("Europe/Berlin".into())
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let keys = prop::sample::select(vec![
            "id", "events", "start", "end", "repeat", "slots", "every", "interval", "until", "count",
            "venue", "latitude",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(keys.prop_map(str::to_owned), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_stands_in_a_document_is_read_or_named(key in prop::sample::select(vec!["start", "end", "repeat", "slots", "venue", "time_zone", "roles", "closes", "closes_before"]), value in any_json()) {
        if let Ok((rsvp, _)) = read::<Rsvp>(&with(&json!({ key: value })), "en") {
            let _ = Schedule::new(&rsvp, &Jiff, before());
        }
    }
}
