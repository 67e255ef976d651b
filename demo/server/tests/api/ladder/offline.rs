use reqwest::Response;
use serde_json::{Value, json};

use sqlx::{AnyConnection, Connection as _};

use super::{done, load, look, token};
use crate::admin::fits;
use crate::server::Server;
use crate::surveys::{answers, put};

crate::on_both! {
    a_call_that_the_ladder_offers_is_due_as_promised_and_completes_a_rung_once_it_was_made
    an_offer_completes_a_rung_only_when_it_was_done
    what_staff_have_to_see_to_waits_until_they_have
    what_staff_have_to_see_to_comes_first_a_page_at_a_time
    whatever_staff_see_to_while_they_turn_pages_hides_no_offer
    the_same_offer_again_is_one_and_another_content_is_refused
    what_needs_another_look_is_named_and_what_is_not_offered_is_not_taken
    whoever_is_erased_takes_offers_along
    a_test_completes_nothing
    whoever_types_the_code_of_an_event_at_its_time_was_there
    a_code_of_another_time_or_of_another_campaign_is_none
}

async fn offer(server: &Server, what: &str, body: &Value) -> Response {
    let post = server.client.post(format!("{}/v1/widgets/way/{what}", server.url));
    post.json(body).send().await.unwrap()
}

/// Ada's, with the token of her ladder.
fn asked(number: u32, token: &str) -> Value {
    let values = json!({ "given_name": "Ada", "phone": "+49 30 123456", "when": "any", "locality": "Leeds" });
    let mut body = answers(number, &values);
    body["ladder"] = json!(token);
    body
}

