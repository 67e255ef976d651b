//! Starting other programs: where they are found, what they inherit, what is said when they fail.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{version, workspace};

/// A command in the workspace's root that finds our pinned tools first and reads no terminal.
pub(crate) fn new(program: impl AsRef<OsStr>) -> Command {
    let program = program.as_ref();
    let found = program.to_str().and_then(find);
    let mut command = Command::new(found.as_deref().map_or(program, Path::as_os_str));
    command.current_dir(workspace::root()).env("PATH", search_path()).stdin(Stdio::null());
    // `cargo run` describes xtask to us in these; build scripts that watch them would otherwise
    // run again each time someone switches between `cargo build` and `cargo xtask`.
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(describes_xtask) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs to the end with its output shown. `what` names it in the failure: "clippy".
pub(crate) fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().with_context(|| not_started(command))?;
    if !status.success() {
        bail!("{what} failed ({status}): the reason is printed above");
    }
    Ok(())
}

/// Runs to the end with its output kept in `target/setup/<name>.log`, and gives it back on failure.
pub(crate) fn run_quietly(command: &mut Command, name: &str) -> Result<(), Quiet> {
    let log = workspace::target().join("setup").join(format!("{name}.log"));
    let status = log
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| File::create(&log))
        .and_then(|file| Ok((file.try_clone()?, file)))
        .and_then(|(out, err)| command.stdout(out).stderr(err).status());
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Quiet {
            output: fs::read(&log)
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .unwrap_or_default(),
            log,
        }),
        Err(error) => Err(Quiet { output: error.to_string(), log }),
    }
}

/// What a quiet command said before it failed.
pub(crate) struct Quiet {
    pub(crate) output: String,
    pub(crate) log: PathBuf,
}

/// The version that a program prints of itself, if it is there and runs.
pub(crate) fn version_of(program: impl AsRef<OsStr>) -> Option<String> {
    let output = new(program).arg("--version").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    version::find(&text).map(str::to_owned)
}

/// Where a program lies on our search path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&search_path()).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// Where tools go whose version differs from the one a developer has in `~/.cargo/bin`: theirs is
/// left alone, ours is found first.
pub(crate) fn own_tools() -> PathBuf {
    cargo_home().join("rungs-tools")
}

fn search_path() -> OsString {
    let own = [workspace::root().join("xtask/node_modules/.bin"), own_tools().join("bin")];
    let inherited = env::var_os("PATH").unwrap_or_default();
    let cargo = cargo_home().join("bin");
    let folders = own.into_iter().chain(env::split_paths(&inherited)).chain([cargo]);
    env::join_paths(folders).unwrap_or(inherited)
}

fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .unwrap_or_else(|| workspace::target().join("cargo-home"))
}

fn describes_xtask(name: &str) -> bool {
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

fn not_started(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    format!("{program} could not be started")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_is_found_and_tells_its_version() {
        assert!(find("cargo").is_some());
        assert!(version_of("cargo").is_some());
    }

    #[test]
    fn a_program_that_is_not_there_has_no_version() {
        assert_eq!(version_of("rungs-no-such-program"), None);
    }

    #[test]
    fn a_failed_command_is_named() {
        let error = run(new("cargo").arg("--no-such-flag").stderr(Stdio::null()), "clippy");
        let said = error.unwrap_err().to_string();
        assert!(said.starts_with("clippy failed (exit status: "), "{said}");
    }

    #[test]
    fn what_cargo_says_of_xtask_is_not_handed_on() {
        assert!(describes_xtask("CARGO_PKG_NAME"));
        assert!(describes_xtask("CARGO_MANIFEST_DIR"));
        assert!(!describes_xtask("CARGO_TARGET_DIR"));
        assert!(!describes_xtask("CARGO_HOME"));
    }
}
