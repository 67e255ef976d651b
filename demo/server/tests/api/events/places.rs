//! Places, and the line of those who wait for one.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::*;
use crate::server::Server;
use crate::surveys::{exported, post, put};

crate::on_both! {
    the_last_place_is_given_once_and_the_next_wait_in_order
    without_a_line_a_full_event_takes_nobody_and_stores_nothing
    guests_take_places_and_the_first_who_fit_move_up
    a_retry_tells_how_it_stands_by_then
    lowering_the_capacity_takes_no_place_away_and_raising_it_lets_people_move_up
    whoever_comes_to_what_is_taken_out_is_told_of_and_can_still_call_off
    two_processes_never_give_a_place_twice
    a_test_takes_no_place
    tests_among_many_answers_take_no_place_and_stand_in_no_line
    the_state_says_how_full_it_is
}

async fn the_last_place_is_given_once_and_the_next_wait_in_order(server: Server) {
    put(&server, &document()).await;
    let mut outcomes = Vec::new();
    for number in 1..=5 {
        outcomes.push(rally(&server, number, 0).await);
    }
    assert_eq!(outcomes, ["confirmed", "confirmed", "1", "2", "3"]);
}

async fn without_a_line_a_full_event_takes_nobody_and_stores_nothing(server: Server) {
    put(&server, &document()).await;
    come(&server, 1, &json!({ "rsvp.flat": "yes" })).await;
    // All or nothing: a place at the other event is not taken either.
    let both = answer(2, &json!({ "rsvp.flat": "yes", "rsvp.rally": "yes" }));
    let refused = post(&server, "spring", &both).await;
    assert_eq!(refused.status(), 422);
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(problem["errors"], json!([{ "field": "rsvp.flat", "code": "full", "limit": "0" }]));
    assert_eq!(exported(&server, "spring", "jsonl").await.lines().count(), 1);
    let slots =
        server.get("/v1/widgets/spring/state").await.json::<Value>().await.unwrap()["rsvp"]["slots"].clone();
    assert_eq!((&slots[0]["left"], &slots[1]["full"]), (&json!(2), &json!(true)), "{slots}");
    // The same form, once there is a place again.
    let first = key(&server, 1, &json!({ "rsvp.flat": "yes" })).await;
    assert_eq!(patch(&server, &first, &json!({ "cancel": true })).await.status(), 200);
    assert_eq!(post(&server, "spring", &both).await.status(), 201);
}

async fn guests_take_places_and_the_first_who_fit_move_up(server: Server) {
    let mut wider = document();
    wider["events"][0]["capacity"] = json!(4);
    put(&server, &wider).await;
    assert_eq!(rally(&server, 1, 1).await, "confirmed");
    assert_eq!(rally(&server, 2, 3).await, "1", "four do not fit into two");
    assert_eq!(rally(&server, 3, 2).await, "2");
    assert_eq!(rally(&server, 4, 1).await, "confirmed", "who fits takes what nobody else fits into");
    assert_eq!(rally(&server, 5, 0).await, "3");
    let values = |guests: &str| json!({ "rsvp.rally": "yes", "guests.rally": guests });
    let first = key(&server, 1, &values("1")).await;
    // One of two goes: the four and the three still do not fit, the one does.
    assert_eq!(patch(&server, &first, &json!({ "values": { "guests.rally": "0" } })).await.status(), 200);
    let fifth = key(&server, 5, &values("0")).await;
    assert_eq!(state(&server, &fifth).await, "coming");
    let second = key(&server, 2, &values("3")).await;
    assert_eq!(state(&server, &second).await, "waiting 1");
    let third = key(&server, 3, &values("2")).await;
    assert_eq!(state(&server, &third).await, "waiting 2");
}

async fn a_retry_tells_how_it_stands_by_then(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    for number in 1..=3 {
        come(&server, number, &yes).await;
    }
    assert_eq!(outcome(&come(&server, 3, &yes).await), "1");
    let first = key(&server, 1, &yes).await;
    patch(&server, &first, &json!({ "cancel": true })).await;
    assert_eq!(outcome(&come(&server, 3, &yes).await), "confirmed");
    assert_eq!(exported(&server, "spring", "jsonl").await.lines().count(), 3);
}

