//! The gallery builds, and holds what its page and the pasted snippets load.

use anyhow::{Result, bail};

use crate::{command, workspace};

/// Trunk builds the kit by a feature meant for workers; these names show that it still does.
const FILES: &[&str] = &[
    "index.html",
    "rungs.js",
    "all.js",
    "all_bg.wasm",
    "locales/en.json",
    "states.js",
    "fixtures/widgets.json",
    "themes/paper.css",
    "hosts/plain.html",
    "hosts/survey.html",
    "hosts/ladder.html",
];

pub(crate) fn build() -> Result<()> {
    let mut trunk = command::new("trunk");
    trunk.args(["build", "--release", "--skip-version-check"]);
    command::run(&mut trunk, "`trunk build --release`")?;
    for file in FILES {
        let path = workspace::gallery().join(file);
        if !path.is_file() {
            bail!(
                "Trunk made no {file} in {}: compare demo/index.html and Trunk.toml",
                workspace::gallery().display()
            );
        }
    }
    Ok(())
}
