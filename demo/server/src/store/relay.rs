//! The queue of what is still to be forwarded. It is filled in the transaction of the submission itself,
//! so that nothing accepted is ever missing from it.

use anyhow::Result;
use sha2::{Digest as _, Sha256};
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row as _, Transaction};

use super::{Entry, Kind, Store, now, now_us, places, rows_of};

/// Rows in one statement.
const CHUNK: usize = 100;
/// Who comes late by so many microseconds catches up. More is none of timers and databases: nothing was there to be
/// forwarded, and a target that wants four in a second does not want eight because there were none in the one before.
const LATE: i64 = 100_000;
/// How long nobody looks again, in milliseconds, where all that is due waits for something else.
const LOOK_AGAIN: i64 = 250;
/// No pause and no lease is longer: what is due later than that was written by a clock that was ahead.
const FARTHEST: i64 = 7 * 60 * 60 * 1_000;
/// Microseconds in a millisecond.
pub(super) const MICROS: i64 = 1_000;

/// A submission to be forwarded to a target, for as long as its lease lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Errand {
    pub(crate) id: i64,
    pub(crate) widget: String,
    pub(crate) submission: String,
    /// Tries that failed.
    pub(crate) tries: i64,
    /// When the first of them did.
    pub(crate) failing_since: Option<i64>,
    /// How often it was changed.
    pub(crate) revision: i64,
    /// How its sender stood when the target was told last; [`UNKNOWN`] where it was tried since, and `None` where it was
    /// never tried.
    pub(crate) standing: Option<String>,
}

/// What a target knows of who comes while it is being told, and after a try that failed: that may have come through, and
/// staff may have told it by hand what it refused.
pub(crate) const UNKNOWN: &str = "";

/// What there is to do for a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// This, now.
    Errand(Errand),
    /// Nothing for so many milliseconds, unless something is added.
    Wait(i64),
    /// Nothing, unless something is added.
    Idle,
}

