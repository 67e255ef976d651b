//! "Can you host one?", asked of whoever said yes.

use anyhow::Result;
use rungs_browser_tests::{Rules, World, axe, journey};
use serde_json::{Value, json};

use super::{answer, assembly, events, open};

const OPEN: &str = "SELECT offer, fields FROM offers WHERE withdrawn_at IS NULL";
const FORM: &str = "deep('[name=topic]')?.checkVisibility()";

/// Events that ask.
fn asking(world: &World) -> Value {
    let mut config = events(world, &json!([assembly()]));
    config["fields"] =
        json!(["given_name", { "name": "email", "required": true }, { "name": "phone", "country": "GB" }]);
    config["host"] = json!({ "text": "Your kitchen is large enough.", "staff_follow_up": { "who": "Sam", "within_hours": 30 } });
    config
}

async fn come(world: &World, reply: &str) -> Result<()> {
    open(world, &asking(world)).await?;
    say(world, reply).await
}

async fn say(world: &World, reply: &str) -> Result<()> {
    let browser = &world.browser;
    browser.until("deep('[name=\"rsvp.assembly\"]')").await?;
    browser.click(&format!("[name='rsvp.assembly'][value='{reply}']")).await?;
    browser.until("deep('[name=given_name]')").await?;
    browser.fill("given_name", "Grace").await?;
    answer(browser, reply, "grace@example.org").await
}

#[test]
fn whoever_comes_can_offer_to_host_one_with_what_they_gave_and_take_that_back() {
    journey(|world| async move {
        let browser = &world.browser;
        come(&world, "yes").await?;
        assert!(browser.text(".held .next").await?.contains("Your kitchen is large enough."));
        browser.click(".held .next button").await?;
        // The form comes with more code, and the focus goes to what is asked first.
        browser.until("deep('[name=given_name]')?.getRootNode().activeElement?.name == 'given_name'").await?;
        let given =
            "return ['given_name', 'phone', 'topic'].map((name) => deep(`[name=${name}]`).value).join()";
        assert_eq!(browser.script(given).await?, "Grace,,Assembly");
        world.submit().await?;
        browser.until("deep('#summary')?.checkVisibility()").await?;
        assert_eq!(world.backend.rows(OPEN).await?, []);
        assert_eq!(axe(browser, Rules::Widget).await?, Vec::<String>::new());
        browser.fill("phone", "0113 496 0000").await?;
        world.submit().await?;
        browser
            .until(
                "/^Thank you. Sam will be in touch by .+[.]/.test(deep('.held .next [tabindex]')?.innerText)",
            )
            .await?;
        let rows = world.backend.rows(OPEN).await?;
        let kept: Value = serde_json::from_str(&rows[0].1)?;
        let expected = json!({ "given_name": "Grace", "phone": "+441134960000", "topic": "Assembly" });
        assert_eq!((rows.len(), &*rows[0].0, kept), (1, "host", expected));
        // Their place stays what it was.
        assert_eq!(browser.text(".standing").await?, "You have a place.");
        let said = "It is withdrawn, and what you entered is deleted.";
        browser.click(".held .next .back").await?;
        browser.until(&format!("deep('.next').getRootNode().activeElement?.innerText == '{said}'")).await?;
        assert_eq!(world.backend.rows(OPEN).await?, []);
        // It was a slip: the same once more is a new offer.
        browser.click(".held .next button").await?;
        browser.until(FORM).await?;
        world.submit().await?;
        browser.until("deep('.held .next')?.innerText.includes('Thank you. Sam')").await?;
        assert_eq!(world.backend.rows(OPEN).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn whoever_does_not_come_is_not_asked_to_host() {
    journey(|world| async move {
        come(&world, "no").await?;
        assert!(world.browser.script("return deep('.held .next')").await?.is_null());
        Ok(())
    });
}

#[test]
fn an_offer_to_host_that_cannot_be_sent_waits_and_is_sent_once_there_is_a_connection() {
    journey(|world| async move {
        let browser = &world.browser;
        come(&world, "yes").await?;
        browser.click(".held .next button").await?;
        browser.until(FORM).await?;
        browser.fill("phone", "0113 496 0000").await?;
        browser.offline(true).await?;
        world.submit().await?;
        browser.until("deep('.held .next')?.innerText.includes('Not sent yet')").await?;
        browser.offline(false).await?;
        browser.until("deep('.held .next')?.innerText.includes('Thank you. Sam')").await?;
        assert_eq!(world.backend.rows(OPEN).await?.len(), 1);
        Ok(())
    });
}

#[test]
fn what_is_sent_where_no_ladder_is_counts_on_the_one_that_someone_has() {
    journey(|world| async move {
        let browser = &world.browser;
        let ladder = json!({
            "id": "way", "kind": "ladder", "campaign": "journeys", "title": "Your way",
            "rungs": [
                { "id": "come", "label": "Come", "href": "/", "done_by": [{ "widget": "test", "answer": "yes" }] },
                { "id": "host", "label": "Host", "offer": "host" },
            ],
            "remember": { "consent": "Remember my steps", "version": "1" },
        });
        world.backend.replace(&ladder).await?;
        open(&world, &asking(&world)).await?;
        // As a ladder on another page of the site has kept it.
        let begin = format!(
            "const agreement = {{ text: 'Remember my steps', version: '1', locale: 'en' }};
            const body = JSON.stringify({{ agreement, progress: {{ done: {{}} }} }});
            const headers = {{ 'content-type': 'application/json' }};
            return fetch('{}/v1/ladder/journeys', {{ method: 'POST', headers, body }})
                .then((answer) => answer.json())
                .then(({{ token }}) => (localStorage['rungs:ladder:journeys'] = JSON.stringify({{ token }})))",
            world.backend.origin
        );
        browser.script(&begin).await?;
        say(&world, "yes").await?;
        assert_eq!(world.backend.rows("SELECT rung, '' FROM steps").await?, [("come".into(), String::new())]);
        browser.click(".held .next button").await?;
        browser.until(FORM).await?;
        browser.fill("phone", "0113 496 0000").await?;
        world.submit().await?;
        browser.until("deep('.held .next')?.innerText.includes('Thank you. Sam')").await?;
        let id = world.backend.rows("SELECT id, '' FROM offers").await?[0].0.clone();
        world.backend.staff(&format!("/offers/{id}/done")).await?;
        let steps = world.backend.rows("SELECT rung, '' FROM steps ORDER BY rung").await?;
        assert_eq!(steps, ["come", "host"].map(|rung| (rung.to_owned(), String::new())));
        Ok(())
    });
}
