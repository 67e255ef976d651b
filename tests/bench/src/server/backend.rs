//! The real server, started and filled.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::process::Stdio;

use anyhow::{Context as _, Result};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// The petition that is signed.
pub(crate) const WIDGET: &str = "bench";

pub(crate) struct Backend {
    child: Child,
    pub(crate) address: String,
    _campaigns: TempDir,
}

impl Backend {
    /// Starts the binary named by `RUNGS_SERVER_BIN` on a free port.
    pub(crate) async fn start(database: &str) -> Result<Self> {
        Self::start_with(database, &[]).await
    }

    /// The same, with further arguments.
    pub(crate) async fn start_with(database: &str, arguments: &[&OsStr]) -> Result<Self> {
        let binary = env::var("RUNGS_SERVER_BIN")
            .context("RUNGS_SERVER_BIN is not set: run `cargo xtask bench server`")?;
        let campaigns = tempfile::tempdir()?;
        let document = serde_json::json!({
            "id": WIDGET, "kind": "petition", "title": "Bench",
            "fields": ["given_name", "family_name", "email"],
            "consents": [{ "id": "updates", "text": "Write to me about this campaign" }],
            "signers": { "consent": "Show my first name" },
        });
        fs::write(campaigns.path().join("bench.json"), document.to_string())?;
        let mut child = Command::new(binary)
            .args(["--listen", "127.0.0.1:0", "--rate-limit", "0", "--database", database, "--campaigns"])
            .arg(campaigns.path())
            .args(arguments)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("the server cannot be started")?;
        let output = child.stdout.take().context("the server has no output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(address) = line.strip_prefix("listening on http://") {
                return Ok(Self { child, address: address.to_owned(), _campaigns: campaigns });
            }
        }
        anyhow::bail!("the server ended before it listened; its reason is above")
    }

    /// Megabytes of memory that the process holds right now.
    pub(crate) fn resident_mb(&self) -> Result<f64> {
        let id = self.child.id().context("the server has ended")?;
        let status = fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes * 1024.0 / 1e6)
    }

    /// Ends it.
    pub(crate) async fn stop(mut self) -> Result<()> {
        self.child.kill().await.context("the server cannot be stopped")
    }
}

/// A connection of one's own.
pub(crate) async fn open(database: &str) -> Result<AnyConnection> {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(database).await?;
    if database.starts_with("sqlite") {
        connection.execute("PRAGMA busy_timeout = 10000").await?;
    }
    Ok(connection)
}

/// Stores signatures directly, because a million over HTTP would take minutes.
pub(crate) async fn fill(database: &str, number: u32) -> Result<()> {
    let mut connection = open(database).await?;
    let (digits, noise) = if database.starts_with("sqlite") {
        ("printf('%012x', i)", "hex(randomblob(32))")
    } else {
        ("lpad(to_hex(i), 12, '0')", "md5(random()::text)")
    };
    let submissions = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number}) \
         INSERT INTO submissions (widget, id, fingerprint, document, person, counted, test, recorded_at, locale, \
         fields, consents, shown, given_name) \
         SELECT '{WIDGET}', '00000000-0000-4000-8000-' || {digits}, {noise}, 1, 'filled' || i || '@example.org', \
         1, 0, 1700000000000 + i, 'en', '{{\"given_name\":\"Ada\",\"email\":\"filled' || i || '@example.org\"}}', '[]', 1, 'Ada' FROM n"
    );
    connection.execute(AssertSqlSafe(submissions)).await.context("filling the database")?;
    connection
        .execute(
            "INSERT INTO people (widget, person) SELECT widget, person FROM submissions WHERE counted = 1 \
             ON CONFLICT DO NOTHING",
        )
        .await?;
    let count = format!("UPDATE counts SET count = count + {number} WHERE widget = '{WIDGET}'");
    connection.execute(AssertSqlSafe(count)).await?;
    connection.close().await?;
    Ok(())
}
