//! What a ladder adds to a page that has the kit already, in bytes of brotli 11.

use std::path::Path;

use anyhow::{Context, Result};

/// Bytes of the bundle of all widgets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weight {
    /// All of its files.
    pub(crate) with: u64,
    /// The same, built without the ladder.
    pub(crate) without: u64,
    /// How much smaller the glue and the first file are without it.
    pub(crate) first: u64,
    /// The files that a ladder fetches, and without which no other widget does.
    pub(crate) later: u64,
}

impl Weight {
    /// Weighs a kit beside a folder with the same bundle without the ladder.
    pub(crate) fn measure(kit: &Path, lesser: &Path) -> Result<Self> {
        let with = files(kit, "all")?;
        let without = files(lesser, "without-ladder")?;
        let sum = |files: &[(String, u64)], is: &dyn Fn(&str) -> bool| -> u64 {
            files.iter().filter(|(name, _)| is(name)).map(|(_, bytes)| bytes).sum()
        };
        let is_first = |name: &str| matches!(name, ".js" | "_bg.wasm");
        let is_own = |name: &str| name.split(['_', '-', '.']).any(|part| part == "ladder");
        Ok(Self {
            with: sum(&with, &|_| true),
            without: sum(&without, &|_| true),
            first: sum(&with, &is_first).saturating_sub(sum(&without, &is_first)),
            later: sum(&with, &is_own),
        })
    }
}

/// The compressed files of a bundle, by what follows its name.
fn files(folder: &Path, bundle: &str) -> Result<Vec<(String, u64)>> {
    let mut files = Vec::new();
    let missing = || format!("{} cannot be read: `cargo xtask bench` builds it first", folder.display());
    for entry in folder.read_dir().with_context(missing)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let own = name.strip_prefix(bundle).and_then(|rest| rest.strip_suffix(".br"));
        if let Some(own) = own.filter(|own| own.starts_with('_') || *own == ".js") {
            files.push((own.to_owned(), entry.metadata()?.len()));
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_ladder_weighs_what_its_bundle_is_smaller_without_it() {
        let [kit, lesser] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        for (name, bytes) in [
            ("all.js", 5),
            ("all_bg.wasm", 60),
            ("all_ladder.wasm", 7),
            ("all_ladder-touched.wasm", 2),
            ("all_touched.wasm", 9),
            ("ladder_bg.wasm", 50),
        ] {
            fs::write(kit.path().join(format!("{name}.br")), vec![0; bytes]).unwrap();
        }
        for (name, bytes) in
            [("without-ladder.js", 4), ("without-ladder_bg.wasm", 56), ("without-ladder_touched.wasm", 8)]
        {
            fs::write(lesser.path().join(format!("{name}.br")), vec![0; bytes]).unwrap();
        }
        let weight = Weight::measure(kit.path(), lesser.path()).unwrap();
        assert_eq!(weight, Weight { with: 83, without: 68, first: 5, later: 9 });
    }
}
