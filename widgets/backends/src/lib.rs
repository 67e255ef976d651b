//! From a [`Submission`](rungs_model::Submission) to an HTTP request, and from the HTTP response to an
//! [`Outcome`].
//!
//! Nothing here sends anything: the kit (or the server's relay) does, and hands back what
//! came. Components ask a backend for its [`Capabilities`], never for its kind.
//!
//! A page knows how to speak with a reference backend ([`Rungs`]); of any [`Other`] it knows what that can do,
//! and fetches its [`Adapter`] later.
#![deny(missing_docs)]

#[cfg(feature = "check")]
mod about;
mod action_network;
mod actionkit;
mod adapter;
#[cfg(feature = "check")]
mod advice;
#[cfg(feature = "check")]
mod answers;
mod capabilities;
mod complaints;
mod config;
#[cfg(feature = "check")]
mod connection;
#[cfg(any(feature = "check", not(target_family = "wasm")))]
mod endpoint;
mod entries;
mod form;
mod http;
#[cfg(feature = "ladder")]
mod ladder;
mod options;
mod osdi;
mod other;
mod partial;
mod preview;
mod proca;
#[cfg(feature = "relay")]
pub mod relay;
mod reply_change;
mod rungs;
#[cfg(not(target_family = "wasm"))]
mod schema;
mod sheet;
mod url;
mod webhook;
mod words;

#[cfg(feature = "check")]
pub use about::about;
#[cfg(feature = "relay")]
pub use adapter::Hears;
pub use adapter::{Adapter, Target};
pub use capabilities::Capabilities;
pub use config::{check, read};
#[cfg(feature = "check")]
pub use connection::{ConnectionTest, Finding, Knock, Line, Reached};
pub use http::{Body, Call, Method, Request, Response};
#[cfg(feature = "ladder")]
pub use ladder::Remembered;
pub use other::{Other, Read, SECRETS};
pub use partial::Partial;
pub use reply_change::ReplyChange;
pub use rungs::{Rungs, is_withdrawn, published, stands};
#[cfg(not(target_family = "wasm"))]
pub use schema::document_schema;

use rungs_model::document::{Decode as _, OfEvents, Reader};
use rungs_model::rsvp::Answered;
use rungs_model::{Href, Outcome, Receipt};
use serde_json::Value;

/// Where submissions go.
#[derive(Clone, Debug, PartialEq)]
pub enum Backend {
    /// A reference backend.
    Rungs(Rungs),
    /// Any other, or a preview, which is none.
    Other(Other),
}

impl Backend {
    /// What it can do.
    pub fn capabilities(&self) -> Capabilities {
        match self {
            Self::Rungs(_) => Capabilities::ALL,
            Self::Other(other) => other.capabilities(),
        }
    }

    /// Tells this backend, as the `config` document has it, from any other: what waits for one must not go to
    /// another. Empty where nothing is sent.
    pub fn place(&self, config: &Value) -> String {
        match self {
            Self::Rungs(rungs) => rungs.place().to_owned(),
            Self::Other(other) => other.place(config.get("backend").unwrap_or(&Value::Null)),
        }
    }

    fn rungs(&self) -> Option<&Rungs> {
        match self {
            Self::Rungs(rungs) => Some(rungs),
            Self::Other(_) => None,
        }
    }

    /// How to have the answers so far kept; none where it cannot. Nobody waits for it: what is
    /// lost here comes with the next page, or with the whole.
    pub fn keep(&self, widget: &str, partial: &Partial) -> Option<Request> {
        self.rungs().map(|rungs| rungs.keep(widget, partial))
    }

    /// How to have them deleted, for whoever no longer wants them kept; none where there are none.
    #[cfg(feature = "callbacks")]
    pub fn discard(&self, widget: &str, submission_id: &str) -> Option<Request> {
        self.rungs().map(|rungs| rungs.discard(widget, submission_id))
    }

    /// Whether the answer to [`Self::keep`] says that they are, or need not be any more.
    pub fn is_kept(&self, response: &Response) -> bool {
        self.rungs().is_some() && rungs::is_kept(response)
    }

    /// How to look at what was answered, with the link of the receipt; `None` where that leads nowhere.
    pub fn answered(&self, manage_url: &Href) -> Option<Request> {
        self.rungs()?.answered(manage_url)
    }

    /// How to change it; `None` where that cannot be done.
    pub fn change(&self, manage_url: &Href, change: &ReplyChange) -> Option<Request> {
        self.rungs()?.change(manage_url, change)
    }

    /// What the answer to a change means: a receipt that says how it stands now, or why it was refused.
    pub fn read_changed(&self, response: &Response) -> Outcome {
        match self.read_answered(response) {
            Ok(Answered { submission_id, .. }) => {
                let mut rsvp = OfEvents::default();
                rsvp.read(response.body.get("rsvp").unwrap_or(&Value::Null), &mut Reader::new(""));
                let receipt = Receipt { submission_id, rsvp, ..Receipt::blank() };
                Outcome::Confirmed(Some(receipt))
            }
            Err(outcome) => outcome,
        }
    }

    /// What the answer to either means: how it stands now, or why it was refused.
    #[allow(clippy::result_large_err, reason = "it is made once for an answer of the backend")]
    pub fn read_answered(&self, response: &Response) -> Result<Answered, Outcome> {
        match self {
            Self::Rungs(_) => rungs::read_answered(response),
            Self::Other(_) => Err(Outcome::Failed { retryable: false }),
        }
    }
}
