//! Widgets that come, go and live side by side.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::json;

#[test]
fn two_widgets_share_one_instance_and_do_not_disturb_each_other() {
    journey(|world| async move {
        let mut other = world.config();
        other["title"] = json!("Quiet nights");
        let body = format!("{}{}", world.snippet(&world.config()), world.snippet(&other));
        world.open_body(&body, None).await?;
        world.browser.until("deep('form', 0) && deep('form', 1)").await?;
        world.browser.script("deep('button[type=submit]', 1).click()").await?;
        world.browser.until("deep('#summary:not([hidden])', 1)").await?;
        assert_eq!(world.browser.script("return deep('#summary', 0).hidden").await?, json!(true));
        let fetched = "return performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('_bg.wasm')).length";
        assert_eq!(world.browser.script(fetched).await?, json!(1));
        Ok(())
    });
}

#[test]
fn a_div_is_the_same_thing_where_tags_are_stripped() {
    journey(|world| async move {
        let body = format!(
            "{}
            <div data-rungs=petition data-config='{}/v1/widgets/test'><p>Sign</p></div>",
            world.script(),
            world.backend.origin
        );
        world.open_body(&body, None).await?;
        world.browser.ready().await
    });
}

#[test]
fn loading_the_script_twice_or_in_two_versions_does_no_harm() {
    journey(|world| async move {
        let again = format!("<script type=module src='{}/rungs.js?other'></script>", world.site.kit);
        let body = format!("{}{again}{}", world.snippet(&world.config()), world.snippet(&world.config()));
        world.open_body(&body, None).await?;
        world.browser.until("deep('form', 0) && deep('form', 1)").await?;
        assert_eq!(
            world.browser.script("return heard.filter(({ type }) => type == 'rungs:error').length").await?,
            json!(0)
        );
        Ok(())
    });
}

#[test]
fn a_widget_moved_in_the_page_keeps_what_was_typed() {
    journey(|world| async move {
        world.open_ready().await?;
        world.browser.fill("given_name", "Grace").await?;
        world.browser.script("const e = document.querySelector('rungs-petition'); const box = document.createElement('section'); document.body.prepend(box); box.append(e);").await?;
        world.browser.until("document.querySelector('section rungs-petition')?.shadowRoot").await?;
        world.browser.until("deep('[name=given_name]')?.value == 'Grace'").await
    });
}

#[test]
fn a_tag_manager_gets_every_event_that_the_readme_names() {
    journey(|world| async move {
        let readme = include_str!("../../../../README.md");
        let named = readme.lines().filter_map(|line| line.strip_prefix("| `rungs:")?.split('`').next());
        let named: Vec<&str> = named.collect();
        assert!(named.len() > 5, "{named:?}");
        let body = format!("{}<div data-layer=gathered></div>", world.script());
        world.open_body(&body, None).await?;
        world.browser.until("window.Rungs").await?;
        let happen = format!(
            "for (const name of {}) {{
                const event = new CustomEvent('rungs:' + name, {{ bubbles: true, detail: {{ id: name }} }});
                document.querySelector('[data-layer]').dispatchEvent(event);
            }}
            return window.gathered;",
            json!(named)
        );
        let gathered = named.iter().map(|name| json!({ "event": format!("rungs:{name}"), "id": name }));
        assert_eq!(world.browser.script(&happen).await?, gathered.collect::<serde_json::Value>());
        Ok(())
    });
}

#[test]
fn any_script_can_mount_a_widget_by_hand() {
    journey(|world| async move {
        let body = format!("{}<div data-mounted id=here></div>", world.script());
        world.open_body(&body, None).await?;
        world.browser.until("window.Rungs").await?;
        let mount = format!(
            "Rungs.mount(document.getElementById('here'), {}).then((w) => window.w = w)",
            world.config()
        );
        world.browser.script(&mount).await?;
        world.browser.until("window.w && deep('form')").await?;
        world.browser.script("w.unmount()").await?;
        world.browser.until("!deep('form')").await
    });
}

