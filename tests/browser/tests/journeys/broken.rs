//! Configs that cannot be used: staff learn where, supporters keep the plain form.

use anyhow::Result;
use rungs_browser_tests::{World, journey};
use serde_json::{Value, json};

/// What staff hear of the config at this address; the plain form is still there.
async fn error_of(world: &World, config: &str) -> Result<Value> {
    let form = "<form><input name=email></form>";
    let body = format!("{}<rungs-petition config='{config}'>{form}</rungs-petition>", world.script());
    world.open_body(&body, None).await?;
    world.browser.until("heard.some(({ type }) => type == 'rungs:error')").await?;
    let shown = "return document.querySelector('rungs-petition form').checkVisibility()";
    assert_eq!(world.browser.script(shown).await?, json!(true));
    world.browser.script("return heard.find(({ type }) => type == 'rungs:error').detail").await
}

#[test]
fn each_broken_config_is_named_with_its_place_and_the_plain_form_stays() {
    journey(|world| async move {
        let mut wrong = world.config();
        wrong["fields"] = json!(["given_name", { "name": "why" }]);
        wrong["title"] = json!(5);
        let mut nameless = world.config();
        nameless.as_object_mut().map(|map| map.remove("id"));
        let mut clear = world.config();
        clear["backend"] = json!("http://api.example.org");
        for (document, place) in [
            ("{ \"id\": ".to_owned(), "config.json"),
            (wrong.to_string(), "fields[1].label"),
            (wrong.to_string(), "title"),
            (nameless.to_string(), "id"),
            (clear.to_string(), "backend"),
        ] {
            let address = world.site.write("/config.json", &document, None);
            let error = error_of(&world, &address).await?;
            assert_eq!(error["phase"], "config", "{error}");
            assert!(error["message"].as_str().unwrap_or_default().contains(place), "{place}: {error}");
        }
        Ok(())
    });
}

#[test]
fn a_config_that_is_not_there_is_named_with_its_address() {
    journey(|world| async move {
        let address = format!("{}/v1/widgets/nobody", world.backend.origin);
        let error = error_of(&world, &address).await?;
        assert!(error["message"].as_str().unwrap_or_default().contains(&address), "{error}");
        Ok(())
    });
}

#[test]
fn an_unknown_key_does_not_keep_a_widget_away() {
    journey(|world| async move {
        let mut config = world.config();
        config["tilte"] = json!("Clean air");
        world.open(&config).await?;
        world.browser.ready().await
    });
}
