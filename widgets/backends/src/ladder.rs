//! What a ladder asks of a backend: to keep how far someone has come, to tell how many stand on each
//! rung and how many someone brought in.

use rungs_model::document;
use rungs_model::ladder::{Counts, Ladder, Progress, Remember};
use serde_json::{Map, Value};

use crate::{Body, Method, Request, Response, Rungs};

/// What a backend keeps of someone on a ladder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remembered {
    /// What opens it from now on, on any device: only in the answer to [`Rungs::remember`]. Whoever has it
    /// sees and changes the progress: it goes into no event and no list.
    pub token: Option<String>,
    /// How far they have come, as all their devices and the backend know it.
    pub progress: Progress,
    /// How many people they brought in.
    pub brought: u32,
    /// Their own code to hand on: whoever takes part with it counts as brought in by them.
    pub referral: Option<String>,
}

impl Remembered {
    fn read(body: &Value) -> Option<Self> {
        let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
        // In a browser every number is a float.
        let brought = body.get("brought").and_then(Value::as_f64).unwrap_or_default();
        Some(Self {
            token: text("token"),
            progress: Progress::read(body.get("progress")?),
            brought: brought as u32,
            referral: text("referral"),
        })
    }
}

impl Rungs {
    /// How to have progress kept, from now on, under the wording of the ladder's `remember` that was agreed
    /// to, in the language that it was read in. What someone said about themselves is not sent.
    pub fn remember(&self, ladder: &Ladder, agreed: &Remember, locale: &str, progress: &Progress) -> Request {
        let mut agreement = Map::new();
        for (key, text) in [("text", &*agreed.consent), ("version", &agreed.version), ("locale", locale)] {
            agreement.insert(key.into(), text.into());
        }
        let mut body = Map::new();
        body.insert("agreement".into(), Value::Object(agreement));
        body.insert("progress".into(), progress.steps().to_value());
        if ladder.test {
            body.insert("test".into(), true.into());
        }
        Request::new(Method::Post, of_ladder(self, ladder), Body::Json(Value::Object(body)))
    }

    /// How to ask for what is kept.
    pub fn remembered(&self, ladder: &Ladder, token: &str) -> Request {
        own(self, ladder, token, Method::Get, Body::Empty)
    }

    /// How to add rungs to what is kept: the answer is what all devices know together.
    pub fn keep_progress(&self, ladder: &Ladder, token: &str, progress: &Progress) -> Request {
        own(self, ladder, token, Method::Put, Body::Json(progress.steps().to_value()))
    }

    /// What the answer to [`Self::remember`], [`Self::remembered`] or [`Self::keep_progress`] means. None, with
    /// a status of 404, says that nothing is kept under this token (any more).
    pub fn read_remembered(response: &Response) -> Option<Remembered> {
        if !matches!(response.status, 200 | 201) {
            return None;
        }
        Remembered::read(&response.body)
    }

    /// How to have it forgotten at once. It is once the answer has a status of 204 or 404.
    pub fn forget_progress(&self, ladder: &Ladder, token: &str) -> Request {
        own(self, ladder, token, Method::Delete, Body::Empty)
    }

    /// How to ask how many stand on each rung.
    pub fn counts(&self, ladder: &Ladder) -> Request {
        get(self.address(&["/v1/campaigns/", ladder.campaign(), "/rungs"]))
    }

    /// What the answer to [`Self::counts`] means; none if it cannot be used.
    pub fn read_counts(response: &Response) -> Option<Counts> {
        let read = || document::read::<Counts>(&response.body, "").ok().map(|(counts, _)| counts);
        if response.status == 200 { read() } else { None }
    }

    /// How to ask how many came through the link of someone with this referral code.
    pub fn brought(&self, referral: &str) -> Option<Request> {
        // It came from the backend; whatever it is, it stays one segment of the path.
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
        (referral.chars().all(plain) && !referral.starts_with('.'))
            .then(|| get(self.address(&["/v1/referrals/", referral])))
    }

    /// What the answer to [`Self::brought`] means; none if it cannot be used.
    pub fn read_brought(response: &Response) -> Option<u32> {
        let brought = response.body.get("brought").and_then(Value::as_f64);
        brought.filter(|_| response.status == 200).map(|brought| brought as u32)
    }
}

fn of_ladder(rungs: &Rungs, ladder: &Ladder) -> String {
    // A campaign's id is an `Identifier`: nothing in it needs escaping.
    rungs.address(&["/v1/ladder/", ladder.campaign()])
}

fn own(rungs: &Rungs, ladder: &Ladder, token: &str, method: Method, body: Body) -> Request {
    let mut request = Request::new(method, of_ladder(rungs, ladder), body);
    request.headers.push(("authorization", ["Bearer ", token].concat()));
    request
}

fn get(url: String) -> Request {
    Request::new(Method::Get, url, Body::Empty)
}

#[cfg(test)]
mod tests {
    use rungs_model::ladder::Said;
    use rungs_model::{Date, Offer, Submission, SubmissionId, Timestamp, Values};
    use serde_json::json;

    use super::*;
    use crate::Backend;

    fn ladder() -> Ladder {
        let document = json!({
            "id": "way", "kind": "ladder", "campaign": "air", "title": "Way",
            "rungs": [{ "id": "host", "label": "Host", "offer": "host" }],
            "remember": { "consent": "Remember me", "version": "3" },
        });
        document::read::<Ladder>(&document, "en").unwrap().0
    }

    fn rungs() -> Rungs {
        let Ok(Backend::Rungs(rungs)) = crate::read(&json!("https://a.org")) else { panic!() };
        rungs
    }

