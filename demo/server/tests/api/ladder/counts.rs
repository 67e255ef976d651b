use std::collections::BTreeMap;

use futures_util::future::join_all;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _, Row as _};

use super::{call, document, load, sign, signature, token};
use crate::server::Server;
use crate::surveys::put;

crate::on_both! {
    counts_that_are_too_few_are_not_told_and_the_rest_can_be_cached
    whoever_goes_up_stands_on_one_rung_only
    a_test_is_not_counted
    a_crowd_over_two_processes_is_counted_exactly
    a_rebuild_gives_what_came_of_it_step_by_step
    a_new_version_of_the_ladder_counts_anew
    a_process_that_lags_behind_derives_anew_what_it_derived_by_its_old_ladder
}

async fn counts(server: &Server) -> Value {
    server.get("/v1/campaigns/air/rungs").await.json().await.unwrap()
}

/// Waits until the counts are so: other processes are heard of within seconds.
async fn until(server: &Server, so: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..500 {
        let counts = counts(server).await;
        if so(&counts) {
            return counts;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{}", counts(server).await);
}

fn rung<'c>(counts: &'c Value, id: &str) -> &'c Value {
    counts["rungs"].as_array().unwrap().iter().find(|rung| rung["rung"] == id).unwrap()
}

async fn counts_that_are_too_few_are_not_told_and_the_rest_can_be_cached(server: Server) {
    load(&server).await;
    let token_of = async |number| {
        let token = token(&server, &json!({})).await;
        sign(&server, &signature(number, &token)).await;
    };
    token_of(1).await;
    assert_eq!(rung(&counts(&server).await, "sign"), &json!({ "rung": "sign" }));
    token_of(2).await;
    let told = until(&server, |counts| rung(counts, "sign")["done"] == 2).await;
    assert_eq!(rung(&told, "sign"), &json!({ "rung": "sign", "done": 2, "standing": 2 }));
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    crate::admin::fits(&api, "Counts", &told);

    let answer = server.get("/v1/campaigns/air/rungs").await;
    let etag = answer.headers()["etag"].to_str().unwrap().to_owned();
    assert!(answer.headers()["cache-control"].to_str().unwrap().starts_with("public"));
    let again =
        server.client.get(format!("{}/v1/campaigns/air/rungs", server.url)).header("if-none-match", etag);
    assert_eq!(again.send().await.unwrap().status(), 304);

    assert_eq!(server.get("/v1/campaigns/water/rungs").await.status(), 404);
    let mut silent = document();
    silent["summary"] = json!(false);
    put(&server, &silent).await;
    assert_eq!(server.get("/v1/campaigns/air/rungs").await.status(), 404);
}

async fn whoever_goes_up_stands_on_one_rung_only(server: Server) {
    load(&server).await;
    let mut tokens = Vec::new();
    for number in 1..=2 {
        tokens.push(token(&server, &json!({})).await);
        sign(&server, &signature(number, tokens.last().unwrap())).await;
    }
    for token in &tokens {
        let body = json!({ "done": { "share": "2026-01-01" } });
        assert_eq!(call(&server, Method::PUT, token, &body).await.status(), 200);
    }
    let told = until(&server, |counts| rung(counts, "share")["done"] == 2).await;
    assert_eq!(rung(&told, "share"), &json!({ "rung": "share", "done": 2, "standing": 2 }));
    assert_eq!(rung(&told, "sign"), &json!({ "rung": "sign", "done": 2 }), "nobody stands there any more");
}

async fn a_test_is_not_counted(server: Server) {
    load(&server).await;
    for _ in 0..3 {
        let body = json!({ "agreement": super::agreement(), "progress": { "done": { "share": "2026-01-01" } }, "test": true });
        assert_eq!(super::begin(&server, &body).await.status(), 201);
    }
    for number in 0..3 {
        let token = token(&server, &json!({})).await;
        let mut test = signature(number, &token);
        test["test"] = json!(true);
        assert_eq!(server.post(&test).await.status(), 201);
        assert_eq!(super::done(&server, &token).await, Vec::<String>::new());
    }
    let told = counts(&server).await;
    assert!(told["rungs"].as_array().unwrap().iter().all(|rung| rung.get("done").is_none()), "{told}");
}

