//! What must hold whatever comes in: fed by `tests/anything.rs` and `tests/fuzz.rs` for a short time and by cargo-fuzz
//! (`fuzz/`) for a long one.

use std::sync::{Arc, LazyLock};

use rungs_backends::{Adapter, Backend, Call, Response, Rungs, Target, is_withdrawn, published};
use rungs_model::{Kind, Outcome, Submission, document};
use serde_json::{Value, json};

/// The words that adapters look for, so that what is arbitrary goes deep.
pub(crate) fn words() -> Vec<String> {
    let lines = include_str!("../../fuzz/words.dict").lines();
    lines.filter_map(|line| Some(line.strip_prefix('"')?.strip_suffix('"')?.to_owned())).collect()
}

/// One of every kind, relayed ones included.
pub(crate) fn adapters() -> &'static [Arc<dyn Adapter>] {
    static ADAPTERS: LazyLock<Vec<Arc<dyn Adapter>>> = LazyLock::new(made);
    &ADAPTERS
}

fn made() -> Vec<Arc<dyn Adapter>> {
    let map = json!({ "email": "mail", "consent.updates": "u" });
    let of_pages = [
        json!("preview"),
        json!({ "kind": "action_network", "id": "a", "map": map }),
        json!({ "kind": "osdi", "url": "https://a.org", "map": map }),
        json!({ "kind": "osdi", "resource": "https://a.org" }),
        json!({ "kind": "proca", "action_page": 1, "map": map }),
        json!({ "kind": "actionkit", "url": "https://a.org", "page": "p", "counts": true, "map": map }),
        json!({ "kind": "proca", "action_page": 1, "double_opt_in": true }),
        json!({ "kind": "actionkit", "url": "https://a.org", "page": "p", "cors": false, "map": map }),
        json!({ "kind": "form", "url": "https://a.org", "confirms": true }),
        json!({ "kind": "form", "url": "https://a.org", "cors": true }),
        json!({ "kind": "webhook", "url": "https://a.org", "template": { "e": "{{email}}" } }),
    ];
    let relayed = [
        json!({ "kind": "action_network", "id": "a", "key": "k" }),
        json!({ "kind": "mobilize", "key": "k", "organization": 1, "event": 2, "timeslots": { "e": "3" } }),
        json!({ "kind": "nationbuilder", "token": "t", "url": "https://n.org" }),
        json!({ "kind": "webhook", "secret": "s", "url": "https://a.org" }),
    ];
    let page = |config: &Value| match rungs_backends::read(config) {
        Ok(Backend::Other(other)) => other.adapter(&Arc::new(json!({ "backend": config }))).unwrap().0,
        _ => panic!("{config} is no other backend"),
    };
    let relay = |target: &Value| rungs_backends::relay::read(target).unwrap().0;
    of_pages.iter().map(page).chain(relayed.iter().map(relay)).collect()
}

/// A filled form, with a yes to one consent and a no to another.
pub(crate) fn filled() -> Submission {
    let document = json!({
        "submission_id": "0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11",
        "values": { "given_name": "Ada", "email": "ada@example.org", "rsvp.e": "yes" },
        "consents": [{ "id": "updates", "answer": "yes" }],
    });
    document::read(&document, "").unwrap().0
}

/// An answer of any kind is an outcome after a few steps, and confirms only with a status of success. What passes
/// stays so, whatever is said beside it.
pub(crate) fn answer(response: &Response) {
    let submission = filled();
    for adapter in adapters() {
        for kind in [Kind::Petition, Kind::Survey, Kind::Rsvp] {
            let to = Target::new("w", kind);
            let mut outcome = None;
            for step in 0..4 {
                match adapter.heard(&to, &submission, step, response) {
                    Call::Send(_) => {}
                    Call::Answer(end, _) => {
                        outcome = Some(end);
                        break;
                    }
                }
            }
            let outcome = outcome.unwrap_or_else(|| panic!("{response:?} goes on for ever"));
            let success = matches!(response.status, 200..=299);
            assert!(success || !matches!(outcome, Outcome::Confirmed(_)), "{response:?}: {outcome:?}");
            assert!(passes(response, &outcome), "{response:?}: {outcome:?}");
        }
        let _ = adapter.read_state(response);
        let address = response.body.as_object().into_iter().flatten();
        let address = address.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        let _ = adapter.returned(&address.collect());
    }
    let outcome = Rungs::outcome(response);
    assert!(passes(response, &outcome), "{response:?}: {outcome:?}");
    let _ = (
        published(&response.body),
        is_withdrawn(response),
        Rungs::read_state(response),
        Rungs::read_results(response),
    );
    let _ = (Rungs::read_remembered(response), Rungs::read_counts(response), Rungs::read_brought(response));
    let rungs = rungs_backends::read(&json!("https://a.org")).unwrap();
    let _ = (rungs.is_kept(response), rungs.read_answered(response), rungs.read_changed(response));
}

/// Of what is only for a while nothing else is made.
fn passes(response: &Response, outcome: &Outcome) -> bool {
    match response.status {
        503 if response.retry_after.is_some() => {
            *outcome == Outcome::RateLimited { retry_after: response.retry_after }
        }
        408 | 425 | 500..=599 => *outcome == Outcome::Failed { retryable: true },
        429 => *outcome == Outcome::RateLimited { retry_after: response.retry_after },
        _ => true,
    }
}

/// The first three bytes are the status and the time to wait (`10-`: 200, and none), the rest is the body.
pub(crate) fn answer_of(bytes: &[u8]) {
    let (head, body) = bytes.split_at(bytes.len().min(3));
    let byte = |index: usize| head.get(index).copied().unwrap_or_default();
    let text = String::from_utf8_lossy(body).into_owned();
    answer(&Response {
        status: [0, 200, 201, 400, 422, 429, 500, 303][usize::from(byte(0) % 8)] + u16::from(byte(1) % 4),
        retry_after: (byte(2) != b'-').then(|| u32::from(byte(2))),
        body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
    });
}

/// Any `backend` of a config is understood, or named wrong at a place of its own.
pub(crate) fn config(value: &Value) {
    for problem in rungs_backends::check(value) {
        assert!(problem.path.starts_with("backend"), "{problem}");
    }
    let _ = rungs_backends::relay::read(value);
}

/// The same of text, if it is JSON.
pub(crate) fn config_of(bytes: &[u8]) {
    if let Ok(value) = serde_json::from_slice(bytes) {
        config(&value);
    }
}

/// Whatever was entered, every request goes where the config says, or none does.
pub(crate) fn submission(submission: &Submission) {
    for adapter in adapters() {
        for kind in [Kind::Petition, Kind::Survey, Kind::Rsvp] {
            if let Call::Send(request) = adapter.submit(&Target::new("w", kind), submission) {
                let known = [
                    "https://a.org",
                    "https://n.org",
                    "https://actionnetwork.org/api/v2/",
                    "https://api.proca.app/api?id=1",
                    "https://api.mobilize.us/v1/",
                ];
                assert!(known.iter().any(|known| request.url.starts_with(known)), "{}", request.url);
            }
        }
    }
}

/// The same of text, if it is a submission.
pub(crate) fn submission_of(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice(bytes) else { return };
    if let Ok((read, _)) = document::read::<Submission>(&value, "") {
        submission(&read);
    }
}
