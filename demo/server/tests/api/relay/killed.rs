//! The real program, killed while it takes, forwards and waits: whatever was acknowledged arrives, and what is one
//! person's in its order.

use std::path::Path;

use futures_util::future::join_all;
use serde_json::json;
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};

use super::id;
use super::stub::{Got, Stub};
use crate::events::{answer, document, link};
use crate::process::{listening, program_over};
use crate::server::{postgres_database, submission};

/// How many each person sends.
const EACH: u32 = 5;
/// People who begin in each round.
const PEOPLE: u32 = 3;
/// Whether the target answers nobody, and how many it gets before the process is killed. With three people at most
/// three are on their way at a time.
const MOMENTS: [(bool, usize); 5] = [(false, 0), (false, 1), (true, 3), (false, 7), (false, 3)];

/// Seconds for an answer where nothing else may end the wait.
const LONGER: u32 = 8;

/// Someone who sends one after the other, and what was not acknowledged again.
struct Person {
    number: u32,
    acknowledged: u32,
}

impl Person {
    fn next(&self) -> u32 {
        self.number * EACH + self.acknowledged
    }

    fn all(&self) -> Vec<String> {
        (0..EACH).map(|own| id(self.number * EACH + own)).collect()
    }

    /// Until all is sent, or nobody answers any more.
    async fn send(&mut self, client: &reqwest::Client, url: &str) {
        while self.acknowledged < EACH {
            let post = client.post(format!("{url}/v1/widgets/air/submissions"));
            let body = submission(self.next(), &format!("p{}@example.org", self.number));
            match post.json(&body).send().await {
                Ok(answer) if answer.status() == 201 => self.acknowledged += 1,
                _ => return,
            }
        }
    }
}

async fn nothing_is_lost_and_nothing_overtakes(folder: &Path, database: &str) {
    let stub = Stub::start().await;
    let file = folder.join("relay.json");
    let target = json!({
        "id": "crm", "per_minute": 60_000, "patience": 1, "loopback": true,
        "to": { "kind": "webhook", "url": stub.url, "confirms": true },
    });
    std::fs::write(&file, json!({ "targets": [target] }).to_string()).unwrap();
    let relaying = || program_over(folder, database).arg("--relay").arg(&file).spawn().unwrap();
    let client = reqwest::Client::new();
    let mut people: Vec<Person> = Vec::new();
    for (round, (held, arrivals)) in (0..).zip(MOMENTS) {
        people.extend((0..PEOPLE).map(|own| Person { number: round * PEOPLE + own, acknowledged: 0 }));
        stub.hold(held);
        let before = stub.got().len();
        let mut child = relaying();
        let url = listening(&mut child).await;
        let load = join_all(people.iter_mut().map(|person| person.send(&client, &url)));
        let kill = async {
            stub.until(before + arrivals).await;
            child.kill().await.unwrap();
        };
        tokio::join!(load, kill);
    }
    stub.hold(false);
    let mut child = relaying();
    let url = listening(&mut child).await;
    join_all(people.iter_mut().map(|person| person.send(&client, &url))).await;
    for person in &people {
        for own in person.all() {
            stub.until_it_has(&own).await;
        }
    }
    let arrived = stub.ids();
    for person in &people {
        let own = person.all();
        // What was on its way when the process was killed comes again: when it came first is what counts.
        let mut first: Vec<&String> = Vec::new();
        for known in arrived.iter().filter(|known| own.contains(known)) {
            if !first.contains(&known) {
                first.push(known);
            }
        }
        assert!(first.into_iter().eq(&own), "of person {}: {arrived:?}", person.number);
    }
    child.kill().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wherever_it_is_killed_nothing_is_lost_and_nothing_overtakes_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("kill.sqlite").display());
    nothing_is_lost_and_nothing_overtakes(folder.path(), &database).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wherever_it_is_killed_nothing_is_lost_and_nothing_overtakes_on_postgres() {
    let folder = tempfile::tempdir().unwrap();
    nothing_is_lost_and_nothing_overtakes(folder.path(), &postgres_database().await).await;
}

