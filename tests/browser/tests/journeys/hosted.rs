//! The page that the backend hosts, and the demo's own pages.

use std::fs;
use std::path::Path;

use anyhow::Result;
use rungs_browser_tests::{World, given, journey};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::rsvp;

#[test]
fn the_hosted_page_upgrades_and_signs() {
    journey(|world| async move {
        world.browser.driver.goto(format!("{}/embed/test", world.backend.origin)).await?;
        world.browser.ready().await?;
        let hinted = "return performance.getEntriesByType('resource')
            .filter(({ name }) => name.endsWith('.wasm')).map(({ initiatorType }) => initiatorType)";
        assert_eq!(world.browser.script(hinted).await?, json!(["link"]));
        world.fill("grace@example.org").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        assert_eq!(world.browser.script("return violations").await?, json!([]));
        Ok(())
    });
}

#[test]
fn the_hosted_page_signs_without_script_and_keeps_what_was_typed_when_refused() {
    journey(|world| async move {
        world.browser.protocol("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
        world.browser.driver.goto(format!("{}/embed/test", world.backend.origin)).await?;
        let find = |css: &'static str| world.browser.driver.find(thirtyfour::By::Css(css));
        find("[name=given_name]").await?.send_keys("Grace").await?;
        find("[name=family_name]").await?.send_keys("Hopper").await?;
        find("[name=email]").await?.send_keys("grace@nowhere").await?;
        find("[value=no]").await?.click().await?;
        find("main button").await?.click().await?;
        // A browser takes an address without a dot; we do not.
        main_says(&world, "Email: this is not an email address").await?;
        let kept = find("[name=given_name]").await?.attr("value").await?;
        assert_eq!(kept.as_deref(), Some("Grace"));
        find("[name=email]").await?.send_keys(Key::End + ".org").await?;
        find("main button").await?.click().await?;
        main_says(&world, "Your signature is recorded").await?;
        assert_eq!(world.backend.rows("SELECT id, fields FROM submissions").await?.len(), 1);
        Ok(())
    });
}

/// Opens the hosted page of the widget `test`, which is to be as this says.
async fn open(world: &World, config: &Value, query: &str) -> Result<()> {
    world.backend.replace(config).await?;
    world.browser.driver.goto(format!("{}/embed/test{query}", world.backend.origin)).await?;
    Ok(())
}

/// Two events, with the backend that has them.
fn events(world: &World) -> Value {
    let mut walk = rsvp::assembly();
    (walk["id"], walk["title"]) = (json!("walk"), json!("Walk"));
    let mut config = rsvp::events(world, &json!([rsvp::assembly(), walk]));
    config.as_object_mut().map(|config| config.remove("backend"));
    config
}

#[test]
fn the_hosted_page_of_events_becomes_a_widget_and_opens_the_event_that_its_address_names() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world, &events(&world), "").await?;
        browser.until("deep('.browse')?.querySelectorAll('.item').length == 2").await?;
        open(&world, &events(&world), "?rungs.event=walk").await?;
        browser.until("deep('.event-title')?.innerText == 'Walk'").await?;
        browser.until("deep('[name=\"rsvp.walk\"]')").await?;
        browser.click("[name='rsvp.walk'][value='yes']").await?;
        browser.until("deep('[name=email]:not([hidden])')").await?;
        browser.fill("email", "grace@example.org").await?;
        browser.click("button[type=submit]").await?;
        browser.until("deep('.standing')?.innerText == 'You have a place.'").await?;
        let rows = world.backend.rows("SELECT slot, state FROM replies").await?;
        assert_eq!(rows, [("walk".to_owned(), "coming".to_owned())]);
        assert_eq!(browser.script("return violations").await?, json!([]));
        // The shorter name leads there, too.
        browser.script("localStorage.clear()").await?;
        open(&world, &events(&world), "?event=walk").await?;
        browser.until("deep('.event-title')?.innerText == 'Walk'").await
    });
}

