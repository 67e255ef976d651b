//! How much Rungs weighs and how fast it is; run by `cargo xtask bench`.

mod page;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "rungs-bench", about = "Weight and speed of Rungs")]
struct Cli {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Subcommand)]
enum Subject {
    /// Weight and upgrade time of a page, beside its React and Preact twins
    Page(page::Options),
    /// Every subject, as it is measured by default
    All,
}

fn main() -> ExitCode {
    match run(&Cli::parse().subject) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(subject: &Subject) -> Result<()> {
    match subject {
        Subject::Page(options) => page::run(options),
        Subject::All => {
            ["page"].iter().try_for_each(|subject| run(&Cli::parse_from(["rungs-bench", subject]).subject))
        }
    }
}
