//! Requests to be called back, and what someone offers on a ladder, wait too.

use anyhow::Result;
use rungs_browser_tests::{Browser, Fault, World, journey};
use serde_json::{Value, json};

use super::ends::seen;
use super::widgets::element;
use super::{EMPTY, KEPT, NOTED};
use crate::ladder::{NEXT, open_own, press, put_own, told, until};

const CALLS: &str = "SELECT fields, id FROM callbacks";
const OFFERS: &str = "SELECT fields, offer FROM offers";

/// What is thrown away is pressed there.
const DISCARD: &str = "[part~=waiting-button]:last-child";

fn survey(world: &World) -> Value {
    json!({
        "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin,
        "questions": [{ "name": "safe", "kind": "yes_no", "label": "Is it safe?" }],
        "asks": [{ "explain": "Everyone is offered a talk.", "offer": "talk_to_organiser" }],
    })
}

/// Answers the survey, and asks for a call without a network.
async fn ask_offline(world: &World) -> Result<()> {
    world.backend.replace(&survey(world)).await?;
    world.open_body(&element(world, "survey"), None).await?;
    let browser = &world.browser;
    browser.until("deep('[name=safe]')").await?;
    browser.click("[name=safe]").await?;
    world.submit().await?;
    browser.until("deep('.next button')").await?;
    browser.click(".next button").await?;
    browser.until("deep('[name=phone]')").await?;
    browser.fill("given_name", "Grace").await?;
    browser.fill("phone", "+44 113 496 0000").await?;
    browser.click("[name=when][value=evening]").await?;
    browser.offline(true).await?;
    world.submit().await?;
    browser.until("deep('.next .thanks-title')?.innerText == 'Not sent yet'").await?;
    let said = browser.text(".next").await?;
    assert!(said.contains("kept on this device") && !said.contains("will call you"), "{said}");
    Ok(())
}

#[test]
fn a_request_to_be_called_waits_in_its_place_and_is_recorded_once() {
    journey(|world| async move {
        let browser = &world.browser;
        ask_offline(&world).await?;
        assert!(world.backend.rows(CALLS).await?.is_empty());
        // The answer to the first try is lost: the second finds it recorded.
        world.faults.set(Fault::LostAnswer);
        let before = world.faults.submissions();
        browser.offline(false).await?;
        seen(&world, before).await?;
        world.faults.set(Fault::None);
        browser.until("deep('.next')?.innerText.includes('An organiser will be in touch by')").await?;
        browser.until(EMPTY).await?;
        let rows = world.backend.rows(CALLS).await?;
        assert!(rows.len() == 1 && rows[0].0.contains("+441134960000"), "{rows:?}");
        Ok(())
    });
}

#[test]
fn a_request_to_be_called_outlives_its_tab_or_is_thrown_away() {
    journey(|world| async move {
        let browser = &world.browser;
        ask_offline(&world).await?;
        browser.click(&[".next ", DISCARD].concat()).await?;
        browser.until("deep('.next button')?.innerText == 'Yes, please call me'").await?;
        browser.until(EMPTY).await?;

        browser.offline(false).await?;
        ask_offline(&world).await?;
        browser.kill_tab().await?;
        world.open_body(&element(&world, "survey"), None).await?;
        browser
            .until("deep('#waiting p')?.innerText.startsWith('Thank you. An organiser will be in touch by')")
            .await?;
        browser.until("/callbacks/.test(deep('#waiting a:not([hidden])')?.href)").await?;
        browser.until(EMPTY).await?;
        // The survey can still be answered by someone else.
        browser.until("deep('[name=safe]')").await?;
        assert_eq!(world.backend.rows(CALLS).await?.len(), 1);
        Ok(())
    });
}

/// A ladder that asks for a shift, and then for someone to host.
fn ladder() -> Value {
    json!({ "rungs": [
        { "id": "shift", "label": "Take a shift", "offer": "shift",
          "staff_follow_up": { "who": "Nadia", "within_hours": 48 } },
        { "id": "talk", "label": "Talk with us", "offer": "talk_to_organiser" },
    ] })
}

async fn fill(browser: &Browser) -> Result<()> {
    until(browser, "rung('[name=phone]')").await?;
    browser.fill("given_name", "Grace").await?;
    browser.fill("phone", "+44 113 496 0000").await?;
    browser.click("[name=when]").await
}

/// Opens the ladder, and fills in the offer of a shift.
async fn begin(world: &World, keys: &Value) -> Result<()> {
    open_own(world, keys).await?;
    press(&world.browser, ".next .button").await?;
    fill(&world.browser).await
}

