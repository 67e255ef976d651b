//! Starts Chromium and opens pages that know nothing of each other.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rungs_test_support::chromium::FLAGS;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cdp::Connection;

/// Frames come as soon as there is something to show: what is measured is the work, and not
/// how long a screen of 60 Hz makes one wait for its next frame.
pub(crate) const NO_VSYNC: [&str; 2] = ["--disable-frame-rate-limit", "--disable-gpu-vsync"];

/// What a trace tells of: tasks, script, style, layout and paint.
const TRACED: [&str; 4] = [
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "disabled-by-default-v8.cpu_profiler",
    "v8",
];

/// A browser of our own; dropping it ends it.
pub(crate) struct Browser {
    connection: Connection,
    process: Process,
    _profile: TempDir,
}

/// A page in a context of its own: no cache, no storage, no process shared.
pub(crate) struct Page<'a> {
    browser: &'a mut Browser,
    context: String,
    session: String,
}

struct Process(Child);

impl Browser {
    /// Starts the browser, with more flags than usual, and waits until it can be spoken to.
    pub(crate) fn start(program: &Path, more: &[&str]) -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let process = Command::new(program)
            .args(FLAGS)
            .args(more)
            .arg("--remote-debugging-port=0")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| {
                format!("{} cannot be started: install Chromium or set CHROME", program.display())
            })?;
        let process = Process(process);
        let (port, path) = wait_for_port(profile.path())?;
        let connection = Connection::open(port, &path)?;
        Ok(Self { connection, process, _profile: profile })
    }

    /// Opens an empty page.
    pub(crate) fn page(&mut self) -> Result<Page<'_>> {
        let context = self.ask("Target.createBrowserContext", &json!({}), "browserContextId")?;
        let target = json!({ "url": "about:blank", "browserContextId": context });
        let target = self.ask("Target.createTarget", &target, "targetId")?;
        let attach = json!({ "targetId": target, "flatten": true });
        let session = self.ask("Target.attachToTarget", &attach, "sessionId")?;
        Ok(Page { browser: self, context, session })
    }

    fn ask(&mut self, method: &str, params: &Value, answer: &str) -> Result<String> {
        let result = self.connection.call(None, method, params)?;
        let text = result[answer].as_str().with_context(|| format!("{method} gave no {answer}"))?;
        Ok(text.to_owned())
    }
}

impl Page<'_> {
    /// Sends a command to the page.
    pub(crate) fn call(&mut self, method: &str, params: &Value) -> Result<Value> {
        self.browser.connection.call(Some(&self.session), method, params)
    }

    /// The value of a script once its promise settles.
    pub(crate) fn evaluate(&mut self, script: &str) -> Result<Value> {
        let params = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        Ok(self.call("Runtime.evaluate", &params)?["result"]["value"].take())
    }

    /// Writes down from now on what the browser's threads do.
    pub(crate) fn start_trace(&mut self) -> Result<()> {
        let trace =
            json!({ "transferMode": "ReturnAsStream", "traceConfig": { "includedCategories": TRACED } });
        self.browser.connection.call(None, "Tracing.start", &trace).map(drop)
    }

    /// What was written down, as a document that the developer tools open.
    pub(crate) fn end_trace(&mut self) -> Result<String> {
        let connection = &mut self.browser.connection;
        connection.call(None, "Tracing.end", &json!({}))?;
        let stream = json!({ "handle": connection.event("Tracing.tracingComplete")?["stream"] });
        let mut trace = String::new();
        loop {
            let part = connection.call(None, "IO.read", &stream)?;
            trace.push_str(part["data"].as_str().context("a trace that is no text")?);
            if part["eof"] == true {
                connection.call(None, "IO.close", &stream)?;
                return Ok(trace);
            }
        }
    }
}

impl Drop for Page<'_> {
    fn drop(&mut self) {
        let context = json!({ "browserContextId": self.context });
        // A browser that is gone has closed its pages.
        let _ = self.browser.connection.call(None, "Target.disposeBrowserContext", &context);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Asked first, so that its helpers end and the profile can be removed.
        let _ = self.connection.call(None, "Browser.close", &json!({}));
        let patience = Instant::now() + Duration::from_secs(5);
        while Instant::now() < patience && matches!(self.process.0.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Chromium writes the port that it chose, and the path below it, into its profile.
fn wait_for_port(profile: &Path) -> Result<(u16, String)> {
    let patience = Instant::now() + Duration::from_secs(30);
    while Instant::now() < patience {
        let text = fs::read_to_string(profile.join("DevToolsActivePort")).unwrap_or_default();
        if let Some(found) = port_and_path(&text) {
            return Ok(found);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    bail!("Chromium did not open its DevTools port within 30 seconds")
}

fn port_and_path(text: &str) -> Option<(u16, String)> {
    let (port, path) = text.split_once('\n')?;
    let path = path.trim();
    (!path.is_empty()).then_some(())?;
    Some((port.parse().ok()?, path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_once_it_is_written_in_full() {
        assert_eq!(
            port_and_path("41235\n/devtools/browser/ab-1"),
            Some((41235, "/devtools/browser/ab-1".into()))
        );
        for half in ["", "41235", "41235\n"] {
            assert_eq!(port_and_path(half), None, "{half:?}");
        }
    }
}
