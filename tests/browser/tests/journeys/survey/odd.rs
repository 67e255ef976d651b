//! Odd characters, in the names of questions and in the values of options.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};

use super::open;

/// Values that options may have, and nobody would choose.
fn values() -> Vec<String> {
    let odd = [
        "with space",
        "it's \"quoted\"",
        "[name=x]",
        "a.b.other",
        "🚲👩‍👩‍👧",
        "شارع آمن",
        "__proto__",
        "constructor",
        "≠",
        "</script><b>",
        "a:b#c",
        "=1+1",
        "%2C;&",
        "\\",
    ];
    odd.into_iter().map(String::from).chain(["ä".repeat(200)]).collect()
}

/// Names that look like what languages keep for themselves, or like parts of each other.
const NAMES: [&str; 6] = ["constructor", "toString", "1-2", "q", "q-a", "length"];

fn survey(world: &World) -> Value {
    let long = "n".repeat(64);
    let names = NAMES.into_iter().chain([&*long]);
    let mut questions: Vec<Value> = names
        .map(|name| json!({ "name": name, "kind": "single_choice", "label": format!("What of {name}?"), "options": ["x", "a", "b"] }))
        .collect();
    questions
        .push(json!({ "name": "odd", "kind": "multiple_choice", "label": "Which?", "options": values() }));
    questions.push(json!({ "name": "order", "kind": "ranking", "label": "In which order?", "options": values(), "max": 15 }));
    json!({
        "id": "test", "kind": "survey", "title": "Odd", "backend": world.faults.origin,
        "questions": questions, "results": { "show": "after", "minimum": 1 },
    })
}

/// Presses the option of this value, by its words: they must be those of the right one.
async fn press(world: &World, name: &str, value: &str) -> Result<()> {
    let at = format!(
        "[...deep('form').querySelectorAll('input')].find((one) => one.name == {} && one.value == {})",
        json!(name),
        json!(value)
    );
    world.browser.until(&format!("({at})?.labels.length")).await?;
    world.browser.script(&format!("({at}).labels[0].click()")).await?;
    world.browser.until(&format!("({at}).checked")).await
}

async fn holds(world: &World, control: &str, answer: &str) -> Result<()> {
    let all = format!("new FormData(deep('form')).getAll({}).join()", json!(control));
    world.browser.until(&format!("{all} == {}", json!(answer))).await
}

#[test]
fn odd_names_and_values_are_answered_kept_sent_exported_and_counted() {
    journey(|world| async move {
        let browser = &world.browser;
        let config = survey(&world);
        open(&world, &config).await?;
        let names: Vec<String> =
            NAMES.iter().map(|name| (*name).to_owned()).chain(["n".repeat(64)]).collect();
        for name in &names {
            press(&world, name, "a").await?;
        }
        for value in values() {
            press(&world, "odd", &value).await?;
        }
        for value in values() {
            let button = format!(
                "deep('form').getRootNode().getElementById({})",
                json!(format!("k-in-order:{value}"))
            );
            browser.until(&button).await?;
            browser.script(&format!("{button}.click()")).await?;
        }
        let all = values().join(",");
        holds(&world, "order", &all).await?;
        // Kept on the device, and there after a reload.
        let kept =
            format!("JSON.parse(localStorage.getItem('rungs:answers:test'))?.values.order == {}", json!(all));
        browser.until(&kept).await?;
        browser.driver.refresh().await?;
        browser.until("deep('.ranked')").await?;
        for name in &names {
            holds(&world, name, "a").await?;
        }
        holds(&world, "odd", &all).await?;
        holds(&world, "order", &all).await?;
        world.submit().await?;
        browser.until("deep('.thanks')").await?;
        let rows = world.backend.rows("SELECT id, fields FROM submissions").await?;
        let given: Value = serde_json::from_str(&rows[0].1)?;
        for name in &names {
            assert_eq!(given[name], "a", "{name}");
        }
        assert_eq!(given["odd"], *all);
        assert_eq!(given["order"], *all);
        // Staff have them, each in a column of its own.
        let lines = world.backend.read("/widgets/test/submissions.jsonl").await?;
        let line: Value = serde_json::from_str(lines.lines().next().unwrap_or_default())?;
        let text = line.to_string();
        assert!(text.contains(&json!(all).to_string()), "{text}");
        let table = world.backend.read("/widgets/test/submissions.csv").await?;
        let heads = table.lines().next().unwrap_or_default();
        assert!(names.iter().all(|name| heads.split(',').any(|head| head.contains(&**name))), "{heads}");
        assert!(table.contains("شارع آمن") && table.contains("__proto__"), "{table}");
        // Each is counted, and told by what it is called.
        browser.until("deep('.results table')").await?;
        let figures = "[...deep('.results').querySelectorAll('figure')]";
        let rows = format!(
            "return {figures}.map((one) => [...one.querySelectorAll('tbody th')].map((cell) => cell.textContent))"
        );
        let told = browser.script(&rows).await?;
        let told: Vec<Vec<String>> = serde_json::from_value(told)?;
        assert_eq!(told.len(), names.len() + 2);
        assert_eq!(told[names.len()], values());
        assert_eq!(told[names.len() + 1], values());
        Ok(())
    });
}

#[test]
fn a_name_that_no_control_can_have_is_refused_with_its_place_and_what_to_do() {
    journey(|world| async move {
        world.open_body(&world.script(), None).await?;
        world.browser.until("window.Rungs").await?;
        let odd =
            ["a b", "it's", "a[0]", "a.b", "🚲", "شارع", "__proto__", "", &"n".repeat(200)].map(String::from);
        for name in odd {
            let config = json!({
                "id": "test", "kind": "survey", "title": "Odd", "backend": "preview",
                "questions": [{ "name": "fine", "kind": "yes_no", "label": "?" }, { "name": name, "kind": "yes_no", "label": "?" }],
            });
            let check = format!(
                "window.told = null; Rungs.check({config}).then((told) => (window.told = JSON.stringify(told)))"
            );
            world.browser.script(&check).await?;
            world.browser.until("window.told").await?;
            let told = world.browser.script("return window.told").await?;
            let told = told.as_str().unwrap_or_default();
            assert!(told.contains("questions[1].name") && told.contains("1 to 64 letters"), "{name}: {told}");
        }
        Ok(())
    });
}
