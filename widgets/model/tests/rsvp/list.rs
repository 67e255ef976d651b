use rungs_model::rsvp::{Facets, Filter, Found, List, Mode, Rsvp, Schedule, Sort, Spot, Towns};
use serde_json::{Value, json};

use crate::{at, load, with_events};

fn event(id: &str, day: u32, latitude: f64, longitude: f64, more: &Value) -> Value {
    let mut event = json!({
        "id": id, "title": id, "venue": { "name": id, "latitude": latitude, "longitude": longitude },
        "start": format!("2026-05-{day:02}T18:00"), "end": format!("2026-05-{day:02}T20:00"),
    });
    for (key, value) in more.as_object().unwrap() {
        event[key] = value.clone();
    }
    event
}

fn few() -> (Rsvp, Schedule) {
    let mut document = with_events(&[
        event("hamburg", 3, 53.55, 9.99, &json!({ "kinds": ["rally"], "languages": ["de-AT", "tr"] })),
        event("berlin", 2, 52.52, 13.40, &json!({ "kinds": ["talk"], "languages": ["de", "en"] })),
        event(
            "call",
            1,
            0.0,
            0.0,
            &json!({ "mode": "online", "venue": null, "join_text": "PIN", "kinds": ["talk", "rally"] }),
        ),
        event("potsdam", 4, 52.39, 13.06, &json!({ "mode": "hybrid", "join_text": "PIN" })),
    ]);
    document["kinds"] = json!([{ "value": "rally", "label": "Rally" }, { "value": "talk", "label": "Talk" }]);
    load(&document).unwrap()
}

fn found(filter: Filter, sort: Sort) -> String {
    let (rsvp, schedule) = few();
    let mut found = Vec::new();
    List::new(&rsvp, &schedule, &Facets::new(&rsvp)).find(&filter, sort, &mut found);
    let keys: Vec<&str> = found.iter().map(|found| schedule[found.occurrence].key.as_str()).collect();
    keys.join(" ")
}

#[test]
fn what_is_not_said_fits_all_and_what_is_said_must_fit() {
    let all = Filter::default();
    assert_eq!(found(all, Sort::Start), "call berlin hamburg potsdam");
    assert_eq!(found(Filter { kind: "rally", ..all }, Sort::Start), "call hamburg");
    assert_eq!(found(Filter { language: "de", ..all }, Sort::Start), "berlin hamburg");
    assert_eq!(found(Filter { language: "d", ..all }, Sort::Start), "");
    assert_eq!(found(Filter { mode: Some(Mode::Online), ..all }, Sort::Start), "call potsdam");
    let days = Filter {
        from: Some(at("2026-05-02T19:00:00+02:00")),
        until: Some(at("2026-05-04T00:00:00+02:00")),
        ..all
    };
    assert_eq!(found(days, Sort::Start), "berlin hamburg", "what is under way is still to be seen");
}

#[test]
fn of_more_kinds_than_a_number_has_bits_each_is_found() {
    let kinds: Vec<String> = (0..80).map(|kind| format!("kind-{kind}")).collect();
    let events: Vec<Value> = kinds
        .iter()
        .map(|kind| event(kind, 1, 0.0, 0.0, &json!({ "kinds": [kind], "languages": [format!("x-{kind}")] })))
        .collect();
    let mut document = with_events(&events);
    document["kinds"] = kinds.iter().map(|kind| json!({ "value": kind, "label": kind })).collect();
    let (rsvp, schedule) = load(&document).unwrap();
    let mut found = Vec::new();
    for kind in ["kind-0", "kind-62", "kind-63", "kind-64", "kind-79"] {
        for filter in [
            Filter { kind, ..Filter::default() },
            Filter { language: &format!("x-{kind}"), ..Filter::default() },
        ] {
            List::new(&rsvp, &schedule, &Facets::new(&rsvp)).find(&filter, Sort::Start, &mut found);
            let keys: Vec<&str> = found.iter().map(|found| schedule[found.occurrence].key.as_str()).collect();
            assert_eq!(keys, [kind]);
        }
    }
}

#[test]
fn the_nearest_comes_first_and_a_call_is_near_everyone() {
    let here = Spot::new(52.50, 13.30);
    assert_eq!(found(Filter::default(), Sort::Distance(here)), "berlin potsdam hamburg call");
    let near = Filter { within: Some((here, 50.0)), ..Filter::default() };
    assert_eq!(found(near, Sort::Start), "call berlin potsdam");
    assert_eq!(found(near, Sort::Distance(here)), "berlin potsdam call");
}

#[test]
fn distances_come_with_what_was_found() {
    let (rsvp, schedule) = few();
    let mut found: Vec<Found> = Vec::new();
    let filter = Filter { within: Some((Spot::new(52.52, 13.40), 10.0)), ..Filter::default() };
    List::new(&rsvp, &schedule, &Facets::new(&rsvp)).find(&filter, Sort::Start, &mut found);
    assert_eq!(found.iter().map(Found::metres).collect::<Vec<_>>(), [None, Some(0)]);
}

#[test]
fn a_town_or_postal_code_that_was_typed_is_found_among_the_venues() {
    let event = |id: &str, town: &str, code: &str, latitude: f64| {
        json!({
            "id": id, "title": id, "start": "2026-05-01T18:00", "end": "2026-05-01T20:00",
            "venue": { "locality": town, "postal_code": code, "latitude": latitude, "longitude": 0 },
        })
    };
    let (rsvp, _) = load(&with_events(&[
        event("a", "Łódź", "90-001", 10.0),
        event("b", "Leeds", "LS1 4DY", 20.0),
        event("c", "Leeds", "LS27 0AB", 30.0),
        event("d", "Köln", "50667", 40.0),
    ]))
    .unwrap();
    let towns = Towns::of(&rsvp);
    let found = |typed: &str| towns.spot_of(typed);
    let spot = |latitude: f64| Some(Spot::new(latitude, 0.0));
    assert_eq!(
        (found("łódź"), found("90001"), found("KÖLN"), found("köl")),
        (spot(10.0), spot(10.0), spot(40.0), spot(40.0))
    );
    assert_eq!((found("ls14dy"), found("LS27 9ZZ"), found("ls2 7ht")), (spot(20.0), spot(30.0), spot(30.0)));
    assert_eq!((found("50699"), found("Leeds")), (spot(40.0), spot(20.0)));
    assert_eq!((found(""), found("Paris"), found("le"), found("50999")), (None, None, None, None));
}
