//! Installs what is missing, and only that: each tool is first asked for its version.

mod apt;
mod browser;
mod cargo_install;
mod install;
mod npm;
mod postgres;
mod python;
mod rust;
mod trunk;
mod wasm_bindgen;

pub(crate) use browser::Browser;

use std::path::PathBuf;

use anyhow::Result;

/// What the native checks need: the compiler with rustfmt and clippy, and PostgreSQL for the
/// server's tests.
pub(crate) fn native() -> Result<()> {
    rust::compiler()?;
    rust::checkers()?;
    postgres::ready()
}

/// What a kit is built with.
pub(crate) fn kit() -> Result<()> {
    rust::compiler()?;
    rust::wasm_target()?;
    rust::standard_library_source()?;
    npm::ready()?;
    wasm_bindgen::ready()
}

/// What the gallery is built and served with.
pub(crate) fn gallery() -> Result<()> {
    rust::compiler()?;
    rust::wasm_target()?;
    npm::ready()?;
    wasm_bindgen::ready()?;
    trunk::ready()
}

/// What reads our calendars beside us: `ical.js`, and the Python that has `icalendar`, if there is one.
pub(crate) fn calendar_readers() -> Result<Option<PathBuf>> {
    npm::ready()?;
    Ok(python::ready())
}

/// The browser and its driver.
pub(crate) fn browser() -> Result<Browser> {
    browser::ready()
}
