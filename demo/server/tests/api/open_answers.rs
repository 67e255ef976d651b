//! Answers in words: in the results only where staff have published them, and gone with their person.

use serde_json::{Value, json};

use crate::server::Server;
use crate::surveys::{answers, post, put};

crate::on_both! {
    nothing_that_someone_wrote_is_public_until_staff_say_so
    staff_read_them_a_page_at_a_time_the_newest_first
    at_most_fifty_are_shown
    words_beside_other_are_published_by_themselves
    whoever_is_erased_or_withdraws_takes_published_words_along
    of_an_anonymous_survey_nothing_but_the_words_is_shown
    only_answers_that_count_and_are_there_are_published
    the_hosted_page_shows_them_as_quotes
}

fn document() -> Value {
    json!({
        "id": "streets", "kind": "survey", "title": "Streets",
        "questions": [
            { "name": "story", "kind": "long_text", "label": "Your story" },
            { "name": "by", "kind": "single_choice", "label": "How do you travel?", "options": ["Bus", { "value": "other", "label": "Else", "other": true }] },
            { "name": "wish", "kind": "short_text", "label": "One wish" },
            { "name": "you", "kind": "contact", "fields": [{ "name": "email", "required": false }] },
        ],
        "results": { "show": "live", "minimum": 1 },
    })
}

fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

async fn answer(server: &Server, number: u32, values: &Value) -> Value {
    let answer = post(server, "streets", &answers(number, values)).await;
    assert_eq!(answer.status(), 201);
    answer.json().await.unwrap()
}

async fn set(server: &Server, method: &str, question: &str, number: u32) -> u16 {
    let path = format!("/widgets/streets/open-answers/{question}/{}", id(number));
    server.admin(method, &path, &json!({})).await.status().as_u16()
}

async fn list(server: &Server, path: &str) -> Value {
    let answer = server.admin("GET", &format!("/widgets/streets/open-answers/{path}"), &json!({})).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// The results as they are now: published words are at once what they are.
async fn results(server: &Server) -> Value {
    server.get("/v1/widgets/streets/results").await.json().await.unwrap()
}

fn of<'r>(results: &'r Value, control: &str) -> &'r Value {
    let questions = results["questions"].as_array().unwrap();
    questions.iter().find(|question| question["name"] == control).unwrap_or(&Value::Null)
}

async fn nothing_that_someone_wrote_is_public_until_staff_say_so(server: Server) {
    put(&server, &document()).await;
    answer(&server, 1, &json!({ "story": "A truck, at night", "by": "Bus", "email": "ada@example.org" }))
        .await;
    answer(&server, 2, &json!({ "story": "Nothing ever happens" })).await;
    assert_eq!(of(&results(&server).await, "story"), &Value::Null);
    assert_eq!(set(&server, "PUT", "story", 1).await, 204);
    assert_eq!(set(&server, "PUT", "story", 1).await, 204, "twice is once");
    let seen = results(&server).await;
    let shown = of(&seen, "story")["answers"].as_array().unwrap();
    assert_eq!((shown.len(), &shown[0]["text"]), (1, &json!("A truck, at night")));
    assert_eq!(shown[0]["at"].as_str().map(str::len), Some(10), "the day");
    assert!(!seen.to_string().contains("ada") && !seen.to_string().contains("Nothing"), "{seen}");
    let names: Vec<_> =
        seen["questions"].as_array().unwrap().iter().map(|question| &question["name"]).collect();
    assert_eq!(names, ["story", "by"], "at the place of its question");
    assert_eq!(set(&server, "DELETE", "story", 1).await, 204);
    assert_eq!(of(&results(&server).await, "story"), &Value::Null);
}