async fn lowering_the_capacity_takes_no_place_away_and_raising_it_lets_people_move_up(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    for number in 1..=5 {
        come(&server, number, &yes).await;
    }
    let mut changed = document();
    changed["events"][0]["capacity"] = json!(1);
    let lowered = server.admin("PUT", "/widgets/spring", &changed).await;
    let told = lowered.json::<Value>().await.unwrap()["warnings"].clone();
    let kept = "events[0].capacity: is 1, and 2 come to \"rally\" already: all of them keep their place";
    assert_eq!(told, json!([kept]));
    let states = |numbers: std::ops::RangeInclusive<u32>| async {
        let mut states = Vec::new();
        for number in numbers {
            states.push(state(&server, &key(&server, number, &json!({ "rsvp.rally": "yes" })).await).await);
        }
        states
    };
    assert_eq!(states(1..=3).await, ["coming", "coming", "waiting 1"]);
    let first = key(&server, 1, &yes).await;
    patch(&server, &first, &json!({ "cancel": true })).await;
    assert_eq!(
        states(2..=3).await,
        ["coming", "waiting 1"],
        "there is still one too many for a place to be free"
    );
    changed["events"][0]["capacity"] = json!(3);
    put(&server, &changed).await;
    assert_eq!(states(2..=5).await, ["coming", "coming", "coming", "waiting 1"]);
    changed["events"][0].as_object_mut().unwrap().remove("capacity");
    put(&server, &changed).await;
    assert_eq!(states(5..=5).await, ["coming"]);
}

async fn two_processes_never_give_a_place_twice(server: Server) {
    let mut wide = document();
    wide["events"][0]["capacity"] = json!(50);
    put(&server, &wide).await;
    let twin = server.twin().await;
    let yes = json!({ "rsvp.rally": "yes" });
    let all: Vec<Value> = (0..200).map(|number| answer(number, &yes)).collect();
    // Each is sent to both, from both ends.
    let one = join_all(all.iter().map(|answer| post(&server, "spring", answer)));
    let other = join_all(all.iter().rev().map(|answer| post(&twin, "spring", answer)));
    let (one, other) = tokio::join!(one, other);
    assert!(one.iter().chain(&other).all(|answer| answer.status() == 201));
    // While some call off and others come, in both.
    let keys = join_all((0..20).map(|number| key(&server, number, &yes))).await;
    let cancel = json!({ "cancel": true });
    let off = join_all(
        keys.iter()
            .enumerate()
            .map(|(number, key)| patch(if number % 2 == 0 { &server } else { &twin }, key, &cancel)),
    );
    let late: Vec<Value> = (200..260).map(|number| answer(number, &yes)).collect();
    let more = join_all(late.iter().map(|answer| post(&twin, "spring", answer)));
    let (off, more) = tokio::join!(off, more);
    assert!(
        off.iter().all(|answer| answer.status() == 200) && more.iter().all(|answer| answer.status() == 201)
    );
    let list = attendees(&server, "").await;
    let count = |state: &str| list.iter().filter(|one| one["state"] == state).count();
    assert_eq!((count("coming"), count("waiting"), count("no")), (50, 190, 20));
    let slot =
        &server.get("/v1/widgets/spring/state").await.json::<Value>().await.unwrap()["rsvp"]["slots"][0];
    assert_eq!((&slot["coming"], &slot["left"]), (&json!(50), &json!(0)));
}

async fn a_test_takes_no_place(server: Server) {
    put(&server, &document()).await;
    for number in 1..=4 {
        let mut test = answer(number, &json!({ "rsvp.rally": "yes" }));
        test["test"] = json!(true);
        assert_eq!(outcome(&post(&server, "spring", &test).await.json().await.unwrap()), "confirmed");
    }
    assert_eq!(rally(&server, 5, 1).await, "confirmed");
    let list = attendees(&server, "").await;
    assert_eq!(list.iter().filter(|one| one["test"] == true).count(), 4);
}

