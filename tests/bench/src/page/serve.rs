//! A server on the loopback interface that keeps everything compressed in memory.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::contestant::Contestant;
use super::site::File;

/// Serves until it is dropped.
pub(crate) struct Served {
    origin: String,
    _runtime: Runtime,
}

impl Served {
    /// The host page of a contestant.
    pub(crate) fn url(&self, contestant: Contestant) -> String {
        format!("{}{}", self.origin, contestant.path())
    }
}

/// Serves what `files` makes for the origin that it is given.
pub(crate) fn serve(files: impl FnOnce(&str) -> Result<HashMap<String, File>>) -> Result<Served> {
    let runtime = Runtime::new()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).context("no port to listen on")?;
    let origin = format!("http://{}", listener.local_addr()?);
    let answers: HashMap<_, _> = files(&origin)?
        .into_iter()
        .map(|(path, file)| (path, (file.content_type, Bytes::from(file.body))))
        .collect();
    let answers = Arc::new(answers);
    let app = Router::new().fallback(move |uri: Uri| {
        let answers = answers.clone();
        async move { answer(&answers, &uri) }
    });
    runtime.spawn(async move { axum::serve(listener, app).await });
    Ok(Served { origin, _runtime: runtime })
}

fn answer(answers: &HashMap<String, (&'static str, Bytes)>, uri: &Uri) -> Response {
    let Some((content_type, body)) = answers.get(uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, *content_type),
        (header::CONTENT_ENCODING, "br"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, body.clone()).into_response()
}
