use reqwest::Method;
use serde_json::{Value, json};

use super::{agreement, begin, call, done, load, look, sign, signature, token};
use crate::server::{Server, submission};

crate::on_both! {
    every_signature_gets_a_code_of_its_own_that_a_replay_repeats
    a_code_counts_each_person_once_and_not_its_owner_nor_a_test
    a_code_does_not_tell_whether_an_address_has_signed
    whoever_brings_in_a_friend_goes_up
    organisers_see_chains_and_supporters_only_numbers
    whoever_is_erased_leaves_the_chain
    each_invitation_has_a_code_of_its_own_that_counts_for_whoever_sent_it
    whoever_is_remembered_has_a_code_before_they_send_anything
    an_invitation_stays_as_it_came_in_exports
}

async fn brought(server: &Server, code: &str) -> u64 {
    let answer = server.get(&format!("/v1/referrals/{code}")).await;
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["cache-control"].to_str().unwrap().starts_with("public"));
    answer.json::<Value>().await.unwrap()["brought"].as_u64().unwrap()
}

fn through(number: u32, email: &str, code: &str) -> Value {
    let mut body = submission(number, email);
    body["referrer"] = json!(code);
    body
}

async fn every_signature_gets_a_code_of_its_own_that_a_replay_repeats(server: Server) {
    let first = sign(&server, &submission(1, "ada@example.org")).await;
    assert_eq!(first.len(), 8);
    assert!(first.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter)), "{first}");
    assert_eq!(sign(&server, &submission(1, "ada@example.org")).await, first);
    assert_ne!(sign(&server, &submission(2, "bob@example.org")).await, first);
}

async fn a_code_counts_each_person_once_and_not_its_owner_nor_a_test(server: Server) {
    load(&server).await;
    let code = sign(&server, &submission(1, "ada@example.org")).await;
    assert_eq!(brought(&server, &code).await, 0);
    sign(&server, &through(2, "bob@example.org", &code)).await;
    sign(&server, &through(3, "BOB@example.org", &code)).await;
    sign(&server, &through(4, "ada@example.org", &code)).await;
    let mut test = through(5, "eve@example.org", &code);
    test["test"] = json!(true);
    assert_eq!(server.post(&test).await.status(), 201);
    sign(&server, &through(6, "cem@example.org", "another")).await;
    assert_eq!(brought(&server, &code).await, 1);
    // The same person in another widget of the campaign.
    let mut coming = crate::events::answer(7, &json!({ "rsvp.rally": "yes", "email": "bob@example.org" }));
    coming["referrer"] = json!(code);
    assert_eq!(crate::surveys::post(&server, "spring", &coming).await.status(), 201);
    assert_eq!(brought(&server, &code).await, 1);
    sign(&server, &through(8, "dora@example.org", &code)).await;
    assert_eq!(brought(&server, &code).await, 2);
    for unknown in ["another", "AAAAAAAA", "%00", "' OR 1=1 --"] {
        assert_eq!(brought(&server, unknown).await, 0, "{unknown}");
    }
}

async fn a_code_does_not_tell_whether_an_address_has_signed(server: Server) {
    let first = sign(&server, &submission(1, "ada@example.org")).await;
    sign(&server, &through(2, "bob@example.org", &first)).await;
    // Someone else signs as Ada: they get a code like everyone, and it tells nothing of Ada's.
    let second = sign(&server, &submission(3, "ada@example.org")).await;
    assert_ne!(first, second);
    assert_eq!(brought(&server, &second).await, 0);
}

async fn whoever_brings_in_a_friend_goes_up(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({})).await;
    let code = sign(&server, &signature(1, &token)).await;
    sign(&server, &through(2, "p1@example.org", &code)).await;
    assert_eq!(done(&server, &token).await, ["sign"], "nobody brings in themselves");
    sign(&server, &through(3, "bob@example.org", &code)).await;
    assert_eq!(done(&server, &token).await, ["friend", "sign"]);
    let known = look(&server, &token).await;
    assert_eq!((&known["brought"], &known["referral"]), (&json!(1), &json!(code)));
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    assert_eq!(api["components"]["schemas"]["Climb"]["properties"]["referral"]["type"], "string");
}

