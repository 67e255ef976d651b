//! What is kept on the device, and how it is let go of.

use anyhow::Result;
use rungs_browser_tests::{Fault, World, journey};
use serde_json::json;

use super::{EMPTY, KEPT, NOTED, QUEUED, RECORDED, nothing_is_claimed, queue, records};

const EMAIL: &str = "grace@example.org";

/// Leaves the page while something waits, and changes its entry before anyone comes back.
pub(super) async fn change(world: &World, change: &str) -> Result<()> {
    world.faults.set(Fault::Cut);
    world.browser.offline(false).await?;
    world.open_body("<p>Another page of the site", None).await?;
    world.faults.set(Fault::None);
    let script = format!(
        "const key = {KEPT}[0]; const entry = JSON.parse(localStorage[key]); {change}; localStorage[key] = JSON.stringify(entry);"
    );
    world.browser.script(&script).await?;
    Ok(())
}

/// Opens the page anew, with a network.
pub(super) async fn come_back(world: &World) -> Result<()> {
    world.browser.offline(false).await?;
    world.open_ready().await
}

#[test]
fn without_a_network_it_waits_is_told_so_and_is_sent_when_there_is_one() {
    journey(|world| async move {
        queue(&world, EMAIL).await?;
        nothing_is_claimed(&world).await?;
        let said = world.browser.text(".thanks").await?;
        assert!(said.contains("kept on this device") && said.contains("not recorded"), "{said}");
        let focused =
            "document.querySelector('rungs-petition').shadowRoot.activeElement?.innerText == 'Not sent yet'";
        world.browser.until(focused).await?;
        assert_eq!(world.faults.submissions(), 0);
        world.browser.offline(false).await?;
        world.browser.until(RECORDED).await?;
        world.browser.until(EMPTY).await?;
        world.browser.until("deep('#said').innerText == 'Your signature is recorded.'").await?;
        let outcomes =
            "return heard.filter(({ type }) => type == 'rungs:outcome').map(({ detail }) => detail.outcome)";
        assert_eq!(world.browser.script(outcomes).await?, json!(["queued", "confirmed"]));
        assert_eq!((world.faults.submissions(), records(&world, EMAIL).await?), (1, 1));
        Ok(())
    });
}

#[test]
fn a_backend_that_fails_is_tried_a_few_times_and_then_it_waits() {
    journey(|world| async move {
        world.open_ready().await?;
        world.fill(EMAIL).await?;
        world.faults.set(Fault::Status(503));
        world.submit().await?;
        world.browser.until(QUEUED).await?;
        // From then on it is tried again every now and then.
        assert!(world.faults.submissions() >= 4);
        world.faults.set(Fault::None);
        world.browser.until(RECORDED).await?;
        world.browser.until(EMPTY).await?;
        assert_eq!(records(&world, EMAIL).await?, 1);
        Ok(())
    });
}

#[test]
fn a_backend_that_asks_to_wait_for_an_hour_gets_it_at_the_press_of_a_button() {
    journey(|world| async move {
        world.open_ready().await?;
        world.fill(EMAIL).await?;
        world.faults.set(Fault::Busy(3_600));
        world.submit().await?;
        world.browser.until(QUEUED).await?;
        assert_eq!(world.faults.submissions(), 1);
        world.faults.set(Fault::None);
        world.browser.click(".thanks [part~=waiting-button]").await?;
        world.browser.until(RECORDED).await?;
        world.browser.until(EMPTY).await?;
        assert_eq!(records(&world, EMAIL).await?, 1);
        Ok(())
    });
}

#[test]
fn what_waits_can_be_thrown_away_and_is_not_sent() {
    journey(|world| async move {
        queue(&world, EMAIL).await?;
        world.browser.click(".thanks [part~=waiting-button]:last-child").await?;
        world.browser.until("deep('[name=email]')?.value == ''").await?;
        world.browser.until(EMPTY).await?;
        assert_eq!(world.browser.text("#waiting").await?.trim(), "It is deleted from this device.");
        come_back(&world).await?;
        world.fill("ada@example.org").await?;
        world.submit().await?;
        world.browser.until(RECORDED).await?;
        assert_eq!((records(&world, EMAIL).await?, records(&world, "ada@example.org").await?), (0, 1));
        Ok(())
    });
}

