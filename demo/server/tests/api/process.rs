//! The real program, started, killed and started again.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::relay::stub::Stub;
use crate::server::{document, submission};

fn program(folder: &Path) -> Command {
    program_over(folder, &format!("sqlite://{}", folder.join("kill.sqlite").display()))
}

/// The program over a database, with its campaigns in a folder.
pub(crate) fn program_over(folder: &Path, database: &str) -> Command {
    let campaigns = folder.join("campaigns");
    fs::create_dir_all(&campaigns).unwrap();
    fs::write(campaigns.join("air.json"), document().to_string()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rungs-server"));
    command.arg("--campaigns").arg(campaigns);
    command.args(["--database", database]);
    command.args(["--listen", "127.0.0.1:0", "--rate-limit", "0"]).env("RUST_LOG", "error");
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn start(folder: &Path) -> (Child, String) {
    let mut child = program(folder).spawn().unwrap();
    let url = listening(&mut child).await;
    (child, url)
}

/// Its address, once it listens.
pub(crate) async fn listening(child: &mut Child) -> String {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().expect("it listens");
    line.trim_start_matches("listening on ").to_owned()
}

async fn failure(mut command: Command) -> String {
    let output = command.output().await.unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_signature_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, url) = start(folder.path()).await;
    let client = reqwest::Client::new();
    let send = |number: u32| {
        let post = client.post(format!("{url}/v1/widgets/air/submissions"));
        let post = post.json(&submission(number, &format!("p{number}@example.org"))).send();
        async move { post.await.is_ok_and(|answer| answer.status() == 201) }
    };
    let load = futures_util::future::join_all((0..400).map(send));
    let kill = async {
        // In the middle: some are answered, some are not.
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        child.kill().await.unwrap();
    };
    let (answered, ()) = tokio::join!(load, kill);
    let acknowledged = answered.iter().filter(|answered| **answered).count() as u64;

    let (_again, url) = start(folder.path()).await;
    let state: Value =
        client.get(format!("{url}/v1/widgets/air/state")).send().await.unwrap().json().await.unwrap();
    let stored = state["count"].as_u64().unwrap();
    assert!(stored >= acknowledged, "{stored} of {acknowledged} are left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_signature_is_forwarded_wherever_the_process_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    let stub = Stub::start().await;
    let file = folder.path().join("relay.json");
    let target = serde_json::json!({
        "id": "crm", "per_minute": 6_000, "patience": 1, "loopback": true,
        "secrets": { "secret": "CRM_SECRET" },
        "to": { "kind": "webhook", "url": stub.url, "confirms": true },
    });
    fs::write(&file, serde_json::json!({ "targets": [target] }).to_string()).unwrap();
    let relaying = || {
        let mut command = program(folder.path());
        command.arg("--relay").arg(&file).env("CRM_SECRET", "s3cret");
        command.spawn().unwrap()
    };
    let mut number = 0;
    let mut acknowledged = Vec::new();
    // Killed with conversations under way, with some of them over, and at once.
    for arrivals in [4, 12, 0] {
        let mut child = relaying();
        let url = listening(&mut child).await;
        let before = stub.ids().len();
        stub.hold(arrivals == 4);
        for _ in 0..20 {
            number += 1;
            let post = reqwest::Client::new().post(format!("{url}/v1/widgets/air/submissions"));
            let body = submission(number, &format!("p{number}@example.org"));
            assert_eq!(post.json(&body).send().await.unwrap().status(), 201);
            acknowledged.push(body["submission_id"].as_str().unwrap().to_owned());
        }
        stub.until(before + arrivals).await;
        child.kill().await.unwrap();
    }
    stub.hold(false);
    let mut child = relaying();
    let _ = listening(&mut child).await;
    for id in &acknowledged {
        stub.until_it_has(id).await;
    }
    assert!(stub.got()[0].headers["x-rungs-signature"].to_str().unwrap().starts_with("sha256="));
    child.kill().await.unwrap();
}

#[tokio::test]
async fn a_relay_that_cannot_work_is_one_clear_sentence_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relay.json");
    let targets = serde_json::json!({ "targets": [
        { "id": "one", "secrets": { "secret": "NOT_THERE" }, "to": { "kind": "webhook", "url": "https://a.example.org" } },
        { "id": "one", "per_minute": 0, "to": { "kind": "webhook", "url": "http://a.example.org", "secret": "s3cret" } },
    ]});
    fs::write(&file, targets.to_string()).unwrap();
    let mut command = program(folder.path());
    command.arg("--relay").arg(&file);
    let sentence = failure(command).await;
    for said in [
        "targets[0].secrets.secret: the environment has no NOT_THERE",
        "targets[1].per_minute",
        "targets[1].to.secret: belongs in the environment",
        "targets[1].to.url",
    ] {
        assert!(sentence.contains(said), "{said}: {sentence}");
    }
    assert!(!sentence.contains("s3cret"), "{sentence}");
}

#[tokio::test]
async fn the_schema_of_a_relays_file_takes_what_the_relay_takes() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rungs-server"));
    let output = command.args(["schema", "relay"]).output().await.unwrap();
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let file = |to: Value| {
        serde_json::json!({ "targets": [{ "id": "crm", "widgets": ["air"], "per_minute": 240, "patience": 5,
            "loopback": true, "secrets": { "key": "CRM_KEY" }, "to": to }] })
    };
    for to in [
        serde_json::json!({ "kind": "action_network", "id": "a1", "email_consent": "news" }),
        serde_json::json!({ "kind": "mobilize", "organization": 1, "event": 2, "timeslots": { "rally": "3" } }),
        serde_json::json!({ "kind": "nationbuilder", "url": "https://n.example.org" }),
        serde_json::json!({ "kind": "webhook", "url": "https://a.example.org", "confirms": true }),
    ] {
        assert!(validator.is_valid(&file(to.clone())), "{to}");
    }
    for to in [
        serde_json::json!({ "kind": "rungs", "url": "https://a.example.org" }),
        serde_json::json!({ "kind": "mobilize", "organization": "one", "event": 2, "timeslots": {} }),
        serde_json::json!({ "kind": "webhook" }),
        serde_json::json!({}),
    ] {
        assert!(!validator.is_valid(&file(to.clone())), "{to}");
    }
    let mut often = file(serde_json::json!({ "kind": "webhook", "url": "https://a.example.org" }));
    often["targets"][0]["per_minute"] = "often".into();
    assert!(!validator.is_valid(&often));
    assert!(!schema.to_string().contains("\"token\""), "secrets stand in the environment");
}

