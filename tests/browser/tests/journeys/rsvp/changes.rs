//! Several people at once, and changes of mind from elsewhere.

use anyhow::{Context as _, Result};
use rungs_browser_tests::{Browser, Rules, World, axe, journey};
use serde_json::json;
use thirtyfour::Key;

use super::{answer, assembly, call_off, events, open};

/// Another person's browser on the same page.
async fn another(world: &World) -> Result<Browser> {
    let other = Browser::open().await?;
    other.driver.goto(world.browser.driver.current_url().await?.to_string()).await?;
    other.until("deep('[name=\"rsvp.assembly\"]')").await?;
    Ok(other)
}

async fn has_a_place(browser: &Browser) -> Result<bool> {
    Ok(browser.text(".standing").await? == "You have a place.")
}

#[test]
fn who_waits_has_the_place_once_someone_else_calls_off() {
    journey(|world| async move {
        open(&world, &events(&world, &json!([assembly()]))).await?;
        let first = Browser::open().await?;
        first.driver.goto(world.browser.driver.current_url().await?.to_string()).await?;
        answer(&first, "yes", "ada@example.org").await?;
        answer(&world.browser, "yes", "grace@example.org").await?;
        let waiting = "You are waiting for a place. Your place in the line: 1";
        assert_eq!(world.browser.text(".standing").await?, waiting);
        assert!(!world.browser.text(".rsvp").await?.contains("Old Mill"));
        call_off(&first).await?;
        first.close().await;
        world.browser.driver.refresh().await?;
        world.browser.until("deep('.standing')?.innerText == 'You have a place.'").await?;
        assert!(world.browser.text(".details").await?.contains("The Old Mill"));
        Ok(())
    });
}

#[test]
fn of_two_who_want_the_last_place_at_once_one_has_it_and_the_other_once_the_first_calls_off() {
    journey(|world| async move {
        let mut event = assembly();
        event["waiting_list"] = json!(false);
        open(&world, &events(&world, &json!([event]))).await?;
        let other = another(&world).await?;
        world.browser.until("deep('[name=\"rsvp.assembly\"]')").await?;
        let sessions = [(&world.browser, "ada@example.org"), (&other, "grace@example.org")];
        for (browser, email) in sessions {
            browser.click("[name='rsvp.assembly'][value='yes']").await?;
            browser.until("deep('[name=email]:not([hidden])')").await?;
            browser.fill("email", email).await?;
        }
        tokio::try_join!(world.browser.click("button[type=submit]"), other.click("button[type=submit]"),)?;
        for (browser, _) in sessions {
            browser.until("deep('.standing') || deep('.summary')?.hidden === false").await?;
        }
        let (first, second) = (has_a_place(&world.browser).await?, has_a_place(&other).await?);
        assert!(first != second, "exactly one has the place: {first}, {second}");
        let coming = "SELECT state, CAST(count(*) AS TEXT) FROM replies GROUP BY state";
        assert_eq!(world.backend.rows(coming).await?, [("coming".to_owned(), "1".to_owned())]);
        let (has_it, has_not) = if first { (&world.browser, &other) } else { (&other, &world.browser) };
        assert!(has_not.text(".summary").await?.contains("There is no place left."));
        call_off(has_it).await?;
        has_not.click("button[type=submit]").await?;
        has_not.until("deep('.standing')?.innerText == 'You have a place.'").await?;
        other.close().await;
        Ok(())
    });
}

#[test]
fn the_link_of_the_receipt_changes_the_answer_on_another_device_too() {
    journey(|world| async move {
        open(&world, &events(&world, &json!([assembly()]))).await?;
        answer(&world.browser, "yes", "grace@example.org").await?;
        let link = world.browser.script("return localStorage.getItem('rungs:rsvp:test')").await?;
        let link = link.as_str().context("no receipt was kept")?.to_owned();
        let phone = Browser::open().await?;
        phone.driver.goto(&link).await?;
        phone.until("document.querySelector('summary')").await?;
        phone
            .script(
                "document.querySelector('details').open = true;
                document.querySelector('[name=\"rsvp.assembly\"][value=maybe]').click();
                document.querySelector('details form button').click()",
            )
            .await?;
        phone.until("location.search == '?saved'").await?;
        let rows = world.backend.rows("SELECT slot, state FROM replies").await?;
        assert_eq!(rows, [("assembly".to_owned(), "maybe".to_owned())]);
        // The first device learns it.
        world.browser.driver.refresh().await?;
        world
            .browser
            .until("deep('.standing')?.innerText == 'You may come. No place is kept for you.'")
            .await?;
        // A link with another proof opens nothing.
        let forged = format!("{link}x");
        phone.driver.goto(&forged).await?;
        phone.until("!document.querySelector('form')").await?;
        phone.close().await;
        Ok(())
    });
}

