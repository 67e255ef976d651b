//! Email: reminders of what someone comes to, and word of a place that has become free.

mod post_office;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Row as _};

use crate::events::{answer, link, patch};
use crate::server::Server;
use crate::surveys::{post, put};
use post_office::{Email, PostOffice};

crate::on_both! {
    whoever_comes_is_reminded_once_of_what_starts_within_an_hour_and_of_what_starts_within_a_day
    one_link_stops_them_and_brings_them_back
    whoever_moves_up_is_told_so
    what_was_called_off_moved_or_erased_reminds_nobody
    what_is_not_taken_now_waits_and_what_never_is_is_given_up
    staff_see_what_was_given_up_and_have_it_tried_again_or_deleted
    what_nobody_takes_in_many_tries_is_given_up_too
    a_receipt_promises_a_reminder_only_where_there_will_be_one
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// Events that start in so many seconds, with a place for one each.
fn document(starts: &[i64]) -> Value {
    let time = |seconds: i64| {
        let time = Timestamp::now() + SignedDuration::from_secs(seconds);
        time.to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y-%m-%dT%H:%M").to_string()
    };
    let event = |(number, start): (usize, &i64)| {
        json!({
            "id": format!("talk{number}"), "title": format!("Tälk {number}"), "reveal": "after_rsvp", "capacity": 1,
            "venue": { "name": "Town hall", "street_address": "Oak 1", "locality": "Berlin" },
            "start": time(*start), "end": time(*start + HOUR),
        })
    };
    json!({
        "id": "spring", "kind": "rsvp", "campaign": "air", "title": "Spring", "time_zone": "UTC",
        "fields": ["given_name", "email"],
        "events": starts.iter().enumerate().map(event).collect::<Value>(),
    })
}

/// Comes to events, in German; the address of their page.
async fn come(server: &Server, number: u32, events: &[u32]) -> String {
    let values = events.iter().map(|event| (format!("rsvp.talk{event}"), json!("yes"))).collect::<Value>();
    let mut answer = answer(number, &values);
    answer["locale"] = json!("de");
    let answer = post(server, "spring", &answer).await;
    assert_eq!(answer.status(), 201);
    link(&answer.json().await.unwrap())
}

fn token(link: &str) -> &str {
    link.rsplit('/').next().unwrap()
}

/// Makes of everyone someone who answered two days ago: they have not just been told.
async fn two_days_later(server: &Server) {
    let sql = "UPDATE submissions SET recorded_at = recorded_at - 172800000";
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    sqlx::query(sql).execute(&mut connection).await.unwrap();
}

/// What became of the emails that were queued, once nothing more is due at once: the last errors of those that wait
/// and of those that are done with.
async fn settled(server: &Server, count: i64) -> (Vec<String>, Vec<String>) {
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    for _ in 0..1_000 {
        let now = Timestamp::now().as_millisecond();
        // What is being tried is due again only after its lease, and has not failed since.
        let sql = format!(
            "SELECT CASE WHEN due_at IS NULL THEN 1 ELSE 0 END, COALESCE(error, '') FROM letters \
             WHERE due_at IS NULL OR (error IS NOT NULL AND due_at > {now}) ORDER BY id"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
        if i64::try_from(rows.len()).unwrap() == count {
            let of = |done: i64| {
                let own = rows.iter().filter(|row| i64::from(row.get::<i32, _>(0)) == done);
                own.map(|row| row.get::<String, _>(1)).collect()
            };
            return (of(0), of(1));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("there were never {count} emails that are done with");
}

fn subjects(emails: &[Email]) -> Vec<&str> {
    let mut subjects: Vec<&str> = emails.iter().map(|email| &*email.subject).collect();
    subjects.sort_unstable();
    subjects
}

async fn whoever_comes_is_reminded_once_of_what_starts_within_an_hour_and_of_what_starts_within_a_day(
    server: Server,
) {
    put(&server, &document(&[50 * MINUTE, 20 * HOUR, 30 * HOUR])).await;
    let page = come(&server, 1, &[0, 1, 2]).await;
    two_days_later(&server).await;
    come(&server, 2, &[0]).await;
    let office = PostOffice::open().await;
    // Two processes over one database, and one that comes later.
    let (_one, _other) = (server.mailing(&office.url).await, server.mailing(&office.url).await);
    let got = office.until(2).await;
    assert_eq!(settled(&server, 2).await, (vec![], vec![String::new(), String::new()]));
    let _third = server.mailing(&office.url).await;
    come(&server, 3, &[2]).await;
    settled(&server, 2).await;
    assert_eq!(subjects(&office.got()), ["Erinnerung: Tälk 0", "Erinnerung: Tälk 1"]);
    let email = got.iter().find(|email| email.subject.ends_with('0')).unwrap();
    assert_eq!((&*email.to, &*email.from, &*email.lang), ("p1@example.org", "events@example.org", "de"));
    let manage = format!("{}/v1/manage/{}", Server::PUBLIC_URL, token(&page));
    for part in ["Tälk 0\n", "Town hall\n", "Oak 1", &manage, &format!("{manage}/events.ics"), &email.stop] {
        assert!(email.text.contains(part), "{part}: {}", email.text);
    }
    assert_eq!((&email.stop, &*email.one_click), (&format!("{manage}/emails"), "List-Unsubscribe=One-Click"));
    assert_ne!(got[0].id, got[1].id);
}

async fn one_link_stops_them_and_brings_them_back(server: Server) {
    put(&server, &document(&[50 * MINUTE, 20 * HOUR])).await;
    let page = come(&server, 1, &[0]).await;
    let other = come(&server, 2, &[1]).await;
    two_days_later(&server).await;
    let emails = |page: &str| format!("{}/v1/manage/{}/emails", server.url, token(page));
    // Whoever only looks, as a scanner does, stops nothing.
    assert_eq!(server.client.get(emails(&other)).send().await.unwrap().status(), 200);
    // What a mail program posts is answered there and then.
    let press = server.client.post(emails(&page)).form(&[("List-Unsubscribe", "One-Click")]);
    let stopped = press.send().await.unwrap();
    assert_eq!(stopped.status(), 200);
    assert!(stopped.text().await.unwrap().contains("Sie bekommen keine E-Mails mehr zu Spring"));
    let forged = server.client.post(emails(&format!("{other}x"))).send().await.unwrap();
    assert_eq!(forged.status(), 404);
    server.client.post(emails(&other)).send().await.unwrap();
    server.client.post(emails(&other)).form(&[("emails", "yes")]).send().await.unwrap();
    let office = PostOffice::open().await;
    let _mailing = server.mailing(&office.url).await;
    settled(&server, 2).await;
    assert_eq!(subjects(&office.got()), ["Erinnerung: Tälk 1"]);
}

async fn whoever_moves_up_is_told_so(server: Server) {
    put(&server, &document(&[30 * HOUR])).await;
    let office = PostOffice::open().await;
    let mailing = server.mailing(&office.url).await;
    let first = come(&mailing, 1, &[0]).await;
    come(&mailing, 2, &[0]).await;
    assert_eq!(patch(&mailing, token(&first), &json!({ "cancel": true })).await.status(), 200);
    let got = office.until(1).await;
    settled(&server, 1).await;
    assert_eq!((&*got[0].to, &*got[0].subject), ("p2@example.org", "Sie haben einen Platz: Tälk 0"));
    assert!(got[0].text.contains("Ein Platz ist frei geworden"), "{}", got[0].text);
}

async fn what_was_called_off_moved_or_erased_reminds_nobody(server: Server) {
    let mut events = document(&[20 * HOUR; 5]);
    put(&server, &events).await;
    let mut pages = Vec::new();
    for number in 0..5 {
        pages.push(come(&server, number, &[number]).await);
    }
    two_days_later(&server).await;
    let office = PostOffice::open().await;
    office.says(["451 not now"; 5]);
    let mailing = server.mailing(&office.url).await;
    let (waiting, _) = settled(&server, 5).await;
    assert_eq!(waiting.len(), 5);
    // They wait; meanwhile one person calls off, one is erased, one event is called off and one is moved.
    assert_eq!(patch(&server, token(&pages[0]), &json!({ "cancel": true })).await.status(), 200);
    let erase = format!("{}/v1/manage/{}/erase", server.url, token(&pages[1]));
    assert_eq!(server.client.post(erase).send().await.unwrap().status(), 200);
    let later = document(&[40 * HOUR])["events"][0].clone();
    events["events"][2]["status"] = json!("cancelled");
    for key in ["start", "end"] {
        events["events"][3][key] = later[key].clone();
    }
    // Another process would take this up within two seconds.
    put(&mailing, &events).await;
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    sqlx::query("UPDATE letters SET due_at = 0, error = NULL").execute(&mut connection).await.unwrap();
    office.until(1).await;
    // What was erased is not even known any more.
    assert_eq!(settled(&server, 4).await.0, Vec::<String>::new());
    assert_eq!(subjects(&office.got()), ["Erinnerung: Tälk 4"]);
}

async fn what_is_not_taken_now_waits_and_what_never_is_is_given_up(server: Server) {
    put(&server, &document(&[20 * HOUR, 50 * MINUTE])).await;
    come(&server, 1, &[0]).await;
    two_days_later(&server).await;
    let office = PostOffice::open().await;
    office.says(["451 not now"]);
    let _mailing = server.mailing(&office.url).await;
    let (waiting, _) = settled(&server, 1).await;
    assert!(waiting[0].contains("not now"), "{waiting:?}");
    assert!(office.got().is_empty());
    office.says(["550 nobody here"]);
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    sqlx::query("UPDATE letters SET due_at = 0, error = NULL").execute(&mut connection).await.unwrap();
    let (_, done) = settled(&server, 1).await;
    assert!(done[0].contains("nobody here"), "{done:?}");
    assert!(office.got().is_empty());
}

async fn seen(server: &Server) -> Value {
    let answer = server.admin("GET", "/emails", &json!({})).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn staff_see_what_was_given_up_and_have_it_tried_again_or_deleted(server: Server) {
    put(&server, &document(&[20 * HOUR; 3])).await;
    for number in 0..3 {
        come(&server, number, &[number]).await;
    }
    two_days_later(&server).await;
    let office = PostOffice::open().await;
    office.says(["550 5.1.1 <p0@example.org>, <p1@example.org> or <p2@example.org>: nobody here"; 3]);
    let mailing = server.mailing(&office.url).await;
    settled(&server, 3).await;

    let list = seen(&mailing).await;
    let api: Value = server.get("/openapi.json").await.json().await.unwrap();
    crate::admin::fits(&api, "Emails", &list);
    assert_eq!((&list["sends"], &list["waiting"], &list["given_up"]), (&json!(true), &json!(0), &json!(3)));
    assert_eq!(
        seen(&server).await["sends"],
        json!(false),
        "this one sends no email, and lists them all the same"
    );
    let dead = list["dead"].as_array().unwrap();
    assert_eq!(dead.len(), 3);
    for email in dead {
        let (submission, said) = (email["submission"].as_str().unwrap(), email["error"].as_str().unwrap());
        let own = format!("p{}@example.org", submission.chars().last().unwrap());
        assert!(said.contains("nobody here") && said.contains("<…>") && !said.contains(&own), "{said}");
        assert_eq!((&email["occasion"], &email["tries"]), (&json!("day"), &json!(1)));
    }
    // A page later there is nothing.
    let rest = server.admin("GET", &format!("/emails?after={}", list["next"]), &json!({})).await;
    assert_eq!(rest.json::<Value>().await.unwrap()["dead"], json!([]));
    assert_eq!(server.admin("GET", "/emails?after=x", &json!({})).await.status(), 400);

    let one = |index: usize| format!("/emails/{}", dead[index]["id"]);
    assert_eq!(server.admin("POST", &format!("{}/retry", one(0)), &json!({})).await.status(), 204);
    assert_eq!(server.admin("DELETE", &one(1), &json!({})).await.status(), 204);
    // Erased, it is not even listed.
    let page = come(&server, 2, &[2]).await;
    let erase = format!("{}/v1/manage/{}/erase", server.url, token(&page));
    assert_eq!(server.client.post(erase).send().await.unwrap().status(), 200);
    let got = office.until(1).await;
    assert_eq!(
        got[0].subject,
        format!("Erinnerung: Tälk {}", dead[0]["slot"].as_str().unwrap().replace("talk", ""))
    );
    settled(&server, 2).await;
    let left = seen(&server).await;
    assert_eq!((&left["waiting"], &left["given_up"], &left["dead"]), (&json!(0), &json!(0), &json!([])));
    for gone in 0..3 {
        assert_eq!(server.admin("POST", &format!("{}/retry", one(gone)), &json!({})).await.status(), 404);
        assert_eq!(server.admin("DELETE", &one(gone), &json!({})).await.status(), 404);
    }
    // What was deleted left its mark, by which it is not queued once more.
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    let marks = sqlx::query("SELECT COUNT(*) FROM letters WHERE due_at IS NULL AND error IS NULL");
    assert_eq!(marks.fetch_one(&mut connection).await.unwrap().get::<i64, _>(0), 2);
    assert_eq!(office.got().len(), 1);
}

async fn what_nobody_takes_in_many_tries_is_given_up_too(server: Server) {
    put(&server, &document(&[20 * HOUR])).await;
    come(&server, 1, &[0]).await;
    two_days_later(&server).await;
    let office = PostOffice::open().await;
    office.says(["451 not now"; 2]);
    let _mailing = server.mailing(&office.url).await;
    settled(&server, 1).await;
    assert_eq!(seen(&server).await["waiting"], json!(1));
    let mut connection = AnyConnection::connect(&server.database).await.unwrap();
    sqlx::query("UPDATE letters SET due_at = 0, tries = 19, error = NULL")
        .execute(&mut connection)
        .await
        .unwrap();
    let (_, done) = settled(&server, 1).await;
    assert!(done[0].contains("not now"), "{done:?}");
    let list = seen(&server).await;
    assert_eq!((&list["waiting"], &list["dead"][0]["tries"]), (&json!(0), &json!(20)));
}

async fn a_receipt_promises_a_reminder_only_where_there_will_be_one(server: Server) {
    put(&server, &document(&[30 * HOUR])).await;
    let office = PostOffice::open().await;
    let mailing = server.mailing(&office.url).await;
    let promised = async |server: &Server, number| {
        let answer = post(server, "spring", &answer(number, &json!({ "rsvp.talk0": "yes" }))).await;
        let answer: Value = answer.json().await.unwrap();
        answer["receipt"]["rsvp"]["reminders"].clone()
    };
    assert_eq!(promised(&mailing, 1).await, json!(true));
    assert_eq!(promised(&mailing, 2).await, Value::Null, "who waits has nothing to be reminded of");
    assert_eq!(promised(&server, 1).await, Value::Null, "this one sends no email");
}
