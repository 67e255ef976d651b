//! One installation: named as it begins, and one sentence if it fails.

use std::process::Command;

use anyhow::{Result, anyhow};

use crate::command::{self, Quiet};
use crate::say;

/// Runs `command` to install `what`, e.g. "Trunk 0.21.14". `time` is what a person should expect,
/// e.g. " (about 7 minutes, once)".
pub(crate) fn install(what: &str, time: &str, command: &mut Command) -> Result<()> {
    say::step(format_args!("installing {what}{time}…"));
    command::run_quietly(command, &log_name(what))
        .map_err(|quiet| anyhow!("{what} could not be installed: {}", reason(&quiet)))
}

fn log_name(what: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    what.to_lowercase().chars().map(plain).collect()
}

/// Turns what an installer printed into a reason with a remedy.
fn reason(quiet: &Quiet) -> String {
    let says = |signs: &[&str]| signs.iter().any(|sign| quiet.output.contains(sign));
    let log = quiet.log.display();
    if says(NO_NETWORK) {
        format!(
            "the network did not answer, so connect to it and run the command again (full output in {log})"
        )
    } else if says(&["No space left on device", "ENOSPC"]) {
        format!("the disk is full, so free some space and run the command again (full output in {log})")
    } else if says(&["Permission denied", "EACCES"]) {
        format!("this user may not write where it goes, as {log} tells")
    } else {
        match last_error(&quiet.output) {
            Some(line) => format!("“{line}” (full output in {log})"),
            None => format!("its installer failed, as {log} tells"),
        }
    }
}

/// What rustup, cargo, npm and apt print when they reach nobody.
const NO_NETWORK: &[&str] = &[
    "Could not resolve",
    "Couldn't resolve",
    "could not resolve",
    "Temporary failure resolving",
    "failed to lookup address",
    "dns error",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ETIMEDOUT",
    "Connection refused",
    "Connection timed out",
    "Could not connect to",
    "Failed to connect to",
    "Network is unreachable",
    "network failure",
    "could not download file",
];

/// The last line that an installer marked as an error.
fn last_error(output: &str) -> Option<&str> {
    output.lines().rev().map(str::trim).find(|line| {
        let lower = line.to_ascii_lowercase();
        lower.starts_with("error") || lower.starts_with("e: ") || lower.starts_with("npm error")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(output: &str) -> String {
        reason(&Quiet { output: output.into(), log: "target/setup/tool.log".into() })
    }

    #[test]
    fn being_offline_is_said_as_such_for_every_installer() {
        for output in [
            "spurious network error: [6] Couldn't resolve host name",
            "npm error code EAI_AGAIN",
            "Temporary failure resolving 'example.org'",
            "error: could not download file from 'https://example.org/channel'",
        ] {
            let said = told(output);
            assert!(said.starts_with("the network did not answer"), "{output}: {said}");
            assert!(said.contains("run the command again"), "{said}");
        }
    }

    #[test]
    fn a_full_disk_is_said_as_such() {
        assert!(told("write: No space left on device").starts_with("the disk is full"));
    }

    #[test]
    fn any_other_failure_quotes_the_installer_and_names_the_log() {
        assert_eq!(
            told("Compiling x\nerror: linker `cc` not found\nmore\n"),
            "“error: linker `cc` not found” (full output in target/setup/tool.log)"
        );
    }

    #[test]
    fn a_silent_failure_names_the_log() {
        assert_eq!(told(""), "its installer failed, as target/setup/tool.log tells");
    }

    #[test]
    fn logs_are_named_after_the_tool() {
        assert_eq!(log_name("Trunk 0.21.14"), "trunk-0-21-14");
    }
}
