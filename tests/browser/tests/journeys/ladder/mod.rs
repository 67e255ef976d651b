//! On a ladder: one step at a time, across widgets, pages, tabs and devices.

mod answers;
mod calls;
mod clocks;
mod embed;
mod forgotten;
mod friends;
mod kept;
mod keyboard;
mod near;
mod pages;
mod seen;
mod sharing;
mod summary;
mod waits;

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Result;
use rungs_browser_tests::{Browser, World, journey};
use serde_json::{Value, json};

/// Finds something in the ladder.
const RUNG: &str =
    "const rung = (selector) => document.querySelector('rungs-ladder').shadowRoot?.querySelector(selector);";

/// A page with the demo's petition and its ladder.
fn page(world: &World) -> String {
    let origin = &world.backend.origin;
    format!(
        "{}<rungs-petition config='{origin}/v1/widgets/clean-air' loading=eager></rungs-petition>
        <rungs-ladder config='{origin}/v1/widgets/clean-air-ladder' loading=eager></rungs-ladder>",
        world.script()
    )
}

pub(crate) async fn until(browser: &Browser, condition: &str) -> Result<()> {
    browser.until(&format!("(() => {{ {RUNG} return {condition}; }})()")).await
}

/// What the ladder says, once what says it is there: rungs may be drawn after the next step.
pub(crate) async fn told(browser: &Browser, expression: &str) -> Result<String> {
    until(browser, &format!("[String({expression})]")).await?;
    Ok(browser
        .script(&format!("{RUNG} return String({expression});"))
        .await?
        .as_str()
        .unwrap_or_default()
        .to_owned())
}

pub(crate) async fn press(browser: &Browser, selector: &str) -> Result<()> {
    until(browser, &format!("rung({selector:?})")).await?;
    browser.script(&format!("{RUNG} rung({selector:?}).click();")).await?;
    Ok(())
}

/// Agrees that progress is remembered, and waits for the key.
async fn agree(browser: &Browser) -> Result<()> {
    press(browser, "details.remember summary").await?;
    press(browser, "details.remember button").await?;
    until(browser, "rung('#link')").await
}

/// Puts a ladder of these rungs and keys on the backend, which is reached through the fault proxy.
pub(crate) async fn put_own(world: &World, keys: &Value) -> Result<()> {
    let mut config = json!({
        "id": "test", "kind": "ladder", "campaign": "journeys", "title": "Your way", "backend": world.faults.origin,
    });
    for (key, value) in keys.as_object().into_iter().flatten() {
        config[key] = value.clone();
    }
    world.backend.replace(&config).await
}

/// Caches may hold a document for some seconds, but not under another address.
static VERSION: AtomicU32 = AtomicU32::new(0);

/// The same, and opens a page with it.
pub(crate) async fn open_own(world: &World, keys: &Value) -> Result<()> {
    put_own(world, keys).await?;
    let page = format!(
        "{}<rungs-ladder config='{}/v1/widgets/test?{}' loading=eager></rungs-ladder>",
        world.script(),
        world.faults.origin,
        VERSION.fetch_add(1, Ordering::Relaxed),
    );
    world.open_body(&page, None).await?;
    until(&world.browser, "rung('.next-label')").await
}

/// Opens the page, and waits for both widgets.
async fn open(world: &World) -> Result<()> {
    world.open_body(&page(world), None).await?;
    until(&world.browser, "deep('form') && rung('.next-label')").await
}

async fn sign(world: &World) -> Result<()> {
    let browser = &world.browser;
    for (name, text) in [
        ("given_name", "Grace"),
        ("family_name", "Hopper"),
        ("email", "grace@example.org"),
        ("postal_code", "LS1 4AP"),
        ("locality", "Leeds"),
    ] {
        browser.fill(name, text).await?;
    }
    browser.click("button[type=submit]").await?;
    browser.until("deep('.thanks')").await
}

pub(crate) const NEXT: &str = "rung('.next-label')?.textContent";

