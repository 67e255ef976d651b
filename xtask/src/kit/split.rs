//! Splits a bundle in two: what a page needs at once, and what only a supporter who touches a form
//! needs (`widgets/kit/src/later.rs` says how functions are marked).
//!
//! The second file shares memory, table and stack with the first, which exports them for it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};

/// The name of the part in the code and, after the bundle's, of its file.
pub(crate) const PART: &str = "touched";

/// The linker must keep what tells the splitter which code needs which.
pub(crate) const LINKER: &str = "-Clink-args=--emit-relocs";

/// Where the glue would look for what `SECOND` says itself.
const LINK: &str = "./__wasm_split.js";

/// The function that the first file calls for the second.
const SECOND: &str = include_str!("second_file.js");

/// A bundle in two, not yet bound to its glue.
pub(crate) struct Halves {
    /// For wasm-bindgen.
    pub(crate) first: PathBuf,
    /// Complete but for wasm-opt.
    pub(crate) second: PathBuf,
}

/// Splits `<bundle>.wasm` into files in `folder`.
pub(crate) fn split(wasm: &Path, folder: &Path) -> Result<Halves> {
    let input = fs::read(wasm).with_context(|| format!("{} could not be read", wasm.display()))?;
    fs::create_dir_all(folder)?;
    let first = folder.join("first.wasm");
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.link_name = LINK;
    let parts = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("{} could not be split: {error}", wasm.display()))?;
    let [second] = &parts.split_modules[..] else {
        return Err(anyhow!("{} has {} parts beside the first", wasm.display(), parts.split_modules.len()));
    };
    Ok(Halves { first, second: second.clone() })
}

/// Joins to a bundle's glue what fetches the second file, `name`.
pub(crate) fn link(glue: &str, name: &str) -> Result<String> {
    let load = format!("__wasm_split_load_{PART}");
    let glue = replace(glue, &format!("import * as import1 from \"{LINK}\"\n"), "")?;
    let glue = replace(&glue, &format!("\"{LINK}\": import1,"), "")?;
    // `short_names` makes one module of all that the glue gives.
    let glue = replace(&glue, "const import0 = {", &format!("const import0 = {{ {load},"))?;
    Ok(glue + &replace(SECOND, "SECOND_FILE", name)?)
}

fn replace(text: &str, old: &str, new: &str) -> Result<String> {
    ensure!(text.matches(old).count() == 1, "wasm-bindgen's glue does not say `{}` once", old.trim_end());
    Ok(text.replace(old, new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glue_loads_the_second_file_itself() {
        let glue = "import * as import1 from \"./__wasm_split.js\"\nlet wasm;\nconst import0 = {};\nreturn { \"./k_bg.js\": import0, \"./__wasm_split.js\": import1, };";
        let linked = link(glue, "petition_touched.wasm").unwrap();
        assert!(linked.starts_with("let wasm;"), "{linked}");
        assert!(linked.contains("const import0 = { __wasm_split_load_touched,};"), "{linked}");
        assert!(linked.contains("return { \"./k_bg.js\": import0,  };"), "{linked}");
        assert!(linked.contains("new URL(\"petition_touched.wasm\", import.meta.url)"), "{linked}");
    }

    #[test]
    fn a_glue_of_another_shape_is_refused() {
        let error = link("let wasm;", "petition_touched.wasm").unwrap_err().to_string();
        assert_eq!(
            error,
            "wasm-bindgen's glue does not say `import * as import1 from \"./__wasm_split.js\"` once"
        );
    }
}
