//! What people ask of staff: to be called back, or to agree to an offer. Whoever asked can take it back: then
//! nothing of what they entered is left, and staff see that it was.

use anyhow::Result;
use sqlx::{AssertSqlSafe, Row as _};

use super::{Store, now};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Requests {
    /// To be called back.
    CallBacks,
    /// To agree to an offer.
    Offers,
}

impl Requests {
    /// Their name: that of their table, and in addresses.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::CallBacks => "callbacks",
            Self::Offers => "offers",
        }
    }
}

/// A request that someone came back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) kind: Requests,
    pub(crate) widget: String,
    pub(crate) id: String,
    /// What was offered; none of a call-back.
    pub(crate) offer: Option<String>,
    pub(crate) locale: String,
    pub(crate) created_at: i64,
    pub(crate) due_at: i64,
    pub(crate) done_at: Option<i64>,
    pub(crate) withdrawn_at: Option<i64>,
}

impl Store {
    /// The request under this id, if there is one.
    pub(crate) async fn request(&self, kind: Requests, id: &str) -> Result<Option<Request>> {
        let offer = if kind == Requests::Offers { "offer" } else { "''" };
        let sql = format!(
            "SELECT widget, id, locale, created_at, due_at, done_at, withdrawn_at, {offer} FROM {} WHERE id = $1",
            kind.as_str()
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(&self.pool).await?;
        let Some(row) = row else { return Ok(None) };
        let offer: String = row.try_get(7)?;
        Ok(Some(Request {
            kind,
            widget: row.try_get(0)?,
            id: row.try_get(1)?,
            offer: Some(offer).filter(|offer| !offer.is_empty()),
            locale: row.try_get(2)?,
            created_at: row.try_get(3)?,
            due_at: row.try_get(4)?,
            done_at: row.try_get(5)?,
            withdrawn_at: row.try_get(6)?,
        }))
    }

    /// Takes a request back, once; gives when that was, none if there is no such request. Who it was and what
    /// they entered is deleted; a rung that it has completed stays done.
    pub(crate) async fn withdraw(&self, kind: Requests, id: &str) -> Result<Option<i64>> {
        // The organisers' own system is to hear of this, too.
        let untold = if kind == Requests::CallBacks { ", told_at = NULL" } else { "" };
        let table = kind.as_str();
        let mut transaction = self.begin().await?;
        let sql = format!(
            "UPDATE {table} SET withdrawn_at = $1, fields = '{{}}', person = NULL{untold}, \
             climber = CASE WHEN done_at IS NULL THEN NULL ELSE climber END WHERE id = $2 AND withdrawn_at IS NULL"
        );
        sqlx::query(AssertSqlSafe(sql)).bind(now()).bind(id).execute(&mut *transaction).await?;
        let sql = format!("SELECT withdrawn_at FROM {table} WHERE id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.flatten())
    }
}
