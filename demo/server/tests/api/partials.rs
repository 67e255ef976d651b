//! Answers page by page: kept until the whole comes, never counted, and forgotten after a week.

use reqwest::Response;
use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use crate::server::Server;
use crate::surveys::{answers, exported, post, put};

crate::on_both! {
    of_two_revisions_the_greater_one_holds_in_whatever_order_they_come
    answers_are_judged_up_to_their_page_and_those_after_it_are_dropped
    the_whole_takes_the_place_of_what_came_before
    a_page_that_comes_after_the_whole_is_not_kept
    pages_and_wholes_at_once_leave_no_page_behind
    an_end_that_sends_nothing_keeps_nothing
    whoever_is_erased_takes_unsent_answers_along
    an_anonymous_survey_keeps_no_person_of_unsent_answers_either
    whoever_deletes_their_answers_leaves_none_of_them
    what_was_deleted_stays_so_and_nothing_else_is_noted
    after_a_week_they_are_gone
    a_survey_takes_them_only_if_it_says_so
    what_is_too_much_or_no_answer_is_refused
    they_are_exported_apart_with_their_page_and_time
}

fn document() -> Value {
    json!({
        "id": "streets", "kind": "survey", "title": "Streets", "partial": true,
        "pages": [
            { "id": "first", "questions": [
                { "name": "bike", "kind": "yes_no", "label": "Do you cycle?", "required": true,
                  "skip_to": { "when": { "field": "bike", "equals": "no" }, "to": "others" } },
            ] },
            { "questions": [
                { "name": "how_far", "kind": "number", "label": "How far?", "required": true },
                { "name": "you", "kind": "contact", "fields": [{ "name": "email", "required": false }] },
            ] },
            { "id": "last", "questions": [{ "name": "story", "kind": "long_text", "label": "Your story", "required": true }] },
        ],
        "ends": [{ "id": "others", "title": "Thank you", "send": false }],
        "results": { "show": "live", "minimum": 1 },
    })
}

fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

async fn keep(server: &Server, number: u32, body: &Value) -> Response {
    let address = format!("{}/v1/widgets/streets/submissions/{}/partial", server.url, id(number));
    server.client.put(address).json(body).send().await.unwrap()
}

fn page(page: &str, revision: u32, values: &Value) -> Value {
    json!({ "page": page, "revision": revision, "locale": "en", "values": values })
}

async fn kept(server: &Server, number: u32, body: &Value) -> Value {
    let answer = keep(server, number, body).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

async fn export(server: &Server, kind: &str) -> String {
    let path = format!("/widgets/streets/partials.{kind}");
    server.admin("GET", &path, &json!({})).await.text().await.unwrap()
}

async fn lines(server: &Server) -> Vec<Value> {
    export(server, "jsonl").await.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn of_two_revisions_the_greater_one_holds_in_whatever_order_they_come(server: Server) {
    put(&server, &document()).await;
    let second = page("1", 2, &json!({ "bike": "yes", "how_far": "3" }));
    assert_eq!(kept(&server, 1, &second).await, json!({ "status": "kept", "revision": 2 }));
    let first = page("first", 1, &json!({ "bike": "yes" }));
    assert_eq!(kept(&server, 1, &first).await["revision"], 2);
    assert_eq!(kept(&server, 1, &second).await["revision"], 2, "and again is no more");
    let lines = lines(&server).await;
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["page"], &lines[0]["values"]["how_far"]), (&json!("1"), &json!("3")));
    let third = page("first", 3, &json!({ "bike": "yes" }));
    assert_eq!(kept(&server, 1, &third).await["revision"], 3, "someone who went back");
}

async fn answers_are_judged_up_to_their_page_and_those_after_it_are_dropped(server: Server) {
    put(&server, &document()).await;
    let wrong = keep(&server, 1, &page("1", 1, &json!({ "bike": "yes", "how_far": "near" }))).await;
    assert_eq!(wrong.status(), 422);
    let problem: Value = wrong.json().await.unwrap();
    assert_eq!(problem["errors"], json!([{ "field": "how_far", "code": "number" }]));
    kept(&server, 1, &page("first", 1, &json!({ "bike": "yes", "how_far": "near", "story": "S" }))).await;
    assert_eq!(lines(&server).await[0]["values"], json!({ "bike": "yes" }));
}