#[tokio::test]
async fn a_broken_campaign_or_address_is_one_clear_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let broken = program(folder.path());
    let campaign = |name: &str| folder.path().join("campaigns").join(name);
    fs::write(campaign("water.json"), r#"{ "id": "water", "kind": "petition" }"#).unwrap();
    fs::write(campaign("soil.json"), "{").unwrap();
    let sentence = failure(broken).await;
    assert!(sentence.contains("water.json") && sentence.contains("title: is missing"), "{sentence}");
    assert!(sentence.contains("soil.json is not JSON"), "all that is broken is named at once: {sentence}");

    let mut elsewhere = Command::new(env!("CARGO_BIN_EXE_rungs-server"));
    elsewhere.args(["--listen", "127.0.0.1:0", "--database", "mysql://x"]);
    assert!(failure(elsewhere).await.contains("sqlite:// or postgres://"));

    let mut open = program(folder.path());
    open.env("RUNGS_ADMIN_TOKEN", " ");
    assert!(failure(open).await.contains("the admin token is empty"));

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut second = Command::new(env!("CARGO_BIN_EXE_rungs-server"));
    second.args(["--listen", &address]);
    assert!(failure(second).await.contains("is taken by another program"));
}

#[tokio::test]
async fn a_campaign_that_breaks_later_is_served_as_it_was() {
    for broken in ["{", r#"{ "id": "air", "kind": "petition" }"#] {
        let folder = tempfile::tempdir().unwrap();
        let (mut first, _) = start(folder.path()).await;
        first.kill().await.unwrap();

        let mut second = program(folder.path());
        fs::write(folder.path().join("campaigns/air.json"), broken).unwrap();
        let mut second = second.spawn().unwrap();
        let url = listening(&mut second).await;
        let config = reqwest::get(format!("{url}/v1/widgets/air")).await.unwrap();
        assert_eq!(config.json::<Value>().await.unwrap()["title"], "Clean air");
        second.kill().await.unwrap();
        let mut log = String::new();
        second.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
        assert!(log.contains("air.json") && log.contains("served as it was before"), "{log}");
    }
}

