//! What comes becomes an entry in a calendar.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use rungs_browser_tests::journey;
use serde_json::{Value, json};

use super::{answer, assembly, events, open};

/// Lines of a calendar as they are read: folded ones are whole again (RFC 5545 §3.1).
fn lines(text: &str) -> Vec<String> {
    text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

#[test]
fn whoever_comes_takes_the_entry_away_as_a_file_with_the_address_that_only_they_know() {
    journey(|world| async move {
        open(&world, &events(&world, &json!([assembly()]))).await?;
        answer(&world.browser, "yes", "grace@example.org").await?;
        world.browser.click(".calendars > button").await?;
        let text = world.browser.downloaded("assembly.ics").await?;
        let lines = lines(&text);
        let has = |line: &str| assert!(lines.iter().any(|own| own == line), "{line} is not in\n{text}");
        // 18:30 of British summer time.
        for line in ["BEGIN:VCALENDAR", "DTSTART:20300701T173000Z", "DTEND:20300701T193000Z"] {
            has(line);
        }
        for line in ["SUMMARY:Assembly", "SEQUENCE:0", "BEGIN:VALARM", "TRIGGER:-PT1H", "END:VCALENDAR", ""] {
            has(line);
        }
        let of = |key: &str| lines.iter().find(|line| line.starts_with(key)).cloned().unwrap_or_default();
        assert!(of("LOCATION:").contains("The Old Mill"), "{text}");
        assert!(lines.iter().any(|line| line.contains("https://meet.example.org/air")), "{text}");
        // The backend names the same entry the same, so that its own calendar updates this one.
        let manage = world.browser.script("return localStorage.getItem('rungs:rsvp:test')").await?;
        let manage = manage.as_str().context("no receipt was kept")?;
        let theirs = reqwest::get(format!("{manage}/events.ics")).await?.text().await?;
        assert!(theirs.contains(&of("UID:")), "{} is not in\n{theirs}", of("UID:"));
        Ok(())
    });
}

/// The parts of a link's query, decoded.
async fn query(world: &rungs_browser_tests::World, start: &str) -> Result<HashMap<String, String>> {
    let script = format!(
        "const link = [...deep('.calendars').querySelectorAll('a')].find((a) => a.href.startsWith('{start}'));
        return {{ ...Object.fromEntries(new URL(link.href).searchParams), rel: link.rel, target: link.target }}"
    );
    let found: Value = world.browser.script(&script).await?;
    Ok(serde_json::from_value(found)?)
}

#[test]
fn links_offer_it_to_calendars_on_the_web_and_nothing_is_loaded_from_them() {
    journey(|world| async move {
        open(&world, &events(&world, &json!([assembly()]))).await?;
        answer(&world.browser, "yes", "grace@example.org").await?;
        let expected = [
            (
                "https://calendar.google.com/",
                "text",
                "dates",
                "20300701T173000Z/20300701T193000Z",
                "location",
            ),
            ("https://outlook.live.com/", "subject", "startdt", "2030-07-01T17:30:00Z", "location"),
            ("https://outlook.office.com/", "subject", "startdt", "2030-07-01T17:30:00Z", "location"),
            ("https://calendar.yahoo.com/", "title", "st", "20300701T173000Z", "in_loc"),
        ];
        for (address, title, time, at, place) in expected {
            let link = query(&world, address).await.with_context(|| address.to_owned())?;
            assert_eq!((&*link[title], &*link[time]), ("Assembly", at), "{address}");
            assert!(link[place].contains("The Old Mill"), "{address}: {}", link[place]);
            assert_eq!((&*link["rel"], &*link["target"]), ("noopener noreferrer", "_blank"), "{address}");
        }
        let loaded = "return performance.getEntriesByType('resource').map(({ name }) => new URL(name).host)
            .filter((host) => !host.startsWith('127.0.0.1:'))";
        assert_eq!(world.browser.script(loaded).await?, json!([]));
        Ok(())
    });
}

#[test]
fn whoever_may_come_gets_an_entry_that_takes_none_of_their_time_and_names_the_backend() {
    journey(|world| async move {
        open(&world, &events(&world, &json!([assembly()]))).await?;
        // The page has another name than the backend, after which the entry is named, also where no receipt is kept.
        let page = world.browser.driver.current_url().await?.to_string().replace("127.0.0.1", "localhost");
        world.browser.driver.goto(page).await?;
        answer(&world.browser, "maybe", "grace@example.org").await?;
        world.browser.script("localStorage.clear()").await?;
        world.browser.click(".calendars > button").await?;
        let text = world.browser.downloaded("assembly.ics").await?;
        for line in ["UID:test.assembly@127.0.0.1", "STATUS:TENTATIVE", "TRANSP:TRANSPARENT"] {
            assert!(lines(&text).iter().any(|own| own == line), "{line} is not in\n{text}");
        }
        assert_eq!(query(&world, "https://calendar.google.com/").await?["crm"], "AVAILABLE");
        Ok(())
    });
}
