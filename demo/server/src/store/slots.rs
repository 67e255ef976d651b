//! Places. A row per occurrence of an event says how many are taken; whoever gives or frees a place
//! holds its lock to the end of the transaction, so that no place is given twice and nobody
//! moves up twice. Rows are locked in the order of their keys, and before anything else that
//! a submission writes.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use rungs_model::rsvp::Holding;
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};

use super::relay::settle_errands;
use super::retold::tell_again;
use super::retry::with_retries;
use super::{Kind, Store, now, places};

/// Rows in one statement.
const CHUNK: usize = 500;
/// Of those who wait, so many are looked at together.
const LINE: i64 = 200;

/// An occurrence: widget and key.
pub(super) type SlotKey = (String, String);

/// What a document says about the places of an occurrence.
pub(crate) struct Declared {
    pub(crate) slot: String,
    pub(crate) capacity: Option<u32>,
    pub(crate) waits: bool,
}

/// How full an occurrence is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) key: String,
    pub(crate) capacity: Option<i64>,
    pub(crate) waits: bool,
    pub(crate) taken: i64,
    pub(crate) waiting: i64,
    last: i64,
    version: i64,
}

/// What came of asking for places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) state: Holding,
    pub(super) line: Option<i64>,
    pub(super) position: Option<i64>,
}

const COLUMNS: &str = "slot, capacity, waits, taken, waiting, last, version";

impl Slot {
    fn read(row: &AnyRow) -> sqlx::Result<Self> {
        Ok(Self {
            key: row.try_get(0)?,
            capacity: row.try_get(1)?,
            waits: row.try_get::<i64, _>(2)? == 1,
            taken: row.try_get(3)?,
            waiting: row.try_get(4)?,
            last: row.try_get(5)?,
            version: row.try_get(6)?,
        })
    }

    /// How many places are left. None is taken from anyone where there are fewer than before.
    pub(crate) fn left(&self) -> Option<i64> {
        self.capacity.map(|capacity| (capacity - self.taken).max(0))
    }

    pub(super) fn fits(&self, places: i64) -> bool {
        self.left().is_none_or(|left| places <= left)
    }

    /// Gives places, or the next number in the line; `None` if there is neither. Of those who wait
    /// none fits into what is left, for they have moved up as soon as they did.
    pub(super) fn take(&mut self, places: i64) -> Option<Given> {
        if self.fits(places) {
            self.taken += places;
            return Some(Given { state: Holding::Coming, line: None, position: None });
        }
        if !self.waits {
            return None;
        }
        self.last += 1;
        self.waiting += 1;
        Some(Given { state: Holding::Waiting, line: Some(self.last), position: Some(self.waiting) })
    }
}

/// Locks the rows of occurrences, and makes those that are not there: without a limit.
pub(super) async fn lock(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    keys: &BTreeSet<SlotKey>,
) -> Result<BTreeMap<SlotKey, Slot>> {
    let mut locked = BTreeMap::new();
    let mut by_widget: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (widget, slot) in keys {
        by_widget.entry(widget).or_default().push(slot);
    }
    for (widget, slots) in by_widget {
        for slots in slots.chunks(CHUNK) {
            let row = |number: usize| format!("($1, ${}, NULL, 1, 0)", number + 2);
            let rows: Vec<String> = (0..slots.len()).map(row).collect();
            let sql = format!(
                "INSERT INTO slots (widget, slot, capacity, waits, version) VALUES {} ON CONFLICT DO NOTHING",
                rows.join(", ")
            );
            let make = sqlx::query(AssertSqlSafe(sql)).bind(widget);
            slots.iter().fold(make, |query, slot| query.bind(*slot)).execute(&mut **transaction).await?;
            let lock = if kind == Kind::Postgres { " FOR UPDATE" } else { "" };
            let places = places(2, slots.len());
            let sql = format!(
                "SELECT {COLUMNS} FROM slots WHERE widget = $1 AND slot IN ({places}) ORDER BY slot{lock}"
            );
            let read = sqlx::query(AssertSqlSafe(sql)).bind(widget);
            let read = slots.iter().fold(read, |query, slot| query.bind(*slot));
            for row in read.fetch_all(&mut **transaction).await? {
                let slot = Slot::read(&row)?;
                locked.insert((widget.to_owned(), slot.key.clone()), slot);
            }
        }
    }
    Ok(locked)
}

