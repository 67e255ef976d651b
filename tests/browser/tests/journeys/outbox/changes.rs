//! Changes of an answer to an event wait too, and never overtake each other.

use anyhow::Result;
use rungs_browser_tests::{Fault, World, journey};
use serde_json::{Value, json};

use super::clocks::put;
use super::widgets::element;
use super::{EMPTY, KEPT, NOTED, QUEUED};
use crate::rsvp::{answer, assembly, events};

const REPLIES: &str = "SELECT state, slot FROM replies";
const CHANGES: &str = "SELECT fields, submission FROM reply_changes";

const COMING: &str = "deep('.standing')?.innerText == 'You have a place.'";
const MAYBE: &str = "deep('.standing')?.innerText == 'You may come. No place is kept for you.'";
const NOT_COMING: &str = "deep('.standing')?.innerText == 'You are not coming.'";

/// The buttons of what waits in place of the form, and in the note above it.
const SEND: &str = ".thanks [part~=waiting-button]";
const NOTE_SEND: &str = "#waiting [part~=waiting-button]";
const DISCARD: &str = ".thanks [part~=waiting-button]:last-child";

fn config(world: &World) -> Value {
    let mut event = assembly();
    event["waiting_list"] = json!(false);
    events(world, &json!([event]))
}

async fn open(world: &World) -> Result<()> {
    world.open_body(&element(world, "rsvp"), None).await
}

/// Answers to the event, with a network.
async fn come(world: &World, reply: &str) -> Result<()> {
    world.backend.replace(&config(world)).await?;
    open(world).await?;
    answer(&world.browser, reply, "grace@example.org").await
}

/// Changes the answer in the form.
async fn change(world: &World, from: &str, to: &str) -> Result<()> {
    let browser = &world.browser;
    browser.click(".held > .ways > button").await?;
    browser.until(&format!("deep('[name=\"rsvp.assembly\"][value={from}]:checked')")).await?;
    browser.click(&format!("[name='rsvp.assembly'][value='{to}']")).await
}

/// How the answer stands at the backend.
async fn stands(world: &World) -> Result<String> {
    let mut rows = world.backend.rows(REPLIES).await?;
    assert_eq!(rows.len(), 1, "{rows:?}");
    Ok(rows.remove(0).0)
}

/// The changes that reached the backend.
fn arrived(world: &World) -> Vec<String> {
    world.faults.requests().into_iter().filter(|request| request.starts_with("PATCH")).collect()
}

#[test]
fn a_change_waits_for_a_network_and_is_recorded_once_though_its_first_answer_is_lost() {
    journey(|world| async move {
        let browser = &world.browser;
        come(&world, "yes").await?;
        change(&world, "yes", "no").await?;
        browser.offline(true).await?;
        world.submit().await?;
        browser.until(QUEUED).await?;
        let said = browser.text(".thanks").await?;
        assert!(said.contains("kept on this device") && !said.contains("changed"), "{said}");
        assert_eq!(stands(&world).await?, "coming");

        world.faults.set(Fault::LostAnswer);
        let before = world.faults.submissions();
        browser.offline(false).await?;
        super::ends::seen(&world, before).await?;
        world.faults.set(Fault::None);
        browser.until(NOT_COMING).await?;
        assert_eq!(browser.text(".thanks-title").await?, "Your answer is changed.");
        browser.until(EMPTY).await?;
        assert_eq!((&*stands(&world).await?, world.backend.rows(CHANGES).await?.len()), ("no", 1));
        Ok(())
    });
}

#[test]
fn a_change_that_an_earlier_version_of_the_kit_has_kept_is_sent_by_this_one() {
    journey(|world| async move {
        come(&world, "yes").await?;
        world.open_body("<p>Another page of the site", None).await?;
        put(&world, include_str!("../../../fixtures/outbox/2_change.json")).await?;
        open(&world).await?;
        world.browser.until(EMPTY).await?;
        world.browser.until(NOT_COMING).await?;
        assert_eq!((&*stands(&world).await?, world.backend.rows(CHANGES).await?.len()), ("no", 1));
        Ok(())
    });
}

