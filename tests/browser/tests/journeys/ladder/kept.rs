//! Where nothing may be kept, where what was kept was tampered with, and how all of it is forgotten.

use anyhow::{Result, bail};
use rungs_browser_tests::{Browser, World, journey};
use serde_json::{Value, json};

use super::{NEXT, agree, open, open_own, press, sign, told, until};

#[test]
fn in_a_private_window_that_stores_nothing_the_ladder_works_for_as_long_as_the_page() {
    journey(|world| async move {
        open(&world).await?;
        let private = Browser::open_private().await?;
        let address = world.browser.driver.current_url().await?;
        private.driver.goto(address.as_str()).await?;
        until(&private, "rung('.next-label') && deep('form')").await?;
        let refused = "try { localStorage.x = 1; return 'stored'; } catch ({ name }) { return name; }";
        assert_eq!(private.script(refused).await?, json!("SecurityError"));
        press(&private, ".next .back").await?;
        until(&private, "rung('.rung[data-state=not_now]')").await?;
        // What it agrees to is kept by the backend; here the key lasts as long as the page.
        agree(&private).await?;
        assert_eq!(
            private.script("return heard.filter(({ type }) => type === 'rungs:error')").await?,
            json!([])
        );
        private.driver.refresh().await?;
        until(&private, &format!("{NEXT} === 'Sign the petition' && !rung('.rung[data-state=not_now]')"))
            .await?;
        private.close().await;
        // The ordinary window has learnt nothing of it.
        assert_eq!(world.browser.script("return Object.keys(localStorage)").await?, json!([]));
        Ok(())
    });
}

#[test]
fn a_token_that_was_tampered_with_opens_nothing_and_what_the_device_knows_stays() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        sign(&world).await?;
        until(browser, "rung('.rung[data-state=done]')").await?;
        agree(browser).await?;
        let alone = "rung('.own span')?.textContent === 'Your steps are kept on this device only.' && rung('.rung[data-state=done]')";
        let tamper = "const key = 'rungs:ladder:clean-air';
            const kept = JSON.parse(localStorage[key]);
            kept.token = kept.token.slice(0, -1) + (kept.token.endsWith('A') ? 'B' : 'A');
            localStorage[key] = JSON.stringify(kept);";
        browser.script(tamper).await?;
        browser.driver.refresh().await?;
        until(browser, alone).await?;
        assert_eq!(
            browser.script("return JSON.parse(localStorage['rungs:ladder:clean-air']).token ?? null").await?,
            json!(null)
        );
        // Nor does one that comes by a link: it is taken out of the address all the same.
        let address = browser.driver.current_url().await?;
        for token in ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x", "%3Cscript%3E", "../../admin"] {
            browser.driver.goto("about:blank").await?;
            browser.driver.goto(format!("{address}#rungs={token}")).await?;
            until(browser, alone).await?;
            assert_eq!(browser.script("return location.hash").await?, json!(""), "{token}");
            assert_eq!(
                browser.script("return heard.filter(({ type }) => type === 'rungs:error')").await?,
                json!([]),
                "{token}"
            );
        }
        // The backend still has what it was given under the right one.
        assert_eq!(world.backend.rows("SELECT CAST(COUNT(*) AS TEXT), '' FROM climbers").await?[0].0, "1");
        Ok(())
    });
}

#[test]
fn a_key_leaves_the_address_where_there_is_no_ladder_and_the_ladder_that_comes_later_has_it() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        sign(&world).await?;
        agree(browser).await?;
        let link = told(browser, "rung('#link').value").await?;
        let key = link.split_once('#').map(|(_, key)| key.to_owned()).unwrap_or_default();
        assert!(key.starts_with("rungs=clean-air."), "{link}");
        browser.script("localStorage.clear()").await?;

        let origin = &world.backend.origin;
        let petition =
            format!("<rungs-petition config='{origin}/v1/widgets/clean-air' loading=eager></rungs-petition>");
        world.open_body(&[world.script(), petition].concat(), None).await?;
        let address = browser.driver.current_url().await?.to_string();
        browser.driver.goto("about:blank").await?;
        // What other scripts learn of the address: as soon as the loader runs, no more than this.
        browser
            .before_pages(
                "window.read = [];
                Object.defineProperty(window, 'Rungs', {
                    get: () => window.own,
                    set: (own) => { window.own = own; read.push(location.href); },
                });",
            )
            .await?;
        browser.driver.goto(format!("{address}#{key}")).await?;
        browser.ready().await?;
        assert_eq!(browser.script("return [...read, location.href]").await?, json!([address, address]));

        let ladder = format!(
            "const ladder = document.createElement('rungs-ladder');
            ladder.setAttribute('config', '{origin}/v1/widgets/clean-air-ladder');
            document.body.append(ladder);"
        );
        browser.script(&ladder).await?;
        until(browser, "rung('.rung[data-state=done]')").await?;
        // After all was forgotten, one that is drawn anew brings nothing back.
        press(browser, ".own .link").await?;
        until(browser, "!rung('.rung[data-state=done]') && rung('.own .link').hidden").await?;
        browser.script("document.querySelector('rungs-ladder').remove();").await?;
        browser.script(&ladder).await?;
        until(browser, "rung('.own .link')?.hidden").await?;
        assert_eq!(browser.script("return Object.keys(localStorage)").await?, json!([]));
        until_forgotten(&world).await
    });
}

