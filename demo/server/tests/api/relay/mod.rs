//! Forwarding what was accepted, to a real server on this machine.

mod answers;
mod attribution;
mod dead_letters;
mod killed;
mod places;
pub(crate) mod races;
mod retold;
mod slots;
pub(crate) mod stub;

use std::time::Duration;

use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use crate::server::{Server, submission};
use stub::{Answer, Stub};

crate::on_both! {
    what_is_accepted_reaches_the_target_once_and_under_its_id
    a_target_that_fails_is_tried_again_until_it_takes_it
    what_a_target_refuses_waits_for_staff_who_can_have_it_tried_again
    what_is_one_persons_arrives_in_the_order_in_which_it_came
    what_is_of_a_widget_that_this_process_does_not_know_waits_for_one_that_does
    a_slow_target_keeps_no_supporter_waiting
    whoever_is_erased_first_is_not_forwarded
    who_changed_their_mind_first_is_forwarded_as_they_decided
    of_two_processes_one_forwards_and_both_together_keep_the_pace
    after_a_pause_a_target_gets_no_more_at_once_than_before
    a_target_that_wants_it_slower_gets_it_later
    a_target_that_leads_elsewhere_is_not_followed
    an_endless_answer_is_an_answer
    only_the_widgets_that_are_named_are_forwarded
}

fn targets(stub: &Stub) -> Value {
    json!({ "targets": [{
        "id": "crm", "per_minute": 60_000, "loopback": true,
        "to": { "kind": "webhook", "url": stub.url, "confirms": true },
    }]})
}

fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

async fn sign(server: &Server, number: u32, email: &str) -> Value {
    let answer = server.post(&submission(number, email)).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

async fn seen(server: &Server) -> Value {
    let answer = server.admin("GET", "/relay", &json!({})).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// Waits until the queue is so.
async fn until(server: &Server, what: &str, so: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..1_000 {
        let now = seen(server).await;
        if so(&now) {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("never {what}: {}", seen(server).await);
}

/// Has everything tried again now.
async fn hurry(server: &Server) {
    for sql in ["UPDATE relay SET due_at = 0, error = NULL", "UPDATE relay_pace SET next_us = 0"] {
        change(server, sql).await;
    }
}

/// As if no target could be reached, until [`hurry`].
async fn away(server: &Server) {
    let hour = jiff::Timestamp::now().as_microsecond() + 60 * 60 * 1_000_000;
    change(server, &format!("UPDATE relay_pace SET next_us = {hour}")).await;
}

async fn change(server: &Server, sql: &str) {
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
}

async fn until_empty(server: &Server) {
    until(server, "empty", |now| now["targets"][0]["waiting"] == 0 && now["targets"][0]["dead"] == 0).await;
}

async fn what_is_accepted_reaches_the_target_once_and_under_its_id(server: Server) {
    let stub = Stub::start().await;
    let server = server.relaying(&targets(&stub)).await;
    sign(&server, 1, "ada@example.org").await;
    sign(&server, 1, "ada@example.org").await;
    stub.until(1).await;
    until_empty(&server).await;
    assert_eq!(stub.ids(), [id(1)]);
    let body = stub.got()[0].body();
    assert_eq!(stub.got()[0].headers["idempotency-key"], id(1).as_str());
    assert_eq!(body["values"]["email"], "ada@example.org");
    assert_eq!((&body["kind"], &body["widget"]), (&json!("petition"), &json!("air")));
    assert_eq!(
        (&body["source"], &body["page"]),
        (&json!("newsletter-3"), &json!("https://example.org/page"))
    );
    let news = json!({ "id": "news", "answer": "yes", "text": "Write to me", "version": "1" });
    assert!(body["consents"].as_array().unwrap().contains(&news), "{body}");
}

async fn a_target_that_fails_is_tried_again_until_it_takes_it(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Status(500), Answer::Status(503)]);
    let server = server.relaying(&targets(&stub)).await;
    sign(&server, 1, "ada@example.org").await;
    stub.until(3).await;
    until_empty(&server).await;
    assert_eq!(stub.ids(), [id(1), id(1), id(1)]);
}

async fn what_a_target_refuses_waits_for_staff_who_can_have_it_tried_again(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Status(400)]);
    let server = server.relaying(&targets(&stub)).await;
    sign(&server, 1, "ada@example.org").await;
    let now = until(&server, "dead", |now| now["targets"][0]["dead"] == 1).await;
    let letter = &now["dead"][0];
    assert_eq!((&letter["submission"], &letter["target"]), (&json!(id(1)), &json!("crm")));
    assert_eq!((&letter["tries"], &letter["error"]), (&json!(1), &json!("failed")));
    assert!(!now.to_string().contains("ada@example.org"), "{now}");
    // The others are not held up.
    sign(&server, 2, "ada@example.org").await;
    stub.until(2).await;

    let retry = format!("/relay/{}/retry", letter["id"]);
    assert_eq!(server.admin("POST", &retry, &json!({})).await.status(), 204);
    until_empty(&server).await;
    assert_eq!(stub.ids(), [id(1), id(2), id(1)]);
    assert_eq!(server.admin("POST", &retry, &json!({})).await.status(), 404);
}

