//! The connection test: whether a backend answers, whether a site may read its answers, and how it takes a test.

mod finding;
mod line;

use std::sync::Arc;

use rungs_model::{Kind, Outcome, State, Submission, SubmissionId, Values};
use serde_json::Value;

use crate::about::about;
use crate::answers::Answers;
use crate::{Adapter, Backend, Call, Response, Rungs, Target, read};
pub use finding::Finding;
pub use line::{Knock, Line, Reached};

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
        let must_read = Answers::of(&backend, given).read;
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

    /// The first request of a test; none where the backend would count it like any other, or nothing is sent.
    fn test(&self, test: &Submission) -> Option<Call<Outcome>> {
        self.tests.then(|| self.adapter.submit(&self.target(), test))
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
    use serde_json::json;

    use super::*;

    pub(super) fn of(backend: &Value) -> ConnectionTest {
        let document = json!({
            "id": "clean-air", "kind": "petition", "backend": backend,
            "fields": ["given_name", { "name": "email" }, "postal_code"],
        });
        ConnectionTest::of(&document).unwrap()
    }

    pub(super) fn test_of(connection: &ConnectionTest) -> Submission {
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
    fn a_test_says_no_more_than_the_usual_fields_that_are_asked_for() {
        let test = test_of(&of(&json!("preview")));
        let names: Vec<&str> = test.values.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["given_name", "email"]);
    }
}
