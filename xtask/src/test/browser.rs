//! The stages that run what a browser runs.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use rungs_test_support::chromium::FLAGS;
use serde_json::json;

use crate::setup::Browser;
use crate::{command, workspace};

/// What the loader decides, in Node and without a browser.
pub(crate) fn loader_tests() -> Result<()> {
    let mut npm = command::new("npm");
    npm.args(["--prefix", "widgets/embed", "test"]);
    command::run(&mut npm, "a test of the loader")
}

/// The kit's own tests, compiled to wasm and run in the browser.
pub(crate) fn wasm_tests(browser: &Browser) -> Result<()> {
    let capabilities = capabilities_file(&browser.browser)?;
    let mut cargo = command::new("cargo");
    cargo
        .args(["test", "--package", "rungs-kit", "--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities)
        // Seconds for all tests of a file; its own 20 are few for a busy machine.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("CHROMEDRIVER", &browser.driver);
    command::run(&mut cargo, "a wasm test")
}

/// The journeys of supporters and campaigners, against the release kit and the backend that
/// the native tests were run with.
pub(crate) fn journeys(browser: &Browser) -> Result<()> {
    let mut cargo = command::new("cargo");
    cargo
        .args(["test", "--package", "rungs-browser-tests"])
        .env("RUNGS_KIT", workspace::kit())
        .env("RUNGS_GALLERY", workspace::gallery())
        .env("RUNGS_SERVER_BIN", workspace::target().join("debug/rungs-server"))
        .env("CHROME", &browser.browser)
        .env("CHROMEDRIVER", &browser.driver);
    command::run(&mut cargo, "a browser test")
}

/// Writes what the wasm test runner asks of the driver.
fn capabilities_file(browser: &Path) -> Result<PathBuf> {
    let path = workspace::target().join("webdriver.json");
    fs::write(&path, capabilities(browser).to_string())?;
    Ok(path)
}

fn capabilities(browser: &Path) -> serde_json::Value {
    json!({ "goog:chromeOptions": { "binary": browser, "args": FLAGS } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_driver_is_told_which_browser_to_start_and_how() {
        let capabilities = capabilities(Path::new("/usr/bin/chromium"));
        let options = &capabilities["goog:chromeOptions"];
        assert_eq!(options["binary"], "/usr/bin/chromium");
        assert_eq!(options["args"][0], "--headless");
    }
}
