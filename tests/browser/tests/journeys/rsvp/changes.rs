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
        let mut wrong = axe(browser, Rules::All).await?;
        // The page around the widget has no landmarks.
        wrong.retain(|found| !found.starts_with("region:") && !found.starts_with("landmark-"));
        assert_eq!(wrong, Vec::<String>::new());
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
