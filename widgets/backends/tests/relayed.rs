//! The backends of a relay, which need a secret, against a server that behaves as the notes on each say, over
//! real HTTP.

mod wire;

use std::sync::Arc;

use rungs_backends::{Adapter, Call, Response};
use rungs_model::{ErrorCode, FieldError, Kind, Outcome, Submission};
use serde_json::{Value, json};
use wire::stub::{self, PATIENCE, Reply, Stub, WAITS};

/// Those that say in their own words whether they have recorded.
const KINDS: [&str; 3] = ["action_network", "mobilize", "nationbuilder"];

fn adapter(kind: &str, origin: &str) -> Arc<dyn Adapter> {
    let config = match kind {
        "action_network" => {
            json!({ "kind": kind, "key": "k3y", "url": origin, "id": "a1", "email_consent": "updates" })
        }
        "mobilize" => json!({ "kind": kind, "key": "k3y", "url": origin, "organization": 7, "event": 9,
            "timeslots": { "assembly": "812" } }),
        "nationbuilder" => json!({ "kind": kind, "token": "k3y", "url": origin }),
        _ => json!({ "kind": kind, "secret": "k3y", "url": origin }),
    };
    rungs_backends::relay::read(&config).unwrap().0
}

/// What becomes of an attendance.
fn told(kind: &str, reply: Reply) -> Outcome {
    stub::told(|origin| adapter(kind, origin), Kind::Rsvp, reply)
}

/// What each says where it has recorded: the kind, the status, the body, and the id in it.
fn successes() -> [(&'static str, u16, Value, &'static str); 3] {
    let record = json!({ "identifiers": ["action_network:d91b"], "created_date": "2026-03-01T10:00:00Z" });
    [
        ("action_network", 200, record, "action_network:d91b"),
        ("mobilize", 201, json!({ "data": [{ "id": 7, "status": "REGISTERED" }], "error": null }), "7"),
        ("nationbuilder", 200, json!({ "data": { "id": "12", "type": "signups" } }), "12"),
    ]
}

#[test]
fn a_success_is_confirmed_under_the_id_that_it_has_there() {
    for (kind, status, body, id) in successes() {
        match told(kind, Reply::json(status, &body)) {
            Outcome::Confirmed(Some(receipt)) => assert_eq!(receipt.submission_id, id, "{kind}"),
            other => panic!("{kind}: {other:?}"),
        }
    }
    assert_eq!(told("webhook", Reply::json(202, &Value::Null)), Outcome::Sent);
}

#[test]
fn mobilize_hears_of_the_slots_that_someone_comes_to_and_the_others_are_refused() {
    let config = json!({ "kind": "mobilize", "key": "k3y", "organization": 7, "event": 9,
        "timeslots": { "assembly": "812", "evening": "813", "night": "814" } });
    let (adapter, _) = rungs_backends::relay::read(&config).unwrap();
    let answered = |replies: [&str; 3]| {
        let mut submission = wire::submission(Kind::Rsvp, "yes");
        for (slot, reply) in ["assembly", "evening", "night"].iter().zip(replies) {
            submission.values.set(&format!("rsvp.{slot}"), reply.to_owned());
        }
        submission
    };
    let refused = |slots: &[&str]| {
        let field = |slot: &&str| FieldError { field: format!("rsvp.{slot}"), code: ErrorCode::Option };
        Outcome::Invalid { fields: slots.iter().map(field).collect(), form: None }
    };
    let target = wire::target(Kind::Rsvp);
    let heard = |submission: &Submission, status: u16, body: Value| {
        let response = Response { status, body, ..Response::default() };
        match adapter.heard(&target, submission, 0, &response) {
            Call::Answer(outcome, _) => outcome,
            Call::Send(request) => panic!("{request:?}"),
        }
    };
    let some = answered(["yes", "no", "maybe"]);
    let Call::Send(request) = adapter.submit(&target, &some) else { panic!("one of them can be told") };
    assert_eq!(wire::written(&request)["body"]["timeslots"], json!([{ "timeslot_id": 812 }]));
    let taken = json!({ "data": [{ "id": 7 }], "error": null });
    assert_eq!(heard(&some, 201, taken.clone()), refused(&["evening", "night"]));
    assert_eq!(heard(&some, 503, Value::Null), Outcome::Failed { retryable: true });
    assert!(matches!(heard(&answered(["yes", "yes", "yes"]), 201, taken), Outcome::Confirmed(_)));
    match adapter.submit(&target, &answered(["no", "no", "no"])) {
        Call::Answer(outcome, _) => assert_eq!(outcome, refused(&["assembly", "evening", "night"])),
        Call::Send(request) => panic!("{request:?}"),
    }
}

