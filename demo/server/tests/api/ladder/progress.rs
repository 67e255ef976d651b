use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _, Row as _};

use super::{agreement, begin, call, document, done, load, look, sign, signature, token};
use crate::events::answer;
use crate::server::Server;
use crate::surveys::{post, put};

crate::on_both! {
    whoever_agrees_gets_a_token_and_the_wording_is_recorded
    without_an_agreement_or_a_ladder_that_asks_for_it_nothing_is_kept
    two_devices_know_together_what_each_of_them_does
    dates_in_the_future_are_taken_back
    a_wrong_token_is_answered_as_one_that_was_forgotten
    what_is_sent_with_a_token_completes_rungs_and_the_token_is_found_nowhere
    a_token_that_is_none_does_not_stop_a_signature
    an_answer_that_is_changed_completes_a_rung_and_never_takes_one_away
    what_was_answered_counts_from_the_day_on_which_it_was
    attendance_marked_by_staff_completes_a_rung
    a_device_is_not_believed_in_what_the_server_counts
    forgetting_takes_the_link_to_what_was_sent_along
    whoever_is_erased_is_forgotten_here_as_well
    a_rung_that_the_ladder_drops_stays_done
    any_bytes_are_answered_without_a_fault
    nothing_is_submitted_to_a_ladder
}

async fn whoever_agrees_gets_a_token_and_the_wording_is_recorded(server: Server) {
    load(&server).await;
    let body = json!({ "agreement": agreement(), "progress": { "done": { "share": "2026-01-02" } } });
    let answer = begin(&server, &body).await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["cache-control"]),
        (201, &"no-store".parse().unwrap())
    );
    let answer: Value = answer.json().await.unwrap();
    let token = answer["token"].as_str().unwrap();
    assert_eq!(token.len(), 43);
    assert_eq!(answer["progress"], json!({ "done": { "share": "2026-01-02" }, "not_now": {} }));
    assert_eq!(answer["brought"], 0);
    let kept = look(&server, token).await;
    let code = answer["referral"].as_str().unwrap();
    assert_eq!(code.len(), 8);
    assert_eq!(kept, json!({ "progress": answer["progress"], "brought": 0, "referral": code }));

    let mut other = body;
    other["agreement"]["text"] = json!("Something that nobody has asked");
    assert_eq!(begin(&server, &other).await.status(), 201);
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let rows = sqlx::query(
        "SELECT w.text, c.version, c.locale, c.published, c.token FROM climbers c JOIN wordings w ON w.sha256 = c.sha256 ORDER BY c.published DESC",
    );
    let rows = rows.fetch_all(&mut connection).await.unwrap();
    let text = |row: usize, column: usize| rows[row].get::<String, _>(column);
    assert_eq!((text(0, 0), text(0, 1), text(0, 2)), ("Remember my steps".into(), "7".into(), "en".into()));
    assert_eq!((rows[0].get::<i64, _>(3), rows[1].get::<i64, _>(3)), (1, 0));
    assert_ne!(text(0, 4), token);
}

async fn without_an_agreement_or_a_ladder_that_asks_for_it_nothing_is_kept(server: Server) {
    assert_eq!(begin(&server, &json!({ "agreement": agreement() })).await.status(), 404, "no ladder");
    load(&server).await;
    let long = "x".repeat(5001);
    for bad in [
        json!({}),
        json!({ "agreement": { "text": " " } }),
        json!({ "agreement": { "text": long } }),
        json!(5),
    ] {
        let refused = begin(&server, &bad).await;
        assert_eq!(refused.status(), 422, "{bad}");
        assert!(refused.text().await.unwrap().contains("agreement.text"));
    }
    let form = server.client.post(format!("{}/v1/ladder/air", server.url)).form(&[("a", "b")]);
    assert_eq!(form.send().await.unwrap().status(), 415);
    let mut silent = document();
    silent["remember"].take();
    put(&server, &silent).await;
    let refused = begin(&server, &json!({ "agreement": agreement() })).await;
    assert_eq!(refused.status(), 404);
    assert!(refused.text().await.unwrap().contains("keeps no progress"));
}

