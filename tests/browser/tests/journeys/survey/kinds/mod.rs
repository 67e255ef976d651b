//! Every kind of question, answered by each way of input, and what the backend has stored of it.

mod keys;
mod mouse;
mod touch;

use anyhow::{Context as _, Result};
use rungs_browser_tests::World;
use serde_json::{Map, Value, json};
use thirtyfour::WebElement;

use crate::survey::open;

/// What someone does to answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// Presses what this selector finds, or its label.
    Press(&'static str),
    /// Writes into the control of this name.
    Write(&'static str, &'static str),
    /// Chooses the option of this value, which begins so, from the select of this name.
    Choose(&'static str, &'static str),
    /// Types into the search of this id, and takes the first that is found.
    Search(&'static str, &'static str),
}

/// A question, what is done, and the answers that this comes to, by control.
type Kind = (Value, Vec<Act>, Vec<(&'static str, &'static str)>);

/// A question of each kind, what is done, and the answers that this must come to. Some are asked twice: with "other",
/// or with options instead of points.
pub(super) fn kinds() -> Vec<Kind> {
    use Act::{Choose, Press, Search, Write};
    let options = json!(["a", "b", { "value": "c", "label": "Another", "other": true }]);
    let plain = json!(["Alder", "Birch", "Cedar"]);
    vec![
        (json!({ "kind": "statement", "text": "Nothing is asked **here**." }), vec![], vec![]),
        (
            json!({ "kind": "single_choice", "options": options }),
            vec![Press("[name=single_choice][value=c]"), Write("single_choice.other", "kick scooter")],
            vec![("single_choice", "c"), ("single_choice.other", "kick scooter")],
        ),
        (
            json!({ "kind": "multiple_choice", "options": plain }),
            vec![Press("[name=multiple_choice][value=Cedar]"), Press("[name=multiple_choice][value=Alder]")],
            vec![("multiple_choice", "Alder,Cedar")],
        ),
        (
            json!({ "kind": "dropdown", "options": plain }),
            vec![Choose("dropdown", "Birch")],
            vec![("dropdown", "Birch")],
        ),
        (
            json!({ "kind": "searchable", "options": plain }),
            vec![Search("searchable", "ced")],
            vec![("searchable", "Cedar")],
        ),
        (json!({ "kind": "yes_no" }), vec![Press("[name=yes_no][value=no]")], vec![("yes_no", "no")]),
        (json!({ "kind": "scale" }), vec![Press("[name=scale][value='4']")], vec![("scale", "4")]),
        (json!({ "kind": "nps" }), vec![Press("[name=nps][value='9']")], vec![("nps", "9")]),
        (json!({ "kind": "rating" }), vec![Press("[name=rating][value='3']")], vec![("rating", "3")]),
        (
            json!({ "kind": "ranking", "options": plain }),
            vec![
                Press("[id='k-in-ranking:Cedar']"),
                Press("[id='k-in-ranking:Alder']"),
                Press("[id='k-in-ranking:Birch']"),
                Press("[id='k-up-ranking:Birch']"),
            ],
            vec![("ranking", "Cedar,Birch,Alder")],
        ),
        (
            json!({ "kind": "matrix", "rows": [{ "name": "slow", "label": "Slower" }, { "name": "trees", "label": "Trees" }] }),
            vec![Press("[name='matrix.slow'][value='2']"), Press("[name='matrix.trees'][value='5']")],
            vec![("matrix.slow", "2"), ("matrix.trees", "5")],
        ),
        (
            json!({ "kind": "short_text" }),
            vec![Write("short_text", "It is fast")],
            vec![("short_text", "It is fast")],
        ),
        (
            json!({ "kind": "long_text" }),
            vec![Write("long_text", "A long story")],
            vec![("long_text", "A long story")],
        ),
        (json!({ "kind": "number", "step": 0.5 }), vec![Write("number", "2.5")], vec![("number", "2.5")]),
        // The same day in whatever order the browser asks for day and month.
        (json!({ "kind": "date" }), vec![Write("date", "04042026")], vec![("date", "2026-04-04")]),
        (
            json!({ "kind": "contact", "fields": [{ "name": "given_name", "required": false }, { "name": "email", "required": false }] }),
            vec![Write("given_name", "Grace"), Write("email", "grace@example.org")],
            vec![("given_name", "Grace"), ("email", "grace@example.org")],
        ),
    ]
}

/// Opens a survey that asks all of them on one page.
async fn begin(world: &World) -> Result<()> {
    let question = |(mut question, _, _): Kind| {
        let kind = question["kind"].as_str().unwrap_or_default().to_owned();
        question["name"] = json!(kind);
        if kind != "contact" && kind != "statement" {
            question["label"] = json!(format!("A {kind}"));
        }
        question
    };
    let questions: Vec<Value> = kinds().into_iter().map(question).collect();
    assert_eq!(questions.len(), 16, "one of every kind");
    let config = json!({
        "id": "test", "kind": "survey", "title": "Every kind", "backend": world.faults.origin, "questions": questions,
    });
    open(world, &config).await?;
    // The last of what comes later.
    world
        .browser
        .until("deep('[role=combobox]') && deep('.ranking button') && deep('[name=\"matrix.trees\"]')")
        .await?;
    world
        .browser
        .until("deep('[name=email]') && deep('.statement')?.innerText.includes('Nothing is asked here.')")
        .await
}

/// Answers each question by what this does, and waits until its controls hold the answers.
async fn answer(world: &World, act: impl AsyncFn(&World, Act) -> Result<()>) -> Result<()> {
    for (_, acts, answers) in kinds() {
        for one in acts {
            act(world, one).await?;
        }
        for answer in answers {
            holds(world, answer).await?;
        }
    }
    Ok(())
}

/// Waits until a control holds an answer, however it is held.
async fn holds(world: &World, (control, value): (&str, &str)) -> Result<()> {
    let expression = format!(
        "new FormData(deep('form')).getAll({}).filter(Boolean).join() == {}",
        json!(control),
        json!(value)
    );
    world.browser.until(&expression).await
}

/// Compares what was stored with what was answered.
async fn stored(world: &World) -> Result<()> {
    world.browser.until("deep('.thanks')").await?;
    let rows = world.backend.rows("SELECT id, fields FROM submissions").await?;
    let given: Value = serde_json::from_str(&rows.first().context("one submission")?.1)?;
    let expected: Map<String, Value> = kinds()
        .into_iter()
        .flat_map(|(_, _, answers)| answers)
        .map(|(control, value)| (control.into(), json!(value)))
        .collect();
    assert_eq!(given, Value::Object(expected));
    Ok(())
}

/// What is seen and pressed of a control: the control, or its label where that lies over it.
async fn face(world: &World, selector: &str) -> Result<WebElement> {
    let script = format!(
        "const control = deep({});
        if (control?.tagName != 'INPUT') return control;
        const root = control.getRootNode();
        const face = control.closest('label') ?? root.querySelector(`label[for=\"${{control.id}}\"]`) ?? control;
        face.scrollIntoView({{ block: 'center' }});
        return face;",
        json!(selector)
    );
    let found = world.browser.driver.execute(script, Vec::new()).await?;
    found.element().with_context(|| format!("there is no {selector}"))
}
