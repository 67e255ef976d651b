//! From a [`Submission`] to an HTTP request, and from the HTTP response to an [`Outcome`].
//!
//! Nothing here sends anything: the kit (or the server's relay) does, and hands back what
//! came. Components ask a backend for its [`Capabilities`], never for its kind.
#![deny(missing_docs)]

mod config;
mod http;
#[cfg(feature = "ladder")]
mod ladder;
mod partial;
mod preview;
mod reply_change;
mod rungs;

pub use config::read;
pub use http::{Body, Call, Method, Request, Response};
#[cfg(feature = "ladder")]
pub use ladder::Remembered;
pub use partial::Partial;
pub use preview::Preview;
pub use reply_change::ReplyChange;
pub use rungs::Rungs;

use rungs_model::rsvp::Answered;
use rungs_model::survey::Published;
use rungs_model::{Href, Outcome, State, Submission};
use serde_json::Value;

/// What a backend can do.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an independent fact that a component asks for by name"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// It says whether a submission was recorded.
    pub confirms: bool,
    /// It tells how many there are.
    pub counts: bool,
    /// It recognises a submission that it has already had.
    pub deduplicates: bool,
    /// It says what is wrong with which field.
    pub field_errors: bool,
    /// It keeps the answers to a survey page by page, before the whole is sent.
    pub partial: bool,
    /// It tells what the answers of all to a survey amount to.
    pub results: bool,
    /// Answers to invitations can be looked at again and changed, with the link of the receipt.
    pub edits: bool,
    /// It takes requests to be called back.
    pub callbacks: bool,
    /// It keeps how far someone has come on a ladder, and counts who stands where.
    pub ladder: bool,
    /// Submissions reach someone. Where not, the widget says that it is a preview.
    pub real: bool,
}

/// Where submissions go.
#[derive(Clone, Debug, PartialEq)]
pub enum Backend {
    /// A reference backend.
    Rungs(Rungs),
    /// Nowhere.
    Preview(Preview),
}

impl Backend {
    /// What it can do.
    pub fn capabilities(&self) -> Capabilities {
        match self {
            Self::Rungs(_) => Capabilities {
                confirms: true,
                counts: true,
                deduplicates: true,
                field_errors: true,
                partial: true,
                results: true,
                edits: true,
                callbacks: true,
                ladder: true,
                real: true,
            },
            Self::Preview(_) => Capabilities {
                confirms: true,
                counts: true,
                deduplicates: true,
                field_errors: true,
                partial: false,
                results: true,
                edits: false,
                callbacks: true,
                ladder: false,
                real: false,
            },
        }
    }

    /// How to send a submission to `widget`.
    pub fn submit(&self, widget: &str, submission: &Submission) -> Call<Outcome> {
        match self {
            Self::Rungs(rungs) => Call::Send(rungs.submit(widget, submission)),
            Self::Preview(preview) => Call::Answer(preview.outcome(submission), preview.delay_ms),
        }
    }

    /// What the answer to [`Self::submit`] means.
    pub fn outcome(&self, response: &Response) -> Outcome {
        match self {
            Self::Rungs(_) => rungs::outcome(response),
            Self::Preview(_) => Outcome::Failed { retryable: false },
        }
    }

    /// How to ask for a call back where `widget` offers one: a filled [`rungs_model::callback::form`], under
    /// an id of its own. [`Self::outcome`] reads the answer.
    pub fn call_back(&self, widget: &str, submission: &Submission) -> Call<Outcome> {
        match self {
            Self::Rungs(rungs) => Call::Send(rungs.call_back(widget, submission)),
            Self::Preview(preview) => Call::Answer(preview.outcome(submission), preview.delay_ms),
        }
    }

    /// How to have the answers so far kept; none where it cannot. Nobody waits for it: what is
    /// lost here comes with the next page, or with the whole.
    pub fn keep(&self, widget: &str, partial: &Partial) -> Option<Request> {
        match self {
            Self::Rungs(rungs) => Some(rungs.keep(widget, partial)),
            Self::Preview(_) => None,
        }
    }

    /// Whether the answer to [`Self::keep`] says that they are, or need not be any more.
    pub fn is_kept(&self, response: &Response) -> bool {
        match self {
            Self::Rungs(_) => rungs::is_kept(response),
            Self::Preview(_) => false,
        }
    }

    /// How to ask for the results of a survey; those of a preview stand in its `config` document.
    pub fn results(&self, widget: &str, config: &Value) -> Call<Option<Published>> {
        match self {
            Self::Rungs(rungs) => Call::Send(rungs.results(widget)),
            Self::Preview(_) => {
                let shown = config.get("backend").and_then(|backend| backend.get("results"));
                Call::Answer(shown.and_then(rungs::results), 0)
            }
        }
    }

    /// What the answer to [`Self::results`] means; `None` if it cannot be used.
    pub fn read_results(&self, response: &Response) -> Option<Published> {
        match self {
            Self::Rungs(_) if response.status == 200 => rungs::results(&response.body),
            _ => None,
        }
    }

    /// How to look at what was answered, with the link of the receipt; `None` where that leads nowhere.
    pub fn answered(&self, manage_url: &Href) -> Option<Request> {
        match self {
            Self::Rungs(rungs) => rungs.answered(manage_url),
            Self::Preview(_) => None,
        }
    }

    /// How to change it; `None` where that cannot be done.
    pub fn change(&self, manage_url: &Href, change: &ReplyChange) -> Option<Request> {
        match self {
            Self::Rungs(rungs) => rungs.change(manage_url, change),
            Self::Preview(_) => None,
        }
    }

    /// What the answer to either means: how it stands now, or why it was refused.
    #[allow(clippy::result_large_err, reason = "it is made once for an answer of the backend")]
    pub fn read_answered(&self, response: &Response) -> Result<Answered, Outcome> {
        match self {
            Self::Rungs(_) => rungs::read_answered(response),
            Self::Preview(_) => Err(Outcome::Failed { retryable: false }),
        }
    }

    /// How to ask for the state of `widget`.
    pub fn state(&self, widget: &str) -> Call<Option<State>> {
        match self {
            Self::Rungs(rungs) => Call::Send(rungs.state(widget)),
            Self::Preview(preview) => Call::Answer(preview.state.clone(), 0),
        }
    }

    /// What the answer to [`Self::state`] means; `None` if it cannot be used.
    pub fn read_state(&self, response: &Response) -> Option<State> {
        match self {
            Self::Rungs(_) => rungs::read_state(response),
            Self::Preview(_) => None,
        }
    }
}
