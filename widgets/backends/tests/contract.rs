//! Each adapter against a server that behaves as the notes on its backend say, over real HTTP.

mod wire;

use std::sync::Arc;

use rungs_backends::{Adapter, Call};
use rungs_model::{ErrorCode, FieldError, Kind, Outcome};
use serde_json::{Value, json};
use wire::stub::{self, PATIENCE, Reply, Stub, WAITS, send};
use wire::{submission, target};

/// The kinds that a page may name, each at the stub.
const KINDS: [&str; 6] = ["action_network", "osdi", "proca", "actionkit", "form", "webhook"];

fn config(kind: &str, origin: &str) -> Value {
    match kind {
        "action_network" => json!({ "kind": kind, "url": origin, "id": "a1", "email_consent": "updates" }),
        "osdi" => json!({ "kind": kind, "url": origin, "email_consent": "updates" }),
        "proca" => json!({ "kind": kind, "url": origin, "action_page": 42, "email_consent": "updates" }),
        "actionkit" => json!({ "kind": kind, "url": origin, "page": "air", "counts": true,
            "map": { "consent.updates": "action_updates", "consent.texts": "" } }),
        "form" => json!({ "kind": kind, "url": origin, "cors": true }),
        _ => json!({ "kind": kind, "url": origin }),
    }
}

/// Someone's try to sign.
fn attempt(adapter: &Arc<dyn Adapter>) -> Outcome {
    stub::attempt(&**adapter, Kind::Petition, PATIENCE)
}

/// What someone is told who signs where the backend answers so.
fn told(kind: &str, reply: Reply) -> Outcome {
    stub::told(|origin| wire::adapter(&config(kind, origin)), Kind::Petition, reply)
}