/// Presses keys where the focus is.
async fn press(browser: &Browser, key: Key) -> Result<()> {
    Ok(browser.driver.action_chain().send_keys(key + "").perform().await?)
}

#[test]
fn everything_is_called_off_by_keyboard_after_a_second_question_and_whoever_waits_has_the_places() {
    journey(|world| async move {
        let mut walk = assembly();
        (walk["id"], walk["title"], walk["maybe"]) = (json!("walk"), json!("Walk"), json!(false));
        walk["slots"] = json!([
            { "id": "early", "start": "2030-07-02T10:00", "end": "2030-07-02T12:00" },
            { "id": "late", "start": "2030-07-02T14:00", "end": "2030-07-02T16:00" },
        ]);
        (walk["start"], walk["end"]) = (json!(null), json!(null));
        open(&world, &events(&world, &json!([walk]))).await?;
        let other = Browser::open().await?;
        other.driver.goto(world.browser.driver.current_url().await?.to_string()).await?;
        for (browser, email) in [(&world.browser, "ada@example.org"), (&other, "grace@example.org")] {
            browser.until("deep('[name=\"rsvp.walk.late\"]')").await?;
            browser.click("[name='rsvp.walk.early']").await?;
            browser.click("[name='rsvp.walk.late']").await?;
            browser.until("deep('[name=email]:not([hidden])')").await?;
            browser.fill("email", email).await?;
            browser.click("button[type=submit]").await?;
            browser.until("deep('.standing')").await?;
        }
        assert_eq!(other.text(".standing").await?, "You are waiting for a place. Your place in the line: 1");
        let browser = &world.browser;
        let focused = "deep('.rsvp').getRootNode().activeElement";
        browser.script("deep('.call-off > button').focus()").await?;
        press(browser, Key::Enter).await?;
        browser.until(&format!("{focused}?.className == 'sure'")).await?;
        // The focus is on what is asked, which has its words for a name; away from it nothing happens.
        let name = "const [sure] = [deep('.sure')]; return [sure.getAttribute('role'), deep('#' + sure.getAttribute('aria-labelledby')).innerText]";
        let asked = browser.script(name).await?;
        assert_eq!(asked, json!(["group", "Really call it off? Places that are kept for you go to others."]));
        assert_eq!(axe(browser, Rules::Widget).await?, Vec::<String>::new());
        press(browser, Key::Escape).await?;
        browser.until(&format!("{focused} == deep('.call-off > button')")).await?;
        let coming = "SELECT state, CAST(count(*) AS TEXT) FROM replies GROUP BY state ORDER BY state";
        let count = |state: &str| (state.to_owned(), "2".to_owned());
        assert_eq!(world.backend.rows(coming).await?, [count("coming"), count("waiting")]);
        for key in [Key::Enter, Key::Tab, Key::Tab] {
            press(browser, key).await?;
            browser.until("deep('.sure')").await?;
        }
        press(browser, Key::Enter).await?;
        browser.until("deep('.standing')?.innerText == 'You are not coming.'").await?;
        assert_eq!(browser.text(".thanks-title").await?, "Your answer is changed.");
        assert!(browser.script("return deep('.call-off')").await?.is_null(), "nothing is left to call off");
        assert_eq!(world.backend.rows(coming).await?, [count("coming"), count("no")]);
        other.driver.refresh().await?;
        other.until("deep('.standing')?.innerText == 'You have a place.'").await?;
        other.close().await;
        Ok(())
    });
}

/// Dates of a walk, of which each has a box.
fn walks() -> serde_json::Value {
    let mut walk = assembly();
    (walk["id"], walk["title"], walk["maybe"]) = (json!("walk"), json!("Walk"), json!(false));
    walk["slots"] = json!([
        { "id": "early", "start": "2030-07-02T10:00", "end": "2030-07-02T12:00" },
        { "id": "late", "start": "2030-07-02T14:00", "end": "2030-07-02T16:00" },
    ]);
    for name in ["start", "end"] {
        walk.as_object_mut().unwrap().remove(name);
    }
    walk
}

/// Sends what was answered, as Ada.
async fn sign_up(browser: &Browser) -> Result<()> {
    browser.until("deep('[name=email]:not([hidden])')").await?;
    browser.fill("email", "ada@example.org").await?;
    save(browser).await
}

/// Sends the form, and waits until it is told how one stands.
async fn save(browser: &Browser) -> Result<()> {
    browser.click("button[type=submit]").await?;
    browser.until("deep('.standing')").await
}

const STATES: &str = "SELECT slot, state FROM replies ORDER BY slot";

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> [(String, String); N] {
    pairs.map(|(slot, state)| (slot.to_owned(), state.to_owned()))
}

