//! What staff see of the queue of the relay: how many wait, and what is not tried any more by itself.

use anyhow::Result;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::relay::UNKNOWN;
use super::retold::{keep_told, lock_told};
use super::{Store, now};

/// Dead letters on one page of the list.
const PAGE: i64 = 50;

/// How many wait for a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Queue {
    pub(crate) target: String,
    pub(crate) waiting: i64,
    /// Of these, those that wait for a place on a waiting list.
    pub(crate) waitlisted: i64,
    pub(crate) dead: i64,
    /// When the oldest of them was added.
    pub(crate) oldest: i64,
}

/// What is not tried any more by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeadLetter {
    pub(crate) id: i64,
    pub(crate) target: String,
    pub(crate) widget: String,
    pub(crate) submission: String,
    pub(crate) added_at: i64,
    pub(crate) tries: i64,
    pub(crate) error: Option<String>,
}

impl Store {
    /// Has a dead letter tried again; false if there is no such.
    pub(crate) async fn revive(&self, id: i64) -> Result<bool> {
        let revive = sqlx::query(
            "UPDATE relay SET dead = 0, tries = 0, failing_since = NULL, due_at = $1 WHERE id = $2 AND dead = 1",
        );
        Ok(revive.bind(now()).bind(id).execute(&self.writing).await?.rows_affected() > 0)
    }

    /// Has all dead letters of a target tried again; gives how many these are.
    pub(crate) async fn revive_all(&self, target: &str) -> Result<u64> {
        let revive = sqlx::query(
            "UPDATE relay SET dead = 0, tries = 0, failing_since = NULL, due_at = $1 WHERE target = $2 AND dead = 1",
        );
        Ok(revive.bind(now()).bind(target).execute(&self.writing).await?.rows_affected())
    }

    /// Deletes a dead letter; false if there is no such. What is answered later is told: whoever did by hand what it was
    /// about needs to know.
    pub(crate) async fn drop_errand(&self, id: i64) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let found = sqlx::query("SELECT target, widget, submission FROM relay WHERE id = $1 AND dead = 1");
        let Some(found) = found.bind(id).fetch_optional(&mut *transaction).await? else { return Ok(false) };
        let own = (found.try_get(0)?, found.try_get(1)?, found.try_get(2)?);
        lock_told(&mut transaction, self.kind, own).await?;
        let drop =
            sqlx::query("DELETE FROM relay WHERE id = $1 AND dead = 1 RETURNING lane, revision, standing");
        let Some(dropped) = drop.bind(id).fetch_optional(&mut *transaction).await? else { return Ok(false) };
        if dropped.try_get::<Option<&str>, _>(2)?.is_some() {
            keep_told(&mut transaction, own, dropped.try_get(0)?, dropped.try_get(1)?, UNKNOWN).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// How many wait for each target.
    pub(crate) async fn queues(&self) -> Result<Vec<Queue>> {
        let rows = sqlx::query(
            "SELECT target, CAST(SUM(1 - dead) AS BIGINT), CAST(SUM(dead) AS BIGINT), MIN(added_at), \
             CAST(SUM((1 - dead) * waitlisted) AS BIGINT) FROM relay GROUP BY target ORDER BY target",
        );
        let rows = rows.fetch_all(&self.pool).await?;
        let queue = |row: &AnyRow| -> sqlx::Result<Queue> {
            Ok(Queue {
                target: row.try_get(0)?,
                waiting: row.try_get(1)?,
                dead: row.try_get(2)?,
                oldest: row.try_get(3)?,
                waitlisted: row.try_get(4)?,
            })
        };
        Ok(rows.iter().map(queue).collect::<sqlx::Result<_>>()?)
    }

    /// A page of the dead letters after this one.
    pub(crate) async fn dead_letters(&self, after: i64) -> Result<Vec<DeadLetter>> {
        let rows = sqlx::query(
            "SELECT id, target, widget, submission, added_at, tries, error FROM relay WHERE dead = 1 AND id > $1 ORDER BY id LIMIT $2",
        );
        let rows = rows.bind(after).bind(PAGE).fetch_all(&self.pool).await?;
        let letter = |row: &AnyRow| -> sqlx::Result<DeadLetter> {
            Ok(DeadLetter {
                id: row.try_get(0)?,
                target: row.try_get(1)?,
                widget: row.try_get(2)?,
                submission: row.try_get(3)?,
                added_at: row.try_get(4)?,
                tries: row.try_get(5)?,
                error: row.try_get(6)?,
            })
        };
        Ok(rows.iter().map(letter).collect::<sqlx::Result<_>>()?)
    }
}
