//! What is left to staff: when, what they see of it, and what they can do.

use serde_json::{Value, json};

use super::answers::wait;
use super::stub::{Answer, Stub};
use super::{change, hurry, id, seen, sign, targets, until, until_empty};
use crate::events::{answer, document};
use crate::server::Server;
use crate::surveys::{post, put};

crate::on_both! {
    what_has_failed_for_three_days_is_left_to_staff
    what_failed_a_few_times_is_tried_on_whatever_the_clock_says
    staff_can_have_all_of_a_target_tried_again_at_once
    staff_can_delete_what_a_target_refused
    the_list_is_told_a_page_at_a_time
    whoever_is_erased_leaves_no_dead_letter
    what_cannot_be_told_yet_says_what_to_add_and_where
}

async fn dead(server: &Server, count: u64) -> Value {
    until(server, "dead", |now| now["targets"][0]["dead"] == count).await
}

/// How long ago it began to fail, in hours, and how often it did.
async fn has_failed(server: &Server, hours: i64, tries: i64) {
    let since = jiff::Timestamp::now().as_millisecond() - hours * 60 * 60 * 1_000;
    change(server, &format!("UPDATE relay SET tries = {tries}, failing_since = {since}")).await;
    hurry(server).await;
}

async fn what_has_failed_for_three_days_is_left_to_staff(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Later("3600".into()), Answer::Status(500), Answer::Status(500)]);
    let server = server.relaying(&targets(&stub)).await;
    sign(&server, 1, "ada@example.org").await;
    assert!(wait(&server).await > 3_000);
    has_failed(&server, 71, 35).await;
    stub.until(2).await;
    wait(&server).await;
    assert_eq!(seen(&server).await["targets"][0]["waiting"], 1);
    has_failed(&server, 72, 36).await;
    let now = dead(&server, 1).await;
    assert_eq!((&now["dead"][0]["tries"], &now["dead"][0]["error"]), (&json!(37), &json!("failed")));
    assert_eq!(now["targets"][0]["waiting"], 0);
    let retry = format!("/relay/{}/retry", now["dead"][0]["id"]);
    assert_eq!(server.admin("POST", &retry, &json!({})).await.status(), 204);
    until_empty(&server).await;
    assert!(stub.ids().iter().all(|known| *known == id(1)));
}

async fn what_failed_a_few_times_is_tried_on_whatever_the_clock_says(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Later("3600".into()), Answer::Status(500), Answer::Status(500)]);
    let server = server.relaying(&targets(&stub)).await;
    sign(&server, 1, "ada@example.org").await;
    assert!(wait(&server).await > 3_000);
    // As if the clock had since been put a year on, and then two back.
    has_failed(&server, 365 * 24, 3).await;
    stub.until(2).await;
    wait(&server).await;
    has_failed(&server, -365 * 24, 36).await;
    stub.until(3).await;
    wait(&server).await;
    assert_eq!(seen(&server).await["targets"][0]["dead"], 0);
    hurry(&server).await;
    until_empty(&server).await;
    assert_eq!(stub.ids().len(), 4);
}

async fn staff_can_have_all_of_a_target_tried_again_at_once(server: Server) {
    let stub = Stub::start().await;
    stub.says(vec![Answer::Status(400); 60]);
    let server = server.relaying(&targets(&stub)).await;
    for number in 1..=60 {
        sign(&server, number, &format!("p{number}@example.org")).await;
    }
    dead(&server, 60).await;
    let retry = async |target: &str| -> Value {
        let answer = server.admin("POST", &format!("/relay/targets/{target}/retry"), &json!({})).await;
        answer.json().await.unwrap()
    };
    assert_eq!(retry("another").await, json!({ "retried": 0 }));
    assert_eq!(seen(&server).await["targets"][0]["dead"], 60);
    assert_eq!(retry("crm").await, json!({ "retried": 60 }));
    until_empty(&server).await;
    assert_eq!(stub.ids().len(), 120);
}

async fn staff_can_delete_what_a_target_refused(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Status(422)]);
    let server = server.relaying(&targets(&stub)).await;
    sign(&server, 1, "ada@example.org").await;
    let now = dead(&server, 1).await;
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    crate::admin::fits(&api, "Relay", &now);
    let own = format!("/relay/{}", now["dead"][0]["id"]);
    assert_eq!(server.admin("DELETE", &own, &json!({})).await.status(), 204);
    assert_eq!(server.admin("DELETE", &own, &json!({})).await.status(), 404);
    assert_eq!(server.admin("POST", &format!("{own}/retry"), &json!({})).await.status(), 404);
    // What still waits cannot be deleted so.
    stub.hold(true);
    sign(&server, 2, "ada@example.org").await;
    stub.until(2).await;
    let next = now["dead"][0]["id"].as_i64().unwrap() + 1;
    assert_eq!(server.admin("DELETE", &format!("/relay/{next}"), &json!({})).await.status(), 404);
    stub.hold(false);
    until_empty(&server).await;
    assert_eq!(stub.ids(), [id(1), id(2)]);
}

async fn the_list_is_told_a_page_at_a_time(server: Server) {
    let stub = Stub::start().await;
    stub.says(vec![Answer::Status(400); 60]);
    let server = server.relaying(&targets(&stub)).await;
    for number in 1..=60 {
        sign(&server, number, &format!("p{number}@example.org")).await;
    }
    let first = dead(&server, 60).await;
    let pages = async |after: &Value| -> Value {
        let answer = server.admin("GET", &format!("/relay?after={after}"), &json!({})).await;
        answer.json().await.unwrap()
    };
    let second = pages(&first["next"]).await;
    let mut all: Vec<_> = [&first, &second]
        .into_iter()
        .flat_map(|page| page["dead"].as_array().unwrap())
        .map(|letter| letter["submission"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!((first["dead"].as_array().unwrap().len(), all.len()), (50, 60));
    all.sort();
    assert_eq!(all, (1..=60).map(id).collect::<Vec<_>>());
    let third = pages(&second["next"]).await;
    assert_eq!((&third["dead"], &third["next"]), (&json!([]), &Value::Null));
}

async fn whoever_is_erased_leaves_no_dead_letter(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Status(400)]);
    let server = server.relaying(&targets(&stub)).await;
    sign(&server, 1, "ada@example.org").await;
    dead(&server, 1).await;
    let person = json!({ "email": "ada@example.org" });
    assert_eq!(server.admin("POST", "/people/erase", &person).await.status(), 200);
    assert_eq!(seen(&server).await["dead"], json!([]));
}

async fn what_cannot_be_told_yet_says_what_to_add_and_where(server: Server) {
    let stub = Stub::start().await;
    let mut file = targets(&stub);
    file["targets"][0]["to"] = json!({ "kind": "actionkit", "url": stub.url, "page": "rally" });
    let server = server.relaying(&file).await;
    put(&server, &document()).await;
    let yes = answer(1, &json!({ "rsvp.rally": "yes" }));
    assert_eq!(post(&server, "spring", &yes).await.status(), 201);
    let now = dead(&server, 1).await;
    let error = now["dead"][0]["error"].as_str().unwrap();
    assert!(error.starts_with("to.map: has no name for a no to consent.needs"), "{error}");
    assert!(stub.got().is_empty());
}
