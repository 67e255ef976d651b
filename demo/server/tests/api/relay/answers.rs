//! What a target may answer that makes no sense.

use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _, Row as _};

use super::stub::{Answer, Stub};
use super::{change, hurry, id, sign, targets, until_empty};
use crate::server::Server;

crate::on_both! {
    an_answer_that_makes_no_sense_is_no_success_and_is_asked_for_again
    a_target_that_never_comes_to_an_end_is_given_up_after_its_patience
    a_wait_that_makes_no_sense_is_a_minute_and_no_wait_is_longer_than_six_hours
    a_clock_that_was_ahead_holds_nothing_up
}

/// A system that says in its own words whether it has recorded.
fn proca(stub: &Stub) -> Value {
    let mut file = targets(stub);
    file["targets"][0]["to"] = json!({ "kind": "proca", "url": stub.url, "action_page": 42 });
    file
}

async fn an_answer_that_makes_no_sense_is_no_success_and_is_asked_for_again(server: Server) {
    let stub = Stub::start().await;
    let server = server.relaying(&proca(&stub)).await;
    let json_of = |value: Value| Answer::Bytes("application/json", value.to_string().into_bytes());
    let odd = [
        Answer::Bytes("text/html", b"<!doctype html><h1>Welcome to the hotel's network</h1>".to_vec()),
        Answer::Bytes("application/json", vec![0xff, 0xfe, 0x80, b'{']),
        Answer::Bytes("application/json", vec![b'['; 100_000]),
        json_of(json!({ "data": { "addActionContact": { "contactRef": 7 } } })),
        json_of(json!({ "data": [], "errors": {} })),
        Answer::Endless,
        Answer::Cut,
    ];
    for (number, answer) in (1..).zip(odd) {
        let before = stub.got().len();
        stub.says([answer.clone()]);
        sign(&server, number, &format!("p{number}@example.org")).await;
        stub.until(before + 1).await;
        // It is still there until it was recorded, at the second try.
        stub.until(before + 2).await;
        until_empty(&server).await;
        assert_eq!(stub.got().len(), before + 2, "{answer:?}");
    }
}

async fn a_target_that_never_comes_to_an_end_is_given_up_after_its_patience(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Hanging]);
    let mut hasty = targets(&stub);
    hasty["targets"][0]["patience"] = json!(1);
    let server = server.relaying(&hasty).await;
    sign(&server, 1, "ada@example.org").await;
    stub.until(2).await;
    until_empty(&server).await;
    assert!(stub.ids().iter().all(|known| *known == id(1)));
}

/// How long the first of the queue has to wait, in seconds, once its try is over.
pub(super) async fn wait(server: &Server) -> i64 {
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    for _ in 0..1_000 {
        let due = sqlx::query("SELECT due_at FROM relay WHERE error IS NOT NULL");
        if let Some(row) = due.fetch_optional(&mut connection).await.unwrap() {
            return (row.get::<i64, _>(0) - now()) / 1_000;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("its try is never over")
}

fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

async fn a_wait_that_makes_no_sense_is_a_minute_and_no_wait_is_longer_than_six_hours(server: Server) {
    let stub = Stub::start().await;
    let server = server.relaying(&targets(&stub)).await;
    let (minute, hours) = (60, 6 * 60 * 60);
    let said = [("-7", minute), ("Wed, 21 Oct 2015 07:28:00 GMT", minute), ("4294967295", hours)];
    stub.says(said.map(|(wait, _)| Answer::Later(wait.to_owned())));
    sign(&server, 1, "ada@example.org").await;
    for (said, expected) in said {
        let wait = wait(&server).await;
        assert!((expected - 30..=expected).contains(&wait), "{said}: {wait} seconds");
        hurry(&server).await;
    }
    until_empty(&server).await;
    assert_eq!(stub.ids().len(), said.len() + 1);
}

async fn a_clock_that_was_ahead_holds_nothing_up(server: Server) {
    let stub = Stub::start().await;
    stub.says([Answer::Later("3600".into())]);
    let server = server.relaying(&targets(&stub)).await;
    sign(&server, 1, "ada@example.org").await;
    assert!(wait(&server).await > 3_000);
    // As if that had been said by a process that believed to live ten years later.
    let ahead = now() + 10 * 365 * 24 * 60 * 60 * 1_000;
    change(&server, &format!("UPDATE relay SET due_at = {ahead}")).await;
    change(&server, &format!("UPDATE relay_pace SET next_us = {ahead} * 1000")).await;
    sign(&server, 2, "ada@example.org").await;
    until_empty(&server).await;
    assert_eq!(stub.ids(), [id(1), id(1), id(2)]);
}
