//! Call-backs: asked for where a survey offers one, read by staff, and apart from the answers.

use std::collections::BTreeSet;

use reqwest::Response;
use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Row as _};

use crate::admin::fits;
use crate::server::Server;
use crate::surveys::{answers, exported, post, put};

crate::on_both! {
    whoever_asks_is_to_be_called_within_two_days
    a_survey_promises_who_calls_and_by_when_in_the_language_of_whoever_asks
    the_same_again_is_answered_the_same_and_another_content_is_refused
    a_double_click_over_two_processes_is_one_call_back
    what_needs_another_look_is_named_by_field
    someone_is_reached_in_the_way_that_they_choose_and_nothing_else_is_kept
    staff_are_told_the_hours_as_they_have_them_and_as_whoever_asks_does
    what_an_earlier_kit_sends_is_taken_whatever_the_campaign_asks_now
    only_an_open_survey_that_offers_one_takes_it
    what_is_too_much_or_no_request_is_refused
    open_ones_come_first_by_the_time_when_they_are_due_a_page_at_a_time
    whoever_is_called_while_staff_turn_pages_hides_nobody
    a_call_back_is_done_once
    whoever_is_erased_takes_call_backs_along
    whoever_is_only_known_by_a_handle_is_erased_by_it
    nothing_leads_from_a_call_back_to_the_answers_of_an_anonymous_survey
}

/// A survey that offers a talk to those who cycle.
pub(crate) fn document(id: &str) -> Value {
    json!({
        "id": id, "kind": "survey", "title": "Streets",
        "questions": [{ "name": "bike", "kind": "yes_no", "label": "Do you cycle?" }],
        "asks": [
            { "explain": "Who does not cycle reads on.", "when": { "field": "bike", "equals": "no" }, "href": "https://example.org/", "label": "Read on" },
            { "explain": "Everyone else is offered a talk.", "offer": "talk_to_organiser" },
        ],
    })
}

fn anonymous() -> Value {
    let mut anonymous = document("streets");
    anonymous["anonymous"] = json!(true);
    anonymous
}

fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

/// A request of Ada's.
pub(crate) fn asked(number: u32) -> Value {
    let values =
        json!({ "given_name": " Ada ", "phone": "+49 30 123456", "when": "evening", "topic": "Trees" });
    answers(number, &values)
}

async fn ask(server: &Server, widget: &str, body: &Value) -> Response {
    let post = server.client.post(format!("{}/v1/widgets/{widget}/callbacks", server.url));
    post.json(body).send().await.unwrap()
}

