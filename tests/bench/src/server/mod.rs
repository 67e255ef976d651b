//! The reference backend under load: the real release binary, a real database, and a load
//! generator beside it on the same machine. Loopback only, bounded in count and time.

pub(crate) mod backend;
mod load;

use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;

use backend::Backend;
use load::{Load, Sample};
use rungs_test_support::postgres::Cluster;

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Seconds for each measurement
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// Connections of the load generator
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Leave PostgreSQL out
    #[arg(long)]
    sqlite_only: bool,
}

/// What must be reached on a machine with two cores, the load generator beside it.
const SQLITE_SIGNATURES: f64 = 3000.0;
const POSTGRES_SIGNATURES: f64 = 1500.0;
const READS: f64 = 15_000.0;
const P99_MS: f64 = 50.0;
const RSS_MB: f64 = 150.0;
const STORED: u32 = 1_000_000;

pub(crate) fn run(options: &Options) -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(measure(options))
}

async fn measure(options: &Options) -> Result<()> {
    let mut verdicts = Verdicts::default();
    let folder = tempfile::tempdir()?;
    let sqlite = format!("sqlite://{}", folder.path().join("bench.sqlite").display());

    println!("SQLite, {} connections, {} s each", options.connections, options.seconds);
    let backend = Backend::start(&sqlite).await?;
    signatures(&mut verdicts, "SQLite", &backend, options, SQLITE_SIGNATURES).await?;
    let reads = load::reads(&backend, &load(options, None)).await?;
    verdicts.at_least("state reads a second", reads.per_second(), READS);
    backend.stop().await?;

    println!("SQLite with {STORED} signatures stored");
    backend::fill(&sqlite, STORED).await?;
    let backend = Backend::start(&sqlite).await?;
    let full = load::signatures(&backend, &load(options, None)).await?;
    println!("  signatures a second: {:.0}", full.per_second());
    load::reads(&backend, &load(options, None)).await?;
    verdicts.at_most("resident memory, MB", backend.resident_mb()?, RSS_MB);
    backend.stop().await?;

    if !options.sqlite_only {
        println!("PostgreSQL");
        let cluster = Cluster::start(&[])?;
        let backend = Backend::start(&cluster.url("postgres")).await?;
        signatures(&mut verdicts, "PostgreSQL", &backend, options, POSTGRES_SIGNATURES).await?;
        backend.stop().await?;
    }
    verdicts.end()
}

fn load(options: &Options, per_second: Option<f64>) -> Load {
    Load { connections: options.connections, time: Duration::from_secs(options.seconds), per_second }
}

/// As many as it takes, then half as many to see how long each takes.
async fn signatures(
    verdicts: &mut Verdicts,
    name: &str,
    backend: &Backend,
    options: &Options,
    must: f64,
) -> Result<()> {
    let fastest: Sample = load::signatures(backend, &load(options, None)).await?;
    verdicts.at_least(&format!("{name}: durable signatures a second"), fastest.per_second(), must);
    let half = load::signatures(backend, &load(options, Some(must / 2.0))).await?;
    println!(
        "  at {:.0} a second: p50 {:.1} ms, p99 {:.1} ms",
        must / 2.0,
        half.percentile(50.0),
        half.percentile(99.0)
    );
    verdicts.at_most(&format!("{name}: p99 in ms at half that load"), half.percentile(99.0), P99_MS);
    Ok(())
}

#[derive(Default)]
struct Verdicts(Vec<String>);

impl Verdicts {
    fn at_least(&mut self, what: &str, measured: f64, must: f64) {
        self.note(what, measured, "at least", must, measured >= must);
    }

    fn at_most(&mut self, what: &str, measured: f64, must: f64) {
        self.note(what, measured, "at most", must, measured <= must);
    }

    fn note(&mut self, what: &str, measured: f64, bound: &str, must: f64, good: bool) {
        println!("  {} {what}: {measured:.1} (must be {bound} {must})", if good { "ok  " } else { "MISS" });
        if !good {
            self.0.push(what.to_owned());
        }
    }

    fn end(self) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        bail!("missed: {}", self.0.join("; "))
    }
}
