//! Where someone is: asked at the press of a button, worked with in the page, and told to nobody.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};

use super::{NEXT, open_own, press, told, until};

/// Counts how often the device is asked where it is.
const COUNTED: &str = "window.asked = 0;
const locate = Geolocation.prototype.getCurrentPosition;
Geolocation.prototype.getCurrentPosition = function (...all) { asked += 1; return locate.apply(this, all); };
Geolocation.prototype.watchPosition = () => { asked += 100; };";

/// A step in York, which whoever is known to be far away is not asked, and one for those near Leeds.
fn keys() -> Value {
    json!({
        "rungs": [
            {
                "id": "york", "label": "Come to York", "href": "#york", "done_by": ["attended"],
                "near": { "latitude": 53.959, "longitude": -1.082, "km": 5 },
            },
            {
                "id": "host", "label": "Host an evening", "offer": "host", "unlock": { "within_km": 10 },
                "near": { "latitude": 53.7997, "longitude": -1.5492 },
            },
        ],
        "ask_about": ["distance"],
        "towns": [{ "name": "Leeds", "postal_code": "LS1", "latitude": 53.7997, "longitude": -1.5492 }],
    })
}

const HINT: &str = "rung('#near').textContent";

async fn unfold(world: &World) -> Result<()> {
    open_own(world, &keys()).await?;
    assert_eq!(told(&world.browser, NEXT).await?, "Come to York");
    press(&world.browser, "details.about summary").await?;
    until(&world.browser, "rung('.near .back')").await
}

async fn typed(world: &World, town: &str) -> Result<()> {
    let input = world.browser.deep("#town").await?;
    input.clear().await?;
    input.send_keys(town + thirtyfour::Key::Enter).await?;
    Ok(())
}

#[test]
fn the_device_is_asked_at_a_press_only_and_where_it_is_stays_in_the_page() {
    journey(|world| async move {
        let browser = &world.browser;
        browser.before_pages(COUNTED).await?;
        let place = json!({ "latitude": 53.812_345, "longitude": -1.543_21, "accuracy": 20 });
        browser.protocol("Emulation.setGeolocationOverride", place).await?;
        browser.protocol("Browser.grantPermissions", json!({ "permissions": ["geolocation"] })).await?;
        unfold(&world).await?;
        assert_eq!(browser.script("return asked").await?, json!(0));
        press(browser, ".near .back").await?;
        until(browser, &format!("{NEXT} === 'Host an evening'")).await?;
        assert_eq!(browser.script("return asked").await?, json!(1));
        assert_eq!(told(browser, "rung('.why').textContent").await?, "Why this: it is less than 10 km away.");
        assert_eq!(told(browser, HINT).await?, "Where you are is known until you leave this page.");
        // Something is kept and told because of another press: where they are is no part of it.
        press(browser, ".next .back").await?;
        until(browser, "rung('.rung[data-state=not_now]')").await?;
        let known = "return JSON.stringify([heard, { ...localStorage }, { ...sessionStorage }, location.href, document.cookie])";
        let known = browser.script(known).await?.to_string();
        assert!(known.contains("not_now") && known.contains("rungs:progress"), "{known}");
        let sent = world.faults.requests().join("\n");
        for number in ["53.8", "1.54", "812345", "54321"] {
            assert!(!known.contains(number) && !sent.contains(number), "{number}: {known} {sent}");
        }
        // Another visit knows nothing of it.
        browser.driver.refresh().await?;
        until(browser, &format!("{NEXT} === 'Come to York'")).await
    });
}

#[test]
fn a_device_that_is_not_to_tell_or_cannot_is_spoken_of_in_words() {
    journey(|world| async move {
        let browser = &world.browser;
        let denied = json!({ "permission": { "name": "geolocation" }, "setting": "denied" });
        browser.protocol("Browser.setPermission", denied).await?;
        let said = format!(
            "{HINT} === 'Your device does not tell where it is.' && rung('#said').textContent === {HINT}"
        );
        unfold(&world).await?;
        press(browser, ".near .back").await?;
        until(browser, &said).await?;
        assert_eq!(told(browser, NEXT).await?, "Come to York");
        browser
            .before_pages("Object.defineProperty(Navigator.prototype, 'geolocation', { value: undefined });")
            .await?;
        unfold(&world).await?;
        press(browser, ".near .back").await?;
        until(browser, &said).await
    });
}

#[test]
fn a_town_that_the_ladder_knows_can_be_typed_instead_and_is_forgotten_with_all_else() {
    journey(|world| async move {
        let browser = &world.browser;
        unfold(&world).await?;
        typed(&world, "Atlantis").await?;
        until(browser, &format!("{HINT} === 'No place of that name or code is known here.'")).await?;
        assert_eq!(told(browser, NEXT).await?, "Come to York");
        typed(&world, "leeds").await?;
        until(browser, &format!("{NEXT} === 'Host an evening'")).await?;
        typed(&world, "Atlantis").await?;
        until(browser, &format!("{NEXT} === 'Come to York'")).await?;
        typed(&world, "LS1 4AP").await?;
        until(browser, &format!("{NEXT} === 'Host an evening'")).await?;
        press(browser, ".next .back").await?;
        until(browser, "rung('.rung[data-state=not_now]')").await?;
        press(browser, ".own .link").await?;
        until(browser, &format!("{NEXT} === 'Come to York'")).await
    });
}
