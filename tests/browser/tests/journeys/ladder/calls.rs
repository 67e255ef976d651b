//! Talking with an organiser: in the way, the languages and the hours that suit, and about what was answered.

use anyhow::Result;
use rungs_browser_tests::{Browser, World, journey};
use serde_json::{Value, json};

use super::{open_own, press, told, until};

const CALLS: &str = "SELECT fields, COALESCE(person, '') FROM callbacks";

/// Where a control is seen.
fn seen(name: &str) -> String {
    format!("rung('[name={name}]')?.getClientRects().length > 0")
}

async fn live_in(browser: &Browser, zone: &str) -> Result<()> {
    browser.protocol("Emulation.setTimezoneOverride", json!({ "timezoneId": zone })).await?;
    Ok(())
}

/// A ladder that offers nothing but a talk.
fn keys() -> Value {
    json!({
        "rungs": [{ "id": "talk", "label": "Talk with us", "offer": "talk_to_organiser",
                    "staff_follow_up": { "who": "Sam", "within_hours": 48 } }],
        "call_back": {
            "channels": ["phone", "telegram", "email"], "time_zone": "Asia/Kathmandu",
            "languages": [{ "value": "en", "label": "English" }, { "value": "ne", "label": "Nepali" }],
            "topics": [{ "value": "air", "label": "Clean air" }, { "value": "streets", "label": "Safe streets" }],
        },
    })
}

async fn open(world: &World) -> Result<()> {
    live_in(&world.browser, "Asia/Tokyo").await?;
    open_own(world, &keys()).await?;
    press(&world.browser, ".next .button").await?;
    until(&world.browser, &seen("given_name")).await
}

#[test]
fn where_someone_is_reached_fits_the_way_that_they_choose() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        // The usual way is chosen at first.
        until(browser, &format!("{} && !({}) && !({})", seen("phone"), seen("telegram"), seen("email")))
            .await?;
        press(browser, "[name=channel][value=telegram]").await?;
        until(browser, &format!("!({}) && {} && !({})", seen("phone"), seen("telegram"), seen("email")))
            .await?;
        browser.fill("given_name", "Grace").await?;
        press(browser, "[name=languages][value=ne]").await?;
        press(browser, "[name=when][value=morning]").await?;
        press(browser, "[name=when][value=weekend]").await?;
        world.submit().await?;
        until(browser, "rung('#summary:not([hidden])')?.textContent.includes('Telegram')").await?;
        assert_eq!(world.backend.rows(CALLS).await?, []);
        browser.fill("telegram", "@grace").await?;
        browser
            .script("const topic = deep('[name=topic]'); topic.value = 'streets'; topic.dispatchEvent(new Event('input', { bubbles: true }))")
            .await?;
        world.submit().await?;
        until(browser, "rung('.steps .notice')?.textContent.includes('Sam will be in touch by')").await?;
        let rows = world.backend.rows(CALLS).await?;
        let kept: Value = serde_json::from_str(&rows[0].0)?;
        let expected = json!({
            "given_name": "Grace", "channel": "telegram", "telegram": "@grace", "languages": "ne",
            "when": "morning,weekend", "topic": "streets", "time_zone": "Asia/Tokyo",
        });
        assert_eq!(kept, expected);
        Ok(())
    });
}

#[test]
fn the_hours_are_shown_where_someone_lives_and_where_the_organisers_are() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        let label = |value: &str| {
            format!("rung('[name=when][value={value}]').parentElement.textContent.replace(/\\s/g, ' ')")
        };
        assert_eq!(
            told(browser, &label("morning")).await?,
            "In the morning (9:00 AM–12:00 PM, for the organisers 5:45 AM–8:45 AM)"
        );
        assert!(told(browser, &label("weekend")).await?.starts_with("At the weekend (10:00 AM–6:00 PM"));
        assert_eq!(told(browser, &label("any")).await?, "At any time");
        until(browser, "rung('form').textContent.includes('Asia/Tokyo')").await?;
        // Whoever lives where they are sees them once.
        live_in(browser, "Asia/Kathmandu").await?;
        open_own(&world, &keys()).await?;
        press(browser, ".next .button").await?;
        until(browser, &seen("given_name")).await?;
        assert_eq!(told(browser, &label("morning")).await?, "In the morning (9:00 AM–12:00 PM)");
        Ok(())
    });
}

#[test]
fn the_topic_is_the_answer_that_led_to_the_talk_and_of_an_anonymous_survey_its_title() {
    journey(|world| async move {
        let browser = &world.browser;
        let survey = |anonymous: bool| {
            json!({
                "id": "test", "kind": "survey", "campaign": "journeys", "title": "Streets", "backend": world.backend.origin,
                "anonymous": anonymous,
                "questions": [{ "name": "worry", "kind": "single_choice", "label": "What worries you?",
                                "options": [{ "value": "speed", "label": "Fast cars" }, { "value": "none", "label": "Nothing" }] }],
                "asks": [{ "when": { "field": "worry", "equals": "speed" }, "explain": "Who fears speed is offered a talk.",
                           "offer": "talk_to_organiser" }],
            })
        };
        for (anonymous, topic) in [(false, "Fast cars"), (true, "Streets")] {
            let config = survey(anonymous);
            world.backend.replace(&config).await?;
            let page = format!(
                "{}<rungs-survey loading=eager><script type='application/json'>{config}</script></rungs-survey>",
                world.script()
            );
            world.open_body(&page, None).await?;
            browser.until("deep('[name=worry]')").await?;
            browser.click("[name=worry][value=speed]").await?;
            world.submit().await?;
            browser.until("deep('.next button')").await?;
            browser.click(".next button").await?;
            browser.until(&format!("deep('[name=topic]')?.value === {topic:?}")).await?;
        }
        Ok(())
    });
}
