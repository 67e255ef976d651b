//! The same petition, survey, events and ladder over the systems that campaigns have already: what reaches them, and
//! what a supporter reads.

mod answers;
mod events;
mod ladder;
mod survey;

use anyhow::Result;
use rungs_browser_tests::{Elsewhere, World, journey};
use serde_json::{Value, json};

/// A system that takes what it is sent, and how it is spoken with.
struct System {
    /// What a config document says of it.
    backend: Value,
    /// It.
    elsewhere: Elsewhere,
    /// What its answer amounts to.
    outcome: &'static str,
    /// The path that it is sent to.
    path: &'static str,
}

/// Every system that a page can name; `helper` is Action Network's of this kind of widget.
async fn systems(helper: &'static str) -> Result<Vec<System>> {
    let recorded = json!({ "data": { "addActionContact": { "contactRef": "r3f", "firstName": "Grace" } } });
    let all = [
        ("action_network", 200, json!({}), "sent", helper),
        ("osdi", 201, json!({ "identifiers": ["x:1"] }), "confirmed", "/helper"),
        ("osdi", 200, json!({}), "sent", "/helper"),
        ("proca", 200, recorded.clone(), "confirmed", "/api?id=42"),
        ("proca", 200, recorded, "awaiting_confirmation", "/api?id=42"),
        ("actionkit", 201, json!({ "action_id": 21 }), "confirmed", "/rest/v1/action/"),
        ("form", 500, json!("no"), "sent", "/form"),
        ("form", 204, json!(null), "confirmed", "/form"),
        ("webhook", 202, json!(null), "sent", "/hook"),
    ];
    let mut systems = Vec::new();
    for (kind, status, answer, outcome, path) in all {
        let opaque = kind == "form" && outcome == "sent";
        let elsewhere = Elsewhere::start(!opaque, status, &answer).await?;
        let origin = &elsewhere.origin;
        let backend = match kind {
            "action_network" => json!({ "url": origin, "id": "a1", "email_consent": "updates" }),
            "osdi" => json!({ "url": format!("{origin}/helper"), "email_consent": "updates" }),
            "proca" => json!({ "url": format!("{origin}/api"), "action_page": 42, "email_consent": "updates",
                "counts": false, "double_opt_in": outcome == "awaiting_confirmation" }),
            "actionkit" => json!({ "url": origin, "page": "air" }),
            "form" => json!({ "url": format!("{origin}/form"), "cors": !opaque, "confirms": !opaque }),
            _ => json!({ "url": format!("{origin}/hook") }),
        };
        let mut backend = backend;
        backend["kind"] = json!(kind);
        systems.push(System { backend, elsewhere, outcome, path });
    }
    Ok(systems)
}

/// Opens a page with a widget of this kind over a backend.
async fn open_over(world: &World, kind: &str, config: &Value, backend: &Value) -> Result<()> {
    let mut config = config.clone();
    config["backend"] = backend.clone();
    let element = format!(
        "<rungs-{kind} loading=eager><script type='application/json'>{config}</script></rungs-{kind}>"
    );
    world.open_body(&[world.script(), element].concat(), None).await
}

/// Says who answers, with a yes to the consent, and sends it.
async fn sign_off(world: &World) -> Result<()> {
    let browser = &world.browser;
    browser.until("deep('[name=email]')").await?;
    browser.fill("given_name", "Grace").await?;
    browser.fill("email", "grace@example.org").await?;
    browser.click("[name='consent.updates'][value=yes]").await?;
    world.submit().await
}

/// What could not be sent waits, and the widget says so.
const WAITS: &str = "deep('.thanks')?.innerText.includes('Not sent yet')";
const SEND_NOW: &str = ".thanks .waiting [part=waiting-button]";

/// Opens the petition over a backend, and signs it.
async fn sign(world: &World, backend: Value) -> Result<()> {
    open(world, backend).await?;
    world.fill("grace@example.org").await?;
    world.submit().await
}

async fn open(world: &World, backend: Value) -> Result<()> {
    let mut config = world.config();
    config["backend"] = backend;
    world.open(&config).await?;
    world.browser.ready().await
}

/// What the thanks say, once they are there.
async fn thanks(world: &World) -> Result<String> {
    world.browser.until("deep('.thanks')").await?;
    let heard =
        world.browser.script("return heard.find(({ type }) => type == 'rungs:outcome').detail.outcome");
    Ok(format!("{}: {}", heard.await?.as_str().unwrap_or_default(), world.browser.text(".thanks").await?))
}

