//! The stages that need only the compiler.

use std::path::Path;

use anyhow::Result;

use crate::command;

pub(crate) fn rustfmt() -> Result<()> {
    cargo(&["fmt", "--all", "--check"], "rustfmt")
}

pub(crate) fn clippy() -> Result<()> {
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"], "clippy")
}

/// Much of the kit exists only for wasm.
pub(crate) fn clippy_for_wasm() -> Result<()> {
    let target = "--target=wasm32-unknown-unknown";
    cargo(&["clippy", "--package", "rungs-kit", target, "--all-targets", "--", "-D", "warnings"], "clippy")
}

/// Every test but those that drive a browser.
pub(crate) fn tests() -> Result<()> {
    cargo(&["test", "--workspace", "--exclude", "rungs-browser-tests"], "a test")
}

/// Calendars as independent programs read them; `python` is one that has `icalendar`.
pub(crate) fn calendars(python: Option<&Path>) -> Result<()> {
    let mut cargo = command::new("cargo");
    cargo.args(["test", "--package", "rungs-model", "--test", "rsvp", "--", "--ignored"]);
    if let Some(python) = python {
        cargo.env("RUNGS_PYTHON", python);
    } else {
        println!("without icalendar from PyPI only ical.js reads them");
        cargo.arg("ical_js");
    }
    command::run(&mut cargo, "a reader of calendars")
}

fn cargo(arguments: &[&str], what: &str) -> Result<()> {
    command::run(command::new("cargo").args(arguments), what)
}
