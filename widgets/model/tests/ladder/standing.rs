use rungs_model::ladder::{Ladder, Place, Progress, Reason, Said};
use rungs_model::rsvp::Spot;
use serde_json::json;

use crate::{day, did, ladder, now, rung, today};

/// The names of where someone stands with each rung.
fn places(ladder: &Ladder, progress: &Progress) -> Vec<&'static str> {
    ladder.standing(progress, today(), None).places.iter().map(Place::as_str).collect()
}

fn asked(ladder: &Ladder, progress: &Progress) -> Option<String> {
    let ask = ladder.standing(progress, today(), None).ask?;
    Some(ladder.rungs[ask.rung].id.to_string())
}

fn three() -> Ladder {
    ladder(&[rung("sign", &json!({})), rung("share", &json!({})), rung("come", &json!({}))])
}

#[test]
fn the_first_rung_that_is_not_done_is_next_and_the_others_are_open() {
    assert_eq!(places(&three(), &did(&[])), ["next", "open", "open"]);
    assert_eq!(places(&three(), &did(&["sign"])), ["done", "next", "open"]);
    // Order is advice.
    assert_eq!(places(&three(), &did(&["come"])), ["next", "open", "done"]);
    assert_eq!(asked(&three(), &did(&["sign", "share", "come"])), None);
}

#[test]
fn where_no_backend_takes_an_offer_the_rungs_that_need_one_are_neither_shown_nor_proposed() {
    let offers = ["talk_to_organiser", "host", "shift", "check_in", "share", "bring_friend"];
    let rungs = offers.map(|offer| json!({ "id": offer, "label": offer, "offer": offer }));
    let mut ladder = ladder(&rungs);
    ladder.keep_to_the_page();
    assert_eq!(asked(&ladder, &did(&[])), Some("share".into()));
    let hidden: Vec<_> = ladder.rungs.iter().filter(|rung| rung.hidden).map(|rung| &*rung.id).collect();
    assert_eq!(hidden, offers[..4]);
}

#[test]
fn a_done_rung_has_its_date() {
    let standing = three().standing(&did(&["sign"]), today(), None);
    assert_eq!(standing.places[0], Place::Done(day("2026-01-01")));
}

#[test]
fn what_a_clock_that_was_ahead_dated_is_done_today_at_the_latest() {
    let mut progress = did(&[]);
    progress.complete("sign", day("2036-01-01"));
    assert_eq!(three().standing(&progress, today(), None).places[0], Place::Done(today()));
    assert_eq!(progress.done_on("sign"), Some(day("2036-01-01")), "it is kept as it was");
}

#[test]
fn someone_stands_on_the_last_rung_that_they_did() {
    let stands = |done: &[&str]| three().stands_on(&did(done)).map(|rung| rung.id.to_string());
    assert_eq!(stands(&[]), None);
    assert_eq!(stands(&["share", "sign"]), Some("share".into()));
    assert_eq!(stands(&["come", "unknown"]), Some("come".into()));
}

#[test]
fn not_now_is_respected_for_the_days_that_the_ladder_says() {
    let mut progress = did(&[]);
    progress.decline("sign", day("2026-11-20"));
    let standing = |today| three().standing(&progress, today, None);
    assert_eq!(standing(today()).places[0], Place::NotNow(day("2026-12-04")));
    assert_eq!(standing(today()).ask.unwrap().rung, 1);
    assert_eq!(standing(day("2026-12-03")).places[0], Place::NotNow(day("2026-12-04")));
    assert_eq!(standing(day("2026-12-04")).ask.unwrap().rung, 0);
}

#[test]
fn a_rung_that_was_put_off_and_then_done_is_done() {
    let mut progress = did(&["sign"]);
    progress.decline("sign", today());
    assert_eq!(places(&three(), &progress)[0], "done");
}

