//! A page with a survey of 100 questions: what it weighs, how soon it can be answered, and how
//! quickly it follows, beside the same survey in SurveyJS; and as plain HTML, which is what the
//! browser itself needs for it.

mod budget;
mod document;
mod plain;
mod report;
mod side;
mod site;
mod surveyjs;
mod visit;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::browser::{Browser, NO_VSYNC};
use crate::{figures, peers, serve, verdict};
use side::Side;
use visit::Visit;

/// How the survey is measured.
#[derive(Args)]
pub(crate) struct Options {
    /// Visits to each side
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Folder of the kit that `cargo xtask build` wrote
    #[arg(long, env = "RUNGS_KIT", value_name = "DIR")]
    kit: PathBuf,
    /// Chromium
    #[arg(long, env = "CHROME", default_value = "chromium", value_name = "PROGRAM")]
    chrome: PathBuf,
    /// Folder for a trace of each side's first visit, which the browser's developer tools open; it slows
    /// that visit, which counts for nothing
    #[arg(long, value_name = "DIR")]
    trace: Option<PathBuf>,
}

/// All visits to all sides.
#[derive(Default)]
pub(crate) struct Visits(Vec<(Side, Visit)>);

impl Visits {
    fn add(&mut self, side: Side, visit: Visit) {
        self.0.push((side, visit));
    }

    fn of(&self, side: Side) -> impl Iterator<Item = &Visit> {
        self.0.iter().filter(move |(whose, _)| *whose == side).map(|(_, visit)| visit)
    }
}

/// Measures, prints, and fails when a budget is broken.
pub(crate) fn run(options: &Options) -> Result<()> {
    let peers = peers::build()?;
    let served = serve::serve(|origin| site::files(origin, &options.kit, &peers))?;
    let mut browser = Browser::start(&options.chrome, &NO_VSYNC)?;
    let mut visits = Visits::default();
    for round in 0..=options.runs {
        // The sides take turns, so that whatever else the machine does meets all.
        for side in Side::ALL {
            let trace = options.trace.as_ref().filter(|_| round == 0);
            let trace = trace.map(|folder| folder.join(format!("{}.json", side.name())));
            let visit = visit::go(&mut browser, &served.url(side.path()), trace.as_deref())
                .with_context(|| format!("{} could not be measured", side.name()))?;
            eprintln!(
                "{round}/{}  {:<12}answerable after {:.0} ms",
                options.runs,
                side.name(),
                visit.answerable
            );
            // The first round warms up the browser's own files.
            if round > 0 {
                visits.add(side, visit);
            }
        }
    }
    print!("{}", report::table(&visits));
    println!();
    print!("{}", report::files(&visits));
    print!("{}", figures::load());
    let verdicts = budget::verdicts(&visits);
    verdict::judge(&verdicts)
}