#[test]
fn a_change_outlives_its_tab_and_a_later_one_takes_it_in() {
    journey(|world| async move {
        let browser = &world.browser;
        come(&world, "yes").await?;
        change(&world, "yes", "maybe").await?;
        world.faults.set(Fault::Busy(3_600));
        world.submit().await?;
        browser.until(QUEUED).await?;
        browser.kill_tab().await?;

        // The backend knows of the old answer only, and the note says that something waits.
        open(&world).await?;
        browser.until(COMING).await?;
        browser.until(NOTED).await?;
        // What waits is what stands in the form.
        change(&world, "maybe", "no").await?;
        world.submit().await?;
        browser.until(QUEUED).await?;
        assert_eq!(browser.script(&format!("return {KEPT}.length")).await?, json!(1));
        assert_eq!((&*stands(&world).await?, arrived(&world).len()), ("coming", 0));

        world.faults.set(Fault::None);
        browser.click(SEND).await?;
        browser.until(NOT_COMING).await?;
        browser.until(EMPTY).await?;
        assert_eq!((&*stands(&world).await?, arrived(&world).len()), ("no", 1));
        Ok(())
    });
}

#[test]
fn a_change_that_a_proxy_delivers_after_a_newer_one_is_not_made() {
    journey(|world| async move {
        let browser = &world.browser;
        come(&world, "yes").await?;
        change(&world, "yes", "no").await?;
        world.faults.set(Fault::Late);
        world.submit().await?;
        browser.until(QUEUED).await?;
        open(&world).await?;
        browser.until(COMING).await?;
        browser.until(NOTED).await?;
        world.faults.set(Fault::None);
        change(&world, "no", "maybe").await?;
        world.submit().await?;
        browser.until(MAYBE).await?;
        browser.until(EMPTY).await?;
        assert!(world.faults.deliver().await? > 0);
        assert_eq!((&*stands(&world).await?, arrived(&world).len() > 1), ("maybe", true));
        open(&world).await?;
        browser.until(MAYBE).await
    });
}

#[test]
fn whoever_goes_back_to_the_old_answer_while_another_waits_has_the_old_one_in_the_end() {
    journey(|world| async move {
        let browser = &world.browser;
        come(&world, "yes").await?;
        change(&world, "yes", "no").await?;
        // It arrives, but nobody hears of that.
        world.faults.set(Fault::LostAnswer);
        world.submit().await?;
        browser.until(&format!("{KEPT}.length == 1")).await?;
        super::ends::seen(&world, 1).await?;
        browser.kill_tab().await?;
        world.faults.set(Fault::None);
        open(&world).await?;
        browser.until(NOT_COMING).await?;
        change(&world, "no", "yes").await?;
        world.faults.set(Fault::Busy(3_600));
        world.submit().await?;
        browser.until(QUEUED).await?;
        let first = browser.tab().await?;
        open(&world).await?;
        browser.until(NOTED).await?;
        world.faults.set(Fault::None);
        browser.click(NOTE_SEND).await?;
        browser.until(EMPTY).await?;
        assert_eq!(stands(&world).await?, "coming");
        browser.driver.switch_to_window(first).await?;
        browser.until("deep('.thanks')?.innerText.includes('in another window')").await?;
        Ok(())
    });
}

#[test]
fn calling_off_waits_can_be_thrown_away_and_takes_an_earlier_change_in() {
    journey(|world| async move {
        let browser = &world.browser;
        come(&world, "yes").await?;
        browser.offline(true).await?;
        let call_off = async || -> Result<()> {
            browser.click(".call-off > button").await?;
            browser.until("deep('.sure')").await?;
            browser.click(".sure .button").await?;
            browser.until(QUEUED).await
        };
        call_off().await?;
        browser.click(DISCARD).await?;
        // What was there before is there again, and still holds.
        browser.until(COMING).await?;
        browser.until(EMPTY).await?;
        assert_eq!(browser.text("#waiting").await?.trim(), "It is deleted from this device.");
        browser.offline(false).await?;

        change(&world, "yes", "maybe").await?;
        world.faults.set(Fault::Busy(3_600));
        world.submit().await?;
        browser.until(QUEUED).await?;
        open(&world).await?;
        browser.until(NOTED).await?;
        browser.until(COMING).await?;
        call_off().await?;
        assert_eq!(browser.script(&format!("return {KEPT}.length")).await?, json!(1));
        world.faults.set(Fault::None);
        browser.click(SEND).await?;
        browser.until(NOT_COMING).await?;
        assert_eq!((&*stands(&world).await?, arrived(&world).len()), ("no", 1));
        Ok(())
    });
}

