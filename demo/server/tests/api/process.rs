//! The real program, started, killed and started again.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::server::{document, submission};

fn program(folder: &Path) -> Command {
    let campaigns = folder.join("campaigns");
    fs::create_dir_all(&campaigns).unwrap();
    fs::write(campaigns.join("air.json"), document().to_string()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rungs-server"));
    command.arg("--campaigns").arg(campaigns);
    command.arg("--database").arg(format!("sqlite://{}", folder.join("kill.sqlite").display()));
    command.args(["--listen", "127.0.0.1:0", "--rate-limit", "0"]).env("RUST_LOG", "error");
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

async fn start(folder: &Path) -> (Child, String) {
    let mut child = program(folder).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next_line().await.unwrap().expect("it listens");
    (child, line.trim_start_matches("listening on ").to_owned())
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

#[tokio::test]
async fn a_broken_campaign_or_address_is_one_clear_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let broken = program(folder.path());
    fs::write(folder.path().join("campaigns/water.json"), r#"{ "id": "water", "kind": "petition" }"#)
        .unwrap();
    let sentence = failure(broken).await;
    assert!(sentence.contains("water.json") && sentence.contains("title: is missing"), "{sentence}");

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
