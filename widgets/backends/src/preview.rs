//! A backend that is none.

#[cfg(feature = "ladder")]
use rungs_model::document::Elsewhere;
use rungs_model::document::{Decode as _, Verbatim};
use rungs_model::{ErrorCode, FieldError, Outcome, Receipt, State, Submission, choice, document, object};
use serde_json::Value;

use crate::{Adapter, Call, Response, Target};

choice! {
    /// How a preview answers.
    pub(crate) enum Answer {
        /// As if it was recorded.
        Confirmed = "confirmed",
        /// As if an email had gone out whose link confirms it.
        AwaitingConfirmation = "awaiting_confirmation",
        /// As if nobody could tell whether it was recorded.
        Sent = "sent",
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
    pub(crate) struct Preview {
        /// The kind of backend.
        kind: String = String::new(),
        /// What to answer to a submission.
        answer: Answer = Answer::Confirmed,
        /// Milliseconds until the answer.
        delay_ms: u32 = 0,
        /// The state to show.
        state: Option<State>,
        /// The results of a survey to show.
        results: Verbatim,
        /// How many people are on each rung of a ladder, to show; see `Backend::counts`.
        #[cfg(feature = "ladder")]
        counts: Elsewhere,
        /// How far someone has come on a ladder, to show.
        #[cfg(feature = "ladder")]
        progress: Elsewhere,
        /// How many people they brought in, to show.
        #[cfg(feature = "ladder")]
        brought: Elsewhere,
    }
}
object!(Preview);

impl Preview {
    fn outcome(&self, submission: &Submission) -> Outcome {
        match self.answer {
            Answer::Confirmed => Outcome::Confirmed(Some(Receipt {
                submission_id: submission.submission_id.to_string(),
                recorded_at: String::new(),
                ..Receipt::blank()
            })),
            Answer::AwaitingConfirmation => Outcome::AwaitingConfirmation,
            Answer::Sent => Outcome::Sent,
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

impl Adapter for Preview {
    fn submit(&self, _: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        Call::Answer(self.outcome(submission), self.delay_ms)
    }

    fn heard(&self, _: &Target<'_>, _: &Submission, _: u32, _: &Response) -> Call<Outcome> {
        Call::Answer(Outcome::Failed { retryable: false }, 0)
    }

    fn state(&self) -> Call<Option<State>> {
        Call::Answer(self.state.clone(), 0)
    }

    fn results(&self) -> Option<&Value> {
        Some(&self.results.0).filter(|results| !results.is_null())
    }
}