async fn two_devices_know_together_what_each_of_them_does(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({ "share": "2026-03-05", "from-before": "2025-01-01" })).await;
    let more = json!({
        "done": { "share": "2026-03-01" }, "not_now": { "host": "2026-03-02" },
        "said": { "at": 5, "on": "2026-03-02", "evenings": true, "weekends": false, "skills": [] },
    });
    let answer = call(&server, Method::PUT, &token, &more).await;
    assert_eq!(answer.status(), 200);
    let merged: Value = answer.json().await.unwrap();
    let expected = json!({
        "done": { "share": "2026-03-01", "from-before": "2025-01-01" },
        "not_now": { "host": "2026-03-02" },
    });
    assert_eq!(merged["progress"], expected);
    assert_eq!(look(&server, &token).await["progress"], expected);
    // What someone says about themselves is not for a server: an early kit sends it all the same.
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let kept: String =
        sqlx::query("SELECT claimed FROM climbers").fetch_one(&mut connection).await.unwrap().get(0);
    assert!(kept.contains("2026-03-01") && !kept.contains("evenings"), "{kept}");
    let early = json!({ "done": {}, "not_now": {}, "said": more["said"] }).to_string();
    sqlx::query("UPDATE climbers SET claimed = $1").bind(early).execute(&mut connection).await.unwrap();
    assert_eq!(look(&server, &token).await["progress"].get("said"), None);
}

async fn dates_in_the_future_are_taken_back(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({ "share": "2999-01-01" })).await;
    let kept = look(&server, &token).await;
    let date: jiff::civil::Date = kept["progress"]["done"]["share"].as_str().unwrap().parse().unwrap();
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    assert!((date - today).get_days() <= 1, "{date}");
}

async fn a_wrong_token_is_answered_as_one_that_was_forgotten(server: Server) {
    load(&server).await;
    let good = token(&server, &json!({})).await;
    let gone = token(&server, &json!({})).await;
    assert_eq!(call(&server, Method::DELETE, &gone, &json!({})).await.status(), 204);
    let mut answers = Vec::new();
    let tampered = format!("{}{}", if good.starts_with('A') { 'B' } else { 'A' }, &good[1..]);
    for bad in [&*gone, &*tampered, &good[..42], &format!("{good}A"), "", "' OR 1=1 --"] {
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let answer = call(&server, method, bad, &json!({})).await;
            assert_eq!(answer.status(), 404);
            answers.push(answer.text().await.unwrap());
        }
    }
    for campaign in ["water", "%00", "%E2%82%AC"] {
        let other = server.client.get(format!("{}/v1/ladder/{campaign}", server.url)).bearer_auth(&good);
        answers.push(other.send().await.unwrap().text().await.unwrap());
    }
    answers.push(server.get("/v1/ladder/air").await.text().await.unwrap());
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    look(&server, &good).await;
}

async fn what_is_sent_with_a_token_completes_rungs_and_the_token_is_found_nowhere(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({})).await;
    sign(&server, &signature(1, &token)).await;
    assert_eq!(done(&server, &token).await, ["sign"]);
    let mut coming = answer(2, &json!({ "rsvp.rally": "yes" }));
    coming["ladder"] = json!(token);
    assert_eq!(post(&server, "spring", &coming).await.status(), 201);
    assert_eq!(done(&server, &token).await, ["come", "sign"]);
    let exports = [
        server.admin("GET", "/widgets/air/submissions.csv", &json!({})).await,
        server.admin("GET", "/widgets/air/submissions.jsonl", &json!({})).await,
        server.admin("GET", "/widgets/spring/attendees.jsonl", &json!({})).await,
    ];
    for export in exports {
        assert!(!export.text().await.unwrap().contains(&token));
    }
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    for sql in ["SELECT fields || consents FROM submissions", "SELECT token || claimed FROM climbers"] {
        for row in sqlx::query(sql).fetch_all(&mut connection).await.unwrap() {
            assert!(!row.get::<String, _>(0).contains(&token), "{sql}");
        }
    }
}

