use anyhow::Result;
use serde_json::{Value, json};

use crate::run::{run, to_the_end};
use crate::{Backend, Browser, Faults, Site};

/// Everything that a journey meets.
pub struct World {
    /// The supporter's browser.
    pub browser: Browser,
    /// The campaign's website and the kit's.
    pub site: Site,
    /// The backend.
    pub backend: Backend,
    /// The way to the backend.
    pub faults: Faults,
}

impl World {
    async fn new() -> Result<Self> {
        let site = Site::start().await?;
        let backend = Backend::start(&config(), &format!("{}/rungs.js", site.kit)).await?;
        let faults = Faults::start(&backend.origin).await?;
        let browser = Browser::open().await?;
        Ok(Self { browser, site, backend, faults })
    }

    /// The config of the widget `test`, posting through the fault proxy.
    pub fn config(&self) -> Value {
        let mut config = config();
        config["backend"] = json!(self.faults.origin);
        config
    }

    /// The loader's tag.
    pub fn script(&self) -> String {
        format!("<script type=module async src='{}/rungs.js'></script>", self.site.kit)
    }

    /// The snippet that a campaigner pastes, around an inline config.
    pub fn snippet(&self, config: &Value) -> String {
        format!(
            "<link rel=modulepreload href='{kit}/petition.js'>
            <link rel=preload as=fetch crossorigin href='{kit}/petition_bg.wasm'>
            {}\n{}",
            self.script(),
            element(&self.backend.origin, &format!("<script type='application/json'>{config}</script>"), ""),
            kit = self.site.kit,
        )
    }

    /// Opens a page with the snippet in its body.
    pub async fn open(&self, config: &Value) -> Result<()> {
        self.open_body(&self.snippet(config), None).await
    }

    /// Opens a page whose snippet names the config by its address.
    pub async fn open_served(&self, config: &Value) -> Result<()> {
        let address = self.site.write("/config.json", &config.to_string(), None);
        let element = element(&self.backend.origin, "", &format!("config='{address}'"));
        self.open_body(&[self.script(), element].concat(), None).await
    }

    /// Opens a page with this body.
    pub async fn open_body(&self, body: &str, policy: Option<&str>) -> Result<()> {
        let html = format!(
            "<!doctype html><html lang=en><meta charset=utf-8><title>A campaign</title><body><h1>A campaign</h1>{body}"
        );
        let address = self.site.write("/", &html, policy);
        self.browser.driver.goto(address).await?;
        Ok(())
    }

    /// Opens the usual page and waits for the widget.
    pub async fn open_ready(&self) -> Result<()> {
        self.open(&self.config()).await?;
        self.browser.ready().await
    }

    /// Fills the widget's form.
    pub async fn fill(&self, email: &str) -> Result<()> {
        self.browser.fill("given_name", "Grace").await?;
        self.browser.fill("family_name", "Hopper").await?;
        self.browser.fill("email", email).await?;
        self.browser.click("[name='consent.updates'][value=yes]").await
    }

    /// Presses the widget's button.
    pub async fn submit(&self) -> Result<()> {
        self.browser.click("button[type=submit]").await
    }
}

/// A petition's element with the plain form inside.
pub(crate) fn element(backend: &str, first: &str, attributes: &str) -> String {
    format!(
        "<rungs-petition {attributes}>{first}
        <form action='{backend}/v1/widgets/test/submissions' method=post>
          <h2>Clean air</h2>
          <label>First name <input name=given_name></label>
          <label>Last name <input name=family_name></label>
          <label>Email <input name=email type=email></label>
          <label><input type=radio name='consent.updates' value=yes> Write to me</label>
          <label><input type=radio name='consent.updates' value=no> Do not write to me</label>
          <label>Why I sign <textarea name=comment></textarea></label>
          <button>Sign</button>
        </form></rungs-petition>"
    )
}

fn config() -> Value {
    json!({
        "id": "test",
        "kind": "petition",
        "campaign": "journeys",
        "title": "Clean air",
        "text": "Every child has a right to **clean air**.",
        "fields": ["given_name", "family_name", "email"],
        "comment": { "public": true },
        "consents": [{ "id": "updates", "style": "radio", "text": "May we write to you?", "version": "2026-03" }],
        "signers": { "consent": "Show my first name" },
        "goal": { "steps": [3, 10], "minimum": 1 },
        "refresh": 1,
        "thanks": { "next": { "href": "#next", "label": "Come to the meeting" } },
    })
}

/// Runs a journey in a world of its own, and takes the world down however it ends.
///
/// # Panics
/// If the journey fails.
pub fn journey<F>(walk: impl FnOnce(std::sync::Arc<World>) -> F)
where
    F: Future<Output = Result<()>>,
{
    run(async {
        let world = std::sync::Arc::new(World::new().await.expect("a world"));
        let end = to_the_end(walk(world.clone())).await;
        if let Some(world) = std::sync::Arc::into_inner(world) {
            world.browser.close().await;
        }
        end
    });
}
