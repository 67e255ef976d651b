//! By ear: what each control is called, and what else is said of it.

use anyhow::{Context as _, Result};
use rungs_browser_tests::{Gallery, Node, Tree, in_gallery};
use serde_json::{Value, json};

/// What a supporter who sees the controls knows of them; each is marked for the tree.
const SEEN: &str = include_str!("seen.js");

/// A window in which all of a list is in view: what is not, is neither laid out nor seen.
const WIDE: u32 = 1280;
const TALL: u32 = 4000;

/// Compares what is seen of each control with what the accessibility tree says.
async fn compare(
    gallery: &Gallery,
    compare: impl Fn(&Value, &Node) -> Option<String>,
) -> Result<Vec<String>> {
    let seen = gallery.browser.script(SEEN).await?;
    let tree = Tree::read(&gallery.browser).await?;
    let seen = seen.as_array().context("a list")?;
    let compared = seen.iter().enumerate().map(|(index, control)| {
        match tree.with_attribute("data-seen", &index.to_string()) {
            None => Some("is not in the accessibility tree".to_owned()),
            Some(node) => compare(control, node),
        }
        .map(|what| format!("{} {what}", control["called"]))
    });
    Ok(compared.flatten().collect())
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn differs(what: &str, seen: &Value, heard: &str) -> Option<String> {
    let seen = seen.as_str()?;
    let heard = tidy(heard);
    (seen != heard).then(|| format!("{what}: seen “{seen}”, heard “{heard}”"))
}

#[test]
fn every_control_and_group_is_called_what_its_label_says() {
    in_gallery(async |gallery| {
        gallery.resize(WIDE, TALL).await?;
        let check = async |_: &_| {
            let nameless = |node: &Node| node.name.is_empty().then(|| "has no name".to_owned());
            compare(gallery, |seen, node| nameless(node).or(differs("name", &seen["name"], &node.name))).await
        };
        gallery.every_state(&json!({}), check).await?;
        gallery.every_state(&json!({ "lang": "ar" }), check).await
    });
}

#[test]
fn every_control_is_described_by_its_hint_and_by_what_is_wrong_with_it() {
    in_gallery(async |gallery| {
        gallery.resize(WIDE, TALL).await?;
        let check = async |_: &_| {
            compare(gallery, |seen, node| differs("description", &seen["description"], &node.description))
                .await
        };
        gallery.every_state(&json!({}), check).await
    });
}

#[test]
fn what_is_required_and_what_is_wrong_is_said_as_it_is_seen() {
    in_gallery(async |gallery| {
        gallery.resize(WIDE, TALL).await?;
        let check = async |_: &_| {
            compare(gallery, |seen, node| {
                let wrong = node.property("invalid");
                let wrong = if wrong.is_empty() { "false" } else { &wrong };
                let required = node.property("required");
                let required = if required.is_empty() { "false" } else { &required };
                let required = seen["attribute"].as_str().unwrap_or(required);
                differs("invalid", &seen["invalid"], wrong).or(differs(
                    "required",
                    &seen["required"],
                    required,
                ))
            })
            .await
        };
        gallery.every_state(&json!({}), check).await
    });
}
