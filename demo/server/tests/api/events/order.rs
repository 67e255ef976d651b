//! Changes that come twice, too late, or at once: what was wanted last holds.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::*;
use crate::server::Server;
use crate::surveys::put;

crate::on_both! {
    a_change_that_comes_twice_is_made_once
    a_change_that_comes_after_the_one_in_its_place_is_not_made
    what_was_refused_stays_so_and_still_has_taken_the_place_of_what_it_names
    whatever_order_two_processes_get_them_in_the_last_wish_holds
    what_is_wrong_with_an_id_is_said
}

fn id(number: u32) -> String {
    format!("00000000-0000-4000-9000-{number:012x}")
}

/// A change of the answer to the rally, under an id, in place of others.
fn change(number: u32, reply: &str, instead_of: &[u32]) -> Value {
    let earlier: Vec<String> = instead_of.iter().copied().map(id).collect();
    json!({ "id": id(number), "instead_of": earlier, "values": { "rsvp.rally": reply } })
}

async fn send(server: &Server, key: &str, change: &Value) -> (u16, Value) {
    let answer = patch(server, key, change).await;
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn a_change_that_comes_twice_is_made_once(server: Server) {
    put(&server, &document()).await;
    let key = key(&server, 1, &json!({ "rsvp.rally": "yes" })).await;
    let first = change(1, "no", &[]);
    let (status, answer) = send(&server, &key, &first).await;
    assert_eq!((status, &answer["rsvp"]["slots"][0]["state"]), (200, &json!("no")));
    assert_eq!(send(&server, &key, &change(2, "maybe", &[])).await.0, 200);
    let (status, answer) = send(&server, &key, &first).await;
    assert_eq!((status, &answer["superseded"]), (200, &Value::Null));
    assert_eq!(state(&server, &key).await, "maybe");
    // An id of one person is nothing to another.
    let other = super::key(&server, 2, &json!({ "rsvp.rally": "yes" })).await;
    assert_eq!(send(&server, &other, &first).await.0, 200);
    assert_eq!(state(&server, &other).await, "no");
}

async fn a_change_that_comes_after_the_one_in_its_place_is_not_made(server: Server) {
    put(&server, &document()).await;
    let key = key(&server, 1, &json!({ "rsvp.rally": "yes" })).await;
    assert_eq!(send(&server, &key, &change(3, "maybe", &[2, 1])).await.0, 200);
    for late in [change(1, "no", &[]), change(2, "no", &[1]), change(1, "no", &[])] {
        let (status, answer) = send(&server, &key, &late).await;
        assert_eq!((status, &answer["superseded"]), (200, &json!(true)), "{late}");
        assert_eq!(answer["rsvp"]["slots"][0]["state"], "maybe", "{late}");
    }
    // What names itself is no other.
    assert_eq!(send(&server, &key, &change(4, "no", &[4, 3])).await.0, 200);
    assert_eq!(state(&server, &key).await, "no");
}

async fn what_was_refused_stays_so_and_still_has_taken_the_place_of_what_it_names(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    let own = key(&server, 1, &yes).await;
    let other = key(&server, 2, &yes).await;
    let mut more = change(2, "yes", &[1]);
    more["values"]["guests.rally"] = json!("1");
    let unknown = json!({ "id": id(4), "instead_of": [id(3)], "values": { "rsvp.party": "yes" } });
    let not_asked = json!({ "id": id(6), "instead_of": [id(5)], "values": {}, "cancel": true, "consents": { "x": "yes" } });
    let mut refused = Vec::new();
    for change in [&more, &unknown, &not_asked] {
        let (status, answer) = send(&server, &own, change).await;
        assert_eq!(status, 422, "{answer}");
        refused.push(answer);
    }
    assert_eq!(refused[0]["errors"], json!([{ "field": "rsvp.rally", "code": "full", "limit": "0" }]));
    for late in [1, 3, 5] {
        let (status, answer) = send(&server, &own, &change(late, "no", &[])).await;
        assert_eq!((status, &answer["superseded"]), (200, &json!(true)), "{late}");
    }
    // Meanwhile there would be a place.
    assert_eq!(send(&server, &other, &change(7, "no", &[])).await.0, 200);
    for (change, before) in [&more, &unknown, &not_asked].iter().zip(&refused) {
        assert_eq!(send(&server, &own, change).await, (422, before.clone()));
    }
    assert_eq!(state(&server, &own).await, "coming");
    assert_eq!(stands(&server, &own).await["rsvp"]["slots"][0]["places"], 1);
}

async fn whatever_order_two_processes_get_them_in_the_last_wish_holds(server: Server) {
    let mut wide = document();
    wide["events"][0]["capacity"] = json!(30);
    put(&server, &wide).await;
    let twin = server.twin().await;
    let yes = json!({ "rsvp.rally": "yes" });
    let keys = join_all((0..12).map(|number| key(&server, number, &yes))).await;
    for round in 0..4 {
        let (first, last) = (10 * round, 10 * round + 9);
        let wish = if round % 2 == 0 { "no" } else { "yes" };
        let earlier: Vec<u32> = (first..last).collect();
        // An unreliable way: each change twice, by either process, the last somewhere among the others.
        let sent = keys.iter().enumerate().flat_map(|(who, key)| {
            let mut all: Vec<Value> = earlier.iter().map(|number| change(*number, "maybe", &[])).collect();
            all.insert((who * 3) % 9, change(last, wish, &earlier));
            let both = all.into_iter().enumerate().flat_map(|(turn, change)| {
                let (one, two) = if turn % 2 == 0 { (&server, &twin) } else { (&twin, &server) };
                [(one, change.clone()), (two, change)]
            });
            both.map(move |(server, change)| async move { patch(server, key, &change).await.status() })
        });
        for status in join_all(sent).await {
            assert_eq!(status, 200);
        }
        for key in &keys {
            let expected = if wish == "no" { "no" } else { "coming" };
            assert_eq!(state(&server, key).await, expected, "round {round}");
        }
    }
}

async fn what_is_wrong_with_an_id_is_said(server: Server) {
    put(&server, &document()).await;
    let key = key(&server, 1, &json!({ "rsvp.rally": "yes" })).await;
    let values = json!({ "rsvp.rally": "no" });
    for (wrong, said) in [
        (json!({ "values": values, "id": "1" }), "id: must be a UUID"),
        (json!({ "values": values, "id": id(1), "instead_of": ["x"] }), "instead_of: must be the ids"),
        (json!({ "values": values, "id": id(1), "instead_of": id(2) }), "instead_of: must be the ids"),
        (json!({ "values": values, "instead_of": [id(2)] }), "id: is missing"),
    ] {
        let (status, answer) = send(&server, &key, &wrong).await;
        assert_eq!(status, 400, "{wrong}");
        assert!(answer["detail"].as_str().unwrap().starts_with(said), "{answer}");
    }
    assert_eq!(state(&server, &key).await, "coming");
    assert_eq!(send(&server, &key, &change(1, "maybe", &[])).await.0, 200);
    let (status, answer) = send(&server, &key, &change(1, "no", &[])).await;
    assert_eq!(status, 422, "{answer}");
    assert_eq!(state(&server, &key).await, "maybe");
}