pub(crate) async fn confirmed(server: &Server, widget: &str, body: &Value) -> Value {
    let answer = ask(server, widget, body).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

async fn list(server: &Server, query: &str) -> Value {
    let answer = server.admin("GET", &format!("/callbacks{query}"), &json!({})).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

fn ids(page: &Value) -> Vec<String> {
    let all = page["callbacks"].as_array().unwrap();
    all.iter().map(|asked| asked["id"].as_str().unwrap().to_owned()).collect()
}

async fn done(server: &Server, id: &str) -> u16 {
    server.admin("POST", &format!("/callbacks/{id}/done"), &json!({})).await.status().as_u16()
}

/// Makes one due that many minutes later.
async fn delay(server: &Server, number: u32, minutes: u32) {
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let sql = format!("UPDATE callbacks SET due_at = {} WHERE id = '{}'", minutes * 60_000, id(number));
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
}

fn time(text: &Value) -> jiff::Timestamp {
    text.as_str().unwrap().parse().unwrap()
}

async fn whoever_asks_is_to_be_called_within_two_days(server: Server) {
    put(&server, &document("streets")).await;
    let before = jiff::Timestamp::now();
    let answer = confirmed(&server, "streets", &asked(1)).await;
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    fits(&api, "CallbackConfirmation", &answer);
    assert_eq!(answer["status"], "confirmed");
    assert_eq!(answer["receipt"]["submission_id"], id(1));
    let recorded = time(&answer["receipt"]["recorded_at"]);
    assert!((recorded.as_millisecond() - before.as_millisecond()).abs() < 60_000, "{answer}");
    assert_eq!(time(&answer["due_at"]).duration_since(recorded).as_hours(), 48);

    let page = list(&server, "").await;
    fits(&api, "Callbacks", &page);
    let expected = json!({
        "id": id(1), "widget": "streets", "locale": "en", "test": false,
        "created_at": answer["receipt"]["recorded_at"], "due_at": answer["due_at"], "done_at": null, "withdrawn_at": null,
        "values": { "given_name": "Ada", "phone": "+4930123456", "when": "evening", "topic": "Trees" },
    });
    assert_eq!(page["callbacks"], json!([expected]));
    let stranger = server.client.get(format!("{}/admin/callbacks", server.url));
    assert_eq!(stranger.send().await.unwrap().status(), 401);
    assert_eq!(exported(&server, "streets", "jsonl").await, "", "it is no submission");
}

async fn a_survey_promises_who_calls_and_by_when_in_the_language_of_whoever_asks(server: Server) {
    let mut document = document("streets");
    document["asks"][1]["staff_follow_up"] =
        json!({ "who": { "en": "Sam from the group", "de": "Sam aus der Gruppe" }, "within_hours": 5 });
    put(&server, &document).await;
    let mut german = asked(1);
    german["locale"] = json!("de");
    let answer = confirmed(&server, "streets", &german).await;
    let receipt = &answer["receipt"];
    let promise = json!({ "who": "Sam aus der Gruppe", "due_at": answer["due_at"] });
    assert_eq!(receipt["follow_up"], promise);
    assert_eq!(time(&answer["due_at"]).duration_since(time(&receipt["recorded_at"])).as_hours(), 5);
    assert_eq!(
        confirmed(&server, "streets", &asked(2)).await["receipt"]["follow_up"]["who"],
        "Sam from the group"
    );
}

async fn the_same_again_is_answered_the_same_and_another_content_is_refused(server: Server) {
    for widget in ["streets", "parks"] {
        put(&server, &document(widget)).await;
    }
    let first = confirmed(&server, "streets", &asked(1)).await;
    let mut tidied = asked(1);
    tidied["values"]["given_name"] = json!("Ada");
    tidied["values"]["phone"] = json!("+4930123456");
    for same in [asked(1), tidied] {
        assert_eq!(confirmed(&server, "streets", &same).await, first);
    }
    let mut other = asked(1);
    other["values"]["topic"] = json!("Lights");
    let mut test = asked(1);
    test["test"] = json!(true);
    for (widget, body) in [("streets", &other), ("streets", &test), ("parks", &asked(1))] {
        let refused = ask(&server, widget, body).await;
        assert_eq!(refused.status(), 422, "{widget}: {body}");
        assert!(refused.text().await.unwrap().contains("another content"));
    }
    assert_eq!(list(&server, "").await["callbacks"].as_array().unwrap().len(), 1);
}

async fn a_double_click_over_two_processes_is_one_call_back(server: Server) {
    put(&server, &document("streets")).await;
    let twin = server.twin().await;
    let both = |number: u32| {
        let (server, twin) = (&server, &twin);
        async move {
            let body = asked(number);
            tokio::join!(confirmed(server, "streets", &body), confirmed(twin, "streets", &body))
        }
    };
    let answers = futures_util::future::join_all((0..20).map(both)).await;
    for (one, other) in answers {
        // Each process is reached at its own address.
        let other = other.to_string().replace(&twin.url, &server.url);
        assert_eq!(one, serde_json::from_str::<Value>(&other).unwrap());
    }
    assert_eq!(list(&server, "").await["callbacks"].as_array().unwrap().len(), 20);
}

async fn what_needs_another_look_is_named_by_field(server: Server) {
    put(&server, &document("streets")).await;
    let values = json!({ "phone": "12", "when": "night", "topic": "a".repeat(201) });
    let refused = ask(&server, "streets", &answers(1, &values)).await;
    assert_eq!(refused.status(), 422);
    let problem: Value = refused.json().await.unwrap();
    let expected = json!([
        { "field": "given_name", "code": "required" },
        { "field": "phone", "code": "phone" },
        { "field": "when", "code": "option" },
        { "field": "topic", "code": "too_long", "limit": "200" },
    ]);
    assert_eq!(problem["errors"], expected);
    assert_eq!(list(&server, "").await["callbacks"], json!([]));
}

/// The same, of a campaign that says how it calls.
fn calling(call_back: &Value) -> Value {
    let mut document = document("streets");
    document["call_back"] = call_back.clone();
    document
}

async fn someone_is_reached_in_the_way_that_they_choose_and_nothing_else_is_kept(server: Server) {
    let languages = json!([{ "value": "en", "label": "English" }, { "value": "cy", "label": "Welsh" }]);
    let call_back = json!({ "channels": ["phone", "signal", "telegram", "video"], "languages": languages });
    put(&server, &calling(&call_back)).await;
    let values = json!({
        "given_name": "Ada", "channel": "video", "phone": "+49 30 123456", "email": "Ada@example.org",
        "languages": "cy,en", "when": "evening,weekend", "topic": "Trees",
    });
    confirmed(&server, "streets", &answers(1, &values)).await;
    let kept = &list(&server, "").await["callbacks"][0];
    let expected = json!({
        "given_name": "Ada", "channel": "video", "email": "Ada@example.org", "languages": "en,cy",
        "when": "evening,weekend", "topic": "Trees",
    });
    assert_eq!(kept["values"], expected);
    for (channel, missing) in [("telegram", "telegram"), ("signal", "phone"), ("pigeon", "channel")] {
        let values =
            json!({ "given_name": "Ada", "channel": channel, "email": "ada@example.org", "when": "any" });
        let refused = ask(&server, "streets", &answers(2, &values)).await;
        assert_eq!(refused.status(), 422);
        let refused: Value = refused.json().await.unwrap();
        assert_eq!(refused["errors"][0]["field"], missing, "{refused}");
    }
    // They are known by where they are reached.
    let erased = server.admin("POST", "/people/erase", &json!({ "email": "ada@example.org" })).await;
    assert!(erased.status().is_success());
    assert_eq!(list(&server, "").await["callbacks"], json!([]));
}

async fn staff_are_told_the_hours_as_they_have_them_and_as_whoever_asks_does(server: Server) {
    put(&server, &calling(&json!({ "time_zone": "Asia/Kathmandu" }))).await;
    let asked = |number, zone: &str| {
        let values = json!({ "given_name": "Ada", "phone": "+49 30 123456", "when": "any,weekend,morning", "time_zone": zone });
        answers(number, &values)
    };
    // Neither of them changes its clocks.
    confirmed(&server, "streets", &asked(1, "Asia/Tokyo")).await;
    confirmed(&server, "streets", &asked(2, "Middle/Earth")).await;
    let page = list(&server, "").await;
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    fits(&api, "Callbacks", &page);
    let expected = json!([
        { "when": "morning", "theirs": "09:00-12:00", "ours": "05:45-08:45" },
        { "when": "weekend", "theirs": "10:00-18:00", "ours": "06:45-14:45" },
    ]);
    assert_eq!(page["callbacks"][0]["windows"], expected);
    assert_eq!(page["callbacks"][0]["values"]["time_zone"], "Asia/Tokyo");
    assert_eq!(page["callbacks"][1].get("windows"), None);
}

async fn what_an_earlier_kit_sends_is_taken_whatever_the_campaign_asks_now(server: Server) {
    let topics = json!([{ "value": "air", "label": "Clean air" }]);
    let call_back = json!({ "channels": ["email", "video"], "windows": ["weekend"], "topics": topics });
    put(&server, &calling(&call_back)).await;
    confirmed(&server, "streets", &asked(1)).await;
    let kept = &list(&server, "").await["callbacks"][0];
    let expected =
        json!({ "given_name": "Ada", "phone": "+4930123456", "when": "evening", "topic": "Trees" });
    assert_eq!(kept["values"], expected);
}

async fn only_an_open_survey_that_offers_one_takes_it(server: Server) {
    let mut silent = document("streets");
    silent["asks"].as_array_mut().unwrap().pop();
    put(&server, &silent).await;
    for (widget, word) in
        [("streets", "offers no call back"), ("air", "offers no call back"), ("sea", "no widget")]
    {
        let refused = ask(&server, widget, &asked(1)).await;
        assert_eq!(refused.status(), 404, "{widget}");
        assert!(refused.text().await.unwrap().contains(word), "{widget}");
    }
    put(&server, &document("streets")).await;
    server.admin("POST", "/widgets/streets/close", &json!({})).await;
    assert_eq!(ask(&server, "streets", &asked(1)).await.status(), 410);
    server.admin("POST", "/widgets/streets/open", &json!({})).await;
    confirmed(&server, "streets", &asked(1)).await;
}

async fn what_is_too_much_or_no_request_is_refused(server: Server) {
    put(&server, &document("streets")).await;
    let address = format!("{}/v1/widgets/streets/callbacks", server.url);
    let text = server.client.post(&address).header("content-type", "text/plain").body("Ada");
    assert_eq!(text.send().await.unwrap().status(), 415);
    let broken = server.client.post(&address).header("content-type", "application/json").body("{");
    assert_eq!(broken.send().await.unwrap().status(), 400);
    let differs = server.client.post(&address).header("idempotency-key", id(2)).json(&asked(1));
    assert_eq!(differs.send().await.unwrap().status(), 400);
    let mut long = asked(1);
    long["values"]["topic"] = json!("a".repeat(70_000));
    assert_eq!(ask(&server, "streets", &long).await.status(), 413);
    let mut nul = asked(1);
    nul["values"]["topic"] = json!("a\u{0}");
    assert_eq!(ask(&server, "streets", &nul).await.status(), 422);
    assert_eq!(list(&server, "").await["callbacks"], json!([]));

    let limited = server.limited(2).await;
    for number in 1..3 {
        confirmed(&limited, "streets", &asked(number)).await;
    }
    let last = ask(&limited, "streets", &asked(3)).await;
    assert_eq!(last.status(), 429);
    assert!(last.headers().contains_key("retry-after"));
}

async fn open_ones_come_first_by_the_time_when_they_are_due_a_page_at_a_time(server: Server) {
    for widget in ["streets", "parks"] {
        put(&server, &document(widget)).await;
    }
    for number in 0..60 {
        confirmed(&server, if number < 58 { "streets" } else { "parks" }, &asked(number)).await;
        // Some at the same time.
        delay(&server, number, (60 - number) / 2 + 1).await;
    }
    for number in [59, 40, 41] {
        assert_eq!(done(&server, &id(number)).await, 204);
    }
    let first = list(&server, "").await;
    let second = list(&server, &format!("?after={}", first["next"].as_str().unwrap())).await;
    let mut expected: Vec<_> =
        (0..60).map(|number| (matches!(number, 59 | 40 | 41), (60 - number) / 2, id(number))).collect();
    expected.sort();
    let all: Vec<_> = ids(&first).into_iter().chain(ids(&second)).collect();
    assert_eq!(all, expected.into_iter().map(|(_, _, id)| id).collect::<Vec<_>>());
    assert_eq!(ids(&first).len(), 50);
    let end = list(&server, &format!("?after={}", second["next"].as_str().unwrap())).await;
    assert_eq!(end, json!({ "callbacks": [], "next": null }));

    assert_eq!(ids(&list(&server, "?widget=parks").await), [id(58), id(59)]);
    for (query, status) in [("?widget=sea", 404), ("?after=x", 400), ("?after=open_1_%00", 400)] {
        let refused = server.admin("GET", &format!("/callbacks{query}"), &json!({})).await;
        assert_eq!(refused.status(), status, "{query}");
    }
}

async fn whoever_is_called_while_staff_turn_pages_hides_nobody(server: Server) {
    put(&server, &document("streets")).await;
    for number in 0..60 {
        confirmed(&server, "streets", &asked(number)).await;
        delay(&server, number, number).await;
    }
    let first = list(&server, "").await;
    for id in ids(&first) {
        done(&server, &id).await;
    }
    let second = list(&server, &format!("?after={}", first["next"].as_str().unwrap())).await;
    let open: Vec<_> = (50..60).map(id).collect();
    assert_eq!(ids(&second)[..10], open);
    let all: BTreeSet<_> = ids(&first).into_iter().chain(ids(&second)).collect();
    assert_eq!(all.len(), 60);
}

async fn a_call_back_is_done_once(server: Server) {
    put(&server, &document("streets")).await;
    confirmed(&server, "streets", &asked(1)).await;
    assert_eq!(done(&server, &id(1)).await, 204);
    let at = list(&server, "").await["callbacks"][0]["done_at"].clone();
    assert!(time(&at) <= jiff::Timestamp::now());
    assert_eq!(done(&server, &id(1).to_uppercase()).await, 204, "twice is once");
    assert_eq!(list(&server, "").await["callbacks"][0]["done_at"], at);
    for nobody in [&*id(2), "nobody", "%00"] {
        assert_eq!(done(&server, nobody).await, 404, "{nobody}");
    }
    let stranger = server.client.post(format!("{}/admin/callbacks/{}/done", server.url, id(1)));
    assert_eq!(stranger.send().await.unwrap().status(), 401);
}

async fn whoever_is_erased_takes_call_backs_along(server: Server) {
    put(&server, &document("streets")).await;
    for (number, phone) in [(1, "+49 (0)30 123456"), (2, "+4930123456"), (3, "+4930654321")] {
        let mut body = asked(number);
        body["values"]["phone"] = json!(phone);
        confirmed(&server, "streets", &body).await;
    }
    let erase = async |person: Value| -> Value {
        server.admin("POST", "/people/erase", &person).await.json().await.unwrap()
    };
    let by_email = erase(json!({ "email": "ada@example.org" })).await;
    assert_eq!(by_email, json!({ "erased": 0, "partials": 0, "callbacks": 0 }));
    server.post(&crate::server::submission(9, "ada@example.org")).await;
    let both = erase(json!({ "email": "ada@example.org", "phone": "+49 30 123456" })).await;
    assert_eq!(both, json!({ "erased": 1, "partials": 0, "callbacks": 2 }));
    assert_eq!(ids(&list(&server, "").await), [id(3)]);
}

async fn whoever_is_only_known_by_a_handle_is_erased_by_it(server: Server) {
    put(&server, &calling(&json!({ "channels": ["telegram"] }))).await;
    for (number, telegram) in [(1, "@Grace"), (2, "grace"), (3, "@ada")] {
        let values = json!({ "given_name": "Grace", "telegram": telegram, "when": "any" });
        confirmed(&server, "streets", &answers(number, &values)).await;
    }
    let erased = server.admin("POST", "/people/erase", &json!({ "telegram": " @grace" })).await;
    assert_eq!(erased.json::<Value>().await.unwrap(), json!({ "erased": 0, "partials": 0, "callbacks": 2 }));
    assert_eq!(ids(&list(&server, "").await), [id(3)]);
    let nobody = server.admin("POST", "/people/erase", &json!({ "telegram": "@" })).await;
    assert_eq!(nobody.status(), 400);
}

async fn nothing_leads_from_a_call_back_to_the_answers_of_an_anonymous_survey(server: Server) {
    put(&server, &anonymous()).await;
    assert_eq!(post(&server, "streets", &answers(1, &json!({ "bike": "yes" }))).await.status(), 201);
    assert_eq!(ask(&server, "streets", &asked(1)).await.status(), 422, "the id would lead there");
    let mut body = asked(2);
    for (key, value) in [("source", "mail-7"), ("referrer", "friend-8"), ("page", "https://example.org/9")] {
        body[key] = json!(value);
    }
    body["values"]["bike"] = json!("yes");
    let answer = confirmed(&server, "streets", &body).await;
    let recorded = answer["receipt"]["recorded_at"].as_str().unwrap();
    assert!(recorded.ends_with("T00:00:00.000Z"), "a time would lead there, too: {recorded}");

    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let row = sqlx::query("SELECT id || widget || locale || fields || COALESCE(person, '') FROM callbacks");
    let row: String = row.fetch_one(&mut connection).await.unwrap().get(0);
    for other in ["mail-7", "friend-8", "example.org", "bike", &id(1)] {
        assert!(!row.contains(other), "{other}: {row}");
    }
    let stored = exported(&server, "streets", "jsonl").await;
    assert_eq!(stored.lines().count(), 1);
    for name in ["Ada", "30123456", &id(2)] {
        assert!(!stored.contains(name), "{name}: {stored}");
    }
}
