use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use proptest::prelude::*;
use rungs_model::rsvp::midnight;
use rungs_model::rsvp::{DayZones, Instant, LocalTime, Phase, Rsvp, Schedule, Zones};
use rungs_model::{Date, Timestamp, Weekday, rsvp};
use serde_json::{Value, json};

use crate::{Jiff, at, before, load, rally, with, with_events};

/// Zones that turn clocks at midnight, by half an hour, not at all, or have left out a day; with
/// offsets of half and three quarters of an hour.
const ZONES: &[&str] = &[
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Havana",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Asia/Gaza",
    "Asia/Pyongyang",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Australia/Eucla",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Marquesas",
    "Pacific/Pago_Pago",
    "Antarctica/Troll",
    "UTC",
];

fn instant(at: jiff::Timestamp) -> Timestamp {
    Timestamp(at.as_millisecond())
}

/// What the independent library says of a local time.
fn expected(zone: &TimeZone, local: DateTime) -> Instant {
    let with = |offset: jiff::tz::Offset| instant(offset.to_timestamp(local).unwrap());
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => Instant::Once(with(offset)),
        AmbiguousOffset::Gap { before, .. } => Instant::Skipped(with(before)),
        AmbiguousOffset::Fold { before, after } => Instant::Twice(with(before), with(after)),
    }
}

