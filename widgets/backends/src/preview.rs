use rungs_model::document::{Elsewhere, OfEvents};
use rungs_model::{ErrorCode, FieldError, Outcome, Receipt, State, Submission, choice, document, object};

choice! {
    /// How a preview answers.
    pub enum Answer {
        /// As if it was recorded.
        Confirmed = "confirmed",
        /// As if the email address was refused.
        Invalid = "invalid",
        /// As if there was no place left, and two waited already.
        Waitlisted = "waitlisted",
        /// As if there was neither a place nor a line to wait in.
        Full = "full",
        /// As if it was too late.
        Closed = "closed",
        /// As if there were too many.
        RateLimited = "rate_limited",
        /// As if the backend had a fault.
        Failed = "failed",
        /// As if there was no network.
        Unreachable = "unreachable",
        /// As if it had to wait until there is one.
        Queued = "queued",
    }
}

document! {
    /// A backend that is none: nothing leaves the page, and the widget says so.
    pub struct Preview {
        /// The kind of backend.
        kind: String = String::new(),
        /// What to answer to a submission.
        answer: Answer = Answer::Confirmed,
        /// Milliseconds until the answer.
        delay_ms: u32 = 0,
        /// The state to show.
        state: Option<State>,
        /// The results of a survey to show; see `Backend::results`.
        results: Elsewhere,
    }
}
object!(Preview);

impl Default for Preview {
    fn default() -> Self {
        Self::blank_object()
    }
}

impl Preview {
    pub(crate) fn outcome(&self, submission: &Submission) -> Outcome {
        match self.answer {
            Answer::Confirmed => Outcome::Confirmed(Some(Receipt {
                submission_id: submission.submission_id.to_string(),
                recorded_at: String::new(),
                manage_url: None,
                rsvp: OfEvents::default(),
            })),
            Answer::Waitlisted => Outcome::Waitlisted { position: 3, receipt: None },
            Answer::Full => Outcome::Full,
            Answer::Invalid => Outcome::Invalid {
                fields: vec![FieldError { field: "email".into(), code: ErrorCode::Email }],
                form: None,
            },
            Answer::Closed => Outcome::Closed,
            Answer::RateLimited => Outcome::RateLimited { retry_after: Some(30) },
            Answer::Failed => Outcome::Failed { retryable: true },
            Answer::Unreachable => Outcome::Unreachable,
            Answer::Queued => Outcome::Queued,
        }
    }
}

#[cfg(test)]
mod tests {
    use rungs_model::{SubmissionId, Values};

    use super::*;
    use crate::{Backend, Call};

    #[test]
    fn a_call_back_is_answered_as_a_submission_is() {
        let submission = Submission {
            submission_id: SubmissionId::parse("0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11").unwrap(),
            locale: "en".into(),
            values: Values::default(),
            consents: Vec::new(),
            source: None,
            referrer: None,
            page: None,
            test: false,
        };
        for answer in [Answer::Confirmed, Answer::Closed, Answer::Unreachable] {
            let backend = Backend::Preview(Preview { answer, delay_ms: 300, ..Preview::default() });
            assert!(backend.capabilities().callbacks);
            let asked = backend.call_back("streets", &submission);
            assert_eq!(asked, backend.submit("streets", &submission));
            let Call::Answer(outcome, 300) = asked else { panic!("{asked:?}") };
            assert_eq!(outcome.name(), answer.as_str());
        }
    }
}
