use std::fs::{self, File};
use std::process::Stdio;

use anyhow::{Context as _, Result, anyhow};
use tempfile::NamedTempFile;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::given;

/// A chromedriver on a port of its own. It ends with this value.
pub(crate) struct DriverProcess {
    /// Where it listens.
    pub(crate) address: String,
    child: Child,
    complaints: NamedTempFile,
}

impl DriverProcess {
    /// Starts it and waits until it listens.
    pub(crate) async fn start() -> Result<Self> {
        let complaints = NamedTempFile::new()?;
        let mut child = Command::new(given("CHROMEDRIVER"))
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(File::options().append(true).open(complaints.path())?)
            .kill_on_drop(true)
            .spawn()
            .context("chromedriver cannot be started")?;
        let output = child.stdout.take().context("chromedriver has no output")?;
        let mut lines = BufReader::new(output).lines();
        let mut process = Self { address: String::new(), child, complaints };
        let mut said = String::new();
        while let Some(line) = lines.next_line().await? {
            if let Some(port) = line.split("successfully on port ").nth(1) {
                process.address = format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
                // Nobody reads on; a full pipe would stop the driver.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(process);
            }
            said.extend([&*line, "\n"]);
        }
        let status = process.child.wait().await?;
        Err(process.reason(&format!("chromedriver ended before it said its port ({status})\n{said}")))
    }

    /// Why something failed, with what the driver complained about.
    pub(crate) fn reason(&self, what: &str) -> anyhow::Error {
        let complaints = fs::read_to_string(self.complaints.path()).unwrap_or_default();
        anyhow!("{what}\n{complaints}")
    }

    /// Ends it and waits for that.
    pub(crate) async fn end(mut self) {
        // It fails only if it has ended already.
        let _ = self.child.kill().await;
    }
}
