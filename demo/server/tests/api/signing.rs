use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::server::{FORM, Server, document, submission};

crate::on_both! {
    a_signature_is_kept_with_wording_hash_and_source
    a_wording_that_was_never_published_is_kept_and_marked
    a_replay_gets_the_same_answer_and_stays_one_row
    the_same_id_for_another_content_is_refused
    the_same_person_counts_once_and_cannot_be_told_from_a_newcomer
    two_hundred_at_once_from_one_person_count_once
    two_hundred_people_at_once_all_count
    two_processes_racing_for_the_same_people_stay_exact
    a_plain_form_leads_to_thanks_and_a_double_click_is_one_row
    only_those_who_agreed_are_shown_by_first_name_and_place
    a_test_never_counts
    the_state_answers_304_until_it_changes
}

async fn a_signature_is_kept_with_wording_hash_and_source(server: Server) {
    let answer = server.post(&submission(1, "ada@example.org")).await;
    assert_eq!(answer.status(), 201);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["status"], "confirmed");
    let row = &server.exported().await[0];
    assert_eq!(row["values"]["email"], "ada@example.org");
    assert_eq!(row["source"], "newsletter-3");
    assert_eq!(row["page"], "https://example.org/page", "query and fragment may be personal");
    let news = &row["consents"][0];
    assert_eq!((&news["id"], &news["answer"]), (&json!("news"), &json!("yes")));
    assert_eq!(news["sha256"], "47967909a296385d6f3e7d4217a1401c07e45037c133bf8bce735f648af3829a");
    assert_eq!((&news["text"], &news["version"]), (&json!("Write to me"), &json!("1")));
    assert_eq!((&news["published"], &row["locale"]), (&json!(true), &json!("en")));
    server.count(1).await;
}

async fn a_wording_that_was_never_published_is_kept_and_marked(server: Server) {
    let mut newer = document();
    newer["consents"][0]["text"] = json!({ "en": "Write to me", "de": "Schreibt mir" });
    assert_eq!(server.admin("PUT", "/widgets/air", &newer).await.status(), 200);
    for (number, text) in [(1, "Schreibt mir"), (2, "Sell my address"), (3, "Show my first name")] {
        let mut sent = submission(number, &format!("p{number}@example.org"));
        sent["consents"][0]["text"] = json!(text);
        assert_eq!(server.post(&sent).await.status(), 201);
    }
    let rows = server.exported().await;
    let seen: Vec<_> =
        rows.iter().map(|row| (&row["consents"][0]["text"], &row["consents"][0]["published"])).collect();
    // The last was published, but for another consent.
    let expected = [("Schreibt mir", true), ("Sell my address", false), ("Show my first name", false)];
    let expected = expected.map(|(text, published)| (json!(text), json!(published)));
    assert!(seen.into_iter().eq(expected.iter().map(|(text, published)| (text, published))), "{rows:?}");
}

async fn a_replay_gets_the_same_answer_and_stays_one_row(server: Server) {
    let first = server.post(&submission(1, "ada@example.org")).await.text().await.unwrap();
    let again = server.post(&submission(1, "ada@example.org")).await;
    assert_eq!(again.status(), 201);
    assert_eq!(again.text().await.unwrap(), first);
    assert_eq!(server.exported().await.len(), 1);
}

async fn the_same_id_for_another_content_is_refused(server: Server) {
    server.post(&submission(1, "ada@example.org")).await;
    let other = server.post(&submission(1, "grace@example.org")).await;
    assert_eq!(other.status(), 422);
    assert_eq!(server.exported().await.len(), 1);
}

async fn the_same_person_counts_once_and_cannot_be_told_from_a_newcomer(server: Server) {
    let first = server.post(&submission(1, "ada@example.org")).await;
    let again = server.post(&submission(2, "ADA@example.org")).await;
    assert_eq!(first.status(), again.status());
    let names =
        |answer: &reqwest::Response| answer.headers().keys().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(&first), names(&again));
    let (first, again): (Value, Value) = (first.json().await.unwrap(), again.json().await.unwrap());
    let keys = |body: &Value| body["receipt"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&first), keys(&again));
    server.count(1).await;
    // Nothing is lost: staff see both.
    let counted: Vec<_> = server.exported().await.iter().map(|row| row["counted"] == true).collect();
    assert_eq!(counted, [true, false]);
}

