//! Surveys and answers to events wait too.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};

use super::{EMPTY, QUEUED, nothing_is_claimed, touched};

const ROWS: &str = "SELECT fields, id FROM submissions";

pub(super) fn element(world: &World, kind: &str) -> String {
    // As the backend gives it to everyone.
    format!(
        "{}<rungs-{kind} loading=eager config='{}/v1/widgets/test'><p>Take part</p></rungs-{kind}>",
        world.script(),
        world.faults.origin,
    )
}

fn survey(world: &World) -> Value {
    json!({
        "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin, "anonymous": true,
        "questions": [{ "name": "why", "kind": "short_text", "label": "Why?", "required": true }],
    })
}

fn event(world: &World) -> Value {
    json!({
        "id": "test", "kind": "rsvp", "title": "Meet us", "time_zone": "Europe/London",
        "backend": world.faults.origin, "fields": ["email"],
        "events": [{
            "id": "assembly", "title": "Assembly", "mode": "in_person", "capacity": 5,
            "venue": { "name": "The Old Mill", "locality": "Northbridge" },
            "start": "2030-07-01T18:30", "end": "2030-07-01T20:30",
        }],
    })
}

#[test]
fn answers_to_a_survey_wait_and_are_recorded_after_a_reload() {
    journey(|world| async move {
        world.backend.replace(&survey(&world)).await?;
        world.open_body(&element(&world, "survey"), None).await?;
        world.browser.until("deep('[name=why]')").await?;
        world.browser.fill("why", "The lorries").await?;
        touched(&world).await?;
        world.browser.offline(true).await?;
        world.browser.click("button[type=submit]").await?;
        world.browser.until(QUEUED).await?;
        nothing_is_claimed(&world).await?;
        world.browser.offline(false).await?;
        world.open_body(&element(&world, "survey"), None).await?;
        world.browser.until("deep('.thanks-title')?.innerText == 'Thank you for your answers'").await?;
        world.browser.until(EMPTY).await?;
        let rows = world.backend.rows(ROWS).await?;
        assert!(rows.len() == 1 && rows[0].0.contains("The lorries"), "{rows:?}");
        Ok(())
    });
}

/// Answers an invitation without a network: the answer waits.
async fn answer_offline(world: &World) -> Result<()> {
    world.backend.replace(&event(world)).await?;
    world.open_body(&element(world, "rsvp"), None).await?;
    world.browser.until("deep('[name=\"rsvp.assembly\"]')").await?;
    world.browser.click("[name='rsvp.assembly'][value=yes]").await?;
    world.browser.until("deep('[name=email]')").await?;
    world.browser.fill("email", "grace@example.org").await?;
    world.browser.offline(true).await?;
    world.browser.click("button[type=submit]").await?;
    world.browser.until(QUEUED).await
}

#[test]
fn an_answer_to_an_event_waits_and_gets_its_place_later() {
    journey(|world| async move {
        answer_offline(&world).await?;
        nothing_is_claimed(&world).await?;
        world.browser.offline(false).await?;
        world.browser.until("deep('.standing')?.innerText == 'You have a place.'").await?;
        world.browser.until(EMPTY).await?;
        assert_eq!(world.backend.rows(ROWS).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn an_answer_to_an_event_that_waited_over_a_reload_gets_its_place_too() {
    journey(|world| async move {
        answer_offline(&world).await?;
        world.browser.offline(false).await?;
        world.open_body(&element(&world, "rsvp"), None).await?;
        world.browser.until("deep('.standing')?.innerText == 'You have a place.'").await?;
        assert_eq!(world.backend.rows(ROWS).await?.len(), 1);
        Ok(())
    });
}
