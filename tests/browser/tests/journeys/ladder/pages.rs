//! What is done on pages without a ladder reaches the ladder of another page, by ids and days on the device.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};

use super::{NEXT, sign, told, until};
use crate::rsvp;

/// What the device keeps of a campaign's ladder.
async fn kept(world: &World, campaign: &str) -> Result<Value> {
    world.browser.script(&format!("return JSON.parse(localStorage['rungs:ladder:{campaign}'] ?? null)")).await
}

async fn open_one(world: &World, element: &str) -> Result<()> {
    world.open_body(&[&world.script(), element].concat(), None).await
}

#[test]
fn what_was_done_on_a_page_without_a_ladder_is_found_by_the_ladder_of_another() {
    journey(|world| async move {
        let browser = &world.browser;
        let origin = &world.backend.origin;
        let petition =
            format!("<rungs-petition config='{origin}/v1/widgets/clean-air' loading=eager></rungs-petition>");
        open_one(&world, &petition).await?;
        browser.ready().await?;
        assert_eq!(kept(&world, "clean-air").await?, Value::Null);
        sign(&world).await?;
        let day = browser.script("return new Date().toLocaleDateString('sv')").await?;
        // Ids and days, and nothing else.
        assert_eq!(kept(&world, "clean-air").await?, json!({ "done": { "sign": day } }));
        let share = "const link = deep('.share a'); link.addEventListener('click', (event) => event.preventDefault()); link.click();";
        browser.script(share).await?;
        assert_eq!(kept(&world, "clean-air").await?, json!({ "done": { "share": day, "sign": day } }));

        let ladder = format!(
            "<rungs-ladder config='{origin}/v1/widgets/clean-air-ladder' loading=eager></rungs-ladder>"
        );
        open_one(&world, &ladder).await?;
        until(browser, &format!("{NEXT} === 'Say what should change at your school'")).await?;
        let done = "[...document.querySelector('rungs-ladder').shadowRoot.querySelectorAll('[data-state=done] .rung-label')].map((label) => label.textContent)";
        assert_eq!(told(browser, done).await?, "Sign the petition,Tell three people");
        Ok(())
    });
}

#[test]
fn another_tab_with_a_ladder_learns_at_once_of_what_is_done_on_a_page_without_one() {
    journey(|world| async move {
        let browser = &world.browser;
        let origin = &world.backend.origin;
        open_one(
            &world,
            &format!(
                "<rungs-ladder config='{origin}/v1/widgets/clean-air-ladder' loading=eager></rungs-ladder>"
            ),
        )
        .await?;
        until(browser, &format!("{NEXT} === 'Sign the petition'")).await?;
        let first = browser.driver.window().await?;
        browser.tab().await?;
        open_one(
            &world,
            &format!(
                "<rungs-petition config='{origin}/v1/widgets/clean-air' loading=eager></rungs-petition>"
            ),
        )
        .await?;
        browser.ready().await?;
        sign(&world).await?;
        browser.driver.switch_to_window(first).await?;
        until(browser, &format!("{NEXT} === 'Tell three people'")).await
    });
}

#[test]
fn an_answer_completes_the_rung_that_asks_for_it_and_no_other() {
    journey(|world| async move {
        let browser = &world.browser;
        let mut config = rsvp::events(&world, &json!([rsvp::assembly()]));
        config["thanks"] = json!({ "completes": [
            { "rung": "come", "answer": "yes" }, { "rung": "reply" }, { "rung": "share", "by_sharing": true },
        ] });
        for (reply, email, rungs) in [
            ("no", "ada@example.org", json!(["reply"])),
            ("yes", "bob@example.org", json!(["come", "reply"])),
        ] {
            rsvp::open(&world, &config).await?;
            browser.script("localStorage.clear()").await?;
            browser.driver.refresh().await?;
            browser.until("deep('.rsvp')").await?;
            rsvp::answer(browser, reply, email).await?;
            let done = kept(&world, "journeys").await?["done"].clone();
            let ids: Value = done.as_object().into_iter().flatten().map(|(id, _)| json!(id)).collect();
            assert_eq!(ids, rungs, "{reply}");
        }
        Ok(())
    });
}

#[test]
fn a_campaign_without_a_ladder_leaves_nothing_of_one_on_the_device() {
    journey(|world| async move {
        world.open_ready().await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        assert_eq!(kept(&world, "journeys").await?, Value::Null);
        Ok(())
    });
}

#[test]
fn the_ladder_in_the_thanks_of_a_widget_does_not_ask_for_what_was_just_done() {
    journey(|world| async move {
        let browser = &world.browser;
        let origin = &world.backend.origin;
        // This document says nothing of rungs: the ladder is told by the thanks.
        let thanks = json!({ "thanks": { "ladder": format!("{origin}/v1/widgets/clean-air-ladder") } });
        let petition = format!(
            "<rungs-petition config='{origin}/v1/widgets/clean-air' loading=eager><script type='application/json'>{thanks}</script></rungs-petition>"
        );
        open_one(&world, &petition).await?;
        browser.ready().await?;
        sign(&world).await?;
        let asked = "deep('rungs-ladder')?.shadowRoot?.querySelector('.next-label')?.textContent";
        browser.until(&format!("{asked} === 'Tell three people'")).await?;
        // The names by which it was told are gone with the form.
        assert_eq!(browser.script("return deep('rungs-ladder').children.length").await?, json!(0));
        Ok(())
    });
}
