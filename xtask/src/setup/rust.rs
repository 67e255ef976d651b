//! The compiler's own parts, through rustup.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::install::install;
use crate::{command, pins};

/// The pinned compiler is the one that runs.
pub(crate) fn compiler() -> Result<()> {
    match command::version_of("rustc") {
        Some(found) if found == pins::RUST => Ok(()),
        found => bail!(wrong_compiler(found.as_deref())),
    }
}

/// rustfmt and clippy.
pub(crate) fn checkers() -> Result<()> {
    let has = |program| command::version_of(program).is_some();
    if has("cargo-fmt") && has("cargo-clippy") {
        return Ok(());
    }
    rustup("rustfmt and clippy", &["component", "add", "rustfmt", "clippy"])
}

/// The standard library for wasm.
pub(crate) fn wasm_target() -> Result<()> {
    if rustlib()?.join("wasm32-unknown-unknown/lib").is_dir() {
        return Ok(());
    }
    rustup("the wasm target of Rust", &["target", "add", "wasm32-unknown-unknown"])
}

/// The source of the standard library, which `build` compiles anew for size.
pub(crate) fn standard_library_source() -> Result<()> {
    if rustlib()?.join("src/rust/library/std").is_dir() {
        return Ok(());
    }
    rustup("the source of Rust's standard library", &["component", "add", "rust-src"])
}

fn rustup(what: &str, arguments: &[&str]) -> Result<()> {
    if command::find("rustup").is_none() {
        bail!(
            "{what} is missing and rustup was not found: install Rust through rustup and run the command again"
        );
    }
    install(what, "", command::new("rustup").args(arguments))
}

fn rustlib() -> Result<PathBuf> {
    let output = command::new("rustc").args(["--print", "sysroot"]).output()?;
    let sysroot = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(PathBuf::from(sysroot).join("lib/rustlib"))
}

fn wrong_compiler(found: Option<&str>) -> String {
    let wanted = pins::RUST;
    let here = found.map_or("no rustc was found".to_owned(), |version| format!("rustc {version} runs here"));
    format!(
        "{here} but this project is built with {wanted}: run `rustup toolchain install {wanted}` and then the command again"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_compiler_is_named_with_the_one_to_install() {
        let said = wrong_compiler(Some("1.80.1"));
        assert!(said.starts_with("rustc 1.80.1 runs here but"), "{said}");
        assert!(said.contains(&format!("rustup toolchain install {}", pins::RUST)));
        assert!(wrong_compiler(None).starts_with("no rustc was found"));
    }
}