/// What comes at once is written together.
async fn tests_among_many_answers_take_no_place_and_stand_in_no_line(server: Server) {
    let mut wide = document();
    for event in wide["events"].as_array_mut().unwrap() {
        event["capacity"] = json!(10);
    }
    put(&server, &wide).await;
    for (slot, waits, numbers) in [("rally", true, 0..100), ("flat", false, 100..200)] {
        let yes = json!({ format!("rsvp.{slot}"): "yes" });
        let all: Vec<Value> = numbers
            .map(|number| {
                let mut sent = answer(number, &yes);
                sent["test"] = json!(number % 2 == 0);
                sent
            })
            .collect();
        let answers = join_all(all.iter().map(|sent| post(&server, "spring", sent))).await;
        let mut outcomes = Vec::new();
        for (sent, answer) in all.iter().zip(answers) {
            let status = answer.status();
            let answer: Value = answer.json().await.unwrap();
            if sent["test"] == true {
                assert_eq!((status.as_u16(), &answer["status"]), (201, &json!("confirmed")), "{answer}");
            } else {
                outcomes.push(if status == 201 { outcome(&answer) } else { "full".to_owned() });
            }
        }
        let of = |what: &str| outcomes.iter().filter(|outcome| *outcome == what).count();
        assert_eq!((of("confirmed"), of("full")), (10, if waits { 0 } else { 40 }), "{slot}: {outcomes:?}");
        let mut line: Vec<u32> = outcomes.iter().filter_map(|outcome| outcome.parse().ok()).collect();
        line.sort_unstable();
        assert_eq!(line, (1..=if waits { 40 } else { 0 }).collect::<Vec<_>>(), "{slot}");
    }
    let list = attendees(&server, "").await;
    assert!(list.iter().filter(|one| one["test"] == true).all(|one| one["state"] == "coming"));
    // With room for all, all move up and there is none waiting any more.
    wide["events"][0]["capacity"] = json!(50);
    put(&server, &wide).await;
    let state = server.get("/v1/widgets/spring/state").await.json::<Value>().await.unwrap();
    let slot = &state["rsvp"]["slots"][0];
    assert_eq!((&slot["coming"], &slot["left"], &slot["waiting"]), (&json!(50), &json!(0), &json!(0)));
}

async fn the_state_says_how_full_it_is(server: Server) {
    put(&server, &document()).await;
    let address = format!("{}/v1/widgets/spring/state", server.url);
    let first = server.client.get(&address).send().await.unwrap();
    let tag = first.headers()["etag"].clone();
    assert_eq!(first.json::<Value>().await.unwrap()["rsvp"]["slots"][0]["left"], 2);
    let same = server.client.get(&address).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!(same.status(), 304);
    for number in 1..=3 {
        rally(&server, number, 0).await;
    }
    for _ in 0..200 {
        let state: Value = server.client.get(&address).send().await.unwrap().json().await.unwrap();
        let slot = &state["rsvp"]["slots"][0];
        if slot["waiting"] == 1 {
            assert_eq!(
                (&slot["coming"], &slot["left"], &slot["full"]),
                (&json!(2), &json!(0), &json!(false))
            );
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("nobody waits in the state");
}

async fn whoever_comes_to_what_is_taken_out_is_told_of_and_can_still_call_off(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    let first = key(&server, 1, &yes).await;
    let mut without = document();
    without["events"].as_array_mut().unwrap().remove(0);
    let taken_out = server.admin("PUT", "/widgets/spring", &without).await;
    let told = taken_out.json::<Value>().await.unwrap()["warnings"].clone();
    assert_eq!(told, json!(["events: \"rally\" is no longer among them, and 1 come to it: tell them"]));
    assert_eq!(attendees(&server, "").await[0]["state"], "coming", "nobody is lost");
    assert_eq!(patch(&server, &first, &json!({ "cancel": true })).await.status(), 200);
    assert_eq!(attendees(&server, "").await[0]["state"], "no");
}
