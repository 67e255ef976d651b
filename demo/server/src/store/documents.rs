//! Versions of config documents.

use anyhow::{Context as _, Result};
use serde_json::Value;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Store, now};
use crate::sequence;

fn parsed(row: &AnyRow) -> Result<Value> {
    serde_json::from_str(row.try_get(0)?).context("a stored document is not JSON")
}

impl Store {
    /// Id and number of the latest version of each widget.
    pub(crate) async fn latest_versions(&self) -> Result<Vec<(String, i64)>> {
        let rows = sqlx::query("SELECT widget, MAX(version) FROM documents GROUP BY widget")
            .fetch_all(&self.pool)
            .await?;
        let pairs = rows.into_iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
        Ok(pairs.collect::<sqlx::Result<_>>()?)
    }

    /// One version of a document.
    pub(crate) async fn document(&self, widget: &str, version: i64) -> Result<Value> {
        let row = sqlx::query("SELECT document FROM documents WHERE widget = $1 AND version = $2");
        parsed(&row.bind(widget).bind(version).fetch_one(&self.pool).await?)
    }

    /// When a version was added.
    pub(crate) async fn added_at(&self, widget: &str, version: i64) -> Result<i64> {
        let row = sqlx::query("SELECT added_at FROM documents WHERE widget = $1 AND version = $2");
        Ok(row.bind(widget).bind(version).fetch_one(&self.pool).await?.try_get(0)?)
    }

    /// Whether there is any version of a document.
    pub(crate) async fn has_document(&self, widget: &str) -> Result<bool> {
        let row = sqlx::query("SELECT 1 FROM documents WHERE widget = $1 LIMIT 1");
        Ok(row.bind(widget).fetch_optional(&self.pool).await?.is_some())
    }

    /// Every version of a document, oldest first.
    pub(crate) async fn documents(&self, widget: &str) -> Result<Vec<Value>> {
        let rows = sqlx::query("SELECT document FROM documents WHERE widget = $1 ORDER BY version");
        let rows = rows.bind(widget).fetch_all(&self.pool).await?;
        rows.iter().map(parsed).collect()
    }

    /// Adds a version.
    pub(crate) async fn add_document(&self, widget: &str, document: &Value) -> Result<()> {
        self.add_version(widget, document, None).await
    }

    /// Takes a document of the campaigns folder, unless it is the one that was taken last:
    /// what was changed through the admin API since then stays.
    pub(crate) async fn take_file(&self, document: &Value) -> Result<()> {
        let widget = document.get("id").and_then(Value::as_str).context("a document without an id")?;
        let text = document.to_string();
        let last = sqlx::query(
            "SELECT file FROM documents WHERE widget = $1 AND file IS NOT NULL ORDER BY version DESC LIMIT 1",
        );
        let last = last.bind(widget).fetch_optional(&self.pool).await?;
        let last: Option<String> = last.map(|row| row.try_get(0)).transpose()?;
        if last.as_deref() == Some(&*text) {
            return Ok(());
        }
        self.add_version(widget, document, Some(&text)).await
    }

    async fn add_version(&self, widget: &str, document: &Value, file: Option<&str>) -> Result<()> {
        let last =
            sqlx::query("SELECT document FROM documents WHERE widget = $1 ORDER BY version DESC LIMIT 1");
        let last = last.bind(widget).fetch_optional(&self.writing).await?;
        let document = match last {
            Some(row) => sequence::raised(&parsed(&row)?, document),
            None => document.clone(),
        };
        let insert = sqlx::query(
            "INSERT INTO documents (widget, version, document, file, added_at) \
             SELECT $1, COALESCE(MAX(version), 0) + 1, $2, $3, $4 FROM documents WHERE widget = $5",
        );
        let insert = insert.bind(widget).bind(document.to_string()).bind(file).bind(now()).bind(widget);
        insert.execute(&self.writing).await.context("the document cannot be stored")?;
        Ok(())
    }
}
