//! What holds for every ladder and everyone.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use rungs_model::Date;
use rungs_model::document::read;
use rungs_model::ladder::{Act, Happened, Ladder, Place, Progress};
use rungs_model::rsvp::Spot;
use serde_json::{Map, Value, json};

use crate::with;

const RUNGS: usize = 8;

fn id(index: usize) -> String {
    format!("r{index}")
}

/// An unlock that looks only at rungs before `index`, so that there is no circle.
fn unlock(index: usize, depth: u32) -> BoxedStrategy<Value> {
    let done = vec(0..index.max(1), 0..3);
    let rest =
        if depth == 0 { Just(Vec::new()).boxed() } else { vec(unlock(index, depth - 1), 0..3).boxed() };
    (
        done,
        option::of(0..200_u32),
        any::<bool>(),
        any::<bool>(),
        vec(prop_oneof!["design", "talking"], 0..2),
        option::of(0..2000_u32),
        rest,
    )
        .prop_map(move |(done, minutes, evenings, weekends, skills, km, any)| {
            let done: Vec<String> = done.into_iter().filter(|other| *other < index).map(id).collect();
            let mut map = json!({ "evenings": evenings, "weekends": weekends, "skills": skills, "any": any });
            if !done.is_empty() || !evenings && !weekends && skills.is_empty() {
                map["done"] = json!(done);
            }
            if let Some(minutes) = minutes {
                map["minutes"] = json!(minutes);
            }
            map["within_km"] = json!(km.unwrap_or(20_000));
            map
        })
        .boxed()
}

fn rung(index: usize) -> impl Strategy<Value = Value> {
    let done_by =
        prop_oneof![Just(json!([{ "widget": "w" }])), Just(json!(["share"])), Just(json!(["attended"]))];
    let near = option::of(0..20_000_u32);
    (option::of(unlock(index, 2)), option::of(1..200_u32), any::<bool>(), any::<bool>(), done_by, near)
        .prop_map(move |(unlock, effort, hidden, leads, done_by, km)| {
            let mut rung = json!({
                "id": id(index), "label": "x", "hidden": hidden, "done_by": done_by,
                "near": { "latitude": index, "longitude": index },
            });
            if let Some(km) = km {
                rung["near"]["km"] = json!(km);
            }
            if let Some(unlock) = unlock {
                rung["unlock"] = unlock;
            }
            if let Some(effort) = effort {
                rung["effort_minutes"] = json!(effort);
            }
            if leads {
                rung["href"] = json!("/x");
            }
            rung
        })
}

fn ladders() -> impl Strategy<Value = Ladder> {
    let rungs: Vec<_> = (0..RUNGS).map(rung).collect();
    (rungs, 0..366_u32).prop_map(|(rungs, days)| {
        let mut document = with(&rungs);
        document["not_now_days"] = json!(days);
        read::<Ladder>(&document, "en").unwrap().0
    })
}

fn days() -> impl Strategy<Value = String> {
    prop_oneof![
        (20_000..21_000_i64).prop_map(|day| Date::from_days(day).to_text()),
        (-719_528..2_932_896_i64).prop_map(|day| Date::from_days(day).to_text()),
    ]
}

fn dates() -> impl Strategy<Value = Value> {
    btree_map((0..RUNGS + 2).prop_map(id), days(), 0..RUNGS).prop_map(|dates| {
        dates.into_iter().map(|(rung, date)| (rung, date.into())).collect::<Map<_, _>>().into()
    })
}

fn progresses() -> impl Strategy<Value = Progress> {
    let skills = vec(prop_oneof!["design", "talking", "other"], 0..3);
    let said = (0..5_i64, days(), 0..200_u32, any::<bool>(), any::<bool>(), skills).prop_map(
        |(at, on, minutes, evenings, weekends, skills)| {
            json!({ "at": at, "on": on, "minutes": minutes, "evenings": evenings, "weekends": weekends, "skills": skills })
        },
    );
    (dates(), dates(), option::of(said)).prop_map(|(done, not_now, said)| {
        Progress::read(&json!({ "done": done, "not_now": not_now, "said": said }))
    })
}

fn positions() -> impl Strategy<Value = Option<Spot>> {
    option::of((-90.0..90.0_f64, -180.0..180.0_f64).prop_map(|(north, east)| Spot::new(north, east)))
}

fn merged(one: &Progress, other: &Progress) -> Progress {
    let mut both = one.clone();
    both.merge(other);
    both
}