#[test]
fn what_a_backend_refuses_later_comes_back_into_the_form_with_the_reason() {
    journey(|world| async move {
        for reloaded in [false, true] {
            let email = format!("grace.{reloaded}@example.org");
            world.backend.replace(&world.config()).await?;
            queue(&world, &email).await?;
            let mut stricter = world.config();
            stricter["comment"] = json!({ "required": true });
            world.backend.replace(&stricter).await?;
            world.browser.offline(false).await?;
            if reloaded {
                world.open(&world.config()).await?;
            }
            world.browser.until("deep('#e-comment:not([hidden])')").await?;
            world.browser.until(&format!("deep('[name=email]')?.value == '{email}'")).await?;
            world.browser.until("deep('[name=\"consent.updates\"][value=yes]').checked").await?;
            world.browser.until(EMPTY).await?;
            nothing_is_claimed(&world).await?;
            world.browser.fill("comment", "Because").await?;
            world.submit().await?;
            world.browser.until(RECORDED).await?;
            assert_eq!(records(&world, &email).await?, 1);
        }
        Ok(())
    });
}

#[test]
fn whoever_types_meanwhile_is_not_disturbed() {
    journey(|world| async move {
        queue(&world, EMAIL).await?;
        world.faults.set(Fault::Cut);
        come_back(&world).await?;
        world.browser.until(NOTED).await?;
        let note = world.browser.text("#waiting p").await?;
        assert_eq!(note, "Entered earlier on this device and not sent yet: 1.");
        world.fill("ada@example.org").await?;
        world.faults.set(Fault::None);
        world.browser.click_if_there("[part~=waiting-button]").await?;
        world.browser.until("deep('#waiting p')?.innerText == 'Your signature is recorded.'").await?;
        world.browser.until("deep('[name=email]')?.value == 'ada@example.org'").await?;
        assert_eq!(records(&world, EMAIL).await?, 1);
        world.submit().await?;
        world.browser.until(RECORDED).await?;
        assert_eq!(records(&world, "ada@example.org").await?, 1);
        Ok(())
    });
}

#[test]
fn where_nothing_can_be_stored_it_waits_in_the_page_and_is_told_so() {
    journey(|world| async move {
        let refuse = "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError') } })";
        world.browser.before_pages(refuse).await?;
        queue(&world, EMAIL).await?;
        let said = world.browser.text(".thanks").await?;
        assert!(said.contains("could not be stored") && said.contains("Keep this page open"), "{said}");
        world.browser.offline(false).await?;
        world.browser.until(RECORDED).await?;
        assert_eq!(records(&world, EMAIL).await?, 1);
        Ok(())
    });
}

#[test]
fn what_is_older_than_a_day_is_deleted_and_not_sent() {
    journey(|world| async move {
        queue(&world, EMAIL).await?;
        change(&world, "entry.at -= 24 * 60 * 60 * 1000 + 1").await?;
        let before = world.faults.submissions();
        come_back(&world).await?;
        world.browser.until("deep('#waiting')?.innerText.includes('is deleted now')").await?;
        world.browser.until(EMPTY).await?;
        assert_eq!(world.faults.submissions(), before);
        nothing_is_claimed(&world).await
    });
}

#[test]
fn what_a_later_kit_has_kept_is_left_alone_and_told() {
    journey(|world| async move {
        queue(&world, EMAIL).await?;
        change(&world, "entry.v = 3; entry.submission = 'in another shape'").await?;
        let before = world.browser.script(&format!("return localStorage[{KEPT}[0]]")).await?;
        come_back(&world).await?;
        world.browser.until("deep('#waiting')?.innerText.includes('newer version')").await?;
        world.fill("ada@example.org").await?;
        world.submit().await?;
        world.browser.until(RECORDED).await?;
        assert_eq!(world.browser.script(&format!("return localStorage[{KEPT}[0]]")).await?, before);
        Ok(())
    });
}

#[test]
fn what_was_meant_for_another_backend_is_never_sent_to_this_one() {
    journey(|world| async move {
        queue(&world, EMAIL).await?;
        change(&world, "entry.place = 'https://elsewhere.example'").await?;
        come_back(&world).await?;
        world.fill("ada@example.org").await?;
        world.submit().await?;
        world.browser.until(RECORDED).await?;
        assert_eq!(world.browser.script(&format!("return {KEPT}.length")).await?, json!(1));
        assert_eq!(records(&world, EMAIL).await?, 0);
        Ok(())
    });
}