#[test]
fn what_waits_for_staff_is_neither_done_nor_asked_again_until_long_after_they_were_to_be_in_touch() {
    let mut progress = did(&[]);
    progress.wait("sign", day("2026-11-26"), false);
    let standing = |today| three().standing(&progress, today, None);
    for until in ["2026-11-24", "2026-11-26", "2026-12-10"] {
        assert_eq!(standing(day(until)).places[0], Place::Waiting(day("2026-11-26")), "{until}");
        assert_eq!(standing(day(until)).ask.unwrap().rung, 1, "{until}");
    }
    assert_eq!(standing(day("2026-12-11")).ask.unwrap().rung, 0);
    // What a clock that was far ahead has said is as good as never said.
    assert_eq!(standing(day("2020-01-01")).ask.unwrap().rung, 0);
    progress.decline("sign", today());
    assert_eq!(places(&three(), &progress)[0], "waiting");
    progress.complete("sign", today());
    assert_eq!(places(&three(), &progress)[0], "done");
}

#[test]
fn a_clock_that_was_wrong_silences_a_rung_for_weeks_at_most() {
    let mut progress = did(&[]);
    progress.decline("sign", day("2099-01-01"));
    assert_eq!(asked(&three(), &progress), Some("sign".into()));
    // Said again with the right clock, it holds.
    progress.decline("sign", today());
    assert_eq!(asked(&three(), &progress), Some("share".into()));
    // The clock is a little behind.
    let standing = three().standing(&progress, day("2026-11-20"), None);
    assert_eq!(standing.places[0], Place::NotNow(day("2026-12-08")));
    // Set back by years, or far ahead, it is asked as if nothing had been said.
    for clock in ["0000-01-01", "1970-01-01", "9999-12-31"] {
        assert_eq!(three().standing(&progress, day(clock), None).ask.unwrap().rung, 0, "{clock}");
    }
}

#[test]
fn a_hidden_rung_is_never_asked_but_opens_others() {
    let ladder = ladder(&[
        rung("staff", &json!({ "hidden": true })),
        rung("lead", &json!({ "unlock": { "done": ["staff"] } })),
    ]);
    assert_eq!(asked(&ladder, &did(&[])), None);
    assert_eq!(asked(&ladder, &did(&["staff"])), Some("lead".into()));
}

#[test]
fn a_rung_that_leads_nowhere_is_shown_and_not_asked() {
    let ladder = ladder(&[json!({ "id": "came", "label": "Come", "done_by": ["attended"] })]);
    assert_eq!((places(&ladder, &did(&[])), asked(&ladder, &did(&[]))), (vec!["open"], None));
}

#[test]
fn what_someone_said_opens_rungs_and_what_they_did_not_say_does_not() {
    let only = |unlock| ladder(&[rung("it", &json!({ "unlock": unlock }))]);
    let mut progress = did(&[]);
    let said = Said {
        minutes: Some(30),
        evenings: true,
        weekends: false,
        skills: vec!["talking".into()],
        ..Said::default()
    };
    progress.say(said, now(), today());
    for (unlock, reason, open) in [
        (json!({ "minutes": 30 }), Reason::Minutes(30), true),
        (json!({ "minutes": 31 }), Reason::Minutes(31), false),
        (json!({ "evenings": true }), Reason::Evenings, true),
        (json!({ "weekends": true }), Reason::Weekends, false),
        (json!({ "skills": ["design", "talking"] }), Reason::Skill(1), true),
        (json!({ "skills": ["design"] }), Reason::Skill(0), false),
    ] {
        let ladder = only(unlock);
        let standing = ladder.standing(&progress, today(), None);
        if open {
            assert_eq!(standing.ask.unwrap().reasons[0], reason);
        } else {
            assert_eq!(standing.places, [Place::Later(vec![reason])]);
        }
        let nothing_said = ladder.standing(&did(&[]), today(), None);
        assert_eq!(nothing_said.places[0].as_str(), "later");
    }
}

