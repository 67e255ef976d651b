//! Another system, on this machine: it answers as it is told, and remembers what it got.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::sync::watch;

/// How it answers.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Status(u16),
    /// With seconds to wait.
    Later(u32),
    /// Somewhere else.
    Redirect(String),
    /// With more than anyone wants to read.
    Endless,
}

#[derive(Clone)]
pub(crate) struct Stub {
    pub(crate) url: String,
    /// What it answers next; after these, that all is well.
    answers: Arc<Mutex<VecDeque<Answer>>>,
    got: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
    gate: Arc<watch::Sender<bool>>,
}

impl Stub {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stub = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            answers: Arc::default(),
            got: Arc::default(),
            gate: Arc::new(watch::channel(true).0),
        };
        let router = Router::new().fallback(answer).with_state(stub.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        stub
    }

    pub(crate) fn says(&self, answers: impl IntoIterator<Item = Answer>) {
        self.answers.lock().unwrap().extend(answers);
    }

    /// Keeps everyone waiting, or no more.
    pub(crate) fn hold(&self, held: bool) {
        self.gate.send_replace(!held);
    }

    /// The ids of what it got, in order.
    pub(crate) fn ids(&self) -> Vec<String> {
        let got = self.got.lock().unwrap();
        got.iter().map(|(_, body)| body["submission_id"].as_str().unwrap_or_default().to_owned()).collect()
    }

    pub(crate) fn first(&self) -> (HeaderMap, Value) {
        self.got.lock().unwrap()[0].clone()
    }

    /// What it heard of a consent, in order.
    pub(crate) fn answers_to(&self, consent: &str) -> Vec<String> {
        let got = self.got.lock().unwrap();
        let consents = got.iter().flat_map(|(_, body)| body["consents"].as_array().into_iter().flatten());
        let asked = consents.filter(|given| given["id"] == consent);
        asked.map(|given| given["answer"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Waits until it has got so many.
    pub(crate) async fn until(&self, count: usize) {
        for _ in 0..1_000 {
            if self.ids().len() >= count {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it got {:?} and never {count}", self.ids());
    }
}

impl Stub {
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

async fn answer(State(stub): State<Stub>, headers: HeaderMap, body: Bytes) -> Response {
    stub.got.lock().unwrap().push((headers, serde_json::from_slice(&body).unwrap_or_default()));
    let _ = stub.gate.subscribe().wait_for(|open| *open).await;
    let answer = stub.answers.lock().unwrap().pop_front();
    match answer {
        None => StatusCode::OK.into_response(),
        Some(Answer::Status(status)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some(Answer::Later(seconds)) => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())]).into_response()
        }
        Some(Answer::Redirect(url)) => (StatusCode::FOUND, [(header::LOCATION, url)]).into_response(),
        Some(Answer::Endless) => vec![b'x'; 10_000_000].into_response(),
    }
}
