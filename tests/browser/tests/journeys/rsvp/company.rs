//! Who comes along.

use rungs_browser_tests::journey;
use serde_json::json;

use super::{assembly, events, open};

#[test]
fn guests_come_along_by_name_up_to_the_limit_and_each_needs_a_place() {
    journey(|world| async move {
        let mut event = assembly();
        (event["guests"], event["capacity"]) = (json!(2), json!(3));
        open(&world, &events(&world, &json!([event]))).await?;
        let browser = &world.browser;
        browser.until("deep('[name=\"rsvp.assembly\"]')").await?;
        // Nobody is asked who does not say that they come.
        browser.click("[name='rsvp.assembly'][value='maybe']").await?;
        browser.until("deep('.company')").await?;
        browser.until("!deep('.guests').checkVisibility()").await?;
        browser.click("[name='rsvp.assembly'][value='yes']").await?;
        browser.until("deep('.guests').checkVisibility()").await?;
        let counts = browser
            .script("return [...deep('[name=\"guests.assembly\"]').options].map((o) => o.value)")
            .await?;
        assert_eq!(counts, json!(["0", "1", "2"]));
        browser.script("const count = deep('[name=\"guests.assembly\"]'); count.value = '2'; count.dispatchEvent(new Event('input', { bubbles: true }))").await?;
        browser.until("deep('[name=\"guest.assembly.2\"]')").await?;
        browser.fill("guest.assembly.1", "Ada").await?;
        browser.fill("email", "grace@example.org").await?;
        // Who they bring must be said.
        browser.click("button[type=submit]").await?;
        browser.until("deep('[name=\"guest.assembly.2\"]').getAttribute('aria-invalid') == 'true'").await?;
        assert_eq!(world.faults.submissions(), 0);
        browser.fill("guest.assembly.2", "Zoë").await?;
        browser.click("button[type=submit]").await?;
        browser.until("deep('.standing')?.innerText == 'You have a place.'").await?;
        let held = world.backend.rows("SELECT state, CAST(places AS TEXT) FROM replies").await?;
        assert_eq!(held, [("coming".to_owned(), "3".to_owned())]);
        let fields = world.backend.rows("SELECT id, fields FROM submissions").await?;
        let fields: serde_json::Value = serde_json::from_str(&fields[0].1)?;
        assert_eq!(
            (&fields["guest.assembly.1"], &fields["guest.assembly.2"]),
            (&json!("Ada"), &json!("Zoë"))
        );
        // Nobody else has room.
        browser.click(".held > .ways > button:last-of-type").await?;
        browser.until("deep('.room-left')?.innerText.startsWith('No place left; you can wait')").await
    });
}

#[test]
fn what_someone_brings_and_what_an_event_asks_goes_along_with_their_answer() {
    journey(|world| async move {
        let mut event = assembly();
        event["roles"] = json!([{ "id": "attend", "kind": "attend" }, { "id": "cake", "kind": "bring", "label": "Bring a cake" }]);
        event["questions"] =
            json!([{ "name": "diet", "label": "Anything you do not eat?", "required": false }]);
        open(&world, &events(&world, &json!([event]))).await?;
        let browser = &world.browser;
        browser.until("deep('[name=\"rsvp.assembly\"]')").await?;
        browser.click("[name='rsvp.assembly'][value='yes']").await?;
        browser.until("deep('[name=\"role.assembly\"]')?.checkVisibility()").await?;
        // What is asked only of those who bring something.
        browser.until("!deep('[name=\"bring.assembly\"]').checkVisibility()").await?;
        browser.click("[name='role.assembly'][value='cake']").await?;
        browser.until("deep('[name=\"bring.assembly\"]').checkVisibility()").await?;
        for (name, text) in
            [("bring.assembly", "Plum cake"), ("diet", "Nuts"), ("email", "grace@example.org")]
        {
            browser.fill(name, text).await?;
        }
        browser.click("button[type=submit]").await?;
        browser.until("deep('.standing')?.innerText == 'You have a place.'").await?;
        let fields = world.backend.rows("SELECT id, fields FROM submissions").await?;
        let fields: serde_json::Value = serde_json::from_str(&fields[0].1)?;
        let expected = json!({
            "rsvp.assembly": "yes", "role.assembly": "cake", "bring.assembly": "Plum cake", "diet": "Nuts",
            "email": "grace@example.org", "guests.assembly": null,
        });
        for (name, value) in expected.as_object().into_iter().flatten() {
            assert_eq!(fields[name], *value, "{name}");
        }
        Ok(())
    });
}
