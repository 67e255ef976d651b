use rungs_model::document;
use rungs_model::document::{Decode, Reader};
use rungs_model::rsvp::Answered;
use rungs_model::survey::Published;
use rungs_model::{ErrorCode, FieldError, Href, Outcome, Receipt, State, Submission, SubmissionId, object};
use serde_json::Value;

use crate::url::is_safe;
use crate::{Body, Method, Partial, ReplyChange, Request, Response};

document! {
    /// The address of a reference backend.
    pub(crate) struct Address {
        /// The kind of backend.
        kind: String = String::new(),
        /// Where its `/v1` lies, e.g. `https://api.example.org`.
        url: ServerUrl,
    }
}
object!(Address);

/// An address that submissions may go to: https, or http on this machine.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ServerUrl(String);

impl ServerUrl {
    fn parse(url: &str) -> Option<Self> {
        let url = url.trim_end_matches('/');
        is_safe(url).then(|| Self(url.into()))
    }
}

impl Decode for ServerUrl {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let expected = "must start with https:// (http:// only on this machine), or be \"preview\"";
        reader.parsed(self, value, Self::parse, expected);
    }

    fn blank() -> Self {
        Self(String::new())
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "string", "format": "uri" })
    }
}

/// A reference backend; its HTTP API is described by its own `/openapi.json`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rungs {
    url: ServerUrl,
}

impl Rungs {
    pub(crate) fn at(url: &Value, reader: &mut Reader) -> Self {
        let mut rungs = Self { url: ServerUrl::blank() };
        rungs.url.read(url, reader);
        rungs
    }

    pub(crate) fn decode(value: &Value, reader: &mut Reader) -> Self {
        let mut address = Address::blank();
        address.read(value, reader);
        Self { url: address.url }
    }

    /// Its address.
    pub(crate) fn place(&self) -> &str {
        &self.url.0
    }

    fn endpoint(&self, widget: &str, what: &str) -> String {
        // A widget's id is an `Identifier`: nothing in it needs escaping.
        [&self.url.0, "/v1/widgets/", widget, what].concat()
    }

    /// How to send a submission to `widget`; [`Self::outcome`] reads the answer.
    pub fn submit(&self, widget: &str, submission: &Submission) -> Request {
        self.post(widget, "/submissions", submission)
    }

    /// How to ask for a call back where `widget` offers one: a filled [`rungs_model::callback::form`], under
    /// an id of its own. [`Self::outcome`] reads the answer.
    pub fn call_back(&self, widget: &str, submission: &Submission) -> Request {
        self.post(widget, "/callbacks", submission)
    }

    /// The address of something that belongs to no widget.
    #[cfg(feature = "ladder")]
    pub(crate) fn address(&self, path: &[&str]) -> String {
        [&self.url.0, &*path.concat()].concat()
    }

    pub(crate) fn post(&self, widget: &str, what: &str, submission: &Submission) -> Request {
        let body = Body::Json(submission.to_value());
        let mut request = Request::new(Method::Post, self.endpoint(widget, what), body);
        request.headers.push(("idempotency-key", submission.submission_id.to_string()));
        request
    }

    /// What the link of a receipt leads to, for programs. Its last segment is a key, `ID.PROOF`, which goes
    /// into a header and not into an address, and to this backend only.
    fn own(&self, manage_url: &Href, method: Method, body: Body) -> Option<Request> {
        let key = manage_url.rsplit('/').next()?;
        let (id, _) = key.split_once('.')?;
        let id = SubmissionId::parse(id)?;
        let mut request = Request::new(method, [&self.url.0, "/v1/submissions/", &*id].concat(), body);
        request.headers.push(("authorization", ["Bearer ", key].concat()));
        Some(request)
    }

    /// How to take back a call that was asked for, or an offer, with the link of its receipt; [`is_withdrawn`]
    /// reads the answer. `None` if it is no such link.
    pub fn withdraw(&self, manage_url: &Href) -> Option<Request> {
        let mut path = manage_url.rsplit('/');
        let (key, kind) = (path.next()?, path.next()?);
        let id = SubmissionId::parse(key.split_once('.')?.0)?;
        let url =
            [&self.url.0, "/v1/", ["callbacks", "offers"].into_iter().find(|known| *known == kind)?].concat();
        let mut request = Request::new(Method::Post, [&url, "/", &*id, "/withdraw"].concat(), Body::Empty);
        request.headers.push(("authorization", ["Bearer ", key].concat()));
        Some(request)
    }

