//! From the plain form to the widget, or not.

use rungs_browser_tests::journey;
use serde_json::json;
use thirtyfour::prelude::ElementQueryable as _;

#[test]
fn what_was_typed_and_the_focus_survive_the_upgrade() {
    journey(|world| async move {
        world.site.hold_wasm(true);
        world.open(&world.config()).await?;
        let form = world.browser.driver.find(thirtyfour::By::Css("rungs-petition form")).await?;
        form.find(thirtyfour::By::Name("given_name")).await?.send_keys("Grace").await?;
        form.find(thirtyfour::By::Css("[value=yes]")).await?.click().await?;
        form.find(thirtyfour::By::Name("email")).await?.send_keys("grace@").await?;
        world.site.hold_wasm(false);
        world.browser.ready().await?;
        // Goes on typing where the plain form had the caret.
        world
            .browser
            .until("document.querySelector('rungs-petition').shadowRoot.activeElement?.name == 'email'")
            .await?;
        world.browser.fill("email", "example.org").await?;
        world.browser.fill("family_name", "Hopper").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        let rows = world.backend.rows("SELECT fields, consents FROM submissions").await?;
        assert!(rows[0].0.contains("grace@example.org") && rows[0].0.contains("Grace"), "{rows:?}");
        assert!(rows[0].1.contains("yes"), "{rows:?}");
        Ok(())
    });
}

#[test]
fn what_the_snippet_hints_at_is_fetched_early_and_once() {
    journey(|world| async move {
        world.open_ready().await?;
        let files = "return performance.getEntriesByType('resource')
            .map(({ name, startTime, responseEnd }) => [name, startTime, responseEnd])";
        let files: Vec<(String, f64, f64)> = serde_json::from_value(world.browser.script(files).await?)?;
        let times = |name: &str| {
            let all: Vec<_> = files.iter().filter(|(url, ..)| url.ends_with(name)).collect();
            assert_eq!(all.len(), 1, "{name} is fetched once: {files:?}");
            (all[0].1, all[0].2)
        };
        let (_, loaded) = times("/rungs.js");
        for name in ["/petition.js", "/petition_bg.wasm"] {
            assert!(times(name).0 < loaded, "{name} does not wait for the loader: {files:?}");
        }
        Ok(())
    });
}

#[test]
fn the_focus_is_never_stolen_on_load() {
    journey(|world| async move {
        world.open_ready().await?;
        assert_eq!(world.browser.script("return document.activeElement.tagName").await?, json!("BODY"));
        Ok(())
    });
}

#[test]
fn without_script_the_plain_form_signs() {
    journey(|world| async move {
        world.browser.protocol("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
        world.open(&world.config()).await?;
        let form = world.browser.driver.find(thirtyfour::By::Css("rungs-petition form")).await?;
        for (name, text) in
            [("given_name", "Grace"), ("family_name", "Hopper"), ("email", "grace@example.org")]
        {
            form.find(thirtyfour::By::Name(name)).await?.send_keys(text).await?;
        }
        form.find(thirtyfour::By::Css("[value=no]")).await?.click().await?;
        form.find(thirtyfour::By::Tag("button")).await?.click().await?;
        let thanks = thirtyfour::By::XPath("//h2[contains(., 'Thank you')]");
        world.browser.driver.query(thanks).first().await?;
        let address = world.browser.driver.current_url().await?;
        assert!(address.as_str().ends_with("/embed/test?thanks"), "{address}");
        assert_eq!(world.backend.rows("SELECT fields, consents FROM submissions").await?.len(), 1);
        Ok(())
    });
}

#[test]
fn a_strict_policy_is_kept_to_the_letter() {
    journey(|world| async move {
        let policy = format!(
            "default-src 'none'; script-src {kit} 'wasm-unsafe-eval'; style-src 'self'; connect-src {kit} {api}; \
             require-trusted-types-for 'script'; trusted-types 'none'",
            kit = world.site.kit,
            api = world.faults.origin,
        );
        world.site.write("/config.json", &world.config().to_string(), None);
        let body = format!(
            "{}
            <rungs-petition config='{}/config.json'><form><input name=email></form></rungs-petition>",
            world.script(),
            world.site.pages
        );
        let policy = policy.replace("connect-src ", &format!("connect-src {} ", world.site.pages));
        world.open_body(&body, Some(&policy)).await?;
        world.browser.ready().await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        assert_eq!(world.browser.script("return violations").await?, json!([]));
        // The look is the widget's own, which a blocked stylesheet would not be.
        let look = world.browser.script("return getComputedStyle(deep('.thanks')).display").await?;
        assert_eq!(look, json!("grid"));
        Ok(())
    });
}

#[test]
fn where_wasm_is_forbidden_the_plain_form_stays_and_staff_learn_why() {
    journey(|world| async move {
        let policy = format!("script-src {kit}; connect-src *", kit = world.site.kit);
        let body = format!(
            "{}
            <rungs-petition config='{}/v1/widgets/test'><form><input name=email></form></rungs-petition>",
            world.script(),
            world.backend.origin
        );
        world.open_body(&body, Some(&policy)).await?;
        world.browser.until("heard.some(({ type }) => type == 'rungs:error')").await?;
        let error =
            world.browser.script("return heard.find(({ type }) => type == 'rungs:error').detail").await?;
        assert_eq!(error["phase"], "csp");
        assert!(error["message"].as_str().unwrap_or_default().contains("'wasm-unsafe-eval'"), "{error}");
        let shown = "return document.querySelector('rungs-petition form').checkVisibility()";
        assert_eq!(world.browser.script(shown).await?, json!(true));
        Ok(())
    });
}
