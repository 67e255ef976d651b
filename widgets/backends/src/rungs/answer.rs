//! What the answers of a reference backend mean. Anything unexpected, such as a proxy's page, is no success.

use rungs_model::document;
use rungs_model::rsvp::Answered;
use rungs_model::survey::Published;
use rungs_model::{ErrorCode, FieldError, Outcome, Receipt, State};
use serde_json::Value;

use crate::Response;

/// The results of a survey, as the API answers and as the config of a preview holds them.
pub fn published(body: &Value) -> Option<Published> {
    document::read::<Published>(body, "").ok().map(|(results, _)| results)
}

/// An answer of the API to a submission. Anything unexpected is a failure, not a success.
pub(crate) fn outcome(response: &Response) -> Outcome {
    let body = &response.body;
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    match response.status {
        200..=299 => match text("status") {
            Some("confirmed") => Outcome::Confirmed(receipt(body)),
            Some("waitlisted") if cfg!(feature = "events") => {
                let position = body.get("position").and_then(Value::as_f64).unwrap_or_default();
                Outcome::Waitlisted { position: position as u32, receipt: receipt(body) }
            }
            Some("awaiting_confirmation") => Outcome::AwaitingConfirmation,
            // Right, but of nobody of whom it could be recorded.
            Some("sent") => Outcome::Sent,
            // A proxy's or captive portal's page is no receipt.
            _ => Outcome::Failed { retryable: true },
        },
        410 => Outcome::Closed,
        422 => {
            let errors = body.get("errors").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let fields: Vec<FieldError> = errors.iter().filter_map(field_error).collect();
            let is_full = |error: &FieldError| matches!(error.code, ErrorCode::Full(_));
            if cfg!(feature = "events")
                && let [only] = &fields[..]
                && is_full(only)
                && only.field.starts_with("rsvp.")
            {
                return Outcome::Full;
            }
            Outcome::Invalid { fields, form: text("detail").map(str::to_owned) }
        }
        429 => Outcome::RateLimited { retry_after: response.retry_after },
        // It says when it can be had again.
        503 if response.retry_after.is_some() => Outcome::RateLimited { retry_after: response.retry_after },
        // 409: the first try of the same submission is still being worked on.
        408 | 409 | 425 | 500..=599 => Outcome::Failed { retryable: true },
        _ => Outcome::Failed { retryable: false },
    }
}

/// Whether an answer says that a call that was asked for, or an offer, is taken back.
pub fn is_withdrawn(response: &Response) -> bool {
    stands(response) == Some("withdrawn")
}

/// How a request stands, as an answer says: `pending`, `done`, `declined` or `withdrawn`; none if it does not say.
pub fn stands(response: &Response) -> Option<&str> {
    let status = response.body.get("status").and_then(Value::as_str);
    status.filter(|_| response.status == 200)
}

/// Anything unexpected, such as a proxy's page, keeps nothing.
pub(crate) fn is_kept(response: &Response) -> bool {
    let status = response.body.get("status").and_then(Value::as_str);
    response.status == 200 && matches!(status, Some("kept" | "submitted" | "not_stored"))
}

fn receipt(body: &Value) -> Option<Receipt> {
    let receipt = document::read::<Receipt>(body.get("receipt")?, "").ok()?;
    Some(receipt.0)
}

fn field_error(error: &Value) -> Option<FieldError> {
    let text = |key: &str| error.get(key).and_then(Value::as_str);
    let limit =
        text("limit").map(str::to_owned).or_else(|| Some((error.get("limit")?.as_f64()? as i64).to_string()));
    Some(FieldError {
        field: text("field")?.into(),
        code: ErrorCode::from_wire(text("code").unwrap_or_default(), limit.as_deref()),
    })
}

#[allow(clippy::result_large_err, reason = "it is made once for an answer of the backend")]
pub(crate) fn read_answered(response: &Response) -> Result<Answered, Outcome> {
    let read = || document::read::<Answered>(&response.body, "").ok();
    match response.status {
        200..=299 => read().map(|(answered, _)| answered).ok_or(Outcome::Failed { retryable: true }),
        _ => Err(outcome(response)),
    }
}

pub(crate) fn read_state(response: &Response) -> Option<State> {
    if response.status == 200 { state_in(&response.body) } else { None }
}

