//! Questions with more options than anyone looks over.

use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};
use thirtyfour::Key;

use super::open;

fn survey(world: &World) -> Value {
    let options: Vec<String> = (0..5000).map(|option| format!("Place {option}")).collect();
    let mut several = options.iter().map(|option| json!(option)).collect::<Vec<_>>();
    several.push(json!({ "value": "none", "label": "None of these", "exclusive": true }));
    json!({
        "id": "test", "kind": "survey", "title": "Places", "backend": world.faults.origin,
        "questions": [
            { "name": "home", "kind": "single_choice", "label": "Where do you live?", "required": true, "options": options },
            { "name": "work", "kind": "multiple_choice", "label": "Where do you work?", "options": several },
        ],
    })
}

#[test]
fn of_five_thousand_options_few_are_drawn_and_each_is_found_by_typing() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world, &survey(&world)).await?;
        // One of them, by keys.
        browser.until("deep('[role=combobox]')").await?;
        let search = browser.deep("[role=combobox]").await?;
        search.send_keys("place 49").await?;
        browser.until("deep('[role=listbox]')?.textContent.includes('Place 4900')").await?;
        let rows = browser.script("return deep('[role=listbox]').children.length").await?;
        assert!(rows.as_u64().is_some_and(|rows| rows <= 101), "{rows}");
        assert!(browser.text("[role=listbox]").await?.contains("111 choices"));
        let search = browser.deep("[role=combobox]").await?;
        search.send_keys("99").await?;
        browser.until("deep('[role=listbox]')?.children.length == 1").await?;
        browser.driver.action_chain().send_keys(Key::Down + "").perform().await?;
        browser.until("deep('[role=option][aria-selected=true]')").await?;
        browser.driver.action_chain().send_keys(Key::Enter + "").perform().await?;
        browser.until("!deep('[role=listbox]')").await?;
        browser.until("deep('select[name=home]').value == 'Place 4999'").await?;
        // Several, ticked.
        let boxes = "[...deep('fieldset[data-name=work]').querySelectorAll('[type=checkbox]')].length";
        browser.until(&format!("{boxes} > 1 && {boxes} <= 51")).await?;
        for (chosen, place) in ["Place 4321", "Place 1234"].into_iter().enumerate() {
            let find = browser.deep("fieldset[data-name=work] [type=search]").await?;
            find.clear().await?;
            find.send_keys(place).await?;
            browser.until(&format!("deep(\"[name=work][value='{place}']\")?.checkVisibility()")).await?;
            // It, "none of these", and what was chosen before: the list is drawn for the last letter.
            browser.until(&format!("{boxes} == {}", 2 + chosen)).await?;
            // In one step: what is typed may still draw the list anew.
            browser.click_if_there(&format!("[name=work][value='{place}']")).await?;
        }
        // What was ticked before stays in sight, whatever is searched for.
        browser.until("deep(\"[name=work][value='Place 4321']\")?.checked").await?;
        world.submit().await?;
        browser.until("deep('.thanks')").await?;
        let rows = world.backend.rows("SELECT id, fields FROM submissions").await?;
        let given: Value = serde_json::from_str(&rows[0].1)?;
        assert_eq!(given, json!({ "home": "Place 4999", "work": "Place 1234,Place 4321" }));
        Ok(())
    });
}

