//! Surveys that are made up, and every way in which they can be answered.

use proptest::prelude::*;
use rungs_model::survey::{Aggregate, Survey, Unasked};
use rungs_model::{Values, document};
use serde_json::{Value, json};

/// A question that is made up: numbers are taken modulo what there is.
#[derive(Clone, Debug)]
pub(crate) struct Sketch {
    pub(crate) kind: usize,
    pub(crate) required: bool,
    pub(crate) show_if: Option<Look>,
    pub(crate) and: Option<Look>,
    pub(crate) skip: Option<(usize, usize)>,
    /// Whether what is skipped to is an end that stores nothing.
    pub(crate) unstored: bool,
    pub(crate) required_if: Option<Look>,
}

/// Which question before is looked at, how, and whether it must not be so.
pub(crate) type Look = (usize, usize, bool);

const KINDS: usize = 16;

/// The kinds that put options in order.
pub(crate) const RANKINGS: [usize; 6] = [9, 11, 12, 13, 14, 15];

/// So many sets of answers are gone through, not more.
const MOST_PROFILES: usize = 1500;

/// Fewer questions than `most`, of which there are not too many sets of answers.
pub(crate) fn sketches(most: usize) -> impl Strategy<Value = Vec<Sketch>> {
    prop::collection::vec(sketch(), 1..most).prop_map(|mut sketches: Vec<Sketch>| {
        let count = |sketches: &[Sketch]| -> usize {
            sketches.iter().map(|sketch| answers_of(sketch.kind).len()).product()
        };
        while count(&sketches) > MOST_PROFILES {
            sketches.pop();
        }
        sketches
    })
}

fn sketch() -> impl Strategy<Value = Sketch> {
    let look = |weight| prop::option::weighted(weight, (any::<usize>(), any::<usize>(), any::<bool>()));
    let skip = prop::option::weighted(0.2, (any::<usize>(), any::<usize>()));
    // Mostly those of which counts are published.
    let kind = prop_oneof![4 => 0..5_usize, 2 => 5..KINDS];
    let made =
        (kind, prop::bool::weighted(0.6), look(0.6), look(0.3), skip, prop::bool::weighted(0.3), look(0.1));
    made.prop_map(|(kind, required, show_if, and, skip, unstored, required_if)| Sketch {
        kind,
        required,
        show_if,
        and,
        skip,
        unstored,
        required_if,
    })
}

/// The answers that a question of a kind takes, none first.
pub(crate) fn answers_of(kind: usize) -> Vec<String> {
    let all: &[&str] = match kind {
        0 => &["", "yes", "no"],
        1 => &["", "a", "b", "c"],
        2 => &["", "a", "b", "a,b"],
        3 => &["", "1", "2", "3"],
        4 => &["", "0", "7", "10"],
        5 => &["", "1", "9"],
        6 => &["", "x"],
        7 => &["", "a", "b", "a,b", "c"],
        8 => &["", "a,b", "a,c", "b,c"],
        9 => return orders(&["a", "b"], 2),
        11 => return orders(&["a", "b", "c"], 3),
        12 => return orders(&["a", "b", "c", "d"], 4),
        13 => return orders(&["a", "b", "c"], 2),
        14 => return orders(&["a", "b", "c", "d"], 2),
        15 => return orders(&["a", "b", "c", "d"], 3),
        _ => &["", "a", "b", "a,b", "c", "d"],
    };
    all.iter().map(|answer| (*answer).to_owned()).collect()
}