/// Waits until the queue is so: how many wait, and how many of these are taken by someone.
async fn until_queued(database: &str, so: (i64, i64)) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(database).await.unwrap();
    for _ in 0..1_000 {
        let look = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN due_at > added_at THEN 1 ELSE 0 END), 0) AS BIGINT) FROM relay";
        let row = connection.fetch_one(look).await.unwrap();
        if (row.get::<i64, _>(0), row.get::<i64, _>(1)) == so {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the queue was never {so:?}");
}

async fn each_step_can_be_the_last(folder: &Path, database: &str) {
    // Someone who takes up the phone, and does not listen yet.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let file = folder.join("relay.json");
    let address = listener.local_addr().unwrap();
    let relaying = |path: &str, patience: u32| {
        let target = json!({
            "id": "crm", "per_minute": 60_000, "patience": patience, "loopback": true,
            "to": { "kind": "webhook", "url": format!("http://{address}{path}"), "confirms": true },
        });
        std::fs::write(&file, json!({ "targets": [target] }).to_string()).unwrap();
        program_over(folder, database).arg("--relay").arg(&file).spawn().unwrap()
    };
    let client = reqwest::Client::new();
    let sign = async |url: &str, number: u32| {
        let post = client.post(format!("{url}/v1/widgets/air/submissions"));
        let body = submission(number, &format!("p{number}@example.org"));
        assert_eq!(post.json(&body).send().await.unwrap().status(), 201);
    };

    // Taken from the queue.
    let mut child = relaying("/taken", 2);
    let url = listening(&mut child).await;
    sign(&url, 1).await;
    until_queued(database, (1, 1)).await;
    child.kill().await.unwrap();

    // Sent.
    let stub = Stub::on(listener);
    stub.hold(true);
    let mut child = relaying("/sent", 2);
    let _ = listening(&mut child).await;
    stub.until_told("/sent", &[id(1)]).await;
    child.kill().await.unwrap();

    // Answered, and not recorded: nobody can write.
    let mut child = relaying("/answered", LONGER);
    let _ = listening(&mut child).await;
    stub.until_told("/answered", &[id(1)]).await;
    let mut writer = AnyConnection::connect(database).await.unwrap();
    let lock: &[&str] = if database.starts_with("sqlite") {
        &["BEGIN IMMEDIATE"]
    } else {
        &["BEGIN", "LOCK TABLE relay IN ACCESS EXCLUSIVE MODE"]
    };
    for sql in lock {
        writer.execute(*sql).await.unwrap();
    }
    stub.hold(false);
    stub.until_answered(1).await;
    child.kill().await.unwrap();
    writer.execute("ROLLBACK").await.unwrap();
    until_queued(database, (1, 1)).await;

    // Recorded.
    let mut child = relaying("/recorded", 2);
    let _ = listening(&mut child).await;
    until_queued(database, (0, 0)).await;
    child.kill().await.unwrap();
    let arrived = stub.ids();
    assert!(arrived.len() >= 3 && arrived.iter().all(|own| *own == id(1)), "{arrived:?}");
    let mut child = relaying("/recorded", 2);
    let url = listening(&mut child).await;
    sign(&url, 2).await;
    stub.until_it_has(&id(2)).await;
    assert_eq!(stub.ids()[arrived.len()..], [id(2)]);
    child.kill().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_step_it_forwards_what_is_not_known_to_have_arrived_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("steps.sqlite").display());
    each_step_can_be_the_last(folder.path(), &database).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_step_it_forwards_what_is_not_known_to_have_arrived_on_postgres() {
    let folder = tempfile::tempdir().unwrap();
    each_step_can_be_the_last(folder.path(), &postgres_database().await).await;
}

