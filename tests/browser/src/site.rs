use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use anyhow::Result;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::cors::CorsLayer;
use tower_http::services::ServeDir;

use crate::given;

/// Pages on one origin, the kit on another, as with a CDN.
#[derive(Clone)]
pub struct Site {
    /// Origin of the pages.
    pub pages: String,
    /// Origin of the kit.
    pub kit: String,
    written: Arc<Mutex<HashMap<String, Page>>>,
    gate: Arc<watch::Sender<bool>>,
    lacks: Arc<Mutex<Option<&'static str>>>,
}

#[derive(Clone)]
struct Page {
    html: String,
    policy: Option<String>,
}

impl Site {
    /// Starts both.
    pub async fn start() -> Result<Self> {
        let pages = TcpListener::bind("127.0.0.1:0").await?;
        let kit = TcpListener::bind("127.0.0.1:0").await?;
        let (gate, opened) = watch::channel(true);
        let site = Self {
            pages: format!("http://{}", pages.local_addr()?),
            kit: format!("http://{}", kit.local_addr()?),
            written: Arc::default(),
            gate: Arc::new(gate),
            lacks: Arc::default(),
        };
        let folder = Router::new()
            .fallback_service(ServeDir::new(given("RUNGS_KIT")))
            .layer(CorsLayer::permissive())
            .layer(middleware::from_fn_with_state(opened, hold))
            .layer(middleware::from_fn_with_state(site.lacks.clone(), refuse));
        tokio::spawn(async move { axum::serve(kit, folder).await });
        let router = Router::new().fallback(page).with_state(site.clone());
        tokio::spawn(async move { axum::serve(pages, router).await });
        Ok(site)
    }

    /// Writes a page; gives its address.
    ///
    /// # Panics
    /// If a journey panicked before.
    pub fn write(&self, path: &str, html: &str, policy: Option<&str>) -> String {
        let page = Page { html: html.to_owned(), policy: policy.map(str::to_owned) };
        self.written.lock().unwrap().insert(path.to_owned(), page);
        format!("{}{path}", self.pages)
    }

    /// Refuses a further file of every bundle, e.g. `touched`, which is for those who touch a form.
    ///
    /// # Panics
    /// If a journey panicked before.
    pub fn refuse(&self, file: Option<&'static str>) {
        *self.lacks.lock().unwrap() = file;
    }

    /// Holds the wasm back until the gate is opened again.
    pub fn hold_wasm(&self, held: bool) {
        self.gate.send_replace(!held);
    }
}

async fn refuse(
    State(lacks): State<Arc<Mutex<Option<&'static str>>>>,
    request: Request,
    next: Next,
) -> Response {
    let refused =
        lacks.lock().unwrap().is_some_and(|file| request.uri().path().ends_with(&format!("_{file}.wasm")));
    if refused {
        return (StatusCode::SERVICE_UNAVAILABLE, "not now").into_response();
    }
    next.run(request).await
}

async fn hold(State(mut opened): State<watch::Receiver<bool>>, request: Request, next: Next) -> Response {
    if request.uri().path().contains("_bg.wasm") {
        // Fails only when the site is gone, and its journey with it.
        let _ = opened.wait_for(|opened| *opened).await;
    }
    next.run(request).await
}

async fn page(State(site): State<Site>, uri: Uri) -> Response {
    let page = site.written.lock().unwrap().get(uri.path()).cloned();
    match page {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(Page { html, policy: None }) => {
            ([(header::CONTENT_TYPE, content_type(uri.path()))], html).into_response()
        }
        Some(Page { html, policy: Some(policy) }) => {
            ([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response()
        }
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("json") => "application/json",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        _ => "text/html; charset=utf-8",
    }
}
