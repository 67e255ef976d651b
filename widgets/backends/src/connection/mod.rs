//! The connection test: whether a backend answers, whether a site may read its answers, and how it takes a test.

use std::sync::Arc;

use rungs_model::{Kind, Outcome, State, Submission, SubmissionId, Values};
use serde_json::Value;

use crate::about::{about, is_read};
use crate::{Adapter, Backend, Call, Request, Response, Rungs, Target, read};

/// Something that was found out, in a plain sentence for staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is as it should be.
    pub good: bool,
    /// The sentence, with the remedy if there is one.
    pub text: String,
}

impl Finding {
    fn good(text: impl Into<String>) -> Self {
        Self { good: true, text: text.into() }
    }

    fn bad(text: impl Into<String>) -> Self {
        Self { good: false, text: text.into() }
    }
}

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// It was answered with this status, which the site may read.
    Read(u16),
    /// It was answered, but the site may not read what.
    Unread,
    /// No answer came.
    Nowhere,
}

/// A request that changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knock {
    /// Where to.
    pub url: String,
    /// `GET` or `HEAD`.
    pub method: &'static str,
    /// Whether the widget has to read the answer.
    pub must_read: bool,
}

/// The way from a page of a site to a backend.
#[allow(async_fn_in_trait, reason = "each side has one way, and asks it from one place")]
pub trait Line {
    /// Sends an empty request.
    async fn knock(&self, knock: &Knock) -> Reached;

    /// What is missing so that a browser may send a request, which it asks the backend before it does; empty if nothing
    /// is, none where it does not ask, or where nobody can know.
    async fn preflight(&self, request: &Request) -> Option<Vec<String>>;

    /// Sends a request; none if the page may not send it, or read what is answered, or no answer came.
    async fn send(&self, request: &Request) -> Option<Response>;
}

/// A backend that wants more requests for one test is leading us on.
const STEPS: u32 = 8;

/// Tries the backend of one config document.
pub struct ConnectionTest {
    adapter: Arc<dyn Adapter>,
    widget: String,
    kind: Kind,
    backend: &'static str,
    must_read: bool,
    tests: bool,
    real: bool,
    sample: Values,
    /// What the backend can do, in plain sentences.
    pub about: Vec<&'static str>,
}

impl ConnectionTest {
    /// Of a config document; none if what it says of its backend cannot be used, see [`crate::check`].
    pub fn of(document: &Value) -> Option<Self> {
        let word = |key: &str| document.get(key).and_then(Value::as_str).unwrap_or_default();
        let given = document.get("backend")?;
        let backend = read(given).ok()?;
        let can = backend.capabilities();
        let must_read = is_read(&backend, given);
        let (name, adapter): (_, Arc<dyn Adapter>) = match backend {
            Backend::Rungs(rungs) => ("rungs", Arc::new(Reference { rungs, widget: word("id").into() })),
            Backend::Other(other) => (other.kind(), other.adapter(&crate::config::document(given)).ok()?.0),
        };
        let kind = Kind::ALL.iter().find(|kind| kind.as_str() == word("kind"));
        Some(Self {
            adapter,
            widget: word("id").to_owned(),
            kind: kind.copied().unwrap_or(Kind::Petition),
            backend: name,
            must_read,
            // A ladder takes nothing that could be marked as a test.
            tests: can.tests && can.real && kind != Some(&Kind::Ladder),
            real: can.real,
            sample: sample(document),
            about: about(given),
        })
    }

