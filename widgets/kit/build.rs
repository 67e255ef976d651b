//! Compiles `embed/locales/en.json` into constants, so that a misspelt key does not
//! compile, and takes comments and line breaks out of the stylesheets.

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let out = Path::new(&out);
    words(out);
    for source in
        ["src/style/base.css", "src/form/combobox.css", "src/form/touched.css", "src/petition/petition.css"]
    {
        println!("cargo::rerun-if-changed={source}");
        let css = fs::read_to_string(source).unwrap_or_else(|error| panic!("{source}: {error}"));
        let name = Path::new(source).file_name().expect("a stylesheet has a name");
        fs::write(out.join(name), minified(&css)).expect("OUT_DIR can be written");
    }
}

/// How the keys begin whose words are part of the second file; see `src/later.rs`.
const LATER: &[&str] = &[
    "awaiting_",
    "did_you_mean",
    "error_",
    "failed",
    "full",
    "invalid",
    "manage",
    "next_title",
    "preview_text",
    "rate_limited",
    "sent_",
    "share_",
    "test_text",
    "thanks_",
    "use_it",
];

/// How the keys begin whose words follow the ordinal of a number; see `Words::ordinal`.
const ORDINAL: &[&str] = &["place_"];

fn words(out: &Path) {
    let source = "../embed/locales/en.json";
    println!("cargo::rerun-if-changed={source}");
    let json = fs::read_to_string(source).unwrap_or_else(|error| panic!("{source}: {error}"));
    let words: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{source}: {error}"));
    let mut keys = String::new();
    let (mut first, mut later, mut ordinal) = (String::new(), String::new(), String::new());
    // serde_json keeps object keys sorted.
    for (key, text) in &words {
        let text = text.as_str().unwrap_or_else(|| panic!("{source}: {key} must be a string"));
        let is_one = |starts: &[&str]| starts.iter().any(|start| key.starts_with(start));
        let (table, forms): (_, &[&str]) = if is_one(ORDINAL) {
            (&mut ordinal, &["_one", "_two", "_few", "_other"])
        } else {
            (if is_one(LATER) { &mut later } else { &mut first }, &["_one", "_other"])
        };
        writeln!(table, "    ({key:?}, {text:?}),").expect("writing to a string");
        let base = forms.iter().find_map(|form| key.strip_suffix(form)).unwrap_or(key);
        let line = format!("pub(crate) const {}: &str = {base:?};\n", base.to_uppercase());
        if !keys.contains(&line) {
            keys.push_str(&line);
        }
    }
    let code = format!(
        "/// The English words, sorted by key.\n\
         pub(crate) static ENGLISH: &[(&str, &str)] = &[\n{first}];\n\
         /// Those that nobody reads before they touch a form.\n\
         pub(crate) static ENGLISH_LATER: &[(&str, &str)] = &[\n{later}];\n\
         /// Those that follow an ordinal: in a table of their own, as few bundles have a use for them.\n\
         pub(crate) static ENGLISH_ORDINAL: &[(&str, &str)] = &[\n{ordinal}];\n{keys}"
    );
    fs::write(out.join("words.rs"), code).expect("OUT_DIR can be written");
}

/// CSS without comments, indentation and line breaks. Strings in our sheets hold none of these.
fn minified(css: &str) -> String {
    let mut rest = css;
    let mut bare = String::new();
    while let Some((before, after)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = after.split_once("*/").expect("a CSS comment ends").1;
    }
    bare.push_str(rest);
    let mut out: String = bare.lines().map(str::trim).collect();
    for (long, short) in [(" {", "{"), (": ", ":"), (", ", ","), (";}", "}"), (" > ", ">")] {
        out = out.replace(long, short);
    }
    out
}
