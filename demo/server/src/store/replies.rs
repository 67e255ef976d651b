//! Answers to invitations: what came of each, in the transaction of the submission itself.

use std::collections::{BTreeSet, HashMap};

use anyhow::Result;
use rungs_model::rsvp::{Claim, Holding, Reply};
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Executor, Row as _, Transaction};

use super::slots::{self, Given, SlotKey};
use super::{Entry, Kind, Store, rows_of};

/// Rows in one statement.
const CHUNK: usize = 500;

/// How someone stands towards an occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) slot: String,
    pub(crate) state: Holding,
    /// How many places it is about.
    pub(crate) places: i64,
    /// Their place in the line, from 1, while they wait.
    pub(crate) position: Option<i64>,
    /// Whether it is of a test, which takes no place.
    pub(crate) test: bool,
    pub(super) line: Option<i64>,
}

/// Occurrences that have no place left, and no line to wait in; with how many there are.
pub(crate) type Full = Vec<(String, i64)>;

/// Widget and id of a submission.
type Key = (String, String);

/// What those who answered get.
pub(super) struct Allotted(HashMap<Key, Result<Vec<Held>, Full>>);

pub(super) fn key(entry: &Entry) -> Key {
    (entry.widget.clone(), entry.id.clone())
}

/// What a reply holds where no place is needed.
pub(super) fn without_place(reply: Reply) -> Holding {
    match reply {
        Reply::Yes => Holding::Coming,
        Reply::Maybe => Holding::Maybe,
        Reply::No => Holding::No,
    }
}

pub(super) fn holding(text: &str) -> Holding {
    Holding::ALL.iter().copied().find(|holding| holding.as_str() == text).unwrap_or(Holding::No)
}

impl Allotted {
    pub(super) fn held(&self, entry: &Entry) -> Option<&[Held]> {
        self.0.get(&key(entry))?.as_deref().ok()
    }

    pub(super) fn refused(&self, entry: &Entry) -> Option<&Full> {
        self.0.get(&key(entry))?.as_ref().err()
    }
}

/// Gives places to those who answer, in the order in which they came. Whoever cannot have all that
/// they ask for, not even by waiting, gets nothing.
pub(super) async fn allot(
    transaction: &mut Transaction<'_, Any>,
    kind: Kind,
    arrivals: &[&Entry],
) -> Result<Allotted> {
    // A test takes no place, also not of those that others who came with it ask for.
    let wanted = |entry: &Entry, claim: &Claim| {
        let takes = claim.reply == Reply::Yes && !entry.test;
        takes.then(|| -> SlotKey { (entry.widget.clone(), claim.key.clone()) })
    };
    let keys: BTreeSet<SlotKey> = arrivals
        .iter()
        .flat_map(|entry| entry.claims.iter().filter_map(|claim| wanted(entry, claim)))
        .collect();
    let mut locked = slots::lock(transaction, kind, &keys).await?;
    let before = locked.clone();
    let mut allotted = HashMap::new();
    for entry in arrivals.iter().filter(|entry| !entry.claims.is_empty()) {
        let mut full = Full::new();
        for claim in &entry.claims {
            let slot = wanted(entry, claim).and_then(|key| locked.get(&key));
            if let Some(slot) = slot.filter(|slot| !slot.waits && !slot.fits(i64::from(claim.places))) {
                full.push((claim.key.clone(), slot.left().unwrap_or_default()));
            }
        }
        if !full.is_empty() {
            allotted.insert(key(entry), Err(full));
            continue;
        }
        let hold = |claim: &Claim| {
            let places = i64::from(claim.places);
            let slot = wanted(entry, claim).and_then(|key| locked.get_mut(&key));
            let given = slot.and_then(|slot| slot.take(places));
            let alone = Given { state: without_place(claim.reply), line: None, position: None };
            let Given { state, line, position } = given.unwrap_or(alone);
            Held { slot: claim.key.clone(), state, places, position, test: entry.test, line }
        };
        allotted.insert(key(entry), Ok(entry.claims.iter().map(hold).collect()));
    }
    for ((widget, _), slot) in locked.iter().filter(|(key, slot)| before.get(*key) != Some(*slot)) {
        slots::save(transaction, widget, slot).await?;
    }
    Ok(Allotted(allotted))
}

