//! A server on the loopback interface that keeps everything compressed in memory.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::files::read;

/// One file as it goes over the wire.
pub(crate) struct File {
    pub(crate) content_type: &'static str,
    /// Compressed with brotli.
    pub(crate) body: Vec<u8>,
}

impl File {
    /// A file of the type that its path says.
    pub(crate) fn new(path: &str, body: Vec<u8>) -> Self {
        Self { content_type: content_type(path), body }
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => "application/json",
    }
}

/// Serves until it is dropped.
pub(crate) struct Served {
    origin: String,
    _runtime: Runtime,
}

impl Served {
    /// The address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

/// The compressed files of a kit, below `/kit/`.
pub(crate) fn kit(folder: &Path) -> Result<HashMap<String, File>> {
    let mut files = HashMap::new();
    let missing = || format!("{} cannot be read: `cargo xtask bench` builds the kit first", folder.display());
    for entry in fs::read_dir(folder).with_context(missing)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(".br") {
            files.insert(format!("/kit/{name}"), File::new(name, read(&path)?));
        }
    }
    Ok(files)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wasm_is_served_as_what_streaming_compilation_accepts() {
        assert_eq!(content_type("/kit/petition_bg.wasm"), "application/wasm");
        assert_eq!(content_type("/v1/widgets/clean-air/state"), "application/json");
    }
}
