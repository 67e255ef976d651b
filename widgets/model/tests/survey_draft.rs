//! Answers that were kept while the survey changed.

use proptest::prelude::*;
use rungs_model::survey::draft::{Apart, fingerprint};
use rungs_model::survey::{Draft, Survey, Unasked};
use rungs_model::{Values, document};
use serde_json::{Value, json};

fn document(questions: &Value) -> Value {
    json!({ "id": "s", "kind": "survey", "title": "S", "questions": questions })
}

fn survey(questions: &Value) -> Survey {
    document::read(&document(questions), "en").expect("a survey").0
}

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A draft of these answers to `before`, fitted to `after`.
fn fitted(before: &Value, answers: &[(&str, &str)], after: &Value) -> Draft {
    let mut draft = Draft::default();
    draft.take(&survey(before), &values(answers), 1.0, ["Ja", "Nein"]);
    draft.fit(&survey(after), &fingerprint(&document(after)));
    draft
}

fn apart(question: &str, answer: &str) -> Apart {
    Apart { question: question.into(), answer: answer.into() }
}

#[test]
fn the_fingerprint_tells_questions_apart_and_nothing_else() {
    let one = document(&json!([{ "name": "a", "kind": "yes_no", "label": "Safe?" }]));
    let mut other = one.clone();
    other["title"] = json!("Another title");
    assert_eq!(fingerprint(&one), fingerprint(&other));
    other["questions"][0]["label"] = json!("Unsafe?");
    assert_ne!(fingerprint(&one), fingerprint(&other));
    let whole = document(&json!([{ "name": "a", "kind": "scale", "label": "Safe?", "max": 7 }]));
    let float = document(&json!([{ "name": "a", "kind": "scale", "label": "Safe?", "max": 7.0 }]));
    assert_eq!(fingerprint(&whole), fingerprint(&float), "as a browser reads it");
}

#[test]
fn what_still_fits_stays_and_what_does_not_is_named_in_the_words_it_was_given_in() {
    let before = json!([
        { "name": "why", "kind": "long_text", "label": "Why?" },
        { "name": "gone", "kind": "short_text", "label": "Which street?" },
        { "name": "home", "kind": "yes_no", "label": "Do you live here?" },
        { "name": "how", "kind": "single_choice", "label": "How?", "options": [
            { "value": "bike", "label": "By bike" }, { "value": "else", "label": "Another way", "other": true }] },
        { "name": "dangers", "kind": "multiple_choice", "label": "Dangers?", "options": [
            { "value": "speed", "label": "Speed" }, { "value": "light", "label": "Poor light" }] },
        { "name": "safe", "kind": "scale", "label": "Safe?", "max": 10 },
    ]);
    let after = json!([
        { "name": "why", "kind": "short_text", "label": "Why?" },
        { "name": "how", "kind": "single_choice", "label": "How?", "options": ["bike"] },
        { "name": "dangers", "kind": "multiple_choice", "label": "Dangers?", "options": ["speed", "noise"] },
        { "name": "safe", "kind": "scale", "label": "Safe?", "max": 5 },
    ]);
    let draft = fitted(
        &before,
        &[
            ("why", "It is fast,\nand cheap"),
            ("gone", "High Street, and others"),
            ("home", "yes"),
            ("how", "else"),
            ("how.other", "scooter"),
            ("dangers", "speed,light"),
            ("safe", "8"),
            ("_seed", "1"),
            ("consent.updates", "yes"),
        ],
        &after,
    );
    let fits = values(&[("why", "It is fast, and cheap"), ("dangers", "speed"), ("_seed", "1")]);
    assert_eq!(draft.values, fits);
    assert_eq!(
        draft.apart.unwrap_or_default(),
        [
            apart("Which street?", "High Street, and others"),
            apart("Do you live here?", "Ja"),
            apart("How?", "Another way"),
            apart("How?", "scooter"),
            apart("Dangers?", "Poor light"),
            apart("Safe?", "8"),
        ]
    );
}

#[test]
fn what_is_out_of_range_but_can_be_seen_in_its_place_stays_there_to_be_mended() {
    let before = json!([{ "name": "n", "kind": "number", "label": "How many?" }]);
    let after = json!([{ "name": "n", "kind": "number", "label": "How many?", "max": 10 }]);
    let draft = fitted(&before, &[("n", "12")], &after);
    assert_eq!(draft.values, values(&[("n", "12")]));
    assert!(survey(&after).check(&draft.values, Unasked::Drop).is_err(), "and is not sent so");
    let words = json!([{ "name": "n", "kind": "date", "label": "When?" }]);
    let draft = fitted(&before, &[("n", "12")], &words);
    assert!(draft.values.is_empty());
    assert_eq!(draft.apart, Some(vec![apart("How many?", "12")]));
}

#[test]
fn a_second_change_forgets_nothing_of_the_first() {
    let before = json!([{ "name": "a", "kind": "short_text", "label": "A" }, { "name": "b", "kind": "short_text", "label": "B" }]);
    let mut draft = fitted(&before, &[("a", "one"), ("b", "two")], &json!([before[1]]));
    let after = json!([{ "name": "c", "kind": "yes_no", "label": "C" }]);
    draft.fit(&survey(&after), "later");
    assert_eq!(draft.apart, Some(vec![apart("A", "one"), apart("B", "two")]));
}