    /// Knocks, and sends a test where the backend tells tests apart; what was found out for `site` (an origin).
    pub async fn run(
        &self,
        line: &impl Line,
        site: &str,
        id: SubmissionId,
        page: Option<String>,
    ) -> Vec<Finding> {
        let test = self.submission(id, page);
        let mut found = Vec::new();
        if let Some(knock) = self.knock(&test) {
            let reached = line.knock(&knock).await;
            found.push(self.knocked(&knock, site, reached));
            if reached == Reached::Nowhere {
                return found;
            }
        }
        if let Some(missing) = self.preflight(line, &test).await {
            if missing.is_empty() {
                found.push(Finding::good([site, " may send to it."].concat()));
            } else {
                found.extend(missing.into_iter().map(Finding::bad));
                // No browser would send it.
                return found;
            }
        }
        if let Some(call) = self.test(&test) {
            let outcome = self.converse(line, &test, call).await;
            found.push(Self::tested(&outcome));
        }
        found
    }

    /// What is missing for the first request of a submission.
    async fn preflight(&self, line: &impl Line, test: &Submission) -> Option<Vec<String>> {
        let counted = Submission { test: false, ..test.clone() };
        match self.adapter.submit(&self.target(), &counted) {
            Call::Send(request) if self.real && !request.opaque => line.preflight(&request).await,
            _ => None,
        }
    }

    async fn converse(&self, line: &impl Line, test: &Submission, mut call: Call<Outcome>) -> Outcome {
        for step in 0..STEPS {
            let request = match call {
                Call::Answer(outcome, _) => return outcome,
                Call::Send(request) => request,
            };
            let Some(response) = line.send(&request).await else { return Outcome::Unreachable };
            call = self.adapter.heard(&self.target(), test, step, &response);
        }
        Outcome::Failed { retryable: false }
    }

    fn target(&self) -> Target<'_> {
        Target::new(&self.widget, self.kind)
    }

    /// What to knock with; none where nothing is sent, and where a knock may be taken for a submission.
    fn knock(&self, test: &Submission) -> Option<Knock> {
        // Hooks may take whatever comes for an event.
        if !self.real || self.backend == "webhook" {
            return None;
        }
        if let Call::Send(asked) = self.adapter.state() {
            return Some(Knock { url: asked.url, method: asked.method.as_str(), must_read: true });
        }
        let counted = Submission { test: false, ..test.clone() };
        match self.adapter.submit(&self.target(), &counted) {
            Call::Send(sent) => {
                let must_read = self.backend == "form" && self.must_read;
                Some(Knock { url: sent.url, method: "HEAD", must_read })
            }
            Call::Answer(..) => None,
        }
    }

    /// What the answer to a knock from `site` (an origin) says.
    fn knocked(&self, knock: &Knock, site: &str, reached: Reached) -> Finding {
        match reached {
            Reached::Nowhere => Finding::bad(
                "It does not answer: check its address, the network, and connect-src of the page's \
                 Content-Security-Policy.",
            ),
            Reached::Unread if knock.must_read => Finding::bad(
                [
                    "It answers, but ",
                    site,
                    " may not read that: have it name this site in Access-Control-Allow-Origin.",
                ]
                .concat(),
            ),
            Reached::Read(status @ 500..) => {
                Finding::bad(["It answers with an error (", &status.to_string(), ")."].concat())
            }
            Reached::Read(404) if self.backend == "rungs" => {
                Finding::bad(["It answers, but has no widget \"", &self.widget, "\"."].concat())
            }
            Reached::Read(status @ 300..) if knock.method == "GET" => Finding::bad(
                [
                    "It answers, but not with what the widget asks for (",
                    &status.to_string(),
                    "): check its address and what it says of its page.",
                ]
                .concat(),
            ),
            Reached::Read(_) if knock.must_read => {
                Finding::good(["It answers, and ", site, " may read that."].concat())
            }
            Reached::Read(_) | Reached::Unread => Finding::good("It answers."),
        }
    }

    /// The first request of a test; none where the backend would count it like any other, or nothing is sent.
    fn test(&self, test: &Submission) -> Option<Call<Outcome>> {
        self.tests.then(|| self.adapter.submit(&self.target(), test))
    }

    /// What became of the test.
    fn tested(outcome: &Outcome) -> Finding {
        match outcome {
            Outcome::Confirmed(_) | Outcome::Waitlisted { .. } => {
                Finding::good("It took a test, marked as such, and confirms it.")
            }
            Outcome::AwaitingConfirmation => {
                Finding::good("It took a test, marked as such, which waits for the link in its email.")
            }
            Outcome::Sent | Outcome::Queued => {
                Finding::good("A test was sent, marked as such; it does not say whether it was recorded.")
            }
            Outcome::Invalid { fields, form } => {
                let fields: Vec<&str> = fields.iter().map(|error| &*error.field).collect();
                let named = if fields.is_empty() { form.clone() } else { Some(fields.join(", ")) };
                let named = named.map(|named| [" (", &named, ")"].concat()).unwrap_or_default();
                Finding::good(
                    [
                        "It reads what is sent: a test, which leaves some questions open, was refused",
                        &named,
                        ". Nothing was recorded.",
                    ]
                    .concat(),
                )
            }
            Outcome::Closed => Finding::bad("It takes nothing any more: a test was refused as too late."),
            Outcome::Full => Finding::bad("There is no place left: a test was refused."),
            Outcome::RateLimited { .. } => {
                Finding::bad("It asks to come back later: there were too many requests.")
            }
            Outcome::Unreachable => Finding::bad(
                "A test did not come through: have it allow POST with the headers content-type and \
                 idempotency-key to this site (Access-Control-Allow-Origin, -Methods, -Headers).",
            ),
            Outcome::Failed { .. } => Finding::bad(
                "It answered a test with an error, or with what is none of its words: check its address, and \
                 what its own log says.",
            ),
        }
    }

    /// A test, marked as such.
    fn submission(&self, submission_id: SubmissionId, page: Option<String>) -> Submission {
        Submission {
            submission_id,
            locale: "en".into(),
            values: self.sample.clone(),
            consents: Vec::new(),
            source: None,
            referrer: None,
            page,
            attribution: Values::default(),
            ladder: None,
            test: true,
        }
    }
}

