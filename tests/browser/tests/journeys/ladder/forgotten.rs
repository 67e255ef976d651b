//! Whatever was forgotten stays so: other ladders, other tabs, pages that were put aside and answers that were on
//! their way bring nothing of it back. The key to what the backend keeps gets lost by nothing else.

use anyhow::Result;
use rungs_browser_tests::{Browser, World, journey};
use serde_json::{Value, json};

use super::{NEXT, agree, open, page, press, told, until};

/// What the device has.
const KEPT: &str = "(localStorage['rungs:ladder:clean-air'] ?? '')";
/// Nothing is known of anyone.
const BLANK: &str =
    "rung('.own .link')?.hidden && !rung('.rung[data-state=done], .rung[data-state=not_now]')";

/// Lets answers of the backend to this method wait in `held`.
fn holding(method: &str) -> String {
    format!(
        "(() => {{ const real = window.fetch;
        window.held = [];
        window.fetch = async (request, init) => {{
            const answer = await real(request, init);
            const meant = String(request.url ?? request).includes('/v1/ladder/') && (init?.method ?? request.method) === {method:?};
            if (meant) await new Promise((go) => window.held.push(go));
            return answer;
        }}; }})()"
    )
}

/// What the backend keeps of everyone.
const CLAIMED: &str = "SELECT claimed, '' FROM climbers";

async fn claimed(world: &World) -> Result<Vec<String>> {
    let rows = world.backend.rows(CLAIMED).await?;
    Ok(rows.into_iter().map(|(claimed, _)| claimed).collect())
}

async fn until_claimed(world: &World, is_so: impl Fn(&[(String, String)]) -> bool) -> Result<()> {
    world.backend.until_rows(CLAIMED, is_so).await
}

#[test]
fn a_second_ladder_of_the_page_forgets_as_well_and_writes_nothing_back() {
    journey(|world| async move {
        let browser = &world.browser;
        let origin = &world.backend.origin;
        let two = format!(
            "{}<rungs-ladder config='{origin}/v1/widgets/clean-air-ladder' loading=eager></rungs-ladder>",
            page(&world)
        );
        world.open_body(&two, None).await?;
        let second = "document.querySelectorAll('rungs-ladder')[1].shadowRoot";
        until(browser, &format!("rung('.next .back') && {second}?.querySelector('.next .back')")).await?;
        browser.script(&format!("{second}.querySelector('.next .back').click()")).await?;
        browser.until(&format!("{KEPT}.includes('sign')")).await?;
        // The first does something of its own, and then forgets.
        press(browser, ".next .back").await?;
        until(browser, "rung('.own .link') && !rung('.own .link').hidden").await?;
        press(browser, ".own .link").await?;
        until(browser, BLANK).await?;
        browser
            .until(&format!(
                "{second}.querySelector('.own .link').hidden && !{second}.querySelector('.rung[data-state=not_now]')"
            ))
            .await?;
        browser.script(&format!("{second}.querySelector('.next .back').click()")).await?;
        browser.until(&format!("{KEPT}.includes('sign')")).await?;
        let kept = browser.script(&format!("return JSON.parse({KEPT})")).await?;
        assert_eq!(kept["not_now"].as_object().map(serde_json::Map::len), Some(1), "{kept}");
        Ok(())
    });
}

#[test]
fn whoever_was_forgotten_is_led_to_what_is_asked_next() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        press(browser, ".next .back").await?;
        until(browser, "rung('.own .link') && !rung('.own .link').hidden").await?;
        press(browser, ".own .link").await?;
        until(browser, BLANK).await?;
        until(browser, "rung('.ladder').getRootNode().activeElement?.id === 'next'").await?;
        assert_eq!(told(browser, NEXT).await?, "Sign the petition");
        Ok(())
    });
}

