//! By ear: what is said without being asked.

use anyhow::{Context as _, Result};
use rungs_browser_tests::{Gallery, State, Tree, in_gallery};
use serde_json::json;

/// Looks at the state of this name of every widget.
async fn each(gallery: &Gallery, id: &str, look: impl AsyncFn() -> Result<()>) -> Result<()> {
    let states: Vec<_> = gallery.states.iter().filter(|state| state.id == id).collect();
    assert!(!states.is_empty(), "no widget has the state {id}");
    for state in states {
        gallery.show(state, &json!({})).await?;
        look().await.with_context(|| state.widget.clone())?;
    }
    Ok(())
}

#[test]
fn a_form_sent_with_errors_leads_to_their_summary_which_names_each() {
    in_gallery(async |gallery| {
        each(gallery, "invalid", async || {
            let tree = Tree::read(&gallery.browser).await?;
            let summary = tree.focused().context("nothing has the focus")?;
            assert_eq!((&*summary.role, &*summary.name), ("group", "There is a problem"));
            let said = tree.text(summary);
            let shown = "return look.all('form .error').filter(look.shown).map(look.words)";
            let errors = gallery.findings(shown).await?;
            assert!(!errors.is_empty());
            for error in errors {
                assert!(said.contains(&error), "“{error}” is not in the summary: {said}");
            }
            Ok(())
        })
        .await
    });
}

#[test]
fn a_form_on_its_way_says_so() {
    in_gallery(async |gallery| {
        each(gallery, "sending", async || {
            let tree = Tree::read(&gallery.browser).await?;
            let status = tree.nodes().iter().find(|node| node.role == "status").context("no status")?;
            assert_eq!(status.property("live"), "polite");
            assert_eq!(tree.text(status), "Sending…");
            Ok(())
        })
        .await
    });
}

#[test]
fn a_form_that_was_sent_leads_to_the_heading_of_the_thanks() {
    in_gallery(async |gallery| {
        each(gallery, "thanked", async || {
            let tree = Tree::read(&gallery.browser).await?;
            let focused = tree.focused().context("nothing has the focus")?;
            assert_eq!(focused.role, "heading");
            let title =
                gallery.browser.script("return look.words(look.root().querySelector('.thanks-title'))");
            assert_eq!(title.await?, focused.name);
            Ok(())
        })
        .await
    });
}

#[test]
fn a_widget_speaks_through_one_live_region() {
    in_gallery(async |gallery| {
        let check = async |state: &State| {
            let tree = Tree::read(&gallery.browser).await?;
            let regions = tree.nodes().iter().filter(|node| {
                let live = tree.attribute(node, "aria-live").or(tree.attribute(node, "role"));
                matches!(live, Some("polite" | "assertive" | "status" | "alert" | "log"))
            });
            let found: Vec<_> = regions.map(|node| format!("{} “{}”", node.role, tree.text(node))).collect();
            let expected = usize::from(state.id != "loading");
            Ok(if found.len() == expected { Vec::new() } else { vec![format!("live regions: {found:?}")] })
        };
        gallery.every_state(&json!({}), check).await
    });
}

#[test]
fn what_came_of_copying_the_link_is_said() {
    in_gallery(async |gallery| {
        each(gallery, "thanked", async || {
            let buttons = "look.all('button.share-link')";
            gallery.browser.script(&format!("{buttons}.at(-1).click()")).await?;
            gallery.browser.until("look.words(look.root().querySelector('[role=status]'))").await?;
            let both = format!(
                "return [look.root().querySelector('[role=status]'), {buttons}.at(-1)].map(look.words)"
            );
            let both = gallery.browser.script(&both).await?;
            assert_eq!(both[0], both[1]);
            Ok(())
        })
        .await
    });
}

#[test]
fn no_widget_takes_the_focus_before_it_is_used() {
    in_gallery(async |gallery| {
        let check = async |state: &State| {
            let tree = Tree::read(&gallery.browser).await?;
            let focused = tree.focused().filter(|_| !state.is_sent);
            Ok(focused
                .map(|node| format!("{} “{}” took the focus", node.role, node.name))
                .into_iter()
                .collect())
        };
        gallery.every_state(&json!({}), check).await
    });
}
