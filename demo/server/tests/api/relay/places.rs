//! Whoever waits for a place has not come yet: no target takes them for someone who does.

use serde_json::{Value, json};

use super::stub::{Got, Stub};
use super::{away, change, hurry, until};
use crate::events::{answer, document, link, patch};
use crate::server::Server;
use crate::surveys::{post, put};

crate::on_both! {
    a_place_on_a_waiting_list_is_no_yes_to_any_target
    who_leaves_a_waiting_list_is_told_as_what_they_are
    a_place_that_nobody_was_told_of_is_found_later
    who_is_in_line_for_what_is_over_or_called_off_does_not_come
    who_had_a_place_while_it_was_on_is_told_to_come_however_late_that_is_told
    who_goes_back_into_the_line_after_a_yes_does_not_come_until_they_have_a_place
}

/// One that has a word for it, and one that has none.
async fn relaying(server: &Server, stub: &Stub) -> Server {
    let target = |id: &str, mut to: Value| {
        to["url"] = json!(format!("{}/{id}", stub.url));
        json!({ "id": id, "per_minute": 60_000, "loopback": true, "to": to })
    };
    let targets = json!({ "targets": [
        target("hook", json!({ "kind": "webhook", "confirms": true })),
        target("osdi", json!({ "kind": "osdi" })),
    ]});
    let server = server.relaying(&targets).await;
    put(&server, &document()).await;
    server
}

async fn come(server: &Server, number: u32, values: &Value) -> Value {
    let answer = post(server, "spring", &answer(number, values)).await;
    assert_eq!(answer.status(), 201);
    answer.json().await.unwrap()
}

/// Changes an answer.
async fn changed(server: &Server, receipt: &Value, body: &Value) {
    let key = link(receipt).rsplit('/').next().unwrap().to_owned();
    let answer = patch(server, &key, body).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

/// What a target heard of someone, in order.
fn of(stub: &Stub, target: &str, number: u32) -> Vec<String> {
    let address = format!("p{number}@example.org");
    let own = in_order(stub, target).into_iter().filter(|(who, _)| *who == address);
    own.map(|(_, said)| said).collect()
}

/// What a target heard of the rally, in the order of those who answered.
fn heard(stub: &Stub, target: &str) -> Vec<(String, String)> {
    let mut heard = in_order(stub, target);
    heard.sort();
    heard
}

fn in_order(stub: &Stub, target: &str) -> Vec<(String, String)> {
    let of = |got: &Got| got.path.ends_with(target).then(|| got.body());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let one = |body: Value| match target {
        "hook" => (text(&body["values"]["email"]), text(&body["values"]["rsvp.rally"])),
        _ => (text(&body["person"]["email_addresses"][0]["address"]), text(&body["status"])),
    };
    stub.got().iter().filter_map(of).map(one).collect()
}

/// How many wait for each target, and of these for a place.
async fn until_waiting(server: &Server, so: [(u64, u64); 2]) {
    until(server, "so", |now| {
        let queue = |id: &str| {
            let queues = now["targets"].as_array().unwrap();
            let queue = queues.iter().find(|queue| queue["id"] == id).unwrap();
            (queue["waiting"].as_u64().unwrap(), queue["waitlisted"].as_u64().unwrap())
        };
        [queue("hook"), queue("osdi")] == so
    })
    .await;
}

fn each(pairs: &[(u32, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(number, said)| (format!("p{number}@example.org"), (*said).to_owned())).collect()
}

async fn a_place_on_a_waiting_list_is_no_yes_to_any_target(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub).await;
    let yes = json!({ "rsvp.rally": "yes" });
    let first = come(&server, 1, &yes).await;
    come(&server, 2, &yes).await;
    assert_eq!(come(&server, 3, &yes).await["status"], "waitlisted");
    until_waiting(&server, [(0, 0), (1, 1)]).await;
    assert_eq!(heard(&stub, "hook"), each(&[(1, "yes"), (2, "yes"), (3, "waiting")]));
    assert_eq!(heard(&stub, "osdi"), each(&[(1, "accepted"), (2, "accepted")]));
    // Nor does it hold up what else they do.
    come(&server, 9, &json!({ "rsvp.rally": "maybe", "email": "p3@example.org" })).await;
    until_waiting(&server, [(0, 0), (1, 1)]).await;
    assert_eq!(heard(&stub, "osdi"), each(&[(1, "accepted"), (2, "accepted"), (3, "tentative")]));

    let key = link(&first).rsplit('/').next().unwrap().to_owned();
    assert_eq!(patch(&server, &key, &json!({ "cancel": true })).await.status(), 200);
    until_waiting(&server, [(0, 0), (0, 0)]).await;
    let moved_up =
        each(&[(1, "accepted"), (1, "declined"), (2, "accepted"), (3, "accepted"), (3, "tentative")]);
    assert_eq!(heard(&stub, "osdi"), moved_up);
}

async fn who_leaves_a_waiting_list_is_told_as_what_they_are(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub).await;
    let yes = json!({ "rsvp.rally": "yes" });
    for number in 1..=2 {
        come(&server, number, &yes).await;
    }
    let third = come(&server, 3, &yes).await;
    until_waiting(&server, [(0, 0), (1, 1)]).await;
    let key = link(&third).rsplit('/').next().unwrap().to_owned();
    assert_eq!(patch(&server, &key, &json!({ "values": { "rsvp.rally": "no" } })).await.status(), 200);
    until_waiting(&server, [(0, 0), (0, 0)]).await;
    assert_eq!(heard(&stub, "osdi"), each(&[(1, "accepted"), (2, "accepted"), (3, "declined")]));
}