/// A reference backend, asked about one widget.
struct Reference {
    rungs: Rungs,
    widget: String,
}

impl Adapter for Reference {
    fn submit(&self, _: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        Call::Send(self.rungs.submit(&self.widget, submission))
    }

    fn heard(&self, _: &Target<'_>, _: &Submission, _: u32, response: &Response) -> Call<Outcome> {
        Call::Answer(Rungs::outcome(response), 0)
    }

    fn state(&self) -> Call<Option<State>> {
        Call::Send(self.rungs.state(&self.widget))
    }
}

/// Made up, for those of the usual fields that a form asks for.
const SAMPLE: [(&str, &str); 3] =
    [("given_name", "Test"), ("family_name", "Test"), ("email", "test@example.org")];

fn sample(document: &Value) -> Values {
    let mut sample = Values::default();
    for field in document.get("fields").and_then(Value::as_array).into_iter().flatten() {
        let name = field.as_str().or_else(|| field.get("name")?.as_str());
        if let Some((name, value)) = SAMPLE.iter().find(|(own, _)| Some(*own) == name) {
            sample.set(name, (*value).to_owned());
        }
    }
    sample
}

#[cfg(test)]
mod tests {
    use rungs_model::{ErrorCode, FieldError};
    use serde_json::json;

    use super::*;

    const SITE: &str = "https://neighbours.example.org";

    fn of(backend: &Value) -> ConnectionTest {
        let document = json!({
            "id": "clean-air", "kind": "petition", "backend": backend,
            "fields": ["given_name", { "name": "email" }, "postal_code"],
        });
        ConnectionTest::of(&document).unwrap()
    }

    fn test_of(connection: &ConnectionTest) -> Submission {
        let id = SubmissionId::parse("0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11").unwrap();
        connection.submission(id, None)
    }

