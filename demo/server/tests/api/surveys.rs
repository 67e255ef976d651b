//! Surveys: what is taken, what is refused, and what is never kept.

use reqwest::Response;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _, Row as _};

use crate::server::Server;

crate::on_both! {
    every_kind_of_question_is_stored_and_exported
    an_answer_to_a_hidden_question_is_refused_and_a_plain_form_drops_it
    an_early_end_that_sends_nothing_stores_nothing
    of_whoever_answers_anonymously_only_the_answers_are_kept
    a_plain_form_comes_back_with_all_that_was_entered_and_then_leads_to_the_results
    two_people_with_the_same_answers_are_two
    the_plain_page_orders_options_at_random_and_keeps_the_order_while_mistakes_are_mended
    a_closed_survey_says_that_it_is_one
    a_long_answer_is_taken_and_too_long_a_one_is_told_so
}

fn everything() -> Value {
    let mut fixtures: Value = serde_json::from_str(include_str!("../../../fixtures/survey.json")).unwrap();
    fixtures["base"].take()
}

/// A small survey under the id `streets`.
pub(crate) fn small() -> Value {
    json!({
        "id": "streets", "kind": "survey", "title": "Streets", "anonymous": true,
        "questions": [
            { "name": "bike", "kind": "yes_no", "label": "Do you cycle?", "required": true },
            { "name": "how_far", "kind": "number", "label": "How far?", "show_if": { "field": "bike", "equals": "yes" } },
            { "name": "first", "kind": "ranking", "label": "What first?", "max": 2, "options": ["Lanes", "Trees", "Signs"] },
        ],
        "results": { "show": "live", "minimum": 3 },
    })
}

pub(crate) async fn put(server: &Server, document: &Value) {
    let path = format!("/widgets/{}", document["id"].as_str().unwrap());
    let answer = server.admin("PUT", &path, document).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

pub(crate) fn answers(number: u32, values: &Value) -> Value {
    json!({ "submission_id": format!("00000000-0000-4000-8000-{number:012x}"), "locale": "en", "values": values })
}

pub(crate) async fn post(server: &Server, id: &str, body: &Value) -> Response {
    let post = server.client.post(format!("{}/v1/widgets/{id}/submissions", server.url));
    post.json(body).send().await.unwrap()
}

async fn post_form(server: &Server, id: &str, form: &[(&str, &str)]) -> Response {
    let post = server.client.post(format!("{}/v1/widgets/{id}/submissions", server.url));
    post.form(form).send().await.unwrap()
}

pub(crate) async fn exported(server: &Server, id: &str, kind: &str) -> String {
    let path = format!("/widgets/{id}/submissions.{kind}");
    server.admin("GET", &path, &json!({})).await.text().await.unwrap()
}

/// The stored sums of every version of a survey, as they are in the database.
pub(crate) async fn sums(server: &Server, id: &str) -> Vec<Value> {
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let rows = sqlx::query("SELECT aggregate FROM aggregates WHERE widget = $1 ORDER BY version").bind(id);
    let rows = rows.fetch_all(&mut connection).await.unwrap();
    rows.iter().map(|row| serde_json::from_str(row.get(0)).unwrap()).collect()
}

fn all_values() -> Value {
    json!({
        "lives_here": "yes", "transport": "bike", "kilometres": "4.5", "last_fall": "2026-01-31",
        "dangers": "speed,light", "safety": "2", "agree.slower": "5", "agree.trees": "4",
        "first_steps": "signs,lanes", "street_stars": "3", "district": "North", "school": "Oak School",
        "recommend": "9", "reason": "=Trees", "story": "Two\nlines", "given_name": "Ada", "email": "ada@example.org",
    })
}

async fn every_kind_of_question_is_stored_and_exported(server: Server) {
    put(&server, &everything()).await;
    let mut body = answers(1, &all_values());
    body["consents"] = json!([{ "id": "updates", "answer": "no", "text": "May we?", "version": "" }]);
    let answer = post(&server, "safe-streets", &body).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    let replay = post(&server, "safe-streets", &body).await;
    assert_eq!(replay.status(), 201);
    let line: Value = serde_json::from_str(exported(&server, "safe-streets", "jsonl").await.trim()).unwrap();
    assert_eq!((&line["values"], &line["version"]), (&all_values(), &json!(1)));
    let csv = exported(&server, "safe-streets", "csv").await;
    let head = csv.lines().next().unwrap();
    for column in ["transport,transport.other,", "agree.slower,agree.trees,", "story,given_name,email,phone,"]
    {
        assert!(head.contains(column), "{column}: {head}");
    }
    assert!(head.ends_with(",version") && csv.contains("'=Trees"), "{csv}");
}

async fn an_answer_to_a_hidden_question_is_refused_and_a_plain_form_drops_it(server: Server) {
    put(&server, &small()).await;
    let hidden = answers(1, &json!({ "bike": "no", "how_far": "3" }));
    let answer = post(&server, "streets", &hidden).await;
    assert_eq!(answer.status(), 422);
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["errors"], json!([{ "field": "how_far", "code": "not_asked" }]));
    let form = [("bike", "no"), ("how_far", "3"), ("first", ""), ("first", "")];
    assert_eq!(post_form(&server, "streets", &form).await.status(), 303);
    let line: Value = serde_json::from_str(exported(&server, "streets", "jsonl").await.trim()).unwrap();
    assert_eq!(line["values"], json!({ "bike": "no" }));
}