#[tokio::test]
async fn told_to_stop_it_answers_what_is_under_way_and_takes_nothing_new() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, url) = start(folder.path()).await;
    let address = url.trim_start_matches("http://").to_owned();
    let body = submission(1, "ada@example.org").to_string();
    let (half, rest) = body.split_at(body.len() / 2);
    let head = format!(
        "POST /v1/widgets/air/submissions HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         expect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let mut under_way = TcpStream::connect(&address).await.unwrap();
    under_way.write_all(head.as_bytes()).await.unwrap();
    // It says so once it reads the body: now the request is under way.
    let mut go_on = [0; 25];
    under_way.read_exact(&mut go_on).await.unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    under_way.write_all(half.as_bytes()).await.unwrap();

    let pid = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    while TcpStream::connect(&address).await.is_ok() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    under_way.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(child.wait().await.unwrap().success());
}

#[tokio::test]
async fn the_log_names_neither_a_person_nor_the_key_of_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = program(folder.path());
    server.env("RUST_LOG", "debug");
    let mut server = server.spawn().unwrap();
    let url = listening(&mut server).await;
    let client = reqwest::Client::new();
    let send =
        client.post(format!("{url}/v1/widgets/air/submissions")).json(&submission(1, "ada@example.org"));
    let answer: Value = send.send().await.unwrap().json().await.unwrap();
    let link = answer["receipt"]["manage_url"].as_str().unwrap();
    for address in [link.to_owned(), format!("{link}/"), format!("{link}/erase"), format!("{link}x")] {
        client.get(address).send().await.unwrap();
    }
    let saved = client.post(link).form(&[("consent.news", "no")]).send().await.unwrap();
    assert_eq!(saved.status(), 200, "after the way back to the page");
    server.kill().await.unwrap();
    let mut log = String::new();
    server.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
    assert!(log.contains("/v1/manage/{token}"), "{log}");
    let key = link.rsplit('.').next().unwrap();
    assert!(!log.contains(key) && !log.contains("ada@example.org"), "{log}");
}

#[tokio::test]
async fn staff_are_told_in_words_when_each_rung_opens_and_can_have_all_derived_anew() {
    let folder = tempfile::tempdir().unwrap();
    let ladder = folder.path().join("way.json");
    fs::write(&ladder, crate::ladder::document().to_string()).unwrap();
    let run = async |arguments: &[&str]| -> String {
        let program =
            Command::new(env!("CARGO_BIN_EXE_rungs-server")).args(arguments).output().await.unwrap();
        assert!(program.status.success(), "{}", String::from_utf8_lossy(&program.stderr));
        String::from_utf8(program.stdout).unwrap()
    };
    let said =
        run(&["check", ladder.to_str().unwrap(), "--callback-webhook", "https://example.org/hook"]).await;
    assert!(said.contains("way.json: good"), "{said}");
    assert!(said.contains("\"Host\" opens once they did \"Be there\"."), "{said}");

    fs::create_dir_all(folder.path().join("campaigns")).unwrap();
    fs::copy(&ladder, folder.path().join("campaigns").join("way.json")).unwrap();
    let (mut child, url) = start(folder.path()).await;
    let body = serde_json::json!({ "agreement": crate::ladder::agreement() });
    let post = reqwest::Client::new().post(format!("{url}/v1/ladder/air")).json(&body);
    assert_eq!(post.send().await.unwrap().status(), 201);
    child.kill().await.unwrap();
    let database = format!("sqlite://{}", folder.path().join("kill.sqlite").display());
    assert_eq!(run(&["ladder", "rebuild", "--database", &database]).await, "air: 1 people\n");
}

#[tokio::test]
async fn a_no_that_the_backend_of_a_document_cannot_be_told_is_named_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("spring.json");
    let mut events = crate::events::document();
    for (map, warns) in [(serde_json::json!({}), true), (serde_json::json!({ "consent.needs": "" }), false)] {
        events["backend"] = serde_json::json!({ "kind": "actionkit", "url": "https://a.example.org", "page": "rally", "map": map });
        fs::write(&file, events.to_string()).unwrap();
        let program = Command::new(env!("CARGO_BIN_EXE_rungs-server")).arg("check").arg(&file).output();
        let said = String::from_utf8(program.await.unwrap().stdout).unwrap();
        let warning = "spring.json: warning: backend.map: has no name for a no to consent.needs";
        assert_eq!(said.contains(warning), warns, "{said}");
        assert_eq!(said.contains("an empty one if ActionKit need not know"), warns, "{said}");
    }
}