async fn confirmed(server: &Server, what: &str, body: &Value) -> Value {
    let answer = offer(server, what, body).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

async fn list(server: &Server, query: &str) -> Value {
    let answer = server.admin("GET", &format!("/offers{query}"), &json!({})).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

/// The ids on a page.
fn ids(page: &Value) -> Vec<String> {
    let all = page["offers"].as_array().unwrap();
    all.iter().map(|offer| offer["id"].as_str().unwrap().to_owned()).collect()
}

fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

async fn judge(server: &Server, number: u32, verdict: &str) {
    let answer = server.admin("POST", &format!("/offers/{}/{verdict}", id(number)), &json!({})).await;
    assert_eq!(answer.status(), 204);
}

fn hours(answer: &Value) -> i64 {
    let time = |text: &Value| text.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    time(&answer["due_at"]).duration_since(time(&answer["receipt"]["recorded_at"])).as_hours()
}

async fn a_call_that_the_ladder_offers_is_due_as_promised_and_completes_a_rung_once_it_was_made(
    server: Server,
) {
    load(&server).await;
    let token = token(&server, &json!({})).await;
    let answer = confirmed(&server, "callbacks", &asked(1, &token)).await;
    assert_eq!(hours(&answer), 24);
    assert_eq!(done(&server, &token).await, Vec::<String>::new());
    let listed = server.admin("GET", "/callbacks", &json!({})).await.text().await.unwrap();
    assert!(listed.contains(&id(1)) && !listed.contains(&token));
    let called = server.admin("POST", &format!("/callbacks/{}/done", id(1)), &json!({})).await;
    assert_eq!(called.status(), 204);
    assert_eq!(done(&server, &token).await, ["talk"]);
}

async fn an_offer_completes_a_rung_only_when_it_was_done(server: Server) {
    load(&server).await;
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    let token = token(&server, &json!({})).await;
    let answer = confirmed(&server, "offers/shift", &asked(1, &token)).await;
    fits(&api, "OfferConfirmation", &answer);
    assert_eq!(hours(&answer), 48, "nobody has promised anything else");
    confirmed(&server, "offers/host", &asked(2, &token)).await;
    let page = list(&server, "").await;
    fits(&api, "Offers", &page);
    assert_eq!(page["offers"][0]["state"], "pending");
    assert_eq!(page["offers"][0]["values"]["phone"], "+4930123456");
    assert!(!page.to_string().contains(&token));
    for (verdict, state, rungs) in [
        ("accept", "accepted", vec![]),
        ("done", "done", vec!["shift"]),
        ("decline", "declined", vec![]),
        ("done", "done", vec!["shift"]),
        ("done", "done", vec!["shift"]),
    ] {
        judge(&server, 1, verdict).await;
        assert_eq!(done(&server, &token).await, rungs, "{verdict}");
        let page = list(&server, "").await;
        let own = page["offers"].as_array().unwrap().iter().find(|offer| offer["id"] == id(1)).unwrap();
        assert_eq!(own["state"], state);
    }
    for path in
        [format!("/offers/{}/done", id(9)), format!("/offers/{}/sing", id(1)), "/offers/x/done".into()]
    {
        assert_eq!(server.admin("POST", &path, &json!({})).await.status(), 404, "{path}");
    }
    let stranger = server.client.get(format!("{}/admin/offers", server.url)).send().await.unwrap();
    assert_eq!(stranger.status(), 401);
}

async fn what_staff_have_to_see_to_waits_until_they_have(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({})).await;
    let waiting = async || {
        let waiting = look(&server, &token).await["progress"]["waiting"].clone();
        waiting.as_object().into_iter().flatten().map(|(rung, _)| rung.clone()).collect::<Vec<_>>()
    };
    assert_eq!(waiting().await, Vec::<String>::new());
    let answer = confirmed(&server, "callbacks", &asked(1, &token)).await;
    let due = answer["due_at"].as_str().unwrap()[..10].to_owned();
    assert_eq!(look(&server, &token).await["progress"]["waiting"], json!({ "talk": due }));
    for (number, offer) in [(2, "offers/shift"), (3, "offers/host")] {
        confirmed(&server, offer, &asked(number, &token)).await;
    }
    let mut test = asked(4, &token);
    test["test"] = json!(true);
    assert_eq!(waiting().await, ["host", "shift", "talk"]);
    judge(&server, 2, "accept").await;
    assert_eq!(waiting().await, ["host", "shift", "talk"], "it is still to be done");
    judge(&server, 2, "done").await;
    judge(&server, 3, "decline").await;
    assert_eq!((waiting().await, done(&server, &token).await), (vec!["talk".into()], vec!["shift".into()]));
    let link = crate::withdrawals::link(&server, &answer);
    assert_eq!(crate::withdrawals::withdraw(&server, &link).await.status(), 200);
    assert_eq!(waiting().await, Vec::<String>::new());
    // What is late still waits, and a test of someone who is no test never does.
    confirmed(&server, "offers/host", &asked(5, &token)).await;
    confirmed(&server, "callbacks", &test).await;
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    sqlx::query("UPDATE offers SET due_at = 0").execute(&mut connection).await.unwrap();
    let today = jiff::Timestamp::now().to_string()[..10].to_owned();
    assert_eq!(look(&server, &token).await["progress"]["waiting"], json!({ "host": today }));
}

async fn what_staff_have_to_see_to_comes_first_a_page_at_a_time(server: Server) {
    load(&server).await;
    for number in 0..52 {
        confirmed(&server, "offers/shift", &asked(number, "none")).await;
    }
    judge(&server, 0, "done").await;
    judge(&server, 1, "decline").await;
    judge(&server, 2, "accept").await;
    let first = list(&server, "?widget=way").await;
    assert_eq!(ids(&first), (2..52).map(id).collect::<Vec<_>>());
    let second = list(&server, &format!("?after={}", first["next"].as_str().unwrap())).await;
    assert_eq!(ids(&second), [id(0), id(1)]);
    let end = list(&server, &format!("?after={}", second["next"].as_str().unwrap())).await;
    assert_eq!(end, json!({ "offers": [], "next": null }));
    for (query, status) in [("?widget=sea", 404), ("?after=x", 400)] {
        assert_eq!(server.admin("GET", &format!("/offers{query}"), &json!({})).await.status(), status);
    }
}

async fn whatever_staff_see_to_while_they_turn_pages_hides_no_offer(server: Server) {
    load(&server).await;
    for number in 0..60 {
        let mut asked = asked(number, "none");
        asked["values"]["phone"] = json!(format!("+49 30 1234{number:02}"));
        confirmed(&server, "offers/shift", &asked).await;
    }
    let first = list(&server, "").await;
    let next = format!("?after={}", first["next"].as_str().unwrap());
    let open: Vec<_> = (50..60).map(id).collect();
    assert_eq!(ids(&list(&server, &next).await), open);
    // The last of the page is seen to, and then its person erased.
    judge(&server, 49, "decline").await;
    assert_eq!(ids(&list(&server, &next).await)[..10], open);
    judge(&server, 49, "done").await;
    judge(&server, 48, "done").await;
    assert_eq!(ids(&list(&server, &next).await)[..10], open);
    let person = json!({ "phone": "+49 30 123449" });
    assert_eq!(server.admin("POST", "/people/erase", &person).await.status(), 200);
    assert_eq!(ids(&list(&server, &next).await)[..10], open);
}

async fn the_same_offer_again_is_one_and_another_content_is_refused(server: Server) {
    load(&server).await;
    let first = confirmed(&server, "offers/shift", &asked(1, "none")).await;
    assert_eq!(confirmed(&server, "offers/shift", &asked(1, "none")).await, first);
    let mut other = asked(1, "none");
    other["values"]["topic"] = json!("Mondays");
    assert_eq!(offer(&server, "offers/shift", &other).await.status(), 422);
    assert_eq!(offer(&server, "offers/host", &asked(1, "none")).await.status(), 422);
    assert_eq!(list(&server, "").await["offers"].as_array().unwrap().len(), 1);
}

async fn what_needs_another_look_is_named_and_what_is_not_offered_is_not_taken(server: Server) {
    load(&server).await;
    let refused = offer(&server, "offers/shift", &answers(1, &json!({ "phone": "12" }))).await;
    assert_eq!(refused.status(), 422);
    let problem: Value = refused.json().await.unwrap();
    let fields: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["given_name", "phone", "when"]);
    for what in ["offers/bring_friend", "offers/nothing", "offers/%00"] {
        assert_eq!(offer(&server, what, &asked(1, "none")).await.status(), 404, "{what}");
    }
    let elsewhere = server.client.post(format!("{}/v1/widgets/air/offers/host", server.url));
    assert_eq!(elsewhere.json(&asked(1, "none")).send().await.unwrap().status(), 404);
    let mut shorter = super::document();
    shorter["rungs"].as_array_mut().unwrap().truncate(5);
    put(&server, &shorter).await;
    for what in ["offers/host", "callbacks"] {
        assert_eq!(offer(&server, what, &asked(1, "none")).await.status(), 404, "{what}");
    }
}

