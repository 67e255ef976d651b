//! Short names between a wasm and its glue.
//!
//! wasm-bindgen names each import after what it does and adds a hash of 16 digits, which no
//! compression makes smaller, once in the wasm and once in the glue. Under short names a page with
//! a petition is 3.8 KB lighter.

use anyhow::{Result, ensure};

use super::module::Module;

/// Renames what only the wasm and its glue say to each other: every import, and those exports that
/// no page can know. `glue` is minified JavaScript.
pub(crate) fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut module = Module::parse(wasm)?;
    let mut glue = glue.to_owned();

    let names: Vec<String> = (0..module.imports.len().max(module.exports.len())).map(short).collect();
    let modules: Vec<String> = module.imports.iter().map(|import| format!("{:?}", import.module)).collect();
    for (import, name) in module.imports.iter_mut().zip(&names) {
        let count = replace(&mut glue, import.name, name);
        ensure!(count == 1, "the glue names the import {} {count} times", import.name);
        import.name = name;
        import.module = MODULE;
    }
    for quoted in modules {
        glue = glue.replace(&quoted, MODULE);
    }
    for (export, name) in module.exports.iter_mut().zip(&names) {
        if is_internal(export.name) && replace(&mut glue, export.name, name) > 0 {
            export.name = name;
        }
    }
    Ok((module.encode(), glue))
}

/// All imports come from one place, the glue.
const MODULE: &str = "_";

/// Made by wasm-bindgen, unlike `memory` and what the bundle exports under its own name. The
/// table has another reader: the second file of the bundle.
fn is_internal(export: &str) -> bool {
    (export.starts_with("__") || export.starts_with("wasm_bindgen_")) && export != "__indirect_function_table"
}

/// `a` … `z`, `aa` … As properties, reserved words are names like any other.
fn short(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.insert(0, char::from(b'a' + (number % 26) as u8));
        if number < 26 {
            return letters.into_iter().collect();
        }
        number = number / 26 - 1;
    }
}

/// Replaces an identifier wherever it stands whole, and counts.
fn replace(script: &mut String, identifier: &str, with: &str) -> usize {
    let in_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut replaced = String::with_capacity(script.len());
    let mut done = 0;
    let mut count = 0;
    for (start, _) in script.match_indices(identifier) {
        let end = start + identifier.len();
        let whole = !script[..start].ends_with(in_name) && !script[end..].starts_with(in_name);
        if whole && start >= done {
            replaced.push_str(&script[done..start]);
            replaced.push_str(with);
            done = end;
            count += 1;
        }
    }
    replaced.push_str(&script[done..]);
    *script = replaced;
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_through_the_alphabet() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(short), ["a", "z", "aa", "az", "ba", "zz", "aaa"]);
    }

    #[test]
    fn only_whole_identifiers_are_replaced() {
        let mut glue = "{__wbg_set_1:f,__wbg_set_12:g,$__wbg_set_1:h}.__wbg_set_1".to_owned();
        assert_eq!(replace(&mut glue, "__wbg_set_1", "a"), 2);
        assert_eq!(glue, "{a:f,__wbg_set_12:g,$__wbg_set_1:h}.a");
    }

    #[test]
    fn wasm_and_glue_agree_on_the_new_names() {
        // Imports `./k_bg.js` `__wbg_now_1`; exports `prepare` and `__wbindgen_start`.
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        wasm.extend(b"\x02\x19\x01\x09./k_bg.js\x0b__wbg_now_1\0\0".iter());
        wasm.extend(b"\x07\x1e\x02\x07prepare\0\0\x10__wbindgen_start\0\x01".iter());
        let glue =
            r#"i={"./k_bg.js":{__wbg_now_1:()=>1}};w.__wbindgen_start();w.prepare();export{p as prepare}"#;

        let (wasm, glue) = shorten(&wasm, glue).unwrap();
        let module = Module::parse(&wasm).unwrap();
        assert_eq!(module.imports[0].module, "_");
        assert_eq!(module.imports[0].name, "a");
        assert_eq!(module.exports[0].name, "prepare");
        assert_eq!(module.exports[1].name, "b");
        assert_eq!(glue, "i={_:{a:()=>1}};w.b();w.prepare();export{p as prepare}");
    }

    #[test]
    fn glue_that_belongs_to_another_wasm_is_refused() {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        wasm.extend(b"\x02\x19\x01\x09./k_bg.js\x0b__wbg_now_1\0\0".iter());
        let error = shorten(&wasm, "i={}").unwrap_err().to_string();
        assert_eq!(error, "the glue names the import __wbg_now_1 0 times");
    }
}