async fn an_early_end_that_sends_nothing_stores_nothing(server: Server) {
    put(&server, &everything()).await;
    let answer = post(&server, "safe-streets", &answers(1, &json!({ "lives_here": "no" }))).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "status": "not_stored", "end": "elsewhere" }));
    let answer = post_form(&server, "safe-streets", &[("lives_here", "no")]).await;
    let place = answer.headers()["location"].to_str().unwrap().to_owned();
    let page = server.get(&place).await.text().await.unwrap();
    assert!(
        page.contains("only people who live here") && page.contains("Nothing that you entered"),
        "{page}"
    );
    assert_eq!(exported(&server, "safe-streets", "jsonl").await, "");
    assert!(sums(&server, "safe-streets").await.is_empty());
}

async fn of_whoever_answers_anonymously_only_the_answers_are_kept(server: Server) {
    put(&server, &small()).await;
    let mut body = answers(1, &json!({ "bike": "yes", "how_far": "3", "email": "ada@example.org" }));
    body["source"] = json!("mail-to-ada");
    body["referrer"] = json!("ada");
    body["page"] = json!("https://example.org/ada");
    body["attribution"] = json!({ "utm_campaign": "for-ada", "referrer_host": "ada.example" });
    body["consents"] = json!([{ "id": "news", "answer": "yes", "text": "Write to ada", "version": "" }]);
    let post = server.client.post(format!("{}/v1/widgets/streets/submissions", server.url));
    let post = post.header("user-agent", "ada's phone").header("x-forwarded-for", "192.0.2.7").json(&body);
    let answer: Value = post.send().await.unwrap().json().await.unwrap();
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let row = sqlx::query(
        "SELECT fields, consents, COALESCE(person, ''), COALESCE(source, ''), COALESCE(referrer, ''), \
         COALESCE(page, ''), COALESCE(given_name, ''), COALESCE(attribution, '') FROM submissions WHERE widget = 'streets'",
    );
    let row = row.fetch_one(&mut connection).await.unwrap();
    let kept: Vec<String> = (0..8).map(|column| row.get(column)).collect();
    let fields: Value = serde_json::from_str(&kept[0]).unwrap();
    assert_eq!(fields, json!({ "bike": "yes", "how_far": "3" }));
    assert_eq!(kept[1..], ["[]", "", "", "", "", "", ""]);
    for elsewhere in [
        "people WHERE widget = 'streets'",
        "published WHERE widget = 'streets'",
        "wordings WHERE text LIKE '%ada%'",
    ] {
        let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {elsewhere}"));
        let count = sqlx::query(sql).fetch_one(&mut connection).await.unwrap();
        assert_eq!(count.get::<i64, _>(0), 0, "{elsewhere}");
    }
    // The link is all that leads back to the answers: it takes them out again.
    let link = answer["receipt"]["manage_url"].as_str().unwrap();
    let page = server.client.get(link).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Everything that you answered is removed"), "{page}");
    assert_eq!(server.client.post(format!("{link}/erase")).send().await.unwrap().status(), 200);
    assert_eq!(sums(&server, "streets").await, [json!({ "submissions": 0, "tallies": {} })]);
}

