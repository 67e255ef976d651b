//! Who offers to host or to take a shift: until staff agree it is pending, and only what was done completes
//! a rung.

use std::collections::BTreeMap;

use anyhow::Result;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::climbers::present;
use super::place::{AFTER, PAGE, Place};
use super::requests::keep;
use super::steps::settle;
use super::{Asking, Request, Requests, Store, now};

/// Someone's offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) request: Request,
    pub(crate) accepted_at: Option<i64>,
}

/// What staff say of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It may be done.
    Accepted,
    /// It may not.
    Declined,
    /// It was done, and so was accepted.
    Done,
}

/// Whether staff have nothing left to see to.
const CLOSED: &str = "CASE WHEN done_at IS NULL AND declined_at IS NULL AND withdrawn_at IS NULL \
     THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END";

impl Offered {
    fn read(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self { request: Request::read(Requests::Offers, row)?, accepted_at: row.try_get("accepted_at")? })
    }

    /// In one word, how it stands for staff.
    pub(crate) const fn state(&self) -> &'static str {
        match self.accepted_at {
            Some(_) if !self.request.is_closed() => "accepted",
            _ => self.request.state(),
        }
    }
}

impl Store {
    /// Keeps an offer; gives the one that was kept first under its id. None if the id is that of another.
    /// Whether it is new comes with it.
    pub(crate) async fn offer(&self, offered: &Asking) -> Result<Option<(Request, bool)>> {
        let mut transaction = self.begin().await?;
        let kept = keep(&mut transaction, self.kind, offered).await?;
        transaction.commit().await?;
        Ok(kept)
    }

    /// Some of those of which the organisers' own system has not heard, tests apart: which staff still have to see
    /// to, or were taken back.
    pub(crate) async fn untold_offers(&self) -> Result<Vec<Offered>> {
        let sql = format!(
            "SELECT {}, accepted_at FROM offers WHERE told_at IS NULL \
             AND (done_at IS NULL AND declined_at IS NULL OR withdrawn_at IS NOT NULL) AND test = 0 \
             ORDER BY created_at, id LIMIT $1",
            Request::columns(Requests::Offers)
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(PAGE).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(Offered::read).collect::<sqlx::Result<_>>()?)
    }

    /// A page of those of one widget, or of all, after a place: those that staff have to see to first, by
    /// the time when they are due.
    pub(crate) async fn offers(&self, widget: Option<&str>, after: &Place) -> Result<Vec<Offered>> {
        let sql = format!(
            "SELECT {}, accepted_at FROM (SELECT offers.*, {CLOSED} AS closed FROM offers) AS listed {AFTER}",
            Request::columns(Requests::Offers)
        );
        let rows = after.bind(sqlx::query(sqlx::AssertSqlSafe(sql)), widget).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(Offered::read).collect::<sqlx::Result<_>>()?)
    }

    /// Notes what staff say of an offer, the first time; false if there is no such offer, or none any more.
    pub(crate) async fn judge_offer(&self, id: &str, verdict: Verdict) -> Result<bool> {
        let sql = match verdict {
            Verdict::Accepted => {
                "UPDATE offers SET accepted_at = COALESCE(accepted_at, $1), declined_at = NULL WHERE id = $2 AND withdrawn_at IS NULL RETURNING climber"
            }
            Verdict::Declined => {
                "UPDATE offers SET declined_at = COALESCE(declined_at, $1), accepted_at = NULL, done_at = NULL WHERE id = $2 AND withdrawn_at IS NULL RETURNING climber"
            }
            Verdict::Done => {
                "UPDATE offers SET done_at = COALESCE(done_at, $1), accepted_at = COALESCE(accepted_at, $1), declined_at = NULL WHERE id = $2 AND withdrawn_at IS NULL RETURNING climber"
            }
        };
        let mut transaction = self.begin().await?;
        let row = sqlx::query(sql).bind(now()).bind(id).fetch_optional(&mut *transaction).await?;
        let Some(row) = row else { return Ok(false) };
        let climber: Option<String> = row.try_get(0)?;
        settle(&mut transaction, self.kind, &self.rules, &climber.into_iter().collect()).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Notes that someone was at an occurrence; the first time holds, and is given. None of whoever has no token here:
    /// they are believed by their own device only.
    pub(crate) async fn arrive(&self, token: Option<&str>, widget: &str, slot: &str) -> Result<Option<i64>> {
        let mut transaction = self.begin().await?;
        let climber = present(&mut transaction, self.kind, token).await?;
        let Some(climber) = climber else { return Ok(None) };
        let keep = sqlx::query(
            "INSERT INTO arrivals (climber, widget, slot, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        );
        keep.bind(&climber).bind(widget).bind(slot).bind(now()).execute(&mut *transaction).await?;
        let first = sqlx::query("SELECT at FROM arrivals WHERE climber = $1 AND widget = $2 AND slot = $3");
        let first = first.bind(&climber).bind(widget).bind(slot).fetch_one(&mut *transaction).await?;
        settle(&mut transaction, self.kind, &self.rules, &[climber].into()).await?;
        transaction.commit().await?;
        Ok(Some(first.try_get(0)?))
    }

    /// How many were noted at each occurrence, tests apart.
    pub(crate) async fn arrived(&self, widget: &str) -> Result<BTreeMap<String, i64>> {
        let rows = sqlx::query(
            "SELECT a.slot, COUNT(*) FROM arrivals a JOIN climbers c ON c.id = a.climber \
             WHERE a.widget = $1 AND c.test = 0 GROUP BY a.slot",
        );
        let rows = rows.bind(widget).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<sqlx::Result<_>>()?)
    }
}