#[test]
fn the_key_that_ends_a_search_sends_nothing() {
    journey(|world| async move {
        let browser = &world.browser;
        let press =
            |key: Key| async move { browser.driver.action_chain().send_keys(key + "").perform().await };
        open(&world, &survey(&world)).await?;
        browser.until("deep('[role=combobox]')").await?;
        browser.deep("[role=combobox]").await?.send_keys("place 4999").await?;
        browser.until("deep('[role=listbox]')?.children.length == 1").await?;
        // No row is reached: it closes the list, and what was typed is the answer.
        press(Key::Enter).await?;
        browser.until("!deep('[role=listbox]') && deep('select[name=home]').value == 'Place 4999'").await?;
        let find = browser.deep("fieldset[data-name=work] [type=search]").await?;
        find.send_keys("4321").await?;
        browser
            .until("deep('fieldset[data-name=work]').querySelectorAll('[type=checkbox]').length == 2")
            .await?;
        browser.until("deep('#said')?.textContent.includes('1')").await?;
        press(Key::Enter).await?;
        for _ in 0..4 {
            press(Key::Backspace).await?;
        }
        // Nothing is said of what is no longer searched for.
        browser.until("deep('fieldset[data-name=work] [type=search]')?.value == ''").await?;
        browser.until("deep('#said')?.textContent == ''").await?;
        assert!(world.backend.rows("SELECT id, fields FROM submissions").await?.is_empty());
        world.submit().await?;
        browser.until("deep('.thanks')").await
    });
}

#[test]
fn none_of_these_takes_back_what_was_found_by_typing() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world, &survey(&world)).await?;
        browser.until("deep('fieldset[data-name=work] [type=search]')").await?;
        browser.deep("fieldset[data-name=work] [type=search]").await?.send_keys("4321").await?;
        browser.until("deep(\"[name=work][value='Place 4321']\")?.checkVisibility()").await?;
        browser
            .until("deep('fieldset[data-name=work]').querySelectorAll('[type=checkbox]').length == 2")
            .await?;
        browser.click_if_there("[name=work][value='Place 4321']").await?;
        browser.click_if_there("[name=work][value=none]").await?;
        let ticked = "[...deep('fieldset[data-name=work]').querySelectorAll(':checked')].map((box) => box.value).join()";
        browser.until(&format!("{ticked} == 'none'")).await
    });
}

#[test]
fn of_five_thousand_results_the_most_frequent_are_drawn_and_the_table_grows_to_all() {
    journey(|world| async move {
        let browser = &world.browser;
        let mut config = survey(&world);
        config["results"] = json!({ "show": "live", "minimum": 1 });
        config["questions"] = json!([config["questions"][0]]);
        world.backend.replace(&config).await?;
        for (number, place) in ["Place 4321", "Place 4321", "Place 77"].into_iter().enumerate() {
            let id = format!("00000000-0000-4000-8000-{number:012}");
            world.backend.send_to("test", &[("home", place), ("submission_id", &id)]).await?;
        }
        open(&world, &config).await?;
        browser.until("deep('.results .chart')").await?;
        let names =
            "return [...deep('.chart').querySelectorAll('.chart-name')].map((one) => one.textContent)";
        let names: Vec<String> = serde_json::from_value(browser.script(names).await?)?;
        assert_eq!(names.len(), 20);
        assert_eq!(&names[..2], ["Place 4321", "Place 77"]);
        assert_eq!(browser.text(".chart .hint").await?, "… 4,980 choices");
        // The table has them too, and as many more as someone wants.
        browser.click(".result summary").await?;
        let rows = "deep('.result table').rows.length - 1";
        browser.until(&format!("{rows} == 200")).await?;
        assert_eq!(browser.text(".result details button").await?, "… 4,800 choices");
        browser.click(".result details button").await?;
        browser.until(&format!("{rows} == 400")).await?;
        browser.script("deep('.result details button').focus()").await?;
        for drawn in (600..=5000).step_by(200) {
            browser.script("deep('.result details button').click()").await?;
            browser.until(&format!("{rows} == {drawn}")).await?;
        }
        browser.until("deep('.result details button').ariaDisabled == 'true'").await?;
        let cells = "new Set([...deep('.result table').querySelectorAll('tbody th')].map((one) => one.textContent)).size";
        browser.until(&format!("{cells} == 5000")).await?;
        // Whoever pressed it is still there.
        browser.until("deep('.result').getRootNode().activeElement?.textContent == '5,000 choices'").await
    });
}
