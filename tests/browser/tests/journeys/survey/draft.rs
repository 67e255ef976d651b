//! Answers to a survey that are kept on the device: how long, and what becomes of them when the survey changes.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};

use super::{choose, open};

const STORED: &str = "JSON.parse(localStorage.getItem('rungs:answers:test') ?? '{}')";

fn survey(world: &World) -> Value {
    json!({
        "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin,
        "pages": [
            { "title": "How", "questions": [
                { "name": "why", "kind": "short_text", "label": "Why?" },
                { "name": "gone", "kind": "short_text", "label": "Which street?" },
                { "name": "how", "kind": "single_choice", "label": "How?", "options": [
                    { "value": "bike", "label": "By bike" }, { "value": "bus", "label": "By bus" }] },
            ] },
            { "title": "Last", "questions": [{ "name": "safe", "kind": "yes_no", "label": "Is it safe?" }] },
        ],
    })
}

/// Answers the first page and goes on; everything is kept.
async fn begin(world: &World, config: &Value) -> Result<()> {
    open(world, config).await?;
    first_page(world).await
}

async fn first_page(world: &World) -> Result<()> {
    world.browser.fill("why", "It is fast").await?;
    world.browser.fill("gone", "High Street").await?;
    choose(world, "how", "bus").await?;
    world.submit().await?;
    world.browser.until("deep('.page-title')?.innerText.includes('Last')").await?;
    let kept = format!("{STORED}.values?._page == '1' && {STORED}.values.how == 'bus'");
    world.browser.until(&kept).await
}

