//! Emails to those who answered an invitation. Each is queued once, whichever process thinks of it, and
//! stays as a mark once it is done with, so that it is not queued again.

use anyhow::Result;
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::{Kind, Store, now};
use crate::mail::Occasion;

/// Word of a place that became free is not queued later than this, in milliseconds.
const FRESH: i64 = 2 * 24 * 60 * 60 * 1_000;
/// The marks of what was sent are kept so long: longer than anything could be queued once more.
const MARKED: i64 = 15 * FRESH;
/// Emails on one page of the list of those that were given up.
const PAGE: i64 = 50;

/// An email to be sent, for as long as its lease lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) id: i64,
    pub(crate) widget: String,
    pub(crate) submission: String,
    pub(crate) slot: String,
    pub(crate) occasion: Occasion,
    pub(crate) start: i64,
    /// Tries that failed.
    pub(crate) tries: i64,
}

/// What there is still to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outgoing {
    pub(crate) waiting: i64,
    pub(crate) dead: i64,
    /// When the oldest of those that wait was added.
    pub(crate) oldest: Option<i64>,
}

/// An email that is not tried any more by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeadEmail {
    pub(crate) id: i64,
    pub(crate) widget: String,
    pub(crate) submission: String,
    pub(crate) slot: String,
    pub(crate) occasion: Occasion,
    pub(crate) added_at: i64,
    pub(crate) tries: i64,
    pub(crate) error: String,
}

