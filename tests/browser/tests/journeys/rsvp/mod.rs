//! Events: a place, a place in the line, a change of mind, and times wherever one is.

mod calendars;
mod changes;
mod company;
mod days;
mod focus;
mod host;
mod list;
mod needs;
mod states;

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Result;
use rungs_browser_tests::{Browser, World, journey};
use serde_json::{Value, json};

pub(crate) fn events(world: &World, events: &Value) -> Value {
    json!({
        "id": "test",
        "kind": "rsvp",
        "campaign": "journeys",
        "title": "Meet us",
        "time_zone": "Europe/London",
        "backend": world.faults.origin,
        "events": events,
        "fields": [{ "name": "email", "required": true }],
    })
}

pub(crate) fn assembly() -> Value {
    json!({
        "id": "assembly", "title": "Assembly", "mode": "hybrid", "reveal": "after_rsvp", "capacity": 1,
        "venue": { "name": "The Old Mill", "locality": "Northbridge", "latitude": 53.7967, "longitude": -1.5477 },
        "join_url": "https://meet.example.org/air",
        "start": "2030-07-01T18:30", "end": "2030-07-01T20:30",
    })
}

/// Caches may hold a document for some seconds, but not under another address.
static VERSION: AtomicU32 = AtomicU32::new(0);

pub(crate) async fn open(world: &World, config: &Value) -> Result<()> {
    world.backend.replace(config).await?;
    // As the backend gives it to everyone.
    let version = VERSION.fetch_add(1, Ordering::Relaxed);
    let address = format!("{}/v1/widgets/test?{version}", world.faults.origin);
    let page = format!(
        "{}<rungs-rsvp loading=eager config='{address}'><form action='{}/v1/widgets/test/submissions' method=post><button>Send</button></form></rungs-rsvp>",
        world.script(),
        world.backend.origin,
    );
    world.open_body(&page, None).await?;
    world.browser.until("deep('.rsvp')").await
}

pub(crate) async fn answer(browser: &Browser, reply: &str, email: &str) -> Result<()> {
    browser.until("deep('[name=\"rsvp.assembly\"]')").await?;
    browser.click(&format!("[name='rsvp.assembly'][value='{reply}']")).await?;
    // What else is asked comes with the first touch.
    browser.until("deep('[name=email]:not([hidden])')").await?;
    browser.fill("email", email).await?;
    browser.click("button[type=submit]").await?;
    browser.until("deep('.standing')").await
}

async fn call_off(browser: &Browser) -> Result<()> {
    browser.click(".held > .ways > button").await?;
    browser.until("deep('[name=\"rsvp.assembly\"]:checked')").await?;
    browser.click("[name='rsvp.assembly'][value='no']").await?;
    browser.click("button[type=submit]").await?;
    browser.until("deep('.standing')?.innerText == 'You are not coming.'").await
}

#[test]
fn whoever_comes_learns_the_address_which_nobody_else_is_told_and_can_call_it_off_in_place() {
    journey(|world| async move {
        open(&world, &events(&world, &json!([assembly()]))).await?;
        world.browser.until("deep('.where')").await?;
        assert!(!world.browser.text(".rsvp").await?.contains("Old Mill"));
        // The coordinates that everyone gets lead only about there: there is no pin.
        let maps = "return deep('.rsvp').querySelectorAll('[href*=\"openstreetmap\"]').length";
        assert_eq!(world.browser.script(maps).await?, 0);
        answer(&world.browser, "yes", "grace@example.org").await?;
        assert_eq!(world.browser.text(".standing").await?, "You have a place.");
        assert!(world.browser.text(".details").await?.contains("The Old Mill"));
        assert_eq!(world.browser.script(maps).await?, 2);
        let join = world.browser.script("return deep('.details .button').href").await?;
        assert_eq!(join, "https://meet.example.org/air");
        call_off(&world.browser).await?;
        let rows = world.backend.rows("SELECT slot, state FROM replies").await?;
        assert_eq!(rows, [("assembly".to_owned(), "no".to_owned())]);
        Ok(())
    });
}

#[test]
fn times_are_told_there_and_here_in_five_time_zones() {
    journey(|world| async move {
        let config = events(&world, &json!([assembly()]));
        for zone in [
            "Europe/London",
            "America/Los_Angeles",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "Pacific/Kiritimati",
        ] {
            world.browser.protocol("Emulation.setTimezoneOverride", json!({ "timezoneId": zone })).await?;
            open(&world, &config).await?;
            world.browser.until("deep('.time')").await?;
            assert!(world.browser.text(".time").await?.contains("6:30"), "{zone}");
            let here = world.browser.text(".time-here").await?;
            if zone == "Europe/London" {
                assert_eq!(here, "");
                continue;
            }
            // 18:30 of British summer time.
            let parts =
                "new Intl.DateTimeFormat('en', { day: 'numeric', hour: 'numeric', minute: '2-digit' })
                .formatToParts(Date.UTC(2030, 6, 1, 17, 30))";
            let find = |kind: &str| format!("return {parts}.find(({{ type }}) => type == '{kind}').value");
            let day = world.browser.script(&find("day")).await?;
            let clock =
                [world.browser.script(&find("hour")).await?, world.browser.script(&find("minute")).await?];
            let clock = clock.each_ref().map(|part| part.as_str().unwrap_or_default().to_owned()).join(":");
            assert!(here.contains(&clock), "{zone}: {clock} is not in {here}");
            assert!(here.contains(&format!("July {}", day.as_str().unwrap_or_default())), "{zone}: {here}");
        }
        Ok(())
    });
}