async fn a_crowd_over_two_processes_is_counted_exactly(server: Server) {
    load(&server).await;
    let twin = server.twin().await;
    let climb = |number: u32| {
        let server = if number.is_multiple_of(2) { &server } else { &twin };
        async move {
            let token = token(server, &json!({})).await;
            let body = json!({ "done": { "share": "2026-01-01" } });
            let signature = signature(number, &token);
            let (signed, shared) =
                tokio::join!(server.post(&signature), call(server, Method::PUT, &token, &body));
            assert_eq!((signed.status().as_u16(), shared.status().as_u16()), (201, 200));
        }
    };
    join_all((0..60).map(climb)).await;
    let told = until(&server, |counts| rung(counts, "sign")["done"] == 60).await;
    assert_eq!(rung(&told, "share"), &json!({ "rung": "share", "done": 60, "standing": 60 }));
}

/// Everything that is derived, as it stands in the database.
async fn derived(server: &Server) -> BTreeMap<String, Vec<String>> {
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let mut all = BTreeMap::new();
    for (table, sql) in [
        ("steps", "SELECT climber || rung || CAST(at AS TEXT) FROM steps ORDER BY 1"),
        ("standing", "SELECT id || COALESCE(standing, '') FROM climbers ORDER BY 1"),
        (
            "counts",
            "SELECT rung || CAST(done AS TEXT) || ' ' || CAST(standing AS TEXT) FROM rung_counts WHERE done <> 0 OR standing <> 0 ORDER BY 1",
        ),
    ] {
        let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
        all.insert(table.to_owned(), rows.iter().map(|row| row.get(0)).collect());
    }
    all
}