#[test]
fn a_backend_that_would_count_it_twice_gets_it_again_only_from_the_supporter() {
    journey(|world| async move {
        let mut config = world.config();
        let url = format!("{}/v1/widgets/test/submissions", world.faults.origin);
        config["backend"] = json!({ "kind": "form", "url": url, "cors": true });
        world.open(&config).await?;
        world.browser.ready().await?;
        world.fill(EMAIL).await?;
        world.faults.set(Fault::LostAnswer);
        world.submit().await?;
        world.browser.until(QUEUED).await?;
        let said = world.browser.text(".thanks").await?;
        assert!(said.contains("We do not know whether it arrived"), "{said}");
        assert_eq!(world.faults.submissions(), 1);
        world.faults.set(Fault::None);
        world.open(&config).await?;
        world
            .browser
            .until("deep('#waiting p')?.innerText.includes('We do not know whether it arrived')")
            .await?;
        // What would have it sent by itself elsewhere.
        world.browser.offline(true).await?;
        world.browser.offline(false).await?;
        nothing_is_claimed(&world).await?;
        world.browser.click("#waiting [part~=waiting-button]").await?;
        world.browser.until(EMPTY).await?;
        assert_eq!(world.faults.submissions(), 2);
        Ok(())
    });
}

#[test]
fn a_storage_that_was_tampered_with_does_no_harm() {
    journey(|world| async move {
        queue(&world, EMAIL).await?;
        let tamper = format!(
            "const key = {KEPT}[0], entry = localStorage[key];
            const wrong = ['', '{{', 'null', '[]', '\"text\"', '{{\"__proto__\":{{}}}}', '['.repeat(5000),
              entry.replace('\"v\":1', '\"v\":-1'), entry.replace('\"v\":1', '\"v\":\"1\"'), entry.replace(/\"submission_id\":\"[^\"]*\"/, '\"submission_id\":\"x\"'),
              entry.replace(/\"values\":\\{{[^}}]*\\}}/, '\"values\":[1]'), entry.replace(/\"at\":\\d+/, '\"at\":1e999'),
              entry.replace(/\"place\":\"[^\"]*\"/, '\"place\":7'), entry];
            localStorage.removeItem(key);
            wrong.forEach((text, index) => localStorage['rungs:outbox:' + index] = text);"
        );
        world.browser.script(&tamper).await?;
        come_back(&world).await?;
        world.fill("ada@example.org").await?;
        world.submit().await?;
        world.browser.until(RECORDED).await?;
        world.browser.until(EMPTY).await?;
        let failed = "return heard.some(({ type }) => type == 'rungs:error')";
        assert_eq!(world.browser.script(failed).await?, json!(false));
        assert_eq!((records(&world, EMAIL).await?, records(&world, "ada@example.org").await?), (0, 1));
        Ok(())
    });
}

#[test]
fn a_page_where_nothing_waits_does_not_load_the_code_for_it() {
    journey(|world| async move {
        world.open_ready().await?;
        world.browser.until("document.readyState == 'complete' && deep('.goal, .count, .progress')").await?;
        let loaded = "return performance.getEntriesByType('resource').some(({ name }) => name.endsWith('_touched.wasm'))";
        assert_eq!(world.browser.script(loaded).await?, json!(false));
        Ok(())
    });
}

/// What Ada entered waits from before, and what Grace did from now.
async fn two_wait(world: &World) -> Result<()> {
    queue(world, "ada@example.org").await?;
    world.faults.set(Fault::Cut);
    come_back(world).await?;
    world.browser.until(NOTED).await?;
    world.fill("grace@example.org").await?;
    world.submit().await?;
    world.browser.until(QUEUED).await?;
    world.browser.until(&format!("{KEPT}.length == 2")).await
}

#[test]
fn whoever_throws_away_what_they_entered_leaves_what_others_entered_before() {
    journey(|world| async move {
        let browser = &world.browser;
        two_wait(&world).await?;
        browser.click(".thanks [part~=waiting-button]:last-child").await?;
        browser.until(&format!("{KEPT}.length == 1")).await?;
        world.faults.set(Fault::None);
        browser.click("#waiting [part~=waiting-button]").await?;
        browser.until(EMPTY).await?;
        assert_eq!(
            (records(&world, "ada@example.org").await?, records(&world, "grace@example.org").await?),
            (1, 0)
        );
        Ok(())
    });
}

#[test]
fn whoever_throws_away_what_waited_before_keeps_what_they_entered() {
    journey(|world| async move {
        let browser = &world.browser;
        two_wait(&world).await?;
        browser.click("#waiting [part~=waiting-button]:last-child").await?;
        browser.until(&format!("{KEPT}.length == 1 && {QUEUED}")).await?;
        world.faults.set(Fault::None);
        browser.click(".thanks [part~=waiting-button]").await?;
        browser.until(RECORDED).await?;
        browser.until(EMPTY).await?;
        assert_eq!(
            (records(&world, "ada@example.org").await?, records(&world, "grace@example.org").await?),
            (0, 1)
        );
        Ok(())
    });
}