/// Whoever waits is told of, someone calls off, and the process is killed at each step of telling what that changes.
async fn a_place_that_is_given_is_told_whatever_is_killed(folder: &Path, database: &str) {
    let stub = Stub::start().await;
    let file = folder.join("relay.json");
    let relaying = |path: &str, patience: u32| {
        let target = json!({
            "id": "crm", "widgets": ["spring"], "per_minute": 60_000, "patience": patience, "loopback": true,
            "to": { "kind": "webhook", "url": stub.at(path), "confirms": true },
        });
        std::fs::write(&file, json!({ "targets": [target] }).to_string()).unwrap();
        let mut program = program_over(folder, database);
        std::fs::write(folder.join("campaigns/spring.json"), document().to_string()).unwrap();
        program.arg("--relay").arg(&file).spawn().unwrap()
    };
    let client = reqwest::Client::new();

    let mut child = relaying("/first", 1);
    let url = listening(&mut child).await;
    let mut keys = Vec::new();
    for number in 1..=3 {
        let post = client.post(format!("{url}/v1/widgets/spring/submissions"));
        let taken = post.json(&answer(number, &json!({ "rsvp.rally": "yes" }))).send().await.unwrap();
        keys.push(link(&taken.json().await.unwrap()).rsplit('/').next().unwrap().to_owned());
    }
    until_queued(database, (0, 0)).await;

    // The place is given, and nobody has been told.
    stub.hold(true);
    let own = format!("{url}/v1/submissions/{}", id(1));
    let cancel = client.patch(own).bearer_auth(&keys[0]).json(&json!({ "cancel": true }));
    assert_eq!(cancel.send().await.unwrap().status(), 200);
    child.kill().await.unwrap();

    // Told, and not answered.
    let changed = [format!("{}.1", id(1)), format!("{}.1", id(3))];
    let mut child = relaying("/told", 1);
    let _ = listening(&mut child).await;
    stub.until_told("/told", &changed).await;
    child.kill().await.unwrap();

    // Answered, and not recorded: nobody can write.
    let answered = stub.answered_so_far();
    let mut child = relaying("/answered", LONGER);
    let _ = listening(&mut child).await;
    stub.until_told("/answered", &changed).await;
    let mut writer = AnyConnection::connect(database).await.unwrap();
    let lock: &[&str] = if database.starts_with("sqlite") {
        &["BEGIN IMMEDIATE"]
    } else {
        &["BEGIN", "LOCK TABLE relay IN ACCESS EXCLUSIVE MODE"]
    };
    for sql in lock {
        writer.execute(*sql).await.unwrap();
    }
    stub.hold(false);
    stub.until_answered(answered + 2).await;
    child.kill().await.unwrap();
    writer.execute("ROLLBACK").await.unwrap();

    // Recorded: what was told is told no more.
    let mut child = relaying("/recorded", 1);
    let _ = listening(&mut child).await;
    until_queued(database, (0, 0)).await;
    child.kill().await.unwrap();
    let told = stub.got().len();
    let mut child = relaying("/after", LONGER);
    let url = listening(&mut child).await;
    let post = client.post(format!("{url}/v1/widgets/spring/submissions"));
    post.json(&answer(4, &json!({ "rsvp.rally": "maybe" }))).send().await.unwrap();
    stub.until_it_has(&id(4)).await;
    assert_eq!(stub.got().len(), told + 1);
    child.kill().await.unwrap();

    for (number, first, then) in [(1, "yes", "no"), (3, "waiting", "yes")] {
        let of = |got: &Got| {
            let reply = got.body()["values"]["rsvp.rally"].as_str().unwrap().to_owned();
            (got.body()["submission_id"] == id(number)).then(|| (got.key().to_owned(), reply))
        };
        let mut heard: Vec<_> = stub.got().iter().filter_map(of).collect();
        assert!(heard.len() >= 3, "{heard:?}");
        heard.dedup();
        let expected = [(id(number), first.to_owned()), (format!("{}.1", id(number)), then.to_owned())];
        assert_eq!(heard, expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_is_given_is_told_whatever_is_killed_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("places.sqlite").display());
    a_place_that_is_given_is_told_whatever_is_killed(folder.path(), &database).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_is_given_is_told_whatever_is_killed_on_postgres() {
    let folder = tempfile::tempdir().unwrap();
    a_place_that_is_given_is_told_whatever_is_killed(folder.path(), &postgres_database().await).await;
}