/// Keeps what became of a row that is locked.
pub(super) async fn save(transaction: &mut Transaction<'_, Any>, widget: &str, slot: &Slot) -> Result<()> {
    let update = sqlx::query(
        "UPDATE slots SET taken = $1, waiting = $2, last = $3, capacity = $4, waits = $5, version = $6 \
         WHERE widget = $7 AND slot = $8",
    );
    let update = update.bind(slot.taken).bind(slot.waiting).bind(slot.last).bind(slot.capacity);
    let update = update.bind(i64::from(slot.waits)).bind(slot.version).bind(widget).bind(&slot.key);
    update.execute(&mut **transaction).await?;
    Ok(())
}

/// Lets those who wait move up, the first who fit first. The row is locked, and saved afterwards.
pub(super) async fn promote(
    transaction: &mut Transaction<'_, Any>,
    widget: &str,
    slot: &mut Slot,
) -> Result<()> {
    while slot.waiting > 0 {
        let free = slot.left().unwrap_or(i64::MAX);
        let line = sqlx::query(
            "SELECT submission, places FROM replies WHERE widget = $1 AND slot = $2 AND state = 'waiting' \
             AND test = 0 AND places <= $3 ORDER BY line LIMIT $4",
        );
        let line = line.bind(widget).bind(&slot.key).bind(free).bind(LINE);
        let mut chosen = Vec::new();
        for row in line.fetch_all(&mut **transaction).await? {
            let places: i64 = row.try_get(1)?;
            if slot.fits(places) {
                slot.taken += places;
                slot.waiting -= 1;
                chosen.push(row.try_get::<String, _>(0)?);
            }
        }
        if chosen.is_empty() {
            break;
        }
        let places = places(4, chosen.len());
        let sql = format!(
            "UPDATE replies SET state = 'coming', promoted_at = $1 \
             WHERE widget = $2 AND slot = $3 AND submission IN ({places})"
        );
        let up = sqlx::query(AssertSqlSafe(sql)).bind(now()).bind(widget).bind(&slot.key);
        let up = chosen.iter().fold(up, sqlx::query::Query::bind);
        up.execute(&mut **transaction).await?;
        tell_again(transaction, widget, &chosen).await?;
        settle_errands(transaction, widget, &chosen).await?;
    }
    Ok(())
}

impl Store {
    /// Takes up what a version of a document says about places: whoever comes keeps their place, and
    /// where there are more now, those who wait move up.
    pub(crate) async fn declare_slots(
        &self,
        widget: &str,
        version: i64,
        declared: &[Declared],
    ) -> Result<()> {
        with_retries(|| self.try_declare(widget, version, declared)).await
    }

    async fn try_declare(&self, widget: &str, version: i64, declared: &[Declared]) -> Result<()> {
        let mut transaction = self.begin().await.context("no transaction")?;
        for chunk in declared.chunks(CHUNK) {
            // Those without a limit get a row when somebody comes.
            let limited: Vec<&Declared> = chunk.iter().filter(|slot| slot.capacity.is_some()).collect();
            let keys = limited.iter().map(|slot| (widget.to_owned(), slot.slot.clone())).collect();
            lock(&mut transaction, self.kind, &keys).await?;
        }
        let lock = if self.kind == Kind::Postgres { " FOR UPDATE" } else { "" };
        let sql = format!("SELECT {COLUMNS} FROM slots WHERE widget = $1 ORDER BY slot{lock}");
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(widget).fetch_all(&mut *transaction).await?;
        let said: BTreeMap<&str, &Declared> =
            declared.iter().map(|slot| (slot.slot.as_str(), slot)).collect();
        for row in rows {
            let mut slot = Slot::read(&row)?;
            // Another process may know a later version; what is no longer in the document stays.
            let Some(said) = said.get(slot.key.as_str()).filter(|_| slot.version < version) else {
                continue;
            };
            slot.capacity = said.capacity.map(i64::from);
            (slot.waits, slot.version) = (said.waits, version);
            promote(&mut transaction, widget, &mut slot).await?;
            save(&mut transaction, widget, &slot).await?;
        }
        transaction.commit().await.context("no commit")
    }

    /// How full the occurrences of a widget are: those that are limited, or that someone answered to.
    pub(crate) async fn slots(&self, widget: &str) -> Result<Vec<Slot>> {
        let sql = format!("SELECT {COLUMNS} FROM slots WHERE widget = $1 ORDER BY slot");
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(widget).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(Slot::read).collect::<sqlx::Result<_>>()?)
    }
}
