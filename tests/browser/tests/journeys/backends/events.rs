//! Answers to an event over other systems.

use anyhow::Result;
use rungs_browser_tests::{Elsewhere, World, journey};
use serde_json::{Value, json};

use super::{open_over, sign_off, systems, thanks};

fn event() -> Value {
    json!({
        "id": "test", "kind": "rsvp", "title": "Meet us", "time_zone": "Europe/London",
        "events": [{
            "id": "assembly", "title": "Assembly", "mode": "in_person", "capacity": 5,
            "venue": { "name": "The Old Mill", "locality": "Northbridge" },
            "start": "2030-07-01T18:30", "end": "2030-07-01T20:30",
        }],
        "fields": ["given_name", "email"],
        "consents": [{ "id": "updates", "style": "radio", "text": "May we write to you?" }],
        "thanks": { "title": "See you there" },
    })
}

async fn answer(world: &World, reply: &str) -> Result<()> {
    let browser = &world.browser;
    browser.until("deep('[name=\"rsvp.assembly\"]')").await?;
    browser.click(&format!("[name='rsvp.assembly'][value={reply}]")).await?;
    sign_off(world).await
}

#[test]
fn answers_reach_every_system_and_nobody_is_promised_a_place_that_it_does_not_keep() {
    journey(|world| async move {
        for system in systems("/events/a1/attendances").await? {
            let of = &system.backend;
            open_over(&world, "rsvp", &event(), of).await?;
            answer(&world, "yes").await?;
            let said = thanks(&world).await?;
            let (title, text) = match system.outcome {
                "confirmed" => ("See you there", "Your answer is recorded."),
                "sent" => ("Thank you", "Your answer has been sent."),
                _ => ("One step left", "Your answer counts once you use the link in it."),
            };
            assert!(said.starts_with(&format!("{}: {title}\n", system.outcome)), "{of}: {said}");
            assert!(said.contains(text) && said.contains("Assembly"), "{of}: {said}");
            assert!(!said.contains("You have a place"), "{of}: {said}");
            // What cannot be changed there is not offered to be.
            let ways = world.browser.text(".held > .ways").await?;
            assert_eq!(ways.trim(), "Answer for someone else", "{of}");
            assert_eq!(world.browser.text(".room-left").await?, "", "{of}");
            let sent = system.elsewhere.sent();
            assert!(sent.len() == 1 && sent[0].path.starts_with(system.path), "{of}: {sent:?}");
            let body = &sent[0].body;
            assert!(body.contains("grace"), "{of}: {body}");
            // Action Network and OSDI know attendances; others get the answer under its own name.
            let told = match of["kind"].as_str() {
                Some("action_network") => "a1",
                Some("osdi") => "\"status\":\"accepted\"",
                // Its fields are words with a low line between them.
                Some("actionkit") => "action_rsvp_assembly",
                _ => "rsvp.assembly",
            };
            assert!(body.contains(told) || sent[0].path.contains(told), "{of}: {body}");
        }
        Ok(())
    });
}

#[test]
fn time_that_goes_by_draws_no_thanks_anew_and_takes_no_focus() {
    journey(|world| async move {
        let browser = &world.browser;
        let elsewhere = Elsewhere::start(true, 202, &json!(null)).await?;
        let hook = json!({ "kind": "webhook", "url": format!("{}/hook", elsewhere.origin) });
        open_over(&world, "rsvp", &event(), &hook).await?;
        answer(&world, "yes").await?;
        // It keeps no places that anyone could be told of.
        browser.until("deep('.standing')?.hidden").await?;
        browser.until("deep('.held .ways button')").await?;
        browser.script("deep('.held').seen = true; deep('.held .ways button').focus()").await?;
        browser.script("Date.now = () => Date.UTC(2030, 6, 2)").await?;
        browser.until("deep('.standing')?.innerText == 'This is over'").await?;
        let same = "return deep('.held').seen && deep('.rsvp').getRootNode().activeElement === deep('.held .ways button')";
        assert_eq!(browser.script(same).await?, json!(true));
        Ok(())
    });
}

#[test]
fn an_answer_that_a_system_cannot_be_told_is_not_bent_and_the_form_says_so() {
    journey(|world| async move {
        let browser = &world.browser;
        let all = systems("/events/a1/attendances").await?;
        for (system, reply, told) in [(&all[0], "no", None), (&all[1], "no", Some("declined"))] {
            open_over(&world, "rsvp", &event(), &system.backend).await?;
            answer(&world, reply).await?;
            let sent = if let Some(told) = told {
                thanks(&world).await?;
                let sent = system.elsewhere.sent();
                assert!(sent[0].body.contains(&format!("\"status\":{told:?}")), "{sent:?}");
                sent
            } else {
                browser
                    .until(
                        "deep('#summary:not([hidden])')?.innerText.includes('please choose from the list')",
                    )
                    .await?;
                system.elsewhere.sent()
            };
            assert_eq!(sent.len(), usize::from(told.is_some()), "{sent:?}");
        }
        Ok(())
    });
}
