//! What someone needs in order to take part.

use anyhow::Result;
use rungs_browser_tests::{Browser, World, journey};
use serde_json::{Value, json};

use super::{assembly, events, open};

const NEEDS: &str = "SELECT needs, submission FROM needs";

fn config(world: &World) -> Value {
    let mut config = events(world, &json!([assembly()]));
    config["needs"] = json!({ "consent": "Keep this until the day is over" });
    config
}

/// Says whether they come, and what they need.
async fn say(browser: &Browser, reply: &str, needs: &str) -> Result<()> {
    browser.until("deep('[name=\"rsvp.assembly\"]')").await?;
    browser.click("[name='rsvp.assembly'][value='yes']").await?;
    browser.until("deep('[name=needs]')?.checkVisibility()").await?;
    browser.fill("needs", needs).await?;
    browser.fill("email", "grace@example.org").await?;
    browser.click(&format!("[name='rsvp.assembly'][value='{reply}']")).await
}

async fn send(browser: &Browser, standing: &str) -> Result<()> {
    browser.click("button[type=submit]").await?;
    browser.until(&format!("deep('.standing')?.innerText == {standing:?}")).await
}

#[test]
fn whoever_said_what_they_need_can_change_their_answer_and_it_goes_once_they_do_not_come() {
    journey(|world| async move {
        open(&world, &config(&world)).await?;
        let browser = &world.browser;
        say(browser, "yes", "A ramp").await?;
        browser.click("[name='consent.needs']").await?;
        send(browser, "You have a place.").await?;
        assert_eq!(world.backend.rows(NEEDS).await?[0].0, "A ramp");

        browser.click(".held > .ways > button").await?;
        browser.until("deep('[name=\"rsvp.assembly\"][value=yes]:checked')").await?;
        browser
            .until("deep('[name=needs]')?.value == 'A ramp' && deep('[name=\"consent.needs\"]').checked")
            .await?;
        browser.click("[name='rsvp.assembly'][value='maybe']").await?;
        send(browser, "You may come. No place is kept for you.").await?;
        assert_eq!(world.backend.rows(NEEDS).await?[0].0, "A ramp");

        browser.click(".held > .ways > button").await?;
        browser.until("deep('[name=\"rsvp.assembly\"][value=maybe]:checked')").await?;
        browser.click("[name='rsvp.assembly'][value='no']").await?;
        browser.until("!deep('[name=needs]').checkVisibility()").await?;
        send(browser, "You are not coming.").await?;
        assert_eq!(world.backend.rows(NEEDS).await?, []);
        Ok(())
    });
}

#[test]
fn whoever_does_not_come_after_all_is_not_held_up_by_what_they_typed_and_may_say_it_later() {
    journey(|world| async move {
        open(&world, &config(&world)).await?;
        let browser = &world.browser;
        say(browser, "no", "A ramp").await?;
        send(browser, "You are not coming.").await?;
        assert_eq!(world.backend.rows(NEEDS).await?, []);
        let asked = "SELECT consents, id FROM submissions WHERE consents LIKE '%needs%'";
        assert_eq!(world.backend.rows(asked).await?, []);

        browser.click(".held > .ways > button").await?;
        browser.until("deep('[name=\"rsvp.assembly\"][value=no]:checked')").await?;
        browser.click("[name='rsvp.assembly'][value='yes']").await?;
        browser.until("deep('[name=needs]')?.checkVisibility()").await?;
        assert!(
            !browser
                .script("return deep('[name=\"consent.needs\"]').checked")
                .await?
                .as_bool()
                .unwrap_or(true)
        );
        browser.fill("needs", "A seat").await?;
        browser.click("[name='consent.needs']").await?;
        send(browser, "You have a place.").await?;
        assert_eq!(world.backend.rows(NEEDS).await?[0].0, "A seat");
        Ok(())
    });
}