#[test]
fn what_is_done_on_the_page_completes_a_rung_and_the_next_one_says_why() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        assert_eq!(told(browser, NEXT).await?, "Sign the petition");
        sign(&world).await?;
        until(browser, "rung('.rung[data-state=done]')").await?;
        assert_eq!(told(browser, NEXT).await?, "Tell three people");
        assert_eq!(
            told(browser, "rung('.why').textContent").await?,
            "Why this: you have done “Sign the petition”."
        );
        assert_eq!(told(browser, "rung('#said').textContent").await?, "Done: Sign the petition");
        assert_eq!(
            told(browser, "rung('.rung[aria-current=step] .rung-label').textContent").await?,
            "Tell three people"
        );
        let heard = browser
            .script("return JSON.stringify(heard.filter(({ type }) => type === 'rungs:progress'))")
            .await?
            .to_string();
        assert!(heard.contains("share") && !heard.contains("grace"), "{heard}");
        // Kept are ids and days, and nothing of the person.
        let kept = told(browser, "localStorage['rungs:ladder:clean-air']").await?;
        let day = told(browser, "new Date().toLocaleDateString('sv')").await?;
        assert_eq!(kept, format!(r#"{{"done":{{"sign":"{day}"}},"not_now":{{}}}}"#));
        // It is there after a reload.
        world.browser.driver.refresh().await?;
        until(browser, "rung('.rung[data-state=done]')").await
    });
}

#[test]
fn not_now_is_respected_and_another_step_is_asked() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        press(browser, ".next .back").await?;
        until(browser, "rung('.next-label').textContent === 'Tell three people'").await?;
        assert!(
            told(browser, "rung('.rung[data-state=not_now] .rung-state').textContent")
                .await?
                .starts_with("Put off until")
        );
        // The focus stays with what is asked.
        assert_eq!(
            told(browser, "document.querySelector('rungs-ladder').shadowRoot.activeElement?.id").await?,
            "next"
        );
        world.browser.driver.refresh().await?;
        until(browser, "rung('.next-label')?.textContent === 'Tell three people'").await
    });
}

#[test]
fn the_button_of_a_step_leads_to_the_widget_that_is_on_the_page_already() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        press(browser, ".next .button").await?;
        browser.until("document.activeElement.localName === 'rungs-petition'").await
    });
}

#[test]
fn another_widget_opens_in_place_with_what_was_given_before() {
    journey(|world| async move {
        let browser = &world.browser;
        let origin = &world.backend.origin;
        let mut second = world.config();
        second["id"] = json!("second");
        second["title"] = json!("Warm schools");
        let address = world.site.write("/second.json", &second.to_string(), None);
        let mut config = world.config();
        config["thanks"] =
            json!({ "next": { "widget": "petition", "config": address, "label": "Sign this too" } });
        config["backend"] = json!(origin);
        world.open(&config).await?;
        browser.ready().await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;
        browser.until("deep('.next .button')").await?;
        browser.script("deep('.next .button').click()").await?;
        browser.until("deep('rungs-petition')?.shadowRoot?.querySelector('[name=email]')").await?;
        let within = "deep('rungs-petition').shadowRoot.querySelector";
        let given = format!(
            "return ['given_name', 'email'].map((name) => {within}(`[name=${{name}}]`).value).join()"
        );
        assert_eq!(browser.script(&given).await?, json!("Grace,grace@example.org"));
        // Consent is asked anew, and the page keeps no copy of what was entered.
        let ticked = format!(
            "return {within}('[name=\"consent.updates\"]:checked') === null && deep('rungs-petition').querySelector('form') === null"
        );
        assert_eq!(browser.script(&ticked).await?, json!(true));
        Ok(())
    });
}

#[test]
fn another_tab_learns_what_was_done_in_this_one() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        let first = browser.driver.window().await?;
        let second = browser.tab().await?;
        browser.driver.switch_to_window(second).await?;
        open(&world).await?;
        press(browser, ".next .back").await?;
        until(browser, "rung('.rung[data-state=not_now]')").await?;
        browser.driver.switch_to_window(first).await?;
        until(browser, "rung('.rung[data-state=not_now]')").await
    });
}

