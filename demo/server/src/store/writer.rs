//! The one way in. Signatures that wait together are written together: a transaction costs
//! one flush to the disk however many it holds.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Mutex;

use anyhow::{Context as _, Result};
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::agreement::{Published, add_wordings};
use super::climbs::climb;
use super::partials::take_over;
use super::relay::add_errands;
use super::replies::{add_replies, allot, held};
use super::results::add_answers;
use super::retry::{TRIES, passes};
use super::{Entry, Recorded, Refused, Store, cause, now, places, rows_of};

/// Signatures in one transaction; also bounds the parameters of one statement.
const BATCH: usize = 128;
/// Signatures that may wait. Beyond it the server says that it is busy.
const QUEUE: usize = 4096;

type Answer = std::result::Result<Recorded, Refused>;
type Waiting = (Entry, oneshot::Sender<Answer>);

/// Takes submissions and answers once they are durable.
pub struct Writer {
    queue: Mutex<Option<mpsc::Sender<Waiting>>>,
    task: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(crate) fn start(store: Store) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let task = tokio::spawn(write_all(store, waiting));
        Self { queue: Mutex::new(Some(queue)), task: tokio::sync::Mutex::new(Some(task)) }
    }

    /// Stores a submission; answers after its transaction.
    pub(crate) async fn write(&self, entry: Entry) -> Answer {
        let queue = self.queue.lock().ok().and_then(|queue| queue.clone()).ok_or(Refused::Busy)?;
        let (sender, answer) = oneshot::channel();
        queue.try_send((entry, sender)).map_err(|_| Refused::Busy)?;
        drop(queue);
        answer.await.unwrap_or(Err(Refused::Failed))
    }

    /// Writes what is waiting, then stops.
    pub(crate) async fn close(&self) {
        if let Ok(mut queue) = self.queue.lock() {
            queue.take();
        }
        if let Some(task) = self.task.lock().await.take() {
            let _ = task.await;
        }
    }
}

async fn write_all(store: Store, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let (entries, senders): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
        let answers = write_together(&store, &entries).await;
        for (sender, answer) in senders.into_iter().zip(answers) {
            // Whoever asked may have hung up; the signature stands.
            let _ = sender.send(answer);
        }
    }
}

async fn write_together(store: &Store, entries: &[Entry]) -> Vec<Answer> {
    let error = match write_with_retries(store, entries).await {
        Ok(answers) => return answers,
        Err(error) => error,
    };
    tracing::error!(signatures = entries.len(), "cannot be written: {error:#}");
    // Should the database refuse one of them, the others must not suffer for it.
    if entries.len() > 1 && matches!(cause(&error), Some(sqlx::Error::Database(_))) {
        let mut answers = Vec::with_capacity(entries.len());
        for entry in entries {
            match write_with_retries(store, std::slice::from_ref(entry)).await {
                Ok(answer) => answers.extend(answer),
                Err(_) => answers.push(Err(Refused::Failed)),
            }
        }
        return answers;
    }
    vec![Err(Refused::Failed); entries.len()]
}

/// Writing twice is safe: what the first try has stored is found by its id.
async fn write_with_retries(store: &Store, entries: &[Entry]) -> Result<Vec<Answer>> {
    for _ in 1..TRIES {
        match write_batch(store, entries).await {
            Ok(Some(answers)) => return Ok(answers),
            Err(error) if !passes(&error) => return Err(error),
            Ok(None) | Err(_) => {}
        }
    }
    write_batch(store, entries).await?.context("other processes were faster each time")
}