#[test]
fn the_minutes_that_someone_has_today_say_nothing_of_tomorrow() {
    let ladder = ladder(&[
        rung("long", &json!({ "effort_minutes": 60 })),
        rung("short", &json!({ "effort_minutes": 5 })),
    ]);
    let mut progress = did(&[]);
    progress.say(Said { minutes: Some(10), ..Said::default() }, now(), today());
    let ask = |on| ladder.standing(&progress, on, None).ask.unwrap();
    assert_eq!((ask(today()).rung, ask(today()).reasons), (1, vec![Reason::Minutes(10)]));
    assert_eq!((ask(day("2026-11-25")).rung, ask(day("2026-11-25")).reasons), (0, vec![]));
}

#[test]
fn whoever_lives_far_away_is_asked_something_else() {
    let leeds = json!({ "latitude": 53.7967, "longitude": -1.5477 });
    let mut near = leeds.clone();
    near["km"] = json!(30);
    let ladder = ladder(&[
        rung("come", &json!({ "near": near })),
        rung("host", &json!({ "near": leeds, "unlock": { "within_km": 10 } })),
        rung("call", &json!({})),
    ]);
    let standing = |position| ladder.standing(&did(&[]), today(), position);
    let names = |position| standing(position).places.iter().map(Place::as_str).collect::<Vec<_>>();
    // Nobody knows where they live: they are asked, but what needs to be near stays shut.
    assert_eq!(names(None), ["next", "later", "open"]);
    let bradford = Some(Spot::new(53.795, -1.759));
    assert_eq!(standing(bradford).ask.unwrap().reasons, [Reason::Within(30)]);
    assert_eq!(names(bradford), ["next", "later", "open"]);
    let london = Some(Spot::new(51.5, -0.12));
    assert_eq!(names(london), ["open", "later", "next"]);
    assert_eq!(names(Some(Spot::new(53.8, -1.55))), ["next", "open", "open"]);
}

#[test]
fn a_position_that_is_no_number_does_no_harm() {
    let near = json!({ "latitude": 0, "longitude": 0, "km": 30 });
    let ladder = ladder(&[rung("come", &json!({ "near": near })), rung("call", &json!({}))]);
    let standing = ladder.standing(&did(&[]), today(), Some(Spot::new(f64::NAN, f64::INFINITY)));
    assert_eq!(standing.ask.unwrap().rung, 1);
}

#[test]
fn of_several_ways_to_open_a_rung_one_is_enough_and_is_the_reason() {
    let ladder = ladder(&[
        rung("sign", &json!({})),
        rung("share", &json!({})),
        rung(
            "host",
            &json!({ "unlock": { "any": [{ "done": ["sign"], "evenings": true }, { "done": ["share"] }] } }),
        ),
    ]);
    let standing = ladder.standing(&did(&["share"]), today(), None);
    assert_eq!(standing.places[2], Place::Open);
    let standing = ladder.standing(&did(&["sign"]), today(), None);
    assert_eq!(standing.places[2], Place::Later(vec![Reason::Evenings]));
    let standing = ladder.standing(&did(&["sign", "share"]), today(), None);
    assert_eq!(standing.ask.unwrap().reasons, [Reason::Done(1)]);
}

#[test]
fn staff_can_read_why_something_is_asked() {
    let ladder = ladder(&[
        rung("sign", &json!({ "label": "Sign" })),
        rung(
            "host",
            &json!({
                "label": "Host an evening", "near": { "latitude": 0, "longitude": 0 },
                "unlock": { "done": ["sign"], "within_km": 10 },
            }),
        ),
    ]);
    let explain =
        |progress: &Progress| ladder.standing(progress, today(), Some(Spot::new(0.0, 0.0))).explain(&ladder);
    assert_eq!(explain(&did(&[])), "\"Sign\" is next.");
    assert_eq!(
        explain(&did(&["sign"])),
        "\"Host an evening\" is next, because they did \"Sign\" and live within 10 km."
    );
    assert_eq!(explain(&did(&["sign", "host"])), "They did it all.");
    let mut busy = did(&["sign"]);
    busy.decline("host", today());
    assert_eq!(explain(&busy), "Nothing that is open suits them now.");
}
