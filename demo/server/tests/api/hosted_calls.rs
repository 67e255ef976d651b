//! A call that is asked for on the hosted page of a survey, where no script runs.

use serde_json::{Value, json};

use crate::callbacks::document;
use crate::server::Server;
use crate::surveys::put;

crate::on_both! {
    whoever_answered_so_is_offered_a_call_and_told_who_calls_and_by_when
    what_is_wrong_is_named_and_what_was_typed_stays
    a_double_click_is_one_request
    whoever_answered_otherwise_is_led_elsewhere
    nobody_is_offered_a_call_that_nobody_makes_any_more
    a_page_becomes_a_widget_only_where_that_reaches_its_backend
}

/// Sends a plain form; its answer, and where it leads.
async fn send(server: &Server, path: &str, form: &[(&str, &str)]) -> (u16, String, String) {
    let sent = server.client.post(format!("{}{path}", server.url)).form(form).send().await.unwrap();
    let leads = sent.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
    (sent.status().as_u16(), leads.unwrap_or_default(), sent.text().await.unwrap())
}

async fn page(server: &Server, path: &str) -> String {
    server.get(path).await.text().await.unwrap()
}

/// The value of a hidden field of a page.
fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let rest = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1;
    rest.split_once('"').unwrap().0
}

async fn listed(server: &Server) -> Vec<Value> {
    let all: Value = server.admin("GET", "/callbacks", &json!({})).await.json().await.unwrap();
    all["callbacks"].as_array().unwrap().clone()
}

const CALLS: &str = "/v1/widgets/streets/callbacks";

async fn whoever_answered_so_is_offered_a_call_and_told_who_calls_and_by_when(server: Server) {
    let mut survey = document("streets");
    survey["questions"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "name": "you", "kind": "contact", "fields": [{ "name": "phone", "country": "DE" }] }));
    survey["asks"][1]["staff_follow_up"] = json!({ "who": "Sam", "within_hours": 5 });
    put(&server, &survey).await;
    let answers = [("bike", "yes"), ("locale", "en")];
    let (status, leads, _) = send(&server, "/v1/widgets/streets/submissions", &answers).await;
    assert_eq!((status, &*leads), (303, "/embed/streets?thanks&ask=1"));
    let offered = page(&server, &leads).await;
    for said in [
        "Would you like to talk to an organiser about this?",
        "<summary>Yes, please call me</summary>",
        "action=\"/v1/widgets/streets/callbacks\" method=\"post\"",
        "When may we call?",
        "In the evening",
        "value=\"Streets\"",
    ] {
        assert!(offered.contains(said), "{said}: {offered}");
    }
    let form = [
        ("submission_id", hidden(&offered, "submission_id")),
        ("locale", hidden(&offered, "locale")),
        ("given_name", "Ada"),
        // The survey's own numbers are from there, too.
        ("phone", "030 123456"),
        ("when", "evening"),
        ("topic", "Streets"),
    ];
    let (status, leads, _) = send(&server, CALLS, &form).await;
    assert_eq!(status, 303);
    let thanks = server.get(&leads).await;
    let policy = thanks.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("frame-ancestors *") && policy.contains("default-src 'none'"), "{policy}");
    assert_eq!(thanks.headers()["referrer-policy"], "no-referrer", "its address is a key");
    let thanks = thanks.text().await.unwrap();
    let asked = &listed(&server).await[0];
    let due = asked["due_at"].as_str().unwrap()[..16].replace('T', " ");
    assert!(thanks.contains("Sam will be in touch by") && thanks.contains(&due), "{thanks}");
    assert_eq!(asked["values"]["phone"], "+4930123456");

    let link = leads.strip_suffix("?thanks").unwrap();
    assert!(thanks.contains(&format!("href=\"{link}\"")), "{thanks}");
    assert!(page(&server, link).await.contains("I no longer want this call"));
    let (status, back, _) = send(&server, link, &[]).await;
    assert_eq!((status, &*back), (303, link));
    assert!(page(&server, &back).await.contains("It is withdrawn"));
    assert_eq!(listed(&server).await[0]["values"], json!({}));
}

