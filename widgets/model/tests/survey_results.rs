//! What the answers of all amount to, and what everyone may see of it.

use proptest::prelude::*;
use rungs_model::survey::{Aggregate, OpenAnswer, Published, Survey, Unasked};
use rungs_model::{Values, document};
use serde_json::{Value, json};

fn survey() -> Survey {
    let rows = json!([{ "name": "x", "label": "X" }]);
    let document = json!({ "id": "s", "kind": "survey", "title": "S", "questions": [
        { "name": "one", "kind": "single_choice", "label": "O", "options": ["a", "b", { "value": "c", "label": "C", "other": true }] },
        { "name": "many", "kind": "multiple_choice", "label": "M", "options": [{ "value": "a", "label": "A", "score": 2 }, "b"] },
        { "name": "yes", "kind": "yes_no", "label": "Y" },
        { "name": "stars", "kind": "rating", "label": "S" },
        { "name": "nps", "kind": "nps", "label": "N" },
        { "name": "rank", "kind": "ranking", "label": "R", "options": ["a", "b", "c"] },
        { "name": "grid", "kind": "matrix", "label": "G", "rows": rows },
        { "name": "age", "kind": "number", "label": "A" },
        { "name": "born", "kind": "date", "label": "B" },
        { "name": "story", "kind": "long_text", "label": "T" },
        { "name": "who", "kind": "contact", "fields": [{ "name": "email", "required": false }] },
    ], "scores": [{ "name": "sum", "of": ["many", "stars"] }] });
    document::read::<Survey>(&document, "en").unwrap().0
}

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn accepted(pairs: &[(&str, &str)]) -> Values {
    survey().check(&values(pairs), Unasked::Refuse).unwrap().0
}

/// So many answers of each kind.
fn many(answers: &[(i64, &[(&str, &str)])]) -> Aggregate {
    let survey = survey();
    let mut aggregate = Aggregate::default();
    for (count, pairs) in answers {
        (0..*count).for_each(|_| aggregate.add(&survey, &accepted(pairs)));
    }
    aggregate
}

