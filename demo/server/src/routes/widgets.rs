use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::unknown_widget;
use crate::app::App;
use crate::error::Problem;
use crate::state;

/// A counter may be this old in every cache on the way.
const CACHE: &str = "public, max-age=5, stale-while-revalidate=30";

pub(super) async fn health(State(app): State<App>) -> Result<Json<Value>, Problem> {
    if app.store.is_well().await {
        Ok(Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })))
    } else {
        Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"))
    }
}

/// The config document, with the state and, unless it names one, this backend.
pub(super) async fn document(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let mut document = widget.document.clone();
    if document.get("backend").is_none() {
        document["backend"] = json!({ "kind": "rungs", "url": public_url(&app, &headers) });
    }
    let rendered = state::current(&app.store, &widget).await?;
    document["state"] = serde_json::from_slice(&rendered.body).unwrap_or_default();
    Ok(([(header::CACHE_CONTROL, CACHE)], Json(document)).into_response())
}

/// The public state, from memory.
pub(super) async fn state(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let rendered = state::current(&app.store, &widget).await?;
    let same =
        headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == rendered.etag.as_bytes());
    let known = [(header::CACHE_CONTROL, CACHE.to_owned()), (header::ETAG, rendered.etag.clone())];
    if same {
        return Ok((StatusCode::NOT_MODIFIED, known).into_response());
    }
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((known, kind, rendered.body.clone()).into_response())
}

/// Where supporters reach this server.
pub(super) fn public_url(app: &App, headers: &HeaderMap) -> String {
    app.public_url.clone().unwrap_or_else(|| {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        format!("http://{host}")
    })
}
