//! Splits a bundle: what a page needs at once, what only a supporter who touches a form needs, and
//! what only a form with a search needs (`widgets/kit/src/later.rs` says how functions are marked).
//!
//! The further files share memory, table and stack with the first, which exports them for it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};

/// The parts, by their names in the code: each is a further file.
pub(crate) const PARTS: [&str; 3] = [TOUCHED, "search", "backends"];

/// What a supporter who touches a form needs.
pub(crate) const TOUCHED: &str = "touched";

/// What several parts need and the first file does not: a further file for each of these groups of parts, in
/// the order of the alphabet. A bundle has those of which there is something.
pub(crate) const SHARED: [(&str, &[&str]); 4] = [
    ("shared", &["search", TOUCHED]),
    ("shared_sent", &["backends", TOUCHED]),
    ("shared_found", &["backends", "search"]),
    ("shared_all", &["backends", "search", TOUCHED]),
];

/// The linker must keep what tells the splitter which code needs which.
pub(crate) const LINKER: &str = "-Clink-args=--emit-relocs";

/// Where the glue would look for what `LATER` says itself.
const LINK: &str = "./__wasm_split.js";

/// The function that the first file calls for another.
const LATER: &str = include_str!("later.js");

/// A bundle in parts, not yet bound to its glue.
pub(crate) struct Parts {
    /// For wasm-bindgen.
    pub(crate) first: PathBuf,
    /// The further files by name; complete but for wasm-opt.
    pub(crate) further: BTreeMap<&'static str, PathBuf>,
    /// For each part the files that it needs, its own last.
    needs: BTreeMap<String, Vec<&'static str>>,
}

/// Splits `<bundle>.wasm` into files in `folder`.
pub(crate) fn split(wasm: &Path, folder: &Path) -> Result<Parts> {
    let input = fs::read(wasm).with_context(|| format!("{} could not be read", wasm.display()))?;
    fs::create_dir_all(folder)?;
    let first = folder.join("first.wasm");
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.link_name = LINK;
    let made = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("{} could not be split: {error}", wasm.display()))?;
    let mut parts = Parts { first, further: BTreeMap::new(), needs: BTreeMap::new() };
    let mut wanted: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let map: BTreeMap<_, _> = made.prefetch_map.iter().collect();
    for (part, stems) in &map {
        stems.iter().for_each(|stem| wanted.entry(stem).or_default().push(part));
    }
    for (part, stems) in &map {
        for stem in *stems {
            let file = name(stem, wanted.get(&**stem).map_or(&[], Vec::as_slice))?;
            parts.needs.entry((*part).clone()).or_default().push(file);
            parts.further.insert(file, folder.join(stem).with_extension("wasm"));
        }
    }
    let found: Vec<_> = parts.further.values().collect();
    ensure!(
        made.split_modules.len() == found.len() && found.iter().all(|path| path.is_file()),
        "{} was split into {:?}, but {found:?} were expected",
        wasm.display(),
        made.split_modules
    );
    Ok(parts)
}

/// How we call a file that the splitter made: it numbers what several parts, sorted, share.
fn name(stem: &str, parts: &[&str]) -> Result<&'static str> {
    let known = if stem.starts_with("chunk_") {
        SHARED.iter().find(|(_, of)| *of == parts).map(|(name, _)| *name)
    } else {
        PARTS.into_iter().find(|name| *name == stem.trim_start_matches("split_"))
    };
    known.with_context(|| format!("the kit has a part {stem} of {parts:?}, which is not among PARTS"))
}

impl Parts {
    /// Joins to a bundle's glue what fetches the further files, `<bundle>_<name>.wasm`.
    pub(crate) fn link(&self, glue: &str, bundle: &str) -> Result<String> {
        let loads: Vec<_> = self.needs.keys().map(|part| format!("__wasm_split_load_{part}")).collect();
        let mut glue = glue.to_owned();
        // One for each function that loads a part, all from the same place.
        for number in 1..=loads.len() {
            glue = replace(&glue, &format!("import * as import{number} from \"{LINK}\"\n"), "")?;
            glue = replace(&glue, &format!("\"{LINK}\": import{number},"), "")?;
        }
        // `short_names` makes one module of all that the glue gives.
        let glue = replace(&glue, "const import0 = {", &format!("const import0 = {{ {},", loads.join(", ")))?;
        let part = |(load, needs): (&String, &Vec<&str>)| {
            let url = |file: &&str| format!("new URL(\"{bundle}_{file}.wasm\", import.meta.url)");
            let urls: Vec<_> = needs.iter().map(url).collect();
            format!("const {load} = later({});\n", urls.join(", "))
        };
        Ok(glue + LATER + &loads.iter().zip(self.needs.values()).map(part).collect::<String>())
    }
}

/// Replaces what the glue must say exactly once.
pub(super) fn replace(text: &str, old: &str, new: &str) -> Result<String> {
    ensure!(text.matches(old).count() == 1, "wasm-bindgen's glue does not say `{}` once", old.trim_end());
    Ok(text.replace(old, new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts {
        let needs =
            [("search".to_owned(), vec!["shared", "search"]), (TOUCHED.to_owned(), vec!["shared", TOUCHED])];
        Parts { first: PathBuf::new(), further: BTreeMap::new(), needs: needs.into() }
    }

    #[test]
    fn the_glue_loads_the_further_files_itself() {
        let imports =
            [1, 2].map(|number| format!("import * as import{number} from \"./__wasm_split.js\"\n")).concat();
        let modules = [1, 2].map(|number| format!("\"./__wasm_split.js\": import{number},")).concat();
        let glue = format!(
            "{imports}let wasm;\nconst import0 = {{}};\nreturn {{ \"./k_bg.js\": import0, {modules} }};"
        );
        let linked = parts().link(&glue, "petition").unwrap();
        assert!(linked.starts_with("let wasm;"), "{linked}");
        let given = "const import0 = { __wasm_split_load_search, __wasm_split_load_touched,};";
        assert!(linked.contains(given), "{linked}");
        assert!(linked.contains("return { \"./k_bg.js\": import0,  };"), "{linked}");
        let urls =
            ["shared", "touched"].map(|file| format!("new URL(\"petition_{file}.wasm\", import.meta.url)"));
        let load = format!("const __wasm_split_load_touched = later({});", urls.join(", "));
        assert!(linked.contains(&load), "{linked}");
    }

    #[test]
    fn a_glue_of_another_shape_is_refused() {
        let error = parts().link("let wasm;", "petition").unwrap_err().to_string();
        assert_eq!(
            error,
            "wasm-bindgen's glue does not say `import * as import1 from \"./__wasm_split.js\"` once"
        );
    }

    #[test]
    fn a_part_that_no_kit_has_a_file_for_is_named() {
        assert_eq!(name("chunk_1", &["search", "touched"]).unwrap(), "shared");
        assert_eq!(name("chunk_2", &["backends", "search", "touched"]).unwrap(), "shared_all");
        assert_eq!(
            name("split_maps", &["maps"]).unwrap_err().to_string(),
            "the kit has a part split_maps of [\"maps\"], which is not among PARTS"
        );
    }
}
