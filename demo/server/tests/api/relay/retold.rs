//! What changes after it was forwarded: whoever was told of it is told how it is now.

use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _, Row as _};

use super::stub::{Answer, Got, Stub};
use super::{away, hurry, id, until, until_empty};
use crate::events::{answer, document, link, patch};
use crate::server::Server;
use crate::surveys::{post, put};

crate::on_both! {
    whoever_was_told_that_someone_waits_is_told_once_they_have_a_place
    who_changes_their_answer_or_calls_off_is_told_as_what_they_are
    who_moves_up_while_it_is_told_that_they_wait_is_told_of_it
    a_system_that_makes_an_action_of_whatever_it_is_told_hears_only_of_who_comes
    a_no_that_cannot_be_told_waits_for_staff_and_a_later_yes_is_told
    who_goes_back_into_the_line_is_called_off_by_staff_where_there_is_no_word_for_a_no
    after_a_no_that_may_have_come_through_the_yes_is_told
    what_changes_goes_after_what_came_before_and_before_what_comes_later
    of_whoever_is_erased_nothing_more_is_told
}

/// A target for each of some kinds, under its kind.
async fn relaying(server: &Server, stub: &Stub, kinds: &[&str]) -> Server {
    let to = |kind: &str| {
        let mut to = json!({ "kind": kind, "url": format!("{}/{kind}", stub.url) });
        let own = match kind {
            "webhook" => json!({ "confirms": true }),
            "proca" => json!({ "action_page": 42 }),
            "actionkit" => json!({ "page": "rally", "map": { "consent.needs": "" } }),
            "action_network" => json!({ "id": "0b8f4c9e", "tell_no": "with_action" }),
            "nationbuilder" => json!({ "token": "k3y" }),
            _ => json!({}),
        };
        to.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        to
    };
    // A secret would have to stand in the environment.
    let target = |kind: &&str| json!({ "id": *kind, "per_minute": 60_000, "loopback": true, "to": to(kind) });
    let server = server.relaying(&json!({ "targets": kinds.iter().map(target).collect::<Value>() })).await;
    put(&server, &document()).await;
    server
}

/// The key of the link of whoever answers.
async fn come(server: &Server, number: u32, values: &Value) -> String {
    let answer = post(server, "spring", &answer(number, values)).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    link(&answer.json().await.unwrap()).rsplit('/').next().unwrap().to_owned()
}

async fn yes(server: &Server, number: u32) -> String {
    come(server, number, &json!({ "rsvp.rally": "yes" })).await
}

async fn changed(server: &Server, key: &str, body: &Value) {
    let answer = patch(server, key, body).await;
    assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap());
}

/// What a target has got of someone, in order.
fn got_of(stub: &Stub, kind: &str, number: u32) -> Vec<Got> {
    let address = format!("p{number}@example.org");
    let is_theirs = |got: &Got| {
        got.path.contains(&format!("/{kind}"))
            && (got.text.contains(&address) || got.text.contains(&address.replace('@', "%40")))
    };
    stub.got().into_iter().filter(is_theirs).collect()
}

/// How many of some words stand in what each request says.
fn said(stub: &Stub, kind: &str, number: u32, words: &[&str]) -> Vec<String> {
    let one = |got: Got| {
        let found: Vec<_> = words.iter().filter(|word| got.text.contains(**word)).copied().collect();
        found.join(" ")
    };
    got_of(stub, kind, number).into_iter().map(one).collect()
}

async fn until_all_is_told(server: &Server) {
    until(server, "empty", |now| {
        now["targets"].as_array().unwrap().iter().all(|queue| queue["waiting"] == 0)
    })
    .await;
}

