//! What is sent once more, because its answer was lost, is answered as the first time: whatever has closed or changed
//! meanwhile.

use reqwest::Response;
use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use crate::server::{FORM, Server, document, submission};
use crate::surveys::{answers, post, put};
use crate::{callbacks, events, ladder};

crate::on_both! {
    a_signature_is_confirmed_again_after_its_petition_has_closed
    a_signature_is_confirmed_again_when_more_is_asked_now
    another_content_under_its_id_is_closed_or_judged_by_what_is_asked_now
    a_plain_form_with_an_id_of_its_own_leads_to_thanks_again
    nobody_learns_from_a_form_without_an_id_who_had_signed_before_it_closed
    what_was_erased_is_not_confirmed_again
    the_answers_to_a_survey_are_confirmed_again
    whoever_holds_a_place_is_told_so_again_once_the_event_has_begun
    whoever_holds_a_place_is_told_so_again_once_the_event_is_called_off
    a_call_back_is_confirmed_again_when_nobody_calls_back_any_more
    an_offer_is_confirmed_again_when_nothing_is_offered_any_more
    what_staff_have_seen_to_is_asked_for_anew_under_another_id
}

async fn body(answer: Response) -> Value {
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

/// Closes a widget for good.
async fn close(server: &Server, widget: &str) {
    let closed = server.admin("POST", &format!("/widgets/{widget}/close"), &json!({})).await;
    assert!(closed.status().is_success());
}

async fn rows(server: &Server, widget: &str) -> usize {
    crate::surveys::exported(server, widget, "jsonl").await.lines().count()
}

async fn a_signature_is_confirmed_again_after_its_petition_has_closed(server: Server) {
    let first = body(server.post(&submission(1, "ada@example.org")).await).await;
    close(&server, "air").await;
    assert_eq!(body(server.post(&submission(1, "ada@example.org")).await).await, first);
    let newcomer = server.post(&submission(2, "ada@example.org")).await;
    assert_eq!(newcomer.status(), 410, "under another id it is another one");
    assert_eq!(rows(&server, "air").await, 1);
}

async fn a_signature_is_confirmed_again_when_more_is_asked_now(server: Server) {
    let first = body(server.post(&submission(1, "ada@example.org")).await).await;
    let mut more = document();
    more["fields"] = json!(["given_name", "email", { "name": "locality", "required": true }]);
    more["consents"][0]["text"] = json!("Write to me, and call me");
    put(&server, &more).await;
    assert_eq!(body(server.post(&submission(1, "ada@example.org")).await).await, first);
    let newcomer = server.post(&submission(2, "grace@example.org")).await;
    assert_eq!(newcomer.status(), 422);
    assert_eq!(rows(&server, "air").await, 1);
}

/// Page scripts hear ids: one alone opens no receipt.
async fn another_content_under_its_id_is_closed_or_judged_by_what_is_asked_now(server: Server) {
    server.post(&submission(1, "ada@example.org")).await;
    let mut more = document();
    more["fields"] = json!(["given_name", "email", { "name": "locality", "required": true }]);
    put(&server, &more).await;
    let refused = server.post(&submission(1, "grace@example.org")).await;
    assert_eq!(refused.status(), 422);
    let refused: Value = refused.json().await.unwrap();
    assert_eq!(refused["errors"][0]["field"], "locality", "{refused}");
    close(&server, "air").await;
    assert_eq!(server.post(&submission(1, "grace@example.org")).await.status(), 410);
}

async fn a_plain_form_with_an_id_of_its_own_leads_to_thanks_again(server: Server) {
    let mut form = FORM.to_vec();
    form.push(("submission_id", "00000000-0000-4000-8000-000000000001"));
    assert_eq!(server.post_form(&form).await.status(), 303);
    close(&server, "air").await;
    let again = server.post_form(&form).await;
    assert_eq!(
        (again.status().as_u16(), &again.headers()["location"]),
        (303, &"/embed/air?thanks".parse().unwrap())
    );
}

async fn nobody_learns_from_a_form_without_an_id_who_had_signed_before_it_closed(server: Server) {
    assert_eq!(server.post_form(&FORM).await.status(), 303);
    close(&server, "air").await;
    let never = FORM.map(|(name, value)| (name, if name == "email" { "grace@example.org" } else { value }));
    let (signed, never) = (server.post_form(&FORM).await, server.post_form(&never).await);
    assert_eq!((signed.status().as_u16(), never.status().as_u16()), (410, 410));
}

async fn what_was_erased_is_not_confirmed_again(server: Server) {
    server.post(&submission(1, "ada@example.org")).await;
    let person = json!({ "email": "ada@example.org" });
    assert_eq!(server.admin("POST", "/people/erase", &person).await.status(), 200);
    close(&server, "air").await;
    assert_eq!(server.post(&submission(1, "ada@example.org")).await.status(), 410);
}

async fn the_answers_to_a_survey_are_confirmed_again(server: Server) {
    let mut survey = callbacks::document("streets");
    put(&server, &survey).await;
    let sent = answers(1, &json!({ "bike": "yes" }));
    let first = body(post(&server, "streets", &sent).await).await;
    survey["questions"][0] =
        json!({ "name": "walk", "kind": "yes_no", "label": "Do you walk?", "required": true });
    survey["asks"].as_array_mut().unwrap().remove(0);
    put(&server, &survey).await;
    assert_eq!(body(post(&server, "streets", &sent).await).await, first);
    close(&server, "streets").await;
    assert_eq!(body(post(&server, "streets", &sent).await).await, first);
    assert_eq!(rows(&server, "streets").await, 1);
}

async fn whoever_holds_a_place_is_told_so_again_once_the_event_has_begun(server: Server) {
    put(&server, &events::document()).await;
    let values = json!({ "rsvp.rally": "yes", "guests.rally": "1" });
    let first = events::come(&server, 1, &values).await;
    // The same document, years later.
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let later =
        "UPDATE documents SET document = REPLACE(document, '2099-05', '2020-05') WHERE widget = 'spring'";
    sqlx::query(later).execute(&mut connection).await.unwrap();
    let later = server.twin().await;
    let newcomer = post(&later, "spring", &events::answer(2, &values)).await;
    assert_eq!(newcomer.status(), 410);
    let again = events::come(&later, 1, &values).await;
    let receipt = |answer: &Value| {
        let receipt = &answer["receipt"];
        [&receipt["submission_id"], &receipt["recorded_at"], &receipt["rsvp"]["slots"]].map(Clone::clone)
    };
    assert_eq!(receipt(&again), receipt(&first));
    assert_eq!(events::outcome(&again), "confirmed");
    assert_eq!(rows(&server, "spring").await, 1);
}

async fn whoever_holds_a_place_is_told_so_again_once_the_event_is_called_off(server: Server) {
    let mut document = events::document();
    put(&server, &document).await;
    let values = json!({ "rsvp.rally": "yes" });
    let first = events::come(&server, 1, &values).await;
    document["events"][0]["cancelled"] = json!(true);
    document["fields"] = json!(["given_name", "email", { "name": "locality", "required": true }]);
    put(&server, &document).await;
    assert_eq!(post(&server, "spring", &events::answer(2, &values)).await.status(), 422);
    let again = events::come(&server, 1, &values).await;
    assert_eq!(again["receipt"]["recorded_at"], first["receipt"]["recorded_at"]);
    assert_eq!(events::link(&again), events::link(&first));
    assert_eq!(rows(&server, "spring").await, 1);
}

async fn a_call_back_is_confirmed_again_when_nobody_calls_back_any_more(server: Server) {
    let mut survey = callbacks::document("streets");
    survey["asks"][1]["staff_follow_up"] = json!({ "who": "Sam", "within_hours": 5 });
    put(&server, &survey).await;
    let first = callbacks::confirmed(&server, "streets", &callbacks::asked(1)).await;
    survey["call_back"] = json!({ "channels": ["email"] });
    survey["asks"][1]["staff_follow_up"]["who"] = json!("Alex");
    put(&server, &survey).await;
    assert_eq!(callbacks::confirmed(&server, "streets", &callbacks::asked(1)).await, first);
    survey["asks"].as_array_mut().unwrap().pop();
    put(&server, &survey).await;
    assert_eq!(callbacks::confirmed(&server, "streets", &callbacks::asked(1)).await, first);
    close(&server, "streets").await;
    assert_eq!(callbacks::confirmed(&server, "streets", &callbacks::asked(1)).await, first);
    let mut other = callbacks::asked(1);
    other["values"]["topic"] = json!("Lights");
    for other in [other, callbacks::asked(2)] {
        let address = format!("{}/v1/widgets/streets/callbacks", server.url);
        assert_eq!(server.client.post(address).json(&other).send().await.unwrap().status(), 404);
    }
}

async fn an_offer_is_confirmed_again_when_nothing_is_offered_any_more(server: Server) {
    ladder::load(&server).await;
    let values = json!({ "given_name": "Ada", "phone": "+49 30 123456", "when": "any" });
    let offer = async |number: u32| {
        let address = format!("{}/v1/widgets/way/offers/shift", server.url);
        server.client.post(address).json(&answers(number, &values)).send().await.unwrap()
    };
    let first = body(offer(1).await).await;
    let mut less = ladder::document();
    less["rungs"].as_array_mut().unwrap().retain(|rung| rung["id"] != "shift");
    put(&server, &less).await;
    assert_eq!(body(offer(1).await).await, first);
    assert_eq!(offer(2).await.status(), 404);

    // What was kept before it was known by which document is judged by the one of today.
    put(&server, &ladder::document()).await;
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    sqlx::query(AssertSqlSafe("UPDATE offers SET document = NULL")).execute(&mut connection).await.unwrap();
    assert_eq!(body(offer(1).await).await, first);
}

async fn what_staff_have_seen_to_is_asked_for_anew_under_another_id(server: Server) {
    ladder::load(&server).await;
    let ask = async |what: &str, number: u32| {
        let values =
            json!({ "given_name": "Ada", "phone": "+49 30 123456", "when": "any", "locality": "Leeds" });
        let address = format!("{}/v1/widgets/way/{what}", server.url);
        server.client.post(address).json(&answers(number, &values)).send().await.unwrap()
    };
    for (number, what, verdicts, again) in [
        (10, "callbacks", &["done"][..], 422),
        (20, "offers/shift", &["done"], 422),
        (30, "offers/host", &["decline"], 422),
        (40, "offers/host", &["accept"], 201),
        (50, "offers/host", &["decline", "accept"], 201),
    ] {
        let first = body(ask(what, number).await).await;
        let id = first["receipt"]["submission_id"].as_str().unwrap();
        for verdict in verdicts {
            let path = format!("/{}/{id}/{verdict}", what.split('/').next().unwrap());
            assert_eq!(server.admin("POST", &path, &json!({})).await.status(), 204);
        }
        let answer = ask(what, number).await;
        assert_eq!(answer.status(), again, "{what} {verdicts:?}");
        let answer: Value = answer.json().await.unwrap();
        if again == 201 {
            assert_eq!(answer, first, "it is still to be seen to");
            continue;
        }
        assert_eq!(answer.get("errors"), None, "no field is wrong: {answer}");
        assert!(answer["detail"].as_str().unwrap().contains("make a new one"), "{answer}");
        body(ask(what, number + 1).await).await;
        let list = format!("/{}", what.split('/').next().unwrap());
        let listed: Value = server.admin("GET", &list, &json!({})).await.json().await.unwrap();
        assert!(listed.to_string().contains(&format!("{:012x}", number + 1)), "{listed}");
    }
}
