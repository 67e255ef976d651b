//! What the tests of requests and answers share: submissions, configs, and a supporter's conversation.
#![allow(dead_code, reason = "each test uses a part of it")]

pub(crate) mod stub;

use std::sync::Arc;

use rungs_backends::{Adapter, Backend, Body, Call, Request, Response, Target};
use rungs_model::{Kind, Outcome, Submission, document};
use serde_json::{Value, json};

/// The widgets that submissions are to.
pub(crate) const KINDS: [Kind; 3] = [Kind::Petition, Kind::Survey, Kind::Rsvp];

pub(crate) fn target(kind: Kind) -> Target<'static> {
    let widget = match kind {
        Kind::Petition => "clean-air",
        Kind::Survey => "safe-streets",
        Kind::Rsvp => "meet",
        Kind::Ladder => "clean-air-ladder",
    };
    Target::new(widget, kind)
}

/// A submission in which everything is there that a widget of this kind may send; `updates` is the answer to
/// the consent of that id.
pub(crate) fn submission(kind: Kind, updates: &str) -> Submission {
    let own = match kind {
        Kind::Petition => json!({ "comment": "For my children.\n\"Now\"", "union_branch": "Nord & Süd" }),
        Kind::Survey => json!({ "transport": "bus,bike", "views.noise": "4", "why": "It is loud" }),
        Kind::Rsvp => json!({ "rsvp.assembly": "yes", "guests.assembly": "2" }),
        Kind::Ladder => json!({}),
    };
    let mut values = json!({
        "given_name": "Ada", "family_name": "Lovelace", "email": "ada@example.org", "phone": "+493012345678",
        "street_address": "Hauptstraße 1", "postal_code": "10115", "locality": "Berlin", "country": "DE",
    });
    values.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    let document = json!({
        "submission_id": "0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11",
        "locale": "de-AT",
        "values": values,
        "consents": [
            { "id": "updates", "answer": updates, "text": "May we write to you?", "version": "2026-03" },
            { "id": "texts", "answer": "no", "text": "May we text you?" },
            { "id": "privacy", "answer": "notice", "text": "We keep this for a year." },
        ],
        "source": "fb ad/3",
        "referrer": "jane-doe",
        "page": "https://campaign.example.org/air",
        "attribution": { "utm_medium": "social", "utm_campaign": "spring", "referrer_host": "t.example" },
    });
    document::read::<Submission>(&document, "").unwrap().0
}

/// The adapter of a backend that a page may name.
pub(crate) fn adapter(config: &Value) -> Arc<dyn Adapter> {
    match rungs_backends::read(config).unwrap() {
        Backend::Other(other) => other.adapter(&Arc::new(json!({ "backend": config }))).unwrap().0,
        Backend::Rungs(_) => panic!("the reference backend has no adapter"),
    }
}

/// A request as text to compare.
pub(crate) fn written(request: &Request) -> Value {
    let (kind, body) = match &request.body {
        Body::Empty => (Value::Null, Value::Null),
        Body::Json(body) => (json!("application/json"), body.clone()),
        Body::Text(kind, text) => (json!(kind), json!(text)),
    };
    let headers: serde_json::Map<String, Value> =
        request.headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({
        "method": request.method.as_str(), "url": request.url, "headers": headers,
        "content_type": kind, "body": body, "opaque": request.opaque,
    })
}

/// Every request of a conversation in which all is answered by `answer`, and how it ends.
pub(crate) fn conversation(
    adapter: &dyn Adapter,
    to: &Target<'_>,
    submission: &Submission,
    mut answer: impl FnMut(&Request) -> Response,
) -> (Vec<Request>, Outcome) {
    let mut sent = Vec::new();
    let mut call = adapter.submit(to, submission);
    loop {
        match call {
            Call::Answer(outcome, _) => return (sent, outcome),
            Call::Send(request) => {
                let response = answer(&request);
                let step = sent.len() as u32;
                sent.push(request);
                assert!(sent.len() < 5, "it never ends");
                call = adapter.heard(to, submission, step, &response);
            }
        }
    }
}