async fn staff_read_them_a_page_at_a_time_the_newest_first(server: Server) {
    put(&server, &document()).await;
    for number in 0..70 {
        let values = if number % 7 == 0 {
            json!({ "by": "Bus" })
        } else {
            json!({ "story": format!("Story {number}") })
        };
        answer(&server, number, &values).await;
    }
    set(&server, "PUT", "story", 69).await;
    let first = list(&server, "story").await;
    let texts = |page: &Value| -> Vec<String> {
        page["answers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|answer| answer["text"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(first["answers"][0]["text"], "Story 69");
    assert_eq!(
        (&first["answers"][0]["published"], &first["answers"][1]["published"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(first["answers"][0]["submission"], id(69));
    let second = list(&server, &format!("story?before={}", first["next"])).await;
    let mut all = texts(&first);
    all.extend(texts(&second));
    let expected: Vec<_> =
        (0..70).rev().filter(|number| number % 7 != 0).map(|number| format!("Story {number}")).collect();
    assert_eq!(all, expected);
    let end = list(&server, &format!("story?before={}", second["next"])).await;
    assert_eq!((&end["answers"], &end["next"]), (&json!([]), &Value::Null));
}

async fn at_most_fifty_are_shown(server: Server) {
    put(&server, &document()).await;
    for number in 0..60 {
        answer(&server, number, &json!({ "wish": format!("Wish {number}") })).await;
        set(&server, "PUT", "wish", number).await;
    }
    let seen = results(&server).await;
    let shown = of(&seen, "wish")["answers"].as_array().unwrap();
    assert_eq!(
        (shown.len(), &shown[0]["text"], &shown[49]["text"]),
        (50, &json!("Wish 59"), &json!("Wish 10"))
    );
}

async fn words_beside_other_are_published_by_themselves(server: Server) {
    put(&server, &document()).await;
    answer(&server, 1, &json!({ "by": "other", "by.other": "By mule", "wish": "Oats" })).await;
    assert_eq!(list(&server, "by.other").await["answers"][0]["text"], "By mule");
    assert_eq!(set(&server, "PUT", "by.other", 1).await, 204);
    let seen = results(&server).await;
    assert_eq!(of(&seen, "by.other")["answers"][0]["text"], "By mule");
    assert!(!seen.to_string().contains("Oats"), "{seen}");
}

async fn whoever_is_erased_or_withdraws_takes_published_words_along(server: Server) {
    put(&server, &document()).await;
    answer(&server, 1, &json!({ "story": "Of ada", "email": "ada@example.org" })).await;
    let receipt = answer(&server, 2, &json!({ "story": "Of grace", "email": "grace@example.org" })).await;
    answer(&server, 3, &json!({ "story": "Of someone" })).await;
    for number in 1..4 {
        assert_eq!(set(&server, "PUT", "story", number).await, 204);
    }
    server.admin("POST", "/people/erase", &json!({ "email": "ada@example.org" })).await;
    let seen = results(&server).await.to_string();
    assert!(!seen.contains("Of ada") && seen.contains("Of grace"), "{seen}");
    let link = receipt["receipt"]["manage_url"].as_str().unwrap();
    assert_eq!(server.client.post(format!("{link}/erase")).send().await.unwrap().status(), 200);
    let seen = results(&server).await;
    assert_eq!(of(&seen, "story")["answers"].as_array().unwrap().len(), 1, "{seen}");
    assert_eq!(list(&server, "story").await["answers"].as_array().unwrap().len(), 1);
    assert_eq!(set(&server, "PUT", "story", 1).await, 404, "there is nothing to publish any more");
}

async fn of_an_anonymous_survey_nothing_but_the_words_is_shown(server: Server) {
    let mut anonymous = document();
    anonymous["anonymous"] = json!(true);
    anonymous["questions"].as_array_mut().unwrap().pop();
    put(&server, &anonymous).await;
    answer(&server, 1, &json!({ "story": "Two\nlines" })).await;
    set(&server, "PUT", "story", 1).await;
    assert_eq!(of(&results(&server).await, "story")["answers"], json!([{ "text": "Two\nlines" }]));
}

async fn only_answers_that_count_and_are_there_are_published(server: Server) {
    put(&server, &document()).await;
    answer(&server, 1, &json!({ "story": "First", "email": "ada@example.org" })).await;
    answer(&server, 2, &json!({ "story": "Again", "email": "ada@example.org" })).await;
    let mut test = answers(3, &json!({ "story": "A test" }));
    test["test"] = json!(true);
    post(&server, "streets", &test).await;
    for (question, number) in
        [("story", 2), ("story", 3), ("story", 9), ("wish", 1), ("email", 1), ("by", 1), ("nothing", 1)]
    {
        assert_eq!(set(&server, "PUT", question, number).await, 404, "{question} of {number}");
    }
    assert_eq!(list(&server, "story").await["answers"].as_array().unwrap().len(), 1);
    let unknown = server.admin("GET", "/widgets/streets/open-answers/email", &json!({})).await;
    assert!(unknown.text().await.unwrap().contains("there are: story, by.other, wish"));
    let odd = server.admin("GET", "/widgets/streets/open-answers/story?before=x", &json!({})).await;
    assert_eq!(odd.status(), 400);
    let stranger = server.client.get(format!("{}/admin/widgets/streets/open-answers/story", server.url));
    assert_eq!(stranger.send().await.unwrap().status(), 401);
}

async fn the_hosted_page_shows_them_as_quotes(server: Server) {
    put(&server, &document()).await;
    answer(&server, 1, &json!({ "story": "<b>Loud</b> & fast", "by": "other", "by.other": "By mule" })).await;
    set(&server, "PUT", "story", 1).await;
    set(&server, "PUT", "by.other", 1).await;
    let page = server.get("/embed/streets?thanks").await.text().await.unwrap();
    for part in [
        "<h3>Your story</h3>",
        "<blockquote dir=\"auto\">&lt;b&gt;Loud&lt;/b&gt; &amp; fast</blockquote>",
        "By mule</blockquote>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}
