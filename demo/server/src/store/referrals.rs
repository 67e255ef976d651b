//! Who brought whom: supporters are told how many, organisers who.

use anyhow::Result;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::{Store, places};

/// One who took part, and one with whose code they did.
pub(crate) struct Link {
    pub(crate) from: Sharer,
    pub(crate) to: Sharer,
    /// What the second took part in, and when.
    pub(crate) widget: String,
    pub(crate) at: i64,
}

/// Someone who took part.
pub(crate) struct Sharer {
    pub(crate) submission: String,
    pub(crate) person: Option<String>,
    pub(crate) fields: String,
}

impl Sharer {
    fn read(row: &AnyRow, first: usize) -> sqlx::Result<Self> {
        Ok(Self {
            submission: row.try_get(first)?,
            person: row.try_get(first + 1)?,
            fields: row.try_get(first + 2)?,
        })
    }
}

impl Store {
    /// How many people took part with a code: each once, tests and whoever shared it not at all. Of a code
    /// that nobody was given it is none.
    pub(crate) async fn brought(&self, code: &str) -> Result<i64> {
        let row = sqlx::query(
            "SELECT COUNT(DISTINCT COALESCE(b.person, b.id)) FROM submissions b \
             JOIN submissions o ON o.referral = b.referrer \
             WHERE b.referrer = $1 AND b.counted = 1 AND b.test = 0 AND o.test = 0 \
             AND (b.person IS NULL OR o.person IS NULL OR b.person <> o.person)",
        );
        Ok(row.bind(code).fetch_one(&self.pool).await?.try_get(0)?)
    }

    /// Who brought whom into these widgets, in the order in which they came.
    pub(crate) async fn referrals(&self, widgets: &[&str]) -> Result<Vec<Link>> {
        if widgets.is_empty() {
            return Ok(Vec::new());
        }
        let places = places(1, widgets.len());
        let sql = format!(
            "SELECT o.id, o.person, o.fields, b.id, b.person, b.fields, b.widget, b.recorded_at FROM submissions b \
             JOIN submissions o ON o.referral = b.referrer \
             WHERE b.widget IN ({places}) AND b.referrer IS NOT NULL AND b.counted = 1 AND b.test = 0 AND o.test = 0 \
             AND (b.person IS NULL OR o.person IS NULL OR b.person <> o.person) ORDER BY b.seq"
        );
        let query = widgets.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, widget| query.bind(*widget));
        let link = |row: &AnyRow| {
            Ok(Link {
                from: Sharer::read(row, 0)?,
                to: Sharer::read(row, 3)?,
                widget: row.try_get(6)?,
                at: row.try_get(7)?,
            })
        };
        Ok(query.fetch_all(&self.pool).await?.iter().map(link).collect::<sqlx::Result<_>>()?)
    }
}
