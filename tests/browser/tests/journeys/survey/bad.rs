//! Surveys that are too much, or wrong.

use rungs_browser_tests::journey;
use serde_json::{Value, json};

use super::open;

#[test]
fn a_thousand_questions_are_asked_and_a_very_long_answer_is_kept_and_sent_whole() {
    journey(|world| async move {
        let browser = &world.browser;
        let question = |number: usize| json!({ "name": format!("q{number}"), "kind": "long_text", "label": format!("Question {number}"), "max_length": 100_000 });
        let page = |page: usize| json!({ "title": format!("Page {page}"), "questions": (page * 500..page * 500 + 500).map(question).collect::<Vec<_>>() });
        let config = json!({ "id": "test", "kind": "survey", "title": "Long", "backend": world.faults.origin, "pages": [page(0), page(1)] });
        open(&world, &config).await?;
        browser.until("deep('[name=q499]')").await?;
        let long = "const text = deep('[name=q0]'); text.value = 'ab '.repeat(33000) + 'end';
            text.dispatchEvent(new Event('input', { bubbles: true, composed: true }))";
        browser.script(long).await?;
        browser.until("localStorage.getItem('rungs:answers:test')?.includes('ab end')").await?;
        world.submit().await?;
        browser.until("deep('.page-title')?.innerText.includes('Page 1') && deep('[name=q999]')").await?;
        world.submit().await?;
        browser.until("deep('.thanks')").await?;
        let rows = world.backend.rows("SELECT id, fields FROM submissions").await?;
        let given: Value = serde_json::from_str(&rows[0].1)?;
        assert_eq!(given["q0"].as_str().map(str::len), Some(99_003));
        Ok(())
    });
}