async fn what_is_wrong_is_named_and_what_was_typed_stays(server: Server) {
    let mut survey = document("streets");
    survey["title"] = json!({ "en": "Streets", "de": "Straßen" });
    put(&server, &survey).await;
    let form = [("given_name", "A\"da"), ("phone", "12"), ("when", "evening"), ("locale", "de")];
    let (status, _, refused) = send(&server, CALLS, &form).await;
    assert_eq!(status, 422);
    for said in [
        "<html lang=\"de\"",
        "href=\"#f-phone\"",
        "value=\"A&quot;da\"",
        "value=\"evening\" checked",
        "Um Anruf bitten",
    ] {
        assert!(refused.contains(said), "{said}: {refused}");
    }
    assert!(!refused.contains("Do you cycle?"), "the answers were sent already");
    assert!(listed(&server).await.is_empty());
}

async fn a_double_click_is_one_request(server: Server) {
    put(&server, &document("streets")).await;
    let id = "00000000-0000-4000-8000-000000000001";
    let form =
        |when| [("submission_id", id), ("given_name", "Ada"), ("phone", "+49 30 123456"), ("when", when)];
    let first = send(&server, CALLS, &form("any")).await;
    assert_eq!(first.0, 303);
    assert_eq!(send(&server, CALLS, &form("any")).await, first);
    // Whoever goes back and changes it sends another one, which the page prepares.
    let (status, _, again) = send(&server, CALLS, &form("morning")).await;
    assert_eq!(status, 422);
    assert_ne!(hidden(&again, "submission_id"), id);
    assert_eq!(listed(&server).await.len(), 1);
}

async fn whoever_answered_otherwise_is_led_elsewhere(server: Server) {
    put(&server, &document("streets")).await;
    let (_, leads, _) = send(&server, "/v1/widgets/streets/submissions", &[("bike", "no")]).await;
    let led = page(&server, &leads).await;
    assert!(led.contains("href=\"https://example.org/\"") && led.contains("Read on"), "{led}");
    assert!(!led.contains("/callbacks"), "{led}");
    for strange in ["9", "x", "-1"] {
        let none = page(&server, &format!("/embed/streets?thanks&ask={strange}")).await;
        assert!(!none.contains("/callbacks") && !none.contains("Read on"), "{none}");
    }
}

async fn nobody_is_offered_a_call_that_nobody_makes_any_more(server: Server) {
    put(&server, &document("streets")).await;
    server.admin("POST", "/widgets/streets/close", &json!({})).await;
    assert!(!page(&server, "/embed/streets?thanks&ask=1").await.contains("/callbacks"));
    let form = [("given_name", "Ada"), ("phone", "+49 30 123456"), ("when", "any")];
    let (status, _, closed) = send(&server, CALLS, &form).await;
    assert_eq!(status, 410);
    assert!(closed.contains("<html") && !closed.contains("<form"), "{closed}");
}

async fn a_page_becomes_a_widget_only_where_that_reaches_its_backend(server: Server) {
    let hosting = server.with_kit("https://cdn.example.org/rungs.js").await;
    let cases = [
        (None, true),
        (Some(json!({ "kind": "preview" })), true),
        (Some(json!("preview")), true),
        (Some(json!(hosting.url)), true),
        (Some(json!("https://other.example.org")), false),
        (Some(json!({ "kind": "rungs", "url": format!("{}/", hosting.url) })), true),
        (Some(json!({ "kind": "rungs", "url": "https://other.example.org" })), false),
        (Some(json!({ "kind": "webhook", "url": "https://other.example.org/hook" })), false),
    ];
    for (backend, becomes_one) in cases {
        let mut survey = document("streets");
        if let Some(backend) = &backend {
            survey["backend"] = backend.clone();
        }
        put(&hosting, &survey).await;
        let page = hosting.get("/embed/streets").await;
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        let page = page.text().await.unwrap();
        assert_eq!(page.contains("https://cdn.example.org/rungs.js"), becomes_one, "{backend:?}");
        assert_eq!(policy.contains("script-src 'none'"), !becomes_one, "{backend:?}: {policy}");
        assert!(page.contains("action=\"/v1/widgets/streets/submissions\""), "{backend:?}");
    }
}