async fn a_token_that_is_none_does_not_stop_a_signature(server: Server) {
    load(&server).await;
    for (number, bad) in ["nonsense", "", "\u{1F600}", "a\u{0}b"].into_iter().enumerate() {
        sign(&server, &signature(number as u32, bad)).await;
    }
    server.count(4).await;
}

async fn an_answer_that_is_changed_completes_a_rung_and_never_takes_one_away(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({})).await;
    let mut maybe = answer(1, &json!({ "rsvp.rally": "maybe" }));
    maybe["ladder"] = json!(token);
    let receipt: Value = post(&server, "spring", &maybe).await.json().await.unwrap();
    let key = crate::events::link(&receipt).rsplit('/').next().unwrap().to_owned();
    assert_eq!(done(&server, &token).await, Vec::<String>::new());
    for (reply, expected) in [("yes", vec!["come"]), ("no", vec!["come"])] {
        let change = json!({ "values": { "rsvp.rally": reply } });
        assert_eq!(crate::events::patch(&server, &key, &change).await.status(), 200);
        assert_eq!(done(&server, &token).await, expected, "{reply}");
    }
}

async fn what_was_answered_counts_from_the_day_on_which_it_was(server: Server) {
    load(&server).await;
    let mut document = super::document();
    document["rungs"][0]["done_by"] = json!([{ "widget": "spring" }]);
    put(&server, &document).await;
    let token = token(&server, &json!({})).await;
    let mut no = answer(1, &json!({ "rsvp.rally": "no" }));
    no["ladder"] = json!(token);
    let receipt: Value = post(&server, "spring", &no).await.json().await.unwrap();
    let key = crate::events::link(&receipt).rsplit('/').next().unwrap().to_owned();
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    // Everything was ten days earlier.
    let mut earlier = async |table: &str, column: &str| {
        let sql = format!("UPDATE {table} SET {column} = {column} - 864000000");
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    };
    let days = async || {
        let done = super::look(&server, &token).await["progress"]["done"].clone();
        let day = |rung: &str| done[rung].as_str().map(|day| day.parse::<jiff::civil::Date>().unwrap());
        (day("sign").unwrap(), day("come"))
    };
    let change = async |reply: &str| {
        let change = json!({ "values": { "rsvp.rally": reply } });
        assert_eq!(crate::events::patch(&server, &key, &change).await.status(), 200);
    };
    earlier("submissions", "recorded_at").await;
    change("yes").await;
    let (any, yes) = days().await;
    assert!((yes.unwrap() - any).get_days() >= 10, "the yes is of today: {any} {yes:?}");
    // Ten days later it is called off: the day stays that of the yes.
    earlier("submissions", "recorded_at").await;
    earlier("reply_changes", "at").await;
    change("no").await;
    let (any, called_off) = days().await;
    // Midnight may lie in between.
    assert!(matches!((called_off.unwrap() - any).get_days(), 10 | 11), "{any} {called_off:?}");
    // A yes that is given anew is no later one.
    change("yes").await;
    assert_eq!(days().await, (any, called_off));
}

async fn attendance_marked_by_staff_completes_a_rung(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({})).await;
    let mut coming = answer(1, &json!({ "rsvp.rally": "yes" }));
    coming["ladder"] = json!(token);
    assert_eq!(post(&server, "spring", &coming).await.status(), 201);
    let mark = async |what: &str| {
        let id = coming["submission_id"].as_str().unwrap();
        let path = format!("/widgets/spring/attendees/{id}/{what}?slot=rally");
        assert_eq!(server.admin("POST", &path, &json!({})).await.status(), 204);
    };
    mark("check-in").await;
    assert_eq!(done(&server, &token).await, ["come", "there"]);
    mark("check-out").await;
    assert_eq!(done(&server, &token).await, ["come"], "it was a slip");
}