async fn organisers_see_chains_and_supporters_only_numbers(server: Server) {
    load(&server).await;
    let ada = sign(&server, &submission(1, "ada@example.org")).await;
    let bob = sign(&server, &through(2, "bob@example.org", &ada)).await;
    let cem = sign(&server, &through(3, "cem@example.org", &bob)).await;
    // Cem brings Ada to the events: a circle.
    let mut coming = crate::events::answer(4, &json!({ "rsvp.rally": "yes", "email": "ada@example.org" }));
    coming["referrer"] = json!(cem);
    assert_eq!(crate::surveys::post(&server, "spring", &coming).await.status(), 201);
    sign(&server, &through(5, "dora@example.org", &ada)).await;

    let chains: Value =
        server.admin("GET", "/campaigns/air/referrals", &json!({})).await.json().await.unwrap();
    let people: Vec<_> = chains["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|person| {
            (
                person["person"].as_str().unwrap(),
                person["brought"].as_u64().unwrap(),
                person["chain"].as_u64().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("ada@example.org", 2, 3),
        ("bob@example.org", 1, 3),
        ("cem@example.org", 1, 3),
        ("dora@example.org", 0, 0),
    ];
    assert_eq!(people, expected);
    assert_eq!(chains["people"][0]["name"], "Ada Lovelace");
    assert_eq!(chains["people"][3]["brought_by"], json!(["ada@example.org"]));
    assert_eq!(chains["links"].as_array().unwrap().len(), 4);
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    crate::admin::fits(&api, "Referrals", &chains);

    let public = server.get(&format!("/v1/referrals/{ada}")).await.text().await.unwrap();
    assert_eq!(public, "{\"brought\":2}");
    assert_eq!(
        server
            .client
            .get(format!("{}/admin/campaigns/air/referrals", server.url))
            .send()
            .await
            .unwrap()
            .status(),
        401
    );
    assert_eq!(server.admin("GET", "/campaigns/water/referrals", &json!({})).await.status(), 404);
}

async fn each_invitation_has_a_code_of_its_own_that_counts_for_whoever_sent_it(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({})).await;
    let code = sign(&server, &signature(1, &token)).await;
    let (first, second) = (format!("{code}.4fa1c0"), format!("{code}.b2"));
    sign(&server, &through(2, "bob@example.org", &first)).await;
    sign(&server, &through(3, "cem@example.org", &second)).await;
    sign(&server, &through(4, "dora@example.org", &second)).await;
    sign(&server, &through(5, "eve@example.org", &code)).await;
    for (asked, expected) in [(&first, 1), (&second, 2), (&code, 4), (&format!("{code}.other"), 0)] {
        assert_eq!(brought(&server, asked).await, expected, "{asked}");
    }
    assert_eq!(look(&server, &token).await["brought"], 4);
    assert_eq!(done(&server, &token).await, ["friend", "sign"]);
    let chains: Value =
        server.admin("GET", "/campaigns/air/referrals", &json!({})).await.json().await.unwrap();
    let links: Vec<_> =
        chains["links"].as_array().unwrap().iter().map(|link| (&link["to"], &link["invitation"])).collect();
    let expected = [
        (&json!("bob@example.org"), &json!("4fa1c0")),
        (&json!("cem@example.org"), &json!("b2")),
        (&json!("dora@example.org"), &json!("b2")),
        (&json!("eve@example.org"), &Value::Null),
    ];
    assert_eq!(links, expected);
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    crate::admin::fits(&api, "Referrals", &chains);
    // What looks like an invitation of nobody counts for nobody.
    sign(&server, &through(6, "finn@example.org", "AAAAAAAA.b2")).await;
    assert_eq!(brought(&server, "AAAAAAAA.b2").await, 0);
}

async fn whoever_is_remembered_has_a_code_before_they_send_anything(server: Server) {
    load(&server).await;
    let begun: Value = begin(&server, &json!({ "agreement": agreement() })).await.json().await.unwrap();
    let (token, code) = (begun["token"].as_str().unwrap(), begun["referral"].as_str().unwrap());
    assert_eq!(look(&server, token).await["referral"], begun["referral"]);
    sign(&server, &through(2, "bob@example.org", &format!("{code}.4f"))).await;
    assert_eq!(brought(&server, code).await, 1);
    assert_eq!(
        (done(&server, token).await, &look(&server, token).await["brought"]),
        (vec!["friend".into()], &json!(1))
    );
    // Nobody brings in themselves, also not by a code that they had before.
    let mut own = signature(3, token);
    own["referrer"] = json!(code);
    let receipt = sign(&server, &own).await;
    assert_eq!(brought(&server, code).await, 1);
    sign(&server, &through(4, "cem@example.org", &receipt)).await;
    let known = look(&server, token).await;
    assert_eq!((&known["brought"], &known["referral"]), (&json!(2), &json!(receipt)));
    let chains: Value =
        server.admin("GET", "/campaigns/air/referrals", &json!({})).await.json().await.unwrap();
    assert_eq!(chains["people"][0]["person"], "p3@example.org");
    assert_eq!(chains["people"][0]["brought"], 2);
    // What was forgotten leads nowhere.
    assert_eq!(call(&server, Method::DELETE, token, &json!({})).await.status(), 204);
    assert_eq!(brought(&server, code).await, 0);
}

async fn an_invitation_stays_as_it_came_in_exports(server: Server) {
    sign(&server, &through(1, "bob@example.org", "K7x-_9aB.4fa1c0")).await;
    sign(&server, &through(2, "cem@example.org", "news.letter, of May")).await;
    let table = server.admin("GET", "/widgets/air/submissions.csv", &json!({})).await.text().await.unwrap();
    assert!(table.contains("K7x-_9aB.4fa1c0") && table.contains("news.letter, of May"), "{table}");
}

async fn whoever_is_erased_leaves_the_chain(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({})).await;
    let code = sign(&server, &signature(1, &token)).await;
    sign(&server, &through(2, "bob@example.org", &code)).await;
    assert_eq!(done(&server, &token).await, ["friend", "sign"]);
    server.admin("POST", "/people/erase", &json!({ "email": "bob@example.org" })).await;
    assert_eq!(brought(&server, &code).await, 0);
    assert_eq!(done(&server, &token).await, ["sign"]);
    let chains: Value =
        server.admin("GET", "/campaigns/air/referrals", &json!({})).await.json().await.unwrap();
    assert_eq!(chains, json!({ "people": [], "links": [] }));
}
