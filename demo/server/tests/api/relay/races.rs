//! Two processes over one PostgreSQL that write the queue at the same moment. On SQLite one writes after the other.

use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _};
use tokio::task::JoinHandle;

use super::stub::Stub;
use super::{change, until};
use crate::events::{answer, document, link, patch};
use crate::server::Server;
use crate::surveys::{post, put};

/// A process that only takes, and another over the same database that forwards.
async fn two(stub: &Stub, document: &Value) -> (Server, Server) {
    let one = Server::on_postgres().await;
    put(&one, document).await;
    let target = json!({
        "id": "crm", "per_minute": 60_000, "loopback": true,
        "to": { "kind": "webhook", "url": stub.url, "confirms": true },
    });
    let other = one.relaying(&json!({ "targets": [target] })).await;
    (one, other)
}

async fn come(server: &Server, number: u32, values: &Value) -> String {
    let taken = post(server, "spring", &answer(number, values)).await;
    assert_eq!(taken.status(), 201, "{}", taken.text().await.unwrap());
    link(&taken.json().await.unwrap()).rsplit('/').next().unwrap().to_owned()
}

async fn until_all_is_told(server: &Server) {
    until(server, "told", |now| now["targets"][0]["waiting"] == 0).await;
}

/// How many connections wait for what another has locked.
pub(crate) async fn stuck(connection: &mut PgConnection) -> i64 {
    let stuck = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    connection.fetch_one(stuck).await.unwrap().get(0)
}

/// Waits until they are so many.
pub(crate) async fn until_stuck(connection: &mut PgConnection, count: i64) {
    for _ in 0..1_000 {
        if stuck(connection).await == count {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("never {count} of them waited");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_places_that_are_given_at_once_none_is_forgotten() {
    let stub = Stub::start().await;
    let mut events = document();
    events["events"][0]["capacity"] = json!(1);
    events["events"][1]["waiting_list"] = json!(true);
    let (one, other) = two(&stub, &events).await;
    let first = come(&other, 1, &json!({ "rsvp.rally": "yes" })).await;
    let second = come(&other, 2, &json!({ "rsvp.flat": "yes" })).await;
    come(&other, 3, &json!({ "rsvp.rally": "yes", "rsvp.flat": "yes" })).await;
    until_all_is_told(&other).await;

    // The first who looks into the queue stops there.
    let mut guard = PgConnection::connect(&one.database).await.unwrap();
    guard
        .execute(
            "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF pg_try_advisory_xact_lock(1) THEN PERFORM pg_advisory_xact_lock(2); END IF; RETURN NULL; END $$; \
             SELECT pg_advisory_lock(2); \
             CREATE TRIGGER stop AFTER UPDATE ON relay FOR EACH STATEMENT EXECUTE FUNCTION stop()",
        )
        .await
        .unwrap();
    stub.hold(true);
    let cancel: JoinHandle<u16> =
        tokio::spawn(async move { patch(&one, &first, &json!({ "cancel": true })).await.status().as_u16() });
    until_stuck(&mut guard, 1).await;
    // Meanwhile another gives the other place, which is being told.
    assert_eq!(patch(&other, &second, &json!({ "cancel": true })).await.status(), 200);
    stub.until(5).await;
    guard.execute("SELECT pg_advisory_unlock(2)").await.unwrap();
    assert_eq!(cancel.await.unwrap(), 200);
    stub.hold(false);
    until_all_is_told(&other).await;
    let last = stub.got().into_iter().rfind(|got| got.text.contains("p3@example.org")).unwrap().body();
    assert_eq!((&last["values"]["rsvp.rally"], &last["values"]["rsvp.flat"]), (&json!("yes"), &json!("yes")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_erased_while_it_is_noted_that_they_were_told_leaves_nothing() {
    let stub = Stub::start().await;
    let (one, other) = two(&stub, &document()).await;
    stub.hold(true);
    come(&other, 1, &json!({ "rsvp.rally": "yes" })).await;
    stub.until(1).await;

    // Who notes it has written all that there is to write, and stops before the end.
    change(&one, "UPDATE relay_pace SET fails = 1").await;
    let mut guard = PgConnection::connect(&one.database).await.unwrap();
    guard.execute("BEGIN; UPDATE relay_pace SET fails = fails").await.unwrap();
    stub.hold(false);
    until_stuck(&mut guard, 1).await;
    let url = one.database.clone();
    let erase: JoinHandle<u16> = tokio::spawn(async move {
        let person = json!({ "email": "p1@example.org" });
        one.admin("POST", "/people/erase", &person).await.status().as_u16()
    });
    until_stuck(&mut guard, 2).await;
    guard.execute("COMMIT").await.unwrap();
    assert_eq!(erase.await.unwrap(), 200);
    let mut connection = PgConnection::connect(&url).await.unwrap();
    for table in ["relay", "relay_told"] {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}")));
        let rows = rows.fetch_one(&mut connection).await.unwrap();
        assert_eq!(rows.get::<i64, _>(0), 0, "{table}");
    }
}
