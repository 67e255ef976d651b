//! Splits a bundle: what a page needs at once, what only a supporter who touches a form needs, and
//! what only a form with a search needs (`widgets/kit/src/later.rs` says how functions are marked).
//!
//! The further files share memory, table and stack with the first, which exports them for it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};

/// The parts by their names in the code: what speaks with other backends than ours, what a ladder asks a
/// backend, what draws a QR code, what a form with a search needs, and what a supporter who touches a form needs.
///
/// Each has a file of its name. What several of them need has a file with all of their names.
pub(crate) const PARTS: [&str; 5] = ["backends", "ladder", "qr", "search", "touched"];

/// Those that a bundle has.
pub(crate) fn parts(bundle: &str) -> impl Iterator<Item = &'static str> {
    let has_ladder = matches!(bundle, "ladder" | "all");
    PARTS.into_iter().filter(move |part| *part != "ladder" || has_ladder)
}

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
    pub(crate) further: BTreeMap<String, PathBuf>,
    /// For each part the files that it needs, its own last.
    needs: BTreeMap<String, Vec<String>>,
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
    for (part, stems) in &made.prefetch_map {
        ensure!(PARTS.contains(&&**part), "the kit has a part {part}, which is not among PARTS");
        for stem in stems {
            let needed_by = made.prefetch_map.iter().filter(|(_, stems)| stems.contains(stem));
            let name = name(needed_by.map(|(part, _)| &**part));
            parts.needs.entry(part.clone()).or_default().push(name.clone());
            parts.further.insert(name, folder.join(stem).with_extension("wasm"));
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

/// The name of a file that some parts need.
fn name<'p>(parts: impl Iterator<Item = &'p str>) -> String {
    let mut parts: Vec<_> = parts.collect();
    parts.sort_unstable();
    parts.join("-")
}

/// Whether a file of a kit is one that a part of a bundle needs.
pub(crate) fn is_needed_by(file: &str, bundle: &str, part: &str) -> bool {
    parts_of(file, bundle).is_some_and(|mut parts| parts.any(|name| name == part))
}

/// Whether a file of a kit is one that several parts of a bundle need.
pub(crate) fn is_shared(file: &str, bundle: &str) -> bool {
    parts_of(file, bundle)
        .is_some_and(|parts| parts.clone().count() > 1 && parts.clone().all(|name| PARTS.contains(&name)))
}

fn parts_of<'f>(file: &'f str, bundle: &str) -> Option<std::str::Split<'f, char>> {
    let name = file.strip_prefix(bundle)?.strip_prefix('_')?.strip_suffix(".wasm")?;
    Some(name.split('-'))
}

impl Parts {
    /// Joins to a bundle's glue what fetches the further files, `<bundle>_<name>.wasm`.
    pub(crate) fn link(&self, glue: &str) -> Result<String> {
        let loads: Vec<_> = self.needs.keys().map(|part| format!("__wasm_split_load_{part}")).collect();
        let mut glue = glue.to_owned();
        // One for each function that loads a part, all from the same place.
        for number in 1..=loads.len() {
            glue = replace(&glue, &format!("import * as import{number} from \"{LINK}\"\n"), "")?;
            glue = replace(&glue, &format!("\"{LINK}\": import{number},"), "")?;
        }
        // `short_names` makes one module of all that the glue gives.
        let glue = replace(&glue, "const import0 = {", &format!("const import0 = {{ {},", loads.join(", ")))?;
        let part = |(load, needs): (&String, &Vec<String>)| {
            format!("const {load} = later({:?});\n", needs.join(" "))
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
        let needs = |part: &str| (part.to_owned(), vec!["search-touched".to_owned(), part.to_owned()]);
        let needs = ["search", "touched"].map(needs).into();
        Parts { first: PathBuf::new(), further: BTreeMap::new(), needs }
    }

    #[test]
    fn the_glue_loads_the_further_files_itself() {
        let imports =
            [1, 2].map(|number| format!("import * as import{number} from \"./__wasm_split.js\"\n")).concat();
        let modules = [1, 2].map(|number| format!("\"./__wasm_split.js\": import{number},")).concat();
        let glue = format!(
            "{imports}let wasm;\nconst import0 = {{}};\nreturn {{ \"./k_bg.js\": import0, {modules} }};"
        );
        let linked = parts().link(&glue).unwrap();
        assert!(linked.starts_with("let wasm;"), "{linked}");
        let given = "const import0 = { __wasm_split_load_search, __wasm_split_load_touched,};";
        assert!(linked.contains(given), "{linked}");
        assert!(linked.contains("return { \"./k_bg.js\": import0,  };"), "{linked}");
        let load = "const __wasm_split_load_touched = later(\"search-touched touched\");";
        assert!(linked.contains(load), "{linked}");
    }

    #[test]
    fn a_glue_of_another_shape_is_refused() {
        let error = parts().link("let wasm;").unwrap_err().to_string();
        assert_eq!(
            error,
            "wasm-bindgen's glue does not say `import * as import1 from \"./__wasm_split.js\"` once"
        );
    }

    #[test]
    fn what_several_parts_need_is_called_by_all_of_them() {
        assert_eq!(name(["touched", "qr"].into_iter()), "qr-touched");
        assert!(is_shared("petition_qr-touched.wasm", "petition"));
        assert!(!is_shared("petition_touched.wasm", "petition"));
        assert!(!is_shared("petition_maps-touched.wasm", "petition"));
        for (file, needed) in [
            ("petition_touched.wasm", true),
            ("petition_qr-touched.wasm", true),
            ("petition_qr-search.wasm", false),
            ("survey_touched.wasm", false),
            ("petition_bg.wasm", false),
        ] {
            assert_eq!(is_needed_by(file, "petition", "touched"), needed, "{file}");
        }
    }
}
