//! The organisers' own system, which is told of call-backs: here a server that now and then is down.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _, Row as _};

use crate::callbacks::{asked, confirmed, document};
use crate::server::{Server, WEBHOOK_SECRET};
use crate::surveys::{answers, put};
use crate::withdrawals::{link, withdraw};

crate::on_both! {
    a_new_call_back_is_told_at_once_signed_and_once
    what_was_not_heard_is_told_again_also_by_a_process_that_starts_later
    tests_and_what_is_done_are_no_news
    what_was_taken_back_is_told_as_that_also_if_it_was_told_before
    what_someone_offers_is_told_as_well_until_staff_have_seen_to_it
    what_is_refused_keeps_nothing_else_from_being_told
}

/// What was heard: the body and its signature.
type Heard = Arc<Mutex<Vec<(String, String)>>>;

#[derive(Clone)]
struct System {
    heard: Heard,
    /// How often it still fails.
    failures: Arc<Mutex<u32>>,
    /// It hears nothing with this in it.
    refused: Option<&'static str>,
}

async fn hear(State(system): State<System>, headers: HeaderMap, body: String) -> StatusCode {
    let mut failures = system.failures.lock().unwrap();
    if *failures > 0 {
        *failures -= 1;
        return StatusCode::BAD_GATEWAY;
    }
    if system.refused.is_some_and(|refused| body.contains(refused)) {
        return StatusCode::UNPROCESSABLE_ENTITY;
    }
    let signature = headers["x-rungs-signature"].to_str().unwrap().to_owned();
    system.heard.lock().unwrap().push((body, signature));
    StatusCode::NO_CONTENT
}

impl System {
    /// One that fails so often at first; with its address.
    async fn start(failures: u32) -> (Self, String) {
        Self::start_with(failures, None).await
    }

