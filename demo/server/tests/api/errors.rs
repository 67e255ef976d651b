use proptest::test_runner::{Config, TestRunner};
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::server::{FORM, Server, document, submission};

crate::on_both! {
    each_wrong_request_gets_a_problem_that_names_place_and_remedy
    a_refused_form_comes_back_with_everything_that_was_typed
    hostile_characters_are_refused_and_html_is_kept_as_text
    what_is_not_asked_is_neither_missed_nor_kept
    a_closed_petition_takes_nothing
    too_many_from_one_address_wait
    any_origin_may_call_without_credentials
    any_bytes_are_an_answer_below_500
}

async fn problem(answer: reqwest::Response) -> (u16, String) {
    let status = answer.status().as_u16();
    assert_eq!(answer.headers()[CONTENT_TYPE], "application/problem+json", "{status}");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["status"], status);
    (status, format!("{} {}", body["detail"], body["errors"]))
}

async fn each_wrong_request_gets_a_problem_that_names_place_and_remedy(server: Server) {
    let address = format!("{}/v1/widgets/air/submissions", server.url);
    let raw = |kind: &'static str, body: String| {
        server.client.post(&address).header(CONTENT_TYPE, kind).body(body).send()
    };
    let json_kind = "application/json";
    let with = |key: &str, value: Value| {
        let mut changed = submission(1, "ada@example.org");
        changed[key] = value;
        changed.to_string()
    };
    let long =
        json!({ "given_name": "Ada", "family_name": "L", "email": "a@b.co", "comment": "x".repeat(101) });
    for (kind, body, status, words) in [
        ("text/plain", String::new(), 415, "application/json"),
        (json_kind, "{ \"submission_id\"".into(), 400, "line 1 column"),
        (json_kind, with("values", json!(5)), 400, "values: must be an object"),
        (json_kind, with("submission_id", json!("1")), 400, "submission_id: must be a UUID"),
        (
            json_kind,
            with("consents", json!([{ "id": "news", "answer": "maybe" }])),
            400,
            "consents[0].answer",
        ),
        (
            json_kind,
            with("consents", json!([{ "id": "news", "answer": "no", "text": "a\0b" }])),
            400,
            "consents[0].text: holds a control character",
        ),
        (json_kind, with("values", json!({})), 422, "given_name"),
        (json_kind, with("values", long), 422, "too_long"),
        (json_kind, with("source", json!("x".repeat(1_000_000))), 413, "65536 bytes"),
    ] {
        let (found, detail) = problem(raw(kind, body).await.unwrap()).await;
        assert_eq!(found, status, "{detail}");
        assert!(detail.contains(words), "{words} is not in {detail}");
    }
    let key = |key: &'static str| {
        server
            .client
            .post(&address)
            .header("idempotency-key", key)
            .json(&submission(1, "ada@example.org"))
            .send()
    };
    assert!(problem(key("x").await.unwrap()).await.1.contains("must be a UUID"));
    let other = "00000000-0000-4000-8000-00000000ffff";
    assert!(problem(key(other).await.unwrap()).await.1.contains("differ"));
    assert_eq!(problem(server.get("/v1/widgets/nobody/state").await).await.0, 404);
    assert_eq!(problem(server.get("/nothing").await).await.0, 404);
    assert!(server.exported().await.is_empty());
}

async fn a_refused_form_comes_back_with_everything_that_was_typed(server: Server) {
    let form = FORM.map(|(name, value)| if name == "email" { (name, "\"><b>no") } else { (name, value) });
    let answer = server.post_form(&form).await;
    assert_eq!(answer.status(), 422);
    let page = answer.text().await.unwrap();
    assert!(page.contains("Email: this is not an email address"), "{page}");
    assert!(
        page.contains("value=\"Lovelace\"") && page.contains("value=\"&quot;&gt;&lt;b&gt;no\""),
        "{page}"
    );
    assert!(page.contains("checked"), "{page}");
}

async fn hostile_characters_are_refused_and_html_is_kept_as_text(server: Server) {
    for bad in ["a\0b", "\u{202E}abc"] {
        let mut sent = submission(1, "ada@example.org");
        sent["values"]["family_name"] = json!(bad);
        assert!(problem(server.post(&sent).await).await.1.contains("characters"), "{bad:?}");
    }
    let mut sent = submission(1, "ada@example.org");
    sent["values"]["family_name"] = json!("<script>alert(1)</script>'; DROP TABLE people;--");
    assert_eq!(server.post(&sent).await.status(), 201);
    assert_eq!(server.exported().await[0]["values"]["family_name"], sent["values"]["family_name"]);
}

