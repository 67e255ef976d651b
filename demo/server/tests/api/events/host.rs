//! "Can you host one?": offered by events to whoever said yes, taken under their own id, and seen to by staff like what
//! a ladder offers.

use serde_json::{Value, json};

use super::document;
use crate::admin::fits;
use crate::ladder;
use crate::server::Server;
use crate::surveys::{answers, put};
use crate::withdrawals::{link, withdraw};

crate::on_both! {
    whoever_can_host_one_is_told_who_is_in_touch_by_when_and_staff_see_it
    what_completes_a_ladders_rung_completes_it_here_too
    an_offer_is_taken_back_by_the_link_of_its_receipt
    only_events_that_ask_take_it_and_until_they_are_closed
    whoever_said_yes_is_offered_it_without_a_script_with_what_they_gave
    without_a_script_it_is_offered_once_until_it_is_taken_back
    what_is_offered_after_a_test_is_a_test
    the_page_of_an_offer_that_staff_declined_promises_nothing
    what_is_wrong_in_the_plain_form_is_named_and_what_was_typed_stays
}

/// Events that ask, in two languages.
fn asking() -> Value {
    let mut document = document();
    document["host"] = json!({
        "text": { "en": "Your kitchen is large enough.", "de": "Deine Küche ist groß genug." },
        "staff_follow_up": { "who": { "en": "Sam", "de": "Sam aus Berlin" }, "within_hours": 30 },
    });
    document["fields"] = json!(["given_name", "email", { "name": "phone", "country": "DE" }, "locality"]);
    document
}

fn offered(number: u32) -> Value {
    answers(number, &json!({ "given_name": " Ada ", "phone": "030 123456", "topic": "Rally" }))
}

async fn offer(server: &Server, what: &str, body: &Value) -> reqwest::Response {
    server
        .client
        .post(format!("{}/v1/widgets/spring/offers/{what}", server.url))
        .json(body)
        .send()
        .await
        .unwrap()
}

