//! Whoever asked for a call, or offered something, takes that back with the link of the receipt.

use reqwest::Response;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _, Row as _};

use crate::admin::fits;
use crate::callbacks::{asked, confirmed, document};
use crate::ladder;
use crate::server::Server;
use crate::surveys::{answers, post, put};

crate::on_both! {
    a_call_is_taken_back_once_and_nothing_of_who_it_was_is_left
    an_offer_is_taken_back_and_staff_see_it_behind_those_to_see_to
    a_token_that_is_wrong_takes_nothing_back
    the_link_shows_a_page_with_a_button_that_takes_it_back
    a_retry_of_what_was_taken_back_does_not_bring_it_back
    what_staff_have_done_stays_done_when_it_is_taken_back
    whoever_asked_learns_with_their_link_how_it_stands_and_nobody_else_does
    nobody_tries_keys_as_often_as_they_like
    two_who_press_at_once_are_answered_the_same
}

/// The path of a receipt's link.
pub(crate) fn link(server: &Server, answer: &Value) -> String {
    let url = answer["receipt"]["manage_url"].as_str().unwrap();
    url.strip_prefix(&server.url).expect("the link leads to this server").to_owned()
}

/// Takes a request back as a widget does.
pub(crate) async fn withdraw(server: &Server, link: &str) -> Response {
    let (folder, token) = link.rsplit_once('/').unwrap();
    let id = token.split_once('.').unwrap().0;
    let url = format!("{}{folder}/{id}/withdraw", server.url);
    server.client.post(url).bearer_auth(token).send().await.unwrap()
}

async fn listed(server: &Server, kind: &str) -> Vec<Value> {
    let page: Value = server.admin("GET", &format!("/{kind}"), &json!({})).await.json().await.unwrap();
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    fits(&api, if kind == "offers" { "Offers" } else { "Callbacks" }, &page);
    page[kind].as_array().unwrap().clone()
}

/// Everything that the table keeps, as one text.
async fn rows(server: &Server, kind: &str) -> String {
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let sql =
        format!("SELECT id || widget || fields || COALESCE(person, '') || COALESCE(climber, '') FROM {kind}");
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}

async fn a_call_is_taken_back_once_and_nothing_of_who_it_was_is_left(server: Server) {
    put(&server, &document("streets")).await;
    let first = confirmed(&server, "streets", &asked(1)).await;
    confirmed(&server, "streets", &asked(2)).await;
    assert_eq!(confirmed(&server, "streets", &asked(1)).await, first, "a replay has the same link");
    let link = link(&server, &first);
    let answer = withdraw(&server, &link).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["status"], "withdrawn");
    assert_eq!(withdraw(&server, &link).await.json::<Value>().await.unwrap(), answer, "twice is once");

    let all = listed(&server, "callbacks").await;
    assert_eq!((&all[0]["withdrawn_at"], &all[0]["values"]["given_name"]), (&Value::Null, &json!("Ada")));
    assert_eq!((&all[1]["withdrawn_at"], &all[1]["values"]), (&answer["withdrawn_at"], &json!({})));
    assert_eq!(all[1]["done_at"], Value::Null);
    let (id, other) = (all[1]["id"].as_str().unwrap(), all[0]["id"].as_str().unwrap());
    assert_eq!(server.admin("POST", &format!("/callbacks/{other}/done"), &json!({})).await.status(), 204);
    let gone = server.admin("POST", &format!("/callbacks/{id}/done"), &json!({})).await;
    assert_eq!(gone.status(), 410, "nobody is to be called any more");
    let by_phone = json!({ "phone": "+49 30 123456" });
    let erased: Value = server.admin("POST", "/people/erase", &by_phone).await.json().await.unwrap();
    assert_eq!(erased["callbacks"], 1, "the other one");
    let rows = rows(&server, "callbacks").await;
    for personal in ["Ada", "30123456", "Trees"] {
        assert!(!rows.contains(personal), "{personal}: {rows}");
    }
}

async fn an_offer_is_taken_back_and_staff_see_it_behind_those_to_see_to(server: Server) {
    ladder::load(&server).await;
    let token = ladder::token(&server, &json!({})).await;
    let mut links = Vec::new();
    for number in 1..=2 {
        let values = json!({ "given_name": "Ada", "phone": "+49 30 123456", "when": "any" });
        let mut body = answers(number, &values);
        body["ladder"] = json!(token);
        let post = server.client.post(format!("{}/v1/widgets/way/offers/shift", server.url));
        let answer: Value = post.json(&body).send().await.unwrap().json().await.unwrap();
        links.push(link(&server, &answer));
    }
    let first = listed(&server, "offers").await[0]["id"].as_str().unwrap().to_owned();
    let withdrawn = links.iter().find(|link| link.contains(&first)).unwrap();
    assert_eq!(withdraw(&server, withdrawn).await.status(), 200);
    let all = listed(&server, "offers").await;
    assert_eq!((&all[0]["state"], &all[1]["state"]), (&json!("pending"), &json!("withdrawn")));
    assert_eq!((&all[1]["id"], &all[1]["values"]), (&json!(first), &json!({})));
    for verdict in ["accept", "decline", "done"] {
        let gone = server.admin("POST", &format!("/offers/{first}/{verdict}"), &json!({})).await;
        assert_eq!(gone.status(), 410, "{verdict}");
    }
    assert_eq!(ladder::done(&server, &token).await, Vec::<String>::new());
}

