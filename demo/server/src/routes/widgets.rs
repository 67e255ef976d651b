use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use rungs_model::Completes;
use serde_json::{Value, json};

use super::unknown_widget;
use crate::app::App;
use crate::error::Problem;
use crate::results;
use crate::state::{self, Rendered};
use crate::widgets::Widget;

/// A counter may be this old in every cache on the way.
const CACHE: &str = "public, max-age=5, stale-while-revalidate=30";

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/v1/widgets/{id}", get(document))
        .route("/v1/widgets/{id}/state", get(current))
        .route("/v1/widgets/{id}/results", get(results))
}

/// The config document, with the state and, unless it names one, this backend.
async fn document(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let mut document = widget.public.clone();
    if document.get("backend").is_none() {
        document["backend"] = json!({ "kind": "rungs", "url": public_url(&app, &headers) });
    }
    complete(&app, &widget, &mut document);
    let rendered = state::current(&app.store, &widget).await?;
    document["state"] = serde_json::from_slice(&rendered.body).unwrap_or_default();
    Ok(([(header::CACHE_CONTROL, CACHE), (header::VARY, "host")], Json(document)).into_response())
}

/// Fills in which rungs of the campaign's ladder are completed here, unless the document says it.
fn complete(app: &App, widget: &Widget, document: &mut Value) {
    let read = widget.read("");
    let said = document.pointer("/thanks/completes").is_some();
    let ladder = app.widgets.ladder(read.campaign()).filter(|_| !said && read.ladder().is_none());
    let Some(ladder) = ladder else { return };
    let completes =
        ladder.read("").ladder().map(|ladder| ladder.completed_at(&widget.id)).unwrap_or_default();
    if completes.is_empty() {
        return;
    }
    let entry = |completes: &Completes| {
        let mut entry = json!({ "rung": &*completes.rung });
        if let Some(answer) = completes.answer {
            entry["answer"] = answer.as_str().into();
        }
        if completes.by_sharing {
            entry["by_sharing"] = true.into();
        }
        entry
    };
    document["thanks"]["completes"] = completes.iter().map(entry).collect();
}

/// The public state, from memory.
async fn current(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let rendered = state::current(&app.store, &widget).await?;
    Ok(cached(&headers, &rendered))
}

/// The results of a survey, from memory.
async fn results(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    if results::shown(&widget).is_none() {
        return Err(Problem::new(StatusCode::NOT_FOUND, format!("{id:?} shows no results")));
    }
    let read = async {
        let published = results::published(&app.store, &widget).await?;
        Ok(published.map_or_else(Default::default, |published| published.to_value()))
    };
    let rendered = widget.results.or_read(read).await?;
    Ok(cached(&headers, &rendered))
}

/// Sends what is not known yet.
pub(super) fn cached(headers: &HeaderMap, rendered: &Rendered) -> Response {
    let asked = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    let known = [(header::CACHE_CONTROL, CACHE), (header::ETAG, rendered.etag.as_str())];
    if asked.split(',').any(|tag| tag.trim().trim_start_matches("W/") == rendered.etag) {
        return (StatusCode::NOT_MODIFIED, known).into_response();
    }
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (known, kind, rendered.body.clone()).into_response()
}

/// Where supporters reach this server: as configured, else where this request came to.
pub(super) fn public_url(app: &App, headers: &HeaderMap) -> String {
    app.public_url.clone().unwrap_or_else(|| {
        let named = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        // It goes into pages and policies, and whoever asks may write into it what they like.
        let plain = |character: char| character.is_ascii_alphanumeric() || ".-:[]".contains(character);
        format!("http://{}", named.filter(|host| host.chars().all(plain)).unwrap_or("localhost"))
    })
}