#[test]
fn a_draft_grows_younger_only_by_a_change_of_an_answer() {
    let survey = survey(&json!([{ "name": "a", "kind": "short_text", "label": "A" }]));
    let mut draft = Draft::default();
    let mut take = |pairs: &[(&str, &str)], now: f64| {
        draft.take(&survey, &values(pairs), now, ["Yes", "No"]);
        draft.at
    };
    assert_eq!(take(&[("a", "x")], 1.0).to_bits(), 1.0_f64.to_bits());
    assert_eq!(
        take(&[("_page", "1"), ("a", "x"), ("b", "")], 2.0).to_bits(),
        1.0_f64.to_bits(),
        "turning a page is none"
    );
    assert_eq!(take(&[("a", "xy")], 3.0).to_bits(), 3.0_f64.to_bits());
    assert_eq!(take(&[], 4.0).to_bits(), 4.0_f64.to_bits(), "taking an answer back is one");
}

#[test]
fn a_draft_of_an_earlier_version_of_the_kit_is_read() {
    let draft = Draft::read(&json!({ "at": 5, "values": { "a": "x", "b": 1 } })).expect("a draft");
    assert_eq!((draft.at.to_bits(), draft.values), (5.0_f64.to_bits(), values(&[("a", "x")])));
    for wrong in
        [json!(null), json!([]), json!({ "at": "x", "values": {} }), json!({ "at": 1, "values": [1] })]
    {
        assert_eq!(Draft::read(&wrong), None, "{wrong}");
    }
}

/// A question of any kind, by the number of the kind.
fn question(name: usize, kind: usize, size: usize) -> Value {
    let options: Vec<String> = (0..=size).map(|option| format!("o{option}")).collect();
    let mut question = match kind % 12 {
        0 => json!({ "kind": "yes_no" }),
        1 => json!({ "kind": "single_choice", "options": options }),
        2 => json!({ "kind": "multiple_choice", "options": options }),
        3 => json!({ "kind": "dropdown", "options": [{ "value": "o0", "label": "Other", "other": true }] }),
        4 => json!({ "kind": "scale", "max": size + 2 }),
        5 => json!({ "kind": "nps" }),
        6 => json!({ "kind": "ranking", "options": options }),
        7 => json!({ "kind": "matrix", "rows": [{ "name": "r", "label": "R" }] }),
        8 => json!({ "kind": "short_text" }),
        9 => json!({ "kind": "long_text", "max_length": size + 1 }),
        10 => json!({ "kind": "number", "max": size }),
        _ => json!({ "kind": "date" }),
    };
    question["name"] = json!(format!("q{name}"));
    question["label"] = json!(format!("Question {name}"));
    question
}

fn any_survey() -> impl Strategy<Value = Value> {
    prop::collection::vec((0..12_usize, 0..5_usize), 1..6).prop_map(|kinds| {
        kinds.iter().enumerate().map(|(name, (kind, size))| question(name, *kind, *size)).collect()
    })
}

fn any_answers() -> impl Strategy<Value = Vec<(String, String)>> {
    let part = prop::sample::select(vec!["", "", "", ".other", ".r"]);
    let name = (0..6_usize, part).prop_map(|(name, part)| format!("q{name}{part}"));
    let value = prop_oneof![
        4 => prop::sample::select(vec!["yes", "o0", "o1,o3", "o4,o0", "1", "7", "2026-01-31"]).prop_map(str::to_owned),
        1 => "[a-z ,.]{1,12}",
    ];
    prop::collection::vec((name, value), 0..10)
}

proptest! {
    #[test]
    fn no_answer_is_lost_whatever_the_survey_becomes(
        before in any_survey(), answers in any_answers(), after in any_survey(),
    ) {
        let mut kept = Values::default();
        for (name, value) in &answers {
            kept.set(name, value.clone());
        }
        let mut draft = Draft::default();
        draft.take(&survey(&before), &kept, 1.0, ["Yes", "No"]);
        let (said, of) = (draft.said.clone(), fingerprint(&document(&after)));
        draft.fit(&survey(&after), &of);
        prop_assert_eq!(&draft.of, &of);
        let apart = draft.apart.clone().unwrap_or_default();
        for (control, value) in kept.iter() {
            let pieces: Vec<&str> = if draft.values.get(control) == value { Vec::new() } else { value.split(',').collect() };
            for piece in pieces {
                let words = said.get(&format!("{control}={piece}"));
                let words = if words.is_empty() { piece } else { words };
                let there = draft.values.get(control).split(',').any(|one| one == piece)
                    || apart.iter().any(|apart| apart.answer.contains(words));
                prop_assert!(there, "{control}: {piece} of {value} is lost: {draft:?}");
            }
        }
        // What is left is answers to the survey as it is now: fitting it once more changes nothing.
        let mut again = draft.clone();
        again.fit(&survey(&after), &of);
        prop_assert_eq!(&again, &draft);
        // And it is kept as it is.
        let kept = Draft::read(&draft.to_value()).expect("a draft");
        prop_assert_eq!(kept.to_value(), draft.to_value());
    }
}