#[test]
fn whoever_comes_back_to_a_changed_survey_is_told_so_and_loses_no_word() {
    journey(|world| async move {
        let mut config = survey(&world);
        begin(&world, &config).await?;
        let questions = &mut config["pages"][0]["questions"];
        *questions = json!([questions[0], questions[2]]);
        questions[1]["options"] = json!(["bike", "boat"]);
        open(&world, &config).await?;
        let told = "deep('.questions .notice')?.innerText";
        world.browser.until(&format!("{told}.includes('was changed since you began')")).await?;
        let said = world.browser.text(".questions .notice").await?;
        for words in ["Which street?", "High Street", "How?", "By bus", "will not be sent"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        // It begins at the first page, with what still fits.
        world.browser.until("deep('[name=why]:not([hidden])')?.value == 'It is fast'").await?;
        assert_eq!(world.browser.script("return deep('[name=how]:checked')").await?, Value::Null);
        // What has no place is still there after another look.
        open(&world, &config).await?;
        world.browser.until(&format!("{told}.includes('High Street')")).await?;
        world.browser.until("deep('[name=how]:not([hidden])')").await?;
        choose(&world, "how", "bike").await?;
        world.submit().await?;
        world.browser.until("deep('.page-title')?.innerText.includes('Last')").await?;
        choose(&world, "safe", "no").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        let rows = world.backend.rows("SELECT id, fields FROM submissions").await?;
        assert_eq!(
            serde_json::from_str::<Value>(&rows[0].1)?,
            json!({ "why": "It is fast", "how": "bike", "safe": "no" })
        );
        world.browser.until("localStorage.getItem('rungs:answers:test') == null").await
    });
}

#[test]
fn whoever_begins_anew_is_no_longer_told_of_the_change() {
    journey(|world| async move {
        let mut config = survey(&world);
        begin(&world, &config).await?;
        // Nothing of it is left in a form.
        config["pages"] = json!([{ "questions": [{ "name": "new", "kind": "yes_no", "label": "New?" }] }]);
        open(&world, &config).await?;
        world.browser.until("deep('.questions .notice')?.innerText.includes('It is fast')").await?;
        world.browser.until("deep('.kept')?.checkVisibility()").await?;
        world.browser.click(".kept button").await?;
        world.browser.until("deep('[name=new]') && !deep('.questions .notice')").await?;
        world.browser.until("localStorage.getItem('rungs:answers:test') == null").await
    });
}

#[test]
fn a_survey_that_asks_the_same_says_nothing_of_a_change() {
    journey(|world| async move {
        let mut config = survey(&world);
        begin(&world, &config).await?;
        config["title"] = json!("Safer streets");
        open(&world, &config).await?;
        world.browser.until("deep('.kept')?.innerText.includes('Welcome back')").await?;
        world.browser.until("deep('.page-title')?.innerText.includes('Last')").await?;
        assert_eq!(world.browser.script("return deep('.questions .notice')").await?, Value::Null);
        Ok(())
    });
}

/// Waits until the backend keeps as many answers of pages as this.
async fn pages_kept(world: &World, count: usize) -> Result<()> {
    let pages = "SELECT id, fields FROM partials WHERE page <> ''";
    world.backend.until_rows(pages, |rows| rows.len() == count).await
}

#[test]
fn whoever_deletes_their_answers_has_them_deleted_at_the_backend_too() {
    journey(|world| async move {
        let mut config = survey(&world);
        config["partial"] = json!(true);
        begin(&world, &config).await?;
        pages_kept(&world, 1).await?;
        // Without a connection it is made up for when the survey is opened next.
        world.browser.offline(true).await?;
        world.browser.click(".kept button").await?;
        world.browser.until("localStorage.getItem('rungs:discard:test')").await?;
        world.browser.until("localStorage.getItem('rungs:answers:test') == null").await?;
        world.browser.offline(false).await?;
        begin(&world, &config).await?;
        world.browser.until("localStorage.getItem('rungs:discard:test') == null").await?;
        let with = "SELECT id, fields FROM partials WHERE page <> '' AND fields LIKE '%High Street%'";
        pages_kept(&world, 1).await?;
        assert_eq!(world.backend.rows(with).await?.len(), 1, "what was sent since is another one");
        world.browser.click(".kept button").await?;
        pages_kept(&world, 0).await
    });
}

#[test]
fn a_second_tab_that_is_only_looked_at_takes_no_answer_from_the_first() {
    journey(|world| async move {
        let browser = &world.browser;
        let mut config = survey(&world);
        config["partial"] = json!(true);
        open(&world, &config).await?;
        // The second is open before the first has kept anything.
        let first = browser.tab().await?;
        open(&world, &config).await?;
        let second = browser.driver.window().await?;
        browser.driver.switch_to_window(first).await?;
        first_page(&world).await?;
        pages_kept(&world, 1).await?;
        browser.driver.switch_to_window(second).await?;
        browser.click("[name=why]").await?;
        // What it says of kept answers comes with the code that looks at them.
        browser.until("deep('.kept')").await?;
        assert_eq!(browser.script(&format!("return {STORED}.values?.gone")).await?, json!("High Street"));
        assert_eq!(browser.script("return localStorage.getItem('rungs:discard:test')").await?, Value::Null);
        // What is answered here is no page of the first one's.
        browser.fill("why", "It is quiet").await?;
        browser.until(&format!("{STORED}.values?.why == 'It is quiet'")).await?;
        pages_kept(&world, 1).await
    });
}

#[test]
fn an_early_end_that_stores_nothing_leaves_no_page_at_the_backend() {
    journey(|world| async move {
        let mut config = survey(&world);
        config["partial"] = json!(true);
        config["pages"][1]["questions"][0]["skip_to"] =
            json!({ "when": { "field": "safe", "equals": "yes" }, "to": "early" });
        config["ends"] = json!([{ "id": "early", "title": "Only for others", "send": false }]);
        begin(&world, &config).await?;
        pages_kept(&world, 1).await?;
        choose(&world, "safe", "yes").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks-title')?.innerText == 'Only for others'").await?;
        pages_kept(&world, 0).await
    });
}

#[test]
fn looking_at_kept_answers_does_not_keep_them_longer() {
    journey(|world| async move {
        let config = survey(&world);
        begin(&world, &config).await?;
        assert!(world.browser.text(".kept").await?.contains("7 days after your last change"));
        let older = format!(
            "const draft = {STORED}; draft.at -= 5 * 24 * 3600e3; window.was = draft.at;
            localStorage.setItem('rungs:answers:test', JSON.stringify(draft)); return draft.at"
        );
        let was = world.browser.script(&older).await?;
        open(&world, &config).await?;
        world.browser.until("deep('.kept')?.innerText.includes('Welcome back')").await?;
        // Turning pages is written down, and is no change of an answer.
        world.browser.until("deep('.page-title')?.innerText.includes('Last')").await?;
        world.browser.click(".back").await?;
        world.browser.until(&format!("{STORED}.values._page == '0'")).await?;
        world.browser.until(&format!("{STORED}.at == {was}")).await?;
        world.browser.fill("why", "!").await?;
        world.browser.until(&format!("{STORED}.at > {was} && {STORED}.values.why == 'It is fast!'")).await
    });
}
