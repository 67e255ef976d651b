use rungs_model::Timestamp;
use rungs_model::ladder::{Progress, Said};
use serde_json::{Value, json};

use crate::{day, did, now, today};

#[test]
fn what_was_kept_is_read_as_it_was() {
    let kept = json!({
        "done": { "sign": "2026-11-02", "a-rung-that-no-ladder-has": "2025-01-01" },
        "not_now": { "host": "2026-11-20" },
        "said": { "at": 1_795_521_600_000_i64, "on": "2026-11-24", "minutes": 30, "evenings": true, "weekends": false, "skills": ["design"] },
    });
    let progress = Progress::read(&kept);
    assert_eq!(progress.to_value(), kept);
    assert_eq!(progress.done_on("a-rung-that-no-ladder-has"), Some(day("2025-01-01")));
    assert_eq!(progress.said().minutes_on(today()), Some(30));
}

#[test]
fn nonsense_is_left_out_and_the_rest_kept() {
    for nonsense in
        [json!(null), json!("x"), json!([1, 2]), json!({ "done": 5, "not_now": [], "said": "no" })]
    {
        assert!(Progress::read(&nonsense).is_empty(), "{nonsense}");
    }
    let mixed = json!({
        "done": { "sign": "2026-11-02", "share": "yesterday", "come": 5, "": "2026-01-01", "<b>": "2026-01-01", "late": "2026-02-30" },
        "not_now": { "host": null },
        "said": { "at": 1e300, "on": "never", "minutes": -3, "evenings": "yes", "skills": ["", 5, "design", "x".repeat(65)] },
        "name": "Ada",
    });
    let progress = Progress::read(&mixed);
    let expected = json!({
        "done": { "sign": "2026-11-02" }, "not_now": {},
        "said": { "at": 9_000_000_000_000_000_i64, "evenings": false, "weekends": false, "skills": ["design"] },
    });
    assert_eq!(progress.to_value(), expected);
}

#[test]
fn what_is_too_much_is_cut() {
    let many: Value = (0..20_000)
        .map(|number| (format!("r{number:05}"), json!("2026-01-01")))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let skills: Value = (0..1000).map(|number| json!(number.to_string())).collect();
    let read = Progress::read(&json!({ "done": many, "not_now": many, "said": { "skills": skills } }));
    assert_eq!(read.done().count(), 500);
    assert_eq!(read.said().skills.len(), 50);
    assert_eq!(read.done_on("r00000"), Some(day("2026-01-01")));
}

#[test]
fn what_waits_for_staff_is_told_to_no_backend_and_ends_when_it_is_done_or_taken_back() {
    let mut progress = did(&["sign"]);
    progress.wait("sign", day("2026-05-04"), true);
    progress.wait("host", day("2026-05-04"), true);
    progress.wait("talk", day("2026-05-05"), false);
    assert_eq!(progress.waits("sign").max(), None, "it is done");
    assert_eq!(progress.steps(), did(&["sign"]));
    assert_eq!(Progress::read(&progress.to_value()), progress);
    // The backend says what it knows; of the other it knows nothing.
    let mut told = progress.clone();
    told.wait_as_told(&did(&["sign"]));
    assert_eq!((told.waits("host").max(), told.waits("talk").max()), (None, Some(day("2026-05-05"))));
    told.complete("talk", day("2026-05-05"));
    assert_eq!(told.waits("talk").max(), None);
    progress.stop_waiting("host");
    progress.stop_waiting("talk");
    assert_eq!(progress, did(&["sign"]));
}

#[test]
fn two_devices_lose_nothing_when_they_meet() {
    let mut phone = did(&["sign"]);
    phone.complete("share", day("2026-05-02"));
    phone.decline("host", day("2026-05-01"));
    let mut laptop = Progress::default();
    laptop.complete("share", day("2026-05-01"));
    laptop.complete("come", day("2026-05-03"));
    laptop.decline("host", day("2026-05-09"));
    phone.merge(&laptop);
    let dates: Vec<_> = phone.done().map(|(rung, date)| (rung.to_owned(), date.to_text())).collect();
    let expected = [("come", "2026-05-03"), ("share", "2026-05-01"), ("sign", "2026-01-01")];
    assert_eq!(dates, expected.map(|(rung, date)| (rung.to_owned(), date.to_owned())));
    assert_eq!(phone.declined_on("host"), Some(day("2026-05-09")));
}

#[test]
fn what_was_said_last_holds_even_if_the_clock_was_put_back() {
    let said = |minutes| Said { minutes: Some(minutes), ..Said::default() };
    let mut progress = Progress::default();
    progress.say(said(60), Timestamp(9_000_000_000_000), day("2255-01-01"));
    let old = progress.clone();
    progress.say(said(5), now(), today());
    assert_eq!(progress.said().minutes_on(today()), Some(5));
    progress.merge(&old);
    assert_eq!(progress.said().minutes, Some(5));
}

#[test]
fn a_server_takes_back_what_is_dated_in_the_future() {
    let mut progress = did(&["sign"]);
    progress.complete("share", day("2099-01-01"));
    progress.decline("host", day("2099-01-01"));
    progress.say(Said { evenings: true, ..Said::default() }, Timestamp(9_000_000_000_000), day("2255-01-01"));
    progress.not_after(now(), today());
    assert_eq!(progress.done_on("sign"), Some(day("2026-01-01")));
    assert_eq!(progress.done_on("share"), Some(today()));
    assert_eq!(progress.declined_on("host"), Some(today()));
    let mut later = Progress::default();
    later.say(Said::default(), Timestamp(now().0 + 1), today());
    progress.merge(&later);
    assert!(!progress.said().evenings);
}

#[test]
fn the_day_that_was_promised_here_stays_where_a_backend_tells_the_same_moment_in_utc() {
    let told = |due: &str| {
        let mut progress = Progress::default();
        progress.wait("talk", day(due), true);
        progress
    };
    for (known, due) in
        [("2026-05-04", "2026-05-04"), ("2026-05-05", "2026-05-04"), ("2026-05-03", "2026-05-04")]
    {
        let mut progress = told(known);
        progress.wait_as_told(&told(due));
        assert_eq!(progress, told(known), "{due}");
    }
    // Another promise is another day.
    let mut progress = told("2026-05-04");
    progress.wait_as_told(&told("2026-05-07"));
    assert_eq!(progress, told("2026-05-07"));
}