/// Queues submissions for the targets of their widgets.
pub(super) async fn add_errands(
    transaction: &mut Transaction<'_, Any>,
    arrivals: &[&Entry],
    at: i64,
) -> Result<()> {
    let each = arrivals.iter().flat_map(|entry| entry.relays.iter().map(move |target| (*entry, target)));
    let each: Vec<(&Entry, &String)> = each.collect();
    for chunk in each.chunks(CHUNK) {
        let rows = rows_of(6, chunk.len());
        let sql = format!(
            "INSERT INTO relay (target, widget, submission, lane, added_at, due_at) VALUES {rows} ON CONFLICT DO NOTHING"
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (entry, target) in chunk {
            query = query.bind(*target).bind(&entry.widget).bind(&entry.id);
            query = query.bind(lane(entry.person.as_deref().unwrap_or(&entry.id))).bind(at).bind(at);
        }
        query.execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Takes what was erased out of the queue.
pub(super) async fn forget_errands(
    transaction: &mut Transaction<'_, Any>,
    widget: &str,
    id: &str,
) -> Result<()> {
    let forget = sqlx::query("DELETE FROM relay WHERE submission = $1 AND widget = $2");
    forget.bind(id).bind(widget).execute(&mut **transaction).await?;
    Ok(())
}

/// Has what waited for a place be forwarded now, where nothing of it waits any more.
pub(super) async fn settle_errands(
    transaction: &mut Transaction<'_, Any>,
    widget: &str,
    submissions: &[String],
) -> Result<()> {
    let places = places(3, submissions.len());
    let sql = format!(
        "UPDATE relay SET waitlisted = 0, due_at = $1 WHERE waitlisted = 1 AND widget = $2 AND submission IN ({places}) \
         AND NOT EXISTS (SELECT 1 FROM replies r WHERE r.submission = relay.submission AND r.widget = relay.widget \
         AND r.state = 'waiting')"
    );
    let settle = sqlx::query(AssertSqlSafe(sql)).bind(now()).bind(widget);
    submissions.iter().fold(settle, sqlx::query::Query::bind).execute(&mut **transaction).await?;
    Ok(())
}

fn lane(person: &str) -> String {
    hex::encode(Sha256::digest(person))
}

/// The first that is due, that nothing earlier of the same person stands before, and whose widget is known.
async fn first_due(
    connection: &mut AnyConnection,
    target: &str,
    at: i64,
    knows: &impl Fn(&str) -> bool,
) -> Result<Option<Errand>> {
    let mut strange: Vec<String> = Vec::new();
    loop {
        let places = places(3, strange.len());
        let others =
            if strange.is_empty() { String::new() } else { format!("AND widget NOT IN ({places}) ") };
        let sql = format!(
            "SELECT id, widget, submission, tries, failing_since, revision, standing FROM relay AS one WHERE target = $1 AND dead = 0 \
             AND due_at <= $2 {others}AND NOT EXISTS (SELECT 1 FROM relay AS before WHERE before.target = one.target \
             AND before.lane = one.lane AND before.dead = 0 AND before.waitlisted = 0 AND before.id < one.id) \
             ORDER BY due_at, id LIMIT 1"
        );
        let errand = sqlx::query(AssertSqlSafe(sql)).bind(target).bind(at);
        let errand = strange.iter().fold(errand, sqlx::query::Query::bind);
        let Some(row) = errand.fetch_optional(&mut *connection).await? else { return Ok(None) };
        let errand = Errand {
            id: row.try_get(0)?,
            widget: row.try_get(1)?,
            submission: row.try_get(2)?,
            tries: row.try_get(3)?,
            failing_since: row.try_get(4)?,
            revision: row.try_get(5)?,
            standing: row.try_get(6)?,
        };
        if knows(&errand.widget) {
            return Ok(Some(errand));
        }
        strange.push(errand.widget);
    }
}

impl Store {
    /// Takes what is due for a target next, for `lease` milliseconds. After that it is due again: whoever had
    /// it is taken for dead. Of what is one person's, nothing is taken before what came earlier is done, unless that
    /// waits for a place. What is of a widget that this process does not know stays for one that does. All
    /// processes together take one every `interval` microseconds. `hears` says whether the target is told of changes.
    pub(crate) async fn next_errand(
        &self,
        target: &str,
        lease: i64,
        interval: i64,
        hears: bool,
        knows: impl Fn(&str) -> bool,
    ) -> Result<Next> {
        // Most looks find nothing to do, and need not ask for the right to write.
        let due = sqlx::query(
            "SELECT (SELECT MIN(due_at) FROM relay WHERE target = $1 AND dead = 0), \
             (SELECT MAX(due_at) FROM relay WHERE target = $2 AND dead = 0)",
        );
        let due = due.bind(target).bind(target).fetch_one(&self.pool).await?;
        let last: Option<i64> = due.try_get(1)?;
        let due: Option<i64> = due.try_get(0)?;
        let pace = sqlx::query("SELECT next_us FROM relay_pace WHERE target = $1").bind(target);
        let pace = pace.fetch_optional(&self.pool).await?;
        let next: i64 = pace.map_or(Ok(0), |row| row.try_get(0))?;
        let Some(due) = due else { return Ok(Next::Idle) };
        if last.unwrap_or(due).max(next / MICROS) > now() + FARTHEST {
            self.mind_the_clock(target).await?;
            return Ok(Next::Wait(0));
        }
        let wait = due.max(next.div_euclid(MICROS)) - now();
        if wait > 0 {
            return Ok(Next::Wait(wait));
        }
        // While all that is due waits for what came earlier, or for another process, there is nothing to do.
        let mut connection = self.pool.acquire().await?;
        if first_due(&mut connection, target, now(), &knows).await?.is_none() {
            return Ok(Next::Wait(LOOK_AGAIN));
        }
        drop(connection);
        let mut transaction = self.begin().await?;
        let at = now();
        let pace = sqlx::query(
            "INSERT INTO relay_pace (target, next_us, fails) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING",
        );
        pace.bind(target).execute(&mut *transaction).await?;
        let lock = if self.kind == Kind::Postgres { " FOR UPDATE" } else { "" };
        let pace = format!("SELECT next_us FROM relay_pace WHERE target = $1{lock}");
        let pace = sqlx::query(AssertSqlSafe(pace)).bind(target).fetch_one(&mut *transaction).await?;
        let next: i64 = pace.try_get(0)?;
        let at_us = now_us();
        if next > at_us {
            // Half a millisecond too early would be too early.
            return Ok(Next::Wait((next - at_us) / MICROS + 1));
        }
        let Some(mut errand) = first_due(&mut transaction, target, at, &knows).await? else {
            // Another worker was faster.
            return Ok(Next::Wait(LOOK_AGAIN));
        };
        // It may have been changed since it was looked at.
        let take = sqlx::query(
            "UPDATE relay SET due_at = $1, standing = CASE WHEN $2 = 1 AND EXISTS (SELECT 1 FROM replies r \
             WHERE r.submission = relay.submission AND r.widget = relay.widget) THEN $3 ELSE standing END \
             WHERE id = $4 RETURNING revision",
        );
        let take = take.bind(at + lease).bind(i64::from(hears)).bind(UNKNOWN).bind(errand.id);
        let taken = take.fetch_optional(&mut *transaction).await?;
        let Some(taken) = taken else { return Ok(Next::Wait(0)) };
        errand.revision = taken.try_get(0)?;
        // Who comes a little late does not make all that follow late.
        let slot = if at_us - next < LATE { next } else { at_us };
        let pace = sqlx::query("UPDATE relay_pace SET next_us = $1 WHERE target = $2");
        pace.bind(slot + interval).bind(target).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(Next::Errand(errand))
    }

    /// What a clock that was ahead has put off for longer than anything is put off, is due now.
    async fn mind_the_clock(&self, target: &str) -> Result<()> {
        let mut transaction = self.begin().await?;
        let at = now();
        for (sql, unit) in [
            ("UPDATE relay SET due_at = $1 WHERE target = $2 AND dead = 0 AND due_at > $3", 1),
            ("UPDATE relay_pace SET next_us = $1 WHERE target = $2 AND next_us > $3", MICROS),
        ] {
            let mend = sqlx::query(sql).bind(at * unit).bind(target).bind((at + FARTHEST) * unit);
            mend.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sqlx::{AnyConnection, Connection as _, Executor as _};

    use super::{LOOK_AGAIN, Next};
    use crate::store::{Store, now};

    #[tokio::test]
    async fn where_all_that_is_due_waits_for_something_else_nobody_asks_for_the_right_to_write() {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}", folder.path().join("relay.sqlite").display());
        let store = Store::open(&database).await.unwrap();
        let mut writer = AnyConnection::connect(&database).await.unwrap();
        let queue = sqlx::query(
            "INSERT INTO relay (target, widget, submission, lane, added_at, due_at) \
             VALUES ('crm', 'air', 'first', 'ada', 0, $1), ('crm', 'air', 'second', 'ada', 0, 0)",
        );
        queue.bind(now() + 60_000).execute(&mut writer).await.unwrap();
        writer.execute("BEGIN IMMEDIATE").await.unwrap();
        let next = store.next_errand("crm", 1_000, 1, true, |_| true);
        let next = tokio::time::timeout(Duration::from_secs(5), next).await.expect("it waits for the writer");
        assert_eq!(next.unwrap(), Next::Wait(LOOK_AGAIN));
        writer.execute("ROLLBACK").await.unwrap();
    }
}