/// Something that someone of this number does.
#[derive(Clone, Debug)]
enum Step {
    Sign { with: usize, referrer: usize, test: bool },
    Share,
    Come(&'static str),
    CheckIn(bool),
    Offer(&'static str),
    Call,
    Forget,
    Erase,
}

fn step() -> impl Strategy<Value = (usize, Step)> {
    let step = prop_oneof![
        10 => (0..6_usize, 0..6_usize, any::<bool>()).prop_map(|(with, referrer, test)| Step::Sign { with, referrer, test }),
        1 => Just(Step::Share),
        2 => prop_oneof![Just("yes"), Just("no"), Just("maybe")].prop_map(Step::Come),
        2 => any::<bool>().prop_map(Step::CheckIn),
        2 => prop_oneof![Just("accept"), Just("decline"), Just("done")].prop_map(Step::Offer),
        1 => Just(Step::Call),
        1 => Just(Step::Forget),
        1 => Just(Step::Erase),
    ];
    (0..5_usize, step)
}

/// The same log gives the same, however it was come by.
async fn a_rebuild_gives_what_came_of_it_step_by_step(server: Server) {
    load(&server).await;
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let steps = vec(step(), 80).new_tree(&mut runner).unwrap().current();
    let mut tokens = Vec::new();
    for _ in 0..5 {
        tokens.push(token(&server, &json!({})).await);
    }
    let mut codes = vec![String::from("none")];
    for (number, (who, step)) in steps.iter().enumerate() {
        let number = number as u32;
        let token = tokens[*who].clone();
        match step {
            Step::Sign { with, referrer, test } => {
                // Some sign again under the same address, some with a code that there is.
                let mut body = crate::server::submission(number, &format!("p{with}@example.org"));
                body["ladder"] = json!(token);
                body["referrer"] = json!(codes[*referrer % codes.len()]);
                body["test"] = json!(test);
                codes.push(sign(&server, &body).await);
            }
            Step::Share => {
                let body = json!({ "done": { "share": "2026-02-01", "host": "2026-02-01" } });
                call(&server, Method::PUT, &token, &body).await;
            }
            Step::Come(reply) => {
                let mut body = crate::events::answer(
                    *who as u32 + 1000,
                    &json!({ "rsvp.flat": reply, "rsvp.rally": "maybe" }),
                );
                body["ladder"] = json!(token);
                body["submission_id"] = json!(format!("00000000-0000-4000-9000-{number:012x}"));
                crate::surveys::post(&server, "spring", &body).await;
            }
            Step::CheckIn(here) => {
                let what = if *here { "check-in" } else { "check-out" };
                for attendee in crate::events::attendees(&server, "?slot=rally").await {
                    let id = attendee["submission"].as_str().unwrap();
                    let path = format!("/widgets/spring/attendees/{id}/{what}?slot=rally");
                    server.admin("POST", &path, &json!({})).await;
                }
            }
            Step::Offer(_) | Step::Call => {
                let values =
                    json!({ "given_name": "Ada", "phone": format!("+49 30 12345{who}"), "when": "any" });
                let mut body = crate::surveys::answers(number, &values);
                body["ladder"] = json!(token);
                let (what, then) = match step {
                    Step::Offer(verdict) => ("offers/shift", format!("/offers/{{id}}/{verdict}")),
                    _ => ("callbacks", "/callbacks/{id}/done".to_owned()),
                };
                let post = server.client.post(format!("{}/v1/widgets/way/{what}", server.url));
                assert_eq!(post.json(&body).send().await.unwrap().status(), 201);
                let path = then.replace("{id}", body["submission_id"].as_str().unwrap());
                assert_eq!(server.admin("POST", &path, &json!({})).await.status(), 204);
            }
            Step::Forget => {
                call(&server, Method::DELETE, &token, &json!({})).await;
                tokens[*who] = super::token(&server, &json!({})).await;
            }
            Step::Erase => {
                let (email, phone) = (format!("p{who}@example.org"), format!("+49 30 12345{who}"));
                let person = json!({ "email": email, "phone": phone });
                server.admin("POST", "/people/erase", &person).await;
            }
        }
    }
    // Everyone may have been forgotten or erased.
    let last = token(&server, &json!({})).await;
    sign(&server, &signature(5000, &last)).await;
    let before = derived(&server).await;
    assert!(!before["steps"].is_empty(), "{steps:?}");
    let rebuilt = rungs_server::rebuild::ladders(&server.database).await.unwrap();
    assert_eq!(rebuilt.iter().map(|(campaign, _)| campaign.as_str()).collect::<Vec<_>>(), ["air"]);
    assert_eq!(derived(&server).await, before, "{steps:?}");
}

async fn a_new_version_of_the_ladder_counts_anew(server: Server) {
    load(&server).await;
    for number in 0..2 {
        let token = token(&server, &json!({})).await;
        sign(&server, &signature(number, &token)).await;
    }
    let mut other = document();
    other["rungs"][1]["done_by"] = json!([{ "widget": "air" }]);
    put(&server, &other).await;
    let told = counts(&server).await;
    assert_eq!(rung(&told, "share"), &json!({ "rung": "share", "done": 2, "standing": 2 }));
    assert_eq!(rung(&told, "sign"), &json!({ "rung": "sign", "done": 2 }));
}

async fn a_process_that_lags_behind_derives_anew_what_it_derived_by_its_old_ladder(server: Server) {
    load(&server).await;
    let twin = server.twin().await;
    let mut other = document();
    other["rungs"][1]["done_by"] = json!([{ "widget": "air" }]);
    put(&server, &other).await;
    // It has not heard of that yet.
    let token = token(&twin, &json!({})).await;
    sign(&twin, &signature(1, &token)).await;
    for _ in 0..1500 {
        if super::done(&server, &token).await == ["share", "sign"] {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{:?}", super::done(&server, &token).await);
}
