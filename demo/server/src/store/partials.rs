//! Answers to surveys that were not sent to the end yet: kept for a week at most, never counted,
//! and gone in the transaction that stores the whole.

use std::time::Duration;

use anyhow::Result;
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::{Entry, Kind, Store, now, places, rows_of};

/// How long they are kept after the last of them came.
const KEPT: Duration = Duration::from_hours(7 * 24);

/// Rows of an export read at once.
const PAGE: i64 = 500;

/// Answers up to a page.
#[derive(Clone, Debug)]
pub(crate) struct Partial {
    pub(crate) widget: String,
    pub(crate) id: String,
    pub(crate) revision: i64,
    /// The version of the document that was answered.
    pub(crate) document: i64,
    pub(crate) page: String,
    pub(crate) person: Option<String>,
    pub(crate) test: bool,
    pub(crate) locale: String,
    pub(crate) fields: String,
    pub(crate) updated_at: i64,
}

/// What became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// They are kept; the revision that holds now.
    Stored(i64),
    /// The whole had come before: there is nothing to keep.
    Submitted,
    /// Whoever answered had them deleted: what comes late is not kept.
    Discarded,
}

impl Partial {
    fn read(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            widget: row.try_get(0)?,
            id: row.try_get(1)?,
            revision: row.try_get(2)?,
            document: row.try_get(3)?,
            page: row.try_get(4)?,
            person: row.try_get(5)?,
            test: row.try_get::<i64, _>(6)? == 1,
            locale: row.try_get(7)?,
            fields: row.try_get(8)?,
            updated_at: row.try_get(9)?,
        })
    }
}

impl Store {
    /// Keeps answers, unless the same or later ones are kept already, or the whole is.
    pub(crate) async fn keep_partial(&self, partial: &Partial) -> Result<Kept> {
        let Partial { widget, id, .. } = partial;
        let mut transaction = self.begin().await?;
        lock(&mut transaction, self.kind, &[id]).await?;
        if is_whole(&mut transaction, widget, id).await? {
            transaction.rollback().await?;
            return Ok(Kept::Submitted);
        }
        let keep = sqlx::query(
            "INSERT INTO partials (widget, id, revision, document, page, person, test, locale, fields, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (widget, id) DO UPDATE SET \
             revision = excluded.revision, document = excluded.document, page = excluded.page, \
             person = excluded.person, test = excluded.test, locale = excluded.locale, \
             fields = excluded.fields, updated_at = excluded.updated_at \
             WHERE partials.revision < excluded.revision AND partials.page <> ''",
        );
        let keep = keep.bind(widget).bind(id).bind(partial.revision).bind(partial.document);
        let keep = keep.bind(&partial.page).bind(&partial.person).bind(i64::from(partial.test));
        let keep = keep.bind(&partial.locale).bind(&partial.fields).bind(partial.updated_at);
        keep.execute(&mut *transaction).await?;
        let holds = sqlx::query("SELECT revision, page FROM partials WHERE widget = $1 AND id = $2");
        let holds = holds.bind(widget).bind(id).fetch_one(&mut *transaction).await?;
        let kept = match holds.try_get(1)? {
            "" => Kept::Discarded,
            _ => Kept::Stored(holds.try_get(0)?),
        };
        transaction.commit().await?;
        Ok(kept)
    }

    /// Deletes what came under an id, and what may still be on its way: a row without a page and answers stays
    /// as long as they would have. Where the whole has come, nothing is left to delete here.
    pub(crate) async fn discard_partial(&self, widget: &str, id: &str) -> Result<()> {
        let mut transaction = self.begin().await?;
        lock(&mut transaction, self.kind, &[id]).await?;
        if is_whole(&mut transaction, widget, id).await? {
            return Ok(());
        }
        let discard = sqlx::query(
            "INSERT INTO partials (widget, id, revision, document, page, person, test, locale, fields, updated_at) \
             VALUES ($1, $2, 0, 0, '', NULL, 0, '', '{}', $3) ON CONFLICT (widget, id) DO UPDATE SET \
             revision = 0, document = 0, page = '', person = NULL, test = 0, locale = '', fields = '{}', \
             updated_at = excluded.updated_at",
        );
        discard.bind(widget).bind(id).bind(now()).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Removes what came under an id; that it was deleted stays known.
    pub(crate) async fn drop_partial(&self, widget: &str, id: &str) -> Result<()> {
        let drop = sqlx::query("DELETE FROM partials WHERE widget = $1 AND id = $2 AND page <> ''");
        drop.bind(widget).bind(id).execute(&self.writing).await?;
        Ok(())
    }

    /// Removes what is too old.
    pub(crate) async fn purge_partials(&self) -> Result<()> {
        let oldest = now() - i64::try_from(KEPT.as_millis())?;
        let purge = sqlx::query("DELETE FROM partials WHERE updated_at < $1");
        purge.bind(oldest).execute(&self.writing).await?;
        Ok(())
    }

    /// The next ones after this id; none at the end.
    pub(crate) async fn partials(&self, widget: &str, after: &str) -> Result<Vec<Partial>> {
        let rows = sqlx::query(
            "SELECT widget, id, revision, document, page, person, test, locale, fields, updated_at \
             FROM partials WHERE widget = $1 AND id > $2 AND page <> '' ORDER BY id LIMIT $3",
        );
        let rows = rows.bind(widget).bind(after).bind(PAGE).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(Partial::read).collect::<sqlx::Result<_>>()?)
    }
}

/// Removes what came before these submissions.
pub(super) async fn take_over(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    fresh: &[&Entry],
) -> Result<()> {
    let surveys: Vec<_> = fresh.iter().filter(|entry| entry.answers.is_some()).collect();
    if surveys.is_empty() {
        return Ok(());
    }
    let ids: Vec<&str> = surveys.iter().map(|entry| entry.id.as_str()).collect();
    lock(transaction, kind, &ids).await?;
    let rows = rows_of(2, surveys.len());
    let sql = format!("DELETE FROM partials WHERE (widget, id) IN (VALUES {rows})");
    let drop = surveys
        .into_iter()
        .fold(sqlx::query(AssertSqlSafe(sql)), |query, entry| query.bind(&entry.widget).bind(&entry.id));
    drop.execute(&mut **transaction).await?;
    Ok(())
}

/// Whether the whole has come under an id.
async fn is_whole(transaction: &mut Transaction<'_, Any>, widget: &str, id: &str) -> Result<bool> {
    let whole = sqlx::query("SELECT 1 FROM submissions WHERE id = $1 AND widget = $2");
    Ok(whole.bind(id).bind(widget).fetch_optional(&mut **transaction).await?.is_some())
}

/// Of a page and the whole that come at once, the second must see the first: else the page would
/// be kept after the whole. `SQLite` has one writer anyway.
async fn lock(transaction: &mut Transaction<'_, Any>, kind: Kind, ids: &[&str]) -> Result<()> {
    if kind == Kind::Postgres {
        // In one order everywhere, so that none waits for another in a circle.
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        let places = places(1, ids.len());
        let sql = format!(
            "SELECT pg_advisory_xact_lock(hashtextextended(id, 0))::text FROM \
             (SELECT id FROM unnest(ARRAY[{places}]) AS id ORDER BY id) AS ids"
        );
        let query = ids.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, id| query.bind(*id));
        query.fetch_all(&mut **transaction).await?;
    }
    Ok(())
}