#[test]
fn the_hosted_page_of_events_takes_an_answer_without_script() {
    journey(|world| async move {
        world.browser.protocol("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
        open(&world, &events(&world), "?rungs.event=walk").await?;
        let find = |css: &'static str| world.browser.driver.find(thirtyfour::By::Css(css));
        main_says(&world, "Walk").await?;
        assert!(find("[name='rsvp.assembly']").await.is_err(), "another event is shown");
        find("[name='rsvp.walk'][value=yes]").await?.click().await?;
        find("[name=email]").await?.send_keys("grace@example.org").await?;
        find("main form button").await?.click().await?;
        main_says(&world, "You have a place.").await
    });
}

#[test]
fn the_hosted_pages_of_a_survey_and_a_ladder_become_widgets() {
    journey(|world| async move {
        let browser = &world.browser;
        let survey = json!({
            "id": "test", "kind": "survey", "title": "Safe streets",
            "questions": [{ "name": "safe", "kind": "yes_no", "label": "Is it safe?" }],
        });
        open(&world, &survey, "").await?;
        browser.until("deep('[name=safe]')").await?;
        browser.click("[name=safe][value=no]").await?;
        browser.click("button[type=submit]").await?;
        browser.until("deep('.thanks')").await?;
        assert_eq!(world.backend.rows("SELECT id, fields FROM submissions").await?.len(), 1);
        assert_eq!(browser.script("return violations").await?, json!([]));

        browser.driver.goto(format!("{}/embed/clean-air-ladder", world.backend.origin)).await?;
        browser.until("deep('.next-label')").await?;
        // What the page lists without a script is in the widget now.
        browser.until("!document.querySelector('main ol').checkVisibility()").await?;
        assert_eq!(browser.script("return violations").await?, json!([]));
        Ok(())
    });
}

#[test]
fn a_call_is_asked_for_and_taken_back_on_the_hosted_page_without_script() {
    journey(|world| async move {
        let survey = json!({
            "id": "test", "kind": "survey", "title": "Safe streets",
            "questions": [{ "name": "safe", "kind": "yes_no", "label": "Is it safe?" }],
            "asks": [{ "when": { "field": "safe", "equals": "no" }, "explain": "Who feels unsafe is offered a talk.",
                "offer": "talk_to_organiser", "staff_follow_up": { "who": "Sam", "within_hours": 30 } }],
        });
        world.backend.replace(&survey).await?;
        world.browser.protocol("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
        world.browser.driver.goto(format!("{}/embed/test", world.backend.origin)).await?;
        let find = |css: &'static str| world.browser.driver.find(thirtyfour::By::Css(css));
        find("[name=safe][value=no]").await?.click().await?;
        find("main form button").await?.click().await?;
        main_says(&world, "Would you like to talk to an organiser about this?").await?;
        find("summary").await?.click().await?;
        find("[name=given_name]").await?.send_keys("Grace").await?;
        find("[name=phone]").await?.send_keys("+44 113 496 0000").await?;
        find("[name=when][value=evening]").await?.click().await?;
        find("main form button").await?.click().await?;
        main_says(&world, "Thank you. Sam will be in touch by").await?;
        let link = find("main a").await?.attr("href").await?.unwrap_or_default();
        world.browser.driver.goto(format!("{}{link}", world.backend.origin)).await?;
        find("main button").await?.click().await?;
        main_says(&world, "It is withdrawn, and what you entered is deleted.").await?;
        let rows = world.backend.rows("SELECT fields, COALESCE(person, '') FROM callbacks").await?;
        assert_eq!(rows, [("{}".to_owned(), String::new())]);
        Ok(())
    });
}

/// Waits for words on a page that runs no script.
async fn main_says(world: &World, words: &str) -> Result<()> {
    for _ in 0..500 {
        // Between two pages there is no main to find.
        if let Ok(main) = world.browser.driver.find(thirtyfour::By::Tag("main")).await
            && main.text().await.is_ok_and(|text| text.contains(words))
        {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    anyhow::bail!("the page never said {words:?}")
}

/// Serves a page of demo/hosts as the demo does: the kit beside it, our backend behind it.
async fn open_host(world: &World, name: &str) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/hosts");
    let html = fs::read_to_string(folder.join(name))?
        .replace("http://127.0.0.1:8787", &world.backend.origin)
        .replace("../rungs.js?bundle=all", &format!("{}/rungs.js", world.site.kit))
        .replace("script-src 'self'", &format!("script-src {}", world.site.kit))
        .replace("connect-src 'self'", &format!("connect-src {}", world.site.kit));
    let address = world.site.write("/hosts/page.html", &html, None);
    world.browser.driver.goto(address).await?;
    Ok(())
}

#[test]
fn the_demo_pages_sign_for_real() {
    journey(|world| async move {
        for (page, email) in [("plain.html", "one@example.org"), ("strict-csp.html", "two@example.org")] {
            open_host(&world, page).await?;
            world.browser.ready().await?;
            for (name, text) in [("given_name", "Grace"), ("family_name", "Hopper"), ("email", email)] {
                world.browser.fill(name, text).await?;
            }
            world.submit().await?;
            world.browser.until("deep('.thanks')").await?;
        }
        assert_eq!(world.backend.rows("SELECT id, widget FROM submissions").await?.len(), 2);
        Ok(())
    });
}

/// `target/gallery/readme.png` is the picture in the README.
#[test]
fn the_readmes_picture_is_taken_from_the_demo() {
    journey(|world| async move {
        for number in 0..137 {
            world.backend.sign_as("clean-air", &format!("someone{number}@example.org")).await?;
        }
        open_host(&world, "plain.html").await?;
        world.browser.until("deep('.count')").await?;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/gallery");
        fs::create_dir_all(&folder)?;
        world.browser.driver.screenshot(&folder.join("readme.png")).await?;
        assert!(fs::metadata(folder.join("readme.png"))?.len() > 10_000);
        Ok(())
    });
}

#[test]
fn a_hostile_stylesheet_of_the_page_does_not_reach_the_widget() {
    journey(|world| async move {
        open_host(&world, "plain.html").await?;
        world.browser.ready().await?;
        let look = "const s = getComputedStyle(deep('[name=email]')); return [s.float, s.textTransform, s.boxSizing]";
        assert_eq!(world.browser.script(look).await?, json!(["none", "none", "border-box"]));
        Ok(())
    });
}

#[test]
fn the_page_language_is_the_widgets_language() {
    journey(|world| async move {
        for (lang, words, dir) in [("de", "Petition unterschreiben", "ltr"), ("ar-EG", "وقّع العريضة", "rtl")]
        {
            let body = format!("<div lang={lang}>{}</div>", world.snippet(&world.config()));
            world.open_body(&body, None).await?;
            world.browser.ready().await?;
            assert_eq!(world.browser.text("button[type=submit]").await?, words);
            assert_eq!(world.browser.script("return deep('.rungs').dir").await?, json!(dir));
        }
        Ok(())
    });
}

#[test]
fn the_kit_has_every_file_that_pages_load() {
    let kit = given("RUNGS_KIT");
    for file in [
        "rungs.js",
        "rungs.d.ts",
        "petition.js",
        "petition_bg.wasm",
        "all.js",
        "all_bg.wasm",
        "locales/de.json",
        "schema.json",
        "integrity.json",
    ] {
        assert!(kit.join(file).is_file(), "{file} is missing in {}", kit.display());
    }
}