#[test]
fn progress_goes_with_a_link_to_another_device_and_is_forgotten_on_both() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        sign(&world).await?;
        until(browser, "rung('.rung[data-state=done]')").await?;
        agree(browser).await?;
        let link = told(browser, "rung('#link').value").await?;
        assert!(link.contains("#rungs="), "{link}");
        assert_eq!(world.backend.rows("SELECT CAST(COUNT(*) AS TEXT), '' FROM climbers").await?[0].0, "1");

        let other = Browser::open().await?;
        other.driver.goto(&link).await?;
        until(&other, "rung('.rung[data-state=done]')").await?;
        // The key is not left where the next person could read it.
        assert_eq!(other.script("return location.hash").await?, json!(""));
        press(&other, ".own .link").await?;
        until(&other, "!rung('.rung[data-state=done]')").await?;
        until(&other, "localStorage['rungs:ladder:clean-air'] === undefined").await?;
        other.close().await;
        // The server has forgotten too: this device learns that with its next look.
        browser.driver.refresh().await?;
        until(browser, "rung('.own span')?.textContent === 'Your steps are kept on this device only.'")
            .await?;
        Ok(())
    });
}

#[test]
fn an_offer_to_talk_is_sent_in_place_and_says_who_calls_and_by_when() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        sign(&world).await?;
        for step in ["Tell three people", "Say what should change at your school"] {
            until(browser, &format!("{NEXT} === {step:?}")).await?;
            press(browser, ".next .back").await?;
        }
        until(browser, &format!("{NEXT} === 'Talk with an organiser'")).await?;
        press(browser, ".next .button").await?;
        until(browser, "rung('[name=phone]')").await?;
        let fill = "for (const [name, value] of [['given_name', 'Grace'], ['phone', '+44 113 496 0000']]) {
            const control = rung(`[name=${name}]`);
            control.value = value;
            control.dispatchEvent(new Event('input', { bubbles: true }));
        }
        rung('[name=when]').click();";
        browser.script(&format!("{RUNG} {fill}")).await?;
        press(browser, "button[type=submit]").await?;
        until(browser, "rung('.steps .notice')?.textContent.includes('Sam from the Northbridge group')")
            .await?;
        let asked = world.backend.rows("SELECT id, CAST(due_at AS TEXT) FROM callbacks").await?;
        assert_eq!(asked.len(), 1);
        let due = format!(
            "return new Intl.DateTimeFormat('en', {{ dateStyle: 'full', timeStyle: 'short' }}).format({})",
            asked[0].1,
        );
        let due = browser.script(&due).await?;
        let said = told(browser, "rung('.steps .notice').textContent").await?;
        assert!(said.contains(due.as_str().unwrap_or("no date")), "{said}");
        press(browser, ".steps .notice button").await?;
        until(browser, "rung('.steps .notice')?.textContent.includes('what you entered is deleted')").await?;
        assert_eq!(told(browser, "rung('.steps .notice button')").await?, "null", "once is enough");
        let withdrawn = "SELECT fields, COALESCE(person, '') FROM callbacks WHERE withdrawn_at IS NOT NULL";
        assert_eq!(world.backend.rows(withdrawn).await?, [("{}".to_owned(), String::new())]);
        Ok(())
    });
}

#[test]
fn what_was_tampered_with_or_cannot_be_stored_does_no_harm() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        for kept in
            [r#"{"done":{"sign":"tomorrow","<b>":"2026-01-01"},"not_now":7,"token":"../x"}"#, "[[[", "null"]
        {
            browser.script(&format!("localStorage['rungs:ladder:clean-air'] = {}", json!(kept))).await?;
            browser.driver.refresh().await?;
            until(browser, "rung('.next-label')?.textContent === 'Sign the petition'").await?;
            assert_eq!(
                browser.script("return heard.filter(({ type }) => type === 'rungs:error').length").await?,
                json!(0)
            );
        }
        browser
            .before_pages(
                "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };",
            )
            .await?;
        open(&world).await?;
        press(browser, ".next .back").await?;
        until(browser, "rung('.rung[data-state=not_now]')").await
    });
}
