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
    entered.set("csrf", "x");
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
        { "name": "phone" }, { "name": "postal_code" }, { "name": "country" },
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