async fn what_is_one_persons_arrives_in_the_order_in_which_it_came(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Status(500), Answer::Status(500)]);
    stub.hold(true);
    let server = server.relaying(&targets(&stub)).await;
    for number in 1..=4 {
        sign(&server, number, "ada@example.org").await;
    }
    stub.until(1).await;
    stub.hold(false);
    until_empty(&server).await;
    assert_eq!(stub.ids(), [id(1), id(1), id(1), id(2), id(3), id(4)]);
}

async fn what_is_of_a_widget_that_this_process_does_not_know_waits_for_one_that_does(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Later("3600".into())]);
    let server = server.relaying(&targets(&stub)).await;
    sign(&server, 1, "ada@example.org").await;
    answers::wait(&server).await;
    // As if another process had taken it for a widget that was added a moment ago.
    change(&server, "UPDATE relay SET widget = 'water'").await;
    hurry(&server).await;
    sign(&server, 2, "grace@example.org").await;
    stub.until(2).await;
    let now = until(&server, "only that", |now| now["targets"][0]["waiting"] == 1).await;
    assert_eq!((&now["targets"][0]["dead"], stub.ids()), (&json!(0), vec![id(1), id(2)]));
    change(&server, "UPDATE relay SET widget = 'air'").await;
    until_empty(&server).await;
    assert_eq!(stub.ids(), [id(1), id(2), id(1)]);
}

async fn a_slow_target_keeps_no_supporter_waiting(server: Server) {
    let stub = Stub::start().await;
    stub.hold(true);
    let server = server.relaying(&targets(&stub)).await;
    // More than it is asked at a time: all of them are answered while it has answered none.
    for number in 1..=20 {
        sign(&server, number, &format!("p{number}@example.org")).await;
    }
    stub.until(4).await;
    assert_eq!(seen(&server).await["targets"][0]["waiting"], 20);
    stub.hold(false);
    until_empty(&server).await;
    let mut ids = stub.ids();
    ids.sort();
    assert_eq!(ids, (1..=20).map(id).collect::<Vec<_>>());
}

async fn whoever_is_erased_first_is_not_forwarded(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Later("1".into())]);
    let server = server.relaying(&targets(&stub)).await;
    sign(&server, 1, "ada@example.org").await;
    stub.until(1).await;
    let person = json!({ "email": "ada@example.org" });
    assert_eq!(server.admin("POST", "/people/erase", &person).await.status(), 200);
    until_empty(&server).await;
    sign(&server, 2, "grace@example.org").await;
    stub.until(2).await;
    assert_eq!(stub.ids(), [id(1), id(2)]);
}

