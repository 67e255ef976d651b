//! The ladder: progress that goes from device to device, rungs that are derived from what people did,
//! how many stand where, who brought whom.

mod counts;
mod documents;
mod offline;
mod progress;
mod races;
mod referrals;

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::server::{Server, submission};
use crate::surveys::put;

/// A ladder of the campaign `air`: sign, share, come, bring a friend, be there, talk.
pub(crate) fn document() -> Value {
    json!({
        "id": "way", "kind": "ladder", "campaign": "air", "title": "Your way",
        "rungs": [
            { "id": "sign", "label": "Sign", "href": "/", "done_by": [{ "widget": "air" }] },
            { "id": "share", "label": "Share", "href": "/", "done_by": ["share"] },
            { "id": "come", "label": "Say that you come", "href": "/", "done_by": [{ "widget": "spring", "answer": "yes" }] },
            { "id": "friend", "label": "Bring a friend", "offer": "bring_friend" },
            { "id": "there", "label": "Be there", "offer": "check_in" },
            { "id": "talk", "label": "Talk", "offer": "talk_to_organiser", "staff_follow_up": { "who": "Sam", "within_hours": 24 } },
            { "id": "shift", "label": "Take a shift", "offer": "shift" },
            { "id": "host", "label": "Host", "offer": "host", "unlock": { "done": ["there"] } },
        ],
        "remember": { "consent": "Remember my steps", "version": "7" },
        "summary": true, "minimum": 2,
    })
}

pub(crate) async fn load(server: &Server) {
    put(server, &document()).await;
    put(server, &crate::events::document()).await;
}

/// Asks for the progress under a token, or changes it.
pub(super) async fn call(server: &Server, method: Method, token: &str, body: &Value) -> Response {
    let request = server.client.request(method, format!("{}/v1/ladder/air", server.url)).bearer_auth(token);
    request.json(body).send().await.unwrap()
}

pub(super) async fn begin(server: &Server, body: &Value) -> Response {
    server.client.post(format!("{}/v1/ladder/air", server.url)).json(body).send().await.unwrap()
}

pub(crate) fn agreement() -> Value {
    json!({ "text": "Remember my steps", "version": "7", "locale": "en" })
}

/// The token of someone new, who has done these with their device.
pub(crate) async fn token(server: &Server, done: &Value) -> String {
    let body = json!({ "agreement": agreement(), "progress": { "done": done } });
    let answer = begin(server, &body).await;
    assert_eq!(answer.status(), 201);
    let answer: Value = answer.json().await.unwrap();
    answer["token"].as_str().unwrap().to_owned()
}

/// What is kept under a token.
pub(crate) async fn look(server: &Server, token: &str) -> Value {
    let answer = call(server, Method::GET, token, &json!({})).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// The rungs that are done under a token.
pub(crate) async fn done(server: &Server, token: &str) -> Vec<String> {
    look(server, token).await["progress"]["done"].as_object().unwrap().keys().cloned().collect()
}

/// A signature of someone of this number, sent with a token.
pub(super) fn signature(number: u32, token: &str) -> Value {
    let mut signature = submission(number, &format!("p{number}@example.org"));
    signature["ladder"] = json!(token);
    signature
}

/// Signs; gives the code of the receipt.
pub(super) async fn sign(server: &Server, body: &Value) -> String {
    let answer = server.post(body).await;
    assert_eq!(answer.status(), 201);
    let answer: Value = answer.json().await.unwrap();
    answer["receipt"]["referral"].as_str().unwrap().to_owned()
}
