//! Every pinned version, in one place.
//!
//! Other tools read the same versions from files of their own (`rust-toolchain.toml`,
//! `Cargo.toml`, `Trunk.toml`, `xtask/package.json`); the tests below keep them in step.

/// The compiler, as in `rust-toolchain.toml`.
pub(crate) const RUST: &str = "1.95.0";

/// Trunk 0.22 needs a newer compiler.
pub(crate) const TRUNK: &str = "0.21.14";

/// Must equal the `wasm-bindgen` crate to the last digit.
pub(crate) const WASM_BINDGEN: &str = "0.2.130";

/// Binaryen, which brings `wasm-opt`. Debian's 108 is too old for what rustc emits.
pub(crate) const BINARYEN: &str = "132";

/// The minifier of `rungs.js` and of the glue.
pub(crate) const ESBUILD: &str = "0.28.2";

/// A reader of calendars from `PyPI`, for the tests of ours.
pub(crate) const ICALENDAR: &str = "7.3.2";

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::workspace;

    fn text(path: &str) -> String {
        fs::read_to_string(workspace::root().join(path)).unwrap()
    }

    #[test]
    fn the_compiler_is_the_one_that_rustup_picks() {
        let line = format!("channel = \"{}\"", super::RUST);
        assert!(text("rust-toolchain.toml").contains(&line));
    }

    #[test]
    fn the_bindgen_command_matches_the_crate_and_trunk() {
        let version = super::WASM_BINDGEN;
        assert!(text("Cargo.toml").contains(&format!("wasm-bindgen = \"={version}\"")));
        assert!(text("Trunk.toml").contains(&format!("wasm_bindgen = \"{version}\"")));
    }

    #[test]
    fn the_optimiser_matches_trunk_and_npm() {
        let version = super::BINARYEN;
        assert!(text("Trunk.toml").contains(&format!("wasm_opt = \"version_{version}\"")));
        assert!(text("xtask/package.json").contains(&format!("\"binaryen\": \"{version}.0.0\"")));
    }

    #[test]
    fn the_minifier_matches_npm() {
        let line = format!("\"esbuild\": \"{}\"", super::ESBUILD);
        assert!(text("xtask/package.json").contains(&line));
    }
}
