//! What is asked of a reference backend.

mod address;
mod answer;

use rungs_model::document::{Decode, Reader};
use rungs_model::survey::Published;
use rungs_model::{Href, Offer, Outcome, State, Submission, SubmissionId};
use serde_json::Value;

pub(crate) use address::Address;
use address::ServerUrl;
pub(crate) use answer::{is_kept, read_answered, state_in};
pub use answer::{is_withdrawn, published, stands};
use answer::{outcome, read_state};

use crate::{Body, Method, Partial, ReplyChange, Request, Response};

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
        Self { url: address.url() }
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

    /// How to offer to host or to take a shift, or to ask for a call, where `widget` offers that: the filled
    /// [`Offer::form`], under an id of its own, with the token of a ladder in it if there is one. [`Self::outcome`]
    /// reads the answer.
    pub fn offer(&self, widget: &str, offer: Offer, submission: &Submission) -> Request {
        if offer == Offer::TalkToOrganiser {
            return self.call_back(widget, submission);
        }
        self.post(widget, &["/offers/", offer.as_str()].concat(), submission)
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
        self.requested(manage_url, Method::Post, "/withdraw")
    }

    /// How to ask how a call that was asked for, or an offer, stands, with the link of its receipt; [`stands`] reads the
    /// answer. `None` if it is no such link.
    pub fn state_of(&self, manage_url: &Href) -> Option<Request> {
        self.requested(manage_url, Method::Get, "/state")
    }

    fn requested(&self, manage_url: &Href, method: Method, what: &str) -> Option<Request> {
        let mut path = manage_url.rsplit('/');
        let (key, kind) = (path.next()?, path.next()?);
        let id = SubmissionId::parse(key.split_once('.')?.0)?;
        let url =
            [&self.url.0, "/v1/", ["callbacks", "offers"].into_iter().find(|known| *known == kind)?].concat();
        let mut request = Request::new(method, [&url, "/", &*id, what].concat(), Body::Empty);
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

#[cfg(test)]
mod tests {
    use rungs_model::{Values, document};
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
            let asked = rungs.state_of(&link(&url)).unwrap();
            assert_eq!(asked.method, Method::Get);
            assert_eq!(asked.url, ["https://a.org/v1/", kind, "/", id, "/state"].concat());
            assert_eq!(asked.headers, request.headers);
        }
        let manage = ["https://a.org/v1/manage/", id, ".proof"].concat();
        for bad in [&*manage, "https://a.org/v1/callbacks/x.y", "https://a.org/"] {
            assert_eq!((rungs.withdraw(&link(bad)), rungs.state_of(&link(bad))), (None, None), "{bad}");
        }
    }

    #[test]
    fn answers_so_far_are_put_under_the_id_of_the_whole() {
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
    }
}