/// Nodes and listeners that the page holds, after everything that can go is gone.
async fn held(world: &World) -> Result<(f64, f64)> {
    world.browser.protocol("HeapProfiler.collectGarbage", json!({})).await?;
    let metrics = world.browser.protocol("Performance.getMetrics", json!({})).await?;
    let metric = |name: &str| {
        let all = metrics["metrics"].as_array().into_iter().flatten();
        all.filter(|metric| metric["name"] == name)
            .find_map(|metric| metric["value"].as_f64())
            .unwrap_or(f64::NAN)
    };
    Ok((metric("Nodes"), metric("JSEventListeners")))
}

#[test]
fn a_hundred_insertions_and_removals_leave_nothing_behind() {
    journey(|world| async move {
        world.open(&world.config()).await?;
        world.browser.ready().await?;
        world.browser.protocol("Performance.enable", json!({})).await?;
        let cycle = |times: u32| {
            format!(
                "window.done = false; const config = {}; (async () => {{
                  for (let i = 0; i < {times}; i++) {{
                    const e = document.createElement('rungs-petition');
                    e.setAttribute('loading', 'eager');
                    const s = document.createElement('script'); s.type = 'application/json'; s.textContent = JSON.stringify(config);
                    e.append(s); document.body.append(e);
                    await new Promise((go) => e.addEventListener('rungs:ready', go, {{ once: true }}));
                    e.remove();
                    await new Promise((go) => setTimeout(go));
                  }}
                  heard.length = 0; window.done = true;
                }})()",
                world.config()
            )
        };
        // The first few fill caches that stay.
        world.browser.script(&cycle(5)).await?;
        world.browser.until("window.done").await?;
        let before = held(&world).await?;
        world.browser.script(&cycle(100)).await?;
        world.browser.until("window.done").await?;
        // What the last requests hold goes when they end.
        let mut after = held(&world).await?;
        for _ in 0..50 {
            if after.0 < before.0 + 100.0 && after.1 < before.1 + 20.0 {
                return Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            after = held(&world).await?;
        }
        panic!("nodes and listeners grew from {before:?} to {after:?}")
    });
}

#[test]
fn a_page_that_changes_its_language_takes_the_widget_along_with_what_was_typed() {
    journey(|world| async move {
        world.open_ready().await?;
        world.browser.fill("given_name", "Grace").await?;
        world.browser.click("[name='consent.updates'][value=no]").await?;
        world
            .browser
            .script("deep('[name=given_name]').focus(); document.documentElement.lang = 'de'")
            .await?;
        world.browser.until("deep('[data-name=email]')?.innerText.includes('E-Mail')").await?;
        let kept = "return [deep('[name=given_name]').value, deep('[value=no]').checked,
            document.querySelector('rungs-petition').shadowRoot.activeElement?.name]";
        assert_eq!(world.browser.script(kept).await?, json!(["Grace", true, "given_name"]));

        world.fill("grace@example.org").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        world.browser.script("document.documentElement.lang = 'en'").await?;
        // A later change is seen; the thanks have stayed.
        world.browser.script("document.body.append(document.createElement('hr'))").await?;
        world.browser.until("deep('.thanks')").await
    });
}

#[test]
fn what_was_emptied_stays_empty_in_another_language_and_in_another_place() {
    journey(|world| async move {
        let mut config = world.config();
        let fields = config["fields"].as_array_mut().into_iter();
        fields.for_each(|fields| fields.push(json!({ "name": "locality", "value": "York" })));
        world.open(&config).await?;
        world.browser.ready().await?;
        let town = "return deep('[name=locality]').value";
        assert_eq!(world.browser.script(town).await?, json!("York"));
        world.browser.deep("[name=locality]").await?.clear().await?;

        world.browser.script("document.documentElement.lang = 'de'").await?;
        world.browser.until("deep('[data-name=email]')?.innerText.includes('E-Mail')").await?;
        assert_eq!(world.browser.script(town).await?, json!(""));

        world.browser.script("(window.moved = document.querySelector('rungs-petition')).remove()").await?;
        world.browser.script("document.body.append(moved)").await?;
        world.browser.until("deep('[name=locality]')").await?;
        assert_eq!(world.browser.script(town).await?, json!(""));
        Ok(())
    });
}
