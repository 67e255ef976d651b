//! Surveys that are touched before all of their first page is drawn.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};

use super::choose;

fn survey(world: &World) -> Value {
    json!({
        "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin,
        "questions": [
            { "name": "lives_here", "kind": "yes_no", "label": "Do you live here?" },
            { "name": "you", "kind": "contact", "fields": [
                { "name": "given_name", "required": false },
                { "name": "email", "required": false, "prefill": true }] },
            { "name": "speed", "kind": "matrix", "label": "Too fast?", "rows": [{ "name": "main", "label": "Main Street" }] },
        ],
    })
}

/// Opens it while the code for what is drawn late cannot be had.
async fn open_without_late(world: &World, children: &str, query: &str) -> Result<()> {
    let config = survey(world);
    world.backend.replace(&config).await?;
    let body = format!(
        "{}<rungs-survey loading=eager><script type='application/json'>{config}</script>{children}</rungs-survey>",
        world.script()
    );
    let html =
        format!("<!doctype html><html lang=en><meta charset=utf-8><title>A campaign</title><body>{body}");
    world.site.refuse(Some("touched"));
    // It may have come before.
    world.browser.protocol("Network.clearBrowserCache", json!({})).await?;
    let address = world.site.write("/early", &html, None);
    world.browser.driver.goto(address + query).await?;
    world.browser.until("deep('.survey [name=lives_here]')").await?;
    assert_eq!(world.browser.script("return Boolean(deep('.contact'))").await?, false);
    Ok(())
}

/// Answers what is there, and waits for the rest.
async fn touch(world: &World) -> Result<()> {
    choose(world, "lives_here", "yes").await?;
    world.site.refuse(None);
    choose(world, "lives_here", "no").await?;
    world.browser.until("deep('.contact [name=email]') && deep('.matrix')").await
}

async fn holds(world: &World, answers: &Value) -> Result<()> {
    for (control, answer) in answers.as_object().into_iter().flatten() {
        let all = format!("new FormData(deep('form')).getAll({}).join()", json!(control));
        world.browser.until(&format!("{all} == {answer}")).await?;
    }
    world.submit().await?;
    world.browser.until("deep('.thanks')").await?;
    let rows = world.backend.rows("SELECT id, fields FROM submissions").await?;
    assert_eq!(serde_json::from_str::<Value>(&rows[0].1)?, *answers);
    Ok(())
}

#[test]
fn what_was_typed_before_stands_in_what_is_drawn_late_though_another_answer_came_first() {
    journey(|world| async move {
        let form = "<form><input name=given_name value=Grace><input name=email value=grace@example.org>
            <input name='speed.main' value=4></form>";
        open_without_late(&world, form, "").await?;
        touch(&world).await?;
        holds(
            &world,
            &json!({ "lives_here": "no", "given_name": "Grace", "email": "grace@example.org", "speed.main": "4" }),
        )
        .await
    });
}

#[test]
fn what_the_address_fills_in_stands_in_what_is_drawn_late_though_another_answer_came_first() {
    journey(|world| async move {
        open_without_late(&world, "", "?rungs.email=ada@example.org").await?;
        touch(&world).await?;
        holds(&world, &json!({ "lives_here": "no", "email": "ada@example.org" })).await
    });
}

#[test]
fn what_was_kept_on_the_device_stands_in_what_is_drawn_late_though_another_answer_came_first() {
    journey(|world| async move {
        open_without_late(&world, "", "").await?;
        touch(&world).await?;
        world.browser.fill("given_name", "Grace").await?;
        choose(&world, "speed.main", "2").await?;
        world.browser.until("localStorage.getItem('rungs:answers:test')?.includes('speed.main')").await?;
        open_without_late(&world, "", "?again").await?;
        touch(&world).await?;
        holds(&world, &json!({ "lives_here": "no", "given_name": "Grace", "speed.main": "2" })).await
    });
}
