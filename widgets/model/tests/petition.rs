//! Reading petitions that strangers wrote.

use proptest::prelude::*;
use rungs_model::document::{self, Decode, Severity, schema};
use rungs_model::{FieldKind, Petition, Timestamp};
use serde_json::{Value, json};

fn smallest() -> Value {
    json!({ "id": "clean-air", "kind": "petition", "title": "Clean air", "fields": ["given_name", "email"] })
}

fn with(key: &str, value: Value) -> Value {
    let mut document = smallest();
    document[key] = value;
    document
}

fn read(document: &Value) -> Result<Petition, Vec<String>> {
    let problems = |problems: Vec<document::Problem>| problems.iter().map(ToString::to_string).collect();
    document::read(document, "en").map(|(petition, _)| petition).map_err(problems)
}

#[test]
fn the_smallest_petition_is_id_kind_title_and_fields() {
    let petition = read(&smallest()).unwrap();
    assert_eq!(petition.campaign(), "clean-air");
    assert_eq!(petition.fields[1].kind(), FieldKind::Email);
    assert!(petition.fields[1].is_required());
    for key in ["id", "kind", "title"] {
        let mut document = smallest();
        document.as_object_mut().unwrap().remove(key);
        assert_eq!(read(&document).unwrap_err(), [format!("{key}: is missing")]);
    }
}

#[test]
fn every_problem_is_reported_at_once_with_its_path() {
    let document = json!({
        "id": "has spaces",
        "kind": "petiton",
        "title": 5,
        "fields": ["given_name", "given_name", { "name": "why" }, { "name": "x", "kind": "select", "label": "X" }],
        "consents": [{ "id": "public", "text": "Show me" }],
        "goal": { "steps": [100, 50] },
        "deadline": "tomorrow",
        "image": { "src": "javascript:alert(1)", "alt": "" },
        "accent": "red",
    });
    let problems = read(&document).unwrap_err();
    for start in [
        "id: must be 1 to 64",
        "kind: must be one of petition, survey, rsvp, ladder; did you mean \"petition\"?",
        "title: must be a string",
        "fields[1].name: \"given_name\" is used twice",
        "fields[2].label: is missing",
        "fields[3].options: must list at least one",
        "consents[0].id: \"public\" is the consent of signers",
        "goal.steps: must rise",
        "deadline: must be a time with its offset",
        "image.src: must be an address",
        "accent: must be a colour",
    ] {
        assert!(
            problems.iter().any(|problem| problem.starts_with(start)),
            "{start}\nis not in {problems:#?}"
        );
    }
}

#[test]
fn a_document_of_another_kind_is_no_petition() {
    assert_eq!(read(&with("kind", json!("survey"))).unwrap_err(), ["kind: must be petition here"]);
}

#[test]
fn an_unknown_key_warns_and_names_the_likely_one() {
    let mut document = smallest();
    document["tilte"] = json!("Clean air");
    document["$schema"] = json!("schema.json");
    document["x-note"] = json!("our own");
    let (_, problems) = document::read::<Petition>(&document, "en").unwrap();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].severity, Severity::Warning);
    assert_eq!(problems[0].path, "tilte");
    assert!(problems[0].message.contains("did you mean \"title\""));
}

#[test]
fn a_petition_closes_at_its_deadline_or_by_its_status() {
    let petition = read(&with("deadline", json!("2026-12-31T23:59:00+01:00"))).unwrap();
    let last = Timestamp::parse("2026-12-31T22:59:00Z").unwrap();
    assert!(petition.is_open(Timestamp(last.0 - 1)));
    assert!(!petition.is_open(last));
    assert!(!read(&with("status", json!("closed"))).unwrap().is_open(Timestamp(0)));
}

#[test]
fn the_consent_to_be_shown_is_asked_last_and_never_required() {
    let petition = read(&with("signers", json!({ "consent": "Show my first name" }))).unwrap();
    let form = petition.form();
    let last = form.consents.last().unwrap();
    assert_eq!((&*last.id, last.required), (rungs_model::PUBLIC, false));
}

#[test]
fn showing_signers_needs_their_first_names() {
    let mut document = with("signers", json!({ "consent": "Show me" }));
    document["fields"] = json!(["email"]);
    assert!(read(&document).unwrap_err()[0].starts_with("signers: shows first names"));
}

#[test]
fn the_schema_says_what_the_reader_accepts() {
    let schema = schema::of::<Petition>("A petition");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let fixtures: Value = serde_json::from_str(include_str!("../../../demo/fixtures/petition.json")).unwrap();
    for good in [
        smallest(),
        fixtures["base"].clone(),
        with("comment", json!(true)),
        with("title", json!({ "de": "Luft" })),
    ] {
        assert!(read(&good).is_ok(), "{:?}", read(&good));
        assert!(validator.is_valid(&good), "{:?}", validator.iter_errors(&good).next());
    }
    for (key, bad) in [
        ("title", json!(5)),
        ("fields", json!("email")),
        ("status", json!("ajar")),
        ("id", json!("a b")),
        ("refresh", json!(-1)),
    ] {
        let document = with(key, bad);
        assert!(read(&document).is_err() && !validator.is_valid(&document), "{key}");
    }
}

#[test]
fn the_readme_names_every_key_of_a_petition() {
    let readme = include_str!("../../../README.md");
    for key in Petition::schema()["properties"].as_object().unwrap().keys() {
        assert!(readme.contains(&format!("`{key}`")), "README.md does not explain `{key}`");
    }
}

/// Any JSON, deep and strange, with the keys of a petition among its own.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("email")),
        Just(json!("\u{202E}\0")),
    ];
    leaf.prop_recursive(5, 64, 6, |inner| {
        let key = prop_oneof![
            "\\PC{0,6}",
            prop::sample::select(vec![
                "id", "kind", "title", "fields", "name", "options", "goal", "steps", "consents", "text",
                "image", "thanks", "next", "comment"
            ])
            .prop_map(str::to_owned),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_a_petition_or_problems_with_words(value in any_json()) {
        if let Err(problems) = document::read::<Petition>(&value, "en") {
            prop_assert!(problems.iter().all(|problem| !problem.message.is_empty()));
        }
    }

    #[test]
    fn one_wrong_value_is_reported_below_its_own_key(
        key in prop::sample::select(vec!["title", "text", "image", "to", "fields", "goal", "consents", "thanks", "signers"]),
        value in any_json(),
    ) {
        if let Err(problems) = document::read::<Petition>(&with(key, value), "en") {
            for problem in problems.iter().filter(|problem| problem.is_error()) {
                // Showing signers is also about the fields.
                let about = problem.path.starts_with(key) || (key == "fields" && problem.path == "signers");
                prop_assert!(about, "{problem} is not about {key}");
            }
        }
    }
}
