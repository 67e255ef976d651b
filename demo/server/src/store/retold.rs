//! What changes after it was forwarded: a place that is given to whoever waited, and an answer to an event that is
//! another now. It is queued anew in the transaction that changes it, so that no change is ever missing.
//!
//! What is still in the queue is marked: whoever is forwarding it at this moment notices, and it goes once more.

use anyhow::Result;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::errand_ends::well;
use super::relay::Errand;
use super::{Store, now, places};

/// Has the targets that were told of submissions be told how they are now.
pub(super) async fn tell_again(
    transaction: &mut Transaction<'_, Any>,
    widget: &str,
    submissions: &[String],
) -> Result<()> {
    // What a target has refused it may take now.
    let own = places(3, submissions.len());
    let mark = format!(
        "UPDATE relay SET revision = revision + 1, due_at = CASE WHEN dead = 1 THEN $1 ELSE due_at END, \
         tries = CASE WHEN dead = 1 THEN 0 ELSE tries END, \
         failing_since = CASE WHEN dead = 1 THEN NULL ELSE failing_since END, dead = 0 \
         WHERE widget = $2 AND submission IN ({own})"
    );
    let mark = sqlx::query(AssertSqlSafe(mark)).bind(now()).bind(widget);
    submissions.iter().fold(mark, sqlx::query::Query::bind).execute(&mut **transaction).await?;
    // Another change of the same submission may be queueing it in this moment.
    let own = places(4, submissions.len());
    let queue = format!(
        "INSERT INTO relay (target, widget, submission, lane, added_at, due_at, revision, standing) \
         SELECT target, widget, submission, lane, CAST($1 AS BIGINT), CAST($2 AS BIGINT), revision + 1, standing FROM relay_told \
         WHERE widget = $3 AND submission IN ({own}) \
         ON CONFLICT (submission, widget, target) DO UPDATE SET revision = relay.revision + 1"
    );
    let at = now();
    let queue = sqlx::query(AssertSqlSafe(queue)).bind(at).bind(at).bind(widget);
    submissions.iter().fold(queue, sqlx::query::Query::bind).execute(&mut **transaction).await?;
    let own = places(2, submissions.len());
    let take = format!("DELETE FROM relay_told WHERE widget = $1 AND submission IN ({own})");
    let take = sqlx::query(AssertSqlSafe(take)).bind(widget);
    submissions.iter().fold(take, sqlx::query::Query::bind).execute(&mut **transaction).await?;
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

impl Store {
    /// It is forwarded, and its target is told again if that changes, or has changed meanwhile.
    pub(crate) async fn errand_told(&self, target: &str, errand: &Errand, standing: &str) -> Result<()> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("DELETE FROM relay WHERE id = $1 AND revision = $2 RETURNING lane");
        let done = done.bind(errand.id).bind(errand.revision).fetch_optional(&mut *transaction).await?;
        if let Some(row) = done {
            let lane: String = row.try_get(0)?;
            let keep = sqlx::query(
                "INSERT INTO relay_told (target, widget, submission, lane, revision, standing) \
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (submission, widget, target) \
                 DO UPDATE SET revision = excluded.revision, standing = excluded.standing",
            );
            let keep = keep.bind(target).bind(&errand.widget).bind(&errand.submission).bind(lane);
            keep.bind(errand.revision).bind(standing).execute(&mut *transaction).await?;
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
