//! Installs and builds the twins in `tests/bench/peers`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// What npm writes once it has installed everything.
const INSTALLED: &str = "node_modules/.package-lock.json";

/// Builds all of them and gives the folder of `react.js`, `preact.js`, and of `surveyjs.js` with its stylesheet.
pub(crate) fn build() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = here.join("peers");
    if !is_current(&sources) {
        eprintln!("installing React, Preact, SurveyJS and esbuild with npm");
        // None needs its install script, and not every npm may run them.
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts"]).current_dir(&sources).stdout(Stdio::null());
        run(
            &mut npm,
            "`npm ci` in tests/bench/peers failed: see above; it needs Node.js 18 or newer and the network",
        )?;
    }
    eprintln!("building the peers");
    let out = here.join("../../target/bench/peers");
    let mut node = Command::new("node");
    node.arg("build.mjs").arg(&out).current_dir(&sources);
    run(&mut node, "esbuild could not build tests/bench/peers: see above")?;
    Ok(out)
}

/// What is installed is younger than what should be.
fn is_current(sources: &Path) -> bool {
    let modified = |name: &str| sources.join(name).metadata().and_then(|file| file.modified());
    match (modified(INSTALLED), modified("package-lock.json")) {
        (Ok(installed), Ok(wanted)) => installed >= wanted,
        _ => false,
    }
}

fn run(command: &mut Command, sentence: &'static str) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("{program} cannot be started: install Node.js 18 or newer with npm"))?;
    if !status.success() {
        bail!(sentence);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn packages_are_installed_once_and_again_when_the_lock_file_changes() {
        let folder = tempfile::tempdir().unwrap();
        let lock = folder.path().join("package-lock.json");
        fs::write(&lock, "{}").unwrap();
        assert!(!is_current(folder.path()));
        fs::create_dir(folder.path().join("node_modules")).unwrap();
        fs::write(folder.path().join(INSTALLED), "{}").unwrap();
        assert!(is_current(folder.path()));
        let later = std::time::SystemTime::now() + std::time::Duration::from_mins(1);
        fs::File::options().write(true).open(&lock).unwrap().set_modified(later).unwrap();
        assert!(!is_current(folder.path()));
    }
}
