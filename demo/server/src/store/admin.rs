//! What staff need: exports and moderation.

use anyhow::Result;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::Store;
use super::referrals::CODE;

/// Rows of an export read at once.
const PAGE: i64 = 500;

/// A stored submission, as it is exported.
pub(crate) struct Exported {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) recorded_at: i64,
    pub(crate) counted: bool,
    pub(crate) test: bool,
    pub(crate) locale: String,
    pub(crate) fields: String,
    pub(crate) consents: String,
    pub(crate) source: Option<String>,
    pub(crate) referrer: Option<String>,
    pub(crate) page: Option<String>,
    pub(crate) attribution: Option<String>,
    pub(crate) comment_hidden: bool,
    /// The version of the document that was answered.
    pub(crate) document: i64,
}

impl Exported {
    fn read(row: &AnyRow) -> sqlx::Result<Self> {
        let flag = |index: usize| row.try_get::<i64, _>(index).map(|flag| flag == 1);
        Ok(Self {
            seq: row.try_get(0)?,
            id: row.try_get(1)?,
            recorded_at: row.try_get(2)?,
            counted: flag(3)?,
            test: flag(4)?,
            locale: row.try_get(5)?,
            fields: row.try_get(6)?,
            consents: row.try_get(7)?,
            source: row.try_get(8)?,
            referrer: row.try_get(9)?,
            page: row.try_get(10)?,
            comment_hidden: flag(11)?,
            document: row.try_get(12)?,
            attribution: row.try_get(13)?,
        })
    }
}

impl Store {
    /// The next submissions after `seq`, oldest first; none at the end.
    pub(crate) async fn export(&self, widget: &str, seq: i64) -> Result<Vec<Exported>> {
        let sql = format!(
            "SELECT seq, id, recorded_at, counted, test, locale, fields, consents, source, {CODE}, page, \
             comment_hidden, document, attribution FROM submissions WHERE widget = $1 AND seq > $2 ORDER BY seq LIMIT $3"
        );
        let rows =
            sqlx::query(AssertSqlSafe(sql)).bind(widget).bind(seq).bind(PAGE).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(Exported::read).collect::<sqlx::Result<_>>()?)
    }

    /// Hides or shows a comment; false if there is no such submission.
    pub(crate) async fn hide_comment(&self, id: &str, hidden: bool) -> Result<bool> {
        let update = sqlx::query("UPDATE submissions SET comment_hidden = $1 WHERE id = $2");
        let done = update.bind(i64::from(hidden)).bind(id).execute(&self.writing).await?;
        Ok(done.rows_affected() > 0)
    }
}
