//! Someone who answers to several time slots of a system that knows no "no".

use serde_json::{Value, json};

use super::stub::Stub;
use super::{id, until, until_empty};
use crate::events::{answer, document, link, patch};
use crate::server::Server;
use crate::surveys::{post, put};

crate::on_both! {
    a_no_to_one_slot_waits_for_staff_and_keeps_no_other_from_being_told
}

/// A variable that every process has: what is in it does not matter.
const VARIABLE: &str = "PATH";

async fn a_no_to_one_slot_waits_for_staff_and_keeps_no_other_from_being_told(server: Server) {
    let stub = Stub::start().await;
    let to = json!({
        "kind": "mobilize", "url": stub.at(""), "organization": 7, "event": 9,
        "timeslots": { "rally": "11", "flat": "12" },
    });
    let target = json!({ "id": "crm", "per_minute": 60_000, "loopback": true, "secrets": { "key": VARIABLE }, "to": to });
    let server = server.relaying(&json!({ "targets": [target] })).await;
    put(&server, &document()).await;
    let told = || -> Vec<Vec<u64>> {
        let slots = |body: Value| {
            let slots = body["timeslots"].as_array().unwrap().clone();
            slots.iter().map(|slot| slot["timeslot_id"].as_u64().unwrap()).collect()
        };
        stub.got().iter().map(|got| slots(got.body())).collect()
    };
    let first = answer(1, &json!({ "rsvp.flat": "yes" }));
    let receipt: Value = post(&server, "spring", &first).await.json().await.unwrap();
    let key = link(&receipt).rsplit('/').next().unwrap().to_owned();
    until_empty(&server).await;
    let both = |flat: &str| json!({ "values": { "rsvp.rally": "yes", "rsvp.flat": flat } });
    assert_eq!(patch(&server, &key, &both("no")).await.status(), 200);
    let now = until(&server, "dead", |now| now["targets"][0]["dead"] == 1).await;
    assert_eq!(now["dead"][0]["submission"], json!(id(1)));
    assert_eq!(now["dead"][0]["error"], json!("invalid: rsvp.flat: option"));
    assert_eq!(told(), [vec![12], vec![11]]);
    assert_eq!(patch(&server, &key, &both("yes")).await.status(), 200);
    until_empty(&server).await;
    let mut last = told().pop().unwrap();
    last.sort_unstable();
    assert_eq!((told().len(), last), (3, vec![11, 12]));
}
