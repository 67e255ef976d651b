//! Events: places, the line of those who wait, changes, and what only those who come may know.

use futures_util::future::join_all;
use reqwest::Response;
use serde_json::{Value, json};

use crate::admin::fits;
use crate::server::Server;
use crate::surveys::{exported, post, put};

crate::on_both! {
    whoever_comes_learns_the_address_and_nobody_else
    the_last_place_is_given_once_and_the_next_wait_in_order
    without_a_line_a_full_event_takes_nobody_and_stores_nothing
    guests_take_places_and_the_first_who_fit_move_up
    a_retry_tells_how_it_stands_by_then
    calling_off_frees_the_place_and_one_moves_up_once
    growing_keeps_what_there_is_where_it_does_not_fit
    lowering_the_capacity_takes_no_place_away_and_raising_it_lets_people_move_up
    two_processes_never_give_a_place_twice
    a_test_takes_no_place
    erasing_someone_frees_their_place
    needs_are_kept_apart_and_go_with_their_consent
    the_state_says_how_full_it_is
    the_page_changes_an_answer_without_a_script
    staff_see_who_comes_and_check_them_in
    a_plain_form_leads_to_how_they_stand
    calendars_are_kept_by_their_tag_and_tell_nothing_private
    what_is_sent_fits_the_description
}

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

