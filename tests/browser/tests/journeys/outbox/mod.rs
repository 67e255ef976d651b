//! What cannot be sent waits on the device, and is recorded once in the end.

mod changes;
mod clocks;
mod ends;
mod kept;
mod offered;
mod widgets;

use anyhow::Result;
use rungs_browser_tests::World;
use serde_json::json;

const ROWS: &str = "SELECT fields, id FROM submissions";

/// Something waits, and the widget says so.
const NOTED: &str = "deep('#waiting:not([hidden])')";

/// What was just entered waits.
const QUEUED: &str = "deep('.thanks-title')?.innerText == 'Not sent yet'";

/// Nothing waits any more.
const EMPTY: &str = "!Object.keys(localStorage).some((key) => key.startsWith('rungs:outbox'))";

/// What someone is told whose signature is recorded.
const RECORDED: &str = "deep('.thanks-title')?.innerText == 'Thank you for signing'";

/// The keys of what waits.
const KEPT: &str = "Object.keys(localStorage).filter((key) => key.startsWith('rungs:outbox:'))";

/// How often someone's signature is recorded.
async fn records(world: &World, email: &str) -> Result<usize> {
    let rows = world.backend.rows(ROWS).await?;
    Ok(rows.iter().filter(|(fields, _)| fields.contains(email)).count())
}

/// Signs without a network, so that it has to wait.
async fn queue(world: &World, email: &str) -> Result<()> {
    world.open_ready().await?;
    world.fill(email).await?;
    touched(world).await?;
    world.browser.offline(true).await?;
    world.submit().await?;
    world.browser.until(QUEUED).await
}

/// Waits for the code that comes with the first touch.
async fn touched(world: &World) -> Result<()> {
    let came = "performance.getEntriesByType('resource').some(({ name, responseEnd }) => name.endsWith('_touched.wasm') && responseEnd)";
    world.browser.until(came).await
}

/// Nobody was told that something is recorded.
async fn nothing_is_claimed(world: &World) -> Result<()> {
    let claimed =
        format!("return Boolean({RECORDED}) || heard.some(({{ detail }}) => detail.outcome == 'confirmed')");
    assert_eq!(world.browser.script(&claimed).await?, json!(false));
    Ok(())
}