    #[test]
    fn only_marked_tests_are_sent_and_only_to_backends_that_tell_them_apart() {
        let takes = [
            json!("https://api.example.org"),
            json!({ "kind": "proca", "action_page": 1 }),
            json!({ "kind": "webhook", "url": "https://a.org/hook" }),
        ];
        for backend in takes {
            let connection = of(&backend);
            let Some(Call::Send(request)) = connection.test(&test_of(&connection)) else {
                panic!("no test for {backend}")
            };
            let crate::Body::Json(body) = request.body else { panic!("no JSON to {backend}") };
            assert!(body.to_string().to_lowercase().contains("test"), "{body}");
        }
        let others = [
            json!("preview"),
            json!({ "kind": "action_network", "id": "0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11" }),
            json!({ "kind": "osdi", "url": "https://a.org/api/v1/petitions/1/signatures" }),
            json!({ "kind": "actionkit", "url": "https://a.org", "page": "p" }),
            json!({ "kind": "form", "url": "https://a.org/f" }),
        ];
        for backend in others {
            let connection = of(&backend);
            assert_eq!(connection.test(&test_of(&connection)), None, "{backend}");
        }
    }

    #[test]
    fn a_knock_changes_nothing_and_hooks_get_none() {
        let knock = |backend: Value| {
            let connection = of(&backend);
            connection.knock(&test_of(&connection)).map(|knock| (knock.method, knock.url, knock.must_read))
        };
        let state = "https://api.example.org/v1/widgets/clean-air/state";
        assert_eq!(knock(json!("https://api.example.org")), Some(("GET", state.into(), true)));
        let form = json!({ "kind": "form", "url": "https://a.org/f" });
        assert_eq!(knock(form), Some(("HEAD", "https://a.org/f".into(), false)));
        let form = json!({ "kind": "form", "url": "https://a.org/f", "cors": true });
        assert_eq!(knock(form), Some(("HEAD", "https://a.org/f".into(), true)));
        assert_eq!(knock(json!({ "kind": "webhook", "url": "https://a.org/hook" })), None);
        assert_eq!(knock(json!("preview")), None);
    }

    #[test]
    fn what_is_found_names_the_place_and_the_remedy() {
        let rungs = of(&json!("https://api.example.org"));
        let knock = rungs.knock(&test_of(&rungs)).unwrap();
        let found = |reached| rungs.knocked(&knock, SITE, reached);
        assert!(found(Reached::Read(200)).good);
        for (reached, part) in [
            (Reached::Unread, "Access-Control-Allow-Origin"),
            (Reached::Unread, SITE),
            (Reached::Nowhere, "connect-src"),
            (Reached::Read(404), "no widget \"clean-air\""),
            (Reached::Read(503), "503"),
            (Reached::Read(302), "302"),
        ] {
            let finding = found(reached);
            assert!(!finding.good && finding.text.contains(part), "{finding:?}");
        }
        let form = of(&json!({ "kind": "form", "url": "https://a.org/f" }));
        let knock = form.knock(&test_of(&form)).unwrap();
        assert!(form.knocked(&knock, SITE, Reached::Unread).good);
    }

    #[test]
    fn a_refused_test_shows_that_it_is_read_and_an_unreadable_answer_that_it_is_not() {
        let field = FieldError { field: "postal_code".into(), code: ErrorCode::Required };
        let refused = ConnectionTest::tested(&Outcome::Invalid { fields: vec![field], form: None });
        assert!(refused.good && refused.text.contains("(postal_code)"), "{refused:?}");
        assert!(ConnectionTest::tested(&Outcome::Confirmed(None)).good);
        for outcome in [
            Outcome::Closed,
            Outcome::Full,
            Outcome::RateLimited { retry_after: None },
            Outcome::Unreachable,
            Outcome::Failed { retryable: true },
        ] {
            assert!(!ConnectionTest::tested(&outcome).good, "{outcome:?}");
        }
    }

    #[test]
    fn a_test_says_no_more_than_the_usual_fields_that_are_asked_for() {
        let test = test_of(&of(&json!("preview")));
        let names: Vec<&str> = test.values.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["given_name", "email"]);
    }
}
