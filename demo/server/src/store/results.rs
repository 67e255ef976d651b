//! What the answers to surveys amount to: a row per version of a survey, changed in the same
//! transaction as the answers themselves; and what of it was published last.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use rungs_model::Values;
use rungs_model::survey::Aggregate;
use serde_json::Value;
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::{Entry, Kind, Store};
use crate::definition;

/// Submissions of widgets, by widget and version of its document.
type ByVersion<T> = BTreeMap<(String, i64), T>;

/// Results as they were published.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    /// The version of the document that its tallies belong to.
    pub(crate) version: i64,
    /// How many submissions there were in all.
    pub(crate) submissions: i64,
    /// What they amount to, as everyone sees it.
    pub(crate) aggregate: Aggregate,
    /// What each question was published with last, which what comes next is held against.
    pub(crate) baseline: Aggregate,
}

/// The key of a stored snapshot's baseline, beside what everyone sees; an earlier version stored none.
const BASELINE: &str = "baseline";

fn parsed(text: &str) -> Result<Aggregate> {
    understood(&json(text)?)
}

fn json(text: &str) -> Result<Value> {
    serde_json::from_str(text).context("stored results are not JSON")
}

fn understood(value: &Value) -> Result<Aggregate> {
    Aggregate::from_value(value).context("stored results cannot be read by this version")
}

/// Adds the answers of submissions that count.
pub(super) async fn add_answers(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    answered: impl Iterator<Item = &Entry>,
) -> Result<()> {
    let mut sums: ByVersion<Aggregate> = BTreeMap::new();
    for entry in answered {
        if let Some(answers) = &entry.answers {
            sums.entry((entry.widget.clone(), entry.document)).or_default().merge(answers);
        }
    }
    change(transaction, kind, &sums).await
}

/// Merges sums into the rows; each row is locked before it is read, in the same order everywhere.
async fn change(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    sums: &ByVersion<Aggregate>,
) -> Result<()> {
    for ((widget, version), sum) in sums {
        let start = sqlx::query(
            "INSERT INTO aggregates (widget, version, aggregate) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        );
        let start = start.bind(widget).bind(version).bind(Aggregate::default().to_value().to_string());
        start.execute(&mut **transaction).await?;
        let lock = if kind == Kind::Postgres { " FOR UPDATE" } else { "" };
        let sql = format!("SELECT aggregate FROM aggregates WHERE widget = $1 AND version = $2{lock}");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(widget).bind(version);
        let mut aggregate = parsed(row.fetch_one(&mut **transaction).await?.try_get(0)?)?;
        aggregate.merge(sum);
        let keep = sqlx::query("UPDATE aggregates SET aggregate = $1 WHERE widget = $2 AND version = $3");
        let keep = keep.bind(aggregate.to_value().to_string()).bind(widget).bind(version);
        keep.execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Takes answers out again. The rows are widget, document, counted and fields of submissions
/// that the transaction has locked and is about to empty.
pub(super) async fn remove_answers(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    rows: &[AnyRow],
) -> Result<()> {
    let mut answers: ByVersion<Vec<Values>> = BTreeMap::new();
    for row in rows {
        if row.try_get::<i64, _>(2)? == 1 {
            let fields: BTreeMap<String, String> = serde_json::from_str(row.try_get(3)?).unwrap_or_default();
            let key = (row.try_get(0)?, row.try_get(1)?);
            answers.entry(key).or_default().push(fields.into_iter().collect());
        }
    }
    let mut sums: ByVersion<Aggregate> = BTreeMap::new();
    for ((widget, version), answers) in answers {
        let document = sqlx::query("SELECT document FROM documents WHERE widget = $1 AND version = $2");
        let document = document.bind(&widget).bind(version).fetch_optional(&mut **transaction).await?;
        let Some(document) = document else { continue };
        let document: Value = serde_json::from_str(document.try_get(0)?)?;
        let Some(survey) = definition::survey(&document) else { continue };
        let sum = sums.entry((widget, version)).or_default();
        for values in &answers {
            sum.remove(&survey, values);
        }
    }
    change(transaction, kind, &sums).await
}

impl Store {
    /// The aggregates of a survey, by version.
    pub(crate) async fn aggregates(&self, widget: &str) -> Result<Vec<(i64, Aggregate)>> {
        let rows =
            sqlx::query("SELECT version, aggregate FROM aggregates WHERE widget = $1 ORDER BY version");
        let rows = rows.bind(widget).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, parsed(row.try_get(1)?)?))).collect()
    }

    /// What was published last.
    pub(crate) async fn snapshot(&self, widget: &str) -> Result<Option<Snapshot>> {
        let row = sqlx::query("SELECT version, submissions, aggregate FROM snapshots WHERE widget = $1");
        let Some(row) = row.bind(widget).fetch_optional(&self.pool).await? else { return Ok(None) };
        let (version, submissions) = (row.try_get(0)?, row.try_get(1)?);
        let stored = json(row.try_get(2)?)?;
        let aggregate = understood(&stored)?;
        let baseline = stored.get(BASELINE).map(understood).transpose()?.unwrap_or_else(|| aggregate.clone());
        Ok(Some(Snapshot { version, submissions, aggregate, baseline }))
    }

    /// Publishes results after those of `before` submissions, unless another process was faster.
    pub(crate) async fn keep_snapshot(&self, widget: &str, before: i64, snapshot: &Snapshot) -> Result<()> {
        let mut stored = snapshot.aggregate.to_value();
        stored[BASELINE] = snapshot.baseline.to_value();
        let keep = sqlx::query(
            "INSERT INTO snapshots (widget, version, submissions, aggregate) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (widget) DO UPDATE SET version = excluded.version, submissions = excluded.submissions, \
             aggregate = excluded.aggregate WHERE snapshots.submissions = $5",
        );
        let keep = keep.bind(widget).bind(snapshot.version).bind(snapshot.submissions);
        let keep = keep.bind(stored.to_string()).bind(before);
        keep.execute(&self.writing).await?;
        Ok(())
    }
}