async fn the_whole_takes_the_place_of_what_came_before(server: Server) {
    put(&server, &document()).await;
    kept(&server, 1, &page("first", 1, &json!({ "bike": "yes" }))).await;
    kept(&server, 2, &page("first", 1, &json!({ "bike": "yes" }))).await;
    assert_eq!(exported(&server, "streets", "jsonl").await, "", "a page is no submission");
    let results: Value = server.get("/v1/widgets/streets/results").await.json().await.unwrap();
    assert!(!results.to_string().contains("count"), "{results}");
    let whole = answers(1, &json!({ "bike": "yes", "how_far": "2", "story": "S" }));
    assert_eq!(post(&server, "streets", &whole).await.status(), 201);
    let left = lines(&server).await;
    assert_eq!((left.len(), &left[0]["id"]), (1, &json!(id(2))));
}

async fn a_page_that_comes_after_the_whole_is_not_kept(server: Server) {
    put(&server, &document()).await;
    let whole = answers(1, &json!({ "bike": "yes", "how_far": "2", "story": "S" }));
    post(&server, "streets", &whole).await;
    let late = kept(&server, 1, &page("first", 1, &json!({ "bike": "yes" }))).await;
    assert_eq!(late, json!({ "status": "submitted" }));
    assert!(lines(&server).await.is_empty());
}

async fn pages_and_wholes_at_once_leave_no_page_behind(server: Server) {
    put(&server, &document()).await;
    let twin = server.twin().await;
    let both = |number: u32| {
        let (one, other) = if number.is_multiple_of(2) { (&server, &twin) } else { (&twin, &server) };
        async move {
            let whole = answers(number, &json!({ "bike": "yes", "how_far": "2", "story": "S" }));
            let page = page("first", 1, &json!({ "bike": "yes" }));
            let (whole, page) = tokio::join!(post(one, "streets", &whole), keep(other, number, &page));
            (whole.status().as_u16(), page.status().as_u16())
        }
    };
    let statuses = futures_util::future::join_all((0..60).map(both)).await;
    assert!(statuses.iter().all(|statuses| *statuses == (201, 200)), "{statuses:?}");
    assert!(lines(&server).await.is_empty());
}

async fn an_end_that_sends_nothing_keeps_nothing(server: Server) {
    put(&server, &document()).await;
    for number in 1..3 {
        kept(&server, number, &page("first", 1, &json!({ "bike": "yes" }))).await;
    }
    let ended = kept(&server, 1, &page("first", 2, &json!({ "bike": "no" }))).await;
    assert_eq!(ended, json!({ "status": "not_stored" }));
    let whole = post(&server, "streets", &answers(2, &json!({ "bike": "no" }))).await;
    assert_eq!(whole.json::<Value>().await.unwrap()["status"], "not_stored");
    assert!(lines(&server).await.is_empty());
}

async fn whoever_is_erased_takes_unsent_answers_along(server: Server) {
    put(&server, &document()).await;
    for (number, email) in [(1, "ada@example.org"), (2, "grace@example.org")] {
        let values = json!({ "bike": "yes", "how_far": "2", "email": email });
        kept(&server, number, &page("1", 1, &values)).await;
    }
    let erased = server.admin("POST", "/people/erase", &json!({ "email": "Ada@example.org" })).await;
    assert_eq!(erased.json::<Value>().await.unwrap(), json!({ "erased": 0, "partials": 1, "callbacks": 0 }));
    let left = export(&server, "jsonl").await;
    assert!(!left.contains("ada") && left.contains("grace"), "{left}");
}

async fn an_anonymous_survey_keeps_no_person_of_unsent_answers_either(server: Server) {
    let mut anonymous = document();
    anonymous["anonymous"] = json!(true);
    anonymous["pages"][1]["questions"].as_array_mut().unwrap().pop();
    put(&server, &anonymous).await;
    let values = json!({ "bike": "yes", "how_far": "2", "email": "ada@example.org" });
    let mut body = page("1", 1, &values);
    body["page_address"] = json!("https://example.org/ada");
    body["source"] = json!("mail-to-ada");
    kept(&server, 1, &body).await;
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let row = sqlx::query("SELECT fields || COALESCE(person, '') || locale || page FROM partials");
    let row: String = sqlx::Row::get(&row.fetch_one(&mut connection).await.unwrap(), 0);
    assert!(!row.contains("ada") && row.contains("how_far"), "{row}");
}

