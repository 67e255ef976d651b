//! The database: one SQL for SQLite and PostgreSQL, through sqlx's `Any` driver.

mod admin;
mod agreement;
mod attendees;
mod callbacks;
mod change_reply;
mod changes;
mod climb_log;
mod climbers;
mod climbs;
mod dead_letters;
mod documents;
mod entry;
mod erase;
mod errand_ends;
mod figures;
mod forwarded;
mod letters;
mod managed;
mod offers;
mod open_answers;
mod partials;
mod place;
mod referrals;
mod relay;
mod replies;
mod requests;
mod results;
mod retold;
mod retry;
mod secret;
mod signer;
mod slots;
mod steps;
mod writer;

use std::str::FromStr as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, AnyRow};
use sqlx::migrate::Migrator;
use sqlx::{Any, AnyPool, Executor as _, Row as _, Transaction};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::rules::AllRules;
pub(crate) use admin::Exported;
pub(crate) use agreement::Agreement;
pub(crate) use attendees::Attendee;
pub(crate) use change_reply::{Changed, ReplyChange, Wish};
pub(crate) use changes::ChangeId;
pub(crate) use climbers::{Begins, Climb, REMEMBER};
pub(crate) use dead_letters::{DeadLetter, Queue};
pub(crate) use entry::{Entry, Recorded, Refused};
pub(crate) use erase::Erased;
pub(crate) use forwarded::Forwarded;
pub(crate) use letters::{DeadEmail, Letter};
pub(crate) use managed::{Change, Given, Managed, answer_to};
pub(crate) use offers::{Offered, Verdict};
pub(crate) use open_answers::Words;
pub(crate) use partials::{Kept, Partial};
pub(crate) use place::Place;
pub(crate) use referrals::Sharer;
pub(crate) use relay::{Errand, Next};
pub(crate) use replies::{Full, Held};
pub(crate) use requests::{Asking, Request, Requests};
pub(crate) use results::Snapshot;
pub(crate) use slots::{Declared, Slot};
pub use writer::Writer;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// How long a request waits for a connection before it is told that the database is away.
const PATIENCE: Duration = Duration::from_secs(5);

/// Which SQL it is where the two differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// The database.
#[derive(Clone)]
pub struct Store {
    kind: Kind,
    /// Many readers.
    pool: AnyPool,
    /// SQLite has one writer at a time; waiting for it here beats waiting for its lock.
    writing: AnyPool,
    /// By what the rungs of ladders are derived.
    pub(crate) rules: AllRules,
}

/// Milliseconds since 1970.
pub(crate) fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    elapsed.as_millis().try_into().unwrap_or(i64::MAX)
}

/// Microseconds since 1970.
fn now_us() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    elapsed.as_micros().try_into().unwrap_or(i64::MAX)
}

/// A time on the wire; always to the millisecond, so that times sort as text.
pub(crate) fn rfc3339(millis: i64) -> String {
    let second = OffsetDateTime::from_unix_timestamp(millis.div_euclid(1000));
    let text = second.ok().and_then(|second| second.format(&Rfc3339).ok()).unwrap_or_default();
    text.replace('Z', &format!(".{:03}Z", millis.rem_euclid(1000)))
}

impl Store {
    /// Opens the database, creates it if it is a file that is not there, and brings its
    /// tables up to date.
    pub async fn open(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let (kind, url) = match url.split_once(':') {
            Some(("sqlite", _)) => (Kind::Sqlite, with_mode(url)),
            Some(("postgres" | "postgresql", _)) => (Kind::Postgres, url.to_owned()),
            // Only the scheme: the rest may hold a password.
            other => {
                let scheme = other.map_or("", |(scheme, _)| scheme);
                bail!("--database must start with sqlite:// or postgres://, not {scheme:?}")
            }
        };
        let options = AnyConnectOptions::from_str(&url).context("--database is no address of a database")?;
        let connect = |connections: u32| {
            let pool = AnyPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(PATIENCE)
                .after_connect(move |connection, _| {
                    Box::pin(async move {
                        if kind == Kind::Sqlite {
                            // FULL: what was answered survives a power cut.
                            let pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                                       PRAGMA busy_timeout = 10000; PRAGMA cache_size = -16000";
                            connection.execute(pragmas).await?;
                        }
                        Ok(())
                    })
                });
            pool.connect_with(options.clone())
        };
        let hint = "the database cannot be opened: check --database, that it runs, and that it lets you in";
        let writing = connect(1).await.context(hint)?;
        let migrations = if kind == Kind::Sqlite { &SQLITE } else { &POSTGRES };
        migrations.run(&writing).await.context("the database's tables cannot be brought up to date")?;
        let pool = connect(4).await.context(hint)?;
        Ok(Self { kind, pool, writing, rules: AllRules::default() })
    }

    /// Begins to write; on `SQLite` at once, for a lock that is asked for later may be refused.
    async fn begin(&self) -> sqlx::Result<Transaction<'static, Any>> {
        self.writing.begin_with(if self.kind == Kind::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" }).await
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
        self.writing.close().await;
    }

    /// Whether the database answers.
    pub(crate) async fn is_well(&self) -> bool {
        sqlx::query("SELECT 1").execute(&self.pool).await.is_ok()
    }

    /// Signatures that count.
    pub(crate) async fn count(&self, widget: &str) -> Result<i64> {
        let row =
            sqlx::query("SELECT count FROM counts WHERE widget = $1").bind(widget).fetch_optional(&self.pool);
        Ok(row.await?.map_or(Ok(0), |row| row.try_get(0))?)
    }

    /// The latest signers who agreed to be shown.
    pub(crate) async fn signers(&self, widget: &str, limit: u32) -> Result<Vec<Shown>> {
        let rows = sqlx::query(
            "SELECT given_name, place, CASE WHEN comment_hidden = 1 THEN NULL ELSE comment END, recorded_at \
             FROM submissions WHERE widget = $1 AND shown = 1 ORDER BY seq DESC LIMIT $2",
        );
        let rows = rows.bind(widget).bind(i64::from(limit)).fetch_all(&self.pool).await?;
        let shown = |row: AnyRow| -> sqlx::Result<Shown> {
            Ok(Shown {
                given_name: row.try_get(0)?,
                place: row.try_get(1)?,
                comment: row.try_get(2)?,
                recorded_at: row.try_get(3)?,
            })
        };
        Ok(rows.into_iter().map(shown).collect::<sqlx::Result<_>>()?)
    }
}

fn cause(error: &anyhow::Error) -> Option<&sqlx::Error> {
    error.chain().find_map(|cause| cause.downcast_ref())
}

/// Placeholders: `$1, $2, $3`. Both databases read `$n`.
fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|place| format!("${place}")).collect();
    places.join(", ")
}

/// Placeholders for a number of rows: `($1, $2), ($3, $4)`.
fn rows_of(columns: usize, rows: usize) -> String {
    let row = |row: usize| format!("({})", places(row * columns + 1, columns));
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

fn with_mode(url: &str) -> String {
    let sign = if url.contains('?') { '&' } else { '?' };
    if url.contains("mode=") { url.to_owned() } else { format!("{url}{sign}mode=rwc") }
}

/// A signer as the public sees them.
pub(crate) struct Shown {
    pub(crate) given_name: String,
    pub(crate) place: Option<String>,
    pub(crate) comment: Option<String>,
    pub(crate) recorded_at: i64,
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn times_sort_as_text() {
        assert_eq!(rfc3339(1_690), "1970-01-01T00:00:01.690Z");
        assert!(rfc3339(1_690) < rfc3339(1_699) && rfc3339(1_999) < rfc3339(2_000));
    }
}