#[test]
fn action_network_never_says_so_the_widget_does_not_either() {
    journey(|world| async move {
        let elsewhere = Elsewhere::start(true, 200, &json!({})).await?;
        let backend = json!({ "kind": "action_network", "url": elsewhere.origin, "id": "a1", "email_consent": "updates" });
        sign(&world, backend).await?;
        let said = thanks(&world).await?;
        assert!(said.starts_with("sent: Thank you\n"), "{said}");
        assert!(said.contains("Your signature has been sent.") && !said.contains("signing"), "{said}");
        let sent = elsewhere.sent();
        assert_eq!((sent.len(), &*sent[0].path), (1, "/petitions/a1/signatures"));
        let body: Value = serde_json::from_str(&sent[0].body)?;
        let email = json!([{ "address": "grace@example.org", "status": "subscribed" }]);
        assert_eq!(body["person"]["email_addresses"], email);
        // No room is kept for a count that nobody tells.
        assert_eq!(world.browser.script("return deep('.room, .count')").await?, Value::Null);
        Ok(())
    });
}

#[test]
fn a_no_reaches_action_network_before_the_signature() {
    journey(|world| async move {
        let elsewhere = Elsewhere::start(true, 200, &json!({})).await?;
        let backend = json!({ "kind": "action_network", "url": elsewhere.origin, "id": "a1", "email_consent": "updates" });
        open(&world, backend).await?;
        world.fill("grace@example.org").await?;
        world.browser.click("[name='consent.updates'][value=no]").await?;
        world.submit().await?;
        thanks(&world).await?;
        let paths: Vec<String> = elsewhere.sent().into_iter().map(|sent| sent.path).collect();
        assert_eq!(paths, ["/people", "/petitions/a1/signatures"]);
        let bodies: Vec<Value> =
            elsewhere.sent().iter().map(|sent| serde_json::from_str(&sent.body)).collect::<Result<_, _>>()?;
        let status = |body: &Value| body["person"]["email_addresses"][0]["status"].clone();
        assert_eq!((status(&bodies[0]), status(&bodies[1])), (json!("unsubscribed"), Value::Null));
        Ok(())
    });
}

#[test]
fn an_osdi_server_that_answers_with_a_record_confirms() {
    journey(|world| async move {
        let elsewhere = Elsewhere::start(true, 201, &json!({ "identifiers": ["x:1"] })).await?;
        sign(&world, json!({ "kind": "osdi", "url": format!("{}/helper", elsewhere.origin) })).await?;
        let said = thanks(&world).await?;
        assert!(said.starts_with("confirmed: Thank you for signing\n"), "{said}");
        assert_eq!(elsewhere.sent()[0].path, "/helper");
        Ok(())
    });
}

#[test]
fn proca_counts_refuses_a_field_and_then_waits_for_the_email() {
    journey(|world| async move {
        let errors =
            json!([{ "message": "email: has invalid format", "path": ["addActionContact", "email"] }]);
        let elsewhere = Elsewhere::start(true, 200, &json!({ "errors": errors })).await?;
        let stats =
            json!({ "data": { "actionPage": { "campaign": { "stats": { "supporterCount": 1234 } } } } });
        elsewhere.count(&stats.to_string());
        let backend = json!({ "kind": "proca", "url": format!("{}/api", elsewhere.origin), "action_page": 42,
            "email_consent": "updates", "double_opt_in": true });
        open(&world, backend).await?;
        world.browser.until("deep('.count')?.innerText.includes('1,234')").await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;
        world.browser.until("deep('#summary:not([hidden])')").await?;
        world.browser.until("deep('[name=email]').getAttribute('aria-invalid') == 'true'").await?;
        let recorded =
            json!({ "data": { "addActionContact": { "contactRef": "r3f", "firstName": "Grace" } } });
        elsewhere.answer(200, &recorded.to_string());
        // What is typed follows what is there.
        world.browser.fill("email", "anization").await?;
        world.submit().await?;
        world.browser.until("deep('.thanks')").await?;
        let said = world.browser.text(".thanks").await?;
        assert!(said.starts_with("One step left\n") && said.contains("once you use the link"), "{said}");
        let sent = elsewhere.sent();
        assert!(sent.iter().all(|sent| sent.path.starts_with("/api?id=42")), "{sent:?}");
        Ok(())
    });
}

