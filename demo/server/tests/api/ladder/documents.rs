//! What documents say of each other: a ladder of the widgets of its campaign, and these of the ladder.

use serde_json::{Value, json};

use super::{document, done, load, token};
use crate::server::Server;
use crate::surveys::put;

crate::on_both! {
    a_widget_says_what_it_completes_on_the_ladder_of_its_campaign_and_follows_that_ladder
    a_document_that_says_it_itself_is_left_as_it_is
    what_a_ladder_names_and_nobody_can_do_here_is_told_to_staff
    a_ladder_that_is_wrong_is_refused_and_the_last_one_stays
}

async fn completes(server: &Server, widget: &str) -> Value {
    let document: Value = server.get(&format!("/v1/widgets/{widget}")).await.json().await.unwrap();
    document["thanks"]["completes"].clone()
}

async fn a_widget_says_what_it_completes_on_the_ladder_of_its_campaign_and_follows_that_ladder(
    server: Server,
) {
    assert_eq!(completes(&server, "air").await, Value::Null, "there is no ladder yet");
    load(&server).await;
    let share = json!({ "rung": "share", "by_sharing": true });
    assert_eq!(completes(&server, "air").await, json!([{ "rung": "sign" }, share]));
    assert_eq!(completes(&server, "spring").await, json!([share, { "rung": "come", "answer": "yes" }]));
    assert_eq!(completes(&server, "way").await, Value::Null, "nothing is submitted to a ladder");
    let mut other = document();
    other["rungs"][0]["id"] = json!("signed");
    put(&server, &other).await;
    assert_eq!(completes(&server, "air").await, json!([{ "rung": "signed" }, share]));
}

async fn a_document_that_says_it_itself_is_left_as_it_is(server: Server) {
    load(&server).await;
    let mut own = crate::events::document();
    own["thanks"] = json!({ "title": "Thanks", "completes": [] });
    put(&server, &own).await;
    assert_eq!(completes(&server, "spring").await, json!([]));
}

async fn what_a_ladder_names_and_nobody_can_do_here_is_told_to_staff(server: Server) {
    load(&server).await;
    let told = async |document: &Value| {
        let answer = server.admin("PUT", "/widgets/way", document).await;
        assert_eq!(answer.status(), 200);
        answer.json::<Value>().await.unwrap()["warnings"].clone()
    };
    assert_eq!(told(&document()).await, json!([]));
    let mut other = crate::events::document();
    (other["id"], other["campaign"]) = (json!("autumn"), json!("water"));
    put(&server, &other).await;
    let mut wrong = document();
    wrong["rungs"][0]["done_by"] = json!([{ "widget": "airr" }, { "widget": "air" }]);
    wrong["rungs"][2]["done_by"] = json!([{ "widget": "autumn" }]);
    let expected = json!([
        "rungs[0].done_by[0].widget: there is no widget \"airr\" here, so nothing that is sent here completes it",
        "rungs[2].done_by[0].widget: \"autumn\" belongs to the campaign \"water\", of which this ladder hears nothing",
    ]);
    assert_eq!(told(&wrong).await, expected);
}

async fn a_ladder_that_is_wrong_is_refused_and_the_last_one_stays(server: Server) {
    load(&server).await;
    let token = token(&server, &json!({ "share": "2026-01-02" })).await;
    let mut circle = document();
    circle["rungs"][6]["unlock"] = json!({ "done": ["host"] });
    circle["rungs"][7]["unlock"] = json!({ "done": ["shift"] });
    let mut twice = document();
    twice["rungs"][1]["id"] = json!("sign");
    let mut nothing = document();
    nothing["rungs"][0]["done_by"] = json!([{}]);
    let mut many = document();
    many["rungs"] = (0..51)
        .map(|number| json!({ "id": format!("r{number}"), "label": "x", "href": "/", "done_by": ["share"] }))
        .collect();
    for (wrong, why) in [
        (circle, "rungs[6].unlock: waits for itself: it opens after host, which opens after shift"),
        (twice, "rungs[1].id: \"sign\" is used twice"),
        (nothing, "rungs[0].done_by[0]: names nothing"),
        (many, "rungs: are too many: 50 fit"),
    ] {
        let answer = server.admin("PUT", "/widgets/way", &wrong).await;
        assert_eq!(answer.status(), 400, "{why}");
        let said = answer.text().await.unwrap();
        assert!(said.contains(&why.replace('"', "\\\"")) || said.contains(why), "{why}: {said}");
    }
    assert_eq!(done(&server, &token).await, ["share"]);
}