#[test]
fn what_another_tab_forgets_or_a_page_that_was_put_aside_missed_is_not_written_again() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        press(browser, ".next .back").await?;
        until(browser, "rung('.rung[data-state=not_now]')").await?;
        let first = browser.driver.window().await?;
        browser.tab().await?;
        open(&world).await?;
        until(browser, "rung('.rung[data-state=not_now]')").await?;
        press(browser, ".own .link").await?;
        until(browser, BLANK).await?;
        browser.driver.switch_to_window(first).await?;
        until(browser, BLANK).await?;
        assert_eq!(browser.script(&format!("return {KEPT}")).await?, json!(""));

        // A page that the browser has put aside hears no such event: only that it is shown again.
        press(browser, ".next .back").await?;
        until(browser, "rung('.rung[data-state=not_now]')").await?;
        browser.script("addEventListener('pageshow', ({ persisted }) => (window.back = persisted))").await?;
        let other = world.site.write("/other", &page(&world), None);
        browser.driver.goto(other).await?;
        press(browser, ".own .link").await?;
        until(browser, BLANK).await?;
        browser.driver.back().await?;
        browser.until("window.back === true").await?;
        until(browser, BLANK).await?;
        // And even without any event, only what is done afterwards is written.
        press(browser, ".next .back").await?;
        until(browser, "rung('.rung[data-state=not_now]')").await?;
        browser.script("localStorage.clear()").await?;
        press(browser, ".next .back").await?;
        browser.until(&format!("{KEPT} !== ''")).await?;
        let kept: Value = browser.script(&format!("return JSON.parse({KEPT})")).await?;
        assert_eq!(kept["not_now"].as_object().map(serde_json::Map::len), Some(1), "{kept}");
        Ok(())
    });
}

#[test]
fn an_answer_that_was_on_its_way_brings_nothing_back() {
    journey(|world| async move {
        let browser = &world.browser;
        browser.before_pages(&holding("PUT")).await?;
        open(&world).await?;
        press(browser, ".next .back").await?;
        agree(browser).await?;
        press(browser, ".next .back").await?;
        browser.until("held.length === 1").await?;
        press(browser, ".own .link").await?;
        until(browser, BLANK).await?;
        until_claimed(&world, <[_]>::is_empty).await?;
        browser.until(&format!("{KEPT} === ''")).await?;
        browser.script("held.forEach((go) => go())").await?;
        // Whatever follows comes after that answer.
        browser.script("return fetch(location.href).then(() => 0)").await?;
        until(browser, BLANK).await?;
        assert_eq!(browser.script(&format!("return {KEPT}")).await?, json!(""));
        Ok(())
    });
}

#[test]
fn whoever_wants_to_be_forgotten_while_they_agree_is_forgotten() {
    journey(|world| async move {
        let browser = &world.browser;
        browser.before_pages(&holding("POST")).await?;
        open(&world).await?;
        press(browser, ".next .back").await?;
        until(browser, "rung('.own .link') && !rung('.own .link').hidden").await?;
        press(browser, "details.remember summary").await?;
        press(browser, "details.remember button").await?;
        browser.until("held.length === 1").await?;
        assert_eq!(claimed(&world).await?.len(), 1);
        press(browser, ".own .link").await?;
        until(browser, BLANK).await?;
        browser.script("held.forEach((go) => go())").await?;
        until_claimed(&world, <[_]>::is_empty).await?;
        until(browser, BLANK).await?;
        assert_eq!(browser.script(&format!("return {KEPT}")).await?, json!(""));
        Ok(())
    });
}

#[test]
fn what_could_not_be_forgotten_at_the_backend_is_not_fetched_again_but_asked_for_once_more() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        press(browser, ".next .back").await?;
        agree(browser).await?;
        browser.offline(true).await?;
        press(browser, ".own .link").await?;
        until(browser, "rung('.own span').textContent.startsWith('Deleted on this device, but')").await?;
        browser.offline(false).await?;
        assert_eq!(claimed(&world).await?.len(), 1);
        browser.driver.refresh().await?;
        until_claimed(&world, <[_]>::is_empty).await?;
        until(browser, BLANK).await?;
        browser.until(&format!("{KEPT} === ''")).await
    });
}