#[test]
fn a_success_of_other_types_than_it_should_have_is_none() {
    let odd = [json!(null), json!(7), json!(true), json!("text"), json!([]), json!([null]), json!([7])];
    let odd = odd.iter().chain(&[json!({})]).cloned().collect::<Vec<_>>();
    for (kind, status, body, _) in successes() {
        let within = match kind {
            "action_network" => "/identifiers",
            _ => "/data",
        };
        for value in &odd {
            // An attendance may come alone, and an id is then not needed to know that it is one.
            if kind == "mobilize" && *value == json!({}) {
                continue;
            }
            let mut body = body.clone();
            *body.pointer_mut(within).unwrap() = value.clone();
            let outcome = told(kind, Reply::json(status, &body));
            assert!(matches!(outcome, Outcome::Failed { .. }), "{kind} {body}: {outcome:?}");
        }
        for whole in odd.iter().chain([&json!("<h1>Welcome to the network</h1>")]) {
            let outcome = told(kind, Reply::json(status, whole));
            assert!(matches!(outcome, Outcome::Failed { .. }), "{kind} {whole}: {outcome:?}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_field_is_said_of_our_field() {
    let email = |code| {
        let fields = vec![FieldError { field: "email".into(), code }];
        Outcome::Invalid { fields, form: None }
    };
    let said = json!({ "data": null, "error": { "person": { "email_address": { "0": ["Not a valid email address."] } } } });
    assert_eq!(told("mobilize", Reply::json(400, &said)), email(ErrorCode::Email));
    let said = json!({ "errors": [{ "title": "invalid", "detail": "is blank", "source": { "pointer": "/data/attributes/email" } }] });
    assert_eq!(told("nationbuilder", Reply::json(422, &said)), email(ErrorCode::Required));
    let said = json!({ "error": "You must specify a valid email address or phone number." });
    match told("action_network", Reply::json(400, &said)) {
        Outcome::Invalid { fields, form: Some(form) } => {
            assert!(fields.is_empty() && form.contains("valid email"), "{form}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_wrong_key_is_no_matter_of_time() {
    for kind in KINDS.into_iter().chain(["webhook"]) {
        for status in [401, 403] {
            let said = json!({ "error": "API Key invalid or not present" });
            assert_eq!(
                told(kind, Reply::json(status, &said)),
                Outcome::Failed { retryable: false },
                "{kind}"
            );
        }
    }
}

#[test]
fn too_many_at_once_is_told_with_the_time_to_wait_if_that_makes_sense() {
    for kind in KINDS.into_iter().chain(["webhook"]) {
        for (said, retry_after) in WAITS {
            assert_eq!(told(kind, Reply::busy(said)), Outcome::RateLimited { retry_after }, "{kind}");
        }
    }
}

#[test]
fn what_is_no_answer_of_theirs_is_no_success() {
    for kind in KINDS {
        for body in [vec![0xff, 0xfe, 0x80, b'{'], vec![b' '; 10_000_000], vec![b'['; 100_000]] {
            let outcome = told(kind, Reply::Whole(200, "application/json", Vec::new(), body));
            assert_eq!(outcome, Outcome::Failed { retryable: true }, "{kind}");
        }
        for reply in [Reply::Cut, Reply::Round, Reply::Silent] {
            assert_eq!(told(kind, reply.clone()), Outcome::Unreachable, "{kind} {reply:?}");
        }
        let down = Reply::Whole(503, "text/html", Vec::new(), b"<h1>503</h1>".to_vec());
        assert_eq!(told(kind, down), Outcome::Failed { retryable: true }, "{kind}");
    }
}

#[test]
fn the_secret_is_nowhere_but_in_its_header() {
    for (kind, status, body, _) in successes() {
        let stub = Stub::start(vec![Reply::json(status, &body)]);
        stub::attempt(&*adapter(kind, &stub.origin), Kind::Rsvp, PATIENCE);
        let heard = &stub.heard()[0];
        assert!(!heard.line.contains("k3y") && !heard.body.contains("k3y"), "{kind}: {heard:?}");
        let own: Vec<_> = heard.headers.iter().filter(|(_, value)| value.contains("k3y")).collect();
        let name = if kind == "action_network" { "osdi-api-token" } else { "authorization" };
        assert!(matches!(&own[..], [(header, _)] if header == name), "{kind}: {own:?}");
    }
    let stub = Stub::start(vec![Reply::json(200, &Value::Null)]);
    stub::attempt(&*adapter("webhook", &stub.origin), Kind::Rsvp, PATIENCE);
    let heard = &stub.heard()[0];
    assert!(!format!("{heard:?}").contains("k3y"), "only what is signed with it goes out");
    assert!(
        heard.headers.iter().any(|(name, value)| name == "x-rungs-signature" && value.starts_with("sha256="))
    );
}
