//! What waits is sent and let go of under a clock that was moved, beside what keeps failing, and by later versions of
//! the kit.

use anyhow::Result;
use rungs_browser_tests::{Fault, World, journey};
use serde_json::{Value, json};

use super::kept::{change, come_back};
use super::widgets::element;
use super::{EMPTY, KEPT, NOTED, RECORDED, nothing_is_claimed, queue, records};

const EMAIL: &str = "grace@example.org";
const HOUR: i64 = 60 * 60 * 1000;

/// Leaves the page while something waits, and puts the clock back for those that follow.
async fn put_clock_back(world: &World, hours: i64) -> Result<()> {
    change(world, "").await?;
    let back = format!("const real = Date.now; Date.now = () => real() - {}; ", hours * HOUR);
    world.browser.before_pages(&back).await
}

#[test]
fn a_clock_that_was_put_back_stops_nothing_from_being_sent() {
    journey(|world| async move {
        queue(&world, EMAIL).await?;
        // It may be tried again at once by the old clock, which has gone two days back since.
        put_clock_back(&world, 48).await?;
        let asked = format!(
            "const key = {KEPT}[0]; const entry = JSON.parse(localStorage[key]); entry.tried = entry.at; entry.until = entry.at;
            localStorage[key] = JSON.stringify(entry);"
        );
        world.browser.script(&asked).await?;
        come_back(&world).await?;
        world.browser.until(RECORDED).await?;
        world.browser.until(EMPTY).await?;
        assert_eq!(records(&world, EMAIL).await?, 1);
        Ok(())
    });
}

#[test]
fn nor_does_it_keep_anything_for_longer() {
    journey(|world| async move {
        queue(&world, EMAIL).await?;
        put_clock_back(&world, 48).await?;
        // Twenty hours old when it was last tried, an hour ago by the old clock.
        let aged = format!(
            "const key = {KEPT}[0]; const entry = JSON.parse(localStorage[key]); entry.at -= 21 * {HOUR}; entry.tried = entry.at + 20 * {HOUR};
            localStorage[key] = JSON.stringify(entry);"
        );
        world.browser.script(&aged).await?;
        world.faults.set(Fault::Cut);
        come_back(&world).await?;
        world.browser.until(NOTED).await?;
        // By the clock of now it is twenty hours old from then on.
        let age = format!(
            "(({{ at }}) => Math.round((Date.now() - at) / {HOUR}))(JSON.parse(localStorage[{KEPT}[0]])) == 20"
        );
        world.browser.until(&age).await?;
        nothing_is_claimed(&world).await
    });
}

#[test]
fn what_is_too_old_is_deleted_by_any_widget_of_the_site() {
    journey(|world| async move {
        queue(&world, EMAIL).await?;
        change(&world, "entry.widget = 'another'; entry.at -= 24 * 60 * 60 * 1000 + 1").await?;
        come_back(&world).await?;
        world.browser.until(EMPTY).await?;
        // Nothing is said of what nobody entered here.
        assert_eq!(world.browser.script(&format!("return Boolean({NOTED})")).await?, json!(false));
        assert_eq!(records(&world, EMAIL).await?, 0);
        Ok(())
    });
}

#[test]
fn what_keeps_failing_holds_up_nothing_else() {
    journey(|world| async move {
        queue(&world, EMAIL).await?;
        // Two that were entered before, neither of which ever arrives.
        change(
            &world,
            "for (const number of [1, 2]) {
              const other = structuredClone(entry);
              other.at -= 60000 * number;
              other.submission.submission_id = `0b8f9d5c-2f1e-4b0a-9d3f-00000000000${number}`;
              other.submission.values.email = `stuck${number}@example.org`;
              localStorage[`rungs:outbox:${other.submission.submission_id}`] = JSON.stringify(other);
            }",
        )
        .await?;
        world.faults.set(Fault::CutThose("stuck"));
        come_back(&world).await?;
        world.browser.until(NOTED).await?;
        // Nobody has to press anything.
        world.browser.until(&format!("{KEPT}.length == 2")).await?;
        assert_eq!(records(&world, EMAIL).await?, 1);
        assert_eq!(records(&world, "stuck").await?, 0);
        world.faults.set(Fault::None);
        world.browser.click_if_there("#waiting [part~=waiting-button]").await?;
        world.browser.until(EMPTY).await?;
        assert_eq!(records(&world, "stuck").await?, 2);
        Ok(())
    });
}

/// Puts what a version of the kit once wrote onto the device, as if a moment ago. A change is one of the answer whose
/// link is kept there.
pub(super) async fn put(world: &World, fixture: &str) -> Result<()> {
    let entry: Value = serde_json::from_str(fixture)?;
    let put = format!(
        "const entry = {entry}; entry.at = Date.now(); entry.place = '{}';
        if ('url' in entry) entry.url = localStorage['rungs:rsvp:test'];
        localStorage['rungs:outbox:' + (entry.id ?? entry.submission.submission_id)] = JSON.stringify(entry);
        localStorage['rungs:outbox'] = '1';",
        world.faults.origin,
    );
    world.browser.script(&put).await?;
    Ok(())
}

#[test]
fn what_each_version_of_the_kit_has_kept_is_sent_by_this_one() {
    journey(|world| async move {
        world.open_body("<p>Another page of the site", None).await?;
        put(&world, include_str!("../../../fixtures/outbox/1_petition.json")).await?;
        world.open(&world.config()).await?;
        world.browser.until(EMPTY).await?;
        assert_eq!(records(&world, "kept@example.org").await?, 1);

        let survey = json!({
            "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin,
            "questions": [{ "name": "safe", "kind": "yes_no", "label": "Is it safe?" }],
            "asks": [{ "explain": "Everyone is offered a talk.", "offer": "talk_to_organiser" }],
        });
        world.open_body("<p>Another page of the site", None).await?;
        put(&world, include_str!("../../../fixtures/outbox/2_callback.json")).await?;
        world.backend.replace(&survey).await?;
        world.open_body(&element(&world, "survey"), None).await?;
        world.browser.until(EMPTY).await?;
        let calls = world.backend.rows("SELECT fields, id FROM callbacks").await?;
        assert!(calls.len() == 1 && calls[0].0.contains("+441134960000"), "{calls:?}");
        Ok(())
    });
}
