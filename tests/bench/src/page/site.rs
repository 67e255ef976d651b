//! What is served: the same host page for each contestant, and what its snippet loads.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;

use super::contestant::Contestant;
use crate::files::{compress, read, twin};
use crate::serve::File;

const HOST: &str = include_str!("host.html");
const PETITION: &str = include_str!("petition.json");

/// The state of the widget, as the reference backend answers.
const STATE: &str = r#"{"id":"clean-air","kind":"petition","status":"open","count":1234,"verified":false,"as_of":"2026-11-20T10:00:00Z","signers":[]}"#;

/// Everything by its path.
pub(crate) fn files(origin: &str, kit: &Path, peers: &Path) -> Result<HashMap<String, File>> {
    let mut files = HashMap::new();
    let mut add = |path: &str, body: Vec<u8>| {
        files.insert(path.to_owned(), File::new(path, body));
    };
    for contestant in Contestant::ALL {
        add(contestant.path(), compress(page(contestant, origin).as_bytes())?);
    }
    for name in ["rungs.js", "petition.js", "petition_bg.wasm"] {
        add(&format!("/kit/{name}"), twin(kit, name)?);
    }
    for name in ["react.js", "preact.js"] {
        add(&format!("/peers/{name}"), compress(&read(&peers.join(name))?)?);
    }
    add("/c/clean-air.json", compress(PETITION.replace("{origin}", origin).as_bytes())?);
    add("/v1/widgets/clean-air/state", compress(STATE.as_bytes())?);
    Ok(files)
}

/// The host page with one contestant's snippet around the plain form.
fn page(contestant: Contestant, origin: &str) -> String {
    let (open, close) = match contestant {
        Contestant::Rungs => {
            (r#"<rungs-petition id="petition" config="/c/clean-air.json">"#, "</rungs-petition>")
        }
        Contestant::React | Contestant::Preact => {
            (r#"<div id="petition" data-backend="{origin}">"#, "</div>")
        }
    };
    HOST.replace("{open}", open)
        .replace("{close}", close)
        .replace("{script}", contestant.script())
        .replace("{origin}", origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_contestant_gets_the_same_page_but_for_its_snippet() {
        let between = |contestant| {
            let page = page(contestant, "http://127.0.0.1:1");
            assert!(!page.contains('{') || page.contains("body {"), "nothing is left to fill in");
            page.lines()
                .filter(|line| {
                    !["<script", "<link rel=\"modulepreload", "<link rel=\"preload", "petition\""]
                        .iter()
                        .any(|own| line.contains(own))
                })
                .filter(|line| !line.starts_with("</rungs") && !line.starts_with("</div"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        let ours = between(Contestant::Rungs);
        assert!(ours.contains("<form action=\"http://127.0.0.1:1/v1/"));
        assert_eq!(ours, between(Contestant::React));
        assert_eq!(ours, between(Contestant::Preact));
    }
}
