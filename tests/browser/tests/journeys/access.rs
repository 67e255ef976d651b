//! By keyboard and by ear.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};
use thirtyfour::Key;

async fn press(world: &World, keys: &str) -> Result<()> {
    world.browser.driver.action_chain().send_keys(keys).perform().await?;
    Ok(())
}

async fn tab(world: &World) -> Result<String> {
    press(world, &Key::Tab.value().to_string()).await?;
    let focused = "const a = document.activeElement; const b = a.shadowRoot?.activeElement; return b ? (b.name || b.id || b.textContent) : a.tagName";
    Ok(world.browser.script(focused).await?.as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_supporter_signs_with_the_keyboard_alone() {
    journey(|world| async move {
        world.open_ready().await?;
        assert_eq!(tab(&world).await?, "given_name");
        press(&world, "Grace").await?;
        assert_eq!(tab(&world).await?, "family_name");
        press(&world, "Hopper").await?;
        assert_eq!(tab(&world).await?, "email");
        assert_eq!(tab(&world).await?, "comment");
        assert_eq!(tab(&world).await?, "consent.updates");
        press(&world, " ").await?;
        assert_eq!(tab(&world).await?, "consent.public");
        assert_eq!(tab(&world).await?, "Sign the petition");
        press(&world, &Key::Enter.value().to_string()).await?;
        // The summary takes the focus; its first link leads to the field.
        world.browser.until("document.activeElement.shadowRoot?.activeElement?.id == 'summary'").await?;
        tab(&world).await?;
        press(&world, &Key::Enter.value().to_string()).await?;
        world.browser.until("document.activeElement.shadowRoot?.activeElement?.name == 'email'").await?;
        press(&world, "grace@example.org").await?;
        press(&world, &Key::Enter.value().to_string()).await?;
        world
            .browser
            .until("document.activeElement.shadowRoot?.activeElement?.className == 'thanks-title'")
            .await?;
        assert_eq!(world.backend.rows("SELECT id, fields FROM submissions").await?.len(), 1);
        Ok(())
    });
}

/// What axe-core finds in the page, shadow roots included.
async fn findings(world: &World) -> Result<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../xtask/node_modules/axe-core/axe.min.js");
    let axe =
        fs::read_to_string(&path).with_context(|| format!("{}: run `cargo xtask test`", path.display()))?;
    world.browser.script(&axe).await?;
    let run = "window.axeDone = null; axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
        window.axeDone = violations.map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) => [target.flat().join(' '), failureSummary])]))";
    world.browser.script(run).await?;
    world.browser.until("window.axeDone").await?;
    world.browser.script("return axeDone").await
}

/// Draws every state of the gallery's fixtures in one page after another, as the gallery does.
async fn every_state(world: &World, narrow: bool) -> Result<()> {
    let fixtures: Value = serde_json::from_str(include_str!("../../../../demo/fixtures/petition.json"))?;
    let gallery = include_str!("../../../../demo/gallery.js")
        .replace("./rungs.js?bundle=all", &format!("{}/rungs.js", world.site.kit));
    let html = include_str!("../../../../demo/index.html")
        .replace(
            "<script type=\"module\" src=\"gallery.js\"></script>",
            &format!("<script type=module>{gallery}</script>"),
        )
        .replace(
            "<link rel=\"stylesheet\" href=\"gallery.css\">",
            &format!("<style>{}</style>", include_str!("../../../../demo/gallery.css")),
        );
    world.site.write("/fixtures/petition.json", &fixtures.to_string(), None);
    let address = world.site.write("/", &html, None);
    if narrow {
        let size = json!({ "width": 320, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        world.browser.protocol("Emulation.setDeviceMetricsOverride", size).await?;
    }
    for state in fixtures["states"].as_array().context("states")? {
        let id = state["id"].as_str().context("id")?;
        world.browser.driver.goto(format!("{address}?state={id}")).await?;
        world.browser.until("document.documentElement.dataset.drawn == 'yes'").await?;
        if id != "loading" && state["submit"] == true {
            let settled = "[...document.querySelectorAll('.frame > div')].some(({ shadowRoot: r }) => r.querySelector('.thanks, .closed, #summary:not([hidden]), [aria-disabled=true]'))";
            world.browser.until(settled).await?;
        }
        let found = findings(world).await?;
        assert_eq!(found, json!([]), "axe-core in the state {id}, narrow: {narrow}");
        if narrow {
            let wide = "return document.documentElement.scrollWidth > innerWidth";
            assert_eq!(world.browser.script(wide).await?, json!(false), "{id} is wider than 320 px");
        }
    }
    Ok(())
}

#[test]
fn axe_finds_nothing_in_any_state() {
    journey(|world| async move { every_state(&world, false).await });
}

#[test]
fn axe_finds_nothing_in_any_state_at_320_pixels_and_nothing_is_cut_off() {
    journey(|world| async move { every_state(&world, true).await });
}

#[test]
fn axe_finds_nothing_in_the_hosted_pages() {
    journey(|world| async move {
        world.browser.protocol("Page.setBypassCSP", json!({ "enabled": true })).await?;
        for page in ["/embed/clean-air", "/embed/clean-air?thanks"] {
            world.browser.driver.goto(format!("{}{page}", world.backend.origin)).await?;
            assert_eq!(findings(&world).await?, json!([]), "{page}");
        }
        Ok(())
    });
}