async fn whoever_deletes_their_answers_leaves_none_of_them(server: Server) {
    put(&server, &document()).await;
    let values = json!({ "bike": "yes", "how_far": "2", "email": "ada@example.org" });
    for number in 1..3 {
        kept(&server, number, &page("1", 5, &values)).await;
    }
    let discard = async |of: &str| {
        let address = format!("{}/v1/widgets/streets/submissions/{of}/partial", server.url);
        server.client.delete(address).send().await.unwrap().status().as_u16()
    };
    assert_eq!(discard(&id(1)).await, 204);
    assert_eq!(discard(&id(1)).await, 204, "and again is no mistake");
    let left = lines(&server).await;
    assert_eq!((left.len(), &left[0]["id"]), (1, &json!(id(2))));
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let row = sqlx::query(AssertSqlSafe(format!(
        "SELECT fields || COALESCE(person, '') || locale || page FROM partials WHERE id = '{}'",
        id(1)
    )));
    let row: String = sqlx::Row::get(&row.fetch_one(&mut connection).await.unwrap(), 0);
    assert_eq!(row, "{}");
    // A page that was on its way comes too late, also where it is the first to come.
    assert_eq!(kept(&server, 1, &page("1", 6, &values)).await, json!({ "status": "deleted" }));
    assert_eq!(discard(&id(3)).await, 204);
    assert_eq!(kept(&server, 3, &page("1", 1, &values)).await, json!({ "status": "deleted" }));
    assert_eq!(lines(&server).await.len(), 1);
    // Closing a survey takes nobody's way back.
    server.admin("POST", "/widgets/streets/close", &json!({})).await;
    assert_eq!(discard(&id(2)).await, 204);
    assert!(lines(&server).await.is_empty());
    assert_eq!(discard("1").await, 400);
    let elsewhere = format!("{}/v1/widgets/nowhere/submissions/{}/partial", server.url, id(1));
    assert_eq!(server.client.delete(elsewhere).send().await.unwrap().status(), 404);
}

async fn what_was_deleted_stays_so_and_nothing_else_is_noted(server: Server) {
    put(&server, &document()).await;
    let discard = async |widget: &str, number: u32| {
        let address = format!("{}/v1/widgets/{widget}/submissions/{}/partial", server.url, id(number));
        server.client.delete(address).send().await.unwrap().status().as_u16()
    };
    let rows = async || {
        let mut connection = AnyConnection::connect(&server.database).await.unwrap();
        let count = sqlx::query("SELECT COUNT(*) FROM partials").fetch_one(&mut connection).await.unwrap();
        sqlx::Row::get::<i64, _>(&count, 0)
    };
    assert_eq!(discard("streets", 1).await, 204);
    // Answers that lead to an end which sends nothing do not undo it.
    let ends = page("first", 7, &json!({ "bike": "no" }));
    assert_eq!(kept(&server, 1, &ends).await, json!({ "status": "not_stored" }));
    let late = page("first", 8, &json!({ "bike": "yes" }));
    assert_eq!(kept(&server, 1, &late).await, json!({ "status": "deleted" }));
    assert_eq!(rows().await, 1);

    let values = json!({ "bike": "yes", "how_far": "2", "story": "Up the hill." });
    assert_eq!(post(&server, "streets", &answers(2, &values)).await.status(), 201);
    assert_eq!(discard("streets", 2).await, 204);
    assert_eq!(kept(&server, 2, &late).await, json!({ "status": "submitted" }));
    assert_eq!(discard("air", 3).await, 404, "a petition has no pages");
    let mut whole = document();
    whole["partial"] = json!(false);
    put(&server, &whole).await;
    assert_eq!(discard("streets", 4).await, 204);
    assert_eq!(rows().await, 1);
}

async fn after_a_week_they_are_gone(server: Server) {
    put(&server, &document()).await;
    for number in 1..3 {
        kept(&server, number, &page("first", 1, &json!({ "bike": "yes" }))).await;
    }
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let day = 24 * 60 * 60 * 1000_i64;
    for (number, days) in [(1, 8), (2, 6)] {
        let sql = format!(
            "UPDATE partials SET updated_at = updated_at - {} WHERE id = '{}'",
            days * day,
            id(number)
        );
        sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    }
    // It looks at the start, and every hour after it.
    let twin = server.twin().await;
    let left = lines(&twin).await;
    assert_eq!((left.len(), &left[0]["id"]), (1, &json!(id(2))));
}