/// How a request stands for whoever has its link, as a widget asks.
async fn stands(server: &Server, link: &str, token: &str) -> (u16, Value) {
    let (folder, own) = link.rsplit_once('/').unwrap();
    let id = own.split_once('.').unwrap().0;
    let answer = server.client.get(format!("{}{folder}/{id}/state", server.url)).bearer_auth(token);
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn whoever_asked_learns_with_their_link_how_it_stands_and_nobody_else_does(server: Server) {
    ladder::load(&server).await;
    put(&server, &document("streets")).await;
    let call = link(&server, &confirmed(&server, "streets", &asked(1)).await);
    let mut links = vec![call];
    for number in 2..=3 {
        let values = json!({ "given_name": "Ada", "phone": "+49 30 123456", "when": "any" });
        let post = server.client.post(format!("{}/v1/widgets/way/offers/shift", server.url));
        let answer = post.json(&answers(number, &values)).send().await.unwrap();
        links.push(link(&server, &answer.json().await.unwrap()));
    }
    let key = |link: &str| link.rsplit_once('/').unwrap().1.to_owned();
    for link in &links {
        let (status, told) = stands(&server, link, &key(link)).await;
        assert_eq!((status, &told["status"]), (200, &json!("pending")), "{link}");
        assert_eq!(told.as_object().unwrap().len(), 2, "nothing of what was entered: {told}");
    }
    // The key of one opens no other.
    assert_eq!(stands(&server, &links[1], &key(&links[2])).await.0, 404);
    assert_eq!(stands(&server, &links[0], &key(&links[1])).await.0, 404);
    for (link, verdict) in links.iter().zip(["callbacks/ID/done", "offers/ID/decline", "offers/ID/done"]) {
        let path = verdict.replace("ID", key(link).split_once('.').unwrap().0);
        assert_eq!(server.admin("POST", &format!("/{path}"), &json!({})).await.status(), 204);
    }
    for (link, state) in links.iter().zip(["done", "declined", "done"]) {
        assert_eq!(stands(&server, link, &key(link)).await.1["status"], state);
    }
    let page = server.get(&links[0]).await.text().await.unwrap();
    assert!(
        page.contains("Done on") && !server.get(&links[1]).await.text().await.unwrap().contains("Done on")
    );
}

async fn nobody_tries_keys_as_often_as_they_like(server: Server) {
    let id = "00000000-0000-4000-8000-000000000001";
    for kind in ["callbacks", "offers"] {
        let limited = server.limited(2).await;
        for expected in [404, 404, 429] {
            let state = limited.client.get(format!("{}/v1/{kind}/{id}/state", limited.url));
            let answer = state.bearer_auth(format!("{id}.{}", "a".repeat(64))).send().await.unwrap();
            assert_eq!(answer.status(), expected, "{kind}");
            assert_eq!(answer.headers().contains_key("retry-after"), expected == 429, "{kind}");
        }
    }
}

async fn a_token_that_is_wrong_takes_nothing_back(server: Server) {
    put(&server, &document("streets")).await;
    put(&server, &document("parks")).await;
    let link = link(&server, &confirmed(&server, "streets", &asked(1)).await);
    let other = self::link(&server, &confirmed(&server, "streets", &asked(2)).await);
    // The same id was used for answers, too: their links lead to them only.
    let mut sent = post(&server, "parks", &answers(1, &json!({ "bike": "yes" }))).await;
    assert_eq!(sent.status(), 201);
    sent = post(&server, "streets", &answers(1, &json!({ "bike": "yes" }))).await;
    let answered = self::link(&server, &sent.json().await.unwrap());
    let (token, proof) = (link.rsplit('/').next().unwrap(), link.rsplit('.').next().unwrap());
    let id = token.split_once('.').unwrap().0;
    let forged = [
        format!("/v1/callbacks/{id}.{}", other.rsplit('.').next().unwrap()),
        format!("/v1/callbacks/{}", answered.rsplit('/').next().unwrap()),
        format!("/v1/callbacks/{id}.{}", &proof[1..]),
        format!("/v1/callbacks/{id}.x"),
        format!("/v1/offers/{token}"),
        format!("/v1/callbacks/00000000-0000-4000-8000-00000000ffff.{proof}"),
    ];
    for forged in &forged {
        let refused = withdraw(&server, forged).await;
        assert_eq!(refused.status(), 404, "{forged}");
        assert!(refused.text().await.unwrap().contains("this link leads nowhere"), "{forged}");
        assert_eq!(server.get(forged).await.status(), 404, "{forged}");
    }
    for bare in [format!("/v1/callbacks/{id}"), "/v1/callbacks/%FF".into(), "/v1/manage/".to_owned() + token]
    {
        assert_eq!(server.get(&bare).await.status(), 404, "{bare}");
    }
    let without = server.client.post(format!("{}/v1/callbacks/{id}/withdraw", server.url));
    assert_eq!(without.send().await.unwrap().status(), 404);
    let elsewhere = server.client.post(format!("{}/v1/callbacks/{id}/withdraw", server.url));
    let elsewhere = elsewhere.bearer_auth(other.rsplit('/').next().unwrap());
    assert_eq!(elsewhere.send().await.unwrap().status(), 404, "the address names another one");
    assert!(listed(&server, "callbacks").await.iter().all(|asked| asked["withdrawn_at"].is_null()));
}

async fn the_link_shows_a_page_with_a_button_that_takes_it_back(server: Server) {
    let mut survey = document("streets");
    survey["asks"][1]["staff_follow_up"] = json!({ "who": "Sam & <Co>", "within_hours": 24 });
    put(&server, &survey).await;
    let mut german = asked(1);
    german["locale"] = json!("de");
    let answer = confirmed(&server, "streets", &german).await;
    let link = link(&server, &answer);
    let page = server.get(&link).await;
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"), "{policy}");
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex, nofollow"),
    ] {
        assert_eq!(page.headers()[name], value);
    }
    let html = page.text().await.unwrap();
    let due = &answer["due_at"].as_str().unwrap()[..16].replace('T', " ");
    for said in
        ["<html lang=\"de\"", "Sam &amp; &lt;Co&gt; meldet sich", due, "Ich möchte diesen Anruf nicht mehr"]
    {
        assert!(html.contains(said), "{said}: {html}");
    }
    assert!(!html.contains("Ada") && !html.contains("30123456"), "{html}");
    let framed = server.get(&format!("{link}?thanks")).await;
    let policy = framed.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("frame-ancestors *"), "{policy}");
    let framed = framed.text().await.unwrap();
    assert!(framed.contains(&format!("href=\"{link}\"")) && !framed.contains("<button"), "{framed}");
    assert!(listed(&server, "callbacks").await[0]["withdrawn_at"].is_null(), "looking changes nothing");

    let pressed = server.client.post(format!("{}{link}", server.url)).send().await.unwrap();
    assert_eq!(pressed.status(), 303);
    assert_eq!(pressed.headers()["location"], *link);
    let after = server.get(&link).await.text().await.unwrap();
    assert!(after.contains("Zurückgezogen.") && !after.contains("<button"), "{after}");
    assert!(!listed(&server, "callbacks").await[0]["withdrawn_at"].is_null());
}