async fn a_plain_form_comes_back_with_all_that_was_entered_and_then_leads_to_the_results(server: Server) {
    put(&server, &small()).await;
    let page = server.get("/embed/streets").await.text().await.unwrap();
    assert!(
        page.contains("<fieldset") && page.contains("name=\"submission_id\"") && !page.contains("<script"),
        "{page}"
    );
    let form = [("how_far", "2<"), ("first", "Trees"), ("first", "Trees"), ("locale", "en")];
    let refused = post_form(&server, "streets", &form).await;
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    for part in [
        "href=\"#f-bike\"",
        "id=\"f-bike\"",
        "href=\"#f-first\"",
        "each only once",
        "<option value=\"Trees\" selected>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("value=\"2&lt;\""), "{page}");
    for _ in 0..3 {
        let form = [("bike", "yes"), ("how_far", "2"), ("first", "Trees"), ("first", "Lanes")];
        let thanks = post_form(&server, "streets", &form).await;
        assert_eq!(
            (thanks.status(), &thanks.headers()["location"]),
            (303.try_into().unwrap(), &"/embed/streets?thanks".parse().unwrap())
        );
    }
    let page = server.get("/embed/streets?thanks").await.text().await.unwrap();
    assert!(
        page.contains("Thank you for your answers") && page.contains("<caption>Do you cycle?</caption>"),
        "{page}"
    );
}

/// The values of the radio buttons of a page, in order.
fn radios(page: &str, name: &str) -> Vec<String> {
    let start = format!("name=\"{name}\" value=\"");
    let values = page.split(&start).skip(1).filter_map(|rest| rest.split('"').next());
    values.map(str::to_owned).collect()
}

async fn the_plain_page_orders_options_at_random_and_keeps_the_order_while_mistakes_are_mended(
    server: Server,
) {
    let options: Vec<String> = (0..9).map(|option| format!("o{option}")).collect();
    let mut listed: Vec<Value> = options.iter().map(|option| json!(option)).collect();
    listed[4] = json!({ "value": "o4", "label": "o4", "pinned": true });
    let mut document = small();
    document["questions"][2] = json!({ "name": "which", "kind": "single_choice", "label": "Which?", "random": true, "options": listed });
    put(&server, &document).await;
    let mut orders = std::collections::BTreeSet::new();
    for _ in 0..10 {
        let page = server.get("/embed/streets").await.text().await.unwrap();
        let order = radios(&page, "which");
        let mut sorted = order.clone();
        sorted.sort();
        assert_eq!((sorted, order[4].as_str()), (options.clone(), "o4"), "{order:?}");
        let id = page.split("name=\"submission_id\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let form = [
            ("submission_id", id.unwrap_or_default()),
            ("how_far", "near"),
            ("which", "o1"),
            ("bike", "yes"),
        ];
        let refused = post_form(&server, "streets", &form).await;
        assert_eq!(refused.status(), 422);
        assert_eq!(radios(&refused.text().await.unwrap(), "which"), order);
        orders.insert(order);
    }
    assert!(orders.len() > 1, "each sheet has its own: {orders:?}");
}

async fn two_people_with_the_same_answers_are_two(server: Server) {
    put(&server, &small()).await;
    for _ in 0..2 {
        assert_eq!(post_form(&server, "streets", &[("bike", "no")]).await.status(), 303);
    }
    let id = "0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11";
    for _ in 0..2 {
        let form = [("bike", "no"), ("submission_id", id)];
        assert_eq!(post_form(&server, "streets", &form).await.status(), 303);
    }
    assert_eq!(sums(&server, "streets").await[0]["submissions"], 3);
}

async fn a_closed_survey_says_that_it_is_one(server: Server) {
    put(&server, &small()).await;
    server.admin("POST", "/widgets/streets/close", &json!({})).await;
    let answer = post(&server, "streets", &answers(1, &json!({ "bike": "no" }))).await;
    assert_eq!(answer.status(), 410);
    assert!(answer.text().await.unwrap().contains("this survey is closed"));
    let page = server.get("/embed/streets").await.text().await.unwrap();
    assert!(page.contains("This survey is closed"), "{page}");
    let listed: Value = server.admin("GET", "/widgets", &json!({})).await.json().await.unwrap();
    assert_eq!(listed["widgets"][1]["kind"], "survey");
}

async fn a_long_answer_is_taken_and_too_long_a_one_is_told_so(server: Server) {
    let mut document = small();
    document["questions"][1] =
        json!({ "name": "story", "kind": "long_text", "label": "Your story", "max_length": 100_000 });
    put(&server, &document).await;
    let story = |length: usize| json!({ "bike": "no", "story": "a".repeat(length) });
    assert_eq!(post(&server, "streets", &answers(1, &story(100_000))).await.status(), 201);
    let longer = post(&server, "streets", &answers(2, &story(100_001))).await;
    assert_eq!(longer.json::<Value>().await.unwrap()["errors"][0]["code"], "too_long");
    assert_eq!(post(&server, "streets", &answers(3, &story(300_000))).await.status(), 413);
}
