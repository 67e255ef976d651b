use serde_json::{Value, json};

use crate::server::{FORM, Server, document, submission};

crate::on_both! {
    nothing_opens_without_the_token
    a_document_is_checked_before_it_is_taken
    a_hidden_comment_disappears_and_can_come_back
    an_erased_person_leaves_the_count_and_nothing_else
    an_export_keeps_the_columns_of_older_documents_and_runs_no_formula
    the_description_names_every_route_and_fits_what_is_sent
    the_hosted_page_has_a_strict_policy
}

async fn nothing_opens_without_the_token(server: Server) {
    for token in ["", "wrong"] {
        let request = server.client.get(format!("{}/admin/widgets", server.url)).bearer_auth(token);
        assert_eq!(request.send().await.unwrap().status(), 401);
    }
    let listed: Value = server.admin("GET", "/widgets", &json!({})).await.json().await.unwrap();
    assert_eq!(listed["widgets"][0]["id"], "air");
}

async fn a_document_is_checked_before_it_is_taken(server: Server) {
    let mut broken = document();
    broken["title"] = json!(5);
    broken["fields"] = json!(["email", { "name": "why" }]);
    let answer = server.admin("PUT", "/widgets/air", &broken).await;
    assert_eq!(answer.status(), 400);
    let detail = answer.text().await.unwrap();
    assert!(detail.contains("title: must be a string") && detail.contains("fields[1].label"), "{detail}");
    let mut odd = document();
    odd["tilte"] = json!("Clean air");
    let answer: Value = server.admin("PUT", "/widgets/air", &odd).await.json().await.unwrap();
    assert_eq!(answer["version"], 2);
    assert!(answer["warnings"][0].as_str().unwrap().contains("did you mean"), "{answer}");
    let wrong_place = server.admin("PUT", "/widgets/water", &document()).await;
    assert_eq!(wrong_place.status(), 400);
}

async fn a_hidden_comment_disappears_and_can_come_back(server: Server) {
    let mut form = FORM.to_vec();
    form.extend([("consent.public", "yes"), ("comment", "Rude words")]);
    server.post_form(&form).await;
    server.count(1).await;
    let id = server.exported().await[0]["id"].as_str().unwrap().to_owned();
    let hide = server.admin("POST", &format!("/submissions/{id}/hide-comment"), &json!({})).await;
    assert_eq!(hide.status(), 204);
    server.until("no comment", |state| state["signers"][0].get("comment").is_none()).await;
    server.admin("POST", &format!("/submissions/{id}/show-comment"), &json!({})).await;
    server.until("the comment", |state| state["signers"][0]["comment"] == "Rude words").await;
    let unknown = server.admin("POST", "/submissions/nobody/hide-comment", &json!({})).await;
    assert_eq!(unknown.status(), 404);
}

async fn an_erased_person_leaves_the_count_and_nothing_else(server: Server) {
    server.post(&submission(1, "Ada@example.org")).await;
    server.post(&submission(2, "ada@example.org")).await;
    server.post(&submission(3, "grace@example.org")).await;
    let erased = server.admin("POST", "/people/erase", &json!({ "email": "ada@EXAMPLE.org" })).await;
    assert_eq!(erased.json::<Value>().await.unwrap()["erased"], 2);
    let rows = server.exported().await;
    let left = Value::from(rows).to_string().to_lowercase();
    assert!(!left.contains("ada@") && left.contains("grace@"), "{left}");
    server.count(2).await;
    assert_eq!(server.admin("POST", "/people/erase", &json!({})).await.status(), 400);
}

async fn an_export_keeps_the_columns_of_older_documents_and_runs_no_formula(server: Server) {
    let mut sent = submission(1, "ada@example.org");
    sent["values"]["family_name"] = json!("=HYPERLINK(\"http://evil.example\")");
    server.post(&sent).await;
    let mut newer = document();
    newer["fields"] = json!(["given_name", "email", "postal_code"]);
    server.admin("PUT", "/widgets/air", &newer).await;
    let csv = server.admin("GET", "/widgets/air/submissions.csv", &json!({})).await.text().await.unwrap();
    let head = csv.lines().next().unwrap();
    assert!(head.contains("family_name,email,locality,comment,postal_code"), "{head}");
    assert!(csv.contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\""), "{csv}");
}

