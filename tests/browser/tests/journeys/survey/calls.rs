//! A survey that leads to a talk with an organiser.

use rungs_browser_tests::{Rules, World, axe, journey};
use serde_json::json;

use super::{choose, open};

/// Where whoever asks for a call is: far from the server's own zone.
const ZONE: &str = "Pacific/Auckland";

#[test]
fn whoever_would_like_to_talk_asks_for_a_call_in_place() {
    journey(|world| async move {
        let config = json!({
            "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin,
            "questions": [
                { "name": "safe", "kind": "yes_no", "label": "Is it safe?" },
                { "name": "you", "kind": "contact", "fields": [{ "name": "phone", "country": "DE" }] },
            ],
            "asks": [
                { "when": { "field": "safe", "equals": "no" }, "explain": "Who feels unsafe is offered a talk.",
                  "offer": "talk_to_organiser", "staff_follow_up": { "who": "Sam", "within_hours": 30 } },
            ],
        });
        world.browser.protocol("Emulation.setTimezoneOverride", json!({ "timezoneId": ZONE })).await?;
        open(&world, &config).await?;
        choose(&world, "safe", "no").await?;
        world.submit().await?;
        world.browser.until("deep('.next button')").await?;
        world.browser.click(".next button").await?;
        // The focus goes to what is asked first.
        world
            .browser
            .until("deep('[name=given_name]')?.getRootNode().activeElement?.name == 'given_name'")
            .await?;
        // What they answered is what the talk is about.
        assert_eq!(world.browser.script("return deep('[name=topic]').value").await?, "Is it safe?");
        world.browser.fill("given_name", "Grace").await?;
        world.submit().await?;
        world.browser.until("deep('#summary')?.checkVisibility()").await?;
        assert!(world.backend.rows("SELECT id, fields FROM callbacks").await?.is_empty());
        world.browser.fill("phone", "030 123456").await?;
        choose(&world, "when", "evening").await?;
        world.submit().await?;
        world.browser.until("deep('.next')?.innerText.includes('Thank you')").await?;
        let due = world.backend.rows("SELECT id, CAST(due_at AS TEXT) FROM callbacks").await?;
        let due = format!(
            "return new Intl.DateTimeFormat('en', {{ dateStyle: 'full', timeStyle: 'short', timeZone: '{ZONE}' }}).format({})",
            due[0].1,
        );
        let due = world.browser.script(&due).await?;
        let promise = format!("Thank you. Sam will be in touch by {}.", due.as_str().unwrap_or_default());
        assert!(world.browser.text(".next").await?.contains(&promise), "{promise}");
        let rows = world.backend.rows("SELECT id, fields FROM callbacks").await?;
        assert_eq!(rows.len(), 1);
        assert!(rows[0].1.contains("+4930123456") && rows[0].1.contains("evening"), "{}", rows[0].1);
        takes_it_back_and_asks_anew(&world).await
    });
}

/// Whoever asked for a call and wants it no longer.
async fn takes_it_back_and_asks_anew(world: &World) -> anyhow::Result<()> {
    let browser = &world.browser;
    let link = browser.script("return deep('.next .manage a').href").await?;
    browser.offline(true).await?;
    browser.click(".next .back").await?;
    browser.until("deep('.next .error')?.innerText && deep('.next').getRootNode().activeElement.className == 'error'").await?;
    assert_eq!(axe(browser, Rules::Widget).await?, Vec::<String>::new());
    browser.offline(false).await?;
    browser.click(".next .back").await?;
    browser.until("deep('.next').getRootNode().activeElement?.innerText == 'It is withdrawn, and what you entered is deleted.'").await?;
    let gone = "SELECT fields, COALESCE(person, '') FROM callbacks WHERE withdrawn_at IS NOT NULL";
    assert_eq!(world.backend.rows(gone).await?, [("{}".to_owned(), String::new())]);
    // It was a slip: the same once more is a new request.
    browser.click(".next button").await?;
    browser.until("deep('[name=given_name]')?.value == 'Grace'").await?;
    world.submit().await?;
    browser.until("deep('.next')?.innerText.includes('Thank you. Sam')").await?;
    let open = "SELECT id, fields FROM callbacks WHERE withdrawn_at IS NULL";
    assert_eq!(world.backend.rows(open).await?.len(), 1);
    // The link of each leads to a page of its own.
    let again = browser.script("return deep('.next .manage a').href").await?;
    assert_ne!(link, again);
    browser.driver.goto(again.as_str().unwrap_or_default()).await?;
    browser.until("document.querySelector('main button').innerText == 'I no longer want this call'").await?;
    browser.script("document.querySelector('main button').click()").await?;
    browser.until("document.querySelector('[role=status]')?.innerText.startsWith('It is withdrawn')").await?;
    assert!(world.backend.rows(open).await?.is_empty());
    Ok(())
}
