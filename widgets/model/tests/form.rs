//! Judging what supporters typed.

use proptest::prelude::*;
use rungs_model::{ErrorCode, Form, Petition, Values, document};
use serde_json::{Value, json};

fn form(more: &Value) -> Form {
    let mut petition =
        json!({ "id": "p", "kind": "petition", "title": "P", "fields": ["given_name", "email"] });
    petition.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    document::read::<Petition>(&petition, "en").unwrap().0.form()
}

fn values(pairs: &[(&str, &str)]) -> Values {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn code(form: &Form, entered: &[(&str, &str)], control: &str) -> Option<ErrorCode> {
    let errors = form.check(&values(entered)).err()?;
    errors.into_iter().find(|error| error.field == control).map(|error| error.code)
}

const ADA: [(&str, &str); 2] = [("given_name", " Ada "), ("email", "ada@example.org")];

#[test]
fn values_are_tidied_and_what_was_not_asked_is_dropped() {
    let mut entered = values(&ADA);
    entered.set("csrf", "x".into());
    let (kept, _) = form(&json!({})).check(&entered).unwrap();
    assert_eq!(kept.iter().collect::<Vec<_>>(), [("given_name", "Ada"), ("email", "ada@example.org")]);
}

#[test]
fn missing_answers_are_named_in_the_order_of_the_form() {
    let errors = form(&json!({ "comment": { "required": true } })).check(&Values::default()).unwrap_err();
    let names: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(names, ["given_name", "email", "comment"]);
}

#[test]
fn a_comment_is_counted_in_characters_and_a_line_break_is_one() {
    let form = form(&json!({ "comment": { "max_length": 3 } }));
    let entered = |comment| [ADA[0], ADA[1], ("comment", comment)];
    assert_eq!(code(&form, &entered("a\r\nb"), "comment"), None);
    assert_eq!(code(&form, &entered("äöüß"), "comment"), Some(ErrorCode::TooLong(3)));
    assert_eq!(code(&form, &entered("a\0"), "comment"), Some(ErrorCode::Characters));
    assert_eq!(code(&form, &entered("\u{202E}a"), "comment"), Some(ErrorCode::Characters));
}

#[test]
fn a_no_is_an_answer_of_its_own() {
    let consents = json!({ "consents": [
        { "id": "news", "text": "Write to me" },
        { "id": "calls", "text": "Call me", "style": "radio" },
    ]});
    let form = form(&consents);
    assert_eq!(code(&form, &ADA, "consent.calls"), Some(ErrorCode::Required));
    let (_, answers) = form.check(&values(&[ADA[0], ADA[1], ("consent.calls", "no")])).unwrap();
    let said: Vec<_> = answers.iter().map(|answer| (&*answer.id, answer.agrees(), &*answer.text)).collect();
    assert_eq!(said, [("news", false, "Write to me"), ("calls", false, "Call me")]);
}

#[test]
fn a_required_consent_needs_a_yes() {
    let form = form(&json!({ "consents": [{ "id": "terms", "text": "I agree", "required": true }] }));
    assert_eq!(code(&form, &ADA, "consent.terms"), Some(ErrorCode::Required));
    assert_eq!(
        code(&form, &[ADA[0], ADA[1], ("consent.terms", "maybe")], "consent.terms"),
        Some(ErrorCode::Option)
    );
    assert_eq!(code(&form, &[ADA[0], ADA[1], ("consent.terms", "yes")], "consent.terms"), None);
}

#[test]
fn each_kind_has_its_rule() {
    let form = form(&json!({ "fields": [
        { "name": "phone", "country": "DE" }, { "name": "postal_code" }, { "name": "country" },
        { "name": "n", "kind": "number", "label": "N", "min": 1, "max": 5.5 },
        { "name": "d", "kind": "date", "label": "D", "earliest": "2026-01-01", "latest": "2026-12-31" },
        { "name": "s", "kind": "select", "label": "S", "options": [{ "value": "a", "label": "A" }] },
        { "name": "c", "kind": "checkbox", "label": "C" },
    ]}));
    let five = rungs_model::Decimal::parse("5.5").unwrap();
    let one = rungs_model::Decimal::parse("1").unwrap();
    for (name, value, expected) in [
        ("phone", "+49 (30) 123-456", None),
        ("phone", "٠٣٠١٢٣٤٥٦", None),
        ("phone", "call me", Some(ErrorCode::Phone)),
        ("postal_code", "SW1A 1AA", None),
        ("postal_code", "!", Some(ErrorCode::PostalCode)),
        ("country", "DE", None),
        ("country", "Germany", Some(ErrorCode::Option)),
        ("n", "2,5", None),
        ("n", "0", Some(ErrorCode::Min(one))),
        ("n", "6", Some(ErrorCode::Max(five))),
        ("n", "1e3", Some(ErrorCode::Number)),
        ("d", "2026-06-30", None),
        ("d", "2026-02-30", Some(ErrorCode::Date)),
        ("d", "2025-12-31", Some(ErrorCode::Earliest("2026-01-01".into()))),
        ("d", "2027-01-01", Some(ErrorCode::Latest("2026-12-31".into()))),
        ("s", "a", None),
        ("s", "b", Some(ErrorCode::Option)),
        ("c", "yes", None),
        ("c", "on", Some(ErrorCode::Option)),
    ] {
        assert_eq!(code(&form, &[(name, value)], name), expected, "{name}: {value}");
    }
}

#[test]
fn a_person_is_known_by_email_else_by_phone_else_not_at_all() {
    let form = form(&json!({ "fields": ["email", "phone"] }));
    let key = |pairs: &[(&str, &str)]| form.person_key(&values(pairs));
    assert_eq!(key(&[("email", "Ada@Example.org"), ("phone", "123456")]).as_deref(), Some("ada@example.org"));
    assert_eq!(key(&[("phone", "+49 (30) 123")]).as_deref(), Some("4930123"));
    assert_eq!(key(&[]), None);
}

proptest! {
    #[test]
    fn anything_typed_is_judged_and_what_is_accepted_stays_accepted(
        name in "\\PC{0,20}", email in "\\PC{0,20}|[a-z]{1,5}@[a-z]{1,5}\\.[a-z]{2}", comment in "(?s).{0,600}",
    ) {
        let form = form(&json!({ "comment": true }));
        let entered = values(&[("given_name", &name), ("email", &email), ("comment", &comment)]);
        if let Ok((kept, _)) = form.check(&entered) {
            prop_assert_eq!(form.check(&kept).unwrap().0, kept);
        }
    }
}

#[test]
fn of_several_boxes_each_counts_once_and_within_its_limits() {
    let form = form(&json!({ "fields": [{
        "name": "help", "kind": "checkboxes", "label": "Help", "min": 1, "max": 2,
        "options": [{ "value": "call", "label": "C" }, { "value": "host", "label": "H" }, { "value": "cook", "label": "K" }],
    }]}));
    let kept = |ticked: &str| form.check(&values(&[("help", ticked)])).unwrap().0.get("help").to_owned();
    assert_eq!(kept(""), "", "nobody has to help");
    assert_eq!(kept("host,call,host"), "call,host", "in the order in which they are offered");
    let two = rungs_model::Decimal::from(2);
    for (ticked, expected) in [
        ("call,host,cook", ErrorCode::TooMany(two)),
        ("call,sing", ErrorCode::Option),
        (",", ErrorCode::Option),
    ] {
        assert_eq!(code(&form, &[("help", ticked)], "help"), Some(expected), "{ticked}");
    }
    let pairs = [("help", "call"), ("help", "cook")];
    assert_eq!(form.check(&values(&pairs)).unwrap().0.get("help"), "call,cook", "as a plain form sends them");
}

#[test]
fn a_web_address_gets_the_scheme_that_people_leave_out() {
    let form = form(&json!({ "fields": ["url"] }));
    let kept = |typed: &str| form.check(&values(&[("url", typed)])).unwrap().0.get("url").to_owned();
    assert_eq!(kept("example.org/a?b"), "https://example.org/a?b");
    assert_eq!(kept("http://example.org"), "http://example.org");
    for wrong in ["nowhere", "javascript:alert(1)", "ftp://example.org", "https://a b.org", ".org"] {
        assert_eq!(code(&form, &[("url", wrong)], "url"), Some(ErrorCode::Url), "{wrong}");
    }
}

#[test]
fn a_time_of_day_has_hours_and_minutes_and_bounds() {
    let form = form(&json!({ "fields": [
        { "name": "t", "kind": "time", "label": "T", "earliest": "08:30", "latest": "18:00" },
    ]}));
    for (typed, expected) in [
        ("08:30", None),
        ("17:59:30", None),
        ("24:00", Some(ErrorCode::Time)),
        ("9:00", Some(ErrorCode::Time)),
        ("08:29", Some(ErrorCode::Earliest("08:30".into()))),
        ("18:01", Some(ErrorCode::Latest("18:00".into()))),
    ] {
        assert_eq!(code(&form, &[("t", typed)], "t"), expected, "{typed}");
    }
}

fn with_condition(condition: &Value) -> Form {
    form(&json!({ "fields": [
        { "name": "role", "kind": "select", "label": "R",
          "options": [{ "value": "parent", "label": "P" }, { "value": "teacher", "label": "T" }] },
        { "name": "school", "label": "S", "required": true, "show_if": condition },
        { "name": "grade", "label": "G", "required": true, "show_if": { "field": "school", "answered": true } },
    ]}))
}

#[test]
fn what_is_not_asked_is_neither_missed_nor_taken() {
    let form = with_condition(&json!({ "field": "role", "equals": "teacher" }));
    let (kept, _) = form.check(&values(&[("role", "parent"), ("school", "Elm"), ("grade", "3")])).unwrap();
    assert_eq!(kept.iter().collect::<Vec<_>>(), [("role", "parent")]);
    assert_eq!(code(&form, &[("role", "teacher")], "school"), Some(ErrorCode::Required));
    assert!(form.shows("school", &values(&[("role", "teacher")])));
    assert!(!form.shows("grade", &values(&[("role", "parent"), ("school", "Elm")])), "nor what hangs on it");
}

#[test]
fn conditions_combine() {
    let teacher = json!({ "field": "role", "equals": "teacher" });
    let parent = json!({ "field": "role", "one_of": ["parent"] });
    for (condition, for_teachers, for_parents) in [
        (json!({ "any": [teacher, parent] }), true, true),
        (json!({ "all": [teacher, parent] }), false, false),
        (json!({ "none": [teacher] }), false, true),
        (json!({ "field": "role", "answered": false }), false, false),
        (json!({ "field": "role", "answered": true, "none": [parent] }), true, false),
    ] {
        let form = with_condition(&condition);
        let shown = |role: &str| form.shows("school", &values(&[("role", role)]));
        assert_eq!((shown("teacher"), shown("parent")), (for_teachers, for_parents), "{condition}");
    }
}

#[test]
fn a_condition_can_measure_numbers_and_dates_and_look_for_words() {
    for (condition, holds, fails) in [
        (json!({ "field": "x", "less": 3 }), "2,5", "3"),
        (json!({ "field": "x", "greater": -0.5 }), "0", "-1"),
        (json!({ "field": "x", "greater": 3 }), "10", "many"),
        (json!({ "field": "x", "less": "2026-06-30" }), "2026-06-29", "18:30"),
        (json!({ "field": "x", "greater": "18:30" }), "18:31", "2026-06-30"),
        (json!({ "field": "x", "contains": "Straße" }), "in meiner STRAßE", "im Park"),
        (json!({ "field": "x", "greater": 1, "less": 3 }), "2", "3"),
    ] {
        let form = form(&json!({ "fields": [
            { "name": "x", "label": "X" }, { "name": "y", "label": "Y", "show_if": condition },
        ]}));
        let shown = |typed: &str| form.shows("y", &values(&[("x", typed)]));
        assert_eq!((shown(holds), shown(fails), shown("")), (true, false, false), "{condition}");
    }
}

#[test]
fn conditions_that_cannot_work_are_named_with_their_place() {
    for (condition, words) in [
        (json!({ "field": "grade", "answered": true }), "fields[1].show_if: looks at \"grade\""),
        (
            json!({ "any": [{ "field": "role", "equals": "x" }, { "field": "school", "equals": "x" }] }),
            "\"school\"",
        ),
        (json!({ "field": "role" }), "fields[1].show_if: needs a field together with"),
        (json!({ "equals": "x" }), "needs a field together with"),
        (json!({}), "says nothing"),
        (json!({ "field": "role", "less": "soon" }), "fields[1].show_if.less: must be a number, a date"),
        (json!({ "filed": "role" }), "did you mean \"field\"?"),
    ] {
        let petition = json!({ "id": "p", "kind": "petition", "title": "P", "fields": [
            { "name": "role", "label": "R" },
            { "name": "school", "label": "S", "show_if": condition },
            { "name": "grade", "label": "G" },
        ]});
        let problems = document::read::<Petition>(&petition, "en").unwrap_err();
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert!(problems.iter().any(|problem| problem.contains(words)), "{words} is not in {problems:?}");
    }
}

#[test]
fn a_field_can_have_its_own_words_for_what_is_wrong() {
    let form = form(
        &json!({ "fields": [{ "name": "email", "errors": { "email": { "en": "No @ here", "de": "Kein @" } } }] }),
    );
    let texts = &form.fields[0].errors;
    assert_eq!(texts.get(&ErrorCode::Email), Some("No @ here"));
    assert_eq!(texts.get(&ErrorCode::Required), None);
}

#[test]
fn the_rarer_of_required_and_optional_is_marked() {
    let mostly = |fields: Value| form(&json!({ "fields": fields })).is_mostly_required();
    assert!(mostly(json!(["given_name", "email", "phone"])));
    assert!(!mostly(json!(["email", "phone", "postal_code"])));
}

#[test]
fn the_country_that_is_answered_decides_how_numbers_and_codes_are_read() {
    let form = form(&json!({ "fields": [
        { "name": "phone", "country": "DE" },
        { "name": "postal_code", "country": "DE", "required": true },
        "country",
    ] }));
    let kept = |pairs: &[(&str, &str)]| form.check(&values(pairs)).map(|(kept, _)| kept);
    let german = kept(&[("phone", "0151 23456789"), ("postal_code", "D-10115")]).unwrap();
    assert_eq!((german.get("phone"), german.get("postal_code")), ("+4915123456789", "10115"));
    let british = kept(&[("phone", "07911 123456"), ("postal_code", "sw1a1aa"), ("country", "GB")]).unwrap();
    assert_eq!((british.get("phone"), british.get("postal_code")), ("+447911123456", "SW1A 1AA"));
    let foreign = kept(&[("postal_code", "sw1a1aa")]).unwrap_err();
    assert_eq!(foreign[0].code, ErrorCode::PostalCode);
}

#[test]
fn a_postal_code_is_not_asked_where_there_are_none() {
    let form = form(&json!({ "fields": [{ "name": "postal_code", "required": true }, "country"] }));
    let dubai = values(&[("country", "AE")]);
    assert!(form.check(&dubai).is_ok());
    assert!(!form.shows("postal_code", &dubai));
    assert!(form.shows("postal_code", &values(&[("country", "DE")])));
    assert!(form.shows("postal_code", &Values::default()));
}

#[test]
fn every_countrys_own_examples_of_postal_codes_are_taken() {
    let form = form(&json!({ "fields": ["postal_code", "country"] }));
    let examples = include_str!("examples/postal_codes.tsv").lines();
    let refused: Vec<_> = examples
        .filter(|line| {
            let (country, code) = line.split_once('\t').unwrap();
            form.check(&values(&[("postal_code", code), ("country", country)])).is_err()
        })
        .collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn what_is_kept_can_be_shown_for_checking() {
    let form =
        form(&json!({ "fields": [{ "name": "phone", "country": "FR" }, "postal_code", "country", "url"] }));
    let shown = |control, typed| form.tidied(control, &values(&[(control, typed), ("country", "FR")]));
    assert_eq!(shown("phone", "0612345678").as_deref(), Some("+33 6 12 34 56 78"));
    assert_eq!(shown("phone", "+33 6 12 34 56 78"), None, "it is there already");
    assert_eq!(shown("phone", "not yet"), None);
    assert_eq!(shown("postal_code", "75-001").as_deref(), Some("75001"));
    assert_eq!(shown("url", "example.org").as_deref(), Some("https://example.org"));
    assert_eq!(shown("url", ""), None);
}

#[test]
fn a_country_that_is_none_is_named() {
    let config = json!({
        "id": "p", "kind": "petition", "title": "P",
        "fields": [{ "name": "phone", "country": "Germany" }],
    });
    let problems = document::read::<Petition>(&config, "en").unwrap_err();
    assert_eq!(problems[0].path, "fields[0].country");
}
