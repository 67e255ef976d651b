use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};

use crate::run::{run, to_the_end};
use crate::{Browser, Site};

/// What tests ask of a drawn state; see there.
const LOOK: &str = include_str!("look.js");

/// The demo's gallery in a browser, one state at a time and without loading the page again.
pub struct Gallery {
    /// The browser that shows it.
    pub browser: Browser,
    /// Every state of every widget.
    pub states: Vec<State>,
}

/// A state of a widget, as the fixtures have it.
pub struct State {
    /// Which widget.
    pub widget: String,
    /// Its name, e.g. `invalid`.
    pub id: String,
    /// Whether the form was sent.
    pub is_sent: bool,
    index: usize,
}

impl Gallery {
    /// Opens it with the release kit.
    pub async fn open() -> Result<Self> {
        let site = Site::start().await?;
        let address = write(&site)?;
        let browser = Browser::open().await?;
        // The focus is shown, and scripts may move it, as in the window in front.
        browser.protocol("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await?;
        browser.driver.goto(format!("{address}?bare")).await?;
        browser.until("document.documentElement.dataset.drawn == 'yes'").await?;
        browser.script(LOOK).await?;
        let states = browser.script("return gallery.states").await?;
        let states = states.as_array().context("the gallery has no states")?;
        let states = states.iter().enumerate().map(|(index, state)| State {
            widget: state["widget"].as_str().unwrap_or_default().to_owned(),
            id: state["id"].as_str().unwrap_or_default().to_owned(),
            is_sent: state["submit"] == true,
            index,
        });
        Ok(Self { browser, states: states.collect() })
    }

    /// Draws a state. `look` may name `page` (dark), `theme`, `lang` and `width`.
    pub async fn show(&self, state: &State, look: &Value) -> Result<()> {
        let script = "const [index, look, done] = arguments;
            gallery.show(index, look).then(() => done(''), (error) => done(String(error)));";
        let arguments = vec![json!(state.index), look.clone()];
        let failure = self.browser.driver.execute_async(script, arguments).await;
        let failure = failure.with_context(|| format!("drawing {}", state.id))?;
        ensure!(failure.json() == "", "the gallery cannot draw {}: {}", state.id, failure.json());
        let settled = format!("look.settled({})", state.index);
        self.browser.until(&settled).await.with_context(|| state.id.clone())
    }

    /// Shows every state and gathers what is found wrong with each.
    pub async fn every_state(
        &self,
        look: &Value,
        check: impl AsyncFn(&State) -> Result<Vec<String>>,
    ) -> Result<()> {
        let mut wrong = Vec::new();
        for state in &self.states {
            let found = match self.show(state, look).await {
                Ok(()) => check(state).await.with_context(|| state.id.clone())?,
                Err(error) => vec![format!("{error:?}")],
            };
            wrong.extend(found.iter().map(|what| format!("{} ({}): {what}", state.id, state.widget)));
        }
        if !wrong.is_empty() {
            bail!("{look}: {} findings\n{}", wrong.len(), wrong.join("\n"));
        }
        Ok(())
    }

    /// Runs a script that returns a list of what is wrong.
    pub async fn findings(&self, script: &str) -> Result<Vec<String>> {
        let found = self.browser.script(script).await?;
        let found = found.as_array().context("a contract's script returns a list")?;
        Ok(found.iter().map(|what| what.as_str().map_or_else(|| what.to_string(), str::to_owned)).collect())
    }

    /// Makes the page as large as this, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.browser.resize(width, height).await
    }
}

/// Puts the gallery's own files on the site, with the kit where the site has it.
fn write(site: &Site) -> Result<String> {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
    let read = |name: &str| {
        let path = demo.join(name);
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    let script = read("gallery.js")?.replace("./rungs.js", &format!("{}/rungs.js", site.kit));
    site.write("/gallery.js", &script, None);
    for name in ["states.js", "gallery.css"] {
        site.write(&format!("/{name}"), &read(name)?, None);
    }
    for entry in fs::read_dir(demo.join("fixtures"))? {
        let name = format!("fixtures/{}", entry?.file_name().to_string_lossy());
        site.write(&format!("/{name}"), &read(&name)?, None);
    }
    Ok(site.write("/", &read("index.html")?, None))
}

/// Walks through the gallery, and closes its browser however that ends.
///
/// # Panics
/// If the walk fails.
pub fn in_gallery(walk: impl AsyncFnOnce(&Gallery) -> Result<()>) {
    run(async {
        let gallery = Gallery::open().await.expect("a gallery");
        let end = to_the_end(walk(&gallery)).await;
        gallery.browser.close().await;
        end
    });
}