async fn taken(server: &Server, body: &Value) -> Value {
    let answer = offer(server, "host", body).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

async fn listed(server: &Server) -> Vec<Value> {
    let page: Value = server.admin("GET", "/offers?widget=spring", &json!({})).await.json().await.unwrap();
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    fits(&api, "Offers", &page);
    page["offers"].as_array().unwrap().clone()
}

async fn whoever_can_host_one_is_told_who_is_in_touch_by_when_and_staff_see_it(server: Server) {
    put(&server, &asking()).await;
    let mut german = offered(1);
    german["locale"] = json!("de");
    let answer = taken(&server, &german).await;
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    fits(&api, "OfferConfirmation", &answer);
    let time = |text: &Value| text.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let follow_up = &answer["receipt"]["follow_up"];
    assert_eq!(follow_up["who"], "Sam aus Berlin");
    let within = time(&follow_up["due_at"]).duration_since(time(&answer["receipt"]["recorded_at"]));
    assert_eq!(within.as_hours(), 30);
    let all = listed(&server).await;
    let values = json!({ "given_name": "Ada", "phone": "+4930123456", "topic": "Rally" });
    assert_eq!((all.len(), &all[0]["offer"], &all[0]["values"]), (1, &json!("host"), &values));
    assert_eq!((&all[0]["state"], &all[0]["due_at"]), (&json!("pending"), &follow_up["due_at"]));
    assert_eq!(taken(&server, &german).await, answer, "a retry is the same offer");
    assert_eq!(listed(&server).await.len(), 1);
}

async fn what_completes_a_ladders_rung_completes_it_here_too(server: Server) {
    put(&server, &ladder::document()).await;
    put(&server, &asking()).await;
    let token = ladder::token(&server, &json!({})).await;
    let mut body = offered(1);
    body["ladder"] = json!(token);
    taken(&server, &body).await;
    assert_eq!(ladder::done(&server, &token).await, Vec::<String>::new(), "staff have to agree first");
    assert!(ladder::look(&server, &token).await["progress"]["waiting"]["host"].is_string());
    let id = listed(&server).await[0]["id"].as_str().unwrap().to_owned();
    let done = server.admin("POST", &format!("/offers/{id}/done"), &json!({})).await;
    assert_eq!(done.status(), 204);
    assert_eq!(ladder::done(&server, &token).await, ["host"]);
}

async fn an_offer_is_taken_back_by_the_link_of_its_receipt(server: Server) {
    put(&server, &asking()).await;
    let link = link(&server, &taken(&server, &offered(1)).await);
    let page = server.get(&link).await.text().await.unwrap();
    for said in ["Spring", "Sam will be in touch by", "I take this offer back"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(withdraw(&server, &link).await.status(), 200);
    let all = listed(&server).await;
    assert_eq!((&all[0]["state"], &all[0]["values"]), (&json!("withdrawn"), &json!({})));
}

async fn only_events_that_ask_take_it_and_until_they_are_closed(server: Server) {
    put(&server, &document()).await;
    assert_eq!(offer(&server, "host", &offered(1)).await.status(), 404);
    let mut document = asking();
    // Who answered in time may offer it after that.
    document["deadline"] = json!("2020-01-01T00:00:00Z");
    put(&server, &document).await;
    taken(&server, &offered(1)).await;
    for what in ["shift", "check_in", "sing"] {
        assert_eq!(offer(&server, what, &offered(2)).await.status(), 404, "{what}");
    }
    let missing = offer(&server, "host", &answers(3, &json!({ "given_name": "Ada" }))).await;
    assert_eq!(missing.status(), 422);
    let missing: Value = missing.json().await.unwrap();
    assert_eq!(missing["errors"], json!([{ "field": "phone", "code": "required" }]));
    server.admin("POST", "/widgets/spring/close", &json!({})).await;
    assert_eq!(offer(&server, "host", &offered(4)).await.status(), 410);
}

/// Sends a plain form; its answer, and where it leads.
async fn send(server: &Server, path: &str, form: &[(&str, &str)]) -> (u16, String, String) {
    let sent = server.client.post(format!("{}{path}", server.url)).form(form).send().await.unwrap();
    let leads = sent.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
    (sent.status().as_u16(), leads.unwrap_or_default(), sent.text().await.unwrap())
}

async fn whoever_said_yes_is_offered_it_without_a_script_with_what_they_gave(server: Server) {
    put(&server, &asking()).await;
    let mut leads = Vec::new();
    for (reply, email) in [("no", "no@example.org"), ("yes", "yes@example.org")] {
        let form = [("rsvp.rally", reply), ("given_name", "A\"da"), ("email", email), ("locality", "Berlin")];
        let (status, to, _) = send(&server, "/v1/widgets/spring/submissions", &form).await;
        assert_eq!(status, 303);
        leads.push(to);
    }
    let no = server.get(&leads[0]).await.text().await.unwrap();
    assert!(!no.contains("offers/host"), "{no}");
    let page = server.get(&leads[1]).await.text().await.unwrap();
    for said in [
        "Your kitchen is large enough.",
        "<summary>I can host one too</summary>",
        "action=\"/v1/widgets/spring/offers/host\" method=\"post\"",
        "value=\"A&quot;da\"",
        "value=\"Berlin\"",
        "value=\"Rally\"",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let later = server.get(&leads[1].replace("?thanks", "")).await.text().await.unwrap();
    assert!(!later.contains("offers/host"), "it is asked once: {later}");
    let id = hidden(&page, "submission_id").unwrap();
    let form = [("submission_id", &*id), ("given_name", "Ada"), ("phone", "030 123456"), ("locale", "en")];
    let (status, thanks, _) = send(&server, "/v1/widgets/spring/offers/host", &form).await;
    assert_eq!(status, 303);
    let thanks = server.get(&thanks).await.text().await.unwrap();
    assert!(thanks.contains("Sam will be in touch by"), "{thanks}");
    assert_eq!(listed(&server).await[0]["values"]["phone"], "+4930123456");
}

/// What a form has under a name that nobody sees.
fn hidden(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("type=\"hidden\" name=\"{name}\" value=\""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

/// Answers without a script; the address of the page after it.
async fn come(server: &Server, more: &[(&str, &str)]) -> String {
    let form = [&[("rsvp.rally", "yes"), ("given_name", "Ada"), ("email", "ada@example.org")], more].concat();
    let (status, to, _) = send(server, "/v1/widgets/spring/submissions", &form).await;
    assert_eq!(status, 303);
    to
}

async fn without_a_script_it_is_offered_once_until_it_is_taken_back(server: Server) {
    put(&server, &asking()).await;
    let to = come(&server, &[]).await;
    let page = async || server.get(&to).await.text().await.unwrap();
    let id = hidden(&page().await, "submission_id").unwrap();
    assert_eq!(hidden(&page().await, "submission_id").as_ref(), Some(&id), "looked at twice");
    let form = [("submission_id", &*id), ("given_name", "Ada"), ("phone", "030 123456")];
    let (_, thanks, _) = send(&server, "/v1/widgets/spring/offers/host", &form).await;
    let after = page().await;
    assert_eq!(hidden(&after, "submission_id"), None, "{after}");
    let request = thanks.replace("?thanks", "");
    assert!(after.contains(&format!("href=\"{request}\"")), "{after}");
    assert_eq!(withdraw(&server, &request).await.status(), 200);
    let anew = hidden(&page().await, "submission_id").unwrap();
    assert_ne!(anew, id);
    let form = [("submission_id", &*anew), ("given_name", "Ada"), ("phone", "030 123456")];
    assert_eq!(send(&server, "/v1/widgets/spring/offers/host", &form).await.0, 303);
    assert_eq!(listed(&server).await.len(), 2);
}

async fn what_is_offered_after_a_test_is_a_test(server: Server) {
    put(&server, &asking()).await;
    let page = server.get(&come(&server, &[("test", "yes")]).await).await.text().await.unwrap();
    let form = ["submission_id", "test"].map(|name| (name, hidden(&page, name).unwrap()));
    let mut form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    form.extend([("given_name", "Ada"), ("phone", "030 123456")]);
    assert_eq!(send(&server, "/v1/widgets/spring/offers/host", &form).await.0, 303);
    assert_eq!(listed(&server).await[0]["test"], true);
}

async fn the_page_of_an_offer_that_staff_declined_promises_nothing(server: Server) {
    put(&server, &asking()).await;
    let link = link(&server, &taken(&server, &offered(1)).await);
    let id = listed(&server).await[0]["id"].as_str().unwrap().to_owned();
    let declined = server.admin("POST", &format!("/offers/{id}/decline"), &json!({})).await;
    assert_eq!(declined.status(), 204);
    let page = server.get(&link).await.text().await.unwrap();
    assert!(!page.contains("in touch by"), "{page}");
    assert!(page.contains("It is not needed this time."), "{page}");
    // What was entered for it can still be deleted.
    assert!(page.contains("I take this offer back"), "{page}");
    assert_eq!(withdraw(&server, &link).await.status(), 200);
}

async fn what_is_wrong_in_the_plain_form_is_named_and_what_was_typed_stays(server: Server) {
    put(&server, &asking()).await;
    let form = [("given_name", "A\"da"), ("phone", "12"), ("locale", "de")];
    let (status, _, refused) = send(&server, "/v1/widgets/spring/offers/host", &form).await;
    assert_eq!(status, 422);
    for said in ["<html lang=\"de\"", "href=\"#f-phone\"", "value=\"A&quot;da\"", "offers/host"] {
        assert!(refused.contains(said), "{said}: {refused}");
    }
    assert!(!refused.contains("rsvp.rally"), "the answer was sent already");
    assert!(listed(&server).await.is_empty());
    // What is not asked here is no page of ours.
    let mut silent = document();
    silent["id"] = json!("silent");
    put(&server, &silent).await;
    let (status, ..) = send(&server, "/v1/widgets/silent/offers/host", &form).await;
    assert_eq!(status, 404);
}
