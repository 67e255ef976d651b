//! Changes of answers by the ids that their senders gave them. On their way they may be held up, come twice, or come after
//! a later one: each is made once at most, and not at all once another took its place.

use anyhow::Result;
use sqlx::{Any, Row as _, Transaction};

use super::{Managed, now, rows_of};

/// What tells a change from others. Its submission is locked while it is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChangeId {
    pub(crate) id: String,
    /// Of what it wants.
    pub(crate) fingerprint: String,
    /// The ids of those whose place it takes, whatever becomes of it: nobody wants them any more.
    pub(crate) instead_of: Vec<String>,
}

/// What is known of a change.
pub(super) enum Known {
    /// Nothing.
    New,
    /// It came before and was made.
    Made,
    /// It came before and was refused.
    Refused(String),
    /// Another took its place.
    Superseded,
    /// Its id was used for something else.
    OtherContent,
}

impl ChangeId {
    /// Notes whose place it takes, and tells what is known of it.
    pub(super) async fn look_up(
        &self,
        transaction: &mut Transaction<'_, Any>,
        managed: &Managed,
    ) -> Result<Known> {
        let Managed { widget, id, .. } = managed;
        let earlier: Vec<&String> = self.instead_of.iter().filter(|earlier| **earlier != self.id).collect();
        if !earlier.is_empty() {
            let rows = rows_of(4, earlier.len());
            let sql = format!(
                "INSERT INTO changes (widget, submission, id, at) VALUES {rows} ON CONFLICT DO NOTHING"
            );
            let mut note = sqlx::query(sqlx::AssertSqlSafe(sql));
            for earlier in earlier {
                note = note.bind(widget).bind(id).bind(earlier).bind(now());
            }
            note.execute(&mut **transaction).await?;
        }
        let known = sqlx::query(
            "SELECT fingerprint, outcome FROM changes WHERE submission = $1 AND widget = $2 AND id = $3",
        );
        let known = known.bind(id).bind(widget).bind(&self.id).fetch_optional(&mut **transaction).await?;
        let Some(known) = known else { return Ok(Known::New) };
        let (fingerprint, outcome): (String, Option<String>) = (known.try_get(0)?, known.try_get(1)?);
        Ok(match outcome {
            None => Known::Superseded,
            Some(_) if fingerprint != self.fingerprint => Known::OtherContent,
            Some(outcome) if outcome.is_empty() => Known::Made,
            Some(outcome) => Known::Refused(outcome),
        })
    }

    /// Notes that it was made, or with which words it was refused.
    pub(super) async fn note(
        &self,
        transaction: &mut Transaction<'_, Any>,
        managed: &Managed,
        outcome: &str,
    ) -> Result<()> {
        let note = sqlx::query(
            "INSERT INTO changes (widget, submission, id, fingerprint, outcome, at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        );
        let note = note.bind(&managed.widget).bind(&managed.id).bind(&self.id).bind(&self.fingerprint);
        note.bind(outcome).bind(now()).execute(&mut **transaction).await?;
        Ok(())
    }
}
