//! Thousands who want the same few places at once, on the real program, which is killed meanwhile.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt as _, stream};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Notify, watch};

use crate::events::answer;
use crate::server::{TOKEN, postgres_database};

const CROWD: u32 = 5000;
const PLACES: u64 = 100;
/// How often a server is killed: while all of them come, and while some go and others move up.
const KILLS: usize = 2;
/// Requests under way at any moment, over as many connections.
const AT_ONCE: usize = 400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_five_thousand_exactly_a_hundred_come_and_all_others_wait_in_order_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("crowd.sqlite").display());
    exactly_a_hundred(folder.path(), &database).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_five_thousand_exactly_a_hundred_come_and_all_others_wait_in_order_on_postgres() {
    let folder = tempfile::tempdir().unwrap();
    exactly_a_hundred(folder.path(), &postgres_database().await).await;
}

fn event() -> Value {
    json!({
        "id": "spring", "kind": "rsvp", "title": "Spring", "time_zone": "Europe/Berlin", "fields": ["given_name", "email"],
        "events": [{ "id": "rally", "title": "Rally", "venue": { "name": "Town hall" }, "capacity": PLACES,
            "start": "2099-05-01T18:00", "end": "2099-05-01T20:00" }],
    })
}

async fn start(folder: &Path, database: &str) -> (Child, String) {
    let campaigns = folder.join("campaigns");
    fs::create_dir_all(&campaigns).unwrap();
    fs::write(campaigns.join("spring.json"), event().to_string()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rungs-server"));
    command.arg("--campaigns").arg(campaigns).args(["--database", database]);
    command
        .args(["--listen", "127.0.0.1:0", "--rate-limit", "0", "--admin-token", TOKEN])
        .env("RUST_LOG", "error");
    let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().expect("it listens");
    (child, line.trim_start_matches("listening on ").to_owned())
}

/// Two programs over one database. The first is killed from time to time, and started again elsewhere.
struct Addresses {
    now: watch::Receiver<(usize, [String; 2])>,
}

/// The first of the programs, and what tells where it is.
struct Mortal<'a> {
    child: Child,
    folder: &'a Path,
    database: &'a str,
    change: watch::Sender<(usize, [String; 2])>,
}

impl Mortal<'_> {
    /// SIGKILL, as soon as it is told so: whatever is under way is lost.
    async fn die_and_live_again(&mut self, when: &Notify) {
        when.notified().await;
        self.child.kill().await.unwrap();
        let (again, url) = start(self.folder, self.database).await;
        self.child = again;
        self.change.send_modify(|(life, urls)| {
            *life += 1;
            urls[0] = url;
        });
    }
}

impl Addresses {
    /// Sends until there is an answer that says what came of it: a server that dies, or is busy, is
    /// asked once more.
    async fn send(&self, number: u32, request: impl Fn(&str) -> reqwest::RequestBuilder) -> Value {
        let mut now = self.now.clone();
        loop {
            let (life, urls) = now.borrow().clone();
            let url = &urls[number as usize % 2];
            let failed = match request(url).send().await {
                Ok(answer) if answer.status() == 503 => false,
                Ok(answer) => match (answer.status(), answer.json::<Value>().await) {
                    (status, Ok(body)) => {
                        assert!(status.is_success(), "{status}: {body}");
                        return body;
                    }
                    // It died in the middle of its answer.
                    (_, Err(_)) => true,
                },
                Err(_) => true,
            };
            if failed && life < KILLS {
                // Until there is another.
                now.wait_for(|(next, _)| *next > life).await.unwrap();
            }
            tokio::task::yield_now().await;
        }
    }
}

