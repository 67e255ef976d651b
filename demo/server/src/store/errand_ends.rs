//! What becomes of an errand that was taken: it is done, or comes again, or is left to staff.

use anyhow::Result;
use sqlx::{Any, Row as _, Transaction};

use super::relay::{Errand, MICROS};
use super::{Store, now};

/// A target has taken something.
pub(super) async fn well(transaction: &mut Transaction<'_, Any>, target: &str) -> Result<()> {
    let well = sqlx::query("UPDATE relay_pace SET fails = 0 WHERE target = $1 AND fails > 0");
    well.bind(target).execute(&mut **transaction).await?;
    Ok(())
}

impl Store {
    /// It waits for a place, and is looked at again at `due_at` at the latest: the place may have been given while this
    /// is written. It was not forwarded, so that another may go in its place.
    pub(crate) async fn errand_waits(
        &self,
        target: &str,
        errand: &Errand,
        due_at: i64,
        interval: i64,
    ) -> Result<()> {
        let mut transaction = self.begin().await?;
        let wait = sqlx::query(
            "UPDATE relay SET waitlisted = CASE WHEN revision = $1 THEN 1 ELSE 0 END, \
             due_at = CASE WHEN revision = $2 THEN $3 ELSE $4 END, standing = $5 WHERE id = $6",
        );
        let wait = wait.bind(errand.revision).bind(errand.revision).bind(due_at).bind(now());
        let wait = wait.bind(&errand.standing).bind(errand.id);
        wait.execute(&mut *transaction).await?;
        let pace = sqlx::query("UPDATE relay_pace SET next_us = next_us - $1 WHERE target = $2");
        pace.bind(interval).bind(target).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// It is forwarded, or not to be.
    pub(crate) async fn errand_done(&self, target: &str, id: i64) -> Result<()> {
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM relay WHERE id = $1").bind(id).execute(&mut *transaction).await?;
        well(&mut transaction, target).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// It has to be tried again, at `due_at`, and no other of this target before `held`. `failed` says whether
    /// that was a failure, or the target only wants it slower.
    pub(crate) async fn errand_failed(
        &self,
        target: &str,
        id: i64,
        due_at: i64,
        held: i64,
        failed: bool,
        error: &str,
    ) -> Result<()> {
        let more = i64::from(failed);
        let mut transaction = self.begin().await?;
        let delay = sqlx::query("UPDATE relay SET due_at = $1, tries = tries + $2, error = $3 WHERE id = $4");
        delay.bind(due_at).bind(more).bind(error).bind(id).execute(&mut *transaction).await?;
        if failed {
            // A clock that was put back begins anew.
            let since = sqlx::query(
                "UPDATE relay SET failing_since = $1 WHERE id = $2 AND (failing_since IS NULL OR failing_since > $3)",
            );
            let at = now();
            since.bind(at).bind(id).bind(at).execute(&mut *transaction).await?;
        }
        let pace = sqlx::query(
            "UPDATE relay_pace SET fails = fails + $1, next_us = CASE WHEN next_us > $2 THEN next_us ELSE $3 END WHERE target = $4",
        );
        let held = held * MICROS;
        pace.bind(more).bind(held).bind(held).bind(target).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// How often in a row a target has failed.
    pub(crate) async fn failures(&self, target: &str) -> Result<i64> {
        let fails = sqlx::query("SELECT fails FROM relay_pace WHERE target = $1").bind(target);
        Ok(fails.fetch_optional(&self.pool).await?.map_or(Ok(0), |row| row.try_get(0))?)
    }

    /// It is not tried any more by itself, unless it was changed meanwhile.
    pub(crate) async fn bury(&self, errand: &Errand, error: &str) -> Result<()> {
        let bury = sqlx::query(
            "UPDATE relay SET dead = CASE WHEN revision = $1 THEN 1 ELSE 0 END, \
             due_at = CASE WHEN revision = $2 THEN due_at ELSE $3 END, tries = tries + 1, error = $4 WHERE id = $5",
        );
        let bury = bury.bind(errand.revision).bind(errand.revision).bind(now()).bind(error).bind(errand.id);
        bury.execute(&self.writing).await?;
        Ok(())
    }
}
