use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::Browser;

/// What axe-core looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// Everything it knows.
    All,
    /// The same, but for the landmarks that a page around a widget has, and those of journeys have not.
    Widget,
    /// What can differ between themes.
    Colours,
}

/// What axe-core finds in the page, shadow roots included: a line for each finding.
pub async fn axe(browser: &Browser, rules: Rules) -> Result<Vec<String>> {
    if browser.script("return typeof axe").await? == "undefined" {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../xtask/node_modules/axe-core/axe.min.js");
        let source = fs::read_to_string(&path)
            .with_context(|| format!("{}: run `cargo xtask test`", path.display()))?;
        browser.script(&source).await?;
    }
    let mut options = json!({ "resultTypes": ["violations"] });
    if rules == Rules::Colours {
        options["runOnly"] = json!(["color-contrast", "link-in-text-block"]);
    }
    let run = format!(
        "window.axeDone = null; axe.run(document, {options}).then(
            ({{ violations }}) => window.axeDone = violations.flatMap(({{ id, nodes }}) =>
                nodes.map(({{ target, failureSummary }}) => `${{id}}: ${{target.flat().join(' ')}}: ${{failureSummary}}`)),
            (error) => window.axeDone = ['axe-core itself failed: ' + error])"
    );
    browser.script(&run).await?;
    browser.until("window.axeDone").await?;
    let found = browser.script("return axeDone").await?;
    let is_of_page = |found: &str| found.starts_with("region:") || found.starts_with("landmark-");
    let found = found.as_array().into_iter().flatten().filter_map(Value::as_str);
    let found = found.filter(|found| rules != Rules::Widget || !is_of_page(found));
    Ok(found.map(str::to_owned).collect())
}
