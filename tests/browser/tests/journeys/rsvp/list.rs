//! Many events: looked through, by what someone wants and from where they are.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};
use thirtyfour::Key;

use super::{answer, assembly, events, open};

/// Events in two months.
fn two(world: &World) -> Value {
    let mut second = assembly();
    (second["id"], second["title"]) = (json!("walk"), json!("Walk"));
    (second["start"], second["end"]) = (json!("2030-08-09T10:00"), json!("2030-08-09T12:00"));
    events(world, &json!([assembly(), second]))
}

#[test]
fn a_month_is_walked_through_by_keys() {
    journey(|world| async move {
        let mut config = two(&world);
        config["view"] = json!("month");
        world
            .browser
            .protocol("Emulation.setTimezoneOverride", json!({ "timezoneId": "Europe/Berlin" }))
            .await?;
        open(&world, &config).await?;
        world.browser.until("deep('.grid')").await?;
        walk(
            &world,
            &[
                (Key::Right, "2030-07-02"),
                (Key::Down, "2030-07-09"),
                (Key::Left, "2030-07-08"),
                (Key::PageDown, "2030-08-08"),
                (Key::Right, "2030-08-09"),
            ],
        )
        .await?;
        assert_eq!(world.browser.text(".month-title").await?, "August 2030");
        assert_eq!(world.browser.text(".item-title").await?, "Walk");
        Ok(())
    });
}

/// Goes through the days of the grid by keys, from the one that was reached.
async fn walk(world: &World, steps: &[(Key, &str)]) -> Result<()> {
    world.browser.script("deep('.grid [tabindex=\"0\"]').focus()").await?;
    for (key, day) in steps {
        world.browser.driver.action_chain().send_keys(key.clone() + "").perform().await?;
        let reached = format!("deep('.rsvp').getRootNode().activeElement?.id == 'day-{day}'");
        world.browser.until(&reached).await?;
    }
    Ok(())
}

#[test]
fn in_a_language_from_right_to_left_the_days_of_a_month_lie_the_other_way() {
    journey(|world| async move {
        let mut config = two(&world);
        config["view"] = json!("month");
        let zone = json!({ "timezoneId": "Africa/Cairo" });
        world.browser.protocol("Emulation.setTimezoneOverride", zone).await?;
        open(&world, &config).await?;
        let again = "const host = document.querySelector('rungs-rsvp'); host.lang = 'ar'; host.replaceWith(host.cloneNode(true));";
        world.browser.script(again).await?;
        world.browser.until("deep('.grid') && getComputedStyle(deep('.grid')).direction == 'rtl'").await?;
        // The next day is where it is seen: to the left.
        let beside = "const [first, next] = ['2030-07-02', '2030-07-03'].map((day) => deep('#day-' + day).getBoundingClientRect().left); return next < first;";
        assert_eq!(world.browser.script(beside).await?, json!(true));
        walk(
            &world,
            &[
                (Key::Left, "2030-07-02"),
                (Key::Right, "2030-07-01"),
                // Weeks begin on Saturday there.
                (Key::Home, "2030-06-29"),
                (Key::End, "2030-07-05"),
                (Key::Left, "2030-07-06"),
                (Key::Up, "2030-06-29"),
                (Key::PageDown, "2030-07-29"),
                (Key::PageDown, "2030-08-29"),
            ],
        )
        .await?;
        Ok(())
    });
}

/// Three events: in Northbridge, in a town far from there, and online.
fn three(world: &World) -> Value {
    let event = |id: &str, title: &str, kind: &str, day: &str| {
        json!({
            "id": id, "title": title, "kinds": [kind],
            "start": format!("{day}T18:30"), "end": format!("{day}T20:30"),
        })
    };
    let at = |locality: &str, code: &str, latitude: f64, longitude: f64| {
        json!({
            "name": "Hall", "locality": locality, "postal_code": code, "latitude": latitude, "longitude": longitude,
        })
    };
    let mut assembly = event("assembly", "Assembly", "assembly", "2030-07-01");
    assembly["venue"] = at("Northbridge", "LS1 4DY", 53.7967, -1.5477);
    assembly["languages"] = json!(["en"]);
    let mut leaflets = event("leaflets", "Leaflets", "action", "2030-07-09");
    leaflets["venue"] = at("Southport", "SO14 7DU", 50.9097, -1.4044);
    leaflets["languages"] = json!(["en", "ur"]);
    let mut call = event("call", "Evening call", "assembly", "2030-08-02");
    (call["mode"], call["join_url"]) = (json!("online"), json!("https://meet.example.org/call"));
    call["languages"] = json!(["de-AT"]);
    let mut config = events(world, &json!([leaflets, call, assembly]));
    config["kinds"] = json!([
        { "value": "assembly", "label": "Assemblies" },
        { "value": "action", "label": "In the street" },
    ]);
    config["distance"] = json!("km");
    config
}

