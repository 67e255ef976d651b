//! By keyboard alone.

use anyhow::{Result, bail};
use rungs_browser_tests::{Browser, journey};
use serde_json::json;
use thirtyfour::Key;

use super::{NEXT, open_own, told, until};

async fn press(browser: &Browser, key: Key) -> Result<()> {
    Ok(browser.driver.action_chain().send_keys(key).perform().await?)
}

async fn type_in(browser: &Browser, text: &str) -> Result<()> {
    Ok(browser.driver.action_chain().send_keys(text).perform().await?)
}

/// Goes on with Tab until the focus is on this.
async fn tab_to(browser: &Browser, selector: &str) -> Result<()> {
    for _ in 0..40 {
        press(browser, Key::Tab).await?;
        let focused = "document.querySelector('rungs-ladder').shadowRoot.activeElement";
        if told(browser, &format!("{focused}?.matches({selector:?}) ?? false")).await? == "true" {
            return Ok(());
        }
    }
    bail!("Tab never came to {selector}")
}

#[test]
fn a_step_is_put_off_time_is_told_and_a_talk_asked_for_without_a_mouse() {
    journey(|world| async move {
        let browser = &world.browser;
        let keys = json!({
            "rungs": [
                { "id": "long", "label": "Read the report", "href": "#report", "done_by": ["share"], "effort_minutes": 60 },
                { "id": "film", "label": "See the film", "href": "#film", "done_by": ["share"], "effort_minutes": 90 },
                {
                    "id": "talk", "label": "Talk with an organiser", "offer": "talk_to_organiser", "effort_minutes": 15,
                    "staff_follow_up": { "who": "Sam", "within_hours": 48 },
                },
            ],
            "ask_about": ["minutes", "evenings"],
        });
        open_own(&world, &keys).await?;
        tab_to(browser, ".next .back").await?;
        press(browser, Key::Enter).await?;
        // The focus is on what is asked instead.
        let focused = "document.querySelector('rungs-ladder').shadowRoot.activeElement";
        until(browser, &format!("{NEXT} === 'See the film' && {focused}?.id === 'next'")).await?;
        tab_to(browser, ".about summary").await?;
        press(browser, Key::Enter).await?;
        until(browser, "rung('#minutes')").await?;
        tab_to(browser, "#minutes").await?;
        type_in(browser, "15").await?;
        until(browser, &format!("{NEXT} === 'Talk with an organiser'")).await?;
        // What someone says about themselves does not take them away from it.
        assert_eq!(told(browser, &format!("{focused}.id")).await?, "minutes");
        tab_to(browser, "#evenings").await?;
        press(browser, Key::Space).await?;
        until(browser, "rung('#evenings').checked").await?;

        browser
            .script("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)")
            .await?;
        tab_to(browser, ".next .button").await?;
        press(browser, Key::Enter).await?;
        until(browser, "rung('[name=phone]')").await?;
        until(browser, &format!("{focused}?.closest('form') != null || {focused}?.querySelector('form')"))
            .await?;
        // Sent too early, it says what is missing, and leads there.
        tab_to(browser, "button[type=submit]").await?;
        press(browser, Key::Enter).await?;
        until(browser, &format!("{focused}?.matches('.summary')")).await?;
        tab_to(browser, "[name=given_name]").await?;
        type_in(browser, "Grace").await?;
        tab_to(browser, "[name=phone]").await?;
        type_in(browser, "+44 113 496 0000").await?;
        tab_to(browser, "[name=when]").await?;
        press(browser, Key::Space).await?;
        tab_to(browser, "button[type=submit]").await?;
        press(browser, Key::Enter).await?;
        until(browser, &format!("{focused}?.closest('.notice')?.textContent.includes('Sam')")).await?;
        assert_eq!(world.backend.rows("SELECT CAST(COUNT(*) AS TEXT), '' FROM callbacks").await?[0].0, "1");
        Ok(())
    });
}
