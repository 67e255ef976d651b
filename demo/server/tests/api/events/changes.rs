//! Changes of mind: what is freed goes to whoever waited.

use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};

use super::*;
use crate::server::Server;
use crate::surveys::{exported, post, put};

crate::on_both! {
    calling_off_frees_the_place_and_one_moves_up_once
    a_change_that_comes_again_is_the_same_state_and_keeps_the_place_in_the_line
    growing_keeps_what_there_is_where_it_does_not_fit
    erasing_someone_frees_their_place
    needs_are_kept_apart_and_go_with_their_consent
    who_agrees_to_other_words_than_before_agrees_to_these
    what_someone_needs_is_asked_and_kept_only_while_they_may_come
    the_page_changes_an_answer_without_a_script
    a_plain_form_sent_again_after_calling_off_is_a_new_answer
    whatever_people_do_at_once_the_places_add_up
}

async fn calling_off_frees_the_place_and_one_moves_up_once(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    for number in 1..=6 {
        come(&server, number, &yes).await;
    }
    let first = key(&server, 1, &yes).await;
    // Ten times at once: the place is freed once.
    let answers = join_all(
        (0..10).map(|_| async { patch(&server, &first, &json!({ "cancel": true })).await.status() }),
    )
    .await;
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    let mut states = Vec::new();
    for number in 1..=6 {
        states.push(state(&server, &key(&server, number, &yes).await).await);
    }
    assert_eq!(states, ["no", "coming", "coming", "waiting 1", "waiting 2", "waiting 3"]);
    // Whoever changes their mind again is last in the line.
    let back = patch(&server, &first, &json!({ "values": { "rsvp.rally": "yes" } })).await;
    assert_eq!(back.status(), 200);
    assert_eq!(back.json::<Value>().await.unwrap()["rsvp"]["slots"][0]["position"], 4);
}

/// A widget sends a change again whose answer it did not hear.
async fn a_change_that_comes_again_is_the_same_state_and_keeps_the_place_in_the_line(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    let mut keys = Vec::new();
    for number in 1..=4 {
        keys.push(key(&server, number, &yes).await);
    }
    let maybe = json!({ "values": { "rsvp.rally": "maybe" } });
    for (own, change, expected) in [
        (2, json!({ "values": yes }), ["coming", "coming", "waiting 1", "waiting 2"]),
        (0, json!({ "values": yes }), ["coming", "coming", "waiting 1", "waiting 2"]),
        (2, maybe, ["coming", "coming", "maybe", "waiting 1"]),
        (0, json!({ "values": { "rsvp.rally": "no" } }), ["no", "coming", "maybe", "coming"]),
        (0, json!({ "values": {}, "cancel": true }), ["no", "coming", "maybe", "coming"]),
    ] {
        for _ in 0..3 {
            let answer = patch(&server, &keys[own], &change).await;
            assert_eq!(answer.status(), 200, "{change}");
            let mut states = Vec::new();
            for key in &keys {
                states.push(state(&server, key).await);
            }
            assert_eq!(states, expected, "{change}");
        }
    }
}

async fn growing_keeps_what_there_is_where_it_does_not_fit(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    let first = key(&server, 1, &yes).await;
    let grown = patch(&server, &first, &json!({ "values": { "guests.rally": "2" } })).await;
    assert_eq!(grown.status(), 422);
    let problem: Value = grown.json().await.unwrap();
    assert_eq!(problem["errors"], json!([{ "field": "rsvp.rally", "code": "full", "limit": "1" }]));
    assert_eq!(state(&server, &first).await, "coming");
    assert_eq!(stands(&server, &first).await["rsvp"]["slots"][0]["places"], 1);
    assert_eq!(patch(&server, &first, &json!({ "values": { "guests.rally": "1" } })).await.status(), 200);
    assert_eq!(rally(&server, 2, 0).await, "1");
    // Who one is cannot be changed by the link.
    let other = patch(&server, &first, &json!({ "values": { "email": "eve@example.org" } })).await;
    assert_eq!(other.json::<Value>().await.unwrap()["errors"][0]["code"], "not_asked");
}

async fn erasing_someone_frees_their_place(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    for number in 1..=4 {
        come(&server, number, &yes).await;
    }
    server.admin("POST", "/people/erase", &json!({ "email": "p1@example.org" })).await;
    assert_eq!(state(&server, &key(&server, 3, &yes).await).await, "coming");
    let second = link(&come(&server, 2, &yes).await);
    assert_eq!(server.client.post(format!("{second}/erase")).send().await.unwrap().status(), 200);
    assert_eq!(state(&server, &key(&server, 4, &yes).await).await, "coming");
    let names: Vec<Value> =
        attendees(&server, "").await.iter().map(|one| one["values"]["email"].clone()).collect();
    assert_eq!(names, ["p3@example.org", "p4@example.org"]);
}

