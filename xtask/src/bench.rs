//! `cargo xtask bench`: builds the kit, then hands over to the crate in `tests/bench`.

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::{command, kit, setup, workspace};

/// What is measured.
#[derive(Args)]
pub(crate) struct Options {
    /// What to measure
    #[arg(value_enum, default_value_t = Subject::All)]
    subject: Subject,
    /// Further arguments for the measuring program, after `--`
    #[arg(last = true)]
    further: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// Weight and upgrade time of a page, beside its React and Preact twins
    Page,
    /// Weight and speed of a survey of 100 questions, beside `SurveyJS`
    Survey,
    /// Speed of a list of 2,000 events
    Events,
    /// Speed of a ladder of 50 rungs, and what it adds to a page with the kit
    Ladder,
    /// Signatures and state reads a second
    Server,
    /// Submissions that wait to be forwarded
    Relay,
    /// Everything
    All,
}

/// Sets up, builds what is measured, measures.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut bench = command::new("cargo");
    bench
        .args(["run", "--release", "--package", "rungs-bench", "--"])
        .arg(options.subject.word())
        .args(&options.further);

    if !matches!(options.subject, Subject::Server | Subject::Relay) {
        let browser = setup::browser()?;
        setup::kit()?;
        kit::build(&kit::Options::default())?;
        bench
            .env("RUNGS_KIT", workspace::kit())
            .env("CHROME", browser.browser)
            .env("CHROMEDRIVER", browser.driver);
    }
    if matches!(options.subject, Subject::Ladder | Subject::All) {
        bench.env("RUNGS_WITHOUT_LADDER", kit::without_ladder()?);
    }
    if matches!(options.subject, Subject::Server | Subject::Relay | Subject::All) {
        setup::native()?;
        let mut backend = command::new("cargo");
        backend.args(["build", "--release", "--package", "rungs-server"]);
        command::run(&mut backend, "the build of the backend")?;
        bench.env("RUNGS_SERVER_BIN", workspace::target().join("release/rungs-server"));
    }
    command::run(&mut bench, "the measurement")
}

impl Subject {
    fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Survey => "survey",
            Self::Events => "events",
            Self::Ladder => "ladder",
            Self::Server => "server",
            Self::Relay => "relay",
            Self::All => "all",
        }
    }
}
