use rungs_model::{Kind, Outcome, State, Submission, Values};
use serde_json::Value;

use crate::{Body, Call, Method, Request, Response};

/// Which widget a submission is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'t> {
    /// Its id.
    pub widget: &'t str,
    /// Its kind: a petition's submissions are signatures, those of events are attendances.
    pub kind: Kind,
    #[cfg(feature = "relay")]
    revision: u32,
}

impl<'t> Target<'t> {
    /// A widget of this id and kind.
    pub fn new(widget: &'t str, kind: Kind) -> Self {
        Self {
            widget,
            kind,
            #[cfg(feature = "relay")]
            revision: 0,
        }
    }

    /// The same, for a submission as it stands after so many changes: it takes the place of what was sent before.
    #[cfg(feature = "relay")]
    #[must_use]
    pub fn revised(self, revision: u32) -> Self {
        Self { revision, ..self }
    }

    /// How often what is sent was changed, where it was: only a relay hears of changes.
    #[cfg(feature = "relay")]
    pub(crate) fn revision(&self) -> Option<u32> {
        (self.revision > 0).then_some(self.revision)
    }

    #[cfg(not(feature = "relay"))]
    #[allow(clippy::unused_self, reason = "a relay has something to say here")]
    pub(crate) fn revision(&self) -> Option<u32> {
        None
    }
}

/// Which changes of an answer to an event a system is told of.
#[cfg(feature = "relay")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hears {
    /// Of whatever was answered otherwise: it knows what it has had already by the submission's id.
    Everything,
    /// Of who comes, and who does not: it makes an action of whatever it is told.
    WhoComes,
    /// Of nothing: it is told of people, and of nothing that they do.
    Nothing,
}

/// Speaks with one backend: [`Other`](crate::Other) and the relay's targets.
///
/// Whoever sends asks [`Self::submit`], and then [`Self::heard`] with each answer, counted from 0, until there
/// is an outcome. To try again is to begin with [`Self::submit`].
pub trait Adapter: Send + Sync {
    /// How to send a submission.
    fn submit(&self, to: &Target<'_>, submission: &Submission) -> Call<Outcome>;

    /// What the answer to the request number `step` means: an outcome, or what is to be sent next.
    fn heard(
        &self,
        to: &Target<'_>,
        submission: &Submission,
        step: u32,
        response: &Response,
    ) -> Call<Outcome>;

    /// Whether what was sent earlier counts now: a link in an email of the backend led back to the page, and the
    /// parameters of its address say so. Gives what their names begin with. They are about one person: they should go
    /// out of the address once they were read, lest someone else is told so.
    fn returned(&self, _: &Values) -> Option<&'static str> {
        None
    }

    /// How to ask how many there are.
    fn state(&self) -> Call<Option<State>> {
        Call::Answer(None, 0)
    }

    /// What the answer to [`Self::state`] means; `None` if it cannot be used.
    fn read_state(&self, _: &Response) -> Option<State> {
        None
    }

    /// Whether it has a word for a place on a waiting list: the reply `waiting`. Where not, what asks for one is to be
    /// sent once they have a place.
    #[cfg(feature = "relay")]
    fn tells_waiting(&self) -> bool {
        false
    }

    /// Which changes of an answer to an event it is told of.
    #[cfg(feature = "relay")]
    fn hears(&self) -> Hears {
        Hears::WhoComes
    }

    /// What has to be said of a backend before it can be told this: the key where it is missing, and a sentence for staff.
    #[cfg(feature = "relay")]
    fn lacks(&self, _: &Submission) -> Option<(&'static str, String)> {
        None
    }

    /// The results of a survey, where its config document holds them.
    fn results(&self) -> Option<&Value> {
        None
    }
}

/// What an answer means that is no success, or none that anyone understands.
pub(crate) fn refused(response: &Response) -> Outcome {
    match response.status {
        0 => Outcome::Sent,
        410 => Outcome::Closed,
        429 => Outcome::RateLimited { retry_after: response.retry_after },
        // It says when it can be had again.
        503 if response.retry_after.is_some() => Outcome::RateLimited { retry_after: response.retry_after },
        // A success that is not in the backend's words is a proxy's or a captive portal's.
        408 | 425 | 500..=599 | 200..=299 => Outcome::Failed { retryable: true },
        _ => Outcome::Failed { retryable: false },
    }
}

/// How to send something.
#[inline(never)]
pub(crate) fn post(url: String, body: Body) -> Request {
    Request::new(Method::Post, url, body)
}

/// A test, where the backend would count it like any other: nothing is sent.
pub(crate) fn held_back() -> Call<Outcome> {
    Call::Answer(Outcome::Confirmed(None), 0)
}

/// Not even tried: the backend could not be told what was answered.
pub(crate) fn not_told() -> Call<Outcome> {
    Call::Answer(Outcome::Failed { retryable: false }, 0)
}
