//! The wasm-bindgen command and its test runner.

use anyhow::Result;

use super::cargo_install::Crate;
use crate::pins;

pub(crate) fn ready() -> Result<()> {
    Crate {
        name: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: pins::WASM_BINDGEN,
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        // Its lock file names a dependency that registry mirrors may not have.
        locked: false,
        minutes: 5,
    }
    .ready()
}