#[test]
fn whoever_uses_the_link_in_procas_email_is_thanked_and_the_address_then_says_nothing_of_it() {
    journey(|world| async move {
        let elsewhere = Elsewhere::start(true, 200, &json!({})).await?;
        let mut config = world.config();
        config["backend"] = json!({ "kind": "proca", "url": format!("{}/api", elsewhere.origin), "action_page": 42,
            "counts": false, "double_opt_in": true });
        world.open(&config).await?;
        let go = async |query: &str| -> Result<()> {
            world.browser.driver.goto(format!("{}/{query}", world.site.pages)).await?;
            world.browser.ready().await
        };
        go("?utm_source=news&proca_confirm=accept&proca_doi=1#here").await?;
        let said = thanks(&world).await?;
        assert!(said.starts_with("confirmed: Thank you for signing\n"), "{said}");
        assert!(said.contains("Your signature is recorded."), "{said}");
        let address = world.browser.script("return location.search + location.hash").await?;
        assert_eq!(address, json!("?utm_source=news#here"));
        assert!(elsewhere.sent().is_empty());
        // A page that is only being read keeps its focus.
        assert_eq!(
            world.browser.script("return document.activeElement == document.body").await?,
            json!(true)
        );
        // Whoever said that they did not sign finds the form, as does whoever reads on later.
        for query in ["?proca_confirm=reject", "?utm_source=news"] {
            go(query).await?;
            world.fill("grace@example.org").await?;
            assert_eq!(world.browser.script("return deep('.thanks')").await?, Value::Null, "{query}");
        }
        Ok(())
    });
}

#[test]
fn actionkit_confirms_and_tells_its_progress() {
    journey(|world| async move {
        let elsewhere = Elsewhere::start(true, 201, &json!({ "action_id": 21, "akid": ".3.x" })).await?;
        elsewhere.count("actionkit.forms.onProgressLoaded({\"total\": {\"actions\": 77}})");
        let backend = json!({ "kind": "actionkit", "url": elsewhere.origin, "page": "air", "counts": true,
            "map": { "consent.updates": "action_updates", "consent.public": "" } });
        sign(&world, backend).await?;
        let said = thanks(&world).await?;
        assert!(said.starts_with("confirmed: Thank you for signing\n"), "{said}");
        world.browser.until("deep('.count')?.innerText.includes('77')").await?;
        let sent = elsewhere.sent();
        assert_eq!((sent.len(), &*sent[0].path), (1, "/rest/v1/action/"));
        assert!(sent[0].body.contains("\"action_updates\":\"1\""), "{}", sent[0].body);
        Ok(())
    });
}

#[test]
fn a_form_on_a_server_that_knows_nothing_of_cors_is_sent_once_and_no_more_is_claimed() {
    journey(|world| async move {
        let elsewhere = Elsewhere::start(false, 500, &json!("no")).await?;
        let backend = json!({ "kind": "form", "url": format!("{}/form/", elsewhere.origin), "map": { "email": "EMAIL" } });
        sign(&world, backend).await?;
        let said = thanks(&world).await?;
        assert!(said.starts_with("sent: Thank you\n"), "{said}");
        let sent = elsewhere.sent();
        assert_eq!((sent.len(), &*sent[0].path), (1, "/form/"));
        assert!(sent[0].kind.starts_with("application/x-www-form-urlencoded"), "{}", sent[0].kind);
        assert!(sent[0].body.contains("EMAIL=grace%40example.org"), "{}", sent[0].body);
        Ok(())
    });
}

#[test]
fn a_webhook_gets_json_and_a_fault_of_it_is_no_success() {
    journey(|world| async move {
        let elsewhere = Elsewhere::start(true, 503, &json!("down")).await?;
        sign(&world, json!({ "kind": "webhook", "url": format!("{}/hook", elsewhere.origin) })).await?;
        world.browser.until(WAITS).await?;
        // It might have got through: it is not tried again at once.
        assert_eq!(elsewhere.sent().len(), 1);
        elsewhere.answer(202, "");
        world.browser.click(SEND_NOW).await?;
        world.browser.until("deep('.thanks')?.innerText.includes('has been sent')").await?;
        let bodies: Vec<Value> =
            elsewhere.sent().iter().map(|sent| serde_json::from_str(&sent.body)).collect::<Result<_, _>>()?;
        assert_eq!(bodies[0], bodies[1]);
        assert_eq!((&bodies[1]["widget"], &bodies[1]["kind"]), (&json!("test"), &json!("petition")));
        Ok(())
    });
}