/// What each says where it has recorded: the kind, the status, the body.
fn successes() -> [(&'static str, u16, Value); 6] {
    [
        ("action_network", 200, json!({})),
        ("osdi", 200, json!({})),
        (
            "proca",
            200,
            json!({ "data": { "addActionContact": { "contactRef": "r3f", "firstName": "Ada" } } }),
        ),
        (
            "actionkit",
            201,
            json!({ "action_id": 21, "akid": ".3.jcWz_1", "rd": 1, "redirect_url": "/cms/thanks/x" }),
        ),
        ("form", 200, json!("thanks")),
        ("webhook", 200, json!({ "ok": true })),
    ]
}

#[test]
fn a_success_is_confirmed_only_by_those_who_say_so() {
    for (kind, status, body) in successes() {
        let confirmed = matches!(kind, "proca" | "actionkit");
        let expected = if confirmed { Outcome::Confirmed(None) } else { Outcome::Sent };
        assert_eq!(told(kind, Reply::json(status, &body)), expected, "{kind}");
        // ActionKit's JSON comes as text/html.
        let html = Reply::Whole(status, "text/html", Vec::new(), body.to_string().into_bytes());
        assert_eq!(told(kind, html), expected, "{kind}");
    }
}

#[test]
fn whoever_signs_twice_reads_the_same() {
    for (kind, status, body) in successes() {
        let stub = Stub::start(vec![Reply::json(status, &body)]);
        let adapter = wire::adapter(&config(kind, &stub.origin));
        assert_eq!(attempt(&adapter), attempt(&adapter), "{kind}");
        let heard = stub.heard();
        assert_eq!((&heard[0].line, &heard[0].body), (&heard[1].line, &heard[1].body), "{kind}");
    }
}

#[test]
fn what_is_wrong_with_a_field_is_said_of_our_field() {
    let email = |code| FieldError { field: "email".into(), code };
    let invalid = |field: FieldError| Outcome::Invalid { fields: vec![field], form: None };
    let said = "email: has invalid format";
    let body = json!({ "errors": [{ "message": said, "path": ["addActionContact", "contact", "email"] }] });
    assert_eq!(told("proca", Reply::json(200, &body)), invalid(email(ErrorCode::Email)));
    let said = "first_name: can't be blank";
    let body = json!({ "errors": [{ "message": said, "path": ["addActionContact", "first_name"] }] });
    let name = FieldError { field: "given_name".into(), code: ErrorCode::Required };
    assert_eq!(told("proca", Reply::json(200, &body)), invalid(name.clone()));

    let body = json!({ "errors": { "first_name": ["First name is required."] } });
    assert_eq!(told("actionkit", Reply::json(400, &body)), invalid(name));
    let body = json!({ "errors": ["No such page."] });
    let sentence = Outcome::Invalid { fields: Vec::new(), form: Some("No such page.".into()) };
    assert_eq!(told("actionkit", Reply::json(400, &body)), sentence);

    let described =
        json!([{ "error_code": "INVALID", "description": "bad address", "properties": ["email"] }]);
    let status =
        json!([{ "resource": "osdi:person", "response_code": 400, "error_descriptions": described }]);
    let body = json!({ "osdi:error": { "request_type": "atomic", "response_code": 400, "resource_status": status } });
    assert_eq!(told("osdi", Reply::json(400, &body)), invalid(email(ErrorCode::Email)));
}

/// An error in the words of OSDI, about an address and a name of two resources.
fn osdi_error(code: u16) -> Value {
    let resource = |name: &str, property: &str, said: &str| {
        let described = json!([{ "error_code": "INVALID", "description": said, "properties": [property] }]);
        json!({ "resource": name, "response_code": code, "error_descriptions": described })
    };
    let status = json!([
        resource("osdi:person", "given_name", "can not be blank"),
        resource("osdi:signature", "email_addresses", "bad address"),
    ]);
    json!({ "osdi:error": { "request_type": "non-atomic", "response_code": code, "resource_status": status } })
}

#[test]
fn an_osdi_server_says_with_any_final_answer_what_is_wrong_with_each_field() {
    let fields = vec![
        FieldError { field: "given_name".into(), code: ErrorCode::Required },
        FieldError { field: "email".into(), code: ErrorCode::Email },
    ];
    let invalid = Outcome::Invalid { fields, form: None };
    for status in [400, 403, 404, 409, 422, 200, 201] {
        assert_eq!(told("osdi", Reply::json(status, &osdi_error(status))), invalid, "{status}");
    }
    // Whatever the body takes itself for.
    assert_eq!(told("osdi", Reply::json(400, &osdi_error(500))), invalid);
}

#[test]
fn what_passes_stays_so_whatever_an_osdi_server_says_beside_it() {
    for status in [408, 425, 500, 502, 503, 504, 599] {
        let outcome = told("osdi", Reply::json(status, &osdi_error(400)));
        assert_eq!(outcome, Outcome::Failed { retryable: true }, "{status}");
    }
    let busy = Reply::Whole(
        429,
        "application/json",
        vec![("retry-after", "30".into())],
        osdi_error(400).to_string().into_bytes(),
    );
    assert_eq!(told("osdi", busy), Outcome::RateLimited { retry_after: Some(30) });
    assert_eq!(told("osdi", Reply::json(410, &osdi_error(400))), Outcome::Closed);
    // An error that names nothing is still none of the successes.
    for error in
        [json!(7), json!("no"), json!({}), json!({ "resource_status": 7 }), json!({ "resource_status": [7] })]
    {
        let outcome = told("osdi", Reply::json(200, &json!({ "osdi:error": error })));
        assert_eq!(outcome, Outcome::Failed { retryable: false }, "{error}");
    }
}

#[test]
fn too_many_at_once_is_told_with_the_time_to_wait_if_that_makes_sense() {
    for kind in KINDS {
        for (said, retry_after) in WAITS {
            assert_eq!(told(kind, Reply::busy(said)), Outcome::RateLimited { retry_after }, "{kind}");
        }
    }
}

#[test]
fn a_page_where_json_should_be_is_no_success() {
    let page = b"<!doctype html><h1>Welcome to the hotel's network</h1>".to_vec();
    for kind in ["action_network", "osdi", "proca", "actionkit"] {
        let outcome = told(kind, Reply::Whole(200, "text/html", Vec::new(), page.clone()));
        assert_eq!(outcome, Outcome::Failed { retryable: true }, "{kind}");
    }
    for kind in KINDS {
        let down = Reply::Whole(503, "text/html", Vec::new(), page.clone());
        assert_eq!(told(kind, down), Outcome::Failed { retryable: true }, "{kind}");
        let gone = Reply::Whole(404, "text/html", Vec::new(), page.clone());
        assert_eq!(told(kind, gone), Outcome::Failed { retryable: false }, "{kind}");
    }
}

#[test]
fn an_answer_that_never_comes_whole_is_none() {
    for kind in KINDS {
        for reply in [Reply::Cut, Reply::Round, Reply::Silent] {
            assert_eq!(told(kind, reply.clone()), Outcome::Unreachable, "{kind} {reply:?}");
        }
    }
}

#[test]
fn bytes_that_are_no_text_and_bodies_without_end_are_no_success() {
    let bodies = [vec![0xff, 0xfe, 0x80, b'{'], vec![b' '; 10_000_000], vec![b'['; 100_000]];
    for kind in ["action_network", "osdi", "proca", "actionkit"] {
        for body in &bodies {
            let outcome = told(kind, Reply::Whole(200, "application/json", Vec::new(), body.clone()));
            assert_eq!(outcome, Outcome::Failed { retryable: true }, "{kind}");
        }
    }
}

#[test]
fn a_success_of_other_types_than_it_should_have_is_none() {
    let odd = [json!(null), json!(7), json!(-1.5e300), json!(true), json!([]), json!({}), json!([[{}]])];
    for (kind, status, body) in successes() {
        if !matches!(kind, "proca" | "actionkit") {
            continue;
        }
        // Each value on the way to what it should say becomes something else.
        let paths: &[&str] = match kind {
            "proca" => &["", "/data", "/data/addActionContact", "/data/addActionContact/contactRef"],
            _ => &[""],
        };
        for (path, value) in paths.iter().flat_map(|path| odd.iter().map(move |value| (path, value))) {
            let mut body = body.clone();
            *body.pointer_mut(path).unwrap() = value.clone();
            let outcome = told(kind, Reply::json(status, &body));
            assert_eq!(outcome, Outcome::Failed { retryable: true }, "{kind}: {body}");
        }
    }
    // In a browser every number is a float.
    let outcome = told("actionkit", Reply::json(201, &json!({ "action_id": 21.0 })));
    assert_eq!(outcome, Outcome::Confirmed(None));
    for id in odd.iter().filter(|id| !id.is_number()) {
        let outcome = told("actionkit", Reply::json(201, &json!({ "action_id": id })));
        assert_eq!(outcome, Outcome::Failed { retryable: true }, "{id}");
    }
    // Of a record that has no identifiers it is not known that it is one.
    for ids in &odd[..6] {
        assert_eq!(told("osdi", Reply::json(200, &json!({ "identifiers": ids }))), Outcome::Sent, "{ids}");
    }
    // What should say what is wrong, and says nothing that can be understood, is no success either.
    for errors in odd.iter().filter(|errors| **errors != json!([])) {
        for (kind, status, key) in
            [("proca", 200, "errors"), ("actionkit", 400, "errors"), ("osdi", 400, "osdi:error")]
        {
            let outcome = told(kind, Reply::json(status, &json!({ key: errors })));
            assert!(
                !matches!(outcome, Outcome::Confirmed(_) | Outcome::Sent),
                "{kind} {errors}: {outcome:?}"
            );
        }
    }
}

#[test]
fn a_date_to_wait_for_is_no_number_of_seconds() {
    // By whose clock would it be?
    for kind in KINDS {
        for date in ["Wed, 21 Oct 2015 07:28:00 GMT", "Fri, 31 Dec 2999 23:59:59 GMT"] {
            let reply = Reply::Whole(503, "text/plain", vec![("retry-after", date.into())], Vec::new());
            assert_eq!(told(kind, reply), Outcome::Failed { retryable: true }, "{kind}");
            let reply = Reply::Whole(429, "text/plain", vec![("retry-after", date.into())], Vec::new());
            assert_eq!(told(kind, reply), Outcome::RateLimited { retry_after: None }, "{kind}");
        }
    }
}

#[test]
fn a_redirect_is_followed_to_its_answer() {
    let stub = Stub::start(vec![Reply::Round, Reply::json(200, &successes()[2].2)]);
    assert_eq!(attempt(&wire::adapter(&config("proca", &stub.origin))), Outcome::Confirmed(None));
    assert_eq!(stub.heard().len(), 2);
}

#[test]
fn what_nobody_may_read_is_sent_and_no_more() {
    for kind in ["form", "actionkit"] {
        let stub = Stub::start(vec![Reply::json(400, &json!({ "errors": { "email": ["wrong"] } }))]);
        let mut config = config(kind, &stub.origin);
        config["cors"] = json!(false);
        assert_eq!(attempt(&wire::adapter(&config)), Outcome::Sent, "{kind}");
        let form = "application/x-www-form-urlencoded".to_owned();
        assert!(stub.heard()[0].headers.contains(&("content-type".into(), form)), "{kind}");
    }
}

#[test]
fn a_form_and_a_webhook_confirm_where_staff_say_that_a_success_means_so() {
    for kind in ["form", "webhook"] {
        let stub = Stub::start(vec![Reply::json(202, &Value::Null)]);
        let mut config = config(kind, &stub.origin);
        config["confirms"] = json!(true);
        assert_eq!(attempt(&wire::adapter(&config)), Outcome::Confirmed(None), "{kind}");
    }
}

#[test]
fn an_osdi_server_that_links_nowhere_safe_is_sent_nothing_more() {
    for href in ["http://evil.example/helper", "javascript:alert(1)", ""] {
        let links = json!({ "_links": { "osdi:record_signature_helper": { "href": href } } });
        let stub = Stub::start(vec![Reply::json(200, &links)]);
        let adapter = wire::adapter(&json!({ "kind": "osdi", "resource": stub.origin }));
        assert_eq!(attempt(&adapter), Outcome::Failed { retryable: false }, "{href}");
        assert_eq!(stub.heard().len(), 1, "{href}");
    }
}

#[test]
fn actionkit_is_told_who_followed_its_link_if_the_address_says_so_in_its_form() {
    let sent = |kind: &str, akid: &str| {
        let stub = Stub::start(vec![Reply::json(201, &json!({ "action_id": 21 }))]);
        let mut own = submission(Kind::Petition, "yes");
        own.attribution.set("akid", akid.to_owned());
        let Call::Send(request) =
            wire::adapter(&config(kind, &stub.origin)).submit(&target(Kind::Petition), &own)
        else {
            panic!("{kind}")
        };
        send(&request, PATIENCE).unwrap();
        let body: Value = serde_json::from_str(&stub.heard()[0].body).unwrap();
        body.get("akid").cloned()
    };
    for akid in [".3.jcWz_1", "1234.5678.aB-_9z"] {
        assert_eq!(sent("actionkit", akid), Some(json!(akid)));
    }
    let long = "1".repeat(65);
    for akid in ["", "1 2", "<b>", "1.2.\u{e4}", "1&source=x", "a\nb", &long] {
        assert_eq!(sent("actionkit", akid), None, "{akid}");
    }
}

#[test]
fn counts_are_read_where_they_are_told() {
    let proca = json!({ "data": { "actionPage": { "campaign": { "stats": { "supporterCount": 1234 } } } } });
    let wrapped =
        b"actionkit.forms.onProgressLoaded({\"total\": {\"actions\": 1234, \"users\": 5}, \"goal\": 9})"
            .to_vec();
    let plain = json!({ "total": { "actions": 1234 } });
    for (kind, reply) in [
        ("proca", Reply::json(200, &proca)),
        ("actionkit", Reply::Whole(200, "text/javascript", Vec::new(), wrapped)),
        ("actionkit", Reply::json(200, &plain)),
    ] {
        let stub = Stub::start(vec![reply]);
        let adapter = wire::adapter(&config(kind, &stub.origin));
        let Call::Send(request) = adapter.state() else { panic!("{kind}") };
        let state = adapter.read_state(&send(&request, PATIENCE).unwrap()).unwrap();
        assert_eq!(state.count.0, 1234, "{kind}");
        assert!(stub.heard()[0].line.starts_with("GET /"), "{kind}");
    }
    for bad in [
        json!({}),
        json!("<html>"),
        json!({ "data": { "actionPage": { "campaign": { "stats": { "supporterCount": -1 } } } } }),
    ] {
        for kind in ["proca", "actionkit"] {
            let response = rungs_backends::Response { status: 200, retry_after: None, body: bad.clone() };
            assert_eq!(wire::adapter(&config(kind, "https://a.org")).read_state(&response), None, "{kind}");
        }
    }
}

#[test]
fn a_test_is_sent_only_where_it_is_told_apart() {
    let template = json!({ "kind": "webhook", "template": { "e": "{{email}}" } });
    for (kind, mark) in [
        ("action_network", None),
        ("osdi", None),
        ("proca", Some("\"testing\":true")),
        ("actionkit", None),
        ("form", None),
        ("webhook", Some("\"test\":true")),
        ("template", Some("\"test\":true")),
    ] {
        let stub = Stub::start(vec![Reply::json(200, &json!({}))]);
        let mut config = if kind == "template" { template.clone() } else { config(kind, &stub.origin) };
        config["url"] = json!(stub.origin);
        let adapter = wire::adapter(&config);
        let mut own = submission(Kind::Petition, "yes");
        own.test = true;
        match (adapter.submit(&target(Kind::Petition), &own), mark) {
            (Call::Answer(Outcome::Confirmed(None), _), None) => {}
            (Call::Send(request), Some(mark)) => {
                send(&request, PATIENCE).unwrap();
                assert!(stub.heard()[0].body.contains(mark), "{kind}: {:?}", stub.heard());
            }
            (call, _) => panic!("{kind}: {call:?}"),
        }
        let Ok(rungs_backends::Backend::Other(other)) = rungs_backends::read(&config) else { panic!() };
        assert_eq!(other.capabilities().tests, mark.is_some(), "{kind}");
    }
}
