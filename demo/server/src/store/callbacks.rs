//! Who wants to be called back. Nothing here leads to a submission, nor is read together with one; to
//! their ladder only if they sent its token along, and never from an anonymous survey.

use anyhow::Result;
use sqlx::{AssertSqlSafe, Row as _};

use super::place::{AFTER, PAGE, Place};
use super::requests::keep;
use super::steps::settle;
use super::{Asking, Request, Requests, Store, now};

impl Store {
    /// Keeps a call-back; gives the one that was kept first under its id. None if the id is that of
    /// another one, or of a submission, to which it would lead. Whether it is new comes with it.
    pub(crate) async fn call_back(&self, asked: &Asking) -> Result<Option<(Request, bool)>> {
        let mut transaction = self.begin().await?;
        let submission = sqlx::query("SELECT 1 FROM submissions WHERE id = $1 AND widget = $2");
        let submission = submission.bind(&asked.request.id).bind(&asked.request.widget);
        if submission.fetch_optional(&mut *transaction).await?.is_some() {
            transaction.rollback().await?;
            return Ok(None);
        }
        let kept = keep(&mut transaction, self.kind, asked).await?;
        transaction.commit().await?;
        Ok(kept)
    }

    /// A page of those of one widget, or of all: open ones first, by the time when they are due.
    pub(crate) async fn call_backs(&self, widget: Option<&str>, after: &Place) -> Result<Vec<Request>> {
        let sql = format!(
            "SELECT {} FROM (SELECT callbacks.*, CASE WHEN done_at IS NULL AND withdrawn_at IS NULL \
             THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END AS closed FROM callbacks) AS listed {AFTER}",
            Request::columns(Requests::CallBacks)
        );
        let rows = after.bind(sqlx::query(AssertSqlSafe(sql)), widget).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(|row| Request::read(Requests::CallBacks, row)).collect::<sqlx::Result<_>>()?)
    }

    /// Some of those of which the organisers' own system has not heard, tests apart: which are still open, or
    /// were taken back. Of these it hears again, for it may have heard of them without our knowing.
    pub(crate) async fn untold_call_backs(&self) -> Result<Vec<Request>> {
        let sql = format!(
            "SELECT {} FROM callbacks WHERE told_at IS NULL AND (done_at IS NULL OR withdrawn_at IS NOT NULL) \
             AND test = 0 ORDER BY created_at, id LIMIT $1",
            Request::columns(Requests::CallBacks)
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(PAGE).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(|row| Request::read(Requests::CallBacks, row)).collect::<sqlx::Result<_>>()?)
    }

    /// Marks that someone was called, once; false if there is no such call-back, or none any more. Their rung is then done.
    pub(crate) async fn called(&self, id: &str) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let update = sqlx::query(
            "UPDATE callbacks SET done_at = COALESCE(done_at, $1) WHERE id = $2 AND withdrawn_at IS NULL RETURNING climber",
        );
        let called = update.bind(now()).bind(id).fetch_optional(&mut *transaction).await?;
        let Some(called) = called else { return Ok(false) };
        let climber: Option<String> = called.try_get(0)?;
        settle(&mut transaction, self.kind, &self.rules, &climber.into_iter().collect()).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
