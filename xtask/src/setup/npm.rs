//! wasm-opt, esbuild, axe-core and ical.js, from npm into `xtask/node_modules`.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use serde_json::Value;

use super::install::install;
use crate::{command, pins, version, workspace};

/// The oldest Node that esbuild supports.
const NODE: u32 = 18;

pub(crate) fn ready() -> Result<()> {
    let node = command::version_of("node");
    if let Some(sentence) = unusable_node(node.as_deref()) {
        bail!(sentence);
    }
    if here() {
        return Ok(());
    }
    if command::find("npm").is_none() {
        bail!("npm was not found: install it beside Node.js and run the command again");
    }
    let what = format!("wasm-opt {}, esbuild {}, axe-core and ical.js", pins::BINARYEN, pins::ESBUILD);
    let mut npm = command::new("npm");
    // No package needs its install script, and not every npm may run one.
    npm.args(["ci", "--ignore-scripts", "--prefix", "xtask"]);
    install(&what, "", &mut npm)?;
    if !here() {
        bail!("{what} were installed but do not run: delete xtask/node_modules and run the command again");
    }
    Ok(())
}

/// Every package has the version that `package.json` pins, and the programs run.
fn here() -> bool {
    let folder = workspace::root().join("xtask");
    let runs = |program: &str| command::version_of(folder.join("node_modules/.bin").join(program));
    installed(&folder) && runs("wasm-opt").is_some() && runs("esbuild").is_some()
}

fn installed(folder: &Path) -> bool {
    let Some(wanted) = json(&folder.join("package.json")) else {
        return false;
    };
    let version_of = |name: &str| {
        let package = folder.join("node_modules").join(name).join("package.json");
        json(&package).map(|package| package["version"].clone())
    };
    wanted["devDependencies"].as_object().is_some_and(|packages| {
        packages.iter().all(|(name, version)| version_of(name).as_ref() == Some(version))
    })
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

fn unusable_node(found: Option<&str>) -> Option<String> {
    match found {
        None => Some(format!(
            "Node.js was not found: install version {NODE} or newer with npm and run the command again"
        )),
        Some(found) if version::major(found).is_some_and(|major| major < NODE) => Some(format!(
            "Node.js {found} is too old: install version {NODE} or newer and run the command again"
        )),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_count_only_in_the_pinned_version() {
        let folder = tempfile::tempdir().unwrap();
        let package = folder.path().join("node_modules/esbuild");
        fs::create_dir_all(&package).unwrap();
        fs::write(folder.path().join("package.json"), r#"{"devDependencies":{"esbuild":"0.28.2"}}"#).unwrap();
        assert!(!installed(folder.path()));
        fs::write(package.join("package.json"), r#"{"version":"0.28.1"}"#).unwrap();
        assert!(!installed(folder.path()));
        fs::write(package.join("package.json"), r#"{"version":"0.28.2"}"#).unwrap();
        assert!(installed(folder.path()));
    }

    #[test]
    fn node_must_be_there_and_young_enough() {
        assert_eq!(unusable_node(Some("20.20.2")), None);
        assert!(unusable_node(None).unwrap().starts_with("Node.js was not found"));
        let old = unusable_node(Some("16.1.0")).unwrap();
        assert!(old.starts_with("Node.js 16.1.0 is too old: install version 18"), "{old}");
    }
}
