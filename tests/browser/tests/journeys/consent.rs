//! Agreeing, and thinking better of it.

use anyhow::{Context as _, Result};
use rungs_browser_tests::{World, journey};
use serde_json::json;
use thirtyfour::By;

/// Signs with both consents, and gives the address that the thanks lead to.
async fn sign(world: &World) -> Result<String> {
    world.open_ready().await?;
    world.fill("grace@example.org").await?;
    world.browser.click("[name='consent.public']").await?;
    world.submit().await?;
    world.browser.until("deep('.manage a')").await?;
    let link = world.browser.script("return deep('.manage a').href").await?;
    Ok(link.as_str().context("an address")?.to_owned())
}

async fn click(world: &World, css: &'static str) -> Result<()> {
    Ok(world.browser.driver.find(By::Css(css)).await?.click().await?)
}

#[test]
fn a_supporter_withdraws_by_the_link_in_the_thanks() {
    journey(|world| async move {
        let link = sign(&world).await?;
        // The page and its scripts hear nothing of a link that is as good as a key.
        let heard = world.browser.script("return JSON.stringify(heard)").await?.to_string();
        assert!(heard.contains("rungs:outcome") && !heard.contains("manage"), "{heard}");
        assert!(!heard.contains(link.rsplit('.').next().unwrap_or_default()), "{heard}");
        let attributes = "const { rel, target } = deep('.manage a'); return [rel, target]";
        assert_eq!(world.browser.script(attributes).await?, json!(["noopener noreferrer", "_blank"]));

        let campaign = world.browser.driver.window().await?;
        world.browser.click(".manage a").await?;
        let windows = world.browser.driver.windows().await?;
        let page = windows.into_iter().find(|window| *window != campaign).context("a new window")?;
        world.browser.driver.switch_to_window(page).await?;
        world.browser.until("document.querySelectorAll('main fieldset').length == 2").await?;
        let asked = world.browser.script("return document.querySelector('legend').innerText").await?;
        assert_eq!(asked, json!("May we write to you?"));
        assert_eq!(world.browser.script("return document.referrer").await?, json!(""));
        click(&world, "[name='consent.updates'][value=no]").await?;
        click(&world, "main form button").await?;
        world.browser.until("document.querySelector('[role=status]')").await?;
        let history = world.backend.rows("SELECT consent, answer FROM consent_changes").await?;
        assert_eq!(history, [("updates".to_owned(), "no".to_owned())]);
        Ok(())
    });
}

#[test]
fn whoever_runs_no_script_has_everything_deleted_in_two_steps() {
    journey(|world| async move {
        let link = sign(&world).await?;
        world.browser.protocol("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
        world.browser.driver.goto(&link).await?;
        let sure = world.browser.driver.find(By::Css("details button")).await?;
        assert!(!sure.is_displayed().await?, "nobody deletes by one slip");
        click(&world, "summary").await?;
        sure.click().await?;
        for _ in 0..250 {
            let left =
                world.backend.rows("SELECT fields, given_name FROM submissions WHERE fields <> '{}'").await?;
            if left.is_empty() {
                return Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        anyhow::bail!("the submission is still there")
    });
}
