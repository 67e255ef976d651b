use rungs_model::Outcome;

use super::{ConnectionTest, Knock, Reached};

/// Something that was found out, in a plain sentence for staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is as it should be.
    pub good: bool,
    /// The sentence, with the remedy if there is one.
    pub text: String,
}

impl Finding {
    pub(super) fn good(text: impl Into<String>) -> Self {
        Self { good: true, text: text.into() }
    }

    pub(super) fn bad(text: impl Into<String>) -> Self {
        Self { good: false, text: text.into() }
    }
}

impl ConnectionTest {
    /// What the answer to a knock from `site` (an origin) says.
    pub(super) fn knocked(&self, knock: &Knock, site: &str, reached: Reached) -> Finding {
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
            // Where a test is sent, that shows it.
            Reached::Unread if self.must_read && !self.tests => Finding::bad(
                [
                    "It answers, but whether ",
                    site,
                    " may read what it answers to a form could not be seen: its settings have to list this site.",
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

    /// What became of the test.
    pub(super) fn tested(outcome: &Outcome) -> Finding {
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
}

#[cfg(test)]
mod tests {
    use rungs_model::{ErrorCode, FieldError};
    use serde_json::json;

    use super::super::tests::{of, test_of};
    use super::*;

    const SITE: &str = "https://neighbours.example.org";

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
        // Each sends no test: what cannot be read would look the same to every supporter.
        let actionkit = of(&json!({ "kind": "actionkit", "url": "https://act.example.org", "page": "air" }));
        let knock = actionkit.knock(&test_of(&actionkit)).unwrap();
        let unread = actionkit.knocked(&knock, SITE, Reached::Unread);
        assert!(!unread.good && unread.text.contains("have to list this site"), "{unread:?}");
        assert!(actionkit.knocked(&knock, SITE, Reached::Read(405)).good);
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
}
