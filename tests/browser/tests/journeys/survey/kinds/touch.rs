//! By touch on a narrow screen, as the browser emulates it.

use anyhow::{Context as _, Result, bail};
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};

use super::{Act, answer, begin, face, stored};

/// Puts a finger on the middle of an element, and takes it up again.
async fn tap(world: &World, selector: &str) -> Result<()> {
    let browser = &world.browser;
    browser.until(&format!("deep({})", json!(selector))).await?;
    let face = face(world, selector).await?;
    face.scroll_into_view().await?;
    let middle = "const box = arguments[0].getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 }";
    let middle = browser.driver.execute(middle, vec![face.to_json()?]).await?;
    let middle: Value = middle.json().clone();
    middle["x"].as_f64().context("a place")?;
    browser
        .protocol("Input.dispatchTouchEvent", json!({ "type": "touchStart", "touchPoints": [middle] }))
        .await?;
    browser.protocol("Input.dispatchTouchEvent", json!({ "type": "touchEnd", "touchPoints": [] })).await?;
    Ok(())
}

/// Taps on what is to be written into: more than once if need be, as two taps in a row can be a gesture.
async fn focus(world: &World, selector: &str) -> Result<()> {
    let has = format!("return deep({0}).getRootNode().activeElement == deep({0})", json!(selector));
    for _ in 0..10 {
        tap(world, selector).await?;
        for _ in 0..30 {
            if world.browser.script(&has).await? == true {
                return Ok(());
            }
        }
    }
    bail!("no tap leads to {selector}")
}

/// What the keyboard on the screen writes.
async fn write(world: &World, text: &str) -> Result<()> {
    world.browser.protocol("Input.insertText", json!({ "text": text })).await?;
    Ok(())
}

async fn act(world: &World, act: Act) -> Result<()> {
    let browser = &world.browser;
    match act {
        Act::Press(selector) => tap(world, selector).await?,
        // Day and month are chosen in a picture of the device's own, which no test can touch.
        Act::Write("date", text) => browser.fill("date", text).await?,
        Act::Write(name, text) => {
            let selector = format!("[name='{name}']");
            browser.until(&format!("deep({})?.checkVisibility()", json!(selector))).await?;
            focus(world, &selector).await?;
            write(world, text).await?;
        }
        // So is the list of a select.
        Act::Choose(name, value) => {
            browser.click(&format!("select[name='{name}'] option[value='{value}']")).await?;
        }
        Act::Search(id, typed) => {
            focus(world, &format!("[id='f-{id}']")).await?;
            write(world, typed).await?;
            browser.until("deep('[role=listbox]')?.children.length == 1").await?;
            tap(world, "[role=listbox] [role=option]").await?;
        }
    }
    Ok(())
}

#[test]
fn every_kind_of_question_is_answered_by_touch() {
    journey(|world| async move {
        let browser = &world.browser;
        browser
            .protocol("Emulation.setTouchEmulationEnabled", json!({ "enabled": true, "maxTouchPoints": 1 }))
            .await?;
        let phone = json!({ "width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": false });
        browser.protocol("Emulation.setDeviceMetricsOverride", phone).await?;
        begin(&world).await?;
        // As on every page that is made for phones, two taps are no zoom.
        browser.script("document.documentElement.style.touchAction = 'manipulation'").await?;
        answer(&world, act).await?;
        tap(&world, "button[type=submit]").await?;
        stored(&world).await
    });
}
