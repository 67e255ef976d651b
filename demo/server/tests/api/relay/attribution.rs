//! How someone came here reaches each target in its own fields.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::stub::Stub;
use super::until;
use crate::events;
use crate::server::{Server, submission};
use crate::surveys::{post, put};

crate::on_both! {
    how_someone_came_here_reaches_each_target_in_its_own_fields
    a_plain_form_brings_it_too_and_an_erasure_takes_it_away
}

/// What a widget sends of it: what has no name of ours is not kept.
fn came(mut submission: Value) -> Value {
    submission["source"] = json!("news letter/3");
    submission["referrer"] = json!("jane");
    submission["page"] = json!("https://example.org/page?email=ada#x");
    submission["attribution"] = json!({
        "utm_medium": "email", "utm_campaign": "spring", "utm_content": "top", "utm_term": "air",
        "referrer_host": "t.example", "gclid": "x",
    });
    submission
}

/// A target of each kind, each at an address of its own. Any variable that is there does for a secret.
fn file(stub: &Stub) -> Value {
    let target = |id: &str, widget: &str, mut to: Value| {
        to["url"] = json!(format!("{}/{id}", stub.url));
        json!({ "id": id, "widgets": [widget], "per_minute": 60_000, "loopback": true, "to": to })
    };
    let mut keyed = target(
        "an",
        "air",
        json!({
            "kind": "action_network", "id": "a1", "email_consent": "news", "map": { "utm_campaign": "campaign" },
        }),
    );
    keyed["secrets"] = json!({ "key": "PATH" });
    let mut mobilize = target(
        "mobilize",
        "spring",
        json!({
            "kind": "mobilize", "organization": 7, "event": 9, "timeslots": { "rally": "812" },
        }),
    );
    mobilize["secrets"] = json!({ "key": "PATH" });
    let map =
        json!({ "source": "first_source", "referrer": "recruiter", "utm_medium": "medium", "page": "page" });
    let mut nation = target("nation", "air", json!({ "kind": "nationbuilder", "map": map }));
    nation["secrets"] = json!({ "token": "PATH" });
    let template = json!({ "how": "{{utm_medium}}/{{utm_term}} from {{referrer_host}} by {{referrer}}: {{source}} {{page}}" });
    json!({ "targets": [
        target("hook", "air", json!({ "kind": "webhook", "confirms": true })),
        target("template", "air", json!({ "kind": "webhook", "confirms": true, "template": template })),
        target("osdi", "air", json!({ "kind": "osdi", "email_consent": "news" })),
        target("proca", "air", json!({ "kind": "proca", "action_page": 42 })),
        target("actionkit", "air", json!({ "kind": "actionkit", "page": "air", "map": { "consent.public": "" } })),
        target("form", "air", json!({ "kind": "form", "cors": true, "map": { "utm_content": "CONTENT" } })),
        keyed, mobilize, nation,
    ]})
}

