//! Whoever walks by keyboard stays where they are, or is led to what they asked for.

use anyhow::Result;
use rungs_browser_tests::{Browser, World, journey};
use serde_json::{Value, json};
use thirtyfour::Key;

use super::{assembly, events, open};

const FOCUSED: &str = "deep('.rsvp').getRootNode().activeElement";

/// Puts the focus on something and presses Enter there.
async fn enter(browser: &Browser, selector: &str) -> Result<()> {
    browser.until(&format!("deep('{selector}')?.checkVisibility()")).await?;
    browser.script(&format!("deep('{selector}').focus()")).await?;
    browser.driver.action_chain().send_keys(Key::Enter + "").perform().await?;
    Ok(())
}

/// So many events, one on each day.
fn many(world: &World, count: usize) -> Value {
    let one = |day: usize| {
        json!({
            "id": format!("e{day}"), "title": format!("Event {day}"), "venue": { "name": "Hall" },
            "start": format!("2030-07-{day:02}T18:00"), "end": format!("2030-07-{day:02}T20:00"),
        })
    };
    events(world, &(1..=count).map(one).collect())
}

#[test]
fn another_month_leaves_the_focus_on_the_button_that_led_to_it() {
    journey(|world| async move {
        let mut config = many(&world, 2);
        config["view"] = json!("month");
        open(&world, &config).await?;
        let browser = &world.browser;
        for (button, title) in [
            ("turn-on", "August 2030"),
            ("turn-on", "September 2030"),
            ("turn-back", "August 2030"),
            ("turn-back", "July 2030"),
            ("turn-back", "June 2030"),
        ] {
            enter(browser, &format!("#{button}")).await?;
            browser.until(&format!("deep('.month-title').innerText == '{title}'")).await?;
            browser.until(&format!("{FOCUSED}?.id == '{button}'")).await?;
        }
        Ok(())
    });
}

#[test]
fn more_events_lead_to_the_first_that_is_new_also_where_there_are_no_more_then() {
    journey(|world| async move {
        for view in ["list", "agenda"] {
            let mut config = many(&world, 26);
            config["view"] = json!(view);
            open(&world, &config).await?;
            for first in [13, 25] {
                enter(&world.browser, ".found > .back").await?;
                world.browser.until(&format!("{FOCUSED}?.innerText == 'Event {first}'")).await?;
            }
            world.browser.until("!deep('.found > .back')?.checkVisibility()").await?;
        }
        Ok(())
    });
}

#[test]
fn more_dates_lead_to_the_first_that_is_new() {
    journey(|world| async move {
        let mut event = assembly();
        event["repeat"] = json!({ "every": "week", "count": 8 });
        open(&world, &events(&world, &json!([event]))).await?;
        enter(&world.browser, ".more-dates").await?;
        world
            .browser
            .until(&format!("{FOCUSED}?.querySelector('input')?.name == 'rsvp.assembly.2030-08-05'"))
            .await?;
        world.browser.until("deep('[name=\"rsvp.assembly.2030-08-19\"]') && !deep('.more-dates')").await
    });
}
