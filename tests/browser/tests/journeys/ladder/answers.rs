//! Answers to invitations that are changed: a yes completes its rung whenever it is said, and a no takes none away.

use anyhow::Result;
use rungs_browser_tests::{Browser, World, journey};
use serde_json::{Value, json};

use super::{NEXT, told, until};
use crate::rsvp;

/// A ladder whose first rung is to come, beside the assembly; its document tells pages without a ladder, too.
async fn put(world: &World) -> Result<()> {
    let ladder = json!({
        "id": "way", "kind": "ladder", "campaign": "journeys", "title": "Your way", "backend": world.faults.origin,
        "rungs": [
            { "id": "come", "label": "Come along", "done_by": [{ "widget": "test", "answer": "yes" }] },
            { "id": "tell", "label": "Tell a friend", "href": "https://example.org/", "done_by": ["share"] },
        ],
    });
    world.backend.replace(&ladder).await?;
    let mut events = rsvp::events(world, &json!([rsvp::assembly()]));
    events["thanks"] = json!({ "completes": [{ "rung": "come", "answer": "yes" }] });
    world.backend.replace(&events).await
}

fn element(world: &World, kind: &str, id: &str) -> String {
    format!("<rungs-{kind} loading=eager config='{}/v1/widgets/{id}'></rungs-{kind}>", world.faults.origin)
}

async fn open(world: &World, elements: &[String]) -> Result<()> {
    world.open_body(&[world.script(), elements.concat()].concat(), None).await
}

/// Changes the answer that was given on this device.
async fn change(browser: &Browser, reply: &str, standing: &str) -> Result<()> {
    browser.click(".held > .ways > button").await?;
    browser.until("deep('[name=\"rsvp.assembly\"]:checked')").await?;
    browser.click(&format!("[name='rsvp.assembly'][value='{reply}']")).await?;
    browser.click("button[type=submit]").await?;
    browser.until(&format!("deep('.standing')?.innerText == {standing:?}")).await
}

#[test]
fn a_no_that_becomes_a_yes_completes_the_rung_and_a_yes_that_is_called_off_leaves_it_done() {
    journey(|world| async move {
        let browser = &world.browser;
        put(&world).await?;
        open(&world, &[element(&world, "rsvp", "test"), element(&world, "ladder", "way")]).await?;
        until(browser, &format!("{NEXT} === 'Come along'")).await?;
        rsvp::answer(browser, "no", "ada@example.org").await?;
        assert_eq!(told(browser, NEXT).await?, "Come along");
        change(browser, "yes", "You have a place.").await?;
        until(browser, &format!("{NEXT} === 'Tell a friend'")).await?;
        assert_eq!(told(browser, "rung('#said').textContent").await?, "Done: Come along");
        let done = "rung('.rung[data-state=done] .rung-label').textContent";
        assert_eq!(told(browser, done).await?, "Come along");
        change(browser, "no", "You are not coming.").await?;
        let changes = "return heard.filter(({ type }) => type === 'rungs:change').map(({ detail }) => [detail.id, detail.outcome, detail.answer])";
        let expected = json!([["test", "confirmed", "yes"], ["test", "confirmed", "no"]]);
        assert_eq!(browser.script(changes).await?, expected);
        let outcomes = "return heard.filter(({ type }) => type === 'rungs:outcome').length";
        assert_eq!(browser.script(outcomes).await?, json!(1), "a change is no second answer");
        assert_eq!(told(browser, done).await?, "Come along");
        browser.driver.refresh().await?;
        until(browser, &format!("{NEXT} === 'Tell a friend'")).await
    });
}

#[test]
fn a_changed_answer_on_a_page_without_a_ladder_reaches_the_ladder_of_another_tab() {
    journey(|world| async move {
        let browser = &world.browser;
        put(&world).await?;
        open(&world, &[element(&world, "ladder", "way")]).await?;
        until(browser, &format!("{NEXT} === 'Come along'")).await?;
        let first = browser.driver.window().await?;
        browser.tab().await?;
        open(&world, &[element(&world, "rsvp", "test")]).await?;
        rsvp::answer(browser, "no", "ada@example.org").await?;
        let kept = "return localStorage['rungs:ladder:journeys'] ?? null";
        assert_eq!(browser.script(kept).await?, Value::Null);
        change(browser, "yes", "You have a place.").await?;
        change(browser, "no", "You are not coming.").await?;
        browser.driver.switch_to_window(first).await?;
        until(browser, &format!("{NEXT} === 'Tell a friend'")).await
    });
}
