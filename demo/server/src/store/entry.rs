//! What goes into the store, and what comes of it.

use anyhow::Result;
use rungs_model::rsvp::Claim;
use rungs_model::survey::Aggregate;
use sqlx::Row as _;

use super::replies::{Full, Held};
use super::{Agreement, Store};
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
    /// The code of whoever brought them in.
    pub(crate) referrer: Option<String>,
    /// The mark of their invitation, if it was by one.
    pub(crate) invitation: Option<String>,
    pub(crate) page: Option<String>,
    /// What else is known of the way here, as a JSON object.
    pub(crate) attribution: Option<String>,
    /// The sender's own code, for others to take part with; of whoever is not known, none.
    pub(crate) referral: Option<String>,
    /// The token of the sender's ladder. It goes nowhere but into the link to their progress.
    pub(crate) ladder: Option<String>,
    /// What it adds to the results of a survey.
    pub(crate) answers: Option<Aggregate>,
    /// What it answers to invitations.
    pub(crate) claims: Vec<Claim>,
    /// What they need in order to take part: kept apart from all else.
    pub(crate) needs: Option<String>,
    /// The targets that it is forwarded to.
    pub(crate) relays: Vec<String>,
    /// First name, place and comment, if they agreed to be shown.
    pub(crate) shown: Option<Shown>,
}

/// What the answer is made of; the same for a first try and a replay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) id: String,
    pub(crate) at: i64,
    pub(crate) referral: Option<String>,
    /// How they stand towards each occurrence that they answered to.
    pub(crate) held: Vec<Held>,
}

/// Why it was not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The id was used for something else.
    OtherContent,
    /// There is no place left, and no line to wait in: nothing is stored.
    Full(Full),
    /// Too many are waiting.
    Busy,
    /// The database failed.
    Failed,
}

impl Store {
    /// By which version of its document a submission was recorded, and the fingerprint of its content; none if there is
    /// no such submission, or it was erased.
    pub(crate) async fn recorded(&self, widget: &str, id: &str) -> Result<Option<(i64, String)>> {
        let row = sqlx::query(
            "SELECT document, fingerprint FROM submissions WHERE id = $1 AND widget = $2 AND fingerprint <> ''",
        );
        let row = row.bind(id).bind(widget).fetch_optional(&self.pool).await?;
        Ok(row.map(|row| Ok::<_, sqlx::Error>((row.try_get(0)?, row.try_get(1)?))).transpose()?)
    }
}
