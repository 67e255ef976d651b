use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::app::App;
use crate::error::Problem;

pub(super) fn router() -> Router<App> {
    Router::new().route("/healthz", get(health))
}

/// Whether the server and its database answer.
async fn health(State(app): State<App>) -> Result<Json<Value>, Problem> {
    if app.store.is_well().await {
        Ok(Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })))
    } else {
        Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"))
    }
}