impl Store {
    /// Queues reminders for all who come to an occurrence and said so before `since`.
    pub(crate) async fn queue_reminders(
        &self,
        widget: &str,
        slot: &str,
        occasion: Occasion,
        start: i64,
        since: i64,
    ) -> Result<()> {
        let queue = sqlx::query(
            "INSERT INTO letters (widget, submission, slot, occasion, start, added_at, due_at) \
             SELECT r.widget, r.submission, r.slot, $1, $2, $3, $4 FROM replies r \
             JOIN submissions s ON s.id = r.submission AND s.widget = r.widget \
             WHERE r.widget = $5 AND r.slot = $6 AND r.state = 'coming' AND r.test = 0 \
             AND s.fingerprint <> '' AND s.recorded_at <= $7 ON CONFLICT DO NOTHING",
        );
        let at = now();
        let queue = queue.bind(occasion.as_str()).bind(start).bind(at).bind(at);
        let mut transaction = self.begin().await?;
        queue.bind(widget).bind(slot).bind(since).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Queues word to all who had waited and have a place now.
    pub(crate) async fn queue_promotions(&self) -> Result<()> {
        let new = sqlx::query(
            "SELECT 1 FROM replies r WHERE r.promoted_at > $1 AND r.state = 'coming' AND NOT EXISTS \
             (SELECT 1 FROM letters l WHERE l.submission = r.submission AND l.widget = r.widget \
             AND l.slot = r.slot AND l.occasion = 'place' AND l.start = r.promoted_at) LIMIT 1",
        );
        let since = now() - FRESH;
        // Most looks find nothing to do, and need not ask for the right to write.
        if new.bind(since).fetch_optional(&self.pool).await?.is_none() {
            return Ok(());
        }
        let queue = sqlx::query(
            "INSERT INTO letters (widget, submission, slot, occasion, start, added_at, due_at) \
             SELECT widget, submission, slot, 'place', promoted_at, $1, $2 FROM replies \
             WHERE promoted_at > $3 AND state = 'coming' ON CONFLICT DO NOTHING",
        );
        let at = now();
        let mut transaction = self.begin().await?;
        queue.bind(at).bind(at).bind(since).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Takes the next email that is due, for `lease` milliseconds: after that it is due again, for whoever
    /// had it is taken for dead.
    pub(crate) async fn next_letter(&self, lease: i64) -> Result<Option<Letter>> {
        let due = sqlx::query("SELECT 1 FROM letters WHERE due_at <= $1 LIMIT 1").bind(now());
        if due.fetch_optional(&self.pool).await?.is_none() {
            return Ok(None);
        }
        let mut transaction = self.begin().await?;
        let lock = if self.kind == Kind::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
        let sql = format!(
            "SELECT id, widget, submission, slot, occasion, start, tries FROM letters WHERE due_at <= $1 \
             ORDER BY due_at, id LIMIT 1{lock}"
        );
        let at = now();
        let row = sqlx::query(AssertSqlSafe(sql)).bind(at).fetch_optional(&mut *transaction).await?;
        let Some(row) = row else { return Ok(None) };
        let id: i64 = row.try_get(0)?;
        let take = sqlx::query("UPDATE letters SET due_at = $1 WHERE id = $2").bind(at + lease).bind(id);
        take.execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(Some(Letter {
            id,
            widget: row.try_get(1)?,
            submission: row.try_get(2)?,
            slot: row.try_get(3)?,
            occasion: Occasion::named(row.try_get(4)?),
            start: row.try_get(5)?,
            tries: row.try_get(6)?,
        }))
    }

    /// It was sent, or there is no reason to send it any more.
    pub(crate) async fn letter_done(&self, id: i64) -> Result<()> {
        let done = sqlx::query("UPDATE letters SET due_at = NULL, error = NULL WHERE id = $1");
        let mut transaction = self.begin().await?;
        done.bind(id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// It is not tried any more by itself.
    pub(crate) async fn bury_letter(&self, id: i64, error: &str) -> Result<()> {
        let bury =
            sqlx::query("UPDATE letters SET due_at = NULL, tries = tries + 1, error = $1 WHERE id = $2");
        let mut transaction = self.begin().await?;
        bury.bind(error).bind(id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// How many emails wait, how many are given up, and when the oldest of those that wait was added.
    pub(crate) async fn outgoing(&self) -> Result<Outgoing> {
        let counts = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM letters WHERE due_at IS NOT NULL), \
             (SELECT COUNT(*) FROM letters WHERE due_at IS NULL AND error IS NOT NULL), \
             (SELECT MIN(added_at) FROM letters WHERE due_at IS NOT NULL)",
        );
        let row = counts.fetch_one(&self.pool).await?;
        Ok(Outgoing { waiting: row.try_get(0)?, dead: row.try_get(1)?, oldest: row.try_get(2)? })
    }

    /// A page of the emails after this one that were given up.
    pub(crate) async fn dead_emails(&self, after: i64) -> Result<Vec<DeadEmail>> {
        let rows = sqlx::query(
            "SELECT id, widget, submission, slot, occasion, added_at, tries, error FROM letters \
             WHERE due_at IS NULL AND error IS NOT NULL AND id > $1 ORDER BY id LIMIT $2",
        );
        let rows = rows.bind(after).bind(PAGE).fetch_all(&self.pool).await?;
        let email = |row: &AnyRow| -> sqlx::Result<DeadEmail> {
            Ok(DeadEmail {
                id: row.try_get(0)?,
                widget: row.try_get(1)?,
                submission: row.try_get(2)?,
                slot: row.try_get(3)?,
                occasion: Occasion::named(row.try_get(4)?),
                added_at: row.try_get(5)?,
                tries: row.try_get(6)?,
                error: row.try_get(7)?,
            })
        };
        Ok(rows.iter().map(email).collect::<sqlx::Result<_>>()?)
    }

    /// Has one of them tried again; false if there is no such.
    pub(crate) async fn revive_email(&self, id: i64) -> Result<bool> {
        let revive = sqlx::query(
            "UPDATE letters SET due_at = $1, tries = 0, error = NULL \
             WHERE id = $2 AND due_at IS NULL AND error IS NOT NULL",
        );
        Ok(revive.bind(now()).bind(id).execute(&self.writing).await?.rows_affected() > 0)
    }

    /// Takes one of them off the list; false if there is no such. Its mark stays, so that it is not queued again.
    pub(crate) async fn drop_email(&self, id: i64) -> Result<bool> {
        let drop = sqlx::query(
            "UPDATE letters SET error = NULL WHERE id = $1 AND due_at IS NULL AND error IS NOT NULL",
        );
        Ok(drop.bind(id).execute(&self.writing).await?.rows_affected() > 0)
    }

    /// It has to be tried again at `due_at`.
    pub(crate) async fn letter_failed(&self, id: i64, due_at: i64, error: &str) -> Result<()> {
        let delay =
            sqlx::query("UPDATE letters SET due_at = $1, tries = tries + 1, error = $2 WHERE id = $3");
        let mut transaction = self.begin().await?;
        delay.bind(due_at).bind(error).bind(id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whether someone wants emails about what they answered.
    pub(crate) async fn wants_letters(&self, widget: &str, submission: &str) -> Result<bool> {
        let off = sqlx::query("SELECT 1 FROM no_letters WHERE submission = $1 AND widget = $2");
        Ok(off.bind(submission).bind(widget).fetch_optional(&self.pool).await?.is_none())
    }

    /// Keeps whether someone wants emails about what they answered.
    pub(crate) async fn set_letters(&self, widget: &str, submission: &str, wanted: bool) -> Result<()> {
        let set = sqlx::query(if wanted {
            "DELETE FROM no_letters WHERE submission = $1 AND widget = $2"
        } else {
            "INSERT INTO no_letters (submission, widget) VALUES ($1, $2) ON CONFLICT DO NOTHING"
        });
        let mut transaction = self.begin().await?;
        set.bind(submission).bind(widget).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Forgets marks that nothing needs any more.
    pub(crate) async fn purge_letters(&self) -> Result<()> {
        let purge = sqlx::query("DELETE FROM letters WHERE due_at IS NULL AND added_at < $1");
        let mut transaction = self.begin().await?;
        purge.bind(now() - MARKED).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Takes what was erased out of the queue.
pub(super) async fn forget_letters(
    transaction: &mut Transaction<'_, Any>,
    widget: &str,
    id: &str,
) -> Result<()> {
    for sql in [
        "DELETE FROM letters WHERE submission = $1 AND widget = $2",
        "DELETE FROM no_letters WHERE submission = $1 AND widget = $2",
    ] {
        sqlx::query(sql).bind(id).bind(widget).execute(&mut **transaction).await?;
    }
    Ok(())
}
