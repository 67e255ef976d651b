//! What goes into the store, and what comes of it.

use super::Agreement;
use crate::shown::Shown;

/// A submission, ready to be stored.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) widget: String,
    pub(crate) id: String,
    pub(crate) fingerprint: String,
    pub(crate) document: i64,
    pub(crate) person: Option<String>,
    pub(crate) test: bool,
    pub(crate) locale: String,
    pub(crate) fields: String,
    pub(crate) consents: Vec<Agreement>,
    pub(crate) source: Option<String>,
    pub(crate) referrer: Option<String>,
    pub(crate) page: Option<String>,
    /// First name, place and comment, if they agreed to be shown.
    pub(crate) shown: Option<Shown>,
}

/// What the answer is made of; the same for a first try and a replay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) id: String,
    pub(crate) recorded_at: i64,
}

/// Why it was not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The id was used for something else.
    OtherContent,
    /// Too many are waiting.
    Busy,
    /// The database failed.
    Failed,
}
