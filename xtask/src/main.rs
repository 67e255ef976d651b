//! `cargo xtask`: everything a newcomer types.
//!
//! Each command first installs what is missing ([`setup`]), then does its work. Whatever goes
//! wrong is said in one sentence on stderr, with the remedy, and the exit code is 1.

mod bench;
mod command;
mod demo;
mod gallery;
mod kit;
mod pins;
mod say;
mod setup;
mod test;
mod version;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Set up, show, test, build and measure Rungs.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Start the reference backend and the gallery, until Ctrl-C
    Demo(demo::Options),
    /// Run every check and every test, as CI does
    Test(test::Options),
    /// Take a picture of every state of every widget, into target/gallery
    Gallery(gallery::Options),
    /// Write a release kit to dist/kit/<version>
    Build(kit::Options),
    /// Measure weight and speed of a release kit and of the backend
    Bench(bench::Options),
}

fn main() -> ExitCode {
    // Not `clap::Error::exit`: a wrong argument is a failure like any other, so it exits with 1.
    let outcome = match Arguments::try_parse() {
        Ok(arguments) => run(&arguments.task),
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::from(error.use_stderr()));
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(task: &Task) -> Result<()> {
    match task {
        Task::Demo(options) => demo::run(options),
        Task::Test(options) => test::run(options),
        Task::Gallery(options) => gallery::run(options),
        Task::Build(options) => kit::run(options),
        Task::Bench(options) => bench::run(options),
    }
}