/// Writes all in one transaction; `None` if another process was faster with one of them.
async fn write_batch(store: &Store, entries: &[Entry]) -> Result<Option<Vec<Answer>>> {
    let mut transaction = store.begin().await.context("no transaction")?;
    let mut known = known_ids(&mut transaction, entries).await?;
    let recorded_at = now();

    let mut fresh: Vec<&Entry> = Vec::new();
    for entry in entries {
        let key = (entry.widget.clone(), entry.id.clone());
        known.entry(key).or_insert_with(|| {
            fresh.push(entry);
            (entry.fingerprint.clone(), recorded_at, entry.referral.clone())
        });
    }
    let allotted = allot(&mut transaction, store.kind, &fresh).await?;
    fresh.retain(|entry| allotted.refused(entry).is_none());
    let arrivals = fresh.clone();
    let mut standing = HashMap::new();
    for entry in entries.iter().filter(|entry| !entry.claims.is_empty()) {
        let found = match (allotted.held(entry), allotted.refused(entry)) {
            (Some(held), _) => held.to_vec(),
            (_, Some(_)) => continue,
            // Sent once more: it may have moved up since.
            _ => held(&mut transaction, &entry.widget, &entry.id).await?,
        };
        standing.insert((entry.widget.clone(), entry.id.clone()), found);
    }
    if fresh.is_empty() {
        transaction.rollback().await?;
    } else {
        // The same order in every process, so that none waits for another in a circle.
        fresh.sort_by(|one, other| {
            (&one.widget, &one.person, &one.id).cmp(&(&other.widget, &other.person, &other.id))
        });
        take_over(&mut transaction, store.kind, &fresh).await?;
        let newcomers = add_people(&mut transaction, &fresh).await?;
        let mut seen = HashSet::new();
        let counted: Vec<bool> = fresh.iter().map(|entry| counts(entry, &newcomers, &mut seen)).collect();
        let published =
            add_wordings(&mut transaction, fresh.iter().flat_map(|entry| &entry.consents)).await?;
        if !add_submissions(&mut transaction, &fresh, &counted, &published, recorded_at).await? {
            transaction.rollback().await?;
            return Ok(None);
        }
        add_counts(&mut transaction, &fresh, &counted).await?;
        let answered = fresh.iter().zip(&counted).filter(|(_, counted)| **counted).map(|(entry, _)| *entry);
        add_answers(&mut transaction, store.kind, answered).await?;
        add_replies(&mut transaction, &arrivals, &allotted).await?;
        add_errands(&mut transaction, &arrivals, recorded_at).await?;
        climb(&mut transaction, store, &fresh, &counted).await?;
        transaction.commit().await.context("no commit")?;
    }

    let answer = |entry: &Entry| {
        let key = (entry.widget.clone(), entry.id.clone());
        match known.get(&key) {
            Some((fingerprint, recorded_at, referral)) if *fingerprint == entry.fingerprint => {
                if let Some(full) = allotted.refused(entry) {
                    return Err(Refused::Full(full.clone()));
                }
                let held = standing.get(&key).cloned().unwrap_or_default();
                Ok(Recorded { id: entry.id.clone(), at: *recorded_at, referral: referral.clone(), held })
            }
            _ => Err(Refused::OtherContent),
        }
    };
    Ok(Some(entries.iter().map(answer).collect()))
}

type Known = HashMap<(String, String), (String, i64, Option<String>)>;

/// Those of the ids that are stored already, with what was sent, when, and the code that was given.
async fn known_ids(transaction: &mut Transaction<'_, Any>, entries: &[Entry]) -> Result<Known> {
    let places = places(1, entries.len());
    let sql = format!(
        "SELECT widget, id, fingerprint, recorded_at, referral FROM submissions WHERE id IN ({places})"
    );
    let query = entries.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, entry| query.bind(&entry.id));
    let rows = query.fetch_all(&mut **transaction).await?;
    let pair = |row: sqlx::any::AnyRow| -> sqlx::Result<_> {
        Ok(((row.try_get(0)?, row.try_get(1)?), (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?)))
    };
    Ok(rows.into_iter().map(pair).collect::<sqlx::Result<_>>()?)
}

