//! Another system, on this machine: it answers as it is told, and remembers what it got.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use tokio::sync::watch;

/// How it answers.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Status(u16),
    /// With seconds to wait, or whatever else stands there.
    Later(String),
    /// Somewhere else.
    Redirect(String),
    /// With more than anyone wants to read.
    Endless,
    /// A success with these bytes.
    Bytes(&'static str, Vec<u8>),
    /// A success that breaks off.
    Cut,
    /// A success whose end never comes.
    Hanging,
}

/// What it got.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Got {
    /// The body, if it was JSON.
    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// What the sender calls it, so that it counts once.
    pub(crate) fn key(&self) -> &str {
        self.headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default()
    }

    fn id(&self) -> String {
        self.body()["submission_id"].as_str().unwrap_or_default().to_owned()
    }
}

#[derive(Clone)]
pub(crate) struct Stub {
    pub(crate) url: String,
    /// What it answers next; after these, that all is well.
    answers: Arc<Mutex<VecDeque<Answer>>>,
    got: Arc<Mutex<Vec<Got>>>,
    answered: Arc<watch::Sender<usize>>,
    gate: Arc<watch::Sender<bool>>,
}

impl Stub {
    pub(crate) async fn start() -> Self {
        Self::on(tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    /// The same, at a port that was taken earlier.
    pub(crate) fn on(listener: tokio::net::TcpListener) -> Self {
        let stub = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            answers: Arc::default(),
            got: Arc::default(),
            answered: Arc::default(),
            gate: Arc::new(watch::channel(true).0),
        };
        let router = Router::new().fallback(answer).with_state(stub.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        stub
    }

    /// The same at another path, to tell apart who asks.
    pub(crate) fn at(&self, path: &str) -> String {
        self.url.replace("/hook", path)
    }

    pub(crate) fn says(&self, answers: impl IntoIterator<Item = Answer>) {
        self.answers.lock().unwrap().extend(answers);
    }

    /// Keeps everyone waiting, or no more.
    pub(crate) fn hold(&self, held: bool) {
        self.gate.send_replace(!held);
    }

    /// Everything that it got, in order.
    pub(crate) fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    /// The ids of what it got, in order.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.got().iter().map(Got::id).collect()
    }

    /// What it heard of a consent, in order.
    pub(crate) fn answers_to(&self, consent: &str) -> Vec<String> {
        let bodies = self.got().iter().map(Got::body).collect::<Vec<_>>();
        let consents = bodies.iter().flat_map(|body| body["consents"].as_array().into_iter().flatten());
        let asked = consents.filter(|given| given["id"] == consent);
        asked.map(|given| given["answer"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Waits until it has got so many.
    pub(crate) async fn until(&self, count: usize) {
        for _ in 0..1_000 {
            if self.got.lock().unwrap().len() >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it got {:?} and never {count}", self.ids());
    }

    /// Waits until each of these keys came to this path.
    pub(crate) async fn until_told(&self, path: &str, keys: &[String]) {
        for _ in 0..1_000 {
            let got = self.got();
            let came = |key: &String| got.iter().any(|one| one.path == path && one.key() == key);
            if keys.iter().all(came) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{path} got {:?} and never {keys:?}", self.ids());
    }

    /// How many it has answered.
    pub(crate) fn answered_so_far(&self) -> usize {
        *self.answered.borrow()
    }

    /// Waits until it has answered so many.
    pub(crate) async fn until_answered(&self, count: usize) {
        let mut answered = self.answered.subscribe();
        let wait = answered.wait_for(|so_far| *so_far >= count);
        tokio::time::timeout(Duration::from_secs(20), wait).await.expect("it never answered").unwrap();
    }

    /// Waits until it has got this.
    pub(crate) async fn until_it_has(&self, id: &str) {
        for _ in 0..1_000 {
            if self.ids().iter().any(|known| known == id) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it never got {id}");
    }
}

/// What each system that we know takes for a success.
fn well() -> Value {
    json!({
        "identifiers": ["action_network:1"], "action_id": 1,
        "data": { "id": "1", "addActionContact": { "contactRef": "r3f" } },
    })
}

async fn answer(State(stub): State<Stub>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let text = String::from_utf8(body.to_vec()).unwrap();
    stub.got.lock().unwrap().push(Got { path: uri.path().to_owned(), headers, text });
    let _ = stub.gate.subscribe().wait_for(|open| *open).await;
    let answer = stub.answers.lock().unwrap().pop_front();
    stub.answered.send_modify(|answered| *answered += 1);
    let begun = || stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"{\"ok\":"))]);
    match answer {
        None => axum::Json(well()).into_response(),
        Some(Answer::Status(status)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some(Answer::Later(wait)) => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, wait)]).into_response()
        }
        Some(Answer::Redirect(url)) => (StatusCode::FOUND, [(header::LOCATION, url)]).into_response(),
        Some(Answer::Endless) => {
            let more = stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from(vec![b'x'; 1 << 16])));
            Body::from_stream(more).into_response()
        }
        Some(Answer::Bytes(kind, bytes)) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        Some(Answer::Cut) => {
            let broken = stream::iter([Err(io::Error::other("broken off"))]);
            Body::from_stream(begun().chain(broken)).into_response()
        }
        Some(Answer::Hanging) => Body::from_stream(begun().chain(stream::pending())).into_response(),
    }
}
