//! wasm-opt, esbuild and axe-core, from npm into `xtask/node_modules`.

use anyhow::{Result, bail};

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
    let what = format!("wasm-opt {}, esbuild {} and axe-core", pins::BINARYEN, pins::ESBUILD);
    let mut npm = command::new("npm");
    // Neither package needs its install script, and not every npm may run them.
    npm.args(["ci", "--ignore-scripts", "--prefix", "xtask"]);
    install(&what, "", &mut npm)?;
    if !here() {
        bail!("{what} were installed but do not run: delete xtask/node_modules and run the command again");
    }
    Ok(())
}

fn here() -> bool {
    let programs = workspace::root().join("xtask/node_modules/.bin");
    [("wasm-opt", pins::BINARYEN), ("esbuild", pins::ESBUILD)]
        .iter()
        .all(|(program, pin)| command::version_of(programs.join(program)).as_deref() == Some(pin))
        && workspace::root().join("xtask/node_modules/axe-core/axe.min.js").is_file()
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
    fn node_must_be_there_and_young_enough() {
        assert_eq!(unusable_node(Some("20.20.2")), None);
        assert!(unusable_node(None).unwrap().starts_with("Node.js was not found"));
        let old = unusable_node(Some("16.1.0")).unwrap();
        assert!(old.starts_with("Node.js 16.1.0 is too old: install version 18"), "{old}");
    }
}
