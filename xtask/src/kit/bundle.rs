//! One wasm and its glue per bundle: cargo, wasm-bindgen, wasm-opt, esbuild.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::embed::minify;
use crate::{command, workspace};

const TARGET: &str = "wasm32-unknown-unknown";

/// The cargo profile of the wasm.
const PROFILE: &str = "kit";

/// What rustc emits today, and no more: `--all-features` would let wasm-opt write "compact
/// imports", which browsers refuse. Trunk gets the same flags in `demo/index.html`.
pub(crate) const WASM_OPT: &[&str] = &[
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-producers",
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
    for bundle in bundles {
        bind(
            &compiled.join(bundle).with_extension("wasm"),
            bundle,
            folder,
        )?;
        optimise(&folder.join(format!("{bundle}_bg.wasm")))?;
        let glue = folder.join(format!("{bundle}.js"));
        minify(&glue, &glue)?;
    }
    Ok(())
}

/// Compiles the bundles and gives the folder of the raw wasm files.
fn compile(bundles: &[&str], standard: Standard) -> Result<PathBuf> {
    let mut cargo = command::new("cargo");
    cargo.args([
        "build",
        "--package",
        "rungs-kit",
        "--profile",
        PROFILE,
        "--target",
        TARGET,
    ]);
    for bundle in bundles {
        cargo.args(["--bin", bundle]);
    }
    let target = match standard {
        Standard::Shipped => workspace::target(),
        Standard::RebuiltForSize => {
            // Apart from the ordinary builds, which other compiler flags would throw away.
            let target = workspace::target().join("kit");
            cargo
                .args([
                    "-Zbuild-std=std,panic_abort",
                    "-Zbuild-std-features=optimize_for_size",
                ])
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
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--out-name",
            name,
            "--out-dir",
        ])
        .arg(folder)
        .arg(wasm);
    command::run(&mut bindgen, "wasm-bindgen")
}

fn optimise(wasm: &Path) -> Result<()> {
    let optimised = wasm.with_extension("opt");
    let mut wasm_opt = command::new("wasm-opt");
    wasm_opt.args(WASM_OPT).arg(wasm).arg("-o").arg(&optimised);
    command::run(&mut wasm_opt, "wasm-opt")?;
    fs::rename(&optimised, wasm)
        .with_context(|| format!("{} could not be replaced", wasm.display()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::workspace;

    #[test]
    fn trunk_optimises_with_the_same_flags() {
        let page = fs::read_to_string(workspace::root().join("demo/index.html")).unwrap();
        let flags = super::WASM_OPT[1..].join(" ");
        assert!(
            page.contains(&format!("data-wasm-opt-params=\"{flags}\"")),
            "{flags}"
        );
    }
}
