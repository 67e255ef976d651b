//! What is served: a page for each side, and what it loads.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;

use super::side::Side;
use super::{document, surveyjs};
use crate::files::{compress, read};
use crate::serve::{self, File};

const PAGE: &str = include_str!("page.html");

/// Everything by its path.
pub(crate) fn files(origin: &str, kit: &Path, peers: &Path) -> Result<HashMap<String, File>> {
    let mut files = serve::kit(kit)?;
    let mut add = |path: &str, body: Vec<u8>| _ = files.insert(path.to_owned(), File::new(path, body));
    for side in Side::ALL {
        add(side.path(), compress(page(side).as_bytes())?);
    }
    for name in ["surveyjs.js", "surveyjs.css"] {
        add(&format!("/peers/{name}"), compress(&read(&peers.join(name))?)?);
    }
    let mut document = document::ours();
    // The usual case. Nobody sends anything here: that would be the same for all sides.
    document["backend"] = origin.into();
    add("/c/rungs.json", compress(document.to_string().as_bytes())?);
    add("/c/surveyjs.json", compress(surveyjs::theirs(&document).to_string().as_bytes())?);
    Ok(files)
}

fn page(side: Side) -> String {
    PAGE.replace("{head}", side.head()).replace("{survey}", &side.place())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sides_get_the_same_page_around_the_survey() {
        let around = |side: Side| {
            let (before, after) = PAGE.split_once("{survey}").unwrap();
            let page = page(side);
            let whole = [&before.replace("{head}", side.head()), &*side.place(), after].concat();
            assert_eq!(page, whole);
            page.replacen(&*side.place(), "", 1).replacen(side.head(), "", 1)
        };
        assert_eq!(around(Side::Rungs), around(Side::SurveyJs));
        assert_eq!(around(Side::Rungs), around(Side::Plain));
    }
}