async fn needs_are_kept_apart_and_go_with_their_consent(server: Server) {
    put(&server, &document()).await;
    let mut sent = answer(1, &json!({ "rsvp.rally": "yes", "needs": "A ramp" }));
    let refused = post(&server, "spring", &sent).await;
    assert_eq!(refused.json::<Value>().await.unwrap()["errors"][0]["field"], "consent.needs");
    sent["consents"] =
        json!([{ "id": "needs", "answer": "yes", "text": "Keep this for the day", "version": "" }]);
    let answer: Value = post(&server, "spring", &sent).await.json().await.unwrap();
    for kind in ["jsonl", "csv"] {
        assert!(!exported(&server, "spring", kind).await.contains("A ramp"));
    }
    assert!(!json!(attendees(&server, "").await).to_string().contains("A ramp"));
    assert_eq!(attendees(&server, "?needs=yes").await[0]["needs"], "A ramp");
    let link = link(&answer);
    let key = link.rsplit('/').next().unwrap();
    assert_eq!(stands(&server, key).await["values"]["needs"], "A ramp");
    // What they answer stays as it is while only the consent goes.
    assert_eq!(patch(&server, key, &json!({ "consents": { "needs": "no" } })).await.status(), 200);
    let stands = stands(&server, key).await;
    assert_eq!(
        (&stands["values"]["needs"], &stands["rsvp"]["slots"][0]["state"]),
        (&Value::Null, &json!("coming"))
    );
    assert_eq!(attendees(&server, "?needs=yes").await[0]["needs"], Value::Null);
    let again = patch(&server, key, &json!({ "values": { "needs": "Two ramps" } })).await;
    assert_eq!(again.json::<Value>().await.unwrap()["errors"][0]["field"], "consent.needs");
    let both = json!({ "values": { "needs": "Two ramps" }, "consents": { "needs": "yes" } });
    assert_eq!(patch(&server, key, &both).await.status(), 200);
    assert_eq!(attendees(&server, "?needs=yes").await[0]["needs"], "Two ramps");
}

async fn who_agrees_to_other_words_than_before_agrees_to_these(server: Server) {
    put(&server, &document()).await;
    let mut sent = answer(1, &json!({ "rsvp.rally": "yes", "needs": "A ramp" }));
    sent["consents"] =
        json!([{ "id": "needs", "answer": "yes", "text": "Keep this for the day", "version": "" }]);
    let answer: Value = post(&server, "spring", &sent).await.json().await.unwrap();
    let link = link(&answer);
    let key = link.rsplit('/').next().unwrap();
    let no = json!({ "consents": { "needs": "no" } });
    assert_eq!(patch(&server, key, &no).await.status(), 200);
    let mut reworded = document();
    reworded["needs"]["consent"] = json!("Keep this for a week");
    put(&server, &reworded).await;
    let yes = json!({ "values": { "needs": "Two ramps" }, "consents": { "needs": "yes" } });
    for change in [yes, no] {
        assert_eq!(patch(&server, key, &change).await.status(), 200);
    }
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let rows = sqlx::query(
        "SELECT c.answer, w.text FROM consent_changes c JOIN wordings w ON w.sha256 = c.sha256 ORDER BY c.seq",
    );
    let rows = rows.fetch_all(&mut connection).await.unwrap();
    let text = |row: &AnyRow, column: usize| row.get::<String, _>(column);
    let noted: Vec<_> = rows.iter().map(|row| (text(row, 0), text(row, 1))).collect();
    let expected =
        [("no", "Keep this for the day"), ("yes", "Keep this for a week"), ("no", "Keep this for a week")];
    assert_eq!(noted, expected.map(|(answer, text)| (answer.to_owned(), text.to_owned())));
    let page = server.client.get(&link).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Keep this for a week"), "{page}");
}

