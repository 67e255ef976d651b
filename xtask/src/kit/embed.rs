//! What lies beside the bundles: the loader, its types, the locales, the config schema.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::{command, workspace};

/// Writes them all into `folder`.
pub(crate) fn write(folder: &Path) -> Result<()> {
    let embed = workspace::root().join("widgets/embed");
    minify(&embed.join("rungs.js"), &folder.join("rungs.js"))?;
    fs::copy(embed.join("rungs.d.ts"), folder.join("rungs.d.ts"))
        .context("widgets/embed/rungs.d.ts could not be copied")?;
    locales(&embed.join("locales"), &folder.join("locales"))?;
    schema(&folder.join("schema.json"))
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

/// The JSON Schema of the config documents, as the server prints it.
fn schema(destination: &Path) -> Result<()> {
    let output = command::new("cargo")
        .args(["run", "--quiet", "--package", "rungs-server", "--", "schema"])
        .stderr(Stdio::inherit())
        .output()
        .context("cargo could not be started")?;
    if !output.status.success() {
        bail!("`rungs-server schema` failed ({}): the reason is printed above", output.status);
    }
    let schema: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("`rungs-server schema` printed no JSON")?;
    fs::write(destination, schema.to_string())?;
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
    fn a_broken_locale_is_named() {
        let from = tempfile::tempdir().unwrap();
        let to = tempfile::tempdir().unwrap();
        fs::write(from.path().join("de.json"), "{").unwrap();
        let error = locales(from.path(), to.path()).unwrap_err().to_string();
        assert!(error.ends_with("de.json is not JSON"), "{error}");
    }
}
