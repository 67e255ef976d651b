//! `integrity.json`: the digest of each file, for `integrity="…"` and `fetch(url, { integrity })`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

use super::files;

/// Writes `{"rungs.js": "sha384-…", …}` for every file below `folder`. Browsers check the unpacked
/// bytes, so the compressed twins need no entry.
pub(crate) fn write(folder: &Path) -> Result<()> {
    let mut digests = BTreeMap::new();
    for name in files::list(folder)? {
        if !files::is_twin(&name) {
            let digest = digest(&fs::read(folder.join(&name))?);
            digests.insert(name, digest);
        }
    }
    fs::write(folder.join("integrity.json"), serde_json::to_string(&digests)?)?;
    Ok(())
}

/// Subresource Integrity's form of a digest (W3C SRI §3.1).
fn digest(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_has_the_form_that_browsers_check() {
        // The example of the SRI specification.
        assert_eq!(
            digest(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }

    #[test]
    fn every_file_but_the_list_itself_has_a_digest() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("locales")).unwrap();
        for name in ["rungs.js", "rungs.js.br", "locales/en.json"] {
            fs::write(folder.path().join(name), "{}").unwrap();
        }
        write(folder.path()).unwrap();
        let text = fs::read_to_string(folder.path().join("integrity.json")).unwrap();
        let digests: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
        assert_eq!(digests.keys().collect::<Vec<_>>(), ["locales/en.json", "rungs.js"]);
    }
}