async fn who_changed_their_mind_first_is_forwarded_as_they_decided(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Later("1".into())]);
    let server = server.relaying(&targets(&stub)).await;
    let receipt = sign(&server, 1, "ada@example.org").await;
    stub.until(1).await;
    let url = receipt["receipt"]["manage_url"].as_str().unwrap();
    assert!(
        server.client.post(url).form(&[("consent.news", "no")]).send().await.unwrap().status().as_u16() < 400
    );
    stub.until(2).await;
    until_empty(&server).await;
    let answers = stub.answers_to("news");
    assert_eq!(answers, ["yes", "no"]);
}

async fn of_two_processes_one_forwards_and_both_together_keep_the_pace(server: Server) {
    let stub = Stub::start().await;
    let mut slowly = targets(&stub);
    slowly["targets"][0]["per_minute"] = json!(600);
    let one = server.relaying(&slowly).await;
    let two = server.relaying(&slowly).await;
    let start = std::time::Instant::now();
    for number in 1..=10 {
        sign(if number % 2 == 0 { &one } else { &two }, number, &format!("p{number}@example.org")).await;
    }
    until_empty(&one).await;
    // One each tenth of a second: ten take nine of these, however many forward.
    assert!(start.elapsed() >= Duration::from_millis(900), "{:?}", start.elapsed());
    let mut ids = stub.ids();
    ids.sort();
    assert_eq!(ids, (1..=10).map(id).collect::<Vec<_>>());
}

async fn after_a_pause_a_target_gets_no_more_at_once_than_before(server: Server) {
    let stub = Stub::start().await;
    let mut slowly = targets(&stub);
    slowly["targets"][0]["per_minute"] = json!(240);
    let server = server.relaying(&slowly).await;
    sign(&server, 1, "p1@example.org").await;
    until_empty(&server).await;
    // Nearly a second in which three more could have gone.
    tokio::time::sleep(Duration::from_millis(900)).await;
    let start = std::time::Instant::now();
    for number in 2..=5 {
        sign(&server, number, &format!("p{number}@example.org")).await;
    }
    stub.until(5).await;
    // One at once, and the others at their pace.
    assert!(start.elapsed() >= Duration::from_millis(600), "{:?}", start.elapsed());
}

async fn a_target_that_wants_it_slower_gets_it_later(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Later("1".into())]);
    let server = server.relaying(&targets(&stub)).await;
    let start = std::time::Instant::now();
    sign(&server, 1, "ada@example.org").await;
    stub.until(1).await;
    // Nor does it get another one before.
    sign(&server, 2, "grace@example.org").await;
    until_empty(&server).await;
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(stub.ids().len(), 3);
}

async fn a_target_that_leads_elsewhere_is_not_followed(server: Server) {
    let (stub, elsewhere) = (Stub::start().await, Stub::start().await);
    stub.says([Answer::Redirect(elsewhere.url.clone())]);
    let server = server.relaying(&targets(&stub)).await;
    sign(&server, 1, "ada@example.org").await;
    until(&server, "dead", |now| now["targets"][0]["dead"] == 1).await;
    assert!(elsewhere.ids().is_empty());
}

async fn an_endless_answer_is_an_answer(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Endless]);
    let server = server.relaying(&targets(&stub)).await;
    sign(&server, 1, "ada@example.org").await;
    until_empty(&server).await;
    assert_eq!(stub.ids(), [id(1)]);
}

async fn only_the_widgets_that_are_named_are_forwarded(server: Server) {
    let stub = Stub::start().await;
    let mut other = targets(&stub);
    other["targets"][0]["widgets"] = json!(["water"]);
    let server = server.relaying(&other).await;
    sign(&server, 1, "ada@example.org").await;
    let now = seen(&server).await;
    assert_eq!(
        now["targets"],
        json!([{ "id": "crm", "waiting": 0, "waitlisted": 0, "dead": 0, "oldest": null, "known": true }])
    );
    assert!(stub.ids().is_empty());
}