/// Notes who signs; gives those who had not signed before.
async fn add_people(
    transaction: &mut Transaction<'_, Any>,
    fresh: &[&Entry],
) -> Result<HashSet<(String, String)>> {
    let people: Vec<(&str, &str)> = fresh
        .iter()
        .filter(|entry| !entry.test)
        .filter_map(|entry| Some((entry.widget.as_str(), entry.person.as_deref()?)))
        .collect();
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = rows_of(2, people.len());
    let sql = format!(
        "INSERT INTO people (widget, person) VALUES {rows} ON CONFLICT DO NOTHING RETURNING widget, person"
    );
    let query = people
        .into_iter()
        .fold(sqlx::query(AssertSqlSafe(sql)), |query, (widget, person)| query.bind(widget).bind(person));
    let rows = query.fetch_all(&mut **transaction).await?;
    let pairs = rows.into_iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    Ok(pairs.collect::<sqlx::Result<_>>()?)
}

/// Whether a signature counts: no test, and the first of its person. Someone who gives
/// neither email nor phone cannot be recognised, and counts.
fn counts(
    entry: &Entry,
    newcomers: &HashSet<(String, String)>,
    seen: &mut HashSet<(String, String)>,
) -> bool {
    match &entry.person {
        _ if entry.test => false,
        None => true,
        Some(person) => {
            let key = (entry.widget.clone(), person.clone());
            newcomers.contains(&key) && seen.insert(key)
        }
    }
}

/// Stores the submissions; false if one of the ids was taken meanwhile.
async fn add_submissions(
    transaction: &mut Transaction<'_, Any>,
    fresh: &[&Entry],
    counted: &[bool],
    published: &Published,
    recorded_at: i64,
) -> Result<bool> {
    let rows = rows_of(21, fresh.len());
    let sql = format!(
        "INSERT INTO submissions (widget, id, fingerprint, document, person, counted, test, recorded_at, locale, \
         fields, consents, source, referrer, page, attribution, shown, given_name, place, comment, referral, invitation) \
         VALUES {rows} ON CONFLICT (id, widget) DO NOTHING"
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for (entry, counted) in fresh.iter().zip(counted) {
        // Only the signature that counts is shown, so that nobody appears twice.
        let shown = entry.shown.as_ref().filter(|_| *counted);
        query = query
            .bind(&entry.widget)
            .bind(&entry.id)
            .bind(&entry.fingerprint)
            .bind(entry.document)
            .bind(&entry.person)
            .bind(i64::from(*counted))
            .bind(i64::from(entry.test))
            .bind(recorded_at)
            .bind(&entry.locale)
            .bind(&entry.fields)
            .bind(published.record(entry).to_string())
            .bind(&entry.source)
            .bind(&entry.referrer)
            .bind(&entry.page)
            .bind(&entry.attribution)
            .bind(i64::from(shown.is_some()))
            .bind(shown.map(|shown| &shown.0))
            .bind(shown.and_then(|shown| shown.1.as_ref()))
            .bind(shown.and_then(|shown| shown.2.as_ref()))
            .bind(&entry.referral)
            .bind(&entry.invitation);
    }
    let done = query.execute(&mut **transaction).await?;
    Ok(done.rows_affected() == fresh.len() as u64)
}

async fn add_counts(
    transaction: &mut Transaction<'_, Any>,
    fresh: &[&Entry],
    counted: &[bool],
) -> Result<()> {
    let mut sums: BTreeMap<&str, [i64; 3]> = BTreeMap::new();
    for (entry, counted) in fresh.iter().zip(counted) {
        let [count, repeats, tests] = sums.entry(&entry.widget).or_default();
        let sum = if entry.test {
            tests
        } else if *counted {
            count
        } else {
            repeats
        };
        *sum += 1;
    }
    for (widget, [count, repeats, tests]) in sums {
        let add = sqlx::query(
            "INSERT INTO counts (widget, count, repeats, tests) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (widget) DO UPDATE SET count = counts.count + excluded.count, \
             repeats = counts.repeats + excluded.repeats, tests = counts.tests + excluded.tests",
        );
        add.bind(widget).bind(count).bind(repeats).bind(tests).execute(&mut **transaction).await?;
    }
    Ok(())
}
