//! Where an event stands in time, and what that makes of an answer.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};

use super::{answer, assembly, events, open};

/// Whether one can still answer.
const OFFERED: &str = "return deep('button[type=submit]').checkVisibility()";

/// The assembly, from when to when in minutes from now.
async fn at(world: &World, start: i64, end: i64) -> Result<Value> {
    let mut event = assembly();
    for (key, minutes) in [("start", start), ("end", end)] {
        let clock = format!("return new Date(Date.now() + {minutes} * 60_000).toISOString().slice(0, 16)");
        event[key] = world.browser.script(&clock).await?;
    }
    event["time_zone"] = json!("UTC");
    Ok(events(world, &json!([event])))
}

#[test]
fn an_event_that_is_about_to_start_under_way_or_over_says_so() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world, &at(&world, 20, 80).await?).await?;
        browser.until("/^Starts in (19|20) minutes$/.test(deep('.phase')?.innerText)").await?;
        assert_eq!(browser.script(OFFERED).await?, json!(true));
        open(&world, &at(&world, -10, 50).await?).await?;
        browser.until("deep('.phase')?.innerText == 'Happening now'").await?;
        assert_eq!(browser.script(OFFERED).await?, json!(true));
        open(&world, &at(&world, -180, -120).await?).await?;
        browser.until("deep('.phase')?.innerText == 'This is over'").await?;
        browser
            .until("deep('.closed')?.checkVisibility() && !deep('button[type=submit]')?.checkVisibility()")
            .await
    });
}

#[test]
fn when_answers_close_is_said_beforehand() {
    journey(|world| async move {
        let mut event = assembly();
        event["closes_before"] = json!(60);
        let browser = &world.browser;
        let mut config = events(&world, &json!([event]));
        open(&world, &config).await?;
        // It is there with the question, before anything is touched.
        browser.until("deep('[name=\"rsvp.assembly\"]')").await?;
        let closes = browser.text(".room-left + .room-left").await?;
        assert!(
            closes.starts_with("Answer until Monday, July 1, 2030") && closes.contains("5:30"),
            "{closes}"
        );
        // So is a moment after which no event takes answers.
        config["deadline"] = json!("2030-06-30T11:00:00Z");
        open(&world, &config).await?;
        browser
            .until("/^Answer until Sunday, June 30, 2030/.test(deep('.room-left + .room-left')?.innerText)")
            .await?;
        browser.click("[name='rsvp.assembly'][value='yes']").await?;
        browser.until("deep('[name=email]:not([hidden])') && deep('.room-left + .room-left')").await?;
        open(&world, &events(&world, &json!([assembly()]))).await?;
        answer(browser, "yes", "grace@example.org").await?;
        assert!(browser.script("return deep('.room-left + .room-left')").await?.is_null());
        Ok(())
    });
}

#[test]
fn whoever_had_a_place_in_what_was_called_off_or_is_over_is_not_told_that_they_have_one() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world, &at(&world, 20, 80).await?).await?;
        answer(browser, "yes", "grace@example.org").await?;
        browser.until("deep('.standing').innerText == 'You have a place.'").await?;
        browser.until("/^Starts in (19|20) minutes$/.test(deep('.held .phase')?.innerText)").await?;
        let mut cancelled = at(&world, 20, 80).await?;
        cancelled["events"][0]["status"] = json!("cancelled");
        for (config, said) in [(cancelled, "Cancelled"), (at(&world, -180, -120).await?, "This is over")] {
            open(&world, &config).await?;
            browser.until(&format!("deep('.standing')?.innerText == '{said}'")).await?;
            let offered = "return [...deep('.held').querySelectorAll('.calendars, .details, .call-off')]
                .filter((offer) => offer.checkVisibility()).length";
            assert_eq!(browser.script(offered).await?, 0, "{said}");
            assert!(!browser.text(".held").await?.contains("You have a place."), "{said}");
        }
        Ok(())
    });
}