    pub(crate) fn answered(&self, manage_url: &Href) -> Option<Request> {
        self.own(manage_url, Method::Get, Body::Empty)
    }

    pub(crate) fn change(&self, manage_url: &Href, change: &ReplyChange) -> Option<Request> {
        self.own(manage_url, Method::Patch, Body::Json(change.to_value()))
    }

    pub(crate) fn keep(&self, widget: &str, partial: &Partial) -> Request {
        let url = self.partial(widget, partial.submission_id);
        Request::new(Method::Put, url, Body::Json(partial.to_value()))
    }

    #[cfg(feature = "callbacks")]
    pub(crate) fn discard(&self, widget: &str, submission_id: &str) -> Request {
        Request::new(Method::Delete, self.partial(widget, submission_id), Body::Empty)
    }

    /// Where the answers so far stand.
    fn partial(&self, widget: &str, submission_id: &str) -> String {
        self.endpoint(widget, &["/submissions/", submission_id, "/partial"].concat())
    }

    /// How to ask for the state of `widget`; [`Self::read_state`] reads the answer.
    pub fn state(&self, widget: &str) -> Request {
        get(self.endpoint(widget, "/state"))
    }

    /// How to ask for the results of a survey; [`Self::read_results`] reads the answer.
    pub fn results(&self, widget: &str) -> Request {
        get(self.endpoint(widget, "/results"))
    }

    /// What the answer to a submission means.
    pub fn outcome(response: &Response) -> Outcome {
        outcome(response)
    }

    /// The state in an answer; `None` if it cannot be used.
    pub fn read_state(response: &Response) -> Option<State> {
        read_state(response)
    }

    /// The results in an answer; `None` if they cannot be used.
    pub fn read_results(response: &Response) -> Option<Published> {
        if response.status == 200 { published(&response.body) } else { None }
    }
}

fn get(url: String) -> Request {
    Request::new(Method::Get, url, Body::Empty)
}

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
        // 409: the first try of the same submission is still being worked on.
        408 | 409 | 425 | 500..=599 => Outcome::Failed { retryable: true },
        _ => Outcome::Failed { retryable: false },
    }
}