fn published(aggregate: &Aggregate, minimum: u32, name: &str) -> Value {
    let published = aggregate.publish(&survey(), minimum).to_value();
    published["questions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|question| question["name"] == name)
        .cloned()
        .unwrap()
}

const ALL: [(&str, &str); 13] = [
    ("one", "c"),
    ("one.other", "on foot"),
    ("many", "a,b"),
    ("yes", "no"),
    ("stars", "4"),
    ("nps", "9"),
    ("rank", "c,a,b"),
    ("grid.x", "2"),
    ("age", "30.5"),
    ("born", "2000-01-01"),
    ("story", "A secret"),
    ("email", "ada@example.org"),
    ("", ""),
];

#[test]
fn an_answer_is_counted_and_its_words_are_not_kept() {
    let aggregate = many(&[(2, &ALL)]);
    let value = aggregate.to_value();
    assert_eq!(value["submissions"], 2);
    let tallies = &value["tallies"];
    assert_eq!(tallies["one"], json!({ "answered": 2, "counts": { "c": 2 } }));
    assert_eq!(tallies["many"]["counts"], json!({ "a": 2, "b": 2 }));
    assert_eq!(tallies["rank.c"], json!({ "answered": 2, "counts": { "1": 2 } }));
    assert_eq!(tallies["rank"], json!({ "answered": 2 }));
    assert_eq!(tallies["grid.x"]["counts"], json!({ "2": 2 }));
    assert_eq!(tallies["age"], json!({ "answered": 2, "sum": "61000000" }));
    assert_eq!(tallies["sum"]["sum"], "12000000");
    assert_eq!(tallies["story"], json!({ "answered": 2 }));
    let text = value.to_string();
    for secret in ["secret", "ada", "on foot", "2000-01-01"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert_eq!(Aggregate::from_value(&value), Some(aggregate));
    assert_eq!(Aggregate::from_value(&json!({ "submissions": "2" })), None);
}

#[test]
fn too_few_answers_show_nothing() {
    let aggregate = many(&[(9, &ALL)]);
    let published = aggregate.publish(&survey(), 10);
    assert_eq!(published.submissions, None);
    for question in &published.questions {
        assert_eq!((question.answered, question.mean, question.nps), (None, None, None));
        assert!(question.counts.is_empty());
    }
}

#[test]
fn counts_means_and_scores_are_shown_where_enough_answered() {
    let aggregate = many(&[
        (20, &ALL),
        (10, &[("one", "a"), ("nps", "3"), ("rank", "a,b,c"), ("stars", "1"), ("age", "20")]),
    ]);
    let show = |name: &str| published(&aggregate, 10, name);
    assert_eq!(show("one")["counts"][0], json!({ "value": "a", "count": 10 }));
    assert_eq!(show("one")["counts"][1], json!({ "value": "b", "count": 0 }));
    assert_eq!(show("stars")["mean"], json!(3.0));
    assert_eq!(show("stars")["counts"].as_array().unwrap().len(), 5);
    assert_eq!(show("age"), json!({ "name": "age", "answered": 30, "mean": 27.0 }));
    assert_eq!(show("nps")["nps"], json!(33.0));
    assert_eq!(show("nps")["counts"][2], json!({ "value": "promoters", "count": 20 }));
    assert_eq!(show("rank")["counts"][0], json!({ "value": "a", "count": 30, "place": 1.67 }));
    assert_eq!(show("grid.x")["answered"], 20);
    let names: Vec<_> =
        aggregate.publish(&survey(), 10).questions.into_iter().map(|question| question.name).collect();
    assert_eq!(
        names,
        ["one", "many", "yes", "stars", "nps", "rank", "grid.x", "age"],
        "neither words nor dates nor people"
    );
}

#[test]
fn a_small_count_is_hidden_and_so_is_what_would_tell_it() {
    let aggregate = many(&[
        (20, &[("one", "a"), ("many", "a"), ("stars", "5")]),
        (3, &[("one", "b"), ("many", "a,b"), ("stars", "1")]),
    ]);
    let show = |name: &str| published(&aggregate, 10, name);
    assert_eq!(
        show("one")["counts"],
        json!([{ "value": "a" }, { "value": "b" }, { "value": "c", "count": 0 }])
    );
    assert_eq!(show("many")["counts"], json!([{ "value": "a", "count": 23 }, { "value": "b" }]));
    assert_eq!(show("stars").get("mean"), None, "the mean would tell");
    assert_eq!(published(&aggregate, 1, "one")["counts"][1]["count"], 3, "the campaign may set it lower");
}

#[test]
fn results_are_not_published_with_each_answer() {
    let results = json!({ "id": "s", "kind": "survey", "title": "S", "results": "live",
        "questions": [{ "name": "a", "kind": "yes_no", "label": "A" }] });
    let results = document::read::<Survey>(&results, "en").unwrap().0.results.unwrap();
    assert_eq!(results.minimum, 10);
    assert!(!results.is_due(20, 29));
    assert!(results.is_due(20, 30) && results.is_due(20, 10));
}

#[test]
fn a_widget_reads_what_the_server_publishes() {
    let published = many(&[(20, &ALL), (3, &[("one", "a")])]).publish(&survey(), 10);
    let (read, warnings) = document::read::<Published>(&published.to_value(), "en").unwrap();
    assert_eq!((read, warnings), (published, vec![]));
}

fn answers() -> impl Strategy<Value = Values> {
    let choose = |values: &'static [&'static str]| prop::sample::select(values);
    let (one, many) = (choose(&["", "a", "b"]), choose(&["", "a", "b", "a,b"]));
    let (rank, age) =
        (choose(&["", "a,b,c", "c,b,a"]), choose(&["", "-999999999999", "999999999999", "0.000001"]));
    (one, many, rank, age, 0..12_u32).prop_map(|(one, many, rank, age, nps)| {
        let nps = if nps > 10 { String::new() } else { nps.to_string() };
        accepted(&[("one", one), ("many", many), ("rank", rank), ("age", age), ("nps", &nps)])
    })
}

fn total(answers: &[Values]) -> Aggregate {
    let survey = survey();
    let mut aggregate = Aggregate::default();
    for answers in answers {
        aggregate.add(&survey, answers);
    }
    aggregate
}

fn merged(one: &Aggregate, other: &Aggregate) -> Aggregate {
    let mut both = one.clone();
    both.merge(other);
    both
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_adding_and_merging_is_of_no_account(
        a in prop::collection::vec(answers(), 0..6), b in prop::collection::vec(answers(), 0..6), c in prop::collection::vec(answers(), 0..6),
    ) {
        let (one, two, three) = (total(&a), total(&b), total(&c));
        prop_assert_eq!(merged(&one, &two), merged(&two, &one));
        prop_assert_eq!(merged(&merged(&one, &two), &three), merged(&one, &merged(&two, &three)));
        prop_assert_eq!(merged(&one, &two), total(&[a, b].concat()));
        prop_assert_eq!(merged(&one, &Aggregate::default()), one);
    }

    #[test]
    fn what_is_taken_away_leaves_no_trace(a in prop::collection::vec(answers(), 0..6), b in prop::collection::vec(answers(), 1..6)) {
        let survey = survey();
        let mut aggregate = total(&[&a[..], &b[..]].concat());
        for answers in &b {
            aggregate.remove(&survey, answers);
        }
        prop_assert_eq!(&aggregate, &total(&a));
        prop_assert_eq!(Aggregate::from_value(&aggregate.to_value()), Some(aggregate));
    }
}

#[test]
fn published_words_stand_at_the_place_of_their_question_and_survive_the_wire() {
    let survey = survey();
    let mut published = Aggregate::default().publish(&survey, 1);
    let words = |text: &str, at: Option<&str>| OpenAnswer { text: text.into(), at: at.map(str::to_owned) };
    let quotes = [
        ("story", vec![words("Once", Some("2026-11-24")), words("Twice", None)]),
        ("one.other", vec![words("Neither", None)]),
    ];
    published.quote(&survey, quotes.map(|(control, words)| (control.to_owned(), words)).into());
    let names: Vec<_> = published.questions.iter().map(|figures| figures.name.as_str()).collect();
    assert_eq!(names, ["one", "one.other", "many", "yes", "stars", "nps", "rank", "grid.x", "age", "story"]);
    let value = published.to_value();
    assert_eq!(
        value["questions"][9]["answers"],
        json!([{ "text": "Once", "at": "2026-11-24" }, { "text": "Twice" }])
    );
    assert_eq!(document::read::<Published>(&value, "").unwrap().0, published);
}
