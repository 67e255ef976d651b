//! Staff ask, in the page, whether a config and its backend are as they should be.

use anyhow::Result;
use rungs_browser_tests::{Elsewhere, World, journey};
use serde_json::{Value, json};

/// What a check in a page of the campaign says, one finding after the other.
async fn check(world: &World, config: &Value) -> Result<Vec<(String, String)>> {
    world.open_body(&world.script(), None).await?;
    world.browser.until("window.Rungs?.check").await?;
    let check = format!(
        "Rungs.check({config}).then((found) => (window.found = found), (error) => (window.found = [{{ level: 'failed', message: `${{error}}` }}]))"
    );
    world.browser.script(&check).await?;
    world.browser.until("window.found").await?;
    let found: Vec<Value> = serde_json::from_value(world.browser.script("return found").await?)?;
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    Ok(found.iter().map(|finding| (text(finding, "level"), text(finding, "message"))).collect())
}

fn says(found: &[(String, String)], level: &str, part: &str) {
    let is = |(own, message): &(String, String)| own == level && message.contains(part);
    assert!(found.iter().any(is), "no {level} that says \u{201c}{part}\u{201d} in {found:#?}");
}

fn errors(found: &[(String, String)]) -> usize {
    found.iter().filter(|(level, _)| level == "error").count()
}

#[test]
fn a_good_config_and_its_backend_are_good_and_only_a_test_is_sent() {
    journey(|world| async move {
        let mut config = world.config();
        let found = check(&world, &config).await?;
        assert_eq!(errors(&found), 0, "{found:#?}");
        // Nobody has said yes or no: a test does not make that up.
        says(&found, "good", "was refused (consent.updates). Nothing was recorded.");
        assert!(world.backend.rows("SELECT fields, id FROM submissions").await?.is_empty());

        config["consents"] = json!([]);
        world.backend.replace(&config).await?;
        let found = check(&world, &config).await?;
        assert_eq!(errors(&found), 0, "{found:#?}");
        says(&found, "good", "config document can be used");
        says(&found, "good", &format!("{} may read that", world.site.pages));
        says(&found, "good", "took a test, marked as such, and confirms it");
        says(&found, "note", "It confirms what it has recorded.");
        let rows = world.backend.rows("SELECT fields, CAST(test AS TEXT) FROM submissions").await?;
        assert_eq!(rows.len(), 1);
        assert!(rows[0].0.contains("test@example.org") && rows[0].1 == "1", "{rows:?}");
        // The address of the document does as well.
        let address = format!("{}/v1/widgets/test", world.backend.origin);
        let found = check(&world, &json!(address)).await?;
        assert_eq!(errors(&found), 0, "{found:#?}");
        Ok(())
    });
}

#[test]
fn mistakes_are_named_with_their_path_and_nothing_is_sent() {
    journey(|world| async move {
        let mut config = world.config();
        config["fields"] = json!([{ "name": "town", "kind": "town" }]);
        config["backend"] = json!({ "kind": "rungz" });
        let found = check(&world, &config).await?;
        says(&found, "error", "fields[0].kind");
        says(&found, "error", "did you mean \"rungs\"");
        let found = check(&world, &json!(format!("{}/v1/widgets/nothing", world.backend.origin))).await?;
        says(&found, "error", "cannot be fetched (404)");
        let mut config = world.config();
        config["id"] = json!("elsewhere");
        says(&check(&world, &config).await?, "error", "has no widget \"elsewhere\"");
        let rows = world.backend.rows("SELECT fields, id FROM submissions").await?;
        assert!(rows.is_empty(), "{rows:?}");
        Ok(())
    });
}

#[test]
fn a_backend_that_lets_no_site_read_it_is_told_from_one_that_does_not_answer() {
    journey(|world| async move {
        let mut config = world.config();
        let elsewhere = Elsewhere::start(false, 200, &json!({})).await?;
        config["backend"] = json!(elsewhere.origin);
        says(&check(&world, &config).await?, "error", "Access-Control-Allow-Origin");
        config["backend"] = json!({ "kind": "webhook", "url": format!("{}/hook", elsewhere.origin) });
        says(&check(&world, &config).await?, "error", "A test did not come through");
        // What must not be read need not be readable.
        config["backend"] = json!({ "kind": "form", "url": format!("{}/form", elsewhere.origin) });
        let found = check(&world, &config).await?;
        assert_eq!(errors(&found), 0, "{found:#?}");
        says(&found, "good", "It answers.");
        assert!(elsewhere.sent().iter().all(|sent| sent.body.is_empty()), "{:?}", elsewhere.sent());
        config["backend"] = json!("http://127.0.0.1:9");
        says(&check(&world, &config).await?, "error", "does not answer");
        Ok(())
    });
}
