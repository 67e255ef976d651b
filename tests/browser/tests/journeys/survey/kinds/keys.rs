//! By keys alone: nothing is ever pointed at.

use anyhow::{Result, bail};
use rungs_browser_tests::{World, journey};
use serde_json::json;
use thirtyfour::Key;

use super::{Act, answer, begin, stored};

/// More stops than the page has.
const STOPS: usize = 200;

async fn press(world: &World, keys: impl Into<thirtyfour::TypingData>) -> Result<()> {
    world.browser.driver.action_chain().send_keys(keys).perform().await?;
    Ok(())
}

/// Goes on by the Tab key until what is meant has the focus: for a radio button its group.
async fn reach(world: &World, selector: &str) -> Result<()> {
    let script = format!(
        "const wanted = deep({});
        const at = wanted?.getRootNode().activeElement;
        return Boolean(at) && (at == wanted || at.type == 'radio' && at.name == wanted.name)",
        json!(selector)
    );
    for _ in 0..STOPS {
        if world.browser.script(&script).await? == true {
            return Ok(());
        }
        press(world, Key::Tab).await?;
    }
    bail!("the Tab key does not lead to {selector}")
}

async fn act(world: &World, act: Act) -> Result<()> {
    match act {
        Act::Press(selector) => {
            world.browser.until(&format!("deep({})", json!(selector))).await?;
            reach(world, selector).await?;
            let radio = format!(
                "const wanted = deep({});
                if (wanted.type != 'radio') return -1;
                const all = [...wanted.getRootNode().querySelectorAll(`[type=radio][name=\"${{wanted.name}}\"]`)];
                return all.indexOf(wanted) - all.indexOf(wanted.getRootNode().activeElement)",
                json!(selector)
            );
            let kind = world.browser.script(&format!("return deep({}).type", json!(selector))).await?;
            let steps = world.browser.script(&radio).await?.as_i64().unwrap_or_default();
            if kind != "radio" || steps == 0 {
                return press(world, " ").await;
            }
            for _ in 0..steps.abs() {
                press(world, if steps > 0 { Key::Right } else { Key::Left }).await?;
            }
        }
        Act::Write(name, text) => {
            world.browser.until(&format!("deep(\"[name='{name}']\")?.checkVisibility()")).await?;
            reach(world, &format!("[name='{name}']")).await?;
            press(world, text).await?;
        }
        Act::Choose(name, value) => {
            reach(world, &format!("select[name='{name}']")).await?;
            // Letters choose in a closed list.
            press(world, value).await?;
        }
        Act::Search(id, typed) => {
            reach(world, &format!("[id='f-{id}']")).await?;
            press(world, typed).await?;
            world.browser.until("deep('[role=listbox]')?.children.length == 1").await?;
            press(world, Key::Down).await?;
            world.browser.until("deep('[role=option][aria-selected=true]')").await?;
            press(world, Key::Enter).await?;
        }
    }
    Ok(())
}

#[test]
fn every_kind_of_question_is_answered_by_keys_alone() {
    journey(|world| async move {
        begin(&world).await?;
        answer(&world, act).await?;
        reach(&world, "button[type=submit]").await?;
        press(&world, Key::Enter).await?;
        stored(&world).await
    });
}