/// Offers to take a shift without a network.
async fn offer_offline(world: &World, keys: &Value) -> Result<()> {
    begin(world, keys).await?;
    world.browser.offline(true).await?;
    world.submit().await
}

#[test]
fn what_someone_offers_waits_beside_what_is_asked_next_and_two_offers_alike_are_two() {
    journey(|world| async move {
        let browser = &world.browser;
        begin(&world, &ladder()).await?;
        world.faults.set(Fault::Busy(3_600));
        world.submit().await?;
        browser.until(NOTED).await?;
        let said = browser.text("#waiting").await?;
        assert!(said.contains("kept on this device") && said.contains("not recorded"), "{said}");
        until(browser, "document.querySelector('rungs-ladder').shadowRoot.activeElement?.id == 'waiting'")
            .await?;
        // The step is still to be done; the next one is asked for by "not now".
        assert_eq!(told(browser, NEXT).await?, "Take a shift");
        press(browser, ".next .back").await?;
        until(browser, &format!("{NEXT} == 'Talk with us'")).await?;
        press(browser, ".next .button").await?;
        fill(browser).await?;
        world.submit().await?;
        // What someone is asked for both is the same, and so are their answers.
        browser
            .until(&format!("{KEPT}.length == 2 && {NOTED}.innerText.includes('not sent yet: 1')"))
            .await?;
        world.faults.set(Fault::None);
        browser.click_if_there("#waiting [part~=waiting-button]").await?;
        browser.until(EMPTY).await?;
        until(browser, "rung('.rung[data-state=waiting]') && !rung('#waiting:not([hidden])')").await?;
        let asked = "document.querySelector('rungs-ladder').shadowRoot.querySelectorAll('.rung[data-state=waiting]').length";
        browser.until(&format!("{asked} == 2")).await?;
        let offers = world.backend.rows(OFFERS).await?;
        assert!(offers.len() == 1 && offers[0].1 == "shift", "{offers:?}");
        assert_eq!(world.backend.rows(CALLS).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn what_someone_offered_outlives_its_tab_and_what_is_no_longer_wanted_is_said() {
    journey(|world| async move {
        let browser = &world.browser;
        offer_offline(&world, &ladder()).await?;
        browser.until(NOTED).await?;
        browser.kill_tab().await?;
        open_own(&world, &ladder()).await?;
        until(browser, "rung('.steps .notice')?.textContent.includes('Nadia will be in touch by')").await?;
        browser.until(EMPTY).await?;
        until(browser, "rung('.rung[data-state=waiting] .rung-label')?.textContent == 'Take a shift'")
            .await?;
        assert_eq!(world.backend.rows(OFFERS).await?.len(), 1);

        browser.script("localStorage.clear()").await?;
        offer_offline(&world, &ladder()).await?;
        browser.until(NOTED).await?;
        browser.kill_tab().await?;
        let mut fewer = ladder();
        fewer["rungs"] = json!([fewer["rungs"][1]]);
        put_own(&world, &fewer).await?;
        open_own(&world, &fewer).await?;
        let said = "What you entered here earlier is not accepted any more. It was not recorded, and is deleted from this device.";
        browser.until(&format!("deep('#waiting:not([hidden]) p')?.innerText == {said:?}")).await?;
        browser.until(EMPTY).await?;
        assert_eq!(world.backend.rows(OFFERS).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn an_offer_that_may_not_be_kept_stays_in_its_form_and_what_cannot_be_stored_waits_in_the_page() {
    journey(|world| async move {
        let browser = &world.browser;
        let mut never = ladder();
        never["outbox"] = json!(false);
        offer_offline(&world, &never).await?;
        browser
            .until("deep('#summary:not([hidden])')?.innerText.includes('There seems to be no connection')")
            .await?;
        browser.until(EMPTY).await?;
        until(browser, "rung('[name=phone]').value.includes('113')").await?;

        browser.offline(false).await?;
        browser.before_pages("for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError') } })").await?;
        offer_offline(&world, &ladder()).await?;
        browser.until("deep('#waiting:not([hidden])')?.innerText.includes('Keep this page open')").await?;
        browser.click(&["#waiting ", DISCARD].concat()).await?;
        browser.until("deep('#waiting')?.innerText.trim() == 'It is deleted from this device.'").await?;
        press(browser, ".next .button").await?;
        fill(browser).await?;
        world.submit().await?;
        browser.until("deep('#waiting:not([hidden])')?.innerText.includes('Keep this page open')").await?;
        browser.offline(false).await?;
        until(browser, "rung('.steps .notice')?.textContent.includes('Nadia')").await?;
        assert_eq!(world.backend.rows(OFFERS).await?.len(), 1);
        Ok(())
    });
}
