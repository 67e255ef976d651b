//! How large a kit is: each file, and what a page loads.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::{files, split};

/// The bytes of one file: as it is, and of its compressed twins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) name: String,
    pub(crate) raw: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
}

/// What pages load, by what is on them; `bundle+part` are the further files that a part needs. English is
/// compiled in and styles are in the wasm. Further wasm files follow once a supporter touches a form, and
/// where there are several events, as soon as the widget was seen.
pub(crate) const PAGES: &[(&str, &[&str])] = &[
    ("a page with a petition", &["rungs.js", "petition.js", "petition_bg.wasm"]),
    ("a page with a survey", &["rungs.js", "survey.js", "survey_bg.wasm"]),
    ("a page with all widgets", &["rungs.js", "all.js", "all_bg.wasm"]),
    ("a petition once touched", &["rungs.js", "petition.js", "petition_bg.wasm", "petition+touched"]),
    ("a survey once touched", &["rungs.js", "survey.js", "survey_bg.wasm", "survey+touched"]),
    ("a page with an event", &["rungs.js", "rsvp.js", "rsvp_bg.wasm"]),
    ("an event once touched", &["rungs.js", "rsvp.js", "rsvp_bg.wasm", "rsvp+touched"]),
    ("a page with a ladder", &["rungs.js", "ladder.js", "ladder_bg.wasm"]),
];

/// The sizes of every file below `kit` that has twins.
pub(crate) fn measure(kit: &Path) -> Result<Vec<Size>> {
    let names = files::list(kit)?;
    let bytes = |name: &str| -> Result<u64> {
        let metadata = fs::metadata(kit.join(name)).with_context(|| format!("{name} is missing"))?;
        Ok(metadata.len())
    };
    names
        .iter()
        .filter(|name| !files::is_twin(name))
        .map(|name| {
            Ok(Size {
                name: name.clone(),
                raw: bytes(name)?,
                gzip: bytes(&format!("{name}.gz"))?,
                brotli: bytes(&format!("{name}.br"))?,
            })
        })
        .collect()
}

/// The sum of some files under another name; nothing if one of them is not there.
pub(crate) fn sum(name: &str, parts: &[&str], sizes: &[Size]) -> Option<Size> {
    let mut total = Size { name: name.to_owned(), raw: 0, gzip: 0, brotli: 0 };
    for part in parts {
        let is_meant = |size: &&Size| match part.split_once('+') {
            Some((bundle, part)) => split::is_needed_by(&size.name, bundle, part),
            None => size.name == *part,
        };
        let mut found = sizes.iter().filter(is_meant).peekable();
        found.peek()?;
        for size in found {
            total.raw += size.raw;
            total.gzip += size.gzip;
            total.brotli += size.brotli;
        }
    }
    Some(total)
}

/// Bytes as KB of 1,000, one digit.
pub(crate) fn kilobytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1000.0)
}

/// The table that `build` prints, the pages last.
pub(crate) fn table(sizes: &[Size]) -> String {
    let mut table = String::new();
    let mut row = |name: &str, [raw, gzip, brotli]: [&str; 3]| {
        let _ = writeln!(table, "{name:<26}{raw:>10}{gzip:>10}{brotli:>10}");
    };
    row("KB (1,000 bytes)", ["raw", "gzip", "brotli"]);
    let pages = PAGES.iter().filter_map(|(name, parts)| sum(name, parts, sizes));
    for size in sizes.iter().cloned().chain(pages) {
        let columns = [size.raw, size.gzip, size.brotli].map(kilobytes);
        row(&size.name, columns.each_ref().map(String::as_str));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(name: &str, raw: u64, gzip: u64, brotli: u64) -> Size {
        Size { name: name.to_owned(), raw, gzip, brotli }
    }

    #[test]
    fn the_table_lists_each_file_and_then_each_page_that_is_complete() {
        let sizes = [
            size("petition.js", 9_000, 3_300, 3_000),
            size("petition_bg.wasm", 150_000, 61_249, 50_051),
            size("rungs.js", 5_000, 2_400, 2_100),
        ];
        let expected = "\
KB (1,000 bytes)                 raw      gzip    brotli
petition.js                      9.0       3.3       3.0
petition_bg.wasm               150.0      61.2      50.1
rungs.js                         5.0       2.4       2.1
a page with a petition         164.0      66.9      55.2
";
        assert_eq!(table(&sizes), expected);
    }

    #[test]
    fn a_file_without_a_twin_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("rungs.js"), "x").unwrap();
        fs::write(folder.path().join("rungs.js.gz"), "x").unwrap();
        let error = measure(folder.path()).unwrap_err().to_string();
        assert_eq!(error, "rungs.js.br is missing");
    }

    #[test]
    fn sizes_are_read_from_the_files() {
        let folder = tempfile::tempdir().unwrap();
        for (name, length) in [("rungs.js", 30), ("rungs.js.gz", 20), ("rungs.js.br", 10)] {
            fs::write(folder.path().join(name), vec![0; length]).unwrap();
        }
        assert_eq!(measure(folder.path()).unwrap(), [size("rungs.js", 30, 20, 10)]);
    }
}
