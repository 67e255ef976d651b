//! A survey over other systems.

use anyhow::Result;
use rungs_browser_tests::{Elsewhere, World, journey};
use serde_json::{Value, json};

use super::{open_over, sign_off, systems, thanks};

fn survey() -> Value {
    json!({
        "id": "test", "kind": "survey", "title": "Safe streets", "results": "after", "partial": true,
        "pages": [
            { "questions": [{ "name": "why", "kind": "short_text", "label": "Why?", "required": true }] },
            { "questions": [{ "name": "you", "kind": "contact", "fields": ["given_name", "email"] }] },
        ],
        "consents": [{ "id": "updates", "style": "radio", "text": "May we write to you?" }],
        "asks": [{ "explain": "Everyone is offered a talk.", "offer": "talk_to_organiser" }],
        "thanks": { "title": "The council has your answers" },
    })
}

async fn answer(world: &World) -> Result<()> {
    let browser = &world.browser;
    browser.until("deep('[name=why]')").await?;
    browser.fill("why", "Lorries").await?;
    world.submit().await?;
    sign_off(world).await
}

#[test]
fn answers_reach_every_system_and_the_widget_claims_no_more_than_that_says() {
    journey(|world| async move {
        for system in systems("/surveys/a1/responses").await? {
            let of = &system.backend;
            open_over(&world, "survey", &survey(), of).await?;
            answer(&world).await?;
            let said = thanks(&world).await?;
            let (title, text) = match system.outcome {
                "confirmed" => ("The council has your answers", "Your answers are recorded."),
                "sent" => ("Thank you", "Your answers have been sent."),
                _ => ("One step left", "Your answers count once you use the link in it."),
            };
            assert!(said.starts_with(&format!("{}: {title}\n", system.outcome)), "{of}: {said}");
            assert!(said.contains(text), "{of}: {said}");
            // The pages before the last went nowhere by themselves.
            let sent = system.elsewhere.sent();
            assert!(sent.len() == 1 && sent[0].path.starts_with(system.path), "{of}: {sent:?}");
            assert!(sent[0].body.contains("Lorries") && sent[0].body.contains("grace"), "{of}: {sent:?}");
            // Nobody there calls back, or tells what the answers of all amount to.
            let more = world.browser.script("return [deep('.next'), deep('.results')]").await?;
            assert_eq!(more, json!([null, null]), "{of}");
        }
        Ok(())
    });
}

#[test]
fn a_field_that_a_system_refuses_is_named_on_its_page_and_a_no_is_not_sent_as_a_yes() {
    journey(|world| async move {
        let browser = &world.browser;
        let errors =
            json!([{ "message": "email: has invalid format", "path": ["addActionContact", "email"] }]);
        let elsewhere = Elsewhere::start(true, 200, &json!({ "errors": errors })).await?;
        let backend = json!({ "kind": "proca", "url": format!("{}/api", elsewhere.origin), "action_page": 42,
            "email_consent": "updates", "counts": false });
        open_over(&world, "survey", &survey(), &backend).await?;
        answer(&world).await?;
        browser.until("deep('#summary:not([hidden])') && deep('[name=email]').getAttribute('aria-invalid') == 'true'").await?;
        let recorded =
            json!({ "data": { "addActionContact": { "contactRef": "r3f", "firstName": "Grace" } } });
        elsewhere.answer(200, &recorded.to_string());
        browser.fill("email", "anization").await?;
        browser.click("[name='consent.updates'][value=no]").await?;
        world.submit().await?;
        let said = thanks(&world).await?;
        assert!(said.contains("Your answers are recorded."), "{said}");
        let sent = elsewhere.sent();
        let body: Value = serde_json::from_str(&sent[1].body)?;
        assert_eq!(body["variables"]["privacy"], json!({ "optIn": false }));
        assert_eq!(body["variables"]["action"]["actionType"], "survey");
        Ok(())
    });
}