async fn two_hundred_at_once_from_one_person_count_once(server: Server) {
    let all = (0..200).map(|number| submission(number, "ada@example.org")).collect::<Vec<_>>();
    let answers = join_all(all.iter().map(|submission| server.post(submission))).await;
    assert!(answers.iter().all(|answer| answer.status() == 201));
    server.count(1).await;
    assert_eq!(server.exported().await.len(), 200);
}

async fn two_hundred_people_at_once_all_count(server: Server) {
    let all =
        (0..200).map(|number| submission(number, &format!("p{number}@example.org"))).collect::<Vec<_>>();
    let answers = join_all(all.iter().map(|submission| server.post(submission))).await;
    assert!(answers.iter().all(|answer| answer.status() == 201));
    server.count(200).await;
}

async fn two_processes_racing_for_the_same_people_stay_exact(server: Server) {
    let twin = server.twin().await;
    let all = (0..150)
        .map(|number| submission(number, &format!("p{}@example.org", number % 50)))
        .collect::<Vec<_>>();
    let one = join_all(all.iter().map(|submission| server.post(submission)));
    let other = join_all(all.iter().rev().map(|submission| twin.post(submission)));
    let (one, other) = tokio::join!(one, other);
    assert!(one.iter().chain(&other).all(|answer| answer.status() == 201), "{:?}", one[0].status());
    server.count(50).await;
    assert_eq!(server.exported().await.len(), 150);
}

async fn a_plain_form_leads_to_thanks_and_a_double_click_is_one_row(server: Server) {
    for _ in 0..2 {
        let answer = server.post_form(&FORM).await;
        assert_eq!(answer.status(), 303);
        assert_eq!(answer.headers()["location"], "/embed/air?thanks");
    }
    assert_eq!(server.exported().await.len(), 1);
    assert!(
        server.get("/embed/air?thanks").await.text().await.unwrap().contains("Your signature is recorded")
    );
}

async fn only_those_who_agreed_are_shown_by_first_name_and_place(server: Server) {
    server.post_form(&FORM).await;
    let mut agreed = vec![("consent.public", "yes"), ("locality", "Köln"), ("comment", "<b>Air</b>")];
    agreed.extend(
        FORM.map(|(name, value)| if name == "email" { (name, "grace@example.org") } else { (name, value) }),
    );
    server.post_form(&agreed).await;
    let state = server.count(2).await;
    let signers = state["signers"].as_array().unwrap();
    assert_eq!(signers.len(), 1);
    let keys: Vec<_> = signers[0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["at", "comment", "given_name", "place"]);
    assert_eq!((&signers[0]["given_name"], &signers[0]["place"]), (&json!("Ada"), &json!("Köln")));
    assert_eq!(signers[0]["comment"], "<b>Air</b>");
}

async fn a_test_never_counts(server: Server) {
    let mut test = submission(1, "ada@example.org");
    test["test"] = json!(true);
    assert_eq!(server.post(&test).await.status(), 201);
    server.post(&submission(2, "grace@example.org")).await;
    server.count(1).await;
    let tests: Vec<_> = server.exported().await.iter().map(|row| row["test"] == true).collect();
    assert_eq!(tests, [true, false]);
}

async fn the_state_answers_304_until_it_changes(server: Server) {
    let first = server.get("/v1/widgets/air/state").await;
    let tag = first.headers()["etag"].clone();
    let again =
        server.client.get(format!("{}/v1/widgets/air/state", server.url)).header("if-none-match", &tag);
    assert_eq!(again.send().await.unwrap().status(), 304);
    server.post(&submission(1, "ada@example.org")).await;
    server.count(1).await;
    let changed =
        server.client.get(format!("{}/v1/widgets/air/state", server.url)).header("if-none-match", &tag);
    assert_eq!(changed.send().await.unwrap().status(), 200);
}