#[test]
fn whoever_holds_the_last_place_can_keep_it_and_let_go_of_it() {
    journey(|world| async move {
        let browser = &world.browser;
        let mut walk = walks();
        walk["waiting_list"] = json!(false);
        open(&world, &events(&world, &json!([walk]))).await?;
        for slot in ["early", "late"] {
            browser.until(&format!("deep('[name=\"rsvp.walk.{slot}\"]')")).await?;
            browser.click(&format!("[name='rsvp.walk.{slot}']")).await?;
        }
        sign_up(browser).await?;
        let full = pairs([("walk.early", "coming"), ("walk.late", "coming")]);
        assert_eq!(world.backend.rows(STATES).await?, full);

        // To save without a change changes nothing.
        browser.click(".held > .ways > button").await?;
        browser.until("deep('[name=\"rsvp.walk.late\"]:checked:not(:disabled)')").await?;
        browser.until("[...deep('form').querySelectorAll('.room-left')].some((room) => room.innerText == 'No place left')").await?;
        browser.until("deep('[name=\"rsvp.walk.late\"]:checked:not(:disabled)')").await?;
        save(browser).await?;
        assert_eq!(world.backend.rows(STATES).await?, full);

        browser.click(".held > .ways > button").await?;
        browser.until("deep('[name=\"rsvp.walk.late\"]:checked')").await?;
        browser.click("[name='rsvp.walk.late']").await?;
        save(browser).await?;
        let left = pairs([("walk.early", "coming"), ("walk.late", "no")]);
        assert_eq!(world.backend.rows(STATES).await?, left);
        Ok(())
    });
}

#[test]
fn what_takes_no_more_answers_stays_as_it_was_when_something_else_is_changed() {
    journey(|world| async move {
        let browser = &world.browser;
        let mut walk = walks();
        (walk["guests"], walk["capacity"]) = (json!(2), json!(9));
        open(&world, &events(&world, &json!([walk]))).await?;
        for slot in ["early", "late"] {
            browser.until(&format!("deep('[name=\"rsvp.walk.{slot}\"]')")).await?;
            browser.click(&format!("[name='rsvp.walk.{slot}']")).await?;
        }
        sign_up(browser).await?;

        // The first one is soon by now, and closed long before.
        let soon = "return new Date(Date.now() + 86400e3).toISOString().slice(0, 10)";
        let soon = browser.script(soon).await?;
        let soon = soon.as_str().context("a day is a text")?;
        for (name, hour) in [("start", 10), ("end", 12)] {
            walk["slots"][0][name] = json!(format!("{soon}T{hour}:00"));
        }
        walk["closes_before"] = json!(3 * 24 * 60);
        open(&world, &events(&world, &json!([walk]))).await?;
        browser.until("deep('.held > .ways > button')").await?;
        browser.click(".held > .ways > button").await?;
        browser.until("deep('[name=\"rsvp.walk.late\"]:checked')").await?;
        browser.click("[name='rsvp.walk.late']").await?;
        browser.until("deep('[name=\"guests.walk\"]')?.checkVisibility()").await?;
        save(browser).await?;
        assert_eq!(world.backend.rows(STATES).await?, pairs([("walk.early", "coming"), ("walk.late", "no")]));
        Ok(())
    });
}

#[test]
fn a_box_of_a_question_that_is_unticked_later_is_unticked_at_the_backend_too() {
    journey(|world| async move {
        let browser = &world.browser;
        let mut event = assembly();
        event["questions"] = json!([{ "name": "drive", "label": "I can drive", "kind": "checkbox" }]);
        open(&world, &events(&world, &json!([event]))).await?;
        browser.until("deep('[name=\"rsvp.assembly\"]')").await?;
        browser.click("[name='rsvp.assembly'][value=yes]").await?;
        browser.until("deep('[name=drive]')?.checkVisibility()").await?;
        browser.click("[name=drive]").await?;
        sign_up(browser).await?;
        browser.click(".held > .ways > button").await?;
        browser.until("deep('[name=drive]:checked')").await?;
        browser.click("[name=drive]").await?;
        save(browser).await?;
        browser.click(".held > .ways > button").await?;
        browser.until("deep('[name=drive]:not(:checked)')?.checkVisibility()").await
    });
}

#[test]
fn whoever_called_off_and_comes_after_all_has_a_place_again() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world, &events(&world, &json!([assembly()]))).await?;
        answer(browser, "yes", "ada@example.org").await?;
        call_off(browser).await?;
        let coming =
            "SELECT state, CAST(count(*) AS TEXT) FROM replies WHERE state = 'coming' GROUP BY state";
        assert!(world.backend.rows(coming).await?.is_empty());
        browser.driver.refresh().await?;
        answer(browser, "yes", "ada@example.org").await?;
        assert_eq!(browser.text(".standing").await?, "You have a place.");
        assert_eq!(world.backend.rows(coming).await?, pairs([("coming", "1")]));
        Ok(())
    });
}