async fn attendees(url: &str) -> Vec<Value> {
    let list = Client::new().get(format!("{url}/admin/widgets/spring/attendees.jsonl")).bearer_auth(TOKEN);
    let text = list.send().await.unwrap().text().await.unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn exactly_a_hundred(folder: &Path, database: &str) {
    let (child, first_url) = start(folder, database).await;
    let (_second, second_url) = start(folder, database).await;
    let (change, now) = watch::channel((0, [first_url, second_url.clone()]));
    let addresses = Addresses { now };
    let mut first = Mortal { child, folder, database, change };
    let clients: Vec<Client> = (0..8).map(|_| Client::new()).collect();
    let (answered, middle) = (AtomicUsize::new(0), Notify::new());

    let post = |number: u32| {
        let (clients, addresses, answered, middle) = (&clients, &addresses, &answered, &middle);
        async move {
            let body = answer(number, &json!({ "rsvp.rally": "yes" }));
            let told = addresses.send(number, |url| {
                clients[number as usize % 8].post(format!("{url}/v1/widgets/spring/submissions")).json(&body)
            });
            let told = told.await;
            if answered.fetch_add(1, Ordering::Relaxed) == CROWD as usize / 3 {
                middle.notify_one();
            }
            told
        }
    };
    let crowd = stream::iter(0..CROWD).map(post).buffer_unordered(AT_ONCE).collect::<Vec<Value>>();
    let (told, ()) = tokio::join!(crowd, first.die_and_live_again(&middle));
    assert_eq!(told.len(), CROWD as usize);

    let list = attendees(&second_url).await;
    assert_eq!(list.len(), CROWD as usize, "nobody is lost and nobody is there twice");
    let coming = list.iter().filter(|one| one["state"] == "coming").count() as u64;
    assert_eq!(coming, PLACES);
    // The line has every number once, in the order in which they were recorded.
    let line: Vec<u64> = list
        .iter()
        .filter(|one| one["state"] == "waiting")
        .map(|one| one["line"].as_u64().unwrap())
        .collect();
    assert_eq!(line, (1..=u64::from(CROWD) - PLACES).collect::<Vec<_>>());
    // What each was told is so.
    let by_id: BTreeMap<&str, &Value> =
        list.iter().map(|one| (one["submission"].as_str().unwrap(), one)).collect();
    for told in &told {
        let one = by_id[told["receipt"]["submission_id"].as_str().unwrap()];
        match told["status"].as_str().unwrap() {
            "confirmed" => assert_eq!(one["state"], "coming"),
            _ => assert_eq!((&one["state"], &one["line"]), (&json!("waiting"), &told["position"])),
        }
    }
    everyone_calls_off(&addresses, &clients, &told, &second_url, &mut first).await;
}

/// All who come call off at once: the first hundred of the line move up, each once, though a server is killed while
/// they do.
async fn everyone_calls_off(
    addresses: &Addresses,
    clients: &[Client],
    told: &[Value],
    url: &str,
    first: &mut Mortal<'_>,
) {
    let (answered, middle) = (&AtomicUsize::new(0), &Notify::new());
    let coming: Vec<&Value> = told.iter().filter(|told| told["status"] == "confirmed").collect();
    let off = stream::iter(coming.into_iter().zip(0_u32..)).map(|(told, number)| async move {
        let key = told["receipt"]["manage_url"].as_str().unwrap().rsplit('/').next().unwrap();
        let id = key.split('.').next().unwrap();
        let cancel = addresses.send(number, |url| {
            let patch = clients[number as usize % 8].patch(format!("{url}/v1/submissions/{id}"));
            patch.bearer_auth(key).json(&json!({ "cancel": true }))
        });
        let told = cancel.await;
        if answered.fetch_add(1, Ordering::Relaxed) == PLACES as usize / 3 {
            middle.notify_one();
        }
        told
    });
    let off = off.buffer_unordered(AT_ONCE).collect::<Vec<Value>>();
    let (off, ()) = tokio::join!(off, first.die_and_live_again(middle));
    assert_eq!(off.len() as u64, PLACES);
    let list = attendees(url).await;
    let mut up: Vec<u64> =
        list.iter().filter(|one| one["state"] == "coming").map(|one| one["line"].as_u64().unwrap()).collect();
    up.sort_unstable();
    assert_eq!(up, (1..=PLACES).collect::<Vec<_>>());
    assert!(list.iter().all(|one| (one["state"] == "coming") != one["promoted_at"].is_null()));
    let waiting = list.iter().filter(|one| one["state"] == "waiting").count() as u64;
    assert_eq!(waiting, u64::from(CROWD) - 2 * PLACES);
}