async fn what_is_not_asked_is_neither_missed_nor_kept(server: Server) {
    let mut asking = document();
    let help = json!({ "name": "help", "kind": "checkboxes", "label": "Help", "options":
        [{ "value": "call", "label": "Call" }, { "value": "host", "label": "Host" }] });
    let rooms = json!({ "name": "rooms", "label": "Rooms", "required": true,
        "show_if": { "field": "help", "equals": "host" }, "errors": { "required": "How many fit in?" } });
    let fields = asking["fields"].as_array_mut().unwrap();
    fields.extend([help, rooms]);
    assert!(server.admin("PUT", "/widgets/air", &asking).await.status().is_success());

    let page = server.get("/embed/air").await.text().await.unwrap();
    assert!(page.contains("name=\"rooms\"") && !page.contains("name=\"rooms\" required"), "{page}");
    let with = |more: &[(&'static str, &'static str)]| [&FORM[..], more].concat();
    let answer = server.post_form(&with(&[("help", "call"), ("rooms", "3")])).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(server.exported().await[0]["values"]["rooms"], Value::Null);

    let answer = server.post_form(&with(&[("help", "call"), ("help", "host")])).await;
    assert_eq!(answer.status(), 422);
    let page = answer.text().await.unwrap();
    assert!(page.contains("How many fit in?"), "{page}");
    assert!(page.contains("value=\"call\" checked") && page.contains("value=\"host\" checked"), "{page}");
}

async fn a_closed_petition_takes_nothing(server: Server) {
    assert_eq!(server.admin("POST", "/widgets/air/close", &json!({})).await.status(), 200);
    assert_eq!(problem(server.post(&submission(1, "ada@example.org")).await).await.0, 410);
    assert_eq!(server.get("/v1/widgets/air/state").await.json::<Value>().await.unwrap()["status"], "closed");
    assert_eq!(server.admin("POST", "/widgets/air/open", &json!({})).await.status(), 200);
    let mut late = document();
    late["deadline"] = json!("2020-01-01T00:00:00Z");
    assert_eq!(server.admin("PUT", "/widgets/air", &late).await.status(), 200);
    assert_eq!(problem(server.post(&submission(1, "ada@example.org")).await).await.0, 410);
    assert!(server.exported().await.is_empty());
}

async fn too_many_from_one_address_wait(server: Server) {
    let limited = server.limited(2).await;
    for number in 0..2 {
        let answer = limited.post(&submission(number, &format!("p{number}@example.org"))).await;
        assert_eq!(answer.status(), 201);
    }
    let third = limited.post(&submission(3, "p3@example.org")).await;
    assert_eq!(third.status(), 429);
    let wait: u64 = third.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=61).contains(&wait));
}

async fn any_origin_may_call_without_credentials(server: Server) {
    let preflight = server
        .client
        .request(reqwest::Method::OPTIONS, format!("{}/v1/widgets/air/submissions", server.url))
        .header("origin", "https://campaign.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,idempotency-key");
    let answer = preflight.send().await.unwrap();
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert!(answer.headers().get("access-control-allow-credentials").is_none());
    let allowed = answer.headers()["access-control-allow-headers"].to_str().unwrap().to_owned();
    assert!(allowed.contains("content-type") && allowed.contains("idempotency-key"), "{allowed}");
}

async fn any_bytes_are_an_answer_below_500(server: Server) {
    let handle = tokio::runtime::Handle::current();
    let run = move || {
        let mut runner =
            TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
        let bytes = (proptest::collection::vec(proptest::num::u8::ANY, 0..200), proptest::bool::ANY);
        let address = format!("{}/v1/widgets/air/submissions", server.url);
        runner.run(&bytes, |(body, as_json)| {
            let kind = if as_json { "application/json" } else { "application/x-www-form-urlencoded" };
            let send = server.client.post(&address).header(CONTENT_TYPE, kind).body(body).send();
            let status = handle.block_on(send).unwrap().status();
            proptest::prop_assert!(status.as_u16() < 500, "{status}");
            Ok(())
        })
    };
    tokio::task::spawn_blocking(run).await.unwrap().unwrap();
}
