use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rungs_test_support::chromium::FLAGS;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::given;

/// How long anything may take to come true.
const PATIENCE: Duration = Duration::from_secs(20);

/// Kept in every page: what the widgets and the policy said.
const EARS: &str = "window.heard = []; window.violations = [];
for (const name of ['ready', 'start', 'submit', 'outcome', 'share', 'error'])
  addEventListener('rungs:' + name, ({ type, detail }) => heard.push({ type, detail }), true);
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));
window.deep = (selector, at = 0) => {
  const hosts = document.querySelectorAll('rungs-petition, [data-rungs], [data-mounted]');
  const root = hosts[at]?.shadowRoot;
  return root?.querySelector(selector) ?? null;
};";

/// A browser window of one journey, with its own driver and profile.
pub struct Browser {
    /// The `WebDriver` session.
    pub driver: WebDriver,
    driver_process: Child,
    _profile: TempDir,
}

impl Browser {
    /// Opens a window.
    pub async fn open() -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let mut driver_process = Command::new(given("CHROMEDRIVER"))
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("chromedriver cannot be started")?;
        let output = driver_process.stdout.take().context("chromedriver has no output")?;
        let mut lines = BufReader::new(output).lines();
        let port = loop {
            let line = lines.next_line().await?.context("chromedriver ended before it said its port")?;
            if let Some(port) = line.split("successfully on port ").nth(1) {
                break port.trim_end_matches('.').to_owned();
            }
        };
        // Nobody reads on; a full pipe would stop the driver.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let mut capabilities = DesiredCapabilities::chrome();
        for flag in FLAGS {
            capabilities.add_arg(flag)?;
        }
        capabilities.add_arg("--window-size=1000,1200")?;
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        capabilities.set_binary(&given("CHROME").to_string_lossy())?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await?;
        let browser = Self { driver, driver_process, _profile: profile };
        browser.protocol("Page.addScriptToEvaluateOnNewDocument", json!({ "source": EARS })).await?;
        Ok(browser)
    }

    /// Closes the window and its driver.
    pub async fn close(mut self) {
        let _ = self.driver.clone().quit().await;
        let _ = self.driver_process.kill().await;
    }

    /// A command of Chromium's own protocol.
    pub async fn protocol(&self, command: &str, parameters: Value) -> Result<Value> {
        self.driver.cdp().send_raw(command, parameters).await.with_context(|| command.to_owned())
    }

    /// Runs a script in the page; `return` gives its value.
    pub async fn script(&self, script: &str) -> Result<Value> {
        let done = self.driver.execute(script, Vec::new()).await.with_context(|| script.to_owned())?;
        Ok(done.json().clone())
    }

    /// Waits until an expression is true in the page.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let start = Instant::now();
        let script = format!("return Boolean({expression});");
        loop {
            // A page that is just changing has no script to ask; that is not an answer yet.
            if matches!(self.script(&script).await, Ok(Value::Bool(true))) {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                let page = self
                    .script(
                        "return [location.href, document.body?.innerText, deep('.rungs')?.innerText, heard]",
                    )
                    .await;
                bail!("never came true: {expression}\nthe page: {page:#?}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// A control or other element of the first widget.
    pub async fn deep(&self, selector: &str) -> Result<WebElement> {
        let found = self.driver.execute(format!("return deep({})", json!(selector)), Vec::new()).await?;
        found.element().with_context(|| format!("the widget has no {selector}"))
    }

    /// Types into a control of the first widget.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        self.deep(&format!("[name='{name}']")).await?.send_keys(text).await?;
        Ok(())
    }

    /// Clicks in the first widget.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let element = self.deep(selector).await?;
        element.scroll_into_view().await?;
        element.click().await?;
        Ok(())
    }

    /// Text of an element of the first widget; empty if there is none.
    pub async fn text(&self, selector: &str) -> Result<String> {
        let text = self.script(&format!("return deep({})?.innerText ?? ''", json!(selector))).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the first widget has taken the form's place.
    pub async fn ready(&self) -> Result<()> {
        self.until("deep('form, .closed')").await
    }
}
