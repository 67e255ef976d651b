//! What lies beside the bundles: the loader, its types, the locales, the themes, the config schema.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rungs_backends::document_schema;
use rungs_model::Petition;

use crate::{command, workspace};

/// The ready looks.
pub(crate) const THEMES: &[&str] = &["civic", "paper", "rally"];

/// Writes them all into `folder`.
pub(crate) fn write(folder: &Path) -> Result<()> {
    let embed = workspace::root().join("widgets/embed");
    minify(&embed.join("rungs.js"), &folder.join("rungs.js"))?;
    fs::copy(embed.join("rungs.d.ts"), folder.join("rungs.d.ts"))
        .context("widgets/embed/rungs.d.ts could not be copied")?;
    locales(&embed.join("locales"), &folder.join("locales"))?;
    themes(&embed.join("themes"), &folder.join("themes"))?;
    let schema = document_schema::<Petition>("A Rungs petition");
    fs::write(folder.join("schema.json"), schema.to_string())?;
    Ok(())
}

/// Minifies one ES module. It is not bundled: `import()` and `import.meta.url` stay as written.
pub(crate) fn minify(source: &Path, destination: &Path) -> Result<()> {
    let mut esbuild = command::new("esbuild");
    esbuild
        .arg(source)
        .args(["--minify", "--format=esm", "--charset=utf8", "--legal-comments=none", "--log-level=warning"])
        .arg(format!("--outfile={}", destination.display()));
    command::run(&mut esbuild, "esbuild")
}

fn locales(source: &Path, destination: &Path) -> Result<()> {
    fs::create_dir_all(destination)?;
    for entry in source.read_dir().context("widgets/embed/locales could not be read")? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let words: serde_json::Value =
            serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
        let name = path.file_name().unwrap_or_default();
        fs::write(destination.join(name), words.to_string())?;
    }
    Ok(())
}

/// Copied as they are: a campaigner may open one and begin their own with it.
fn themes(source: &Path, destination: &Path) -> Result<()> {
    fs::create_dir_all(destination)?;
    for theme in THEMES {
        let name = format!("{theme}.css");
        fs::copy(source.join(&name), destination.join(&name))
            .with_context(|| format!("widgets/embed/themes/{name} could not be copied"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_are_copied_without_their_white_space() {
        let from = tempfile::tempdir().unwrap();
        let to = tempfile::tempdir().unwrap();
        fs::write(from.path().join("de.json"), "{\n  \"sign\": \"Unterschreiben — jetzt\"\n}\n").unwrap();
        fs::write(from.path().join("README.md"), "not a locale").unwrap();
        locales(from.path(), to.path()).unwrap();
        let written = fs::read_to_string(to.path().join("de.json")).unwrap();
        assert_eq!(written, r#"{"sign":"Unterschreiben — jetzt"}"#);
        assert_eq!(to.path().read_dir().unwrap().count(), 1);
    }

    #[test]
    fn every_theme_goes_into_the_kit() {
        let to = tempfile::tempdir().unwrap();
        let source = workspace::root().join("widgets/embed/themes");
        themes(&source, to.path()).unwrap();
        assert_eq!(to.path().read_dir().unwrap().count(), source.read_dir().unwrap().count());
    }

    #[test]
    fn a_broken_locale_is_named() {
        let from = tempfile::tempdir().unwrap();
        let to = tempfile::tempdir().unwrap();
        fs::write(from.path().join("de.json"), "{").unwrap();
        let error = locales(from.path(), to.path()).unwrap_err().to_string();
        assert!(error.ends_with("de.json is not JSON"), "{error}");
    }
}
