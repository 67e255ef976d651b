//! `cargo xtask build`: the release kit in `dist/kit/<version>/`.
//!
//! Everything is made in a folder beside it and moved there when complete, so a build that fails
//! leaves the last kit as it was.

pub(crate) mod budget;
mod bundle;
mod compress;
mod embed;
mod files;
mod integrity;
mod lean_glue;
mod module;
mod short_names;
pub(crate) mod sizes;
mod split;
mod staging;

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::{say, setup, workspace};
use bundle::Standard;
use staging::Staging;

/// One bundle per widget and one with all of them.
pub(crate) const BUNDLES: &[&str] = &["petition", "survey", "rsvp", "ladder", "all"];

/// The bundle of `Rungs.check`, which only staff load: it is in one file.
pub(crate) const CHECK: &str = "check";

/// The bundle of all widgets but the ladder: only to weigh what that adds.
const WITHOUT_LADDER: &str = "without-ladder";

/// How the kit is built.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Use the compiler's own standard library: a little larger, no unstable compiler flags
    #[arg(long)]
    stable: bool,
}

/// Sets up, builds and prints the sizes.
pub(crate) fn run(options: &Options) -> Result<()> {
    setup::kit()?;
    build(options)
}

/// Builds and prints the sizes; the tools are there.
pub(crate) fn build(options: &Options) -> Result<()> {
    let standard = if options.stable { Standard::Shipped } else { Standard::RebuiltForSize };
    let staging = Staging::new(&workspace::kit(), &workspace::target().join("kit/lock"))?;
    let folder = staging.folder();

    say::step(format_args!("building the bundles {} and {CHECK}", BUNDLES.join(", ")));
    bundle::build(BUNDLES, standard, folder)?;
    bundle::build_whole(CHECK, standard, folder)?;
    say::step("copying the loader, its types, the locales, the themes and the schema");
    embed::write(folder)?;
    integrity::write(folder)?;
    say::step("compressing");
    compress::twins(folder)?;
    files::check(folder)?;
    let kit = staging.finish()?;

    println!();
    print!("{}", sizes::table(&sizes::measure(&kit)?));
    println!("\n{}", kit.display());
    Ok(())
}

/// Builds the bundle of all widgets but the ladder, apart from the kit; gives its folder.
pub(crate) fn without_ladder() -> Result<PathBuf> {
    let staging = Staging::new(
        &workspace::target().join("kit").join(WITHOUT_LADDER),
        &workspace::target().join("kit/lock"),
    )?;
    say::step("building the bundle of all widgets without the ladder");
    bundle::build(&[WITHOUT_LADDER], Standard::RebuiltForSize, staging.folder())?;
    compress::twins(staging.folder())?;
    staging.finish()
}
