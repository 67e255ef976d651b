//! Answers in words, and which of them staff have published.

use std::collections::HashMap;

use anyhow::Result;
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::{Kind, Store};

/// Answers on one page of a list.
const PAGE: i64 = 50;

/// An answer in words.
pub(crate) struct Words {
    pub(crate) seq: i64,
    pub(crate) submission: String,
    pub(crate) text: String,
    pub(crate) recorded_at: i64,
    pub(crate) published: bool,
}

/// What is written in a control; none if it was left empty.
fn written(fields: &str, control: &str) -> Option<String> {
    let mut fields: HashMap<String, String> = serde_json::from_str(fields).unwrap_or_default();
    fields.remove(control).filter(|text| !text.is_empty())
}

fn words(row: &AnyRow, control: &str) -> sqlx::Result<Option<Words>> {
    let Some(text) = written(row.try_get(2)?, control) else { return Ok(None) };
    Ok(Some(Words {
        seq: row.try_get(0)?,
        submission: row.try_get(1)?,
        text,
        recorded_at: row.try_get(3)?,
        published: row.try_get::<i64, _>(4)? == 1,
    }))
}

impl Store {
    /// The answers in a control that count, the newest first, from before the submission `before`.
    pub(crate) async fn open_answers(&self, widget: &str, control: &str, before: i64) -> Result<Vec<Words>> {
        let rows = sqlx::query(
            "SELECT seq, id, fields, recorded_at, CASE WHEN EXISTS (SELECT 1 FROM open_answers WHERE \
             submission = seq AND open_answers.widget = $1 AND question = $2) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END \
             FROM submissions WHERE submissions.widget = $3 AND counted = 1 AND seq < $4 AND fields LIKE $5 ESCAPE '!' \
             ORDER BY seq DESC LIMIT $6",
        );
        // The key as the fields hold it: where it is missing there is no answer.
        let key = format!("%\"{}\":%", control.replace('_', "!_"));
        let rows = rows.bind(widget).bind(control).bind(widget).bind(before).bind(key).bind(PAGE);
        let rows = rows.fetch_all(&self.pool).await?;
        let all = rows.iter().map(|row| words(row, control)).collect::<sqlx::Result<Vec<_>>>()?;
        Ok(all.into_iter().flatten().collect())
    }

    /// The newest of those that are published, by control.
    pub(crate) async fn published_answers(&self, widget: &str) -> Result<HashMap<String, Vec<Words>>> {
        let rows = sqlx::query(
            "SELECT seq, id, fields, recorded_at, CAST(1 AS BIGINT), question FROM (SELECT seq, id, fields, recorded_at, \
             question, ROW_NUMBER() OVER (PARTITION BY question ORDER BY seq DESC) AS newest FROM submissions \
             JOIN open_answers ON submission = seq WHERE open_answers.widget = $1) AS published \
             WHERE newest <= $2 ORDER BY seq DESC",
        );
        let mut all: HashMap<String, Vec<Words>> = HashMap::new();
        for row in rows.bind(widget).bind(PAGE).fetch_all(&self.pool).await? {
            let control: String = row.try_get(5)?;
            let words = words(&row, &control)?;
            all.entry(control).or_default().extend(words);
        }
        Ok(all)
    }

    /// Publishes an answer, or takes it back; false if there is no such answer, or it does not count.
    pub(crate) async fn publish_answer(
        &self,
        widget: &str,
        submission: &str,
        control: &str,
        publish: bool,
    ) -> Result<bool> {
        let mut transaction = self.begin().await?;
        // It stays until the answer is published, or is gone before.
        let lock = if self.kind == Kind::Postgres { " FOR UPDATE" } else { "" };
        let sql = format!(
            "SELECT seq, fields FROM submissions WHERE id = $1 AND widget = $2 AND counted = 1{lock}"
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(submission).bind(widget);
        let Some(row) = row.fetch_optional(&mut *transaction).await? else { return Ok(false) };
        if written(row.try_get(1)?, control).is_none() {
            return Ok(false);
        }
        let sql = if publish {
            "INSERT INTO open_answers (widget, question, submission) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM open_answers WHERE widget = $1 AND question = $2 AND submission = $3"
        };
        let change = sqlx::query(sql).bind(widget).bind(control).bind(row.try_get::<i64, _>(0)?);
        change.execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// Takes back every answer of a submission that is about to be emptied.
pub(super) async fn take_back(transaction: &mut Transaction<'_, Any>, submission: i64) -> Result<()> {
    let delete = sqlx::query("DELETE FROM open_answers WHERE submission = $1");
    delete.bind(submission).execute(&mut **transaction).await?;
    Ok(())
}
