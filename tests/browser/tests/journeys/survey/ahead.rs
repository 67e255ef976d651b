//! Pages of a survey that are drawn before anyone has turned to them.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};
use thirtyfour::Key;

use super::{choose, faults, open};

fn survey(world: &World) -> Value {
    let more = |page: u8| {
        json!({ "title": format!("Page {page}"), "questions": [
            { "name": format!("why{page}"), "kind": "short_text", "label": "Why {{how|so}}?" },
            { "name": format!("good{page}"), "kind": "scale", "label": "How good is it?", "required": true },
            { "name": format!("list{page}"), "kind": "dropdown", "label": "Where?", "options": ["North", "South"] },
            { "name": format!("first{page}"), "kind": "ranking", "label": "What first?", "options": ["Lanes", "Signs"] },
            { "name": format!("story{page}"), "kind": "long_text", "label": "What else?", "max_length": 100 },
        ] })
    };
    let mut pages = vec![json!({ "title": "Page 1", "questions": [
        { "name": "how", "kind": "single_choice", "label": "How do you travel?", "options": ["bike", "bus"] },
    ] })];
    pages.extend((2..=4).map(more));
    json!({
        "id": "test", "kind": "survey", "title": "Safe streets", "backend": world.faults.origin, "partial": true,
        "pages": pages, "consents": [{ "id": "updates", "style": "radio", "text": "May we write to you?" }],
    })
}

/// What is drawn of a page and not seen.
fn drawn(page: u8) -> String {
    format!("deep('.pages').querySelector('.away [name=story{page}]')")
}

/// Goes on or back to a page, and answers it.
async fn turn(world: &World, button: &str, page: u8) -> Result<()> {
    world.browser.click(button).await?;
    world.browser.until(&format!("deep('.page-title')?.innerText.includes('Page {page}')")).await?;
    world.browser.until("deep('.page-title') == deep('.page-title').getRootNode().activeElement").await
}

const NEXT: &str = "button[type=submit]";

#[test]
fn a_page_that_is_drawn_and_not_seen_is_there_for_nobody() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world, &survey(&world)).await?;
        choose(&world, "how", "bus").await?;
        browser.until(&drawn(2)).await?;
        assert_eq!(faults(&world).await?, Vec::<String>::new());
        let root = "deep('.pages').getRootNode()";
        let twice = format!(
            "return [...{root}.querySelectorAll('[id]')].map(({{ id }}) => id).filter((id, at, all) => all.indexOf(id) != at)"
        );
        assert_eq!(browser.script(&twice).await?, json!([]));
        let sight = format!(
            "return [...{root}.querySelectorAll('.away *')].filter((part) => part.checkVisibility()).length"
        );
        assert_eq!(browser.script(&sight).await?, json!(0));
        // Nor for whoever goes through the page by keys.
        browser.script("deep('[name=how]:checked').focus()").await?;
        for _ in 0..8 {
            browser.driver.action_chain().send_keys(Key::Tab + "").perform().await?;
            let at =
                browser.script(&format!("return {root}.activeElement?.closest('.away')?.innerHTML")).await?;
            assert_eq!(at, Value::Null);
        }
        assert_eq!(browser.script("return deep('#said').textContent").await?, json!(""));
        assert_eq!(
            browser.script("return heard.map(({ type }) => type).join()").await?,
            json!("rungs:ready,rungs:start")
        );
        assert!(world.backend.rows("SELECT id, fields FROM partials").await?.is_empty());
        turn(&world, NEXT, 2).await?;
        assert!(browser.text("label[for=f-why2]").await?.starts_with("Why bus?"));
        assert_eq!(faults(&world).await?, Vec::<String>::new());
        Ok(())
    });
}

#[test]
fn no_answer_is_lost_between_pages_that_stay_and_pages_that_go() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world, &survey(&world)).await?;
        choose(&world, "how", "bike").await?;
        for page in 2..=4 {
            turn(&world, NEXT, page).await?;
            browser.fill(&format!("why{page}"), &format!("because {page}")).await?;
            choose(&world, &format!("good{page}"), "3").await?;
            browser.until(&format!("deep('[name=story{page}]')")).await?;
            browser.fill(&format!("story{page}"), &format!("story {page}")).await?;
        }
        for page in (1..=3).rev() {
            turn(&world, ".back", page).await?;
        }
        choose(&world, "how", "bus").await?;
        for page in 2..=4 {
            turn(&world, NEXT, page).await?;
            assert!(browser.text(&format!("label[for=f-why{page}]")).await?.starts_with("Why bus?"));
            browser.until(&format!("deep('[name=why{page}]').value == 'because {page}'")).await?;
        }
        choose(&world, "consent.updates", "no").await?;
        world.submit().await?;
        browser.until("deep('.thanks')").await?;
        let rows = world.backend.rows("SELECT id, fields FROM submissions").await?;
        let given: Value = serde_json::from_str(&rows[0].1)?;
        for page in 2..=4 {
            assert_eq!(given[format!("why{page}")], json!(format!("because {page}")), "{given}");
            assert_eq!(given[format!("story{page}")], json!(format!("story {page}")), "{given}");
            assert_eq!(given[format!("good{page}")], json!("3"), "{given}");
        }
        assert_eq!(given["how"], "bus");
        Ok(())
    });
}

