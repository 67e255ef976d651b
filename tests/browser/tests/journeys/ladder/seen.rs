//! What axe-core finds in states that are only reached by doing something; the gallery has the others.

use anyhow::Result;
use rungs_browser_tests::{Rules, World, axe, journey};
use serde_json::{Value, json};

use super::{open_own, press, until};

pub(super) async fn nothing_found(world: &World, state: &str) -> Result<()> {
    let mut found = axe(&world.browser, Rules::All).await?;
    // The page around it has no landmarks.
    found.retain(|finding| !finding.starts_with("landmark-one-main") && !finding.starts_with("region"));
    assert_eq!(found, Vec::<String>::new(), "{state}");
    Ok(())
}

fn offer(offer: &str) -> Value {
    let mut rung = json!({
        "id": offer.replace('_', "-"), "label": offer, "text": "More about **it**.", "offer": offer,
    });
    // Nobody is in touch about that.
    if offer != "check_in" {
        rung["staff_follow_up"] = json!({ "who": "Sam", "within_hours": 48 });
    }
    rung
}

#[test]
fn axe_finds_nothing_in_what_can_be_unfolded() {
    journey(|world| async move {
        let browser = &world.browser;
        let keys = json!({
            "rungs": [
                offer("host"),
                {
                    "id": "come", "label": "Come", "href": "#", "done_by": ["attended"], "unlock": { "within_km": 10 },
                    "near": { "latitude": 53.8, "longitude": -1.55 },
                },
            ],
            "ask_about": ["minutes", "evenings", "weekends", "skills", "distance"],
            "skills": [{ "value": "talking", "label": "Talking to people" }],
            "towns": [{ "name": "Leeds", "latitude": 53.8, "longitude": -1.55 }],
            "summary": true, "minimum": 0,
            "remember": { "consent": "Remember my steps. [Privacy](https://example.org/privacy)" },
        });
        open_own(&world, &keys).await?;
        for (fold, there) in [
            ("about", "rung('#town')"),
            ("summary-chart", "rung('.summary-chart .chart')"),
            ("remember", "rung('.remember button')"),
        ] {
            press(browser, &format!("details.{fold} summary")).await?;
            until(browser, there).await?;
            nothing_found(&world, fold).await?;
        }
        press(browser, ".summary-chart details summary").await?;
        nothing_found(&world, "the table").await?;
        press(browser, ".remember button").await?;
        until(browser, "rung('#link')").await?;
        nothing_found(&world, "remembered").await?;
        press(browser, ".next .back").await?;
        until(browser, "rung('.done')").await?;
        nothing_found(&world, "nothing is left to ask").await?;
        press(browser, ".own .link").await?;
        until(browser, "rung('.own .link').hidden").await?;
        nothing_found(&world, "forgotten").await
    });
}

#[test]
fn axe_finds_nothing_in_any_offer_empty_wrong_or_sent() {
    journey(|world| async move {
        let browser = &world.browser;
        for name in ["talk_to_organiser", "host", "shift", "check_in"] {
            open_own(&world, &json!({ "rungs": [offer(name)] })).await?;
            press(browser, ".next .button").await?;
            until(browser, "rung('form')").await?;
            nothing_found(&world, name).await?;
            press(browser, "button[type=submit]").await?;
            until(browser, "rung('.summary') || rung('.steps .notice')").await?;
            nothing_found(&world, &format!("{name}, sent empty")).await?;
        }
        open_own(&world, &json!({ "rungs": [offer("bring_friend")] })).await?;
        press(browser, ".next .button").await?;
        until(browser, "rung('#friend-1')").await?;
        for index in 0..2 {
            browser
                .deep(&format!("#friend-{index}"))
                .await?
                .send_keys("Friend" + thirtyfour::Key::Tab)
                .await?;
            until(browser, &format!("rung('#friend-{index}').parentNode.querySelector('.share')")).await?;
        }
        nothing_found(&world, "friends").await?;
        press(browser, ".next .fields > .button").await?;
        until(browser, "rung('.steps .notice')").await?;
        nothing_found(&world, "thanked").await
    });
}

#[test]
fn axe_finds_nothing_in_a_widget_that_is_opened_in_place_nor_in_the_ladder_within_thanks() {
    journey(|world| async move {
        let browser = &world.browser;
        let origin = &world.backend.origin;
        let mut config = world.config();
        config["thanks"] = json!({ "ladder": format!("{origin}/v1/widgets/clean-air-ladder") });
        world.open(&config).await?;
        browser.ready().await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;
        browser.until("deep('rungs-ladder')?.shadowRoot?.querySelector('.next-label')").await?;
        nothing_found(&world, "in thanks").await?;

        let keys = json!({ "rungs": [{
            "id": "sign", "label": "Sign the petition", "widget": "petition", "config": format!("{origin}/v1/widgets/clean-air"),
            "done_by": [{ "widget": "clean-air" }],
        }] });
        open_own(&world, &keys).await?;
        press(browser, ".next .button").await?;
        until(browser, "rung('rungs-petition')?.shadowRoot?.querySelector('form')").await?;
        nothing_found(&world, "in place").await
    });
}