async fn how_someone_came_here_reaches_each_target_in_its_own_fields(server: Server) {
    let stub = Stub::start().await;
    let server = server.relaying(&file(&stub)).await;
    put(&server, &events::document()).await;
    assert_eq!(server.post(&came(submission(1, "ada@example.org"))).await.status(), 201);
    let coming = came(events::answer(2, &json!({ "rsvp.rally": "yes" })));
    assert_eq!(post(&server, "spring", &coming).await.status(), 201);
    until(&server, "empty", |now| {
        now["targets"].as_array().unwrap().iter().all(|queue| queue["waiting"] == 0 && queue["dead"] == 0)
    })
    .await;

    let page = "https://example.org/page";
    let got: HashMap<String, super::stub::Got> =
        stub.got().into_iter().map(|got| (got.path.split('/').nth(2).unwrap().to_owned(), got)).collect();
    assert_eq!(got.len(), 9, "{:?}", got.keys());
    let body = |target: &str| got[target].body();
    let hook = body("hook");
    let own = ["source", "referrer", "page"].map(|key| hook[key].clone());
    assert_eq!(own, [json!("news letter/3"), json!("jane"), json!(page)]);
    let known = json!({
        "utm_medium": "email", "utm_campaign": "spring", "utm_content": "top", "utm_term": "air", "referrer_host": "t.example",
    });
    assert_eq!(hook["attribution"], known);
    assert_eq!(body("template")["how"], format!("email/air from t.example by jane: news letter/3 {page}"));
    let referrer = json!({ "source": "news-letter-3", "referrer": "jane", "website": "example.org/page" });
    assert_eq!(body("an")["action_network:referrer_data"], referrer);
    assert_eq!(body("an")["person"]["custom_fields"]["campaign"], "spring");
    let mut osdi = referrer.clone();
    osdi["url"] = json!(page);
    assert_eq!(body("osdi")["referrer_data"], osdi);
    let tracking = json!({
        "source": "news letter/3", "medium": "email", "campaign": "spring", "content": "top", "location": page,
    });
    assert_eq!(body("proca")["variables"]["tracking"], tracking);
    let kit = body("actionkit");
    let own = ["source", "action_referrer", "action_utm_medium", "action_referrer_host"]
        .map(|key| kit[key].clone());
    assert_eq!(own, [json!("news letter/3"), json!("jane"), json!("email"), json!("t.example")]);
    let form = &got["form"].text;
    for pair in [
        "source=news+letter%2F3",
        "referrer=jane",
        "utm_campaign=spring",
        "CONTENT=top",
        "referrer_host=t.example",
    ] {
        assert!(form.split('&').any(|own| own == pair), "{pair}: {form}");
    }
    let nation = body("nation")["data"]["attributes"].clone();
    let own = ["first_source", "recruiter", "medium", "page"].map(|key| nation[key].clone());
    assert_eq!(own, [json!("news letter/3"), json!("jane"), json!("email"), json!(page)]);
    let referrer = json!({
        "utm_source": "news letter/3", "utm_medium": "email", "utm_campaign": "spring", "utm_content": "top",
        "utm_term": "air", "url": page,
    });
    assert_eq!(body("mobilize")["referrer"], referrer);

    // Staff see it as well.
    let row = &server.exported().await[0];
    assert_eq!(row["attribution"], known);
    let csv = server.admin("GET", "/widgets/air/submissions.csv", &json!({})).await.text().await.unwrap();
    assert!(
        csv.lines().next().unwrap().ends_with("utm_medium,utm_campaign,utm_content,utm_term,referrer_host"),
        "{csv}"
    );
    assert!(csv.lines().nth(1).unwrap().ends_with("email,spring,top,air,t.example"), "{csv}");
}

async fn a_plain_form_brings_it_too_and_an_erasure_takes_it_away(server: Server) {
    let page =
        server.get("/embed/air?utm_medium=sms&utm_campaign=a%22b&referrer=jane&utm_source=flyer").await;
    let page = page.text().await.unwrap();
    for (name, value) in
        [("utm_medium", "sms"), ("utm_campaign", "a&quot;b"), ("referrer", "jane"), ("source", "flyer")]
    {
        let input = format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        assert!(page.contains(&input), "{input}: {page}");
    }
    let mut form = crate::server::FORM.to_vec();
    form.extend([("utm_medium", "sms"), ("utm_campaign", "a\"b"), ("referrer", "jane"), ("source", "flyer")]);
    assert_eq!(server.post_form(&form).await.status(), 303);
    let rows = server.exported().await;
    assert_eq!(rows[0]["attribution"], json!({ "utm_medium": "sms", "utm_campaign": "a\"b" }));
    assert_eq!((&rows[0]["referrer"], &rows[0]["source"]), (&json!("jane"), &json!("flyer")));
    let person = json!({ "email": "ada@example.org" });
    assert_eq!(server.admin("POST", "/people/erase", &person).await.status(), 200);
    assert_eq!(server.exported().await[0]["attribution"], json!({}));
}