/// None, and every order of so many of these.
pub(crate) fn orders(options: &[&str], ranked: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    for place in 0..ranked {
        let longer = |order: &String| {
            let rest = options.iter().filter(|option| !order.split(',').any(|before| before == **option));
            let with =
                |option: &&str| if place == 0 { (*option).to_owned() } else { format!("{order},{option}") };
            rest.map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(longer).collect();
    }
    all.insert(0, String::new());
    all
}

fn question_of(kind: usize) -> Value {
    match kind {
        0 => json!({ "kind": "yes_no" }),
        1 => json!({ "kind": "single_choice", "options": ["a", "b", "c"] }),
        2 => json!({ "kind": "multiple_choice", "options": ["a", "b"] }),
        3 => json!({ "kind": "scale", "max": 3 }),
        4 => json!({ "kind": "nps" }),
        5 => json!({ "kind": "number", "min": 1, "max": 9, "step": 8 }),
        6 => json!({ "kind": "short_text" }),
        7 => {
            let alone = json!({ "value": "c", "label": "c", "exclusive": true });
            json!({ "kind": "multiple_choice", "options": ["a", "b", alone] })
        }
        8 => json!({ "kind": "multiple_choice", "options": ["a", "b", "c"], "min": 2, "max": 2 }),
        9 => json!({ "kind": "ranking", "options": ["a", "b"] }),
        11 => json!({ "kind": "ranking", "options": ["a", "b", "c"] }),
        12 => json!({ "kind": "ranking", "options": ["a", "b", "c", "d"] }),
        13 => json!({ "kind": "ranking", "options": ["a", "b", "c"], "max": 2 }),
        14 => json!({ "kind": "ranking", "options": ["a", "b", "c", "d"], "max": 2 }),
        15 => json!({ "kind": "ranking", "options": ["a", "b", "c", "d"], "max": 3 }),
        _ => {
            let alone = |value: &str| json!({ "value": value, "label": value, "exclusive": true });
            json!({ "kind": "multiple_choice", "options": ["a", "b", alone("c"), alone("d")] })
        }
    }
}

fn condition(sketches: &[Sketch], count: usize, (which, how, negated): Look) -> Option<Value> {
    let index = which.checked_rem(count)?;
    let kind = sketches.get(index)?.kind;
    let field = format!("q{index}");
    let answers = answers_of(kind);
    let value = answers[1 + how % 3 % (answers.len() - 1)].split(',').next().unwrap_or_default();
    let other = answers[1 + (how + 1) % 3 % (answers.len() - 1)].split(',').next().unwrap_or_default();
    let plain = match how % 8 {
        0 | 1 => json!({ "field": field, "answered": true }),
        2 if matches!(kind, 3..=5) => json!({ "field": field, "less": 3 }),
        3 => json!({ "field": field, "one_of": [value, other] }),
        _ => json!({ "field": field, "equals": value }),
    };
    Some(if negated { json!({ "none": [plain] }) } else { plain })
}

pub(crate) fn survey(sketches: &[Sketch]) -> Survey {
    let question = |(index, sketch): (usize, &Sketch)| {
        let mut question = question_of(sketch.kind);
        question["name"] = json!(format!("q{index}"));
        question["label"] = json!("What?");
        question["required"] = json!(sketch.required);
        let own = sketch.show_if.and_then(|look| condition(sketches, index, look));
        let and = sketch.and.and_then(|look| condition(sketches, index, look));
        if let Some(own) = own {
            let together = |and: Value| {
                let how = if sketch.required { "all" } else { "any" };
                let mut both = json!({});
                both[how] = json!([own, and]);
                both
            };
            question["show_if"] = and.map_or(own.clone(), together);
        }
        if let Some(condition) = sketch.required_if.and_then(|look| condition(sketches, index, look)) {
            question["required_if"] = condition;
        }
        if let Some((to, how)) = sketch.skip
            && let Some(when) = condition(sketches, index + 1, (index, how, false))
        {
            let later = index + 1 + to % (sketches.len() - index);
            let to = match () {
                () if sketch.unstored => "others".into(),
                () if later >= sketches.len() => "end".into(),
                () => format!("q{later}"),
            };
            // What looks at one before as well makes where it goes on hang on both.
            let earlier = sketch.and.filter(|_| sketch.unstored);
            let earlier = earlier.and_then(|look| condition(sketches, index, look));
            let when = earlier.map_or(when.clone(), |earlier| json!({ "all": [when, earlier] }));
            question["skip_to"] = json!({ "when": when, "to": to });
        }
        question
    };
    let questions: Vec<Value> = sketches.iter().enumerate().map(question).collect();
    let ends = json!([{ "id": "others", "title": "Thanks", "send": false }]);
    let document = json!({ "id": "s", "kind": "survey", "title": "S", "questions": questions, "ends": ends });
    match document::read::<Survey>(&document, "en") {
        Ok((survey, _)) => survey,
        // Whoever skips at every answer leaves questions that nobody comes to.
        Err(_) if sketches.iter().any(|sketch| sketch.skip.is_some()) => {
            let straight = sketches.iter().map(|sketch| Sketch { skip: None, ..sketch.clone() });
            survey(&straight.collect::<Vec<_>>())
        }
        Err(problems) => panic!("{problems:?} in {document:#}"),
    }
}

/// Every set of answers that can have been stored.
pub(crate) fn profiles(survey: &Survey, sketches: &[Sketch]) -> Vec<Values> {
    let mut all = vec![Values::default()];
    for (index, sketch) in sketches.iter().enumerate() {
        let answers = answers_of(sketch.kind);
        let more = |way: &Values| {
            let with = |answer: &String| {
                let mut way = way.clone();
                way.set(&format!("q{index}"), answer.clone());
                way
            };
            answers.iter().map(with).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(more).collect();
    }
    let stored = |way: &Values| survey.route(way).end().is_none_or(|end| end.send);
    let kept = all.iter().filter(|way| stored(way));
    kept.filter_map(|way| survey.check(way, Unasked::Refuse).ok()).map(|(values, _)| values).collect()
}

pub(crate) fn aggregate(survey: &Survey, profiles: &[Values], counts: &[i64]) -> Aggregate {
    let mut aggregate = Aggregate::default();
    for (profile, count) in profiles.iter().zip(counts) {
        (0..*count).for_each(|_| aggregate.add(survey, profile));
    }
    aggregate
}

/// How many gave each profile, from a list of any numbers.
pub(crate) fn spread(profiles: &[Values], numbers: &[i64]) -> Vec<i64> {
    (0..profiles.len()).map(|index| numbers.get(index % numbers.len().max(1)).copied().unwrap_or(0)).collect()
}

pub(crate) fn numbers() -> impl Strategy<Value = Vec<i64>> {
    let number = prop_oneof![4 => Just(0_i64), 2 => 1..4_i64, 2 => 10..30_i64];
    prop::collection::vec(number, 1..60)
}

/// Orders in which people have put options: any one, or how it differs from the one before, and by how many.
pub(crate) type Orders = Vec<(usize, Option<usize>, i64)>;

/// A ranking, and a few orders in which it was put.
pub(crate) fn ranked() -> impl Strategy<Value = (Sketch, Orders)> {
    let count = prop_oneof![2 => 1..12_i64, 2 => 10..40_i64];
    let order = (any::<usize>(), prop::option::weighted(0.7, any::<usize>()), count);
    (prop::sample::select(&RANKINGS[..]), prop::bool::ANY, prop::collection::vec(order, 1..8)).prop_map(
        |(kind, required, orders)| {
            let sketch = Sketch {
                kind,
                required,
                show_if: None,
                and: None,
                skip: None,
                unstored: false,
                required_if: None,
            };
            (sketch, orders)
        },
    )
}

/// How many gave each profile of a single ranking.
pub(crate) fn spread_orders(profiles: &[Values], orders: &Orders) -> Vec<i64> {
    let mut counts = vec![0; profiles.len()];
    let mut last: Option<usize> = None;
    for (any, change, count) in orders {
        let near = |from: usize, change: usize| {
            let mut order: Vec<&str> = profiles[from].get("q0").split(',').collect();
            let place = change % order.len().max(2);
            if place + 1 < order.len() {
                order.swap(place, place + 1);
            } else {
                // Another one that was not ranked, if there is one.
                let rest: Vec<&str> =
                    ["a", "b", "c", "d"].into_iter().filter(|one| !order.contains(one)).collect();
                if let (Some(last), Some(other)) =
                    (order.last_mut(), rest.get(change / 4 % rest.len().max(1)))
                {
                    *last = other;
                }
            }
            profiles.iter().position(|profile| profile.get("q0") == order.join(","))
        };
        let index = last.zip(*change).and_then(|(from, change)| near(from, change));
        let index = index.unwrap_or(any % profiles.len());
        counts[index] += count;
        last = Some(index);
    }
    counts
}
