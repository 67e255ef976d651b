//! A ladder over other systems: none of them takes what it offers, keeps progress or counts.

use rungs_browser_tests::journey;
use serde_json::{Value, json};

use super::{open_over, systems};
use crate::ladder::{NEXT, press, told, until};

fn ladder() -> Value {
    json!({
        "id": "test", "kind": "ladder", "campaign": "journeys", "title": "Your way", "summary": true,
        "remember": { "consent": "Remember me", "version": "1" },
        "rungs": [
            { "id": "talk", "label": "Talk with us", "offer": "talk_to_organiser" },
            { "id": "shift", "label": "Take a shift", "offer": "shift" },
            { "id": "host", "label": "Host an evening", "offer": "host" },
            { "id": "came", "label": "Say that you came", "offer": "check_in" },
            { "id": "share", "label": "Tell three people", "offer": "share" },
            { "id": "read", "label": "Read on", "href": "#read", "done_by": [{ "widget": "clean-air" }] },
        ],
    })
}

const RUNGS: &str = "[...document.querySelector('rungs-ladder').shadowRoot.querySelectorAll('.rung-label')].map((label) => label.textContent)";

#[test]
fn only_what_no_backend_has_to_take_is_asked_for() {
    journey(|world| async move {
        let browser = &world.browser;
        for system in systems("/petitions/a1/signatures").await? {
            let of = &system.backend;
            open_over(&world, "ladder", &ladder(), of).await?;
            until(browser, &format!("{NEXT} == 'Tell three people'")).await?;
            assert_eq!(told(browser, RUNGS).await?, "Tell three people,Read on", "{of}");
            assert_eq!(browser.script("return deep('.remember')").await?, Value::Null, "{of}");
            press(browser, ".next .button").await?;
            until(browser, "rung('.share')").await?;
            assert!(system.elsewhere.sent().is_empty(), "{of}");
        }
        // A preview shows all of it.
        open_over(&world, "ladder", &ladder(), &json!("preview")).await?;
        until(browser, &format!("{NEXT} == 'Talk with us'")).await?;
        Ok(())
    });
}