/// Whether an answer says that a call that was asked for, or an offer, is taken back.
pub fn is_withdrawn(response: &Response) -> bool {
    let status = response.body.get("status").and_then(Value::as_str);
    response.status == 200 && status == Some("withdrawn")
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
    use rungs_model::{SubmissionId, Values};
    use serde_json::json;

    use super::*;

    fn submission() -> Submission {
        let mut values = Values::default();
        values.set("email", "ada@example.org".into());
        Submission {
            submission_id: SubmissionId::parse("0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11").unwrap(),
            locale: "en".into(),
            values,
            consents: Vec::new(),
            source: Some("newsletter-3".into()),
            referrer: None,
            page: None,
            attribution: Values::default(),
            ladder: None,
            test: false,
        }
    }

    fn answer(status: u16, body: Value) -> Outcome {
        outcome(&Response { status, retry_after: Some(7), body })
    }

    #[test]
    fn a_submission_is_posted_under_its_own_key_and_reads_back_the_same() {
        let rungs = Rungs { url: ServerUrl::parse("https://a.org/").unwrap() };
        let request = rungs.submit("clean-air", &submission());
        assert_eq!(request.url, "https://a.org/v1/widgets/clean-air/submissions");
        assert_eq!(request.headers, [("idempotency-key", submission().submission_id.to_string())]);
        let Body::Json(body) = request.body else { panic!("no body") };
        assert_eq!(document::read::<Submission>(&body, "").unwrap().0, submission());
    }

    #[test]
    fn a_call_back_is_asked_for_like_a_submission_but_elsewhere() {
        let rungs = Rungs { url: ServerUrl::parse("https://a.org/").unwrap() };
        let asked = rungs.call_back("streets", &submission());
        assert_eq!(asked.url, "https://a.org/v1/widgets/streets/callbacks");
        assert_eq!(
            Request { url: String::new(), ..asked },
            Request { url: String::new(), ..rungs.submit("streets", &submission()) }
        );

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
    fn the_key_of_a_receipt_goes_into_a_header_and_only_to_this_backend() {
        let rungs = Rungs { url: ServerUrl::parse("https://a.org").unwrap() };
        let link = |text: &str| Href::parse(text).unwrap();
        let id = "0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11";
        let good = link(&["https://elsewhere.org/v1/manage/", id, ".proof"].concat());
        let change = ReplyChange {
            values: [("rsvp.rally".to_owned(), "no".to_owned())].into_iter().collect(),
            consents: vec![("needs".into(), true)],
            ..ReplyChange::default()
        };
        let request = rungs.change(&good, &change).unwrap();
        assert_eq!(
            (request.method, request.url),
            (Method::Patch, ["https://a.org/v1/submissions/", id].concat())
        );
        assert_eq!(request.headers, [("authorization", ["Bearer ", id, ".proof"].concat())]);
        let expected = json!({ "values": { "rsvp.rally": "no" }, "consents": { "needs": "yes" } });
        assert_eq!(request.body, Body::Json(expected));
        assert_eq!(rungs.answered(&good).unwrap().method, Method::Get);
        for bad in ["https://a.org/v1/manage/", "https://a.org/v1/manage/x.proof", "https://a.org/1"] {
            assert_eq!(rungs.answered(&link(bad)), None, "{bad}");
        }
    }

    #[test]
    fn a_request_is_taken_back_with_its_own_link_only_and_by_this_backend() {
        let rungs = Rungs { url: ServerUrl::parse("https://a.org").unwrap() };
        let link = |text: &str| Href::parse(text).unwrap();
        let id = "0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11";
        for kind in ["callbacks", "offers"] {
            let url = ["https://elsewhere.org/v1/", kind, "/", id, ".proof"].concat();
            let request = rungs.withdraw(&link(&url)).unwrap();
            assert_eq!(request.method, Method::Post);
            assert_eq!(request.url, ["https://a.org/v1/", kind, "/", id, "/withdraw"].concat());
            assert_eq!(request.headers, [("authorization", ["Bearer ", id, ".proof"].concat())]);
        }
        let manage = ["https://a.org/v1/manage/", id, ".proof"].concat();
        for bad in [&*manage, "https://a.org/v1/callbacks/x.y", "https://a.org/"] {
            assert_eq!(rungs.withdraw(&link(bad)), None, "{bad}");
        }
        let answer = |status, body| is_withdrawn(&Response { status, retry_after: None, body });
        assert!(answer(200, json!({ "status": "withdrawn" })));
        assert!(!answer(200, json!("<html>")) && !answer(404, json!({ "status": 404 })));
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
    fn answers_so_far_are_put_under_the_id_of_the_whole_and_only_its_word_keeps_them() {
        let rungs = Rungs { url: ServerUrl::parse("https://a.org").unwrap() };
        let submission = submission();
        let partial = Partial {
            submission_id: &submission.submission_id,
            page: "views",
            revision: 3,
            locale: "en",
            values: &submission.values,
            test: false,
        };
        let request = rungs.keep("streets", &partial);
        let url = "https://a.org/v1/widgets/streets/submissions/0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11/partial";
        assert_eq!((request.method, &*request.url), (Method::Put, url));
        let values = json!({ "email": "ada@example.org" });
        let body = json!({ "page": "views", "revision": 3, "locale": "en", "values": values });
        assert_eq!(request.body, Body::Json(body));

        let discarded = rungs.discard("streets", &submission.submission_id);
        assert_eq!((discarded.method, &*discarded.url, discarded.body), (Method::Delete, url, Body::Empty));

        let kept = |status, body| is_kept(&Response { status, retry_after: None, body });
        assert!(kept(200, json!({ "status": "kept", "revision": 3 })));
        assert!(kept(200, json!({ "status": "submitted" })));
        assert!(!kept(200, json!("<html>")) && !kept(422, json!({ "status": 422 })));
        assert!(!kept(503, json!({ "status": "kept" })));
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
