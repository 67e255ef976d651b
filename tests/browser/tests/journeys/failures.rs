//! When something fails on the way, and when it is back.

use anyhow::Result;
use rungs_browser_tests::{Fault, World, journey};
use serde_json::json;

const ROWS: &str = "SELECT id, fields FROM submissions";

/// What was typed is still there.
const KEPT: &str = "deep('[name=email]')?.value == 'grace@example.org'";

/// A campaign that lets nothing wait on the device.
async fn open_without_outbox(world: &World) -> Result<()> {
    let mut config = world.config();
    config["outbox"] = json!(false);
    world.open(&config).await?;
    world.browser.ready().await
}

#[test]
fn a_fault_of_the_backend_loses_nothing_and_the_next_try_signs() {
    for status in [500, 429] {
        journey(move |world| async move {
            open_without_outbox(&world).await?;
            world.fill("grace@example.org").await?;
            world.faults.set(Fault::Status(status));
            world.submit().await?;
            world.browser.until("deep('#summary:not([hidden])')").await?;
            world
                .browser
                .until("document.querySelector('rungs-petition').shadowRoot.activeElement?.id == 'summary'")
                .await?;
            world.browser.until(KEPT).await?;
            assert!(world.backend.rows(ROWS).await?.is_empty());
            world.faults.set(Fault::None);
            world.submit().await?;
            world.browser.until("deep('.thanks')").await?;
            assert_eq!(world.backend.rows(ROWS).await?.len(), 1);
            Ok(())
        });
    }
}

#[test]
fn without_its_second_file_a_widget_says_so_and_signs_once_that_comes() {
    journey(|world| async move {
        world.site.refuse(Some("touched"));
        world.open_ready().await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;
        world.browser.until("deep('#summary:not([hidden])')").await?;
        assert!(world.browser.text("#summary").await?.contains("no connection"));
        let told = "heard.some(({ type, detail }) => type == 'rungs:error' && detail.phase == 'load' && /second wasm file/.test(detail.message))";
        world.browser.until(told).await?;
        world.browser.until(KEPT).await?;
        world.browser.until("deep('button[type=submit]').innerText == 'Sign the petition'").await?;
        world.site.refuse(None);
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        assert_eq!(world.backend.rows(ROWS).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn a_short_fault_is_overcome_without_the_supporter_noticing() {
    journey(|world| async move {
        world.open_ready().await?;
        world.fill("grace@example.org").await?;
        world.faults.set(Fault::Status(503));
        world.submit().await?;
        world.browser.until("deep('button[type=submit]').innerText == 'Sending…'").await?;
        world.faults.set(Fault::None);
        world.browser.until("deep('.thanks')").await?;
        assert_eq!(world.backend.rows(ROWS).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn a_lost_answer_is_asked_for_again_and_stays_one_signature() {
    journey(|world| async move {
        open_without_outbox(&world).await?;
        world.fill("grace@example.org").await?;
        world.faults.set(Fault::LostAnswer);
        world.submit().await?;
        world.browser.until("deep('#summary:not([hidden])')").await?;
        assert!(world.browser.text("#summary").await?.contains("no connection"));
        world.browser.until(KEPT).await?;
        world.faults.set(Fault::None);
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        assert!(world.faults.submissions() > 2);
        assert_eq!(world.backend.rows(ROWS).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn a_slow_answer_is_waited_for_and_nothing_is_sent_twice() {
    journey(|world| async move {
        world.open_ready().await?;
        world.fill("grace@example.org").await?;
        world.faults.set(Fault::Slow(3000));
        world.submit().await?;
        world.browser.until("deep('[role=status]').innerText == 'Sending…'").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        assert_eq!(world.faults.submissions(), 1);
        Ok(())
    });
}

#[test]
fn a_field_that_only_the_backend_refuses_says_so_itself() {
    journey(|world| async move {
        let mut stricter = world.config();
        stricter["comment"] = json!({ "required": true });
        world.backend.replace(&stricter).await?;
        world.open_ready().await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;
        world.browser.until("deep('#e-comment:not([hidden])')").await?;
        world.browser.until(KEPT).await?;
        world.browser.fill("comment", "Because").await?;
        world.browser.until("!deep('#e-comment:not([hidden])')").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await
    });
}

#[test]
fn closed_while_someone_types_says_so_instead_of_failing() {
    journey(|world| async move {
        world.open_ready().await?;
        world.fill("grace@example.org").await?;
        let mut closed = world.config();
        closed["status"] = json!("closed");
        world.backend.replace(&closed).await?;
        world.submit().await?;
        world.browser.until("deep('.closed')").await?;
        assert!(world.backend.rows(ROWS).await?.is_empty());
        Ok(())
    });
}
