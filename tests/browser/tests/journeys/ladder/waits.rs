//! What staff have to see to waits for them: it is neither done nor asked again, until they say that it is done.

use anyhow::Result;
use rungs_browser_tests::{Browser, World, journey};
use serde_json::{Value, json};

use super::{NEXT, open_own, press, told, until};

/// A ladder that asks for a talk, and then for someone to host.
fn keys() -> Value {
    json!({
        "rungs": [
            { "id": "talk", "label": "Talk with us", "offer": "talk_to_organiser",
              "staff_follow_up": { "who": "Sam", "within_hours": 48 } },
            { "id": "host", "label": "Host", "offer": "host" },
        ],
        "remember": { "consent": "Remember my steps", "version": "1" },
    })
}

/// Takes up what is asked next.
async fn ask(world: &World) -> Result<()> {
    let browser = &world.browser;
    press(browser, ".next .button").await?;
    until(browser, "rung('[name=phone]')").await?;
    browser.fill("given_name", "Grace").await?;
    browser.fill("phone", "+44 113 496 0000").await?;
    browser.script("deep('[name=when]')?.click(); const place = deep('[name=locality]'); if (place) { place.value = 'Leeds'; place.dispatchEvent(new Event('input', { bubbles: true })); }").await?;
    world.submit().await?;
    until(browser, "rung('.steps .notice')").await
}

async fn state(browser: &Browser, index: usize, state: &str) -> Result<()> {
    let rung = "document.querySelector('rungs-ladder').shadowRoot?.querySelectorAll('.rung')";
    browser.until(&format!("{rung}[{index}]?.dataset.state === {state:?}")).await
}

#[test]
fn what_was_asked_of_staff_says_by_when_they_are_in_touch_and_is_not_asked_again() {
    journey(|world| async move {
        let browser = &world.browser;
        open_own(&world, &keys()).await?;
        ask(&world).await?;
        state(browser, 0, "waiting").await?;
        let due = world.backend.rows("SELECT CAST(due_at AS TEXT), '' FROM callbacks").await?;
        let day = browser
            .script(&format!(
                "return new Intl.DateTimeFormat('en', {{ dateStyle: 'medium' }}).format({})",
                due[0].0
            ))
            .await?;
        assert_eq!(
            told(browser, "rung('.rung[data-state=waiting] .rung-state').textContent").await?,
            format!("Asked. We will be in touch by {}.", day.as_str().unwrap_or_default())
        );
        assert_eq!(told(browser, NEXT).await?, "Host");
        assert_eq!(told(browser, "rung('.step').textContent").await?, "Steps done: 0 of 2");
        // It is so after a reload, until it is taken back.
        browser.driver.refresh().await?;
        state(browser, 0, "waiting").await?;
        until(browser, &format!("{NEXT} === 'Host'")).await?;
        ask(&world).await?;
        state(browser, 1, "waiting").await?;
        press(browser, ".steps .notice button").await?;
        state(browser, 1, "next").await?;
        state(browser, 0, "waiting").await
    });
}

#[test]
fn a_tab_where_nothing_was_done_yet_follows_what_waits_in_another_one() {
    journey(|world| async move {
        let browser = &world.browser;
        open_own(&world, &keys()).await?;
        let first = browser.tab().await?;
        open_own(&world, &keys()).await?;
        let second = browser.driver.window().await?;
        ask(&world).await?;
        state(browser, 0, "waiting").await?;
        browser.driver.switch_to_window(first.clone()).await?;
        state(browser, 0, "waiting").await?;
        browser.driver.switch_to_window(second).await?;
        press(browser, ".steps .notice button").await?;
        state(browser, 0, "next").await?;
        browser.driver.switch_to_window(first).await?;
        state(browser, 0, "next").await
    });
}

#[test]
fn whoever_is_not_known_learns_when_they_come_back_to_the_page_that_staff_have_done_it() {
    journey(|world| async move {
        let browser = &world.browser;
        open_own(&world, &keys()).await?;
        ask(&world).await?;
        state(browser, 0, "waiting").await?;
        let rung = world.backend.rows("SELECT id, '' FROM callbacks").await?[0].0.clone();
        ask(&world).await?;
        state(browser, 1, "waiting").await?;
        let offer = world.backend.rows("SELECT id, '' FROM offers").await?[0].0.clone();
        // Whether the page was put aside or only out of sight, it hears that it is seen again.
        let back = "dispatchEvent(new Event('visibilitychange'))";
        world.backend.staff(&format!("/callbacks/{rung}/done")).await?;
        browser.script(back).await?;
        state(browser, 0, "done").await?;
        state(browser, 1, "waiting").await?;
        world.backend.staff(&format!("/offers/{offer}/decline")).await?;
        browser.script(back).await?;
        state(browser, 1, "next").await?;
        // The keys to what was asked are nowhere on the device.
        let kept = browser.script("return JSON.stringify([localStorage, sessionStorage])").await?.to_string();
        assert!([rung, offer].iter().all(|id| !kept.contains(&[id, "."].concat())), "{kept}");
        Ok(())
    });
}

#[test]
fn once_staff_have_done_it_the_rung_is_done_on_every_device_that_is_known() {
    journey(|world| async move {
        let browser = &world.browser;
        open_own(&world, &keys()).await?;
        press(browser, "details.remember summary").await?;
        press(browser, "details.remember button").await?;
        until(browser, "rung('#link')").await?;
        let link = told(browser, "rung('#link').value").await?;
        ask(&world).await?;
        state(browser, 0, "waiting").await?;
        let other = Browser::open().await?;
        other.driver.goto(&link).await?;
        state(&other, 0, "waiting").await?;
        let id = world.backend.rows("SELECT id, '' FROM callbacks").await?[0].0.clone();
        world.backend.staff(&format!("/callbacks/{id}/done")).await?;
        other.driver.refresh().await?;
        state(&other, 0, "done").await?;
        other.close().await;
        browser.driver.refresh().await?;
        state(browser, 0, "done").await?;
        // What they do not agree to is open again.
        until(browser, &format!("{NEXT} === 'Host'")).await?;
        ask(&world).await?;
        state(browser, 1, "waiting").await?;
        let id = world.backend.rows("SELECT id, '' FROM offers").await?[0].0.clone();
        world.backend.staff(&format!("/offers/{id}/decline")).await?;
        browser.driver.refresh().await?;
        state(browser, 1, "next").await
    });
}
