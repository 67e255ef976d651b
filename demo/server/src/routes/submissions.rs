use std::net::SocketAddr;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use rungs_model::Values;
use serde_json::{Value, json};

use super::unknown_widget;
use crate::app::{App, BODY_LIMIT};
use crate::error::Problem;
use crate::incoming::{Format, Incoming};
use crate::page;
use crate::store::{Recorded, rfc3339};
use crate::submit::take;

/// Takes a submission: from a widget as JSON, from a plain form urlencoded.
pub(super) async fn create(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let format = match Format::of(&headers) {
        Ok(format) => format,
        Err(problem) => return problem.into_response(),
    };
    let body = body.map_err(|rejection| {
        let limit = format!("the body is larger than {BODY_LIMIT} bytes: shorten the longest field");
        let status = rejection.status();
        Problem::new(
            status,
            if status == StatusCode::PAYLOAD_TOO_LARGE { limit } else { rejection.body_text() },
        )
    });
    let entered = match (&body, format) {
        (Ok(body), Format::Form) => form_urlencoded::parse(body).into_owned().collect(),
        _ => Values::default(),
    };
    let result = match body {
        Ok(body) => submit(&app, peer, &id, &headers, format, &body).await,
        Err(problem) => Err(problem),
    };
    match (result, format) {
        (Ok(recorded), Format::Json) => (StatusCode::CREATED, Json(confirmation(&recorded))).into_response(),
        (Ok(_), Format::Form) => Redirect::to(&format!("/embed/{id}?thanks")).into_response(),
        (Err(problem), Format::Json) => problem.into_response(),
        (Err(problem), Format::Form) => page::refused(&app, &id, &entered, &problem),
    }
}

async fn submit(
    app: &App,
    peer: SocketAddr,
    id: &str,
    headers: &HeaderMap,
    format: Format,
    body: &[u8],
) -> Result<Recorded, Problem> {
    let widget = app.widgets.get(id).ok_or_else(|| unknown_widget(id))?;
    app.limits.check(peer, headers).map_err(|seconds| {
        Problem::later(
            StatusCode::TOO_MANY_REQUESTS,
            seconds,
            "too many from this address; please try again later",
        )
    })?;
    take(app, &widget, Incoming::read(format, body, id, headers)?).await
}

/// The same for everyone: a replay or a repeat cannot be told from a first signature.
fn confirmation(recorded: &Recorded) -> Value {
    json!({
        "status": "confirmed",
        "receipt": { "submission_id": recorded.id, "recorded_at": rfc3339(recorded.recorded_at) },
    })
}