async fn whoever_was_told_that_someone_waits_is_told_once_they_have_a_place(server: Server) {
    let stub = Stub::start().await;
    let kinds = ["webhook", "form", "proca", "actionkit", "osdi"];
    let server = relaying(&server, &stub, &kinds).await;
    let first = yes(&server, 1).await;
    yes(&server, 2).await;
    yes(&server, 3).await;
    until(&server, "told", |now| {
        let waiting: u64 =
            now["targets"].as_array().unwrap().iter().map(|queue| queue["waiting"].as_u64().unwrap()).sum();
        waiting == 1
    })
    .await;
    changed(&server, &first, &json!({ "cancel": true })).await;
    until_all_is_told(&server).await;

    let hook = got_of(&stub, "webhook", 3);
    let told: Vec<_> = hook
        .iter()
        .map(|got| {
            let body = got.body();
            let key = got.headers["idempotency-key"].to_str().unwrap().to_owned();
            (
                key,
                body["submission_id"].clone(),
                body["values"]["rsvp.rally"].clone(),
                body["revision"].clone(),
            )
        })
        .collect();
    let expected = [
        (id(3), json!(id(3)), json!("waiting"), Value::Null),
        (format!("{}.1", id(3)), json!(id(3)), json!("yes"), json!(1)),
    ];
    assert_eq!(told, expected);
    let same = format!("submission_id={}", id(3));
    let form = said(&stub, "form", 3, &[&same, "rsvp.rally=waiting", "rsvp.rally=yes", "revision=1"]);
    let expected = [format!("{same} rsvp.rally=waiting"), format!("{same} rsvp.rally=yes revision=1")];
    assert_eq!(form, expected);
    let field = |word: &str| format!(r#"\"rsvp.rally\":\"{word}\""#);
    let (waiting, comes) = (field("waiting"), field("yes"));
    assert_eq!(said(&stub, "proca", 3, &[&waiting, &comes]), [waiting, comes]);
    let words = [r#""action_rsvp_rally":"waiting""#, r#""action_rsvp_rally":"yes""#];
    assert_eq!(said(&stub, "actionkit", 3, &words), words);
    assert_eq!(said(&stub, "osdi", 3, &["accepted"]), ["accepted"]);
    // Who had a place from the start is told of once.
    assert_eq!(got_of(&stub, "webhook", 2).len(), 1);
}

async fn who_changes_their_answer_or_calls_off_is_told_as_what_they_are(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub, &["webhook", "osdi"]).await;
    let (one, two) = (yes(&server, 1).await, yes(&server, 2).await);
    until_empty(&server).await;
    until_all_is_told(&server).await;
    changed(&server, &one, &json!({ "values": { "rsvp.rally": "maybe" } })).await;
    until_all_is_told(&server).await;
    changed(&server, &one, &json!({ "values": { "rsvp.rally": "no" } })).await;
    changed(&server, &two, &json!({ "cancel": true })).await;
    until_all_is_told(&server).await;
    let words = ["accepted", "tentative", "declined"];
    assert_eq!(said(&stub, "osdi", 1, &words), words);
    assert_eq!(said(&stub, "osdi", 2, &words), ["accepted", "declined"]);
    let replies = |number| {
        let bodies = got_of(&stub, "webhook", number).into_iter().map(|got| got.body());
        bodies.map(|body| body["values"]["rsvp.rally"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(replies(1), ["yes", "maybe", "no"]);
    assert_eq!(replies(2), ["yes", "no"]);
}

async fn who_moves_up_while_it_is_told_that_they_wait_is_told_of_it(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub, &["webhook"]).await;
    let first = yes(&server, 1).await;
    yes(&server, 2).await;
    until_all_is_told(&server).await;
    stub.hold(true);
    yes(&server, 3).await;
    stub.until(3).await;
    changed(&server, &first, &json!({ "cancel": true })).await;
    stub.hold(false);
    until_all_is_told(&server).await;
    let words = ["waiting", r#""rsvp.rally":"yes""#];
    assert_eq!(said(&stub, "webhook", 3, &words), words);
    let keys: Vec<_> =
        got_of(&stub, "webhook", 3).iter().map(|got| got.headers["idempotency-key"].clone()).collect();
    assert_ne!(keys[0], keys[1]);
}

async fn a_system_that_makes_an_action_of_whatever_it_is_told_hears_only_of_who_comes(server: Server) {
    let stub = Stub::start().await;
    let kinds = ["webhook", "proca", "actionkit", "osdi"];
    let server = relaying(&server, &stub, &kinds).await;
    let one = yes(&server, 1).await;
    until_all_is_told(&server).await;
    changed(&server, &one, &json!({ "values": { "guests.rally": "1" } })).await;
    until_all_is_told(&server).await;
    let heard = kinds.map(|kind| got_of(&stub, kind, 1).len());
    assert_eq!(heard, [2, 1, 1, 1]);
    // What was not told is no reason to be silent later.
    changed(&server, &one, &json!({ "values": { "rsvp.rally": "no" } })).await;
    until_all_is_told(&server).await;
    assert_eq!(kinds.map(|kind| got_of(&stub, kind, 1).len()), [3, 2, 2, 2]);
}

async fn a_no_that_cannot_be_told_waits_for_staff_and_a_later_yes_is_told(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub, &["action_network"]).await;
    for (number, deleted) in [(1, false), (2, true)] {
        let own = yes(&server, number).await;
        until_empty(&server).await;
        changed(&server, &own, &json!({ "values": { "rsvp.rally": "no" } })).await;
        let now = until(&server, "dead", |now| now["targets"][0]["dead"] == 1).await;
        let letter = &now["dead"][0];
        assert_eq!(letter["submission"], json!(id(number)));
        assert_eq!(letter["error"], json!("invalid: rsvp.rally: option"));
        assert_eq!(got_of(&stub, "action_network", number).len(), 1);
        if deleted {
            let path = format!("/relay/{}", letter["id"]);
            assert_eq!(server.admin("DELETE", &path, &json!({})).await.status(), 204);
        }
        // Staff may have called it off there.
        changed(&server, &own, &json!({ "values": { "rsvp.rally": "yes" } })).await;
        until_empty(&server).await;
        assert_eq!(got_of(&stub, "action_network", number).len(), 2, "deleted: {deleted}");
    }
}

async fn who_goes_back_into_the_line_is_called_off_by_staff_where_there_is_no_word_for_a_no(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub, &["action_network"]).await;
    let (one, two) = (yes(&server, 1).await, yes(&server, 2).await);
    yes(&server, 3).await;
    until(&server, "told", |now| now["targets"][0]["waiting"] == 1).await;
    away(&server).await;
    changed(&server, &one, &json!({ "values": { "rsvp.rally": "no" } })).await;
    changed(&server, &one, &json!({ "values": { "rsvp.rally": "yes" } })).await;
    hurry(&server).await;
    let now = until(&server, "dead", |now| now["targets"][0]["dead"] == 1).await;
    assert_eq!(now["dead"][0]["submission"], json!(id(1)));
    changed(&server, &two, &json!({ "cancel": true })).await;
    let now = until(&server, "told", |now| now["targets"][0]["waiting"] == 0).await;
    assert_eq!(now["dead"].as_array().unwrap().len(), 1);
    assert_eq!(now["dead"][0]["submission"], json!(id(2)));
    assert_eq!([1, 2, 3].map(|number| got_of(&stub, "action_network", number).len()), [2, 1, 1]);
}

async fn after_a_no_that_may_have_come_through_the_yes_is_told(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub, &["osdi"]).await;
    let one = yes(&server, 1).await;
    until_all_is_told(&server).await;
    stub.hold(true);
    changed(&server, &one, &json!({ "values": { "rsvp.rally": "no" } })).await;
    stub.until(2).await;
    changed(&server, &one, &json!({ "values": { "rsvp.rally": "yes" } })).await;
    stub.says([Answer::Cut]);
    stub.hold(false);
    until_all_is_told(&server).await;
    assert_eq!(said(&stub, "osdi", 1, &["accepted", "declined"]), ["accepted", "declined", "accepted"]);
}

async fn what_changes_goes_after_what_came_before_and_before_what_comes_later(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub, &["webhook"]).await;
    let first = yes(&server, 1).await;
    yes(&server, 2).await;
    yes(&server, 3).await;
    until_all_is_told(&server).await;
    let also = |reply: &str| json!({ "rsvp.rally": reply, "email": "p3@example.org" });
    // All of it fails at first.
    stub.says([Answer::Status(500), Answer::Status(503), Answer::Status(500)]);
    stub.hold(true);
    come(&server, 7, &also("maybe")).await;
    stub.until(4).await;
    changed(&server, &first, &json!({ "cancel": true })).await;
    come(&server, 8, &also("no")).await;
    stub.hold(false);
    until_all_is_told(&server).await;
    let told = got_of(&stub, "webhook", 3).into_iter().map(|got| {
        let body = got.body();
        (body["submission_id"].clone(), body["values"]["rsvp.rally"].clone())
    });
    let mut told: Vec<_> = told.collect();
    told.dedup();
    let expected = [(3, "waiting"), (7, "maybe"), (3, "yes"), (8, "no")];
    assert_eq!(told, expected.map(|(number, said)| (json!(id(number)), json!(said))));
}

async fn of_whoever_is_erased_nothing_more_is_told(server: Server) {
    let stub = Stub::start().await;
    let server = relaying(&server, &stub, &["webhook"]).await;
    let first = yes(&server, 1).await;
    for number in 2..=4 {
        yes(&server, number).await;
    }
    until_all_is_told(&server).await;
    let person = json!({ "email": "p3@example.org" });
    assert_eq!(server.admin("POST", "/people/erase", &person).await.status(), 200);
    changed(&server, &first, &json!({ "cancel": true })).await;
    until_all_is_told(&server).await;
    assert_eq!(got_of(&stub, "webhook", 3).len(), 1);
    assert_eq!(got_of(&stub, "webhook", 4).len(), 2);
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let kept = sqlx::query("SELECT submission FROM relay_told ORDER BY submission");
    let kept = kept.fetch_all(&mut connection).await.unwrap();
    let kept: Vec<String> = kept.iter().map(|row| row.get(0)).collect();
    assert_eq!(kept, [id(1), id(2), id(4)]);
}
