//! `cargo xtask test`: every check and every test, as CI runs them.

mod browser;
mod gallery;
mod native;
mod stages;

use anyhow::Result;
use clap::Args;

use crate::kit::{self, budget, sizes};
use crate::{setup, workspace};
use stages::Stages;

/// How much is tested.
#[derive(Args)]
pub(crate) struct Options {
    /// Only what needs no browser: rustfmt, clippy and the native tests
    #[arg(long)]
    quick: bool,
}

/// Sets up, then runs stage after stage until one fails.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut stages = Stages::new();
    let outcome = if options.quick { quick(&mut stages) } else { full(&mut stages) };
    println!("\n{}", stages.summary());
    outcome
}

fn quick(stages: &mut Stages) -> Result<()> {
    stages.run("set-up", setup::native)?;
    native(stages)
}

fn full(stages: &mut Stages) -> Result<()> {
    // All of it first: a missing browser is said at once, not after the native tests.
    let (browser, python) = stages.run("set-up", || {
        setup::native()?;
        setup::kit()?;
        setup::gallery()?;
        let python = setup::calendar_readers()?;
        Ok((setup::browser()?, python))
    })?;
    native(stages)?;
    stages.run("calendar readers", || native::calendars(python.as_deref()))?;
    stages.run("loader tests", browser::loader_tests)?;
    stages.run("clippy for wasm", native::clippy_for_wasm)?;
    stages.run("wasm tests", || browser::wasm_tests(&browser))?;
    stages.run("release kit", || kit::build(&kit::Options::default()))?;
    stages.run("size budgets", || budget::check(&sizes::measure(&workspace::kit())?))?;
    stages.run("gallery", gallery::build)?;
    stages.run("browser tests", || browser::journeys(&browser))
}

fn native(stages: &mut Stages) -> Result<()> {
    stages.run("rustfmt", native::rustfmt)?;
    stages.run("clippy", native::clippy)?;
    stages.run("native tests", native::tests)
}
