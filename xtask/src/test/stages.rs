//! The stages of a test run: each named with its time, and counted.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::say;

/// What has run so far.
pub(crate) struct Stages {
    finished: Vec<Stage>,
    began: Instant,
}

struct Stage {
    name: &'static str,
    passed: bool,
    time: Duration,
}

impl Stages {
    pub(crate) fn new() -> Self {
        Self { finished: Vec::new(), began: Instant::now() }
    }

    /// Runs one stage. Its failure carries its name.
    pub(crate) fn run<T>(&mut self, name: &'static str, stage: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("\n── {name}");
        let began = Instant::now();
        let outcome = stage();
        let time = began.elapsed();
        let passed = outcome.is_ok();
        self.finished.push(Stage { name, passed, time });
        if passed {
            println!("── {name}: passed in {}", say::duration(time));
        }
        outcome.with_context(|| format!("the stage “{name}” failed"))
    }

    /// The stages with their times, and how many passed.
    pub(crate) fn summary(&self) -> String {
        let mut lines: Vec<String> = self.finished.iter().map(Stage::line).collect();
        lines.push(format!("{:<40}{:>12}", "in all", say::duration(self.began.elapsed())));
        let failed = self.finished.iter().filter(|stage| !stage.passed).count();
        let passed = self.finished.len() - failed;
        lines.push(format!("stages: {passed} passed, {failed} failed"));
        lines.join("\n")
    }
}

impl Stage {
    fn line(&self) -> String {
        let mark = if self.passed { "passed" } else { "FAILED" };
        format!("{mark}  {:<32}{:>12}", self.name, say::duration(self.time))
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_failure_names_its_stage_and_its_reason() {
        let mut stages = Stages::new();
        let outcome: Result<()> = stages.run("clippy", || bail!("it found something"));
        let error = outcome.unwrap_err();
        assert_eq!(format!("{error:#}"), "the stage “clippy” failed: it found something");
    }

    #[test]
    fn the_summary_counts_only_what_has_run() {
        let mut stages = Stages::new();
        stages.run("rustfmt", || Ok(())).unwrap();
        let _ = stages.run::<()>("clippy", || bail!("no"));
        let summary = stages.summary();
        let lines: Vec<_> = summary.lines().collect();
        assert!(lines[0].starts_with("passed  rustfmt"), "{summary}");
        assert!(lines[1].starts_with("FAILED  clippy"), "{summary}");
        assert_eq!(lines.last(), Some(&"stages: 1 passed, 1 failed"));
    }
}
