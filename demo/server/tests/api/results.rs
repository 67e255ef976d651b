//! The results of surveys: exact under any load, and silent about the few.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::server::Server;
use crate::surveys::{answers, exported, post, put, small, sums};

crate::on_both! {
    results_are_hidden_below_the_minimum_and_seen_above_it
    results_that_are_never_shown_are_not_there
    many_answers_at_once_through_two_processes_give_exact_sums
    whoever_is_erased_leaves_the_results
    how_many_were_asked_tells_no_hidden_count_and_two_looks_tell_no_few
    answers_to_older_versions_keep_their_columns_and_their_place_in_the_results
}

/// Waits until the results of `streets` are so.
async fn until(server: &Server, what: &str, so: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..500 {
        let results: Value = server.get("/v1/widgets/streets/results").await.json().await.unwrap();
        if so(&results) {
            return results;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the results never had {what}");
}

async fn results_are_hidden_below_the_minimum_and_seen_above_it(server: Server) {
    put(&server, &small()).await;
    for number in 0..2 {
        post(&server, "streets", &answers(number, &json!({ "bike": "yes", "how_far": "2" }))).await;
    }
    let answer = server.get("/v1/widgets/streets/results").await;
    assert!(answer.headers()["cache-control"].to_str().unwrap().contains("max-age"));
    let few: Value = answer.json().await.unwrap();
    assert!(few.get("submissions").is_none() && !few.to_string().contains("count"), "{few}");
    post(&server, "streets", &answers(2, &json!({ "bike": "yes", "how_far": "5", "first": "Trees,Lanes" })))
        .await;
    let seen = until(&server, "three answers", |results| results["submissions"] == 3).await;
    assert_eq!(seen["questions"][0]["counts"][0], json!({ "value": "yes", "count": 3 }));
    assert_eq!(seen["questions"][1]["mean"], 3.0);
    assert!(seen["questions"][2].get("answered").is_none(), "one ranked: {seen}");
    // One more would be told by the difference.
    post(&server, "streets", &answers(3, &json!({ "bike": "no" }))).await;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    let answer = server.get("/v1/widgets/streets/results").await;
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(answer.json::<Value>().await.unwrap(), seen);
    let again = server.client.get(format!("{}/v1/widgets/streets/results", server.url));
    assert_eq!(again.header("if-none-match", tag).send().await.unwrap().status(), 304);
}

async fn how_many_were_asked_tells_no_hidden_count_and_two_looks_tell_no_few(server: Server) {
    let document = json!({
        "id": "streets", "kind": "survey", "title": "Streets", "anonymous": true,
        "questions": [
            { "name": "bike", "kind": "yes_no", "label": "Do you cycle?", "required": true },
            { "name": "safe", "kind": "yes_no", "label": "Is it safe?", "required": true,
              "show_if": { "field": "bike", "equals": "yes" } },
            { "name": "bus", "kind": "yes_no", "label": "Is there a bus?" },
        ],
        "results": { "show": "live", "minimum": 3 },
    });
    put(&server, &document).await;
    let send = async |from: u32, count: u32, values: &Value| {
        for number in from..from + count {
            assert_eq!(post(&server, "streets", &answers(number, values)).await.status(), 201);
        }
    };
    let cyclist = json!({ "bike": "yes", "safe": "no", "bus": "yes" });
    send(0, 1, &json!({ "bike": "no" })).await;
    send(1, 4, &cyclist).await;
    let first = until(&server, "three answers", |results| results["submissions"].as_u64() >= Some(3)).await;
    assert!(first["questions"][0]["counts"][0].get("count").is_none(), "one does not cycle: {first}");
    assert!(first["questions"][1].get("answered").is_none(), "how many were asked would tell it: {first}");
    let bus = first["questions"][2]["answered"].as_u64();
    // Three more, of whom one answers the last question: it keeps its figures until as many have.
    send(10, 1, &cyclist).await;
    send(11, 3, &json!({ "bike": "no" })).await;
    let second =
        until(&server, "more", |results| results["submissions"].as_u64() > first["submissions"].as_u64())
            .await;
    let now = second["questions"][2]["answered"].as_u64();
    assert!(now == bus || now >= bus.map(|before| before + 3), "{first} {second}");
}

async fn results_that_are_never_shown_are_not_there(server: Server) {
    for results in [json!("never"), Value::Null] {
        let mut document = small();
        document["results"] = results;
        put(&server, &document).await;
        let answer = server.get("/v1/widgets/streets/results").await;
        assert_eq!(answer.status(), 404);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
    }
    assert_eq!(server.get("/v1/widgets/air/results").await.status(), 404);
}

async fn many_answers_at_once_through_two_processes_give_exact_sums(server: Server) {
    put(&server, &small()).await;
    let twin = server.twin().await;
    let send = |number: u32| {
        let to = if number.is_multiple_of(2) { &server } else { &twin };
        let far = (number % 7).to_string();
        async move {
            post(to, "streets", &answers(number, &json!({ "bike": "yes", "how_far": far }))).await.status()
        }
    };
    let statuses = join_all((0..300).map(send)).await;
    assert!(statuses.iter().all(|status| *status == 201), "{statuses:?}");
    let sums = sums(&server, "streets").await;
    let total: u32 = (0..300).map(|number| number % 7).sum();
    assert_eq!(sums[0]["submissions"], 300);
    assert_eq!(sums[0]["tallies"]["bike"], json!({ "answered": 300, "counts": { "yes": 300 } }));
    assert_eq!(sums[0]["tallies"]["how_far"]["sum"], format!("{total}000000"));
}

async fn whoever_is_erased_leaves_the_results(server: Server) {
    let mut document = small();
    document["anonymous"] = json!(false);
    let questions = document["questions"].as_array_mut().unwrap();
    questions.push(json!({ "name": "you", "kind": "contact", "fields": ["email"] }));
    put(&server, &document).await;
    for (number, email) in ["ada@example.org", "grace@example.org", "ada@example.org"].iter().enumerate() {
        let values = json!({ "bike": "yes", "how_far": "2", "email": email });
        let answer = post(&server, "streets", &answers(u32::try_from(number).unwrap(), &values)).await;
        assert_eq!(answer.status(), 201);
    }
    assert_eq!(sums(&server, "streets").await[0]["submissions"], 2, "a person counts once");
    let erase = server.admin("POST", "/people/erase", &json!({ "email": "Ada@example.org" })).await;
    assert_eq!(erase.json::<Value>().await.unwrap()["erased"], 2);
    let left = sums(&server, "streets").await;
    assert_eq!(left[0]["submissions"], 1);
    assert_eq!(left[0]["tallies"]["how_far"], json!({ "answered": 1, "sum": "2000000" }));
    assert!(!exported(&server, "streets", "jsonl").await.contains("ada"));
}

async fn answers_to_older_versions_keep_their_columns_and_their_place_in_the_results(server: Server) {
    put(&server, &small()).await;
    for number in 0..3 {
        let values = json!({ "bike": "yes", "how_far": "2", "first": "Lanes,Trees" });
        assert_eq!(post(&server, "streets", &answers(number, &values)).await.status(), 201);
    }
    let mut document = small();
    document["questions"][1] = json!({ "name": "how_far", "kind": "single_choice", "label": "How far?", "options": ["near", "far"] });
    document["questions"][2]["max"] = json!(3);
    put(&server, &document).await;
    for number in 3..6 {
        let values = json!({ "bike": "yes", "how_far": "near", "first": "Lanes,Trees,Signs" });
        assert_eq!(post(&server, "streets", &answers(number, &values)).await.status(), 201);
    }
    let seen = until(&server, "six answers", |results| results["submissions"] == 6).await;
    assert_eq!(seen["questions"][0]["answered"], 6);
    assert_eq!(seen["questions"][1]["answered"], 3, "kilometres are no choice");
    assert_eq!(seen["questions"][2]["answered"], 3, "the second of two is not the second of three");
    let lines = exported(&server, "streets", "jsonl").await;
    assert_eq!((lines.matches("\"version\":1").count(), lines.matches("\"version\":2").count()), (3, 3));
}
