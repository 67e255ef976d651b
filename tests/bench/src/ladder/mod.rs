//! A ladder on a slow phone: how quickly it follows what happens on the page, and what it adds to one that has
//! the kit.

mod budget;
mod document;
mod report;
mod visit;
mod weight;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use crate::browser::{Browser, NO_VSYNC};
use crate::files::compress;
use crate::serve::{self, File};
use crate::verdict;
use weight::Weight;

const PAGE: &str = include_str!("page.html");

/// How the ladder is measured.
#[derive(Args)]
pub(crate) struct Options {
    /// Visits
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Folder of the kit that `cargo xtask build` wrote
    #[arg(long, env = "RUNGS_KIT", value_name = "DIR")]
    kit: PathBuf,
    /// Folder with the bundle of all widgets but the ladder, compressed
    #[arg(long, env = "RUNGS_WITHOUT_LADDER", value_name = "DIR")]
    without_ladder: PathBuf,
    /// Chromium
    #[arg(long, env = "CHROME", default_value = "chromium", value_name = "PROGRAM")]
    chrome: PathBuf,
}

/// Measures, prints, and fails when a budget is broken.
pub(crate) fn run(options: &Options) -> Result<()> {
    let weight = Weight::measure(&options.kit, &options.without_ladder)?;
    let served = serve::serve(|_| files(&options.kit))?;
    let mut browser = Browser::start(&options.chrome, &NO_VSYNC)?;
    let mut visits = Vec::new();
    for round in 0..=options.runs {
        let visit = visit::go(&mut browser, &served.url("/")).context("the ladder could not be measured")?;
        eprintln!("{round}/{}", options.runs);
        // The first round warms up the browser's own files.
        if round > 0 {
            visits.push(visit);
        }
    }
    print!("{}\n{}\n{}", report::table(&visits), report::weights(&weight), crate::figures::load());
    let verdicts = budget::verdicts(&visits, &weight);
    verdict::judge(&verdicts)
}

/// Everything that is served, by its path.
fn files(kit: &Path) -> Result<HashMap<String, File>> {
    let mut files = serve::kit(kit)?;
    let page = compress(PAGE.as_bytes())?;
    files.insert("/".to_owned(), File { content_type: "text/html; charset=utf-8", body: page });
    let document = compress(document::ours().to_string().as_bytes())?;
    files.insert("/c/rungs.json".to_owned(), File::new("rungs.json", document));
    Ok(files)
}