fn agrees(zone: &str, local: DateTime) -> Result<(), TestCaseError> {
    let text = format!("{}T{:02}:{:02}", local.date(), local.hour(), local.minute());
    let ours = LocalTime::parse(&text).unwrap();
    let theirs = jiff::tz::db().get(zone).unwrap();
    let found = ours.instant(zone, &Jiff);
    prop_assert_eq!(found, expected(&theirs, local), "{} in {}", text, zone);
    if let Instant::Once(instant) | Instant::Twice(instant, _) = found {
        let offset = Jiff.offset_at(zone, instant).unwrap();
        prop_assert_eq!(LocalTime::at(instant, offset), ours);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_local_time_is_the_instant_that_an_independent_library_says(zone in prop::sample::select(ZONES), minutes in 0..(80 * 366 * 24 * 60_i64)) {
        let local = jiff::civil::date(2000, 1, 1).at(0, 0, 0, 0).checked_add(jiff::Span::new().minutes(minutes)).unwrap();
        agrees(zone, local)?;
    }

    #[test]
    fn so_is_every_local_time_around_a_turn_of_clocks(zone in prop::sample::select(ZONES), turn in 0..200_usize, minutes in -1500..1500_i64) {
        let start = jiff::civil::date(2000, 1, 1).to_zoned(TimeZone::UTC).unwrap().timestamp();
        let theirs = jiff::tz::db().get(zone).unwrap();
        if let Some(transition) = theirs.following(start).nth(turn).filter(|turn| turn.timestamp() < jiff::Timestamp::from_second(4_000_000_000).unwrap()) {
            let local = transition.offset().to_datetime(transition.timestamp());
            agrees(zone, local.checked_add(jiff::Span::new().minutes(minutes)).unwrap())?;
        }
    }
}

proptest! {
    #[test]
    fn asking_once_per_day_gives_the_same_offsets(zone in prop::sample::select(ZONES), minutes in prop::collection::vec(0..(80 * 366 * 24 * 60_i64), 1..200)) {
        let once = DayZones::new(&Jiff);
        for minutes in minutes {
            let at = Timestamp(946_684_800_000 + minutes * 60_000);
            prop_assert_eq!(once.offset_at(zone, at), Jiff.offset_at(zone, at));
        }
        prop_assert_eq!(once.offset_at("Europe/Berln", before()), None);
    }
}

#[test]
fn thousands_of_events_ask_for_few_offsets() {
    struct Counting(std::cell::Cell<usize>);
    impl Zones for Counting {
        fn offset_at(&self, zone: &str, at: Timestamp) -> Option<i32> {
            self.0.set(self.0.get() + 1);
            Jiff.offset_at(zone, at)
        }
    }
    let event = |number: usize| {
        let (day, hour) = (1 + number % 28, 8 + number % 12);
        let mut event = rally();
        event["id"] = json!(format!("e{number}"));
        event["start"] = json!(format!("2026-05-{day:02}T{hour:02}:00"));
        event["end"] = json!(format!("2026-05-{day:02}T{:02}:00", hour + 1));
        event
    };
    let document = with_events(&(0..2000).map(event).collect::<Vec<_>>());
    let (rsvp, _) = rungs_model::document::read::<Rsvp>(&document, "en").unwrap();
    let counting = Counting(std::cell::Cell::new(0));
    let (schedule, _) = Schedule::new(&rsvp, &counting, before());
    assert_eq!(schedule.len(), 2000);
    assert!(counting.0.get() < 100, "{} questions", counting.0.get());
}

#[test]
fn a_day_that_the_date_line_swallowed_is_skipped_as_a_whole() {
    let noon = LocalTime::parse("2011-12-30T12:00").unwrap();
    assert!(matches!(noon.instant("Pacific/Apia", &Jiff), Instant::Skipped(_)));
    let after = LocalTime::parse("2011-12-31T12:00").unwrap();
    assert_eq!(after.instant("Pacific/Apia", &Jiff), Instant::Once(at("2011-12-31T12:00:00+14:00")));
}

/// When the repetitions of an event start, in UTC.
fn starts(changes: &Value) -> Vec<String> {
    let (_, schedule) = load(&with(changes)).unwrap();
    schedule
        .iter()
        .map(|occurrence| jiff::Timestamp::from_millisecond(occurrence.start.0).unwrap().to_string())
        .collect()
}

#[test]
fn a_weekly_event_keeps_its_hour_when_clocks_are_turned() {
    let weekly = json!({ "start": "2026-03-24T18:00", "end": "2026-03-24T20:00", "repeat": { "every": "week", "count": 3 } });
    assert_eq!(starts(&weekly), ["2026-03-24T17:00:00Z", "2026-03-31T16:00:00Z", "2026-04-07T16:00:00Z"]);
}

#[test]
fn a_repetition_in_the_hour_that_clocks_skip_is_an_hour_later_and_one_that_comes_twice_is_the_first() {
    let spring = json!({ "start": "2026-03-28T02:30", "end": "2026-03-28T05:00", "repeat": { "every": "day", "count": 3 } });
    assert_eq!(starts(&spring), ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]);
    let autumn = json!({ "start": "2026-10-24T02:30", "end": "2026-10-24T05:00", "repeat": { "every": "day", "count": 2 } });
    assert_eq!(starts(&autumn), ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z"]);
}

#[test]
fn a_leap_day_comes_only_in_leap_years() {
    let leap = json!({
        "time_zone": "Asia/Kathmandu", "start": "2028-02-29T06:00", "end": "2028-02-29T07:00",
        "repeat": { "every": "month", "interval": 12, "count": 3 },
    });
    assert_eq!(starts(&leap), ["2028-02-29T00:15:00Z", "2032-02-29T00:15:00Z", "2036-02-29T00:15:00Z"]);
}

#[test]
fn months_are_counted_by_their_weeks() {
    let last_friday = json!({
        "start": "2026-05-29T18:00", "end": "2026-05-29T19:00",
        "repeat": { "every": "month", "week": "last", "until": "2026-08-31", "except": ["2026-07-31"] },
    });
    assert_eq!(
        starts(&last_friday),
        ["2026-05-29T16:00:00Z", "2026-06-26T16:00:00Z", "2026-08-28T16:00:00Z"]
    );
    let second = json!({
        "start": "2026-05-09T18:00", "end": "2026-05-09T19:00",
        "repeat": { "every": "month", "week": "second", "weekdays": ["saturday", "sunday"], "interval": 2, "count": 4 },
    });
    assert_eq!(
        starts(&second),
        ["2026-05-09T16:00:00Z", "2026-05-10T16:00:00Z", "2026-07-11T16:00:00Z", "2026-07-12T16:00:00Z"]
    );
}

#[test]
fn an_event_over_midnight_and_days_ends_days_later_each_time() {
    let camp = json!({
        "start": "2026-05-01T22:00", "end": "2026-05-03T10:00",
        "repeat": { "every": "week", "interval": 2, "count": 2, "cancelled": ["2026-05-15"] },
    });
    let (_, schedule) = load(&with(&camp)).unwrap();
    assert_eq!(schedule[1].key, "rally.2026-05-15");
    assert_eq!(
        (schedule[1].local_end.date.to_text().as_str(), schedule[1].local_end.clock().as_str()),
        ("2026-05-17", "10:00")
    );
    assert!(schedule[1].cancelled && !schedule[0].cancelled);
}

#[test]
fn an_event_is_to_come_then_soon_then_under_way_then_over() {
    let (_, schedule) = load(&with(&json!({}))).unwrap();
    let phase = |time: &str| schedule[0].phase(at(time));
    assert_eq!(phase("2026-05-01T16:59:59+02:00"), Phase::Upcoming);
    assert_eq!(phase("2026-05-01T17:00:00+02:00"), Phase::Soon(60));
    assert_eq!(phase("2026-05-01T17:40:00+02:00"), Phase::Soon(20));
    assert_eq!(phase("2026-05-01T17:59:59+02:00"), Phase::Soon(1));
    assert_eq!(phase("2026-05-01T18:00:00+02:00"), Phase::Now);
    assert_eq!(phase("2026-05-01T19:59:59.999+02:00"), Phase::Now);
    assert_eq!(phase("2026-05-01T20:00:00+02:00"), Phase::Ended);
}

#[test]
fn answers_close_before_the_end_where_the_event_or_the_document_says_so() {
    let closes = |changes: Value, deadline: Option<&str>| {
        let (_, schedule) = load(&with(&changes)).unwrap();
        schedule[0].closes_early(deadline.map(at))
    };
    let (late, early) = ("2027-01-01T00:00:00Z", "2026-04-30T12:00:00Z");
    assert_eq!(closes(json!({}), None), None);
    assert_eq!(closes(json!({}), Some(late)), None);
    assert_eq!(closes(json!({}), Some(early)), Some(at(early)));
    let hour_before = json!({ "closes_before": 60 });
    assert_eq!(closes(hour_before.clone(), Some(late)), Some(at("2026-05-01T17:00:00+02:00")));
    assert_eq!(closes(hour_before, Some(early)), Some(at(early)));
}

#[test]
fn a_month_is_whole_weeks_around_it() {
    let month = |text: &str, first| -> Vec<String> {
        rsvp::month_weeks(Date::parse(text).unwrap(), first).map(|week| week[0].to_text()).collect()
    };
    // A February of four weeks exactly, and a month of six.
    assert_eq!(
        month("2027-02-14", Weekday::Monday),
        ["2027-02-01", "2027-02-08", "2027-02-15", "2027-02-22"]
    );
    assert_eq!(month("2026-08-31", Weekday::Sunday).len(), 6);
    assert_eq!(month("2026-05-01", Weekday::Sunday)[0], "2026-04-26");
}

proptest! {
    #[test]
    fn every_day_of_a_month_is_in_its_grid_once_and_weeks_begin_alike(days in -30_000..80_000_i64, first in prop::sample::select(Weekday::ALL)) {
        let date = Date::from_days(days);
        let weeks: Vec<[Date; 7]> = rsvp::month_weeks(date, first).collect();
        prop_assert!((4..=6).contains(&weeks.len()));
        prop_assert!(weeks.iter().all(|week| week[0].weekday() == first));
        let own: Vec<u8> = weeks.iter().flatten().filter(|day| day.month() == date.month()).map(|day| day.day()).collect();
        prop_assert_eq!(own, (1..=date.month_end().day()).collect::<Vec<_>>());
    }
}

#[test]
fn a_day_has_what_touches_it_in_the_viewers_zone() {
    let night = json!({ "start": "2026-05-01T22:00", "end": "2026-05-03T00:00" });
    let (_, schedule) = load(&with(&night)).unwrap();
    let days = |zone: &str| -> Vec<(String, u32, u32)> {
        rsvp::by_day(schedule.iter(), zone, &Jiff)
            .iter()
            .map(|day| (day.date.to_text(), day.day, day.days))
            .collect()
    };
    assert_eq!(days("Europe/Berlin"), [("2026-05-01".into(), 1, 2), ("2026-05-02".into(), 2, 2)]);
    // On the other side of the date line it is the next day already, and ends in the morning.
    assert_eq!(days("Pacific/Kiritimati"), [("2026-05-02".into(), 1, 2), ("2026-05-03".into(), 2, 2)]);
    assert_eq!(days("Pacific/Pago_Pago"), [("2026-05-01".into(), 1, 2), ("2026-05-02".into(), 2, 2)]);
}

#[test]
fn a_day_begins_where_its_clocks_say_so_also_where_they_skip_or_repeat_midnight() {
    // Skipped in Cairo (24 April 2026), repeated in Havana (1 November 2026), and a day that Apia never had.
    for (zone, from, days) in [
        ("Europe/Berlin", "2026-03-20", 240),
        ("Africa/Cairo", "2026-04-20", 200),
        ("America/Havana", "2026-03-01", 260),
        ("Asia/Kathmandu", "2026-02-25", 10),
        ("Pacific/Apia", "2011-12-27", 8),
        ("Australia/Lord_Howe", "2026-03-30", 200),
    ] {
        let first: jiff::civil::Date = from.parse().unwrap();
        for offset in 0..days {
            let day = first.checked_add(jiff::Span::new().days(offset)).unwrap();
            let expected =
                jiff::tz::db().get(zone).unwrap().to_zoned(day.to_datetime(jiff::civil::Time::midnight()));
            let expected = expected.unwrap().start_of_day().unwrap().timestamp().as_millisecond();
            let own = Date::parse(&day.to_string()).unwrap();
            assert_eq!(midnight(own, zone, &Jiff).0, expected, "{zone} {day}");
        }
    }
    let unknown = midnight(Date::parse("2026-05-01").unwrap(), "Europe/Berln", &Jiff);
    assert_eq!(unknown, at("2026-05-01T00:00:00Z"));
}
