//! What changes after it was forwarded: a place that is given to whoever waited, and an answer to an event that is
//! another now. It is queued anew in the transaction that changes it, so that no change is ever missing.
//!
//! What is still in the queue is marked: whoever is forwarding it at this moment notices, and it goes once more. What was
//! told once keeps its row in `relay_told` until it is erased, and that counts the changes: of two at once the second waits
//! there for the first. Whoever needs that row and the one in the queue locks it first.

use anyhow::Result;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::errand_ends::well;
use super::relay::Errand;
use super::{Kind, Store, now, places};

/// What a target has refused it may take now, at the time that is given.
fn anew(at: &str) -> String {
    format!(
        "due_at = CASE WHEN relay.dead = 1 THEN {at} ELSE relay.due_at END, \
         tries = CASE WHEN relay.dead = 1 THEN 0 ELSE relay.tries END, \
         failing_since = CASE WHEN relay.dead = 1 THEN NULL ELSE relay.failing_since END, dead = 0"
    )
}

/// Has the targets that were told of submissions be told how they are now.
pub(super) async fn tell_again(
    transaction: &mut Transaction<'_, Any>,
    widget: &str,
    submissions: &[String],
) -> Result<()> {
    // What was not told yet is in the queue. Where that ends at this moment, this waits until it was told.
    let own = places(3, submissions.len());
    let mark = format!(
        "UPDATE relay SET revision = revision + 1, {} WHERE widget = $2 AND submission IN ({own}) AND NOT EXISTS \
         (SELECT 1 FROM relay_told t WHERE t.submission = relay.submission AND t.widget = relay.widget \
         AND t.target = relay.target)",
        anew("$1")
    );
    let mark = sqlx::query(AssertSqlSafe(mark)).bind(now()).bind(widget);
    submissions.iter().fold(mark, sqlx::query::Query::bind).execute(&mut **transaction).await?;
    let own = places(2, submissions.len());
    let count =
        format!("UPDATE relay_told SET revision = revision + 1 WHERE widget = $1 AND submission IN ({own})");
    let count = sqlx::query(AssertSqlSafe(count)).bind(widget);
    submissions.iter().fold(count, sqlx::query::Query::bind).execute(&mut **transaction).await?;
    let own = places(4, submissions.len());
    let queue = format!(
        "INSERT INTO relay (target, widget, submission, lane, added_at, due_at, revision, standing) \
         SELECT target, widget, submission, lane, CAST($1 AS BIGINT), CAST($2 AS BIGINT), revision, standing FROM relay_told \
         WHERE widget = $3 AND submission IN ({own}) \
         ON CONFLICT (submission, widget, target) DO UPDATE SET revision = excluded.revision, {}",
        anew("excluded.due_at")
    );
    let at = now();
    let queue = sqlx::query(AssertSqlSafe(queue)).bind(at).bind(at).bind(widget);
    submissions.iter().fold(queue, sqlx::query::Query::bind).execute(&mut **transaction).await?;
    Ok(())
}

/// Forgets what targets were told of what is erased.
pub(super) async fn forget_told(
    transaction: &mut Transaction<'_, Any>,
    widget: &str,
    id: &str,
) -> Result<()> {
    let forget = sqlx::query("DELETE FROM relay_told WHERE submission = $1 AND widget = $2");
    forget.bind(id).bind(widget).execute(&mut **transaction).await?;
    Ok(())
}

/// Has whoever changes it wait, if a target was told of a submission before.
pub(super) async fn lock_told(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    (target, widget, submission): (&str, &str, &str),
) -> Result<()> {
    if kind == Kind::Postgres {
        let lock = sqlx::query(
            "SELECT 1 FROM relay_told WHERE submission = $1 AND widget = $2 AND target = $3 FOR UPDATE",
        );
        lock.bind(submission).bind(widget).bind(target).fetch_optional(&mut **transaction).await?;
    }
    Ok(())
}

/// Keeps what a target knows of what was just taken out of the queue.
pub(super) async fn keep_told(
    transaction: &mut Transaction<'_, Any>,
    (target, widget, submission): (&str, &str, &str),
    lane: &str,
    revision: i64,
    standing: &str,
) -> Result<()> {
    let keep = sqlx::query(
        "INSERT INTO relay_told (target, widget, submission, lane, revision, standing) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (submission, widget, target) \
         DO UPDATE SET revision = excluded.revision, standing = excluded.standing",
    );
    let keep = keep.bind(target).bind(widget).bind(submission).bind(lane).bind(revision).bind(standing);
    keep.execute(&mut **transaction).await?;
    Ok(())
}

impl Store {
    /// It is forwarded, and its target is told again if that changes, or has changed meanwhile.
    pub(crate) async fn errand_told(&self, target: &str, errand: &Errand, standing: &str) -> Result<()> {
        let mut transaction = self.begin().await?;
        let own = (target, &*errand.widget, &*errand.submission);
        lock_told(&mut transaction, self.kind, own).await?;
        let done = sqlx::query("DELETE FROM relay WHERE id = $1 AND revision = $2 RETURNING lane");
        let done = done.bind(errand.id).bind(errand.revision).fetch_optional(&mut *transaction).await?;
        if let Some(row) = done {
            keep_told(&mut transaction, own, row.try_get(0)?, errand.revision, standing).await?;
        } else {
            let again = sqlx::query(
                "UPDATE relay SET due_at = $1, tries = 0, failing_since = NULL, error = NULL, standing = $2 WHERE id = $3",
            );
            again.bind(now()).bind(standing).bind(errand.id).execute(&mut *transaction).await?;
        }
        well(&mut transaction, target).await?;
        transaction.commit().await?;
        Ok(())
    }
}
