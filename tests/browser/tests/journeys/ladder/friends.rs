//! Bringing friends: each by a link of their own, and nobody learns their names.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use rungs_browser_tests::{Browser, World, journey};
use serde_json::{Value, json};

use super::{agree, open_own, press, told, until};

fn friend() -> Value {
    json!({ "id": "friend", "label": "Bring a friend", "offer": "bring_friend" })
}

/// Types the names of two friends; gives the code of each of their links.
async fn invite(browser: &Browser, names: [&str; 2]) -> Result<Vec<String>> {
    press(browser, ".next .button").await?;
    until(browser, "rung('#friend-1')").await?;
    let mut codes = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        let fill = format!(
            "const input = document.querySelector('rungs-ladder').shadowRoot.querySelector('#friend-{index}');
            input.value = {name:?}; input.dispatchEvent(new Event('change', {{ bubbles: true }}));"
        );
        browser.script(&fill).await?;
        let link = format!("rung('#friend-{index}').parentNode.querySelector('a[href*=\"wa.me\"]')");
        until(browser, &link).await?;
        let message = told(browser, &format!("new URL({link}.href).searchParams.get('text')")).await?;
        assert!(message.starts_with(&format!("{name}, will you join me?")), "{message}");
        let (_, code) = message.split_once("referrer=").with_context(|| message.clone())?;
        codes.push(code.to_owned());
    }
    Ok(codes)
}

/// Signs the demo's petition as someone who came by this code.
async fn sign_by(world: &World, number: usize, code: &str) -> Result<()> {
    let body = json!({
        "submission_id": format!("0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a{number:02}"), "locale": "en", "referrer": code,
        "values": {
            "given_name": "Else", "family_name": "Where", "email": format!("p{number}@example.org"),
            "postal_code": "LS1 4AP", "locality": "Leeds", "country": "GB",
        },
    });
    let address = format!("{}/v1/widgets/clean-air/submissions", world.backend.origin);
    let answer = reqwest::Client::new().post(address).json(&body).send().await?;
    anyhow::ensure!(answer.status() == 201, "{}", answer.text().await?);
    Ok(())
}

#[test]
fn each_friend_gets_a_link_of_their_own_that_counts_for_whoever_sent_it_and_no_name_leaves_the_page() {
    journey(|world| async move {
        let browser = &world.browser;
        let keys = json!({ "rungs": [friend()], "remember": { "consent": "Remember my steps." } });
        open_own(&world, &keys).await?;
        agree(browser).await?;
        let codes = invite(browser, ["Zebedee", "Yolanda"]).await?;
        let own = world.backend.rows("SELECT referral, '' FROM climbers").await?[0].0.clone();
        for code in &codes {
            assert!(code.strip_prefix(&own).is_some_and(|mark| mark.starts_with('.')), "{code} of {own}");
        }
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 2, "{codes:?}");
        press(browser, ".next .fields > .button").await?;
        until(browser, "rung('.rung[data-state=done]')").await?;
        let known = browser
            .script("return JSON.stringify([heard, { ...localStorage }, { ...sessionStorage }])")
            .await?;
        let known = [known.to_string(), world.faults.requests().join("\n")].concat();
        for name in ["Zebedee", "Yolanda"] {
            assert!(!known.contains(name), "{known}");
        }
        for (number, code) in codes.iter().enumerate() {
            sign_by(&world, 10 + number, code).await?;
        }
        browser.driver.refresh().await?;
        until(browser, "rung('.brought')?.textContent === 'You brought in 2 people.'").await?;
        let marks = world.backend.rows("SELECT referrer, invitation FROM submissions ORDER BY seq").await?;
        let came: Vec<_> = marks.into_iter().map(|(code, mark)| format!("{code}.{mark}")).collect();
        assert_eq!(came, codes);
        Ok(())
    });
}

#[test]
fn where_nothing_is_remembered_the_code_of_what_was_just_signed_is_handed_on() {
    journey(|world| async move {
        let browser = &world.browser;
        let ladder = json!({
            "id": "way", "kind": "ladder", "campaign": "journeys", "title": "Your way", "backend": world.faults.origin,
            "rungs": [{ "id": "sign", "label": "Sign", "href": "#", "done_by": [{ "widget": "test" }] }, friend()],
        });
        let page = [
            world.snippet(&world.config()),
            format!(
                "<rungs-ladder loading=eager><script type='application/json'>{ladder}</script></rungs-ladder>"
            ),
        ];
        world.open_body(&page.concat(), None).await?;
        browser.ready().await?;
        until(browser, "rung('.next-label')").await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;
        until(browser, "rung('.next-label')?.textContent === 'Bring a friend'").await?;
        browser.until("deep('.thanks')").await?;
        let codes = invite(browser, ["Zebedee", "Yolanda"]).await?;
        let own = world.backend.rows("SELECT referral, id FROM submissions").await?[0].0.clone();
        assert!(codes.iter().all(|code| code.starts_with(&format!("{own}."))), "{codes:?} of {own}");
        Ok(())
    });
}

#[test]
fn the_ladder_shares_itself_with_the_code_of_whoever_is_remembered_and_goes_on() {
    journey(|world| async move {
        let browser = &world.browser;
        let keys = json!({
            "rungs": [{ "id": "share", "label": "Tell three people", "offer": "share" }, friend()],
            "thanks": { "share": ["whatsapp", "copy"], "share_text": "Clean air", "share_url": "https://example.org/air" },
            "remember": { "consent": "Remember my steps." },
        });
        open_own(&world, &keys).await?;
        agree(browser).await?;
        press(browser, ".next .button").await?;
        until(browser, "rung('.next .share a')").await?;
        assert_eq!(told(browser, "rung('.share-title').textContent").await?, "Ask others to join in");
        let own = world.backend.rows("SELECT referral, '' FROM climbers").await?[0].0.clone();
        let message = told(browser, "new URL(rung('.next .share a').href).searchParams.get('text')").await?;
        let expected = format!(
            "Clean air https://example.org/air?utm_source=whatsapp&utm_medium=share&utm_campaign=journeys&referrer={own}"
        );
        assert_eq!(message, expected);
        let share =
            "const link = document.querySelector('rungs-ladder').shadowRoot.querySelector('.next .share a');
            link.addEventListener('click', (event) => event.preventDefault());
            link.focus();
            link.click();";
        browser.script(share).await?;
        until(browser, "rung('.next-label')?.textContent === 'Bring a friend'").await?;
        // The focus was on what is gone now.
        assert_eq!(
            told(browser, "document.querySelector('rungs-ladder').shadowRoot.activeElement?.id").await?,
            "next"
        );
        Ok(())
    });
}
