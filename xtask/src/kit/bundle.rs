//! One wasm and its glue per bundle: cargo, wasm-bindgen, esbuild, binaryen.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result};

use super::embed::minify;
use super::module::Module;
use super::{WITHOUT_LADDER, lean_glue, short_names, split};
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

/// Writes `<bundle>.js`, `<bundle>_bg.wasm` and the further files (`split::PARTS`) into `folder` for
/// each bundle.
pub(crate) fn build(bundles: &[&str], standard: Standard, folder: &Path) -> Result<()> {
    let parts = &workspace::target().join("kit/parts");
    thread::scope(|scope| {
        let mut finishing = Vec::new();
        for bundle in bundles {
            let widgets = match *bundle {
                WITHOUT_LADDER => "petition,survey,rsvp,brief",
                "all" => "all,brief",
                one => one,
            };
            let compiled = compile(bundle, &format!("split,{widgets}"), standard)?;
            // The compiler links on one core: meanwhile the other makes files of what it linked before.
            finishing.push(scope.spawn(move || finish(bundle, &compiled, parts, folder)));
        }
        finishing.into_iter().try_for_each(|thread| match thread.join() {
            Ok(finished) => finished,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}

/// Makes of a bundle that was compiled into a folder what is served.
fn finish(bundle: &str, compiled: &Path, parts: &Path, folder: &Path) -> Result<()> {
    let glue = format!("{bundle}.js");
    let wasm = format!("{bundle}_bg.wasm");
    let split = split::split(&compiled.join(program(bundle)).with_extension("wasm"), &parts.join(bundle))?;
    bind(&split.first, bundle, parts)?;
    let lean = lean_glue::lean(&fs::read_to_string(parts.join(&glue))?)?;
    let linked = split.link(&lean)?;
    fs::write(parts.join(&glue), linked)?;
    minify(&parts.join(&glue), &folder.join(&glue))?;
    optimise(&parts.join(&wasm), &folder.join(&wasm))?;
    for (name, file) in &split.further {
        optimise(file, &folder.join(format!("{bundle}_{name}.wasm")))?;
    }
    shorten(&folder.join(&wasm), &folder.join(&glue))
}

/// Writes `<bundle>.js` and `<bundle>_bg.wasm` into `folder`: all in one file, and the glue as wasm-bindgen
/// writes it.
pub(crate) fn build_whole(bundle: &str, standard: Standard, folder: &Path) -> Result<()> {
    let parts = workspace::target().join("kit/parts");
    let compiled = compile(bundle, bundle, standard)?;
    bind(&compiled.join(bundle).with_extension("wasm"), bundle, &parts)?;
    let (glue, wasm) = (format!("{bundle}.js"), format!("{bundle}_bg.wasm"));
    // What the linker keeps for the splitter, and wasm-opt would hand on as it is.
    let bound = fs::read(parts.join(&wasm))?;
    let mut module = Module::parse(&bound)?;
    module.strip();
    fs::write(parts.join(&wasm), module.encode())?;
    minify(&parts.join(&glue), &folder.join(&glue))?;
    optimise(&parts.join(&wasm), &folder.join(&wasm))
}

/// Compiles a bundle with these features and gives the folder of the raw wasm file.
fn compile(bundle: &str, features: &str, standard: Standard) -> Result<PathBuf> {
    let mut cargo = command::new("cargo");
    cargo.args(["build", "--package", "rungs-kit", "--profile", PROFILE]);
    cargo.args(["--target", TARGET, "--bin", program(bundle), "--no-default-features", "--features"]);
    cargo.arg(features);
    // Apart from the ordinary builds, which other compiler flags would throw away.
    let target = workspace::target().join("kit");
    cargo.arg("--target-dir").arg(&target);
    match standard {
        Standard::Shipped => {
            cargo.env("RUSTFLAGS", split::LINKER);
        }
        Standard::RebuiltForSize => {
            cargo
                .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTFLAGS", format!("{} -Zunstable-options -Cpanic=immediate-abort", split::LINKER));
        }
    }
    command::run(&mut cargo, "compiling the kit")?;
    Ok(target.join(TARGET).join(PROFILE))
}

/// The program of the kit's crate that a bundle is made of.
fn program(bundle: &str) -> &str {
    if bundle == WITHOUT_LADDER { "all" } else { bundle }
}

fn bind(wasm: &Path, name: &str, folder: &Path) -> Result<()> {
    let mut bindgen = command::new("wasm-bindgen");
    bindgen
        .args(["--target", "web", "--no-typescript", "--out-name", name])
        // The table, which the second file shares.
        .arg("--keep-lld-exports")
        .arg("--out-dir")
        .arg(folder)
        .arg(wasm);
    command::run(&mut bindgen, "wasm-bindgen")
}

fn optimise(wasm: &Path, destination: &Path) -> Result<()> {
    let mut wasm_opt = command::new("wasm-opt");
    wasm_opt.args(FEATURES).args(SIZE).arg(wasm).arg("-o").arg(destination);
    command::run(&mut wasm_opt, "wasm-opt")
}

fn shorten(wasm: &Path, glue: &Path) -> Result<()> {
    let (short_wasm, short_glue) = short_names::shorten(&fs::read(wasm)?, &fs::read_to_string(glue)?)
        .with_context(|| format!("{} could not be shortened", glue.display()))?;
    fs::write(wasm, short_wasm)?;
    fs::write(glue, short_glue)?;
    Ok(())
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