#[test]
fn the_words_above_consents_which_are_recorded_with_them_are_shown() {
    journey(|world| async move {
        let mut config = events(&world, &json!([assembly()]));
        let heading = "May Northbridge Clean Air write to you?";
        let consent = |id: &str, text: &str| json!({ "id": id, "group": heading, "text": text });
        config["consents"] = json!([consent("email", "By email"), consent("sms", "By text message")]);
        open(&world, &config).await?;
        world.browser.script("deep('[name=\"rsvp.assembly\"]').focus()").await?;
        world.browser.until("deep('[name=\"consent.sms\"]')").await?;
        assert_eq!(world.browser.text(".consents .group-title").await?, heading);
        answer(&world.browser, "no", "grace@example.org").await?;
        let recorded = "SELECT sha256, text FROM wordings WHERE text LIKE '%By text message'";
        let recorded = world.backend.rows(recorded).await?;
        assert_eq!(recorded.len(), 1);
        assert!(recorded[0].1.starts_with(heading), "{}", recorded[0].1);
        Ok(())
    });
}

#[test]
fn an_event_is_shown_from_the_first_file_and_all_else_waits_for_the_first_touch() {
    journey(|world| async move {
        let mut event = assembly();
        event["accessibility"] = json!(["hearing_loop"]);
        event["closes_before"] = json!(60);
        open(&world, &events(&world, &json!([event]))).await?;
        let browser = &world.browser;
        browser.until("deep('.room-left')?.innerText == 'Places left: 1'").await?;
        for (part, said) in [
            (".title", "Meet us"),
            (".event-title", "Assembly"),
            (".time", "July 1, 2030"),
            (".where", "In person and online"),
            (".access", "Hearing loop"),
            (".answer", "I am coming"),
            (".room-left + .room-left", "Answer until Monday, July 1, 2030"),
        ] {
            assert!(browser.text(part).await?.contains(said), "{part}: {}", browser.text(part).await?);
        }
        // Whatever was to follow the paint has begun by now: the state was asked for after it.
        let further = "performance.getEntriesByType('resource').map(({ name }) => name.split('_').pop())
            .filter((name) => name.includes('touched'))";
        assert_eq!(browser.script(&format!("return {further}")).await?, json!([]));
        browser.script("deep('[name=\"rsvp.assembly\"]').focus()").await?;
        browser.until("deep('[name=email]')").await?;
        assert_eq!(browser.script(&format!("return {further}.includes('touched.wasm')")).await?, true);
        Ok(())
    });
}

#[test]
fn what_the_pages_own_form_held_and_its_focus_come_over_with_the_fields() {
    journey(|world| async move {
        world.backend.replace(&events(&world, &json!([assembly()]))).await?;
        world.site.hold_wasm(true);
        let page = format!(
            "{}<rungs-rsvp loading=eager config='{}/v1/widgets/test'>
            <form action='{}/v1/widgets/test/submissions' method=post>
            <label><input type=radio name='rsvp.assembly' value=yes> I come</label>
            <label>Email <input name=email type=email></label><button>Send</button></form></rungs-rsvp>",
            world.script(),
            world.faults.origin,
            world.backend.origin,
        );
        world.open_body(&page, None).await?;
        let browser = &world.browser;
        browser.script("document.querySelector('input[type=radio]').click()").await?;
        let email = browser.driver.find(thirtyfour::By::Css("input[type=email]")).await?;
        email.send_keys("grace@exam").await?;
        world.site.hold_wasm(false);
        let focused = "deep('.rsvp')?.getRootNode().activeElement";
        browser.until(&format!("{focused}?.name == 'email' && {focused}.value == 'grace@exam'")).await?;
        browser.driver.action_chain().send_keys("ple.org").perform().await?;
        browser.until("deep('[name=\"rsvp.assembly\"][value=yes]').checked").await?;
        browser.click("button[type=submit]").await?;
        browser.until("deep('.standing')?.innerText == 'You have a place.'").await?;
        assert!(world.faults.requests().iter().any(|request| request.contains("grace@example.org")));
        Ok(())
    });
}

#[test]
fn the_link_that_someone_shares_after_their_answer_has_their_code() {
    journey(|world| async move {
        let browser = &world.browser;
        let mut config = events(&world, &json!([assembly()]));
        config["thanks"] = json!({ "share": ["whatsapp"], "share_url": "https://example.org/meet" });
        open(&world, &config).await?;
        answer(browser, "yes", "grace@example.org").await?;
        let code = world.backend.rows("SELECT referral, '' FROM submissions").await?[0].0.clone();
        let link = browser.script("return decodeURIComponent(deep('.share a').href)").await?;
        let link = link.as_str().unwrap_or_default();
        assert!(
            link.contains("https://example.org/meet?") && link.contains(&format!("referrer={code}")),
            "{link}"
        );
        Ok(())
    });
}
