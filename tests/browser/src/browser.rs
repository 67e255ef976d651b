use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rungs_test_support::chromium::FLAGS;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use crate::driver::DriverProcess;
use crate::given;

/// How often a browser is started before that is a failure.
const TRIES: usize = 3;

/// How long anything may take to come true.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Kept in every page: what the widgets and the policy said.
const EARS: &str = "window.heard = []; window.violations = [];
for (const name of ['ready', 'start', 'submit', 'outcome', 'change', 'share', 'progress', 'error'])
  addEventListener('rungs:' + name, ({ type, detail }) => heard.push({ type, detail }), true);
document.addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective + ' ' + event.blockedURI));
window.deep = (selector, at = 0) => {
  const hosts = document.querySelectorAll('rungs-petition, rungs-survey, rungs-rsvp, rungs-ladder, [data-rungs], [data-mounted]');
  const root = hosts[at]?.shadowRoot;
  // Pages of a survey that are drawn and not seen are not there for anyone.
  return [...root?.querySelectorAll(selector) ?? []].find((found) => !found.closest('.away')) ?? null;
};";

/// A browser window of one journey, with its own driver and profile.
pub struct Browser {
    /// The `WebDriver` session.
    pub driver: WebDriver,
    driver_process: DriverProcess,
    profile: TempDir,
}

impl Browser {
    /// Opens a window. On a busy machine a driver may lose its port or give its browser up before it
    /// has started, so it is tried more than once.
    pub async fn open() -> Result<Self> {
        Self::open_as(false).await
    }

    /// Opens a private window in which no page may store anything.
    pub async fn open_private() -> Result<Self> {
        Self::open_as(true).await
    }

    async fn open_as(private: bool) -> Result<Self> {
        let mut reasons = Vec::new();
        for _ in 0..TRIES {
            match Self::open_once(private).await {
                Ok(browser) => return Ok(browser),
                Err(reason) => reasons.push(format!("{reason:?}")),
            }
        }
        bail!("no browser could be opened:\n{}", reasons.join("\n"))
    }

    async fn open_once(private: bool) -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let driver_process = DriverProcess::start().await?;
        let mut capabilities = DesiredCapabilities::chrome();
        for flag in FLAGS {
            capabilities.add_arg(flag)?;
        }
        capabilities.add_arg("--window-size=1000,1200")?;
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        if private {
            capabilities.add_arg("--incognito")?;
            // With cookies every other storage is refused.
            let refused = json!({ "profile.default_content_setting_values.cookies": 2 });
            capabilities.add_experimental_option("prefs", refused)?;
        }
        capabilities.set_binary(&given("CHROME").to_string_lossy())?;
        let driver = match WebDriver::new(&driver_process.address, capabilities).await {
            Ok(driver) => driver,
            Err(error) => return Err(driver_process.reason(&error.to_string())),
        };
        let browser = Self { driver, driver_process, profile };
        browser.before_pages(EARS).await?;
        let downloads = json!({ "behavior": "allow", "downloadPath": browser.downloads() });
        browser.protocol("Browser.setDownloadBehavior", downloads).await?;
        Ok(browser)
    }

    /// Runs a script in every page of this tab before the page's own.
    pub async fn before_pages(&self, script: &str) -> Result<()> {
        self.protocol("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await?;
        Ok(())
    }

    /// Opens a tab and goes there; gives the one that was left.
    pub async fn tab(&self) -> Result<WindowHandle> {
        let left = self.driver.window().await?;
        let tab = self.driver.new_tab().await?;
        self.driver.switch_to_window(tab).await?;
        self.before_pages(EARS).await?;
        Ok(left)
    }

    /// Opens a tab, goes there, and has the process of the one that was left end as if it was killed.
    pub async fn kill_tab(&self) -> Result<()> {
        let left = self.tab().await?;
        let tab = self.driver.window().await?;
        self.driver.switch_to_window(left).await?;
        // The process that should answer is gone.
        let _ = self.driver.cdp().send_raw("Page.crash", json!({})).await;
        self.driver.switch_to_window(tab).await?;
        Ok(())
    }

    /// Takes the network away from this tab, or gives it back.
    pub async fn offline(&self, offline: bool) -> Result<()> {
        let conditions =
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.protocol("Network.enable", json!({})).await?;
        self.protocol("Network.emulateNetworkConditions", conditions).await?;
        self.until(&format!("navigator.onLine == {}", !offline)).await
    }

    /// Closes the window and its driver.
    pub async fn close(self) {
        let _ = self.driver.clone().quit().await;
        self.driver_process.end().await;
    }

    /// A command of Chromium's own protocol.
    pub async fn protocol(&self, command: &str, parameters: Value) -> Result<Value> {
        self.driver.cdp().send_raw(command, parameters).await.with_context(|| command.to_owned())
    }

    /// Makes the page as large as this, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.protocol("Emulation.setDeviceMetricsOverride", size).await?;
        self.until(&format!("innerWidth == {width} && innerHeight == {height}")).await
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

    /// Where files come to that a page gives.
    fn downloads(&self) -> PathBuf {
        self.profile.path().join("downloads")
    }

    /// Waits until a page has given this file, and reads it.
    pub async fn downloaded(&self, name: &str) -> Result<String> {
        let start = Instant::now();
        let path = self.downloads().join(name);
        // It has another name until it is whole.
        while !path.exists() {
            if start.elapsed() > PATIENCE {
                bail!("{name} never came");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(fs::read_to_string(path)?)
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

    /// Clicks what may have gone by itself just now, as the button that sends what waits.
    pub async fn click_if_there(&self, selector: &str) -> Result<()> {
        self.script(&format!("deep({})?.click()", json!(selector))).await?;
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