/// Anything that JSON can hold.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        days().prop_map(Value::from),
    ];
    let key = prop_oneof![
        "done",
        "not_now",
        "said",
        "at",
        "on",
        "skills",
        "minutes",
        "rungs",
        "unlock",
        "any",
        "id",
        "\\PC{0,6}"
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            btree_map(key.clone(), inner, 0..6).prop_map(|map| map.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #[test]
    fn at_most_one_thing_is_asked_and_it_is_neither_done_nor_hidden_nor_put_off(
        ladder in ladders(), progress in progresses(), today in days(), position in positions(),
    ) {
        let today = Date::parse(&today).unwrap();
        let standing = ladder.standing(&progress, today, position);
        prop_assert_eq!(standing.places.len(), ladder.rungs.len());
        let next: Vec<usize> = standing.places.iter().enumerate()
            .filter(|(_, place)| **place == Place::Next).map(|(index, _)| index).collect();
        prop_assert_eq!(&next, &standing.ask.iter().map(|ask| ask.rung).collect::<Vec<_>>());
        for index in next {
            let rung = &ladder.rungs[index];
            prop_assert!(!progress.is_done(&rung.id) && !rung.hidden && rung.leads());
            if let Some(on) = progress.declined_on(&rung.id) {
                let apart = today.days() - on.days();
                prop_assert!(apart >= i64::from(ladder.not_now_days) || apart < -i64::from(ladder.not_now_days)
                    || ladder.not_now_days == 0, "{}", apart);
            }
        }
        for (place, rung) in standing.places.iter().zip(&ladder.rungs) {
            prop_assert_eq!(matches!(place, Place::Done(_)), progress.is_done(&rung.id));
        }
        prop_assert!(standing.explain(&ladder).ends_with('.'));
    }

    #[test]
    fn doing_more_never_lowers_anyone(
        ladder in ladders(), progress in progresses(), more in dates(), today in days(), position in positions(),
    ) {
        let today = Date::parse(&today).unwrap();
        let further = merged(&progress, &Progress::read(&json!({ "done": more })));
        let before = ladder.standing(&progress, today, position);
        let after = ladder.standing(&further, today, position);
        for (before, after) in before.places.iter().zip(&after.places) {
            match before {
                Place::Done(_) => prop_assert!(matches!(after, Place::Done(_))),
                Place::Later(missing) => if let Place::Later(still) = after {
                    prop_assert!(!still.is_empty() && !missing.is_empty());
                },
                Place::Next | Place::Open | Place::Waiting(_) | Place::NotNow(_) => prop_assert!(!matches!(after, Place::Later(_))),
            }
        }
        let height = |progress| ladder.stands_on(progress).and_then(|rung| ladder.position(&rung.id));
        prop_assert!(height(&progress) <= height(&further));
    }

    #[test]
    fn merging_is_associative_commutative_and_idempotent(
        one in progresses(), two in progresses(), three in progresses(),
    ) {
        prop_assert_eq!(merged(&one, &two), merged(&two, &one));
        prop_assert_eq!(merged(&merged(&one, &two), &three), merged(&one, &merged(&two, &three)));
        prop_assert_eq!(merged(&one, &one), one.clone());
        let all = merged(&one, &two);
        for (rung, date) in one.done().chain(two.done()) {
            prop_assert!(all.done_on(rung).is_some_and(|kept| kept <= date));
        }
    }

    #[test]
    fn more_than_is_kept_still_merges_in_any_order(sizes in [0..600_usize, 0..600, 0..600], starts in [0..900_usize, 0..900, 0..900]) {
        let made = |at: usize| {
            let done = (starts[at]..starts[at] + sizes[at]).map(|rung| (format!("r{rung:04}"), json!("2026-01-01")));
            Progress::read(&json!({ "done": done.collect::<Map<_, _>>() }))
        };
        let (one, two, three) = (made(0), made(1), made(2));
        let all = merged(&merged(&one, &two), &three);
        prop_assert_eq!(&all, &merged(&one, &merged(&three, &two)));
        prop_assert!(all.done().count() <= 500);
    }

    #[test]
    fn what_was_tampered_with_is_read_without_a_panic_and_then_stays_as_it_is(kept in any_json(), ladder in ladders(), today in days()) {
        let progress = Progress::read(&kept);
        prop_assert_eq!(&Progress::read(&progress.to_value()), &progress);
        ladder.standing(&progress, Date::parse(&today).unwrap(), None);
    }

    #[test]
    fn any_document_is_a_ladder_or_a_list_of_problems(document in any_json(), rungs in vec(any_json(), 0..4)) {
        for document in [document, with(&rungs)] {
            if let Err(problems) = read::<Ladder>(&document, "en") {
                prop_assert!(!problems.is_empty());
            }
        }
    }

    #[test]
    fn any_ways_of_waiting_for_each_other_are_judged_and_what_is_let_through_can_be_climbed(
        waits in vec(vec(0..RUNGS, 0..3), RUNGS),
    ) {
        let rungs: Vec<Value> = waits.iter().enumerate().map(|(index, waits)| {
            let mut rung = json!({ "id": id(index), "label": "x", "href": "/x", "done_by": ["share"] });
            if !waits.is_empty() {
                rung["unlock"] = json!({ "done": waits.iter().copied().map(id).collect::<Vec<_>>() });
            }
            rung
        }).collect();
        let today = Date::from_days(20_000);
        let read = read::<Ladder>(&with(&rungs), "en");
        // Whoever does what they are asked gets to the end, or there was a circle.
        let mut progress = Progress::default();
        if let Ok((ladder, _)) = &read {
            for _ in 0..RUNGS {
                let ask = ladder.standing(&progress, today, None).ask.unwrap();
                progress.complete(&ladder.rungs[ask.rung].id, today);
            }
            prop_assert_eq!(ladder.standing(&progress, today, None).ask, None);
            prop_assert_eq!(ladder.reached_by(&Happened::Act(Act::Share)).len(), RUNGS);
        } else {
            let mut done = [false; RUNGS];
            for _ in 0..RUNGS {
                for index in 0..RUNGS {
                    done[index] |= waits[index].iter().all(|other| done[*other]);
                }
            }
            prop_assert!(done.contains(&false));
        }
    }
}
