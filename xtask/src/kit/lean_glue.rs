//! Takes out of wasm-bindgen's glue what the loader never asks for: starting without waiting, fetching
//! the wasm by itself, and warnings to those who call it in an older way. That is 0.4 KB of what
//! every page loads.

use anyhow::{Context, Result};

use super::split::replace;

/// The glue without them. One of another shape is refused, so that no update passes unseen.
pub(crate) fn lean(glue: &str) -> Result<String> {
    let glue = without(glue, "function initSync(module) {", "let __wbg_init_promise;")?;
    let glue = without(&glue, "if (module_or_path === undefined) {", "const imports = __wbg_get_imports();")?;
    let glue = without(&glue, "if (typeof module_or_path === 'string'", "const { instance, module } =")?;
    let glue = replace(&glue, "export { initSync, ", "export { ")?;
    let warning = "console.warn('using deprecated parameters for the initialization function; pass a single object instead')";
    replace(&glue, warning, "")
}

/// Leaves out everything from one text up to another.
fn without(glue: &str, from: &str, to: &str) -> Result<String> {
    let (before, rest) = cut(glue, from)?;
    let (_, after) = cut(rest, to)?;
    Ok([before, to, after].concat())
}

fn cut<'g>(glue: &'g str, at: &str) -> Result<(&'g str, &'g str)> {
    glue.split_once(at).with_context(|| format!("wasm-bindgen's glue does not say `{at}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_loader_calls_stays_and_the_rest_goes() {
        let glue = "let wasm;
function initSync(module) { return 1; }
let __wbg_init_promise;
async function __wbg_init_once(module_or_path) {
    console.warn('using deprecated parameters for the initialization function; pass a single object instead')
    if (module_or_path === undefined) { module_or_path = new URL('x_bg.wasm', import.meta.url); }
    const imports = __wbg_get_imports();
    if (typeof module_or_path === 'string') { module_or_path = fetch(module_or_path); }
    const { instance, module } = await __wbg_load(await module_or_path, imports);
}
export { initSync, __wbg_init as default };
";
        let lean = lean(glue).unwrap();
        let lines: Vec<_> = lean.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(
            lines,
            [
                "let wasm;",
                "let __wbg_init_promise;",
                "async function __wbg_init_once(module_or_path) {",
                "const imports = __wbg_get_imports();",
                "const { instance, module } = await __wbg_load(await module_or_path, imports);",
                "}",
                "export { __wbg_init as default };",
            ]
        );
    }

    #[test]
    fn a_glue_of_another_shape_is_refused() {
        let error = lean("let wasm;").unwrap_err().to_string();
        assert_eq!(error, "wasm-bindgen's glue does not say `function initSync(module) {`");
    }
}
