//! A page with a petition: what it weighs and how soon the petition is there, beside the same
//! petition in React and in Preact.

mod budget;
mod contestant;
mod report;
mod site;
mod timing;
mod weight;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use contestant::Contestant;
use timing::{Run, Runs};
use weight::Weights;

use crate::browser::Browser;
use crate::{peers, serve, verdict};

/// How the page is measured.
#[derive(Args)]
pub(crate) struct Options {
    /// Measurements of each contestant
    #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Folder of the kit that `cargo xtask build` wrote
    #[arg(long, env = "RUNGS_KIT", value_name = "DIR")]
    kit: PathBuf,
    /// Chromium
    #[arg(long, env = "CHROME", default_value = "chromium", value_name = "PROGRAM")]
    chrome: PathBuf,
}

/// Weighs, measures, prints, and fails when a budget is broken.
pub(crate) fn run(options: &Options) -> Result<()> {
    let peers = peers::build()?;
    let weights = Weights::measure(&options.kit, &peers)?;
    let runs = measure(options, &peers)?;
    print!("{}", report::table(&weights, &runs));
    print!("\n{}", report::noise(&runs));
    print!("\n{}", report::chains(&runs));
    let verdicts = budget::verdicts(&weights, &runs);
    verdict::judge(&verdicts)
}

/// The contestants take turns, so that whatever else the machine does meets all of them.
fn measure(options: &Options, peers: &Path) -> Result<Runs> {
    let served = serve::serve(|origin| site::files(origin, &options.kit, peers))?;
    let mut browser = Browser::start(&options.chrome, &[])?;
    let mut runs = Runs::default();
    for round in 0..=options.runs {
        let mut drawn: Option<(Contestant, Vec<String>)> = None;
        for contestant in Contestant::ALL {
            let run = timing::measure(&mut browser, &served.url(contestant.path()))
                .with_context(|| format!("{} could not be measured", contestant.name()))?;
            eprintln!("{}", progress(round, options.runs, contestant, &run));
            if let Some((first, controls)) = &drawn {
                same(*first, controls, contestant, &run.controls)?;
            } else {
                drawn = Some((contestant, run.controls.clone()));
            }
            // The first round warms up the browser's own files.
            if round > 0 {
                runs.add(contestant, run);
            }
        }
    }
    Ok(runs)
}

fn progress(round: u32, rounds: u32, contestant: Contestant, run: &Run) -> String {
    let round = if round == 0 { "warm-up".to_owned() } else { format!("run {round}/{rounds}") };
    format!("{round:<10}{:<10}upgraded after {:.0} ms", contestant.name(), run.upgrade)
}

/// Twins that ask for something else are no twins.
fn same(one: Contestant, its: &[String], other: Contestant, others: &[String]) -> Result<()> {
    if its != others {
        bail!(
            "{} and {} draw different petitions: {} against {}",
            one.name(),
            other.name(),
            its.join(", "),
            others.join(", ")
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_with_other_fields_are_told_apart() {
        let fields = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let full = fields(&["email", "comment"]);
        assert!(same(Contestant::Rungs, &full, Contestant::React, &full).is_ok());
        let error = same(Contestant::Rungs, &full, Contestant::Preact, &fields(&["email"])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Rungs and Preact draw different petitions: email, comment against email"
        );
    }
}
