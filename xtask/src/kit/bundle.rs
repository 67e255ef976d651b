//! One wasm and its glue per bundle: cargo, wasm-bindgen, esbuild, binaryen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};
use serde_json::json;

use super::{embed, exports};
use crate::{command, workspace};

const TARGET: &str = "wasm32-unknown-unknown";

/// The cargo profile of the wasm.
const PROFILE: &str = "kit";

/// What rustc emits today, and no more: `--all-features` would let wasm-opt write "compact
/// imports", which browsers refuse. Trunk gets the same flags in `demo/index.html`.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-producers",
];

/// What made the brotli twin smallest: 1.5 % less than `-Oz` alone. The lowest KB of memory is the
/// far end of the stack, which lld puts first, so nothing is ever addressed there.
const SIZE: &[&str] = &[
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--low-memory-unused",
    "--strip-debug",
    "--strip-target-features",
];

/// Which standard library is linked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standard {
    /// The one that rustup installs, built for speed.
    Shipped,
    /// Compiled here for size, with panics that abort without a message. It needs compiler flags
    /// that are not stable yet, which the pinned compiler is known to take.
    RebuiltForSize,
}

/// Writes `<bundle>.js` and `<bundle>_bg.wasm` into `folder` for each bundle.
pub(crate) fn build(bundles: &[&str], standard: Standard, folder: &Path) -> Result<()> {
    let compiled = compile(bundles, standard)?;
    let parts = workspace::target().join("kit/parts");
    for bundle in bundles {
        bind(&compiled.join(bundle).with_extension("wasm"), bundle, &parts)?;
        let glue = folder.join(format!("{bundle}.js"));
        embed::shake(&parts.join(format!("{bundle}.js")), "default, prepare", &glue)?;
        let wasm = parts.join(format!("{bundle}_bg.wasm"));
        let used = drop_unused_exports(&wasm, &fs::read_to_string(&glue)?)?;
        optimise(&used, &folder.join(format!("{bundle}_bg.wasm")))?;
    }
    Ok(())
}

/// Compiles the bundles and gives the folder of the raw wasm files.
fn compile(bundles: &[&str], standard: Standard) -> Result<PathBuf> {
    let mut cargo = command::new("cargo");
    cargo.args(["build", "--package", "rungs-kit", "--profile", PROFILE]);
    cargo.args(["--target", TARGET]);
    for bundle in bundles {
        cargo.args(["--bin", bundle]);
    }
    let target = match standard {
        Standard::Shipped => workspace::target(),
        Standard::RebuiltForSize => {
            // Apart from the ordinary builds, which other compiler flags would throw away.
            let target = workspace::target().join("kit");
            cargo
                .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
                .arg("--target-dir")
                .arg(&target)
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTFLAGS", "-Zunstable-options -Cpanic=immediate-abort");
            target
        }
    };
    command::run(&mut cargo, "compiling the kit")?;
    Ok(target.join(TARGET).join(PROFILE))
}

fn bind(wasm: &Path, name: &str, folder: &Path) -> Result<()> {
    let mut bindgen = command::new("wasm-bindgen");
    bindgen
        .args(["--target", "web", "--no-typescript", "--out-name", name])
        .arg("--out-dir")
        .arg(folder)
        .arg(wasm);
    command::run(&mut bindgen, "wasm-bindgen")
}

/// Crates below Leptos export streams that the kit never uses, and an export keeps all that it
/// calls. Once the glue is shaken, what it no longer names can go.
fn drop_unused_exports(wasm: &Path, glue: &str) -> Result<PathBuf> {
    let names = exports::names(&fs::read(wasm)?).context("reading the exports of the wasm")?;
    let roots: Vec<_> = names
        .iter()
        .filter(|name| exports::is_named(name, glue))
        .map(|name| json!({ "name": name, "export": name, "root": true }))
        .collect();
    let graph = wasm.with_extension("graph.json");
    fs::write(&graph, serde_json::to_string(&roots)?)?;

    let used = wasm.with_extension("used.wasm");
    let mut metadce = command::new("wasm-metadce");
    metadce
        .args(FEATURES.iter().filter(|flag| flag.starts_with("--enable")))
        .arg("--graph-file")
        .arg(graph)
        .arg(wasm)
        .arg("-o")
        .arg(&used)
        // It lists every function that it removes.
        .stdout(Stdio::null());
    command::run(&mut metadce, "wasm-metadce")?;
    Ok(used)
}

fn optimise(wasm: &Path, destination: &Path) -> Result<()> {
    let mut wasm_opt = command::new("wasm-opt");
    wasm_opt.args(FEATURES).args(SIZE).arg(wasm).arg("-o").arg(destination);
    command::run(&mut wasm_opt, "wasm-opt")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::workspace;

    #[test]
    fn trunk_optimises_for_the_same_browsers() {
        let page = fs::read_to_string(workspace::root().join("demo/index.html")).unwrap();
        let flags = super::FEATURES.join(" ");
        assert!(page.contains(&format!("data-wasm-opt-params=\"{flags}\"")), "{flags}");
    }
}