#[test]
fn a_backend_that_is_described_wrong_gives_the_page_its_own_form_back() {
    journey(|world| async move {
        let mut config = world.config();
        config["backend"] = json!({ "kind": "proca", "action_page": "42", "key": "s3cret" });
        world.open(&config).await?;
        world
            .browser
            .until("heard.some(({ type, detail }) => type == 'rungs:error' && detail.phase == 'config')")
            .await?;
        let problems = "heard.find(({ type }) => type == 'rungs:error').detail.problems";
        let named = world.browser.script(&format!("return {problems}.map(({{ path }}) => path)")).await?;
        let has = |path: &str| named.as_array().is_some_and(|paths| paths.contains(&json!(path)));
        assert!(has("backend.key") && has("backend.action_page"), "{named}");
        world.browser.until("document.querySelector('rungs-petition form button').checkVisibility()").await
    });
}

#[test]
fn without_the_file_that_speaks_with_it_a_supporter_is_told_so_and_signs_once_that_comes() {
    journey(|world| async move {
        world.site.refuse(Some("backends"));
        let elsewhere = Elsewhere::start(true, 200, &json!({})).await?;
        let backend = json!({ "kind": "action_network", "url": elsewhere.origin, "id": "a1", "email_consent": "updates" });
        open(&world, backend).await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;
        world.browser.until(WAITS).await?;
        assert!(elsewhere.sent().is_empty());
        world.site.refuse(None);
        world.browser.click_if_there(SEND_NOW).await?;
        world.browser.until("deep('.thanks')?.innerText.includes('has been sent')").await?;
        assert_eq!(elsewhere.sent().len(), 1);
        Ok(())
    });
}

#[test]
fn who_follows_a_link_of_actionkit_is_known_to_it_and_to_nobody_else() {
    journey(|world| async move {
        let elsewhere = Elsewhere::start(true, 201, &json!({ "action_id": 21 })).await?;
        let actionkit = json!({ "kind": "actionkit", "url": elsewhere.origin, "page": "air",
            "map": { "consent.updates": "action_updates", "consent.public": "" } });
        let webhook = json!({ "kind": "webhook", "url": elsewhere.origin, "confirms": true });
        for (backend, akid, known) in [
            (&actionkit, "1234.5678.aB-_9z", true),
            (&actionkit, "%3Cb%3E", false),
            (&webhook, "1234.5678.aB-_9z", false),
        ] {
            let mut config = world.config();
            config["backend"] = backend.clone();
            world.open(&config).await?;
            world.browser.driver.goto(format!("{}/?akid={akid}", world.site.pages)).await?;
            world.browser.ready().await?;
            world.fill("grace@example.org").await?;
            world.submit().await?;
            thanks(&world).await?;
            let body = elsewhere.sent().last().map(|sent| sent.body.clone()).unwrap_or_default();
            assert_eq!(body.contains("akid"), known, "{body}");
            assert_eq!(body.contains(akid), known, "{body}");
        }
        Ok(())
    });
}

#[test]
fn where_someone_came_from_reaches_the_backend_in_its_own_fields() {
    journey(|world| async move {
        let elsewhere = Elsewhere::start(true, 200, &json!({})).await?;
        let mut config = world.config();
        config["backend"] = json!({ "kind": "webhook", "url": elsewhere.origin });
        world.open(&config).await?;
        let at = "/?utm_source=news letter&utm_medium=email&utm_campaign=spring&referrer=jane&secret=1#x";
        world.browser.driver.goto(format!("{}{at}", world.site.pages)).await?;
        world.browser.ready().await?;
        world.fill("grace@example.org").await?;
        world.submit().await?;
        thanks(&world).await?;
        let body: Value = serde_json::from_str(&elsewhere.sent()[0].body)?;
        assert_eq!((&body["source"], &body["referrer"]), (&json!("news letter"), &json!("jane")));
        assert_eq!(body["page"], json!(format!("{}/", world.site.pages)));
        assert_eq!(body["attribution"], json!({ "utm_medium": "email", "utm_campaign": "spring" }));
        assert!(!elsewhere.sent()[0].body.contains("secret"));
        Ok(())
    });
}
