use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What goes wrong on the way to the backend. Changes of what was submitted are submissions too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Submissions are answered with this status, and do not arrive.
    Status(u16),
    /// Submissions are answered with 429 and this `Retry-After` in seconds, and do not arrive.
    Busy(u32),
    /// Submissions arrive, and the answer takes so many milliseconds.
    Slow(u64),
    /// Submissions arrive, and the answer is lost.
    LostAnswer,
    /// Submissions are lost, and the connection with them.
    Cut,
    /// Of submissions, those that hold this are lost, and the connection with them.
    CutThose(&'static str),
    /// Submissions are on their way, and do not arrive.
    Stuck,
    /// Submissions are answered as if an hour's patience were needed, and arrive when [`Faults::deliver`] says so.
    Late,
}

/// A proxy in front of the real backend that does it wrong on request.
#[derive(Clone)]
pub struct Faults {
    /// Its origin.
    pub origin: String,
    fault: Arc<Mutex<Fault>>,
    backend: Arc<Mutex<String>>,
    /// Submissions that came by.
    seen: Arc<Mutex<u32>>,
    /// Everything that came by.
    requests: Arc<Mutex<Vec<String>>>,
    /// What is late.
    late: Arc<Mutex<Vec<Request>>>,
}

impl Faults {
    /// Starts it.
    pub async fn start(backend: &str) -> Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let faults = Self {
            origin: format!("http://{}", listener.local_addr()?),
            fault: Arc::new(Mutex::new(Fault::None)),
            backend: Arc::new(Mutex::new(backend.to_owned())),
            seen: Arc::default(),
            requests: Arc::default(),
            late: Arc::default(),
        };
        let router = Router::new().fallback(forward).with_state(faults.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(faults)
    }

    /// From now on.
    ///
    /// # Panics
    /// If a journey panicked before.
    pub fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    /// Submissions that came by so far.
    ///
    /// # Panics
    /// If a journey panicked before.
    pub fn submissions(&self) -> u32 {
        *self.seen.lock().unwrap()
    }

    /// Delivers what is late; how many that are.
    ///
    /// # Panics
    /// If a journey panicked before.
    pub async fn deliver(&self) -> Result<usize> {
        let late = std::mem::take(&mut *self.late.lock().unwrap());
        let count = late.len();
        for request in late {
            pass(self, request).await?;
        }
        Ok(count)
    }

    /// Everything that came by so far: method, path, headers and body of each request.
    ///
    /// # Panics
    /// If a journey panicked before.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn forward(State(faults): State<Faults>, request: Request) -> Response {
    let is_submission = matches!(*request.method(), Method::POST | Method::PATCH);
    let fault = if is_submission { *faults.fault.lock().unwrap() } else { Fault::None };
    if is_submission {
        *faults.seen.lock().unwrap() += 1;
    }
    match fault {
        Fault::Status(status) => return refuse(StatusCode::from_u16(status).unwrap(), 0),
        Fault::Busy(seconds) => return refuse(StatusCode::TOO_MANY_REQUESTS, seconds),
        Fault::Cut => return broken(),
        Fault::Stuck => return std::future::pending().await,
        Fault::Late => {
            faults.late.lock().unwrap().push(request);
            return refuse(StatusCode::TOO_MANY_REQUESTS, 3_600);
        }
        _ => {}
    }
    let request = if let Fault::CutThose(what) = fault {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        if String::from_utf8_lossy(&body).contains(what) {
            return broken();
        }
        Request::from_parts(parts, Body::from(body))
    } else {
        request
    };
    let answer = pass(&faults, request).await;
    match fault {
        Fault::Slow(millis) => tokio::time::sleep(Duration::from_millis(millis)).await,
        Fault::LostAnswer => return broken(),
        _ => {}
    }
    // A backend that is down closes the connection; so does this.
    answer.unwrap_or_else(|_| broken())
}

/// A response with no more than a status and how many seconds to wait, which any page may read.
fn refuse(status: StatusCode, seconds: u32) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if seconds > 0 {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// A response that ends before it is whole.
fn broken() -> Response {
    let body = futures_util::stream::once(async { Err::<Vec<u8>, _>(std::io::Error::other("lost")) });
    Response::new(Body::from_stream(body))
}

async fn pass(faults: &Faults, request: Request) -> Result<Response> {
    let backend = faults.backend.lock().unwrap().clone();
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let method = parts.method;
    let mut forwarded = reqwest::Client::new().request(method.clone(), format!("{backend}{path}"));
    for (name, value) in &parts.headers {
        if name != header::HOST && name != header::CONTENT_LENGTH {
            forwarded = forwarded.header(name, value);
        }
    }
    let body = to_bytes(body, usize::MAX).await?;
    let asked = format!("{method} {path} {:?} {}", parts.headers, String::from_utf8_lossy(&body));
    faults.requests.lock().unwrap().push(asked);
    let answer = forwarded.body(body).send().await?;
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        if name != header::TRANSFER_ENCODING && name != header::CONTENT_LENGTH {
            response = response.header(name, value);
        }
    }
    Ok(response.body(Body::from(answer.bytes().await?))?)
}