#[test]
fn of_a_long_survey_the_pages_that_one_has_left_go_and_come_back_as_they_were() {
    journey(|world| async move {
        let browser = &world.browser;
        let question = |page: u8, at: u8| json!({ "name": format!("q{page}_{at}"), "kind": "short_text", "label": format!("Question {at}") });
        let page = |page: u8| {
            let questions: Vec<Value> = (1..=12).map(|at| question(page, at)).collect();
            json!({ "title": format!("Page {page}"), "questions": questions })
        };
        let pages: Vec<Value> = (1..=5).map(page).collect();
        let config = json!({ "id": "test", "kind": "survey", "title": "Long", "backend": world.faults.origin, "pages": pages });
        open(&world, &config).await?;
        browser.fill("q1_1", "on 1").await?;
        for page in 2..=5 {
            turn(&world, NEXT, page).await?;
            browser.until(&format!("deep('[name=q{page}_12]')?.checkVisibility()")).await?;
            browser.fill(&format!("q{page}_1"), &format!("on {page}")).await?;
            browser.fill(&format!("q{page}_12"), &format!("last on {page}")).await?;
        }
        // All of it stays in the form; of what one left first nothing is drawn any more.
        browser
            .until(
                "!deep('.pages').querySelector('label[for=f-q2_1]') && deep('[name=q2_1]')?.value == 'on 2'",
            )
            .await?;
        browser.until("deep('.pages').querySelector('.away label[for=f-q4_1]')").await?;
        for page in (1..=4).rev() {
            turn(&world, ".back", page).await?;
            browser.until(&format!("deep('label[for=f-q{page}_12]')?.checkVisibility()")).await?;
            assert_eq!(
                browser.script(&format!("return deep('[name=q{page}_1]').value")).await?,
                json!(format!("on {page}"))
            );
        }
        for page in 2..=5 {
            turn(&world, NEXT, page).await?;
        }
        world.submit().await?;
        browser.until("deep('.thanks')").await?;
        let rows = world.backend.rows("SELECT id, fields FROM submissions").await?;
        let given: Value = serde_json::from_str(&rows[0].1)?;
        for page in 1..=5 {
            assert_eq!(given[format!("q{page}_1")], json!(format!("on {page}")), "{given}");
        }
        for page in 2..=5 {
            assert_eq!(given[format!("q{page}_12")], json!(format!("last on {page}")), "{given}");
        }
        Ok(())
    });
}

#[test]
fn whoever_turns_to_a_page_without_a_heading_is_led_to_its_questions() {
    journey(|world| async move {
        let browser = &world.browser;
        let page =
            |name: &str| json!({ "questions": [{ "name": name, "kind": "short_text", "label": name }] });
        let config = json!({
            "id": "test", "kind": "survey", "title": "Plain", "backend": world.faults.origin, "progress": false,
            "pages": [page("one"), page("two"), page("three")],
        });
        open(&world, &config).await?;
        browser.fill("one", "1").await?;
        for name in ["two", "three"] {
            browser.click(NEXT).await?;
            let led = format!(
                "deep('[name={name}]')?.checkVisibility() && deep('[name={name}]').closest('.questions').matches(':focus')"
            );
            browser.until(&led).await?;
            // The next key leads into them.
            browser.driver.action_chain().send_keys(Key::Tab + "").perform().await?;
            browser.until(&format!("deep('[name={name}]').matches(':focus')")).await?;
        }
        Ok(())
    });
}

#[test]
fn an_offer_to_mend_an_address_stays_in_reach_while_the_survey_gets_ready() {
    journey(|world| async move {
        let browser = &world.browser;
        let mut config = survey(&world);
        config["pages"][0]["questions"] = json!([
            { "name": "how", "kind": "single_choice", "label": "How do you travel?", "options": ["bike", "bus"] },
            { "name": "you", "kind": "contact", "label": "You", "fields": ["email"] },
        ]);
        open(&world, &config).await?;
        browser.until("deep('[name=email]')").await?;
        browser.fill("email", "ada@gmial.com").await?;
        browser.until("deep('.correction button')?.checkVisibility()").await?;
        browser.script("window.offer = deep('.correction button'); offer.focus()").await?;
        // The next page is drawn once all has come to rest.
        browser.until(&drawn(2)).await?;
        assert_eq!(browser.script("return offer.isConnected && offer.matches(':focus')").await?, json!(true));
        choose(&world, "how", "bus").await?;
        assert_eq!(browser.script("return offer.isConnected").await?, json!(true));
        browser.click(".correction button").await?;
        browser
            .until("!deep('.correction').checkVisibility() && deep('[name=email]').value == 'ada@gmail.com'")
            .await?;
        Ok(())
    });
}