async fn come(server: &Server, number: u32, values: &Value) -> Value {
    let answer = post(server, "spring", &answer(number, values)).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

/// In one word: confirmed, or the place in the line.
fn outcome(answer: &Value) -> String {
    match answer["status"].as_str().unwrap() {
        "waitlisted" => answer["position"].to_string(),
        other => other.to_owned(),
    }
}

async fn rally(server: &Server, number: u32, guests: u32) -> String {
    outcome(&come(server, number, &json!({ "rsvp.rally": "yes", "guests.rally": guests.to_string() })).await)
}

fn link(answer: &Value) -> String {
    answer["receipt"]["manage_url"].as_str().unwrap().to_owned()
}

/// The key of the link of a person's answer: sending it once more gives it.
async fn key(server: &Server, number: u32, values: &Value) -> String {
    link(&come(server, number, values).await).rsplit('/').next().unwrap().to_owned()
}

async fn patch(server: &Server, key: &str, body: &Value) -> Response {
    let id = key.split('.').next().unwrap();
    let patch = server.client.patch(format!("{}/v1/submissions/{id}", server.url)).bearer_auth(key);
    patch.json(body).send().await.unwrap()
}

async fn stands(server: &Server, key: &str) -> Value {
    let id = key.split('.').next().unwrap();
    let get = server.client.get(format!("{}/v1/submissions/{id}", server.url)).bearer_auth(key);
    let answer = get.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn state(server: &Server, key: &str) -> String {
    let stands = stands(server, key).await;
    let slot = &stands["rsvp"]["slots"][0];
    match slot["position"].as_i64() {
        Some(position) => format!("waiting {position}"),
        None => slot["state"].as_str().unwrap().to_owned(),
    }
}

async fn whoever_comes_learns_the_address_and_nobody_else(server: Server) {
    put(&server, &document()).await;
    let secret = |text: &str| ["secret", "Oak 1", "52.5499"].iter().any(|private| text.contains(private));
    for path in [
        "/v1/widgets/spring",
        "/v1/widgets/spring/state",
        "/embed/spring",
        "/embed/spring?event=flat",
        "/v1/widgets/spring/events.ics",
        "/v1/campaigns/air/events.ics",
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        let text = answer.text().await.unwrap();
        assert!(!secret(&text), "{path}: {text}");
    }
    let public: Value = server.get("/v1/widgets/spring").await.json().await.unwrap();
    assert_eq!(public["events"][1]["after_rsvp"], json!(["address", "join_link"]));
    let maybe = come(&server, 1, &json!({ "rsvp.flat": "maybe" })).await;
    assert_eq!(maybe["receipt"]["rsvp"]["details"], json!([]), "a maybe is no way around the capacity");
    let comes = come(&server, 2, &json!({ "rsvp.flat": "yes" })).await;
    let details = &comes["receipt"]["rsvp"]["details"][0];
    assert_eq!(details["join_url"], "https://meet.example.org/secret");
    assert_eq!(details["venue"]["street_address"], "Oak 1");
    for (number, knows) in [(1, false), (2, true)] {
        let values = if knows { json!({ "rsvp.flat": "yes" }) } else { json!({ "rsvp.flat": "maybe" }) };
        let link = link(&come(&server, number, &values).await);
        for path in ["", "/standing", "/events.ics"] {
            let answer = server.client.get(format!("{link}{path}")).send().await.unwrap();
            assert_eq!(answer.status(), 200);
            assert_eq!(secret(&answer.text().await.unwrap()), knows, "{number} {path}");
        }
    }
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

async fn calling_off_frees_the_place_and_one_moves_up_once(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    for number in 1..=6 {
        come(&server, number, &yes).await;
    }
    let first = key(&server, 1, &yes).await;
    // Ten times at once: the place is freed once.
    let answers = join_all(
        (0..10).map(|_| async { patch(&server, &first, &json!({ "cancel": true })).await.status() }),
    )
    .await;
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    let mut states = Vec::new();
    for number in 1..=6 {
        states.push(state(&server, &key(&server, number, &yes).await).await);
    }
    assert_eq!(states, ["no", "coming", "coming", "waiting 1", "waiting 2", "waiting 3"]);
    // Whoever changes their mind again is last in the line.
    let back = patch(&server, &first, &json!({ "values": { "rsvp.rally": "yes" } })).await;
    assert_eq!(back.status(), 200);
    assert_eq!(back.json::<Value>().await.unwrap()["rsvp"]["slots"][0]["position"], 4);
}

async fn growing_keeps_what_there_is_where_it_does_not_fit(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    let first = key(&server, 1, &yes).await;
    let grown = patch(&server, &first, &json!({ "values": { "guests.rally": "2" } })).await;
    assert_eq!(grown.status(), 422);
    let problem: Value = grown.json().await.unwrap();
    assert_eq!(problem["errors"], json!([{ "field": "rsvp.rally", "code": "full", "limit": "1" }]));
    assert_eq!(state(&server, &first).await, "coming");
    assert_eq!(stands(&server, &first).await["rsvp"]["slots"][0]["places"], 1);
    assert_eq!(patch(&server, &first, &json!({ "values": { "guests.rally": "1" } })).await.status(), 200);
    assert_eq!(rally(&server, 2, 0).await, "1");
    // Who one is cannot be changed by the link.
    let other = patch(&server, &first, &json!({ "values": { "email": "eve@example.org" } })).await;
    assert_eq!(other.json::<Value>().await.unwrap()["errors"][0]["code"], "not_asked");
}

async fn lowering_the_capacity_takes_no_place_away_and_raising_it_lets_people_move_up(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    for number in 1..=5 {
        come(&server, number, &yes).await;
    }
    let mut changed = document();
    changed["events"][0]["capacity"] = json!(1);
    put(&server, &changed).await;
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

async fn attendees(server: &Server, query: &str) -> Vec<Value> {
    let path = format!("/widgets/spring/attendees.jsonl{query}");
    let text = server.admin("GET", &path, &json!({})).await.text().await.unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
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

async fn erasing_someone_frees_their_place(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    for number in 1..=4 {
        come(&server, number, &yes).await;
    }
    server.admin("POST", "/people/erase", &json!({ "email": "p1@example.org" })).await;
    assert_eq!(state(&server, &key(&server, 3, &yes).await).await, "coming");
    let second = link(&come(&server, 2, &yes).await);
    assert_eq!(server.client.post(format!("{second}/erase")).send().await.unwrap().status(), 200);
    assert_eq!(state(&server, &key(&server, 4, &yes).await).await, "coming");
    let names: Vec<Value> =
        attendees(&server, "").await.iter().map(|one| one["values"]["email"].clone()).collect();
    assert_eq!(names, ["p3@example.org", "p4@example.org"]);
}

async fn needs_are_kept_apart_and_go_with_their_consent(server: Server) {
    put(&server, &document()).await;
    let mut sent = answer(1, &json!({ "rsvp.rally": "yes", "needs": "A ramp" }));
    let refused = post(&server, "spring", &sent).await;
    assert_eq!(refused.json::<Value>().await.unwrap()["errors"][0]["field"], "consent.needs");
    sent["consents"] =
        json!([{ "id": "needs", "answer": "yes", "text": "Keep this for the day", "version": "" }]);
    let answer: Value = post(&server, "spring", &sent).await.json().await.unwrap();
    for kind in ["jsonl", "csv"] {
        assert!(!exported(&server, "spring", kind).await.contains("A ramp"));
    }
    assert!(!json!(attendees(&server, "").await).to_string().contains("A ramp"));
    assert_eq!(attendees(&server, "?needs=yes").await[0]["needs"], "A ramp");
    let link = link(&answer);
    let key = link.rsplit('/').next().unwrap();
    assert_eq!(stands(&server, key).await["values"]["needs"], "A ramp");
    // What they answer stays as it is while only the consent goes.
    assert_eq!(patch(&server, key, &json!({ "consents": { "needs": "no" } })).await.status(), 200);
    let stands = stands(&server, key).await;
    assert_eq!(
        (&stands["values"]["needs"], &stands["rsvp"]["slots"][0]["state"]),
        (&Value::Null, &json!("coming"))
    );
    assert_eq!(attendees(&server, "?needs=yes").await[0]["needs"], Value::Null);
    let again = patch(&server, key, &json!({ "values": { "needs": "Two ramps" } })).await;
    assert_eq!(again.json::<Value>().await.unwrap()["errors"][0]["field"], "consent.needs");
    let both = json!({ "values": { "needs": "Two ramps" }, "consents": { "needs": "yes" } });
    assert_eq!(patch(&server, key, &both).await.status(), 200);
    assert_eq!(attendees(&server, "?needs=yes").await[0]["needs"], "Two ramps");
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

async fn the_page_changes_an_answer_without_a_script(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    let link = link(&come(&server, 1, &yes).await);
    let page = server.client.get(&link).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("name=\"rsvp.rally\"") && page.contains("value=\"yes\" checked"), "{page}");
    assert!(page.contains("2099-05-01 18:00 – 20:00 (Europe/Berlin, UTC+02:00)"), "{page}");
    let send = |form: &'static [(&'static str, &'static str)]| {
        server.client.post(format!("{link}/rsvp")).form(form).send()
    };
    let refused =
        send(&[("rsvp.rally", "yes"), ("was.rsvp.rally", "yes"), ("guests.rally", "9")]).await.unwrap();
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    assert!(page.contains("href=\"#f-guests.rally\"") && page.contains("value=\"9\""), "{page}");
    // An open page that shows an old answer takes back nothing that was changed elsewhere.
    let key = link.rsplit('/').next().unwrap();
    patch(&server, key, &json!({ "values": { "rsvp.rally": "maybe" } })).await;
    assert_eq!(send(&[("rsvp.rally", "yes"), ("was.rsvp.rally", "yes")]).await.unwrap().status(), 303);
    assert_eq!(state(&server, key).await, "maybe");
    assert_eq!(send(&[("cancel", "yes")]).await.unwrap().status(), 303);
    assert_eq!(state(&server, key).await, "no");
}

async fn staff_see_who_comes_and_check_them_in(server: Server) {
    put(&server, &document()).await;
    let values =
        json!({ "rsvp.rally": "yes", "rsvp.flat": "maybe", "guests.rally": "1", "given_name": "=Ada" });
    come(&server, 1, &values).await;
    assert_eq!(rally(&server, 2, 0).await, "1");
    assert_eq!(server.get("/admin/widgets/spring/attendees.csv").await.status(), 401);
    let one = |path: &str| format!("/widgets/spring/attendees/00000000-0000-4000-8000-000000000001/{path}");
    assert_eq!(server.admin("POST", &one("check-in?slot=rally"), &json!({})).await.status(), 204);
    assert_eq!(server.admin("POST", &one("check-in?slot=party"), &json!({})).await.status(), 404);
    assert_eq!(server.admin("POST", &one("check-in"), &json!({})).await.status(), 400);
    let list = attendees(&server, "?slot=rally").await;
    assert_eq!(list.len(), 2);
    assert_eq!(
        (&list[0]["state"], &list[0]["places"], &list[1]["line"]),
        (&json!("coming"), &json!(2), &json!(1))
    );
    let when = list[0]["checked_in_at"].as_str().unwrap().to_owned();
    assert_eq!(server.admin("POST", &one("check-in?slot=rally"), &json!({})).await.status(), 204);
    assert_eq!(attendees(&server, "?slot=rally").await[0]["checked_in_at"], when, "the first time is kept");
    let csv = server.admin("GET", "/widgets/spring/attendees.csv", &json!({})).await.text().await.unwrap();
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert!(csv.lines().nth(1).unwrap().contains("'=Ada"), "{csv}");
    server.admin("POST", &one("check-out?slot=rally"), &json!({})).await;
    assert_eq!(attendees(&server, "?slot=rally").await[0]["checked_in_at"], Value::Null);
}

async fn a_plain_form_leads_to_how_they_stand(server: Server) {
    put(&server, &document()).await;
    let page = server.get("/embed/spring").await.text().await.unwrap();
    for part in [
        "name=\"rsvp.rally\"",
        "name=\"guests.rally\"",
        "name=\"needs\"",
        "Places left: 2",
        "application/ld+json",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let send = |form: &'static [(&'static str, &'static str)]| {
        server.client.post(format!("{}/v1/widgets/spring/submissions", server.url)).form(form).send()
    };
    let refused = send(&[("given_name", "Ada"), ("email", "ada@example.org")]).await.unwrap();
    assert_eq!(refused.status(), 422);
    let form: &[(&str, &str)] = &[("given_name", "Ada"), ("email", "ada@example.org"), ("rsvp.flat", "yes")];
    let first = send(form).await.unwrap();
    assert_eq!(first.status(), 303);
    let place = first.headers()["location"].to_str().unwrap().to_owned();
    // A double click is one answer.
    assert_eq!(send(form).await.unwrap().headers()["location"], *place);
    let answer = server.get(&place).await;
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let page = answer.text().await.unwrap();
    assert!(
        page.contains("Oak 1") && page.contains("meet.example.org/secret") && page.contains("/events.ics"),
        "{page}"
    );
}

async fn calendars_are_kept_by_their_tag_and_tell_nothing_private(server: Server) {
    put(&server, &document()).await;
    let feed = server.get("/v1/campaigns/air/events.ics").await;
    assert_eq!(feed.headers()["content-type"], "text/calendar; charset=utf-8");
    let tag = feed.headers()["etag"].clone();
    let text = feed.text().await.unwrap();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    assert!(
        text.contains("UID:spring.rally@127.0.0.1") && text.contains("DTSTART:20990501T160000Z"),
        "{text}"
    );
    let again = server
        .client
        .get(format!("{}/v1/campaigns/air/events.ics", server.url))
        .header("if-none-match", &tag);
    assert_eq!(again.send().await.unwrap().status(), 304);
    let mut changed = document();
    changed["events"][0]["start"] = json!("2099-05-01T19:00");
    put(&server, &changed).await;
    let again = server
        .client
        .get(format!("{}/v1/campaigns/air/events.ics", server.url))
        .header("if-none-match", &tag);
    let again = again.send().await.unwrap();
    assert_eq!(again.status(), 200);
    assert!(
        again.text().await.unwrap().contains("SEQUENCE:1"),
        "a change of time is one that calendars must take up"
    );
    let one = server.get("/v1/widgets/spring/events.ics?event=flat").await.text().await.unwrap();
    assert_eq!(one.matches("BEGIN:VEVENT").count(), 1);
    for nothing in
        ["/v1/widgets/spring/events.ics?event=x", "/v1/campaigns/x/events.ics", "/v1/widgets/air/events.ics"]
    {
        assert_eq!(server.get(nothing).await.status(), 404, "{nothing}");
    }
}

async fn what_is_sent_fits_the_description(server: Server) {
    put(&server, &document()).await;
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    fits(&api, "Rsvp", &server.get("/v1/widgets/spring").await.json().await.unwrap());
    let (yes, more) = (json!({ "rsvp.rally": "yes" }), json!({ "rsvp.rally": "yes", "guests.rally": "1" }));
    fits(&api, "Confirmation", &come(&server, 1, &more).await);
    let waits = come(&server, 2, &yes).await;
    assert_eq!(waits["status"], "waitlisted");
    fits(&api, "Confirmation", &waits);
    fits(&api, "Agreed", &stands(&server, &key(&server, 2, &yes).await).await);
    fits(&api, "State", &server.get("/v1/widgets/spring/state").await.json().await.unwrap());
}