async fn a_place_that_nobody_was_told_of_is_found_later(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub).await;
    for number in 1..=3 {
        come(&server, number, &json!({ "rsvp.rally": "yes" })).await;
    }
    until_waiting(&server, [(0, 0), (1, 1)]).await;
    change(&server, "UPDATE replies SET state = 'coming' WHERE state = 'waiting'").await;
    hurry(&server).await;
    until_waiting(&server, [(0, 0), (0, 0)]).await;
    assert_eq!(heard(&stub, "osdi"), each(&[(1, "accepted"), (2, "accepted"), (3, "accepted")]));
}

async fn who_is_in_line_for_what_is_over_or_called_off_does_not_come(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub).await;
    let over = json!({ "start": "2020-05-01T18:00", "end": "2020-05-01T20:00" });
    let mut expected = Vec::new();
    for (first, change) in [(1, json!({ "status": "cancelled" })), (4, over)] {
        put(&server, &document()).await;
        for number in first..first + 3 {
            come(&server, number, &json!({ "rsvp.rally": "yes" })).await;
        }
        until_waiting(&server, [(0, 0), (1, 1)]).await;
        let mut after = document();
        for (key, value) in change.as_object().unwrap() {
            after["events"][0][key] = value.clone();
        }
        put(&server, &after).await;
        hurry(&server).await;
        until_waiting(&server, [(0, 0), (0, 0)]).await;
        expected.extend(each(&[(first, "accepted"), (first + 1, "accepted"), (first + 2, "declined")]));
        assert_eq!(heard(&stub, "osdi"), expected, "{change}");
        for number in first..first + 3 {
            let person = json!({ "email": format!("p{number}@example.org") });
            assert_eq!(server.admin("POST", "/people/erase", &person).await.status(), 200);
        }
    }
}

async fn who_had_a_place_while_it_was_on_is_told_to_come_however_late_that_is_told(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub).await;
    let mut over = document();
    over["events"][0]["start"] = json!("2020-05-01T18:00");
    over["events"][0]["end"] = json!("2020-05-01T20:00");
    let minute = |time: &str| time.parse::<jiff::Timestamp>().unwrap().as_millisecond();
    // Half an hour before its end, and half an hour after it.
    let times = [("2020-05-01T17:30:00Z", "yes", "accepted"), ("2020-05-01T18:30:00Z", "no", "declined")];
    for (first, (promoted, hook, osdi)) in [1, 5].into_iter().zip(times) {
        put(&server, &document()).await;
        let yes = json!({ "rsvp.rally": "yes" });
        let leaves = come(&server, first, &yes).await;
        let comes_round = come(&server, first + 1, &json!({ "rsvp.rally": "no" })).await;
        come(&server, first + 2, &yes).await;
        come(&server, first + 3, &yes).await;
        until_waiting(&server, [(0, 0), (1, 1)]).await;
        away(&server).await;
        // A place for each of two, of whom one waited and the other had said no.
        changed(&server, &leaves, &json!({ "cancel": true })).await;
        let guest = json!({ "email": format!("p{}@example.org", first + 2) });
        assert_eq!(server.admin("POST", "/people/erase", &guest).await.status(), 200);
        changed(&server, &comes_round, &json!({ "values": { "rsvp.rally": "yes" } })).await;
        let at = minute(promoted);
        change(&server, &format!("UPDATE replies SET promoted_at = {at} WHERE promoted_at IS NOT NULL"))
            .await;
        put(&server, &over).await;
        hurry(&server).await;
        until_waiting(&server, [(0, 0), (0, 0)]).await;
        assert_eq!(of(&stub, "hook", first + 3), ["waiting", hook], "{promoted}");
        assert_eq!(of(&stub, "osdi", first + 3), [osdi], "{promoted}");
        assert_eq!(of(&stub, "hook", first + 1), ["no", "yes"], "{promoted}");
        assert_eq!(of(&stub, "osdi", first + 1), ["declined", "accepted"], "{promoted}");
        for number in first..first + 4 {
            let person = json!({ "email": format!("p{number}@example.org") });
            assert_eq!(server.admin("POST", "/people/erase", &person).await.status(), 200);
        }
    }
}

async fn who_goes_back_into_the_line_after_a_yes_does_not_come_until_they_have_a_place(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub).await;
    let yes = json!({ "rsvp.rally": "yes" });
    let first = come(&server, 1, &yes).await;
    let second = come(&server, 2, &yes).await;
    come(&server, 3, &yes).await;
    until_waiting(&server, [(0, 0), (1, 1)]).await;
    // Both changes come before any target hears of one.
    away(&server).await;
    changed(&server, &first, &json!({ "values": { "rsvp.rally": "no" } })).await;
    changed(&server, &first, &json!({ "values": { "rsvp.rally": "yes" } })).await;
    hurry(&server).await;
    until_waiting(&server, [(0, 0), (0, 0)]).await;
    assert_eq!(of(&stub, "hook", 1), ["yes", "waiting"]);
    assert_eq!(of(&stub, "osdi", 1), ["accepted", "declined"]);
    // To wait on is no news.
    changed(&server, &first, &json!({ "values": { "guests.rally": "0" } })).await;
    changed(&server, &second, &json!({ "cancel": true })).await;
    until_waiting(&server, [(0, 0), (0, 0)]).await;
    assert_eq!(of(&stub, "osdi", 1), ["accepted", "declined", "accepted"]);
    assert_eq!(of(&stub, "osdi", 3), ["accepted"]);
}