#[test]
fn whoever_answers_for_someone_else_finds_nothing_ticked_and_nothing_of_the_first() {
    journey(|world| async move {
        let browser = &world.browser;
        let mut config = events(&world, &json!([assembly()]));
        config["needs"] = json!({ "consent": "You may keep this." });
        config["consents"] = json!([{ "id": "updates", "text": "Write to me" }]);
        open(&world, &config).await?;
        browser.until("deep('[name=\"rsvp.assembly\"]')").await?;
        browser.click("[name='rsvp.assembly'][value=yes]").await?;
        browser.until("deep('[name=needs]')?.checkVisibility()").await?;
        browser.fill("needs", "a ramp").await?;
        browser.until("deep('[name=\"consent.needs\"]')?.checkVisibility()").await?;
        browser.click("[name='consent.needs']").await?;
        browser.click("[name='consent.updates']").await?;
        sign_up(browser).await?;
        browser.click(".held > .ways > button:nth-child(2)").await?;
        browser.until("deep('[name=\"rsvp.assembly\"]')").await?;
        browser.click("[name='rsvp.assembly'][value=yes]").await?;
        browser.until("deep('[name=needs]')?.checkVisibility()").await?;
        let left = "return [...deep('form').elements].filter((one) => one.name && !one.name.startsWith('rsvp.') && (/checkbox|radio/.test(one.type) ? one.checked : one.value)).map((one) => one.name).join()";
        assert_eq!(browser.script(left).await?, "");
        Ok(())
    });
}

#[test]
fn of_a_list_every_answer_can_be_changed_by_whoever_comes_back() {
    journey(|world| async move {
        let browser = &world.browser;
        let mut walk = assembly();
        (walk["id"], walk["title"], walk["start"], walk["end"]) =
            (json!("walk"), json!("Walk"), json!("2030-07-03T18:30"), json!("2030-07-03T20:30"));
        open(&world, &events(&world, &json!([assembly(), walk]))).await?;
        for (index, id) in ["assembly", "walk"].into_iter().enumerate() {
            browser.until(&format!("deep('.browse')?.querySelectorAll('.item-title')[{index}]")).await?;
            browser
                .script(&format!("deep('.browse').querySelectorAll('.item-title')[{index}].click()"))
                .await?;
            let control = format!("[name='rsvp.{id}'][value=yes]");
            browser.until(&format!("deep({control:?})")).await?;
            browser.click(&control).await?;
            browser.until("deep('[name=email]:not([hidden])')").await?;
            // Who someone is need not be typed again.
            if index == 0 {
                browser.fill("email", "ada@example.org").await?;
            }
            save(browser).await?;
            browser.click(".held > .ways > button:nth-child(2)").await?;
        }
        browser.driver.refresh().await?;
        browser.until("deep('.thanks')?.querySelectorAll('.held').length == 2").await?;
        assert_eq!(axe(browser, Rules::Widget).await?, Vec::<String>::new());
        // The one that was given first stands last.
        browser
            .script(
                "[...deep('.thanks').querySelectorAll('.held')].at(-1).querySelector('.ways button').click()",
            )
            .await?;
        browser.until("deep('[name=\"rsvp.assembly\"]:checked')").await?;
        browser.click("[name='rsvp.assembly'][value=no]").await?;
        browser.click("button[type=submit]").await?;
        browser.until("deep('.standing')?.innerText == 'You are not coming.'").await?;
        assert_eq!(world.backend.rows(STATES).await?, pairs([("assembly", "no"), ("walk", "coming")]));
        Ok(())
    });
}

#[test]
fn where_nothing_can_be_stored_an_answer_can_be_changed_for_as_long_as_the_page_is_there() {
    journey(|world| async move {
        open(&world, &events(&world, &json!([assembly()]))).await?;
        let private = Browser::open_private().await?;
        private.driver.goto(world.browser.driver.current_url().await?.to_string()).await?;
        answer(&private, "yes", "ada@example.org").await?;
        private.click(".held > .ways > button").await?;
        private.until("deep('[name=\"rsvp.assembly\"]:checked')").await?;
        // Whoever leaves it as it is is back where they were.
        private.click("form .back").await?;
        private.until("deep('.standing')?.innerText == 'You have a place.'").await?;
        call_off(&private).await?;
        private.close().await;
        assert_eq!(world.backend.rows(STATES).await?, pairs([("assembly", "no")]));
        Ok(())
    });
}