    async fn start_with(failures: u32, refused: Option<&'static str>) -> (Self, String) {
        let system = Self { heard: Heard::default(), failures: Arc::new(Mutex::new(failures)), refused };
        let router = Router::new().route("/hook", post(hear)).with_state(system.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(rungs_server::serve(listener, router, std::future::pending()));
        (system, url)
    }

    fn heard(&self) -> Vec<(String, String)> {
        self.heard.lock().unwrap().clone()
    }

    /// Waits until it has heard of so many.
    async fn has_heard(&self, count: usize) -> Vec<(String, String)> {
        for _ in 0..1500 {
            let heard = self.heard();
            if heard.len() >= count {
                return heard;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("heard {:?}", self.heard());
    }
}

/// Waits until nothing is left to tell.
async fn all_told(server: &Server) {
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    for _ in 0..1500 {
        let left = sqlx::query(
            "SELECT COUNT(*) FROM callbacks WHERE told_at IS NULL AND test = 0 AND (done_at IS NULL OR withdrawn_at IS NOT NULL)",
        );
        if left.fetch_one(&mut connection).await.unwrap().get::<i64, _>(0) == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("something is left to tell");
}

/// HMAC-SHA256 by another implementation than the server's: RFC 2104, step by step.
fn signed(body: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let mut key = WEBHOOK_SECRET.as_bytes().to_vec();
    key.resize(64, 0);
    let pad = |with: u8| key.iter().map(|byte| byte ^ with).collect::<Vec<u8>>();
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(body).finalize();
    let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize();
    format!("sha256={}", hex::encode(outer))
}

async fn a_new_call_back_is_told_at_once_signed_and_once(server: Server) {
    let (system, url) = System::start(0).await;
    let telling = server.telling(&url).await;
    put(&telling, &document("streets")).await;
    let answer = confirmed(&telling, "streets", &asked(1)).await;
    confirmed(&telling, "streets", &asked(1)).await;
    let heard = system.has_heard(1).await;
    let (body, signature) = &heard[0];
    assert_eq!(*signature, signed(body));
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["event"], "callback.created");
    assert_eq!(body["callback"]["due_at"], answer["due_at"]);
    assert_eq!(body["callback"]["values"]["phone"], "+4930123456");
    confirmed(&telling, "streets", &asked(2)).await;
    system.has_heard(2).await;
    all_told(&server).await;
    assert_eq!(system.heard().len(), 2, "a replay is no news");
}

async fn what_was_not_heard_is_told_again_also_by_a_process_that_starts_later(server: Server) {
    put(&server, &document("streets")).await;
    confirmed(&server, "streets", &asked(1)).await;
    let (system, url) = System::start(2).await;
    let telling = server.telling(&url).await;
    let heard = system.has_heard(1).await;
    assert!(heard[0].0.contains("00000000-0000-4000-8000-000000000001"), "{heard:?}");
    confirmed(&telling, "streets", &asked(2)).await;
    system.has_heard(2).await;
    all_told(&server).await;
}

async fn tests_and_what_is_done_are_no_news(server: Server) {
    put(&server, &document("streets")).await;
    let mut test = asked(1);
    test["test"] = json!(true);
    confirmed(&server, "streets", &test).await;
    let done = confirmed(&server, "streets", &asked(2)).await;
    let id = done["receipt"]["submission_id"].as_str().unwrap();
    server.admin("POST", &format!("/callbacks/{id}/done"), &json!({})).await;
    confirmed(&server, "streets", &asked(3)).await;
    let (system, url) = System::start(0).await;
    let _telling = server.telling(&url).await;
    let heard = system.has_heard(1).await;
    all_told(&server).await;
    assert_eq!(system.heard(), heard);
    assert!(heard[0].0.contains("00000000-0000-4000-8000-000000000003"), "{heard:?}");
}

async fn what_was_taken_back_is_told_as_that_also_if_it_was_told_before(server: Server) {
    let (system, url) = System::start(0).await;
    let telling = server.telling(&url).await;
    put(&telling, &document("streets")).await;
    let answer = confirmed(&telling, "streets", &asked(1)).await;
    system.has_heard(1).await;
    all_told(&server).await;
    assert_eq!(withdraw(&telling, &link(&telling, &answer)).await.status(), 200);
    let heard = system.has_heard(2).await;
    assert_eq!(heard[1].1, signed(&heard[1].0));
    let news: Value = serde_json::from_str(&heard[1].0).unwrap();
    assert_eq!(news["event"], "callback.withdrawn");
    assert_eq!(news["callback"]["id"], answer["receipt"]["submission_id"]);
    assert_eq!(news["callback"]["values"], json!({}));
    withdraw(&telling, &link(&telling, &answer)).await;
    all_told(&server).await;
    // Of what was taken back before it was told, only that is told.
    put(&server, &document("streets")).await;
    let mut second = confirmed(&server, "streets", &asked(2)).await;
    second = json!(link(&server, &second));
    withdraw(&server, second.as_str().unwrap()).await;
    confirmed(&telling, "streets", &asked(3)).await;
    all_told(&server).await;
    let events = |number: &str| {
        let told = system.heard().into_iter().map(|(body, _)| serde_json::from_str::<Value>(&body).unwrap());
        told.filter(|news| news["callback"]["id"].as_str().unwrap().ends_with(number))
            .map(|news| news["event"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(events("01"), ["callback.created", "callback.withdrawn"]);
    assert_eq!(events("03"), ["callback.created"]);
    assert_eq!(events("02").last().map(String::as_str), Some("callback.withdrawn"));
}

async fn what_someone_offers_is_told_as_well_until_staff_have_seen_to_it(server: Server) {
    let (system, url) = System::start(1).await;
    put(&server, &crate::ladder::document()).await;
    let offer = async |server: &Server, number| {
        let values = json!({ "given_name": "Ada", "phone": "+49 30 123456", "locality": "Leeds" });
        let post = server.client.post(format!("{}/v1/widgets/way/offers/host", server.url));
        let answer = post.json(&answers(number, &values)).send().await.unwrap();
        assert_eq!(answer.status(), 201);
        answer.json::<Value>().await.unwrap()
    };
    // Staff have seen to this one before anyone could be told.
    offer(&server, 1).await;
    let id = "00000000-0000-4000-8000-000000000001";
    assert_eq!(server.admin("POST", &format!("/offers/{id}/decline"), &json!({})).await.status(), 204);
    let telling = server.telling(&url).await;
    let answer = offer(&telling, 2).await;
    offer(&telling, 2).await;
    let heard = system.has_heard(1).await;
    assert_eq!(heard[0].1, signed(&heard[0].0));
    let news: Value = serde_json::from_str(&heard[0].0).unwrap();
    assert_eq!(news["event"], "offer.created");
    assert_eq!((&news["offer"]["offer"], &news["offer"]["state"]), (&json!("host"), &json!("pending")));
    assert_eq!(
        (&news["offer"]["id"], &news["offer"]["due_at"]),
        (&answer["receipt"]["submission_id"], &answer["due_at"])
    );
    assert_eq!(news["offer"]["values"]["locality"], "Leeds");
    // In the meantime it was noted that this was heard.
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    for _ in 0..1500 {
        let left = sqlx::query("SELECT COUNT(*) FROM offers WHERE told_at IS NULL AND declined_at IS NULL");
        if left.fetch_one(&mut connection).await.unwrap().get::<i64, _>(0) == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(withdraw(&telling, &link(&telling, &answer)).await.status(), 200);
    let heard = system.has_heard(2).await;
    let news: Value = serde_json::from_str(&heard[1].0).unwrap();
    assert_eq!((&news["event"], &news["offer"]["values"]), (&json!("offer.withdrawn"), &json!({})));
    assert_eq!(heard.len(), 2);
}

async fn what_is_refused_keeps_nothing_else_from_being_told(server: Server) {
    put(&server, &document("streets")).await;
    put(&server, &crate::ladder::document()).await;
    for number in 1..3 {
        confirmed(&server, "streets", &asked(number)).await;
    }
    let values = json!({ "given_name": "Ada", "phone": "+49 30 123456", "locality": "Leeds" });
    let post = server.client.post(format!("{}/v1/widgets/way/offers/host", server.url));
    assert_eq!(post.json(&answers(3, &values)).send().await.unwrap().status(), 201);
    let (system, url) = System::start_with(0, Some("00000000-0000-4000-8000-000000000001")).await;
    let _telling = server.telling(&url).await;
    let heard = system.has_heard(2).await;
    assert!(heard[0].0.contains("00000000-0000-4000-8000-000000000002"), "{heard:?}");
    assert!(heard[1].0.contains("offer.created"), "{heard:?}");
}
