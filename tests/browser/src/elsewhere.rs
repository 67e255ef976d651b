use std::sync::{Arc, Mutex};

use anyhow::Result;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tower_http::cors::CorsLayer;

/// A campaign's own system, which is not ours: it answers what it is told to, and keeps what it was sent.
#[derive(Clone)]
pub struct Elsewhere {
    /// Its origin.
    pub origin: String,
    answer: Arc<Mutex<Say>>,
    count: Arc<Mutex<String>>,
    heard: Arc<Mutex<Vec<Sent>>>,
}

/// How it answers whoever sends something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Say {
    /// With a status, a content type and these bytes.
    Bytes(u16, &'static str, Vec<u8>),
    /// With 429, and how many seconds to wait; fewer than none make no sense.
    Busy(i64),
    /// Round and round.
    Round,
    /// With a success that breaks off.
    Cut,
}

impl Say {
    /// With JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::Bytes(status, "application/json", body.to_string().into_bytes())
    }
}

/// What it was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The path, and the query if there is one.
    pub path: String,
    /// The content type.
    pub kind: String,
    /// The body as text.
    pub body: String,
}

impl Elsewhere {
    /// Starts it. With `cors` any site may read its answers.
    pub async fn start(cors: bool, status: u16, answer: &Value) -> Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let elsewhere = Self {
            origin: format!("http://{}", listener.local_addr()?),
            answer: Arc::new(Mutex::new(Say::json(status, answer))),
            count: Arc::default(),
            heard: Arc::default(),
        };
        let mut router = Router::new().fallback(reply).with_state(elsewhere.clone());
        if cors {
            router = router.layer(CorsLayer::permissive());
        }
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(elsewhere)
    }

    /// Answers so from now on to whoever sends something.
    ///
    /// # Panics
    /// If a journey panicked before.
    pub fn answer(&self, status: u16, body: &str) {
        self.say(Say::Bytes(status, "application/json", body.into()));
    }

    /// The same, in any way.
    ///
    /// # Panics
    /// If a journey panicked before.
    pub fn say(&self, answer: Say) {
        *self.answer.lock().unwrap() = answer;
    }

    /// Answers so to whoever only asks.
    ///
    /// # Panics
    /// If a journey panicked before.
    pub fn count(&self, body: &str) {
        body.clone_into(&mut self.count.lock().unwrap());
    }

    /// What it was sent so far.
    ///
    /// # Panics
    /// If a journey panicked before.
    pub fn sent(&self) -> Vec<Sent> {
        self.heard.lock().unwrap().clone()
    }
}

async fn reply(State(elsewhere): State<Elsewhere>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if parts.method == Method::GET {
        let count = elsewhere.count.lock().unwrap().clone();
        return ([(header::CONTENT_TYPE, "text/javascript")], count).into_response();
    }
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    elsewhere.heard.lock().unwrap().push(Sent {
        path: parts.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        kind: kind.unwrap_or_default().to_owned(),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    });
    let answer = elsewhere.answer.lock().unwrap().clone();
    match answer {
        Say::Bytes(status, kind, bytes) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, [(header::CONTENT_TYPE, kind)], bytes).into_response()
        }
        Say::Busy(seconds) => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())]).into_response()
        }
        Say::Round => {
            let here = parts.uri.path().to_owned();
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, here)]).into_response()
        }
        Say::Cut => {
            let begun = [Ok("{\"data\":"), Err(std::io::Error::other("cut"))];
            Body::from_stream(futures_util::stream::iter(begun)).into_response()
        }
    }
}