/// The state that a document is; `None` if it is none.
pub(crate) fn state_in(document: &Value) -> Option<State> {
    document::read::<State>(document, "").ok().map(|(state, _)| state)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn answer(status: u16, body: Value) -> Outcome {
        outcome(&Response { status, retry_after: Some(7), body })
    }

    #[test]
    fn a_call_that_was_asked_for_is_confirmed_with_who_will_call_and_by_when() {
        let due = "2026-01-03T00:00:00Z";
        let receipt = json!({ "submission_id": "x", "recorded_at": "2026-01-01T00:00:00Z", "follow_up": { "due_at": due, "who": "Sam" } });
        match answer(201, json!({ "status": "confirmed", "receipt": receipt, "due_at": due })) {
            Outcome::Confirmed(Some(receipt)) => {
                assert_eq!(receipt.follow_up.0, json!({ "due_at": due, "who": "Sam" }));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_the_word_confirmed_confirms() {
        let receipt = json!({ "submission_id": "x", "recorded_at": "2026-01-01T00:00:00Z" });
        assert!(matches!(
            answer(201, json!({ "status": "confirmed", "receipt": receipt })),
            Outcome::Confirmed(Some(_))
        ));
        assert_eq!(answer(200, json!("<html>")), Outcome::Failed { retryable: true });
        assert_eq!(answer(200, Value::Null), Outcome::Failed { retryable: true });
    }

    #[test]
    fn what_it_did_not_record_it_only_calls_sent() {
        assert_eq!(answer(202, json!({ "status": "sent" })), Outcome::Sent);
        assert_eq!(answer(500, json!({ "status": "sent" })), Outcome::Failed { retryable: true });
    }

    #[test]
    fn whoever_waits_is_told_their_place_and_where_there_is_none_it_is_full() {
        let receipt =
            json!({ "submission_id": "x", "recorded_at": "2026-01-01T00:00:00Z", "rsvp": { "slots": [] } });
        // In a browser every number is a float.
        match answer(201, json!({ "status": "waitlisted", "position": 12.0, "receipt": receipt })) {
            Outcome::Waitlisted { position: 12, receipt: Some(receipt) } => {
                assert_eq!(receipt.rsvp.0, json!({ "slots": [] }));
            }
            other => panic!("{other:?}"),
        }
        let full = json!({ "field": "rsvp.rally", "code": "full", "limit": "0" });
        assert_eq!(answer(422, json!({ "errors": [full] })), Outcome::Full);
        let name = json!({ "field": "email", "code": "email" });
        assert!(matches!(answer(422, json!({ "errors": [full, name] })), Outcome::Invalid { .. }));
    }

    #[test]
    fn a_receipt_leads_only_to_the_web_and_stays_one_without() {
        let leads_to = |url: Value| {
            let receipt =
                json!({ "submission_id": "1", "recorded_at": "2026-01-01T00:00:00Z", "manage_url": url });
            match answer(201, json!({ "status": "confirmed", "receipt": receipt })) {
                Outcome::Confirmed(Some(receipt)) => receipt.manage_url.map(|url| url.to_string()),
                other => panic!("{other:?}"),
            }
        };
        let good = "https://api.example.org/v1/manage/1.x";
        assert_eq!(leads_to(json!(good)).as_deref(), Some(good));
        for bad in ["/v1/manage/1.x", "mailto:a@b.org", "//evil.example", "#x"] {
            assert_eq!(leads_to(json!(bad)), None, "{bad}");
        }
    }

    #[test]
    fn what_was_answered_reads_back_and_a_refusal_says_why() {
        let answer = |status, body| Response { status, retry_after: None, body };
        let held = json!({ "slot": "rally", "state": "waiting", "position": 3 });
        let body = json!({ "submission_id": "1", "values": { "rsvp.rally": "yes" }, "rsvp": { "slots": [held], "details": [] } });
        let answered = read_answered(&answer(200, body)).unwrap();
        assert_eq!((answered.values.get("rsvp.rally"), answered.rsvp.slots[0].position), ("yes", Some(3)));
        assert_eq!(read_answered(&answer(200, json!("<html>"))), Err(Outcome::Failed { retryable: true }));
        assert_eq!(read_answered(&answer(404, Value::Null)), Err(Outcome::Failed { retryable: false }));
        let full = json!({ "errors": [{ "field": "rsvp.rally", "code": "full", "limit": "0" }] });
        assert_eq!(read_answered(&answer(422, full)), Err(Outcome::Full));
    }

    #[test]
    fn a_change_is_recorded_only_if_the_answer_says_how_it_stands_now() {
        let Ok(rungs) = crate::read(&json!("https://a.org")) else { panic!() };
        let changed = |status, body| rungs.read_changed(&Response { status, retry_after: None, body });
        let standing = json!({ "slots": [{ "slot": "rally", "state": "no" }], "details": [] });
        let body = json!({ "submission_id": "1", "values": { "rsvp.rally": "no" }, "rsvp": standing });
        match changed(200, body) {
            Outcome::Confirmed(Some(receipt)) => assert_eq!(receipt.rsvp.0, standing),
            other => panic!("{other:?}"),
        }
        assert_eq!(changed(200, json!("<html>")), Outcome::Failed { retryable: true });
        assert_eq!(changed(410, Value::Null), Outcome::Closed);
        assert_eq!(changed(404, Value::Null), Outcome::Failed { retryable: false });
    }

    #[test]
    fn each_refusal_keeps_its_meaning() {
        assert_eq!(answer(410, Value::Null), Outcome::Closed);
        assert_eq!(answer(429, Value::Null), Outcome::RateLimited { retry_after: Some(7) });
        assert_eq!(answer(500, Value::Null), Outcome::Failed { retryable: true });
        assert_eq!(answer(404, Value::Null), Outcome::Failed { retryable: false });
        let body = json!({ "detail": "d", "errors": [
            { "field": "email", "code": "email" },
            { "field": "comment", "code": "too_long", "limit": 500 },
            { "nonsense": true },
        ]});
        let fields = vec![
            FieldError { field: "email".into(), code: ErrorCode::Email },
            FieldError { field: "comment".into(), code: ErrorCode::TooLong(500) },
        ];
        assert_eq!(answer(422, body), Outcome::Invalid { fields, form: Some("d".into()) });
    }

    #[test]
    fn a_state_that_makes_no_sense_is_no_state() {
        let state = |status, body| read_state(&Response { status, retry_after: None, body });
        assert_eq!(state(200, json!({ "count": 12, "as_of": "2026-01-01T00:00:00Z" })).unwrap().count.0, 12);
        for bad in [json!({}), json!({ "count": -1 }), json!({ "count": "12" }), json!([])] {
            assert_eq!(state(200, bad), None);
        }
        assert_eq!(state(500, json!({ "count": 12 })), None);
    }

    #[test]
    fn only_the_word_withdrawn_takes_back() {
        let answer = |status, body| is_withdrawn(&Response { status, retry_after: None, body });
        assert!(answer(200, json!({ "status": "withdrawn" })));
        assert!(!answer(200, json!("<html>")) && !answer(404, json!({ "status": 404 })));
    }

    #[test]
    fn how_a_request_stands_is_only_told_by_a_success() {
        let told = |status, body| stands(&Response { status, retry_after: None, body }).map(str::to_owned);
        assert_eq!(told(200, json!({ "status": "done" })).as_deref(), Some("done"));
        assert_eq!((told(200, json!("<html>")), told(404, json!({ "status": "done" }))), (None, None));
    }

    #[test]
    fn only_its_own_words_keep_the_answers_so_far() {
        let kept = |status, body| is_kept(&Response { status, retry_after: None, body });
        assert!(kept(200, json!({ "status": "kept", "revision": 3 })));
        assert!(kept(200, json!({ "status": "submitted" })));
        assert!(!kept(200, json!("<html>")) && !kept(422, json!({ "status": 422 })));
        assert!(!kept(503, json!({ "status": "kept" })));
    }

    proptest! {
        #[test]
        fn any_answer_is_an_outcome(status in 0..1000_u16, text in "\\PC{0,40}") {
            for body in [json!(text), json!({ "status": text }), json!({ "errors": [text] }), json!({ "errors": text })] {
                let response = Response { status, retry_after: None, body };
                let confirmed = matches!(outcome(&response), Outcome::Confirmed(_));
                prop_assert!(!confirmed || text == "confirmed");
            }
        }
    }
}