async fn whoever_is_erased_takes_offers_along(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({})).await;
    confirmed(&server, "offers/shift", &asked(1, &token)).await;
    judge(&server, 1, "done").await;
    let person = json!({ "phone": "+49 30 123456" });
    assert_eq!(server.admin("POST", "/people/erase", &person).await.status(), 200);
    assert_eq!(list(&server, "").await["offers"], json!([]));
    let gone = super::call(&server, reqwest::Method::GET, &token, &json!({})).await;
    assert_eq!(gone.status(), 404);
}

async fn a_test_completes_nothing(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({})).await;
    let mut test = asked(1, &token);
    test["test"] = json!(true);
    confirmed(&server, "offers/shift", &test).await;
    judge(&server, 1, "done").await;
    assert_eq!(done(&server, &token).await, Vec::<String>::new());
}

/// Events in Greenwich, so many minutes from now.
async fn events(server: &Server, campaign: &str, minutes: [i64; 2]) {
    let now = jiff::Timestamp::now();
    let at = |minutes: i64| {
        let time = now + jiff::SignedDuration::from_mins(minutes);
        time.to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y-%m-%dT%H:%M").to_string()
    };
    let event = |id: &str, start: i64| json!({ "id": id, "title": id, "venue": { "name": "Hall" }, "start": at(start), "end": at(start + 60) });
    let document = json!({
        "id": campaign, "kind": "rsvp", "campaign": campaign, "title": "Now", "time_zone": "UTC", "fields": ["email"],
        "events": [event("one", minutes[0]), event("two", minutes[1])],
    });
    put(server, &document).await;
}

