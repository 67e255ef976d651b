//! A long list that is searched by typing.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};
use thirtyfour::Key;

const ROWS: &str = "SELECT id, fields FROM submissions";

/// The usual petition, which also asks for a union.
fn config(world: &World) -> Value {
    let mut config = world.config();
    let option = |(value, label): (&str, &str)| json!({ "value": value, "label": label });
    let options = [("tr", "Transport"), ("te", "Teachers"), ("st", "Students and teachers"), ("me", "Métal")];
    config["fields"].as_array_mut().into_iter().for_each(|fields| {
        fields.push(json!({ "name": "union", "kind": "select", "search": true, "required": true,
            "label": "Your union", "options": options.map(option) }));
    });
    config
}

/// Opens it, the backend knowing what it asks.
async fn open(world: &World) -> Result<()> {
    let config = config(world);
    world.backend.replace(&config).await?;
    world.open(&config).await?;
    world.browser.ready().await
}

async fn signed_with(world: &World, union: &str) -> Result<()> {
    world.fill("grace@example.org").await?;
    world.submit().await?;
    world.browser.until("deep('.thanks')").await?;
    let rows = world.backend.rows(ROWS).await?;
    let fields: Value = serde_json::from_str(&rows[0].1)?;
    assert_eq!(fields["union"], union);
    Ok(())
}

#[test]
fn a_supporter_finds_a_choice_by_typing_and_signs_with_it() {
    journey(|world| async move {
        open(&world).await?;
        world.browser.until("deep('[role=combobox]')").await?;
        let search = world.browser.deep("[role=combobox]").await?;
        search.send_keys("tea").await?;
        world.browser.until("deep('[role=listbox]')?.children.length == 2").await?;
        let seen = "const b = deep('[role=option]').getBoundingClientRect();
            return deep('.rungs').getRootNode().elementFromPoint(b.x + b.width / 2, b.y + b.height / 2)?.role";
        assert_eq!(world.browser.script(seen).await?, json!("option"), "the list covers what is below it");
        // By the keyboard: keys that are sent to an element focus it anew.
        let keys = Key::Down + Key::Enter;
        world.browser.driver.action_chain().send_keys(keys).perform().await?;
        world.browser.until("!deep('[role=listbox]')").await?;
        world.browser.until("deep('[role=combobox]').value === 'Teachers'").await?;
        signed_with(&world, "te").await
    });
}

#[test]
fn a_page_that_changes_its_language_leaves_the_focus_in_the_search() {
    journey(|world| async move {
        open(&world).await?;
        world.browser.until("deep('[role=combobox]')").await?;
        world.browser.click("[role=combobox]").await?;
        let keyboard = || world.browser.driver.action_chain();
        keyboard().send_keys("tea").perform().await?;
        world.browser.until("deep('[role=listbox]')?.children.length == 2").await?;
        world.browser.script("document.documentElement.lang = 'de'").await?;
        world.browser.until("deep('[data-name=email]')?.innerText.includes('E-Mail')").await?;
        let focused = "document.querySelector('rungs-petition').shadowRoot.activeElement";
        world.browser.until(&format!("{focused}?.role == 'combobox'")).await?;
        keyboard().send_keys("ch").perform().await?;
        world.browser.until(&format!("{focused}.value == 'teach'")).await?;
        keyboard().send_keys(Key::Down + Key::Enter).perform().await?;
        world.browser.until(&format!("{focused}.value == 'Teachers'")).await?;
        signed_with(&world, "te").await
    });
}

#[test]
fn without_the_file_of_the_search_the_select_serves() {
    journey(|world| async move {
        world.site.refuse(Some("search"));
        open(&world).await?;
        world.browser.click("select[name=union] option[value=me]").await?;
        signed_with(&world, "me").await
    });
}

#[test]
fn who_does_not_search_does_not_fetch_the_search() {
    journey(|world| async move {
        world.open_ready().await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        let fetched = "return performance.getEntriesByType('resource').filter(({ name }) => /_search\\.wasm/.test(name)).length";
        assert_eq!(world.browser.script(fetched).await?, json!(0));
        Ok(())
    });
}
