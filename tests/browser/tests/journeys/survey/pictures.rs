//! Pictures on options that are put in order.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};
use thirtyfour::{Key, TypingData};

use super::{faults, open};

fn survey(world: &World) -> Value {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 600 400'><rect width='600' height='400' fill='teal'/></svg>";
    let src = world.site.write("/lane.svg", svg, None);
    let option = |value: &str, label: &str, alt: &str| json!({ "value": value, "label": label, "image": { "src": src, "alt": alt, "width": 600, "height": 400 } });
    json!({
        "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin, "questions": [
            { "name": "order", "kind": "ranking", "label": "What comes first?", "options": [
                option("lanes", "Lanes", "A green lane"), option("signs", "Signs", "A round sign"),
                { "value": "trees", "label": "Trees along every street of the town" }] }] })
}

async fn ranked(world: &World, order: &str) -> Result<()> {
    world.browser.until(&format!("deep('[name=order]').value == '{order}'")).await
}

/// The alternative texts of what has no place, and of what has one.
async fn pictures(world: &World, without: &[&str], with: &[&str]) -> Result<()> {
    let said = |list: &str| {
        format!(
            "[...(deep('{list}')?.querySelectorAll('img') ?? [])].filter((one) => one.complete && one.width > 0).map((one) => one.alt)"
        )
    };
    let both = format!("JSON.stringify([{}, {}])", said(".unranked"), said(".ranked"));
    world.browser.until(&format!("{both} == {}", json!(json!([without, with]).to_string()))).await
}

/// Everything lies within the page, at its narrowest and in both directions of writing.
async fn fits(world: &World) -> Result<()> {
    let inside = "[...deep('.ranking').querySelectorAll('li, img, button')].every((one) => {
        const { left, right } = one.getBoundingClientRect();
        return left >= 0 && right <= innerWidth;
    }) && document.documentElement.scrollWidth <= innerWidth";
    for dir in ["ltr", "rtl"] {
        world.browser.script(&format!("document.documentElement.dir = '{dir}'")).await?;
        world.browser.until(inside).await?;
    }
    Ok(())
}

#[test]
fn options_are_put_in_order_by_their_pictures() {
    journey(|world| async move {
        let browser = &world.browser;
        browser.resize(320, 640).await?;
        open(&world, &survey(&world)).await?;
        browser.until("deep('.unranked')").await?;
        pictures(&world, &["A green lane", "A round sign"], &[]).await?;
        fits(&world).await?;
        // A press on the picture is one on its button.
        browser.until("deep('.unranked img')?.complete").await?;
        browser.click(".unranked li:nth-child(2) img").await?;
        ranked(&world, "signs").await?;
        pictures(&world, &["A green lane"], &["A round sign"]).await?;
        // By keys: the focus is on what can be ranked next.
        let press = async |keys: TypingData| browser.driver.action_chain().send_keys(keys).perform().await;
        browser.until("deep('.ranking').getRootNode().activeElement?.id == 'k-in-order:lanes'").await?;
        press(Key::Space + "").await?;
        ranked(&world, "signs,lanes").await?;
        browser.until("deep('.ranking').getRootNode().activeElement?.id == 'k-in-order:trees'").await?;
        press(Key::Enter + "").await?;
        ranked(&world, "signs,lanes,trees").await?;
        pictures(&world, &[], &["A round sign", "A green lane"]).await?;
        fits(&world).await?;
        // By its buttons.
        browser.click("[id='k-up-order:lanes']").await?;
        ranked(&world, "lanes,signs,trees").await?;
        pictures(&world, &[], &["A green lane", "A round sign"]).await?;
        assert_eq!(faults(&world).await?, Vec::<String>::new());
        Ok(())
    });
}

#[test]
fn an_option_with_a_picture_is_dragged_to_its_place() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world, &survey(&world)).await?;
        for value in ["lanes", "signs", "trees"] {
            let button = format!("[id='k-in-order:{value}']");
            browser.until(&format!("deep(\"{button}\")")).await?;
            browser.click(&button).await?;
        }
        ranked(&world, "lanes,signs,trees").await?;
        pictures(&world, &[], &["A green lane", "A round sign"]).await?;
        browser.script("deep('.ranked').scrollIntoView({ block: 'center' })").await?;
        let from = browser.deep("li:nth-child(1) .handle").await?;
        let to = browser.deep("li:nth-child(3) .place").await?;
        let chain = browser.driver.action_chain().click_and_hold_element(&from);
        chain.move_to_element_center(&to).release().perform().await?;
        ranked(&world, "signs,trees,lanes").await?;
        pictures(&world, &[], &["A round sign", "A green lane"]).await
    });
}