async fn the_description_names_every_route_and_fits_what_is_sent(server: Server) {
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    for path in [
        "/healthz",
        "/openapi.json",
        "/embed/{id}",
        "/embed/page.css",
        "/v1/widgets/{id}",
        "/v1/widgets/{id}/state",
        "/v1/widgets/{id}/submissions",
        "/v1/submissions/{id}",
        "/v1/manage/{token}",
        "/v1/manage/{token}/erase",
        "/v1/manage/{token}/standing",
        "/v1/manage/{token}/rsvp",
        "/v1/manage/{token}/events.ics",
        "/v1/campaigns/{id}/events.ics",
        "/v1/widgets/{id}/events.ics",
        "/admin/widgets/{id}/attendees.csv",
        "/admin/widgets/{id}/attendees.jsonl",
        "/admin/widgets/{id}/attendees/{submission}/check-in",
        "/admin/widgets/{id}/attendees/{submission}/check-out",
        "/v1/widgets/{id}/results",
        "/v1/widgets/{id}/submissions/{submission}/partial",
        "/admin/widgets",
        "/admin/widgets/{id}",
        "/admin/widgets/{id}/close",
        "/admin/widgets/{id}/open",
        "/admin/widgets/{id}/submissions.csv",
        "/admin/widgets/{id}/submissions.jsonl",
        "/admin/widgets/{id}/open-answers/{question}",
        "/admin/widgets/{id}/open-answers/{question}/{submission}",
        "/admin/widgets/{id}/partials.csv",
        "/admin/widgets/{id}/partials.jsonl",
        "/admin/submissions/{id}/hide-comment",
        "/admin/submissions/{id}/show-comment",
        "/admin/people/erase",
        "/v1/widgets/{id}/callbacks",
        "/admin/callbacks",
        "/admin/callbacks/{id}/done",
        "/admin/relay",
        "/admin/relay/{id}",
        "/admin/relay/{id}/retry",
        "/admin/relay/targets/{id}/retry",
        "/admin/emails",
        "/admin/emails/{id}",
        "/admin/emails/{id}/retry",
    ] {
        assert!(api["paths"].get(path).is_some(), "{path} is not described");
    }
    let fits = |name: &str, body: &Value| fits(&api, name, body);
    fits("Submission", &submission(1, "ada@example.org"));
    let answer: Value = server.post(&submission(1, "ada@example.org")).await.json().await.unwrap();
    fits("Confirmation", &answer);
    let key = answer["receipt"]["manage_url"].as_str().unwrap().rsplit('/').next().unwrap();
    let (id, _) = key.split_once('.').unwrap();
    let patch = server.client.patch(format!("{}/v1/submissions/{id}", server.url)).bearer_auth(key);
    let patch = patch.json(&json!({ "consents": {} }));
    fits("Agreed", &patch.send().await.unwrap().json().await.unwrap());
    fits("State", &server.get("/v1/widgets/air/state").await.json().await.unwrap());
    fits("Petition", &server.get("/v1/widgets/air").await.json().await.unwrap());
    fits("Problem", &server.get("/nothing").await.json().await.unwrap());
    assert_eq!(server.get("/healthz").await.status(), 200);
}

/// Whether a body is as the description says.
pub(crate) fn fits(api: &Value, name: &str, body: &Value) {
    let validator = jsonschema::validator_for(&api["components"]["schemas"][name]).unwrap();
    assert!(validator.is_valid(body), "{name}: {:?}", validator.iter_errors(body).next());
}

async fn the_hosted_page_has_a_strict_policy(server: Server) {
    let page = server.get("/embed/air").await;
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe-inline"), "{policy}");
    let html = page.text().await.unwrap();
    assert!(html.contains("action=\"/v1/widgets/air/submissions\" method=\"post\""), "{html}");
    assert!(html.contains("<html lang=\"en\" dir=\"ltr\">"), "{html}");
}
