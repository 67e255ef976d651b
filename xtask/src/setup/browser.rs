//! Chromium and its driver, for the wasm tests and the browser tests.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use super::apt::Package;
use crate::{command, version};

/// A browser and the driver that speaks its version.
pub(crate) struct Browser {
    pub(crate) browser: PathBuf,
    pub(crate) driver: PathBuf,
}

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const PACKAGE: Package = Package {
    what: "Chromium with its driver",
    needed_by: "the tests in a browser",
    debian: &["chromium", "chromium-driver"],
    ubuntu: &["chromium-browser", "chromium-chromedriver"],
    elsewhere: "install Chromium or Chrome and the chromedriver of the same version, on PATH or named by CHROME and CHROMEDRIVER",
};

/// Finds both, by `CHROME` and `CHROMEDRIVER` or on PATH; installs them where we may.
pub(crate) fn ready() -> Result<Browser> {
    let mut found = find()?;
    if found.is_none() {
        PACKAGE.install()?;
        found = find()?;
    }
    let Some(browser) = found else {
        bail!("Chromium was installed but is not on PATH: name it by CHROME and its driver by CHROMEDRIVER");
    };
    let versions = [&browser.browser, &browser.driver].map(command::version_of);
    if let Some(sentence) = mismatch(versions.each_ref().map(Option::as_deref)) {
        bail!(sentence);
    }
    Ok(browser)
}

fn find() -> Result<Option<Browser>> {
    let browser = match named("CHROME")? {
        Some(path) => Some(path),
        None => NAMES.iter().find_map(|name| command::find(name)),
    };
    let driver = match named("CHROMEDRIVER")? {
        Some(path) => Some(path),
        None => command::find("chromedriver"),
    };
    Ok(browser.zip(driver).map(|(browser, driver)| Browser { browser, driver }))
}

/// The file that an environment variable names.
fn named(variable: &str) -> Result<Option<PathBuf>> {
    let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()) else {
        return Ok(None);
    };
    let path = PathBuf::from(path);
    if !path.is_file() {
        bail!("{variable} names {}, which is not there: correct it or unset it", path.display());
    }
    Ok(Some(path))
}

/// A driver refuses a browser of another major version, in words that help nobody.
fn mismatch([browser, driver]: [Option<&str>; 2]) -> Option<String> {
    match (browser, driver) {
        (Some(browser), Some(driver)) if version::major(browser) != version::major(driver) => Some(format!(
            "the browser is {browser} but chromedriver is {driver}: install the chromedriver of the browser's version"
        )),
        (Some(_), Some(_)) => None,
        (None, _) => {
            Some("the browser does not start: try it with --version, and name another by CHROME".to_owned())
        }
        (_, None) => Some(
            "chromedriver does not start: try it with --version, and name another by CHROMEDRIVER".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browser_and_driver_must_share_the_major_version() {
        assert_eq!(mismatch([Some("156.0.8078.73"), Some("156.0.8078.60")]), None);
        let said = mismatch([Some("156.0.1"), Some("149.0.2")]).unwrap();
        assert!(said.starts_with("the browser is 156.0.1 but chromedriver is 149.0.2"), "{said}");
    }

    #[test]
    fn one_that_does_not_start_is_named() {
        assert!(mismatch([None, Some("156")]).unwrap().starts_with("the browser"));
        assert!(mismatch([Some("156"), None]).unwrap().starts_with("chromedriver"));
    }
}
