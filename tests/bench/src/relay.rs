//! What waits for another system is forwarded at the rate that this wants, in memory that does not grow:
//! the real server, on SQLite and on PostgreSQL, and a target on the same machine that takes everything.

use std::ffi::OsStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use axum::Router;
use clap::Args;
use serde_json::json;
use sqlx::{Connection as _, Executor as _};

use crate::server::backend::{self, Backend, open};
use rungs_test_support::postgres::Cluster;

/// How much is forwarded.
#[derive(Args)]
pub(crate) struct Options {
    /// Submissions that wait
    #[arg(long, default_value_t = 100_000)]
    queued: u32,
    /// How many the target gets in a minute
    #[arg(long, default_value_t = 12_000)]
    per_minute: u32,
    /// Leave PostgreSQL out
    #[arg(long)]
    sqlite_only: bool,
}

/// What the memory may grow by over the second half, in MB: a hundred bytes for each of 50,000. Before that SQLite
/// fills its caches of pages, 16 MB at most for each of five connections.
const GROWTH_MB: f64 = 5.0;
/// Of the rate that is allowed, what must be reached.
const REACHED: f64 = 0.9;

/// What the server holds in memory as it goes, in MB.
#[derive(Default)]
struct Memory {
    idle: f64,
    /// After the first thousand.
    first: Option<f64>,
    /// After half of them.
    half: Option<f64>,
    last: f64,
    most: f64,
    /// The most of the second half.
    late: f64,
}

impl Memory {
    fn note(&mut self, forwarded: u32, of: u32, now: f64) {
        if forwarded >= 1_000.min(of) {
            self.first.get_or_insert(now);
        }
        if forwarded >= of / 2 {
            self.half.get_or_insert(now);
            self.late = self.late.max(now);
        }
        self.last = now;
        self.most = self.most.max(now);
    }
}

impl std::fmt::Display for Memory {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let known = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let (first, half) = (known(self.first), known(self.half));
        write!(
            to,
            "{:.1} MB at the start, {first:.1} after the first thousand, {half:.1} after half, {:.1} at the end",
            self.idle, self.last
        )
    }
}

pub(crate) fn run(options: &Options) -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(measure(options))
}

async fn measure(options: &Options) -> Result<()> {
    let folder = tempfile::tempdir()?;
    println!("SQLite");
    // It makes the file that it is to be filled in.
    let sqlite = format!("sqlite://{}?mode=rwc", folder.path().join("relay.sqlite").display());
    let mut done = vec![drain(&sqlite, options).await];
    if !options.sqlite_only {
        println!("PostgreSQL");
        let cluster = Cluster::start(&[])?;
        done.push(drain(&cluster.url("postgres"), options).await);
    }
    done.into_iter().collect()
}

async fn drain(database: &str, options: &Options) -> Result<()> {
    let Options { queued, per_minute, .. } = options;
    let folder = tempfile::tempdir()?;
    Backend::start(database).await?.stop().await?;
    backend::fill(database, *queued).await?;
    queue(database).await?;

    let (url, got) = target().await?;
    let file = folder.path().join("relay.json");
    let to = json!({ "kind": "webhook", "url": url, "confirms": true });
    let target = json!({ "id": "bench", "per_minute": per_minute, "loopback": true, "to": to });
    std::fs::write(&file, json!({ "targets": [target] }).to_string())?;
    println!("{queued} submissions wait, of which {per_minute} a minute are forwarded at most");
    let backend = Backend::start_with(database, &[OsStr::new("--relay"), file.as_os_str()]).await?;
    let start = Instant::now();
    let mut memory = Memory { idle: backend.resident_mb()?, ..Memory::default() };
    while waiting(database).await? > 0 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        memory.note(got.load(Ordering::Relaxed), *queued, backend.resident_mb()?);
    }
    let seconds = start.elapsed().as_secs_f64();
    backend.stop().await?;
    let forwarded = got.load(Ordering::Relaxed);
    let (reached, allowed) = (f64::from(forwarded) / seconds, f64::from(*per_minute) / 60.0);
    let growth = memory.late - memory.half.context("nothing was forwarded")?;
    println!("  forwarded {forwarded} in {seconds:.0} s: {reached:.1} a second of {allowed:.1}");
    println!("  memory: {memory}; at most {:.1} MB, {growth:.1} more than after half", memory.most);
    if forwarded != *queued {
        bail!("{queued} waited, and {forwarded} arrived");
    }
    if growth > GROWTH_MB || reached > allowed * 1.01 || reached < allowed * REACHED {
        bail!(
            "missed: it must keep the pace, reach {REACHED} of it, and grow by {GROWTH_MB} MB at most in its second half"
        );
    }
    Ok(())
}

/// Has all that is stored wait, everyone for themselves.
async fn queue(database: &str) -> Result<()> {
    let mut connection = open(database).await?;
    let rows = "INSERT INTO relay (target, widget, submission, lane, added_at, due_at) \
                SELECT 'bench', widget, id, id, 0, 0 FROM submissions";
    connection.execute(rows).await.context("filling the queue")?;
    Ok(connection.close().await?)
}

async fn waiting(database: &str) -> Result<i64> {
    let mut connection = open(database).await?;
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM relay").fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(count)
}

/// A system that takes everything, and counts.
async fn target() -> Result<(String, Arc<AtomicU32>)> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let got = Arc::new(AtomicU32::new(0));
    let count = got.clone();
    let router = Router::new().fallback(move || async move {
        count.fetch_add(1, Ordering::Relaxed);
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok((url, got))
}
