//! `cargo xtask gallery`: a picture of every state of every widget, light, dark, from right to left
//! and narrow, in `target/gallery/`.

use std::fs;

use anyhow::{Context, Result};
use clap::Args;

use crate::{command, kit, setup, workspace};

/// How the pictures are made.
#[derive(Args)]
pub(crate) struct Options {
    /// Take the release kit that is there, rather than building it
    #[arg(long)]
    no_build: bool,
}

/// Sets up, builds the kit, and has the browser take the pictures.
pub(crate) fn run(options: &Options) -> Result<()> {
    let browser = setup::browser()?;
    if !options.no_build {
        setup::kit()?;
        kit::build(&kit::Options::default())?;
    }
    let folder = workspace::target().join("gallery");
    // Pictures of states that are no more would mislead.
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} could not be emptied", folder.display()))?;
    }
    let mut pictures = command::new("cargo");
    pictures
        .args(["run", "--package", "rungs-browser-tests", "--bin", "gallery", "--"])
        .arg(&folder)
        .env("CHROME", browser.browser)
        .env("CHROMEDRIVER", browser.driver)
        .env("RUNGS_KIT", workspace::kit());
    command::run(&mut pictures, "the taking of pictures")
}
