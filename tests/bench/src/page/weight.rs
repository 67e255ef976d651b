//! What a page loads, in bytes of brotli 11.

use std::path::Path;

use anyhow::Result;

use crate::files::{compress, read, twin};

/// Bytes of everything that is weighed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Weights {
    pub(crate) loader: u64,
    pub(crate) petition: Bundle,
    pub(crate) all: Bundle,
    pub(crate) react: u64,
    pub(crate) preact: u64,
}

/// Bytes of one bundle of the kit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bundle {
    pub(crate) glue: u64,
    pub(crate) wasm: u64,
    /// The further wasm files for those who touch a form.
    pub(crate) touched: u64,
}

impl Weights {
    /// Weighs the kit as it was compressed by its build, and the twins as they would be.
    pub(crate) fn measure(kit: &Path, peers: &Path) -> Result<Self> {
        let twin = |name: &str| twin(kit, name).map(|bytes| bytes.len() as u64);
        let bundle = |name: &str| -> Result<Bundle> {
            Ok(Bundle {
                glue: twin(&format!("{name}.js"))?,
                wasm: twin(&format!("{name}_bg.wasm"))?,
                touched: touched(kit, name)?,
            })
        };
        let peer = |name: &str| -> Result<u64> { Ok(compress(&read(&peers.join(name))?)?.len() as u64) };
        Ok(Self {
            loader: twin("rungs.js")?,
            petition: bundle("petition")?,
            all: bundle("all")?,
            react: peer("react.js")?,
            preact: peer("preact.js")?,
        })
    }

    /// Everything that a page with a petition loads. English and the styles are in the wasm.
    pub(crate) fn petition_page(&self) -> u64 {
        self.loader + self.petition.glue + self.petition.wasm
    }

    /// With what follows once a supporter touches the form.
    pub(crate) fn touched_page(&self) -> u64 {
        self.petition_page() + self.petition.touched
    }

    /// A page that is only read, with the bundle of all widgets.
    pub(crate) fn all_page(&self) -> u64 {
        self.loader + self.all.glue + self.all.wasm
    }
}

/// The files that are called by the part for those who touch a form, alone or among others.
fn touched(kit: &Path, bundle: &str) -> Result<u64> {
    let mut bytes = 0;
    for entry in kit.read_dir()? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let parts =
            name.strip_prefix(bundle).and_then(|rest| rest.strip_prefix('_')?.strip_suffix(".wasm.br"));
        if parts.is_some_and(|parts| parts.split('-').any(|part| part == "touched")) {
            bytes += entry.metadata()?.len();
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_page_weighs_its_loader_glue_and_wasm() {
        let kit = tempfile::tempdir().unwrap();
        let peers = tempfile::tempdir().unwrap();
        for (name, bytes) in [
            ("rungs.js", 3),
            ("petition.js", 4),
            ("petition_bg.wasm", 50),
            ("petition_search-touched.wasm", 2),
            ("petition_touched.wasm", 5),
            ("all.js", 5),
            ("all_bg.wasm", 60),
            ("all_search-touched.wasm", 2),
            ("all_touched.wasm", 6),
        ] {
            fs::write(kit.path().join(format!("{name}.br")), vec![0; bytes]).unwrap();
        }
        for name in ["react.js", "preact.js"] {
            fs::write(peers.path().join(name), "let twin;".repeat(1000)).unwrap();
        }
        let weights = Weights::measure(kit.path(), peers.path()).unwrap();
        assert_eq!((weights.petition_page(), weights.touched_page(), weights.all_page()), (57, 64, 68));
        assert!(weights.react < 100, "the twins are compressed");
    }

    #[test]
    fn a_missing_kit_says_how_to_build_it() {
        let nothing = tempfile::tempdir().unwrap();
        let error = Weights::measure(nothing.path(), nothing.path()).unwrap_err().to_string();
        assert!(error.ends_with("rungs.js.br cannot be read: `cargo xtask bench` builds the kit first"));
    }
}