    fn signed() -> Progress {
        let mut progress = Progress::default();
        progress.complete("sign", Date::parse("2026-11-24").unwrap());
        progress
    }

    fn answer(status: u16, body: Value) -> Response {
        Response { status, retry_after: None, body }
    }

    #[test]
    fn progress_is_kept_under_the_wording_that_was_agreed_to() {
        let ladder = ladder();
        let agreed = ladder.remember.clone().unwrap();
        let request = rungs().remember(&ladder, &agreed, "de", &signed());
        assert_eq!((request.method, &*request.url), (Method::Post, "https://a.org/v1/ladder/air"));
        let body = json!({
            "agreement": { "text": "Remember me", "version": "3", "locale": "de" },
            "progress": { "done": { "sign": "2026-11-24" }, "not_now": {} },
        });
        assert_eq!(request.body, Body::Json(body));
    }

    #[test]
    fn what_someone_says_about_themselves_is_not_sent() {
        let ladder = ladder();
        let agreed = ladder.remember.clone().unwrap();
        let mut progress = signed();
        let said = Said { minutes: Some(5), skills: vec!["design".into()], ..Said::default() };
        progress.say(said, Timestamp(1), Date::parse("2026-11-24").unwrap());
        for request in [
            rungs().remember(&ladder, &agreed, "de", &progress),
            rungs().keep_progress(&ladder, "secret", &progress),
        ] {
            let Body::Json(body) = &request.body else { panic!() };
            let sent = body.to_string();
            assert!(
                sent.contains("2026-11-24") && !sent.contains("said") && !sent.contains("design"),
                "{sent}"
            );
        }
    }

    #[test]
    fn the_token_goes_into_a_header_and_never_into_an_address() {
        let (ladder, rungs) = (ladder(), rungs());
        let asked = rungs.remembered(&ladder, "secret");
        let kept = rungs.keep_progress(&ladder, "secret", &signed());
        let forgotten = rungs.forget_progress(&ladder, "secret");
        for (request, method) in [(asked, Method::Get), (kept, Method::Put), (forgotten, Method::Delete)] {
            assert_eq!((request.method, &*request.url), (method, "https://a.org/v1/ladder/air"));
            assert_eq!(request.headers, [("authorization", "Bearer secret".to_owned())]);
        }
    }

    #[test]
    fn what_is_kept_is_read_and_a_strange_answer_is_nothing() {
        let body = json!({ "token": "t", "progress": signed().to_value(), "brought": 4, "referral": "c" });
        let expected = Remembered {
            token: Some("t".into()),
            progress: signed(),
            brought: 4,
            referral: Some("c".into()),
        };
        assert_eq!(Rungs::read_remembered(&answer(201, body.clone())), Some(expected.clone()));
        let mut as_in_a_browser = body.clone();
        as_in_a_browser["brought"] = json!(4.0);
        assert_eq!(Rungs::read_remembered(&answer(201, as_in_a_browser)), Some(expected));
        for (status, body) in [(404, body), (200, json!("<html>")), (200, json!({})), (0, Value::Null)] {
            assert_eq!(Rungs::read_remembered(&answer(status, body)), None);
        }
    }

    #[test]
    fn counts_are_asked_for_by_campaign_and_those_that_are_too_few_are_missing() {
        let request = rungs().counts(&ladder());
        assert_eq!(request.url, "https://a.org/v1/campaigns/air/rungs");
        let body = json!({ "minimum": 10, "rungs": [{ "rung": "sign", "done": 12, "standing": 11 }, { "rung": "host" }] });
        let counts = Rungs::read_counts(&answer(200, body)).unwrap();
        assert_eq!(counts.rungs[0].done.unwrap().0, 12);
        assert_eq!(counts.rungs[1].done, None);
        assert_eq!(Rungs::read_counts(&answer(404, json!({ "status": 404 }))), None);
        assert_eq!(Rungs::read_counts(&answer(200, json!({ "rungs": "x" }))), None);
    }

    #[test]
    fn only_a_code_is_asked_about() {
        assert_eq!(rungs().brought("aB-_9").unwrap().url, "https://a.org/v1/referrals/aB-_9");
        assert_eq!(rungs().brought("aB-_9.4f").unwrap().url, "https://a.org/v1/referrals/aB-_9.4f");
        for strange in ["../admin?x", "..", "."] {
            assert_eq!(rungs().brought(strange), None, "{strange}");
        }
        assert_eq!(Rungs::read_brought(&answer(200, json!({ "brought": 3 }))), Some(3));
        assert_eq!(Rungs::read_brought(&answer(200, json!({ "brought": 3.0 }))), Some(3));
        assert_eq!(Rungs::read_brought(&answer(200, json!({ "brought": "3" }))), None);
        assert_eq!(Rungs::read_brought(&answer(500, json!({ "brought": 3 }))), None);
    }

    #[test]
    fn an_offer_is_sent_with_the_token_and_a_wish_to_talk_is_a_call_back() {
        let id = SubmissionId::parse("0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11").unwrap();
        let submission = Submission {
            submission_id: id,
            locale: "en".into(),
            values: Values::default(),
            consents: Vec::new(),
            source: None,
            referrer: None,
            page: None,
            attribution: Values::default(),
            ladder: Some("secret".into()),
            test: false,
        };
        let sent = |offer| rungs().offer("way", offer, &submission);
        assert_eq!(sent(Offer::Host).url, "https://a.org/v1/widgets/way/offers/host");
        assert_eq!(sent(Offer::TalkToOrganiser).url, "https://a.org/v1/widgets/way/callbacks");
        let Body::Json(body) = sent(Offer::Shift).body else { panic!() };
        assert_eq!(body["ladder"], "secret");
    }
}