#[test]
fn a_link_that_is_opened_in_a_page_that_is_open_already_brings_what_was_done() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        sign(&world).await?;
        agree(browser).await?;
        let link = told(browser, "rung('#link').value").await?;
        let address = browser.driver.current_url().await?;
        // Another device, which stores nothing.
        let other = Browser::open_private().await?;
        other.driver.goto(address.as_str()).await?;
        until(&other, "rung('.next-label') && !rung('.rung[data-state=done]')").await?;
        let fragment = link.split_once('#').map_or("", |(_, fragment)| fragment);
        other.script(&format!("location.hash = {fragment:?}")).await?;
        until(&other, "rung('.rung[data-state=done]') && !location.hash").await?;
        // What it brought is there when the ladder is drawn anew, though nothing can be stored.
        other
            .script(
                "const ladder = document.querySelector('rungs-ladder');
                const anew = ladder.cloneNode(true);
                ladder.replaceWith(anew);",
            )
            .await?;
        until(&other, "rung('.rung[data-state=done]')").await?;
        // One of another campaign is left to its ladder.
        other.script("location.hash = 'rungs=elsewhere.' + 'A'.repeat(43)").await?;
        other.until("location.hash.startsWith('#rungs=elsewhere.')").await?;
        until(&other, "rung('.rung[data-state=done]')").await?;
        other.close().await;
        Ok(())
    });
}

#[test]
fn forgetting_without_a_network_says_what_is_not_forgotten_yet_and_can_be_repeated() {
    journey(|world| async move {
        let browser = &world.browser;
        open(&world).await?;
        sign(&world).await?;
        until(browser, "rung('.rung[data-state=done]')").await?;
        agree(browser).await?;
        browser.offline(true).await?;
        press(browser, ".own .link").await?;
        until(browser, "rung('#said').textContent.startsWith('Deleted on this device, but')").await?;
        // Here the steps are gone; the key is needed to be rid of the rest.
        let kept =
            told(browser, "Object.keys(JSON.parse(localStorage['rungs:ladder:clean-air']).done)").await?;
        assert_eq!(kept, "");
        until(browser, "!rung('.rung[data-state=done]') && !rung('.own .link').hidden").await?;
        browser.offline(false).await?;
        press(browser, ".own .link").await?;
        until(
            browser,
            "rung('#said').textContent === 'Everything about you is deleted.' && rung('.own .link').hidden",
        )
        .await?;
        assert_eq!(
            browser.script("return localStorage['rungs:ladder:clean-air'] ?? null").await?,
            json!(null)
        );
        until_forgotten(&world).await
    });
}

/// Waits until the backend has nothing left.
async fn until_forgotten(world: &World) -> Result<()> {
    for _ in 0..400 {
        if world.backend.rows("SELECT CAST(COUNT(*) AS TEXT), '' FROM climbers").await?[0].0 == "0" {
            return Ok(());
        }
    }
    bail!("it was not forgotten")
}

#[test]
fn a_step_that_the_campaign_drops_stays_done_for_when_it_comes_back() {
    journey(|world| async move {
        let browser = &world.browser;
        let step =
            |id: &str| json!({ "id": id, "label": id, "href": "#step", "done_by": [{ "widget": id }] });
        let happened = "document.dispatchEvent(new CustomEvent('rungs:outcome', { bubbles: true, detail: { campaign: 'journeys', id: 'sign', outcome: 'confirmed' } }))";
        open_own(&world, &json!({ "rungs": [step("sign"), step("come")] })).await?;
        browser.script(happened).await?;
        until(browser, &format!("{NEXT} === 'come'")).await?;
        open_own(&world, &json!({ "rungs": [step("come"), step("host")] })).await?;
        press(browser, ".next .back").await?;
        until(browser, &format!("{NEXT} === 'host'")).await?;
        open_own(&world, &json!({ "rungs": [step("sign"), step("come"), step("host")] })).await?;
        assert_eq!(told(browser, NEXT).await?, "host");
        assert_eq!(told(browser, "rung('.rung[data-state=done] .rung-label').textContent").await?, "sign");
        Ok(())
    });
}

#[test]
fn a_ladder_that_nobody_can_climb_gives_way_to_what_the_page_has_and_tells_staff_why() {
    journey(|world| async move {
        let browser = &world.browser;
        let step = |id: &str, after: &str| json!({ "id": id, "label": id, "href": "#step", "done_by": ["share"], "unlock": { "done": [after] } });
        let config = |rungs| json!({ "id": "way", "kind": "ladder", "title": "Way", "backend": "preview", "rungs": rungs });
        let named = json!({ "id": "a", "label": "a", "href": "#step", "done_by": ["share"] });
        for (rungs, path) in [
            (json!([step("one", "two"), step("two", "one")]), "rungs[0].unlock"),
            (json!([named, named]), "rungs[1].id"),
            (json!([{ "id": "a", "label": "a", "href": "#", "done_by": [] }]), "rungs[0].done_by"),
            (Value::from(vec![named.clone(); 51]), "rungs"),
        ] {
            let page = format!(
                "{}<rungs-ladder loading=eager><script type='application/json'>{}</script><a href='#all'>All steps</a></rungs-ladder>",
                world.script(),
                config(rungs)
            );
            world.open_body(&page, None).await?;
            let named = format!(
                "heard.some(({{ type, detail }}) => type === 'rungs:error' && detail.phase === 'config'
                    && detail.problems.some(({{ path }}) => path === {path:?}))"
            );
            browser.until(&named).await?;
            let seen = "!document.querySelector('rungs-ladder').shadowRoot?.querySelector('.ladder') && document.querySelector('rungs-ladder a').getClientRects().length === 1";
            browser.until(seen).await?;
        }
        Ok(())
    });
}
