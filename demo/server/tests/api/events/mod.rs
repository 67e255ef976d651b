//! Events: places, the line of those who wait, changes, and what only those who come may know.

mod changes;
mod host;
mod linked_data;
mod order;
mod places;
mod told;

use reqwest::Response;
use serde_json::{Value, json};

use crate::server::Server;
use crate::surveys::post;

/// Two events far in the future; of the second only those who come learn the address.
pub(crate) fn document() -> Value {
    json!({
        "id": "spring", "kind": "rsvp", "campaign": "air", "title": "Spring", "time_zone": "Europe/Berlin",
        "fields": ["given_name", "email"],
        "needs": { "consent": "Keep this for the day" },
        "events": [
            { "id": "rally", "title": "Rally", "venue": { "name": "Town hall", "locality": "Berlin" }, "capacity": 2, "guests": 3,
              "guest_names": false, "start": "2099-05-01T18:00", "end": "2099-05-01T20:00" },
            { "id": "flat", "title": "At home", "mode": "hybrid", "reveal": "after_rsvp", "capacity": 1, "waiting_list": false,
              "join_url": "https://meet.example.org/secret", "start": "2099-05-02T18:00", "end": "2099-05-02T20:00",
              "venue": { "street_address": "Oak 1", "locality": "Berlin", "latitude": 52.5499, "longitude": 13.36 } },
        ],
    })
}

/// An answer of a person of this number, with more values.
pub(crate) fn answer(number: u32, values: &Value) -> Value {
    let mut all = json!({ "given_name": "Ada", "email": format!("p{number}@example.org") });
    for (name, value) in values.as_object().unwrap() {
        all[name] = value.clone();
    }
    json!({ "submission_id": format!("00000000-0000-4000-8000-{number:012x}"), "locale": "en", "values": all })
}

pub(crate) async fn come(server: &Server, number: u32, values: &Value) -> Value {
    let answer = post(server, "spring", &answer(number, values)).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

/// In one word: confirmed, or the place in the line.
pub(crate) fn outcome(answer: &Value) -> String {
    match answer["status"].as_str().unwrap() {
        "waitlisted" => answer["position"].to_string(),
        other => other.to_owned(),
    }
}

pub(super) async fn rally(server: &Server, number: u32, guests: u32) -> String {
    outcome(&come(server, number, &json!({ "rsvp.rally": "yes", "guests.rally": guests.to_string() })).await)
}

pub(crate) fn link(answer: &Value) -> String {
    answer["receipt"]["manage_url"].as_str().unwrap().to_owned()
}

/// The key of the link of a person's answer: sending it once more gives it.
pub(super) async fn key(server: &Server, number: u32, values: &Value) -> String {
    link(&come(server, number, values).await).rsplit('/').next().unwrap().to_owned()
}

pub(crate) async fn patch(server: &Server, key: &str, body: &Value) -> Response {
    let id = key.split('.').next().unwrap();
    let patch = server.client.patch(format!("{}/v1/submissions/{id}", server.url)).bearer_auth(key);
    patch.json(body).send().await.unwrap()
}

pub(super) async fn stands(server: &Server, key: &str) -> Value {
    let id = key.split('.').next().unwrap();
    let get = server.client.get(format!("{}/v1/submissions/{id}", server.url)).bearer_auth(key);
    let answer = get.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

pub(super) async fn state(server: &Server, key: &str) -> String {
    let stands = stands(server, key).await;
    let slot = &stands["rsvp"]["slots"][0];
    match slot["position"].as_i64() {
        Some(position) => format!("waiting {position}"),
        None => slot["state"].as_str().unwrap().to_owned(),
    }
}

pub(crate) async fn attendees(server: &Server, query: &str) -> Vec<Value> {
    let path = format!("/widgets/spring/attendees.jsonl{query}");
    let text = server.admin("GET", &path, &json!({})).await.text().await.unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
