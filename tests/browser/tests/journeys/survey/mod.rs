//! A survey: page by page, back and forth, away and back again.

mod ahead;
mod bad;
mod calls;
mod draft;
mod early;
mod kept;
mod kinds;
mod many;
mod odd;
mod options;
mod pictures;

use anyhow::Result;
use rungs_browser_tests::{Fault, Rules, World, axe, journey};
use serde_json::{Value, json};

const ROWS: &str = "SELECT id, fields FROM submissions";

fn survey(world: &World) -> Value {
    json!({
        "id": "test",
        "kind": "survey",
        "campaign": "journeys",
        "title": "Safe streets",
        "backend": world.faults.origin,
        "pages": [
            {
                "questions": [
                    { "name": "lives_here", "kind": "yes_no", "label": "Do you live here?", "required": true,
                      "skip_to": { "when": { "field": "lives_here", "equals": "no" }, "to": "elsewhere" } },
                    { "name": "transport", "kind": "single_choice", "label": "How do you travel?", "options": [
                        { "value": "walk", "label": "On foot" }, { "value": "bike", "label": "By bike" },
                        { "value": "other", "label": "Another way", "other": true }] },
                    { "name": "falls", "kind": "number", "label": "Falls so far", "min": 0,
                      "show_if": { "field": "transport", "equals": "bike" } },
                ],
            },
            {
                "title": "Your street",
                "questions": [
                    { "name": "why", "kind": "short_text", "label": "Why {{transport|like that}}?", "required": true },
                    { "name": "dangers", "kind": "multiple_choice", "label": "What is dangerous?",
                      "hint": "Where you go {{transport|so}}: {{why|as you say}}.", "options": [
                        { "value": "speed", "label": "Speed" }, { "value": "light", "label": "Poor light" },
                        { "value": "none", "label": "None of these", "exclusive": true }] },
                    { "name": "order", "kind": "ranking", "label": "What comes first?", "options": [
                        { "value": "lanes", "label": "Lanes" }, { "value": "signs", "label": "Signs" },
                        { "value": "trees", "label": "Trees" }] },
                ],
            },
            { "title": "You", "questions": [
                { "name": "you", "kind": "contact", "fields": [{ "name": "email", "required": false }] }] },
        ],
        "ends": [{ "id": "elsewhere", "title": "Only for neighbours", "send": false }],
        "asks": [
            { "when": { "field": "dangers", "contains": "speed" }, "explain": "Who fears speed is asked to the walk.",
              "href": "#walk", "label": "Come to the walk, {{transport|friend}}", "text": "You said: {{why}}" },
        ],
        "results": { "show": "after", "minimum": 1 },
        "consents": [{ "id": "updates", "style": "radio", "text": "May we write to you?" }],
        "thanks": { "title": "Thank you, {{transport|friend}}" },
    })
}

fn page(world: &World, config: &Value) -> String {
    // What ends a script would end this one.
    let config = config.to_string().replace('<', "\\u003c");
    format!(
        "{}<rungs-survey loading=eager><script type='application/json'>{config}</script>
        <form action='{}/v1/widgets/test/submissions' method=post><label>Why? <input name=why></label><button>Send</button></form>
        </rungs-survey>",
        world.script(),
        world.backend.origin,
    )
}

/// Opens it, the backend knowing what it asks.
pub(crate) async fn open(world: &World, config: &Value) -> Result<()> {
    world.backend.replace(config).await?;
    world.open_body(&page(world, config), None).await?;
    world.browser.until("deep('.survey')").await
}

/// What axe finds wrong with the survey.
async fn faults(world: &World) -> Result<Vec<String>> {
    axe(&world.browser, Rules::Widget).await
}

pub(crate) async fn choose(world: &World, name: &str, value: &str) -> Result<()> {
    world.browser.click(&format!("[name='{name}'][value='{value}']")).await
}

/// Goes on, and waits for the page with this heading.
async fn next(world: &World, heading: &str) -> Result<()> {
    world.submit().await?;
    world.browser.until(&format!("deep('.page-title')?.innerText.includes({})", json!(heading))).await
}

async fn first_page(world: &World) -> Result<()> {
    choose(world, "lives_here", "yes").await?;
    choose(world, "transport", "bike").await?;
    next(world, "Your street").await
}

async fn last_page(world: &World) -> Result<()> {
    world.browser.fill("why", "It is fast").await?;
    choose(world, "dangers", "speed").await?;
    next(world, "You").await
}

/// The answers of the only submission.
async fn answers(world: &World) -> Result<Value> {
    let rows = world.backend.rows(ROWS).await?;
    assert_eq!(rows.len(), 1);
    Ok(serde_json::from_str(&rows[0].1)?)
}

#[test]
fn a_supporter_answers_page_by_page_and_is_led_on_by_what_they_said() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        assert_eq!(world.browser.text(".step").await?, "1 of at most 3");
        first_page(&world).await?;
        assert_eq!(world.browser.text(".step").await?, "2 of 3");
        assert!(world.browser.text("label[for=f-why]").await?.starts_with("Why By bike?"));
        let heading = "deep('.page-title').getRootNode().activeElement == deep('.page-title')";
        world.browser.until(heading).await?;
        // Earlier answers stand in hints too, also those of the same page.
        world
            .browser
            .until(
                "deep('fieldset[data-name=dangers] .hint')?.innerText == 'Where you go By bike: as you say.'",
            )
            .await?;
        last_page(&world).await?;
        choose(&world, "consent.updates", "no").await?;
        assert_eq!(world.browser.text("button[type=submit]").await?, "Send my answers");
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        assert_eq!(world.browser.text(".thanks-title").await?, "Thank you, By bike");
        assert_eq!(world.browser.text(".next a").await?, "Come to the walk, By bike");
        assert!(world.browser.text(".next").await?.contains("You said: It is fast"));
        let given = answers(&world).await?;
        assert_eq!(given["transport"], "bike");
        assert_eq!(given["why"], "It is fast");
        assert_eq!(given["dangers"], "speed");
        assert!(given.get("_page").is_none() && given.get("_seed").is_none(), "{given}");
        // What all have answered: this one.
        world.browser.until("deep('.results table')").await?;
        let row = "[...deep('.result table').rows].map((row) => row.textContent)";
        let said = world.browser.script(&format!("return {row}")).await?;
        assert!(said.to_string().contains("Yes1100%"), "{said}");
        Ok(())
    });
}

