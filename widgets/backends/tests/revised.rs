//! What a relay sends of a submission that was changed: who knows by its id what it has had already, is told
//! that this takes the place of it.

mod wire;

use std::sync::Arc;

use rungs_backends::{Adapter, Call, Hears, Request};
use rungs_model::Kind;
use serde_json::{Value, json};
use wire::{submission, target, written};

const ID: &str = "0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11";

fn adapter(to: &Value) -> Arc<dyn Adapter> {
    rungs_backends::relay::read(to).unwrap().0
}

/// What is sent of an attendance after so many changes.
fn sent(to: &Value, revision: u32) -> Request {
    let to_meet = target(Kind::Rsvp).revised(revision);
    match adapter(to).submit(&to_meet, &submission(Kind::Rsvp, "yes")) {
        Call::Send(request) => request,
        Call::Answer(outcome, _) => panic!("{outcome:?}"),
    }
}

/// The same for those that a page can name, with as little as each needs.
fn pages() -> [Value; 5] {
    [
        json!({ "kind": "action_network", "id": "a1", "email_consent": "updates" }),
        json!({ "kind": "osdi", "url": "https://a.org/attendances" }),
        json!({ "kind": "proca", "action_page": 42 }),
        json!({ "kind": "actionkit", "url": "https://a.org", "page": "meet", "map": { "consent.texts": "" } }),
        json!({ "kind": "form", "url": "https://a.org/f" }),
    ]
}

#[test]
fn a_webhook_gets_it_under_a_key_of_its_own_with_the_number_of_the_change() {
    for secret in [json!(null), json!("k3y")] {
        let mut hook = json!({ "kind": "webhook", "url": "https://a.org/hook" });
        if secret.is_string() {
            hook["secret"] = secret;
        }
        let body = |request: &Request| {
            let written = written(request);
            match &written["body"] {
                Value::String(text) => serde_json::from_str(text).unwrap(),
                body => body.clone(),
            }
        };
        let (first, third) = (sent(&hook, 0), sent(&hook, 3));
        assert_eq!(first.headers[0], ("idempotency-key", ID.to_owned()));
        assert_eq!(third.headers[0], ("idempotency-key", format!("{ID}.3")));
        assert_eq!(body(&first)["revision"], Value::Null);
        let mut expected = body(&first);
        expected["revision"] = json!(3);
        assert_eq!(body(&third), expected);
    }
}

#[test]
fn a_template_may_name_the_number_of_the_change_and_nothing_else_is_added() {
    let hook = json!({ "kind": "webhook", "url": "https://a.org/hook",
        "template": { "id": "{{submission_id}}", "version": "{{revision}}" } });
    assert_eq!(written(&sent(&hook, 0))["body"], json!({ "id": ID, "version": "" }));
    assert_eq!(written(&sent(&hook, 2))["body"], json!({ "id": ID, "version": "2" }));
}

#[test]
fn a_form_gets_the_number_of_the_change_under_the_name_that_it_is_to_have() {
    let mut form = json!({ "kind": "form", "url": "https://a.org/f" });
    let fields = |form: &Value, revision| written(&sent(form, revision))["body"].as_str().unwrap().to_owned();
    assert!(!fields(&form, 0).contains("revision"));
    assert!(fields(&form, 2).contains("&revision=2"), "{}", fields(&form, 2));
    form["map"] = json!({ "revision": "version" });
    assert!(fields(&form, 2).contains("&version=2"), "{}", fields(&form, 2));
}

#[test]
fn all_others_are_told_in_the_very_words_of_the_first_time() {
    for to in pages().iter().filter(|to| to["kind"] != "form") {
        assert_eq!(sent(to, 1), sent(to, 0), "{to}");
    }
}

#[test]
fn who_makes_an_action_of_whatever_it_is_told_hears_only_of_who_comes() {
    let mut hears: Vec<Hears> = pages().iter().map(|to| adapter(to).hears()).collect();
    for own in [
        json!({ "kind": "webhook", "url": "https://a.org" }),
        json!({ "kind": "webhook", "url": "https://a.org", "secret": "k3y" }),
        json!({ "kind": "action_network", "key": "k3y", "id": "a1" }),
        json!({ "kind": "mobilize", "key": "k3y", "organization": 7, "event": 9, "timeslots": { "meet": "812" } }),
        json!({ "kind": "nationbuilder", "token": "k3y", "url": "https://a.nationbuilder.com" }),
    ] {
        hears.push(adapter(&own).hears());
    }
    let comes = Hears::WhoComes;
    let all = Hears::Everything;
    assert_eq!(hears, [comes, comes, comes, comes, all, all, all, comes, comes, Hears::Nothing]);
}