async fn a_survey_takes_them_only_if_it_says_so(server: Server) {
    let mut silent = document();
    silent["partial"] = json!(false);
    put(&server, &silent).await;
    let body = page("first", 1, &json!({ "bike": "yes" }));
    let refused = keep(&server, 1, &body).await;
    assert_eq!(refused.status(), 404);
    assert!(refused.text().await.unwrap().contains("page by page"));
    let elsewhere = format!("{}/v1/widgets/air/submissions/{}/partial", server.url, id(1));
    assert_eq!(server.client.put(elsewhere).json(&body).send().await.unwrap().status(), 404);

    put(&server, &document()).await;
    server.admin("POST", "/widgets/streets/close", &json!({})).await;
    assert_eq!(keep(&server, 1, &body).await.status(), 410);
}

async fn what_is_too_much_or_no_answer_is_refused(server: Server) {
    put(&server, &document()).await;
    let good = page("first", 1, &json!({ "bike": "yes" }));
    for (key, value, word) in [
        ("page", json!("nowhere"), "page"),
        ("page", json!(3), "page"),
        ("page", json!(null), "page"),
        ("revision", json!(-1), "revision"),
        ("revision", json!(u64::MAX), "revision"),
        ("revision", json!("2"), "revision"),
        ("values", json!({ "bike": true }), "values.bike"),
        ("values", json!([]), "values"),
    ] {
        let mut body = good.clone();
        body[key] = value.clone();
        let refused = keep(&server, 1, &body).await;
        assert_eq!(refused.status(), 400, "{key}: {value}");
        let detail: Value = refused.json().await.unwrap();
        assert!(detail["detail"].as_str().unwrap().contains(word), "{detail}");
    }
    let long = page("last", 1, &json!({ "bike": "yes", "how_far": "1", "story": "a".repeat(300_000) }));
    assert_eq!(keep(&server, 1, &long).await.status(), 413);
    let nul = page("last", 1, &json!({ "bike": "yes", "how_far": "1", "story": "a\u{0}" }));
    assert_eq!(keep(&server, 1, &nul).await.status(), 422);
    let address = format!("{}/v1/widgets/streets/submissions", server.url);
    let no_id = server.client.put(format!("{address}/1/partial")).json(&good);
    assert_eq!(no_id.send().await.unwrap().status(), 400);
    let form = server.client.put(format!("{address}/{}/partial", id(1))).form(&[("bike", "yes")]);
    assert_eq!(form.send().await.unwrap().status(), 415);
    assert!(lines(&server).await.is_empty());

    let limited = server.limited(2).await;
    let mut last = keep(&limited, 1, &good).await;
    for revision in 2..4 {
        last = keep(&limited, 1, &page("first", revision, &json!({ "bike": "yes" }))).await;
    }
    assert_eq!(last.status(), 429);
    assert!(last.headers().contains_key("retry-after"));
}

async fn they_are_exported_apart_with_their_page_and_time(server: Server) {
    put(&server, &document()).await;
    let values = json!({ "bike": "yes", "how_far": "2", "email": "ada@example.org", "story": "=1+1" });
    let mut body = page("last", 7, &values);
    body["test"] = json!(true);
    kept(&server, 1, &body).await;
    let line = lines(&server).await.remove(0);
    assert_eq!((&line["page"], &line["revision"], &line["version"]), (&json!("last"), &json!(7), &json!(1)));
    assert!(line["updated_at"].as_str().unwrap().ends_with('Z') && line["test"] == true, "{line}");
    let csv = export(&server, "csv").await;
    let mut rows = csv.lines();
    assert_eq!(rows.next(), Some("id,updated_at,page,test,locale,bike,how_far,email,story,version"));
    let row = rows.next().unwrap();
    assert!(row.contains(",last,yes,en,yes,2,ada@example.org,'=1+1,1"), "{row}");
    let stranger = server.client.get(format!("{}/admin/widgets/streets/partials.csv", server.url));
    assert_eq!(stranger.send().await.unwrap().status(), 401);
}