async fn what_someone_needs_is_asked_and_kept_only_while_they_may_come(server: Server) {
    put(&server, &document()).await;
    // Whoever does not come is asked nothing, and may leave in the form what they had typed.
    let no = key(&server, 1, &json!({ "rsvp.rally": "no", "needs": "A ramp" })).await;
    assert_eq!(stands(&server, &no).await["consents"], json!([]));
    let agreed =
        json!({ "values": { "rsvp.rally": "yes", "needs": "A ramp" }, "consents": { "needs": "yes" } });
    let refused = patch(&server, &no, &json!({ "values": agreed["values"] })).await;
    assert_eq!(refused.json::<Value>().await.unwrap()["errors"][0]["field"], "consent.needs");
    assert_eq!(patch(&server, &no, &agreed).await.status(), 200);
    let now = stands(&server, &no).await;
    assert_eq!((&now["values"]["needs"], &now["consents"][0]["answer"]), (&json!("A ramp"), &json!("yes")));
    // What else is changed leaves it as it is; whoever no longer comes takes it along.
    for (change, kept) in [("maybe", json!("A ramp")), ("yes", json!("A ramp")), ("no", Value::Null)] {
        let changed = patch(&server, &no, &json!({ "values": { "rsvp.rally": change } })).await;
        assert_eq!(changed.status(), 200, "{change}");
        assert_eq!(stands(&server, &no).await["values"]["needs"], kept, "{change}");
        assert_eq!(attendees(&server, "?needs=yes").await[0]["needs"], kept, "{change}");
    }
    // The page asks for the consent beside what is needed, where there is none.
    let link = link(&come(&server, 2, &json!({ "rsvp.rally": "no" })).await);
    let page = server.client.get(&link).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("name=\"consent.needs\"") && page.contains("Keep this for the day"), "{page}");
    let form =
        [("rsvp.rally", "yes"), ("was.rsvp.rally", "no"), ("needs", "A seat"), ("consent.needs", "yes")];
    let sent = server.client.post(format!("{link}/rsvp")).form(&form).send().await.unwrap();
    assert_eq!(sent.status(), 303);
    assert_eq!(stands(&server, link.rsplit('/').next().unwrap()).await["values"]["needs"], "A seat");
}

async fn the_page_changes_an_answer_without_a_script(server: Server) {
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    let link = link(&come(&server, 1, &yes).await);
    let page = server.client.get(&link).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("name=\"rsvp.rally\"") && page.contains("value=\"yes\" checked"), "{page}");
    assert!(page.contains("2099-05-01 18:00 – 20:00 (Europe/Berlin, UTC+02:00)"), "{page}");
    let send = |form: &'static [(&'static str, &'static str)]| {
        server.client.post(format!("{link}/rsvp")).form(form).send()
    };
    let refused =
        send(&[("rsvp.rally", "yes"), ("was.rsvp.rally", "yes"), ("guests.rally", "9")]).await.unwrap();
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    assert!(page.contains("href=\"#f-guests.rally\"") && page.contains("value=\"9\""), "{page}");
    // An open page that shows an old answer takes back nothing that was changed elsewhere.
    let key = link.rsplit('/').next().unwrap();
    patch(&server, key, &json!({ "values": { "rsvp.rally": "maybe" } })).await;
    assert_eq!(send(&[("rsvp.rally", "yes"), ("was.rsvp.rally", "yes")]).await.unwrap().status(), 303);
    assert_eq!(state(&server, key).await, "maybe");
    assert_eq!(send(&[("cancel", "yes")]).await.unwrap().status(), 303);
    assert_eq!(state(&server, key).await, "no");
}

/// It brings no id: one is made of its content, so that a double click is one answer.
async fn a_plain_form_sent_again_after_calling_off_is_a_new_answer(server: Server) {
    put(&server, &document()).await;
    let form = [("given_name", "Ada"), ("email", "ada@example.org"), ("rsvp.rally", "yes")];
    let send = async || {
        let post = server.client.post(format!("{}/v1/widgets/spring/submissions", server.url)).form(&form);
        let answer = post.send().await.unwrap();
        assert_eq!(answer.status(), 303);
        let place = answer.headers()["location"].to_str().unwrap().to_owned();
        place.trim_end_matches("/standing?thanks").rsplit('/').next().unwrap().to_owned()
    };
    let rows = async || exported(&server, "spring", "jsonl").await.lines().count();
    let mut keys = Vec::new();
    for times in 1..=3 {
        // However often, and at once.
        let again = join_all((0..4).map(|_| send())).await;
        let own = send().await;
        assert!(again.iter().all(|key| *key == own), "{again:?}");
        assert_eq!((rows().await, state(&server, &own).await), (times, "coming".to_owned()));
        assert!(!keys.contains(&own));
        assert_eq!(patch(&server, &own, &json!({ "cancel": true })).await.status(), 200);
        keys.push(own);
    }
    for key in &keys {
        assert_eq!(state(&server, key).await, "no", "what was called off stays so");
    }
    // Whoever has come back to the first by its link has answered.
    assert_eq!(patch(&server, &keys[0], &json!({ "values": { "rsvp.rally": "yes" } })).await.status(), 200);
    assert_eq!((send().await, rows().await), (keys[0].clone(), 3));
    // What brings an id is one answer, however it was changed.
    let yes = json!({ "rsvp.rally": "yes" });
    let own = key(&server, 1, &yes).await;
    patch(&server, &own, &json!({ "cancel": true })).await;
    assert_eq!((key(&server, 1, &yes).await, state(&server, &own).await), (own.clone(), "no".to_owned()));
}