async fn codes(server: &Server, widget: &str) -> Vec<String> {
    let answer = server.admin("GET", &format!("/widgets/{widget}/check-in-codes"), &json!({})).await;
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.unwrap();
    let code = |code: &Value| code["code"].as_str().unwrap().to_owned();
    answer["codes"].as_array().unwrap().iter().map(code).collect()
}

fn came(number: u32, code: &str, token: &Value) -> Value {
    let mut body = answers(number, &json!({ "code": code }));
    body["ladder"] = token.clone();
    body
}

async fn whoever_types_the_code_of_an_event_at_its_time_was_there(server: Server) {
    load(&server).await;
    let mut in_campaign = json!({});
    events(&server, "air-events", [-30, 60]).await;
    // The same events, in the campaign of the ladder.
    let config: Value = server.get("/v1/widgets/air-events").await.json().await.unwrap();
    for key in ["id", "kind", "title", "time_zone", "fields", "events"] {
        in_campaign[key] = config[key].clone();
    }
    in_campaign["campaign"] = json!("air");
    put(&server, &in_campaign).await;
    let codes = codes(&server, "air-events").await;
    for (number, code) in [codes[0].clone(), format!(" {} ", codes[1].to_lowercase())].into_iter().enumerate()
    {
        let token = token(&server, &json!({})).await;
        let body = came(number as u32, &code, &json!(token));
        assert_eq!(confirmed(&server, "offers/check_in", &body).await["status"], "confirmed");
        assert_eq!(confirmed(&server, "offers/check_in", &body).await["status"], "confirmed");
        assert_eq!(done(&server, &token).await, ["there"]);
    }
    // Once said is said: the first time holds.
    let token = token(&server, &json!({})).await;
    let first = confirmed(&server, "offers/check_in", &came(2, &codes[0], &json!(token))).await;
    assert_eq!(confirmed(&server, "offers/check_in", &came(2, &codes[0], &json!(token))).await, first);
    // Whoever has no token is believed by their own device, and nothing is recorded.
    let mut test = came(4, &codes[0], &json!(token));
    test["test"] = json!(true);
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    for body in [came(3, &codes[0], &Value::Null), came(3, &codes[0], &json!("none")), test] {
        let answer = offer(&server, "offers/check_in", &body).await;
        assert_eq!(answer.status(), 202);
        let answer: Value = answer.json().await.unwrap();
        fits(&api, "ArrivalSent", &answer);
        assert_eq!(answer, json!({ "status": "sent" }));
    }
    let answer = server.admin("GET", "/widgets/air-events/check-in-codes", &json!({})).await;
    let answer: Value = answer.json().await.unwrap();
    fits(&api, "CheckInCodes", &answer);
    let arrived: Vec<_> = answer["codes"].as_array().unwrap().iter().map(|code| &code["arrived"]).collect();
    assert_eq!(arrived, [2, 1]);
    let stranger = server.client.get(format!("{}/admin/widgets/air-events/check-in-codes", server.url));
    assert_eq!(stranger.send().await.unwrap().status(), 401);
    assert_eq!(server.admin("GET", "/widgets/air/check-in-codes", &json!({})).await.status(), 404);
}

async fn a_code_of_another_time_or_of_another_campaign_is_none(server: Server) {
    load(&server).await;
    events(&server, "water", [-30, 60]).await;
    let mut bad = codes(&server, "water").await;
    // Far in the future.
    bad.extend(codes(&server, "spring").await);
    bad.extend(["AAAAAA", "", "\u{1F600}", "x".repeat(30).as_str()].map(str::to_owned));
    for code in bad {
        let token = token(&server, &json!({})).await;
        let refused = offer(&server, "offers/check_in", &came(1, &code, &json!(token))).await;
        assert_eq!(refused.status(), 422, "{code}");
        assert!(refused.text().await.unwrap().contains("\"code\""));
        assert_eq!(done(&server, &token).await, Vec::<String>::new());
    }
}
