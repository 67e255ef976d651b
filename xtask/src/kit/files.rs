//! The files of a kit: what must be there, and nothing else.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Result, bail};

use super::embed::THEMES;
use super::{BUNDLES, CHECK, split};

/// The endings of the compressed twins.
pub(crate) const TWINS: &[&str] = &["br", "gz"];

/// Every file below `folder` by its path from there, sorted, with `/` between the parts.
pub(crate) fn list(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in folder.read_dir()? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            let inner = list(&entry.path())?;
            names.extend(inner.into_iter().map(|file| format!("{name}/{file}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Whether a file is the compressed twin of another.
pub(crate) fn is_twin(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| TWINS.contains(&ending))
}

/// Compares a finished kit with what a kit is.
pub(crate) fn check(folder: &Path) -> Result<()> {
    if let Some(sentence) = difference(&list(folder)?) {
        bail!(sentence);
    }
    Ok(())
}

/// What is missing or should not be there, in one sentence.
fn difference(names: &[String]) -> Option<String> {
    let locales = names.iter().filter(|name| name.starts_with("locales/") && !is_twin(name));
    let shared = names.iter().filter(|name| BUNDLES.iter().any(|bundle| split::is_shared(name, bundle)));
    let plain: BTreeSet<String> = expected().chain(locales.cloned()).chain(shared.cloned()).collect();
    let wanted: BTreeSet<String> = plain.iter().flat_map(|name| with_twins(name)).collect();
    let found: BTreeSet<String> = names.iter().cloned().collect();
    let missing: Vec<_> = wanted.difference(&found).map(String::as_str).collect();
    let extra: Vec<_> = found.difference(&wanted).map(String::as_str).collect();
    match (missing.is_empty(), extra.is_empty()) {
        (true, true) => None,
        (false, _) => Some(format!("the kit lacks {}", missing.join(", "))),
        (true, false) => Some(format!("the kit holds what is no part of it: {}", extra.join(", "))),
    }
}

fn expected() -> impl Iterator<Item = String> {
    let fixed = ["rungs.js", "rungs.d.ts", "locales/en.json", "schema.json", "integrity.json"];
    let bundles = BUNDLES.iter().flat_map(|bundle| {
        let further = split::parts(bundle).map(move |name| format!("{bundle}_{name}.wasm"));
        [format!("{bundle}.js"), format!("{bundle}_bg.wasm")].into_iter().chain(further)
    });
    let themes = THEMES.iter().map(|theme| format!("themes/{theme}.css"));
    let check = [format!("{CHECK}.js"), format!("{CHECK}_bg.wasm")];
    fixed.into_iter().map(str::to_owned).chain(check).chain(themes).chain(bundles)
}

fn with_twins(name: &str) -> impl Iterator<Item = String> {
    let twins = TWINS.iter().map(move |ending| format!("{name}.{ending}"));
    std::iter::once(name.to_owned()).chain(twins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kit(plain: &[&str]) -> Vec<String> {
        plain.iter().flat_map(|name| with_twins(name)).collect()
    }

    const COMPLETE: &[&str] = &[
        "all.js",
        "all_backends.wasm",
        "all_bg.wasm",
        "all_ladder.wasm",
        "all_qr.wasm",
        "all_search-touched.wasm",
        "all_search.wasm",
        "all_touched.wasm",
        "check.js",
        "check_bg.wasm",
        "integrity.json",
        "ladder.js",
        "ladder_backends.wasm",
        "ladder_bg.wasm",
        "ladder_ladder.wasm",
        "ladder_qr.wasm",
        "ladder_search.wasm",
        "ladder_touched.wasm",
        "locales/de.json",
        "locales/en.json",
        "petition.js",
        "petition_backends.wasm",
        "petition_bg.wasm",
        "petition_qr.wasm",
        "petition_search-touched.wasm",
        "petition_search.wasm",
        "petition_touched.wasm",
        "rsvp.js",
        "rsvp_backends.wasm",
        "rsvp_bg.wasm",
        "rsvp_qr.wasm",
        "rsvp_search-touched.wasm",
        "rsvp_search.wasm",
        "rsvp_touched.wasm",
        "rungs.d.ts",
        "rungs.js",
        "schema.json",
        "survey.js",
        "survey_backends.wasm",
        "survey_bg.wasm",
        "survey_qr.wasm",
        "survey_search-touched.wasm",
        "survey_search.wasm",
        "survey_touched.wasm",
        "themes/civic.css",
        "themes/paper.css",
        "themes/rally.css",
    ];

    #[test]
    fn a_kit_is_the_loader_six_bundles_locales_themes_schema_and_integrity_with_their_twins() {
        assert_eq!(difference(&kit(COMPLETE)), None);
    }

    #[test]
    fn a_missing_file_is_named() {
        let names: Vec<_> = kit(COMPLETE).into_iter().filter(|name| name != "all_bg.wasm.br").collect();
        assert_eq!(difference(&names).unwrap(), "the kit lacks all_bg.wasm.br");
    }

    #[test]
    fn a_stray_file_is_named() {
        let mut names = kit(COMPLETE);
        names.push("petition_bg.opt".to_owned());
        assert_eq!(difference(&names).unwrap(), "the kit holds what is no part of it: petition_bg.opt");
    }

    #[test]
    fn files_are_listed_with_their_folders() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("locales")).unwrap();
        std::fs::write(folder.path().join("locales/en.json"), "").unwrap();
        std::fs::write(folder.path().join("rungs.js"), "").unwrap();
        assert_eq!(list(folder.path()).unwrap(), ["locales/en.json", "rungs.js"]);
    }

    #[test]
    fn only_compressed_files_are_twins() {
        assert!(is_twin("rungs.js.br"));
        assert!(is_twin("locales/en.json.gz"));
        assert!(!is_twin("rungs.js"));
    }
}
