//! Counts that are made anew beside people who climb, on PostgreSQL. On SQLite one writes after the other.

use serde_json::json;
use sqlx::{Connection as _, Executor as _, PgConnection, Row as _};

use super::{load, sign, signature, token};
use crate::relay::races::{stuck, until_stuck};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_begins_to_climb_while_a_ladder_is_counted_anew_is_counted() {
    let server = Server::on_postgres().await;
    load(&server).await;
    for number in 1..=2 {
        let token = token(&server, &json!({})).await;
        sign(&server, &signature(number, &token)).await;
    }
    let twin = server.twin().await;
    // Whoever counts has seen who climbs, and stops at one of them.
    let mut guard = PgConnection::connect(&server.database).await.unwrap();
    guard.execute("BEGIN; SELECT id FROM climbers ORDER BY id LIMIT 1 FOR UPDATE").await.unwrap();
    let database = server.database.clone();
    let rebuild = tokio::spawn(async move { rungs_server::rebuild::ladders(&database).await.unwrap() });
    // Within a transaction, activity is seen as it was at first.
    let mut watch = PgConnection::connect(&server.database).await.unwrap();
    until_stuck(&mut watch, 1).await;
    let newcomer = tokio::spawn(async move {
        let token = token(&twin, &json!({})).await;
        sign(&twin, &signature(3, &token)).await;
    });
    // Either that waits for the count, or it is through.
    while !newcomer.is_finished() && stuck(&mut watch).await < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    guard.execute("COMMIT").await.unwrap();
    rebuild.await.unwrap();
    newcomer.await.unwrap();
    let counts = "SELECT done, standing FROM rung_counts WHERE campaign = 'air' AND rung = 'sign'";
    let row = guard.fetch_one(counts).await.unwrap();
    assert_eq!((row.get::<i64, _>(0), row.get::<i64, _>(1)), (3, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_climbs_on_or_is_forgotten_while_a_ladder_is_counted_anew_stays_exact() {
    let server = Server::on_postgres().await;
    load(&server).await;
    let twin = server.twin().await;
    let climb = |number: u32| {
        let server = if number.is_multiple_of(2) { &server } else { &twin };
        async move {
            let token = token(server, &json!({})).await;
            sign(server, &signature(number, &token)).await;
            if number.is_multiple_of(3) {
                let gone = super::call(server, reqwest::Method::DELETE, &token, &json!({})).await;
                assert!(gone.status().is_success());
            }
        }
    };
    let rebuild = async {
        for _ in 0..5 {
            rungs_server::rebuild::ladders(&server.database).await.unwrap();
        }
    };
    tokio::join!(futures_util::future::join_all((0..30).map(climb)), rebuild);
    let mut connection = PgConnection::connect(&server.database).await.unwrap();
    let counts = "SELECT done, standing FROM rung_counts WHERE campaign = 'air' AND rung = 'sign'";
    let row = connection.fetch_one(counts).await.unwrap();
    assert_eq!((row.get::<i64, _>(0), row.get::<i64, _>(1)), (20, 20));
}