#[test]
fn the_key_stays_when_nothing_can_be_stored_and_when_another_tab_did_not_see_it() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        press(browser, ".next .back").await?;
        agree(browser).await?;
        let key = told(browser, "JSON.parse(localStorage['rungs:ladder:clean-air']).token").await?;
        // Another tab wrote at the same moment, without having seen the key.
        let other = "const key = 'rungs:ladder:clean-air';
            const newValue = JSON.stringify({ done: { come: '2026-01-01' }, not_now: {} });
            localStorage[key] = newValue;
            window.dispatchEvent(new StorageEvent('storage', { key, newValue }));";
        browser.script(other).await?;
        browser.until(&format!("JSON.parse({KEPT}).token === {key:?}")).await?;
        let kept = browser.script(&format!("return JSON.parse({KEPT})")).await?;
        assert!(kept["done"]["come"] == "2026-01-01" && kept["not_now"]["sign"].is_string(), "{kept}");
        // From now on the device is full.
        let full = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };
            window.dispatchEvent(new StorageEvent('storage', { key: 'other', newValue: 'x' }));";
        browser.script(full).await?;
        press(browser, ".next .back").await?;
        until_claimed(&world, |all| all.iter().any(|(own, _)| own.matches(":\"20").count() >= 3)).await?;
        until(browser, "rung('#link') && rung('.own span').textContent.includes('all your devices')").await?;
        assert_eq!(told(browser, "JSON.parse(localStorage['rungs:ladder:clean-air']).token").await?, key);
        // It is forgotten all the same.
        press(browser, ".own .link").await?;
        until(browser, BLANK).await?;
        until_claimed(&world, <[_]>::is_empty).await
    });
}

#[test]
fn a_device_with_steps_of_its_own_tells_them_to_the_backend_when_it_gets_a_key() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        press(browser, ".next .back").await?;
        agree(browser).await?;
        let link = told(browser, "rung('#link').value").await?;

        let other = Browser::open().await?;
        other.driver.goto(link.split('#').next().unwrap_or_default()).await?;
        until(&other, "rung('.next .back')").await?;
        let shared = "document.dispatchEvent(new CustomEvent('rungs:share', { bubbles: true, detail: { campaign: 'clean-air', channel: 'copy' } }))";
        other.script(shared).await?;
        until(&other, "rung('.rung[data-state=done]')").await?;
        // The same page with another fragment would not be loaded anew.
        other.driver.goto("about:blank").await?;
        other.driver.goto(&link).await?;
        until(&other, "rung('.rung[data-state=done]') && rung('.rung[data-state=not_now]')").await?;
        until_claimed(&world, |all| {
            all.len() == 1
                && all[0].0.contains(r#""done":{"share":"#)
                && all[0].0.contains(r#""not_now":{"sign":"#)
        })
        .await?;
        other.close().await;
        browser.driver.refresh().await?;
        until(browser, "rung('.rung[data-state=done]')").await?;
        // A link that opens nothing takes nothing away.
        let key = told(browser, "JSON.parse(localStorage['rungs:ladder:clean-air']).token").await?;
        let page = link.split('#').next().unwrap_or_default();
        browser.driver.goto("about:blank").await?;
        browser.driver.goto(format!("{page}#rungs={}", "A".repeat(43))).await?;
        until(
            browser,
            "rung('.rung[data-state=done]') && rung('.own span').textContent.includes('all your devices')",
        )
        .await?;
        browser.until(&format!("JSON.parse({KEPT}).token === {key:?}")).await
    });
}

#[test]
fn what_someone_says_about_themselves_stays_in_their_tab_and_the_page_says_so() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        press(browser, "details.about summary").await?;
        until(browser, "rung('#minutes')").await?;
        assert!(
            told(browser, "rung('.about .fields > .hint:last-child').textContent")
                .await?
                .ends_with("It is never sent.")
        );
        let say = "const minutes = rung('#minutes');
            minutes.value = '15';
            minutes.dispatchEvent(new Event('change', { bubbles: true }));";
        browser.script(&format!("{} {say}", super::RUNG)).await?;
        browser.until("sessionStorage['rungs:ladder:clean-air']?.includes('15')").await?;
        press(browser, ".next .back").await?;
        agree(browser).await?;
        press(browser, ".next .back").await?;
        until_claimed(&world, |all| all.iter().any(|(own, _)| own.matches(":\"20").count() >= 2)).await?;
        let kept = claimed(&world).await?.concat();
        assert!(!kept.contains("said") && !kept.contains("minutes"), "{kept}");
        assert_eq!(browser.script(&format!("return {KEPT}.includes('said')")).await?, json!(false));
        Ok(())
    });
}