#[test]
fn going_back_loses_nothing_and_a_changed_answer_changes_the_way() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        first_page(&world).await?;
        world.browser.fill("why", "It is fast").await?;
        choose(&world, "dangers", "light").await?;
        world.browser.click(".back").await?;
        world.browser.until("deep('[name=transport][value=bike]')?.checked").await?;
        choose(&world, "transport", "other").await?;
        world.browser.until("deep(\"[name='transport.other']\").checkVisibility()").await?;
        world.browser.fill("transport.other", "kick scooter").await?;
        next(&world, "Your street").await?;
        assert!(world.browser.text("label[for=f-why]").await?.starts_with("Why kick scooter?"));
        world.browser.until("deep('[name=why]').value == 'It is fast'").await?;
        world.browser.until("deep('[name=dangers][value=light]').checked").await
    });
}

#[test]
fn a_page_with_a_mistake_stays_and_leads_to_it() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        choose(&world, "transport", "bike").await?;
        // What an answer asks for comes at once.
        world.browser.until("deep('[name=falls]').checkVisibility()").await?;
        world.browser.fill("falls", "-1").await?;
        world.submit().await?;
        world.browser.until("deep('#summary')?.getRootNode().activeElement?.id == 'summary'").await?;
        let links = world.browser.text("#summary").await?;
        assert!(links.contains("Do you live here: please choose Yes or No"), "{links}");
        assert!(links.contains("Falls so far: at least 0"), "{links}");
        choose(&world, "lives_here", "yes").await?;
        world.browser.until("!deep('#summary').innerText.includes('Do you live here')").await
    });
}

#[test]
fn an_early_end_says_so_and_sends_nothing() {
    journey(|world| async move {
        open(&world, &survey(&world)).await?;
        choose(&world, "lives_here", "no").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks-title')?.innerText == 'Only for neighbours'").await?;
        assert_eq!(world.faults.submissions(), 0);
        assert!(world.backend.rows(ROWS).await?.is_empty());
        Ok(())
    });
}

#[test]
fn a_document_that_is_wrong_further_on_gives_the_page_its_own_form_back() {
    journey(|world| async move {
        let mut config = survey(&world);
        config["pages"][1]["show_if"] = json!({ "field": "why", "answered": true });
        world.open_body(&page(&world, &config), None).await?;
        world.browser.until("heard.some((event) => event.type == 'rungs:error')").await?;
        let said = world.browser.script("return JSON.stringify(heard)").await?.to_string();
        assert!(said.contains("pages[1].show_if"), "{said}");
        world.browser.until("document.querySelector('[name=why]').checkVisibility()").await
    });
}

#[test]
fn what_got_no_answer_waits_and_a_second_try_is_the_same_submission() {
    journey(|world| async move {
        let mut config = survey(&world);
        config["pages"].as_array_mut().into_iter().for_each(|pages| pages.truncate(1));
        config["consents"] = json!([]);
        config["asks"] = json!([]);
        open(&world, &config).await?;
        choose(&world, "lives_here", "yes").await?;
        world.faults.set(Fault::LostAnswer);
        world.submit().await?;
        world.browser.until("deep('.thanks [part~=waiting-button]')").await?;
        world.faults.set(Fault::None);
        world.browser.click_if_there(".thanks [part~=waiting-button]").await?;
        world.browser.until("deep('.thanks')?.innerText.includes('Your answers are recorded.')").await?;
        assert_eq!(answers(&world).await?["lives_here"], "yes");
        Ok(())
    });
}

#[test]
fn an_anonymous_survey_says_so_and_leaves_no_trace_of_the_page() {
    journey(|world| async move {
        let config = json!({
            "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin, "anonymous": true,
            "questions": [{ "name": "safe", "kind": "scale", "label": "How safe is it?" }], "source": "newsletter",
        });
        open(&world, &config).await?;
        assert!(world.browser.text(".survey").await?.contains("anonymous"));
        choose(&world, "safe", "4").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        let traces = world
            .backend
            .rows("SELECT fields, COALESCE(page, source, referrer, '') FROM submissions")
            .await?;
        assert_eq!(traces, [(r#"{"safe":"4"}"#.to_owned(), String::new())]);
        Ok(())
    });
}

#[test]
fn live_results_stand_beside_the_questions() {
    journey(|world| async move {
        let mut config = json!({
            "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin,
            "questions": [{ "name": "safe", "kind": "yes_no", "label": "Is it safe?" }],
            "results": { "show": "after", "minimum": 1 },
        });
        open(&world, &config).await?;
        choose(&world, "safe", "no").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        config["results"]["show"] = json!("live");
        open(&world, &config).await?;
        world.browser.until("deep('.results')?.innerText.includes('100%')").await?;
        world.browser.until("deep('.questions')?.checkVisibility()").await
    });
}