#[tokio::test]
async fn a_promise_that_nobody_hears_of_and_a_second_ladder_of_a_campaign_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, document: &Value| {
        let file = folder.path().join(name);
        fs::write(&file, document.to_string()).unwrap();
        file.display().to_string()
    };
    let mut other = crate::ladder::document();
    other["id"] = serde_json::json!("other");
    let files = [write("way.json", &crate::ladder::document()), write("other.json", &other)];
    let survey = write("streets.json", &crate::callbacks::document("streets"));
    let mut asking = crate::events::document();
    asking["host"] = serde_json::json!({});
    let events = write("spring.json", &asking);
    let run = async |arguments: &[&str]| {
        let program = Command::new(env!("CARGO_BIN_EXE_rungs-server")).arg("check").args(arguments).output();
        let program = program.await.unwrap();
        (program.status.success(), String::from_utf8(program.stdout).unwrap())
    };
    let (good, said) = run(&[&files[0], &survey, &events]).await;
    assert!(good, "it is only a warning: {said}");
    for warning in [
        "way.json: warning: rungs[5].staff_follow_up: promises that Sam is in touch within 24 hours, but nobody is told",
        "way.json: warning: rungs[6].offer: promises that someone is in touch within 48 hours, but nobody is told",
        "streets.json: warning: asks[1].offer: promises that someone is in touch within 48 hours",
        "spring.json: warning: host: promises that someone is in touch within 48 hours",
    ] {
        assert!(said.contains(warning), "{warning}: {said}");
    }
    assert!(!said.contains("rungs[4]"), "nobody is in touch after a check-in: {said}");
    let (good, said) =
        run(&[&files[0], &survey, &events, "--callback-webhook", "https://example.org/hook"]).await;
    assert!(good && !said.contains("warning"), "{said}");
    let (good, said) = run(&[&files[0], &files[1]]).await;
    assert!(!good && said.contains("other.json: error: campaign: \"air\" has a ladder already"), "{said}");
}

#[tokio::test]
async fn staff_are_told_whether_a_backend_answers_a_site_and_only_a_test_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let (_child, url) = start(folder.path()).await;
    let file = folder.path().join("checked.json");
    let check = async |backend: Value| -> (bool, String) {
        let mut document = document();
        document["backend"] = backend;
        fs::write(&file, document.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_rungs-server"));
        command.arg("check").arg(&file).args(["--site", "https://Neighbours.example.org/"]);
        let output = command.output().await.unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let (good, said) = check(url.clone().into()).await;
    assert!(good, "{said}");
    assert!(said.contains("good: It answers, and https://neighbours.example.org may read that."), "{said}");
    assert!(
        said.contains("https://neighbours.example.org may send to it.") && said.contains("a test"),
        "{said}"
    );
    let state: Value =
        reqwest::get(format!("{url}/v1/widgets/air/state")).await.unwrap().json().await.unwrap();
    assert_eq!(state["count"], 0, "a test is never counted");

    let (good, said) = check("http://127.0.0.1:9".into()).await;
    assert!(!good && said.contains("error: It does not answer"), "{said}");

    // It answers, but allows no site.
    let stub = Stub::start().await;
    let (good, said) = check(stub.url.clone().into()).await;
    assert!(!good && said.contains("Access-Control-Allow-Origin"), "{said}");
    // What a browser would not send is not sent, not even to a hook that would tell a test apart.
    let stub = Stub::start().await;
    let (good, said) = check(serde_json::json!({ "kind": "webhook", "url": stub.url })).await;
    let missing =
        "a browser asks with OPTIONS whether it may. The answer must name content-type, idempotency-key in";
    assert!(!good && said.contains(missing), "{said}");
    let got = stub.got();
    assert!(got.len() == 1 && got[0].text.is_empty(), "{got:?}");
    assert_eq!(got[0].headers["access-control-request-headers"], "content-type,idempotency-key");
}