async fn a_device_is_not_believed_in_what_the_server_counts(server: Server) {
    load(&server).await;
    let mine = json!({ "sign": "2026-01-01", "host": "2026-01-01", "share": "2026-01-01" });
    for _ in 0..3 {
        let token = token(&server, &mine).await;
        assert_eq!(done(&server, &token).await, ["host", "share", "sign"], "they keep what they say");
    }
    let counts: Value = server.get("/v1/campaigns/air/rungs").await.json().await.unwrap();
    let told: Vec<_> = counts["rungs"].as_array().unwrap().iter().map(|rung| rung["done"].as_u64()).collect();
    assert_eq!(told[..3], [None, Some(3), None], "only a device sees that something was shared");
}

async fn forgetting_takes_the_link_to_what_was_sent_along(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({ "share": "2026-01-01" })).await;
    sign(&server, &signature(1, &token)).await;
    assert_eq!(call(&server, Method::DELETE, &token, &json!({})).await.status(), 204);
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    for table in ["climbers", "climbs", "steps", "arrivals"] {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap();
        assert_eq!(row.get::<i64, _>(0), 0, "{table}");
    }
    let sums =
        sqlx::query("SELECT done + standing FROM rung_counts").fetch_all(&mut connection).await.unwrap();
    assert!(sums.iter().all(|row| row.get::<i64, _>(0) == 0));
    assert_eq!(server.exported().await.len(), 1, "the signature stands");
    sign(&server, &signature(2, &token)).await;
    assert_eq!(call(&server, Method::GET, &token, &json!({})).await.status(), 404);
}

async fn whoever_is_erased_is_forgotten_here_as_well(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({})).await;
    sign(&server, &signature(1, &token)).await;
    let person = json!({ "email": "p1@example.org" });
    assert_eq!(server.admin("POST", "/people/erase", &person).await.status(), 200);
    assert_eq!(call(&server, Method::GET, &token, &json!({})).await.status(), 404);
}

async fn a_rung_that_the_ladder_drops_stays_done(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({ "share": "2026-01-01" })).await;
    sign(&server, &signature(1, &token)).await;
    let mut shorter = document();
    shorter["rungs"].as_array_mut().unwrap().drain(..2);
    put(&server, &shorter).await;
    assert_eq!(done(&server, &token).await, ["share", "sign"]);
    // Also what happens only then.
    let other = super::token(&server, &json!({})).await;
    sign(&server, &signature(2, &other)).await;
    assert_eq!(done(&server, &other).await, ["sign"]);
    let counts: Value = server.get("/v1/campaigns/air/rungs").await.json().await.unwrap();
    assert_eq!(counts["rungs"][0]["rung"], "come");
}

async fn any_bytes_are_answered_without_a_fault(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({})).await;
    let many: Value = (0..600)
        .map(|rung| (format!("r{rung:03}"), json!("2026-01-01")))
        .collect::<serde_json::Map<_, _>>()
        .into();
    for body in [
        json!(null),
        json!([]),
        json!({ "done": [1], "said": { "at": -1e300, "skills": { "a": 1 } } }),
        json!({ "done": { "<script>": "2026-01-01", "\u{0}": "x" } }),
        json!({ "done": many }),
        json!({ "done": many }),
    ] {
        assert_eq!(call(&server, Method::PUT, &token, &body).await.status(), 200, "{body}");
    }
    assert_eq!(done(&server, &token).await.len(), 500);
    let long = json!({ "x": "y".repeat(300_000) });
    assert_eq!(call(&server, Method::PUT, &token, &long).await.status(), 413);
    let put = server.client.put(format!("{}/v1/ladder/air", server.url)).bearer_auth(&token);
    let broken = put.header("content-type", "application/json").body("{").send().await.unwrap();
    assert_eq!(broken.status(), 400);
}

async fn nothing_is_submitted_to_a_ladder(server: Server) {
    load(&server).await;
    assert_eq!(post(&server, "way", &signature(1, "x")).await.status(), 404);
    let page = server.get("/embed/way").await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(page.contains("Sign") && page.contains("<ol>") && !page.contains("<form"), "{page}");
    let config: Value = server.get("/v1/widgets/way").await.json().await.unwrap();
    assert_eq!((&config["kind"], &config["backend"]["kind"]), (&json!("ladder"), &json!("rungs")));
}