#[test]
fn what_is_no_longer_possible_when_it_arrives_is_said_and_the_earlier_answer_holds() {
    journey(|world| async move {
        let browser = &world.browser;
        for reloaded in [false, true] {
            browser.script("localStorage.clear()").await.ok();
            come(&world, "maybe").await?;
            change(&world, "maybe", "yes").await?;
            browser.offline(true).await?;
            world.submit().await?;
            browser.until(QUEUED).await?;
            let mut closed = config(&world);
            closed["status"] = json!("closed");
            world.backend.replace(&closed).await?;
            browser.offline(false).await?;
            let said = "Answers are no longer taken. What you had answered before still holds.";
            if reloaded {
                open(&world).await?;
                browser.until(&format!("deep('#waiting:not([hidden]) p')?.innerText == {said:?}")).await?;
                browser.until(MAYBE).await?;
            } else {
                browser
                    .until(&format!("deep('#summary:not([hidden])')?.innerText.includes({said:?})"))
                    .await?;
                browser.until("deep('[name=\"rsvp.assembly\"][value=yes]:checked')").await?;
            }
            browser.until(EMPTY).await?;
            let rows = world.backend.rows(REPLIES).await?;
            assert!(rows.iter().all(|(state, _)| state == "maybe"), "{rows:?}");
        }
        Ok(())
    });
}

#[test]
fn the_last_place_that_went_to_someone_else_meanwhile_is_said_to_be_gone() {
    journey(|world| async move {
        let browser = &world.browser;
        come(&world, "maybe").await?;
        change(&world, "maybe", "yes").await?;
        browser.offline(true).await?;
        world.submit().await?;
        browser.until(QUEUED).await?;
        world.backend.send_to("test", &[("rsvp.assembly", "yes"), ("email", "ada@example.org")]).await?;
        browser.offline(false).await?;
        let said = "There is no place left. What you had answered before still holds.";
        browser.until(&format!("deep('#summary:not([hidden])')?.innerText.includes({said:?})")).await?;
        browser.until(EMPTY).await?;
        let mut rows = world.backend.rows(REPLIES).await?;
        rows.sort();
        assert_eq!(rows.iter().map(|(state, _)| &**state).collect::<Vec<_>>(), ["coming", "maybe"]);
        Ok(())
    });
}

#[test]
fn a_later_change_waits_for_an_earlier_one_that_another_tab_is_sending() {
    journey(|world| async move {
        let browser = &world.browser;
        come(&world, "yes").await?;
        change(&world, "yes", "maybe").await?;
        world.faults.set(Fault::Stuck);
        let before = world.faults.submissions();
        world.submit().await?;
        super::ends::seen(&world, before).await?;
        let first = browser.tab().await?;
        open(&world).await?;
        browser.until(COMING).await?;
        change(&world, "maybe", "no").await?;
        world.submit().await?;
        // It is kept before anything else, and takes the earlier one in.
        let takes_in = format!("{KEPT}.length == 1 && localStorage[{KEPT}[0]].includes('\"no\"')");
        browser.until(&takes_in).await?;
        let asks =
            "navigator.locks.query().then(({ pending }) => window.asks = pending.length > 0) && window.asks";
        browser.until(asks).await?;
        assert_eq!(world.faults.submissions(), before + 1);

        let second = browser.driver.window().await?;
        world.faults.set(Fault::None);
        browser.driver.switch_to_window(first).await?;
        let _ = browser.protocol("Page.crash", json!({})).await;
        browser.driver.switch_to_window(second).await?;
        browser.until(NOT_COMING).await?;
        browser.until(EMPTY).await?;
        assert_eq!((&*stands(&world).await?, arrived(&world).len()), ("no", 1));
        Ok(())
    });
}