/// Waits until the list shows exactly these, in this order.
pub(super) async fn until_shown(world: &World, titles: &[&str]) -> Result<()> {
    let titles = json!(titles);
    let shown = "[...deep('.browse').querySelectorAll('.item:not([hidden]) .item-title')]\
        .map((title) => title.innerText)";
    world.browser.until(&format!("JSON.stringify({shown}) == '{titles}'")).await
}

/// Chooses in a filter.
pub(super) async fn choose(world: &World, filter: &str, value: &str) -> Result<()> {
    let script = format!(
        "const filter = deep('#{filter}'); filter.value = '{value}';
        filter.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    );
    world.browser.script(&script).await.map(drop)
}

#[test]
fn a_list_is_filtered_by_date_kind_language_and_mode_and_how_many_fit_is_announced() {
    journey(|world| async move {
        open(&world, &three(&world)).await?;
        world.browser.until("deep('.filters')").await?;
        until_shown(&world, &["Assembly", "Leaflets", "Evening call"]).await?;
        choose(&world, "by-kind", "assembly").await?;
        until_shown(&world, &["Assembly", "Evening call"]).await?;
        world.browser.until("deep('#said').innerText == 'Events: 2'").await?;
        choose(&world, "by-date", "2030-07-02").await?;
        until_shown(&world, &["Evening call"]).await?;
        choose(&world, "by-kind", "").await?;
        until_shown(&world, &["Leaflets", "Evening call"]).await?;
        choose(&world, "by-language", "ur").await?;
        until_shown(&world, &["Leaflets"]).await?;
        choose(&world, "by-language", "de-AT").await?;
        until_shown(&world, &["Evening call"]).await?;
        choose(&world, "by-mode", "in_person").await?;
        until_shown(&world, &[]).await?;
        world.browser.until("deep('#said').innerText == 'Events: 0'").await?;
        assert_eq!(world.browser.text(".found > p").await?, "No event fits.");
        choose(&world, "by-language", "").await?;
        choose(&world, "by-mode", "online").await?;
        until_shown(&world, &["Evening call"]).await
    });
}

#[test]
fn filters_are_folded_on_a_phone_and_how_many_are_set_is_said() {
    journey(|world| async move {
        open(&world, &three(&world)).await?;
        world.browser.until("deep('.filter-fold')?.open").await?;
        world.browser.resize(360, 640).await?;
        open(&world, &three(&world)).await?;
        world.browser.until("deep('.filter-fold') && deep('.item-title')").await?;
        world.browser.until("!deep('.filter-fold').open && !deep('#by-kind').checkVisibility()").await?;
        assert_eq!(world.browser.text(".filter-fold summary").await?, "Filters");
        world.browser.click(".filter-fold summary").await?;
        world.browser.until("deep('#by-kind').checkVisibility()").await?;
        choose(&world, "by-kind", "assembly").await?;
        choose(&world, "by-mode", "online").await?;
        until_shown(&world, &["Evening call"]).await?;
        world.browser.until("deep('.filter-fold summary').innerText == 'Filters (2)'").await?;
        choose(&world, "by-kind", "").await?;
        choose(&world, "by-mode", "").await?;
        until_shown(&world, &["Assembly", "Leaflets", "Evening call"]).await?;
        world.browser.until("deep('.filter-fold summary').innerText == 'Filters'").await?;
        Ok(())
    });
}