/// Many rounds of people who come, bring more or fewer guests, hesitate and call off, ten at a time
/// through two processes: nobody is promoted into a place that is not there, and nobody is left
/// waiting who fits.
async fn whatever_people_do_at_once_the_places_add_up(server: Server) {
    let mut wide = document();
    wide["events"][0]["capacity"] = json!(9);
    put(&server, &wide).await;
    let twin = server.twin().await;
    let yes = json!({ "rsvp.rally": "yes" });
    let keys = join_all((0..16).map(|number| key(&server, number, &yes))).await;
    let mut seed = 20_260_501_u64;
    let mut random = |below: u64| {
        // Knuth's MMIX generator.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for round in 0..30 {
        let acts: Vec<(usize, Value)> = (0..10)
            .map(|_| {
                let who = random(16) as usize;
                let act = match random(6) {
                    0 => json!({ "cancel": true }),
                    1 => json!({ "values": { "rsvp.rally": "maybe" } }),
                    _ => json!({ "values": { "rsvp.rally": "yes", "guests.rally": random(4).to_string() } }),
                };
                (who, act)
            })
            .collect();
        let sent = acts.iter().enumerate().map(|(number, (who, act))| {
            patch(if number % 2 == 0 { &server } else { &twin }, &keys[*who], act)
        });
        for answer in join_all(sent).await {
            let status = answer.status();
            // To bring more than there are places for is refused.
            assert!(status == 200 || status == 422, "{status}: {}", answer.text().await.unwrap());
        }
        let list = attendees(&server, "").await;
        assert_eq!(list.len(), 16);
        let of = |state: &str| -> Vec<i64> {
            let own = list.iter().filter(|one| one["state"] == state);
            own.map(|one| one["places"].as_i64().unwrap()).collect()
        };
        let taken: i64 = of("coming").iter().sum();
        assert!(taken <= 9, "round {round}: {taken}");
        assert!(of("waiting").iter().all(|places| *places > 9 - taken), "round {round}: {list:#?}");
        let said = slot(&server).await;
        assert_eq!((said.0, said.1), (taken, i64::try_from(of("waiting").len()).unwrap()), "round {round}");
    }
}

/// PostgreSQL ends one of those that wait for each other in a circle; a trigger stands for the circle.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erasure_that_lost_a_deadlock_is_tried_again() {
    let server = Server::on_postgres().await;
    put(&server, &document()).await;
    let yes = json!({ "rsvp.rally": "yes" });
    let mut connection = sqlx::PgConnection::connect(&server.database).await.unwrap();
    let circle = "CREATE SEQUENCE tries;
        CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF nextval('tries') < 3 THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER circle BEFORE UPDATE ON slots FOR EACH ROW EXECUTE FUNCTION lose()";
    let links = [link(&come(&server, 1, &yes).await), link(&come(&server, 2, &yes).await)];
    connection.execute(circle).await.unwrap();
    let erased = server.admin("POST", "/people/erase", &json!({ "email": "p1@example.org" })).await;
    assert_eq!(erased.status(), 200);
    assert_eq!(erased.json::<Value>().await.unwrap()["erased"], 1);
    connection.execute("SELECT setval('tries', 1, false)").await.unwrap();
    let erased = server.client.post(format!("{}/erase", links[1])).send().await.unwrap();
    assert_eq!(erased.status(), 200);
    for link in links {
        assert_eq!(server.client.get(link).send().await.unwrap().status(), 404);
    }
    assert_eq!(slot(&server).await, (0, 0));
}

/// How many come and how many wait, as the database says.
async fn slot(server: &Server) -> (i64, i64) {
    let mut connection = sqlx::AnyConnection::connect(&server.database).await.unwrap();
    let row = sqlx::query("SELECT taken, waiting FROM slots WHERE slot = 'rally'");
    let row = row.fetch_one(&mut connection).await.unwrap();
    (row.get(0), row.get(1))
}