/// Stores what came of the answers of submissions, in the order in which they came, and apart from them what people need.
pub(super) async fn add_replies(
    transaction: &mut Transaction<'_, Any>,
    arrivals: &[&Entry],
    allotted: &Allotted,
) -> Result<()> {
    let held = arrivals
        .iter()
        .flat_map(|entry| allotted.held(entry).unwrap_or_default().iter().map(move |held| (*entry, held)));
    let held: Vec<(&Entry, &Held)> = held.collect();
    for chunk in held.chunks(CHUNK) {
        let rows = rows_of(7, chunk.len());
        let sql = format!(
            "INSERT INTO replies (widget, submission, slot, state, places, line, test) VALUES {rows}"
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (entry, held) in chunk {
            query = query.bind(&entry.widget).bind(&entry.id).bind(&held.slot).bind(held.state.as_str());
            query = query.bind(held.places).bind(held.line).bind(i64::from(entry.test));
        }
        query.execute(&mut **transaction).await?;
    }
    for entry in arrivals.iter().filter(|entry| entry.needs.is_some()) {
        keep_needs(transaction, &entry.widget, &entry.id, entry.needs.as_deref()).await?;
    }
    Ok(())
}

/// What someone needs, if that is kept.
pub(super) async fn needs<'e>(
    executor: impl Executor<'e, Database = Any>,
    widget: &str,
    id: &str,
) -> Result<Option<String>> {
    let needs = sqlx::query("SELECT needs FROM needs WHERE submission = $1 AND widget = $2");
    let row = needs.bind(id).bind(widget).fetch_optional(executor).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// Keeps what someone needs, or nothing.
pub(super) async fn keep_needs(
    transaction: &mut Transaction<'_, Any>,
    widget: &str,
    id: &str,
    needs: Option<&str>,
) -> Result<()> {
    let Some(needs) = needs else {
        let forget = sqlx::query("DELETE FROM needs WHERE submission = $1 AND widget = $2");
        forget.bind(id).bind(widget).execute(&mut **transaction).await?;
        return Ok(());
    };
    let keep = sqlx::query(
        "INSERT INTO needs (widget, submission, needs) VALUES ($1, $2, $3) \
         ON CONFLICT (submission, widget) DO UPDATE SET needs = excluded.needs",
    );
    keep.bind(widget).bind(id).bind(needs).execute(&mut **transaction).await?;
    Ok(())
}

pub(super) fn read(row: &AnyRow) -> sqlx::Result<Held> {
    let state = holding(row.try_get(1)?);
    let position = row.try_get::<Option<i64>, _>(4)?.filter(|_| state == Holding::Waiting);
    let (slot, places, line) = (row.try_get(0)?, row.try_get(2)?, row.try_get(3)?);
    Ok(Held { slot, state, places, position, test: row.try_get::<i64, _>(5)? == 1, line })
}

/// How someone stands, with their place in each line; `$1` is the submission and `$2` the widget.
pub(super) const HELD: &str = "SELECT slot, state, places, line, CASE WHEN state = 'waiting' THEN \
    (SELECT COUNT(*) FROM replies o WHERE o.widget = r.widget AND o.slot = r.slot AND o.state = 'waiting' \
    AND o.test = 0 AND o.line <= r.line) END, test FROM replies r WHERE submission = $1 AND widget = $2 ORDER BY slot";

/// How someone stands, as the transaction sees it.
pub(super) async fn held(
    transaction: &mut Transaction<'_, Any>,
    widget: &str,
    id: &str,
) -> Result<Vec<Held>> {
    let rows = sqlx::query(HELD).bind(id).bind(widget).fetch_all(&mut **transaction).await?;
    Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
}

impl Store {
    /// Whether this is stored already, and its answers were changed since.
    pub(crate) async fn was_changed(&self, entry: &Entry) -> Result<bool> {
        let stored =
            sqlx::query("SELECT fields FROM submissions WHERE id = $1 AND widget = $2 AND fingerprint = $3");
        let stored = stored.bind(&entry.id).bind(&entry.widget).bind(&entry.fingerprint);
        let Some(row) = stored.fetch_optional(&self.pool).await? else { return Ok(false) };
        Ok(row.try_get::<String, _>(0)? != entry.fields)
    }

    /// How someone stands.
    pub(crate) async fn held(&self, widget: &str, id: &str) -> Result<Vec<Held>> {
        let rows = sqlx::query(HELD).bind(id).bind(widget).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }

    /// What someone needs, where they said so and still agree that it is kept.
    pub(crate) async fn needs(&self, widget: &str, id: &str) -> Result<Option<String>> {
        needs(&self.pool, widget, id).await
    }
}
