use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::browser::PATIENCE;
use crate::given;

/// The token of the admin API in all journeys.
const ADMIN_TOKEN: &str = "journeys";

/// The real backend, over a SQLite file of its own.
pub struct Backend {
    child: Child,
    folder: TempDir,
    /// Its origin, e.g. `http://127.0.0.1:41234`.
    pub origin: String,
}

impl Backend {
    /// Starts it with the demo's campaigns and one widget `test` made of `config`.
    pub async fn start(config: &Value, kit: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let campaigns = folder.path().join("campaigns");
        fs::create_dir(&campaigns)?;
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/campaigns");
        for entry in fs::read_dir(&demo).with_context(|| demo.display().to_string())? {
            let entry = entry?;
            fs::copy(entry.path(), campaigns.join(entry.file_name()))?;
        }
        fs::write(campaigns.join("test.json"), config.to_string())?;
        let mut child = Command::new(given("RUNGS_SERVER_BIN"))
            .args([
                "--listen",
                "127.0.0.1:0",
                "--admin-token",
                ADMIN_TOKEN,
                "--kit",
                kit,
                "--rate-limit",
                "0",
            ])
            .arg("--campaigns")
            .arg(&campaigns)
            .arg("--database")
            .arg(format!("sqlite://{}", folder.path().join("test.sqlite").display()))
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("the backend cannot be started")?;
        let output = child.stdout.take().context("the backend has no output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(address) = line.strip_prefix("listening on ") {
                return Ok(Self { child, folder, origin: address.to_owned() });
            }
        }
        bail!("the backend ended before it listened; its reason is above")
    }

    /// Rows of a query over the database file; the first two columns as text.
    pub async fn rows(&self, sql: &'static str) -> Result<Vec<(String, String)>> {
        let options = SqliteConnectOptions::new().filename(self.folder.path().join("test.sqlite"));
        let pool = SqlitePool::connect_with(options).await?;
        let rows = sqlx::query(sql).fetch_all(&pool).await?;
        let pairs = rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
        let pairs = pairs.collect::<sqlx::Result<_>>()?;
        pool.close().await;
        Ok(pairs)
    }

    /// Waits until these rows are so.
    pub async fn until_rows(
        &self,
        sql: &'static str,
        is_so: impl Fn(&[(String, String)]) -> bool,
    ) -> Result<()> {
        let start = Instant::now();
        loop {
            let rows = self.rows(sql).await?;
            if is_so(&rows) {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                bail!("never came true of {sql}: {rows:?}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Signs from elsewhere.
    pub async fn sign(&self, email: &str) -> Result<()> {
        self.sign_as("test", email).await
    }

    /// Signs another petition from elsewhere.
    pub async fn sign_as(&self, widget: &str, email: &str) -> Result<()> {
        let form =
            [("given_name", "Else"), ("family_name", "Where"), ("email", email), ("consent.updates", "no")];
        self.send_to(widget, &form).await
    }

    /// Fills in the form of a widget elsewhere.
    pub async fn send_to(&self, widget: &str, form: &[(&str, &str)]) -> Result<()> {
        let address = format!("{}/v1/widgets/{widget}/submissions", self.origin);
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        let answer = client.post(address).form(form).send().await?;
        if answer.status() != 303 {
            bail!("sending elsewhere: {} {}", answer.status(), answer.text().await?);
        }
        Ok(())
    }

    /// Replaces the config of a widget, usually `test`, or adds one.
    pub async fn replace(&self, config: &Value) -> Result<()> {
        let id = config["id"].as_str().unwrap_or("test");
        let put = reqwest::Client::new()
            .put(format!("{}/admin/widgets/{id}", self.origin))
            .bearer_auth(ADMIN_TOKEN);
        let answer = put.body(config.to_string()).send().await?;
        if !answer.status().is_success() {
            bail!("replacing the document: {}", answer.text().await?);
        }
        Ok(())
    }

    /// What staff read at an address, e.g. `/widgets/test/submissions.csv`.
    pub async fn read(&self, path: &str) -> Result<String> {
        let get = reqwest::Client::new().get(format!("{}/admin{path}", self.origin)).bearer_auth(ADMIN_TOKEN);
        Ok(get.send().await?.error_for_status()?.text().await?)
    }

    /// Says something as staff do, e.g. `/callbacks/<id>/done`.
    pub async fn staff(&self, path: &str) -> Result<()> {
        let post =
            reqwest::Client::new().post(format!("{}/admin{path}", self.origin)).bearer_auth(ADMIN_TOKEN);
        let answer = post.send().await?;
        if !answer.status().is_success() {
            bail!("staff say {path}: {} {}", answer.status(), answer.text().await?);
        }
        Ok(())
    }

    /// Pulls the plug.
    pub async fn kill(&mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }
}