#[test]
fn a_town_or_a_postal_code_that_is_typed_puts_the_nearest_first() {
    journey(|world| async move {
        open(&world, &three(&world)).await?;
        world.browser.until("deep('#by-place')").await?;
        assert_eq!(
            world.browser.script("return deep('#by-distance').checkVisibility()").await?,
            json!(false)
        );
        choose(&world, "by-place", "southport").await?;
        until_shown(&world, &["Leaflets", "Assembly", "Evening call"]).await?;
        let places = world
            .browser
            .script(
                "return [...deep('.browse').querySelectorAll('.item-place')].map((place) => place.innerText)",
            )
            .await?;
        assert_eq!(places, json!(["Southport · 0 km", "Northbridge · 321 km", "Online"]));
        choose(&world, "by-distance", "100 km").await?;
        until_shown(&world, &["Leaflets", "Evening call"]).await?;
        world.browser.until("deep('#said').innerText == 'Events: 2'").await?;
        choose(&world, "by-distance", "Any distance").await?;
        until_shown(&world, &["Leaflets", "Assembly", "Evening call"]).await?;
        choose(&world, "by-place", "LS2 7HT").await?;
        until_shown(&world, &["Assembly", "Leaflets", "Evening call"]).await?;
        choose(&world, "by-place", "Atlantis").await?;
        world.browser.until("deep('#said').innerText == 'No event is known near there.'").await
    });
}

/// Counts who asks where the device is.
const COUNT: &str = "window.asked = 0;
const locate = Geolocation.prototype.getCurrentPosition;
Geolocation.prototype.getCurrentPosition = function (...all) { asked += 1; return locate.apply(this, all); };
Geolocation.prototype.watchPosition = () => { asked += 100; };";

#[test]
fn the_device_is_asked_where_it_is_only_by_its_button_and_the_answer_stays_in_the_page() {
    journey(|world| async move {
        let browser = &world.browser;
        browser.protocol("Page.addScriptToEvaluateOnNewDocument", json!({ "source": COUNT })).await?;
        let place = json!({ "latitude": 50.9312, "longitude": -1.4377, "accuracy": 10 });
        browser.protocol("Emulation.setGeolocationOverride", place).await?;
        let grant = json!({ "permissions": ["geolocation"] });
        browser.protocol("Browser.grantPermissions", grant).await?;
        open(&world, &three(&world)).await?;
        until_shown(&world, &["Assembly", "Leaflets", "Evening call"]).await?;
        assert_eq!(browser.script("return asked").await?, 0);
        browser.click(".near > button").await?;
        until_shown(&world, &["Leaflets", "Assembly", "Evening call"]).await?;
        assert_eq!(browser.script("return asked").await?, 1);
        assert_eq!(browser.text(".item-place").await?, "Southport · 3.3 km");
        // All that follows knows nothing of it.
        browser.script("[...deep('.browse').querySelectorAll('.item-title')][1].click()").await?;
        answer(browser, "yes", "grace@example.org").await?;
        let kept =
            "return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, heard,
            location.href, performance.getEntriesByType('resource').map(({ name }) => name)])";
        let kept = browser.script(kept).await?;
        let sent = world.faults.requests();
        assert!(sent.iter().any(|request| request.contains("grace@example.org")), "{sent:?}");
        for trace in ["50.9", "1.43"] {
            assert!(!kept.as_str().unwrap_or_default().contains(trace), "{trace}: {kept}");
            assert!(sent.iter().all(|request| !request.contains(trace)), "{trace}: {sent:?}");
        }
        Ok(())
    });
}

#[test]
fn a_device_that_does_not_tell_where_it_is_leaves_the_list_as_it_was() {
    journey(|world| async move {
        let denied = json!({ "permission": { "name": "geolocation" }, "setting": "denied" });
        world.browser.protocol("Browser.setPermission", denied).await?;
        open(&world, &three(&world)).await?;
        world.browser.until("deep('.near > button')").await?;
        world.browser.click(".near > button").await?;
        world.browser.until("deep('#said').innerText == 'Your device does not tell where it is.'").await?;
        until_shown(&world, &["Assembly", "Leaflets", "Evening call"]).await
    });
}
