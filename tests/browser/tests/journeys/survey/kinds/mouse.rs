//! By mouse, and what must be written by keys.

use anyhow::Result;
use rungs_browser_tests::{World, journey};

use super::{Act, answer, begin, face, stored};

async fn act(world: &World, act: Act) -> Result<()> {
    let browser = &world.browser;
    match act {
        Act::Press(selector) => {
            browser.until(&format!("deep({})", serde_json::json!(selector))).await?;
            let face = face(world, selector).await?;
            face.scroll_into_view().await?;
            face.click().await?;
        }
        Act::Write(name, text) => {
            browser.until(&format!("deep(\"[name='{name}']\")?.checkVisibility()")).await?;
            browser.click(&format!("[name='{name}']")).await?;
            browser.fill(name, text).await?;
        }
        Act::Choose(name, value) => {
            browser.click(&format!("select[name='{name}'] option[value='{value}']")).await?;
        }
        Act::Search(id, typed) => {
            browser.click(&format!("[id='f-{id}']")).await?;
            browser.deep(&format!("[id='f-{id}']")).await?.send_keys(typed).await?;
            browser.until("deep('[role=listbox]')?.children.length == 1").await?;
            browser.click("[role=listbox] [role=option]").await?;
        }
    }
    Ok(())
}

#[test]
fn every_kind_of_question_is_answered_by_mouse() {
    journey(|world| async move {
        begin(&world).await?;
        answer(&world, act).await?;
        world.submit().await?;
        stored(&world).await
    });
}
