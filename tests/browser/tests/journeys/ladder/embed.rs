//! Sign, share, answer and come along: in one embed, one widget after the other in its place, and nothing is typed twice.

use rungs_browser_tests::journey;
use serde_json::json;

use crate::rsvp;

/// The step that the ladder within the thanks asks next.
const NEXT: &str = "deep('rungs-ladder')?.shadowRoot?.querySelector('.next-label')?.textContent";

#[test]
fn sign_share_answer_and_come_along_in_one_embed() {
    journey(|world| async move {
        let browser = &world.browser;
        let backend = &world.backend;
        let address = |id: &str| format!("{}/v1/widgets/{id}", world.faults.origin);
        let campaign = |mut config: serde_json::Value, id: &str| {
            config["id"] = json!(id);
            config["campaign"] = json!("journeys");
            config["backend"] = json!(world.faults.origin);
            config
        };
        let ladder = json!({
            "kind": "ladder", "title": "Your way",
            "rungs": [
                { "id": "sign", "label": "Sign", "done_by": [{ "widget": "air" }], "widget": "petition", "config": address("air") },
                { "id": "share", "label": "Tell three people", "offer": "share" },
                { "id": "say", "label": "Say what should change", "done_by": [{ "widget": "streets" }], "widget": "survey", "config": address("streets") },
                { "id": "come", "label": "Come along", "done_by": [{ "widget": "meet", "answer": "yes" }], "widget": "rsvp", "config": address("meet") },
            ],
            "thanks": { "share": ["copy"], "share_url": "https://example.org/air" },
        });
        let mut petition = world.config();
        petition["thanks"] = json!({ "ladder": address("way") });
        let survey = json!({
            "kind": "survey", "title": "Streets",
            "questions": [
                { "name": "safe", "kind": "yes_no", "label": "Do you feel safe?" },
                { "name": "you", "kind": "contact", "label": "How do we reach you?", "fields": ["given_name", "email"] },
            ],
        });
        let mut events = rsvp::events(&world, &json!([rsvp::assembly()]));
        events["fields"] = json!(["given_name", "email"]);
        for (config, id) in [(events, "meet"), (survey, "streets"), (petition, "air"), (ladder, "way")] {
            backend.replace(&campaign(config, id)).await?;
        }
        browser
            .before_pages("window.copied = []; Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { copied.push(text) } } });")
            .await?;
        let page = format!(
            "{}<rungs-petition loading=eager config='{}'></rungs-petition>",
            world.script(),
            address("air")
        );
        world.open_body(&page, None).await?;
        browser.ready().await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;

        // Sharing is the next step, in the place of the thanks.
        browser.until(&format!("{NEXT} === 'Tell three people'")).await?;
        let within = "deep('rungs-ladder').shadowRoot";
        let press = |selector: &str| format!("{within}.querySelector({selector:?}).click()");
        browser.until(&format!("{within}.querySelector('.next .button')")).await?;
        browser.script(&press(".next .button")).await?;
        browser.until(&format!("{within}.querySelector('.next .share button')")).await?;
        browser.script(&press(".next .share button")).await?;
        browser.until("copied.length === 1").await?;
        let code =
            backend.rows("SELECT referral, '' FROM submissions WHERE widget = 'air'").await?[0].0.clone();
        let link = format!(
            "https://example.org/air?utm_source=copy&utm_medium=share&utm_campaign=journeys&referrer={code}"
        );
        assert_eq!(browser.script("return copied[0]").await?, json!(link));

        // The survey opens in place, and knows what was given.
        browser
            .until(&format!("{NEXT} === 'Say what should change' && {within}.querySelector('.next .button')"))
            .await?;
        browser.script(&press(".next .button")).await?;
        let survey = &format!("{within}?.querySelector('rungs-survey')?.shadowRoot");
        let given = |widget: &str| {
            format!(
                "['given_name', 'email'].map((name) => {widget}?.querySelector(`[name$='${{name}}']`)?.value).join() === 'Grace,grace@example.org'"
            )
        };
        browser.until(&format!("{survey}?.querySelector('[name=safe]')")).await?;
        browser.until(&given(survey)).await?;
        browser.script(&format!("{survey}.querySelector('[name=safe]').click()")).await?;
        browser.script(&format!("{survey}.querySelector('button[type=submit]').click()")).await?;
        browser.until(&format!("{survey}.querySelector('.thanks-title')")).await?;

        // And so do the events; the last step is done.
        browser.until(&format!("{NEXT} === 'Come along' && {within}.querySelector('.next .button')")).await?;
        browser.script(&press(".next .button")).await?;
        let events = &format!("{within}?.querySelector('rungs-rsvp')?.shadowRoot");
        browser.until(&format!("{events}?.querySelector('[name=\"rsvp.assembly\"]')")).await?;
        browser
            .script(&format!("{events}.querySelector('[name=\"rsvp.assembly\"][value=yes]').click()"))
            .await?;
        browser.until(&given(events)).await?;
        browser.script(&format!("{events}.querySelector('button[type=submit]').click()")).await?;
        browser.until(&format!("{events}.querySelector('.standing')")).await?;
        browser
            .until(&format!(
                "{within}.querySelector('#next')?.textContent === 'You have done every step. Thank you!'"
            ))
            .await?;

        for widget in ["air", "streets", "meet"] {
            let rows = backend.rows("SELECT widget, fields FROM submissions").await?;
            let own = rows.iter().find(|(own, _)| own == widget);
            assert!(
                own.is_some_and(|(_, fields)| fields.contains("grace@example.org")),
                "{widget}: {rows:?}"
            );
        }
        Ok(())
    });
}
