//! Counts, kept as signatures come in: no figure needs a look at the rows.

use anyhow::Result;
use sqlx::Row as _;

use super::Store;

/// How many submissions of a widget there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    /// Signatures that count.
    pub(crate) counted: i64,
    /// Later submissions of someone who had signed already.
    pub(crate) repeats: i64,
    /// Tests.
    pub(crate) tests: i64,
}

impl Store {
    /// The figures of a widget.
    pub(crate) async fn figures(&self, widget: &str) -> Result<Figures> {
        let row = sqlx::query("SELECT count, repeats, tests FROM counts WHERE widget = $1");
        let Some(row) = row.bind(widget).fetch_optional(&self.pool).await? else {
            return Ok(Figures::default());
        };
        Ok(Figures { counted: row.try_get(0)?, repeats: row.try_get(1)?, tests: row.try_get(2)? })
    }
}