async fn a_retry_of_what_was_taken_back_does_not_bring_it_back(server: Server) {
    put(&server, &document("streets")).await;
    let link = link(&server, &confirmed(&server, "streets", &asked(1)).await);
    withdraw(&server, &link).await;
    let again = server.client.post(format!("{}/v1/widgets/streets/callbacks", server.url));
    let again = again.json(&asked(1)).send().await.unwrap();
    assert_eq!(again.status(), 422);
    assert!(again.text().await.unwrap().contains("withdrawn"));
    assert_eq!(listed(&server, "callbacks").await[0]["values"], json!({}));
    // Whoever wants one after all asks anew.
    confirmed(&server, "streets", &asked(2)).await;
}

async fn what_staff_have_done_stays_done_when_it_is_taken_back(server: Server) {
    ladder::load(&server).await;
    let token = ladder::token(&server, &json!({})).await;
    let mut body = asked(1);
    body["ladder"] = json!(token);
    let link = link(&server, &confirmed(&server, "way", &body).await);
    let id = body["submission_id"].as_str().unwrap();
    assert_eq!(server.admin("POST", &format!("/callbacks/{id}/done"), &json!({})).await.status(), 204);
    assert_eq!(withdraw(&server, &link).await.status(), 200);
    assert_eq!(ladder::done(&server, &token).await, ["talk"], "doing more never lowers anyone");
    let all = listed(&server, "callbacks").await;
    assert!(!all[0]["done_at"].is_null() && all[0]["values"] == json!({}), "{all:?}");
}

async fn two_who_press_at_once_are_answered_the_same(server: Server) {
    put(&server, &document("streets")).await;
    let link = link(&server, &confirmed(&server, "streets", &asked(1)).await);
    let twin = server.twin().await;
    let (one, other) = tokio::join!(withdraw(&server, &link), withdraw(&twin, &link));
    assert_eq!(one.status(), 200);
    assert_eq!(one.json::<Value>().await.unwrap(), other.json::<Value>().await.unwrap());
}
