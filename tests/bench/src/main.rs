//! How much Rungs weighs and how fast it is; run by `cargo xtask bench`.

mod browser;
mod cdp;
mod events;
mod figures;
mod files;
mod ladder;
mod page;
mod peers;
mod phone;
mod relay;
mod serve;
mod server;
mod survey;
mod verdict;
mod work;

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
    /// Weight and speed of a survey of 100 questions, beside SurveyJS
    Survey(survey::Options),
    /// A list of 2,000 events, filtered and sorted on a slow phone
    Events(events::Options),
    /// A ladder of 50 rungs that follows what happens on a slow phone, and what it weighs beside the kit
    Ladder(ladder::Options),
    /// Signatures and state reads a second, latency and memory of the reference backend
    Server(server::Options),
    /// How 100,000 submissions that wait for another system are forwarded, and in how much memory
    Relay(relay::Options),
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
        Subject::Survey(options) => survey::run(options),
        Subject::Events(options) => events::run(options),
        Subject::Ladder(options) => ladder::run(options),
        Subject::Server(options) => server::run(options),
        Subject::Relay(options) => relay::run(options),
        Subject::All => ["page", "survey", "events", "ladder", "server", "relay"]
            .iter()
            .try_for_each(|subject| run(&Cli::parse_from(["rungs-bench", subject]).subject)),
    }
}
