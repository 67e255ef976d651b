//! Errors as RFC 9457 problem documents.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rungs_model::FieldError;
use serde_json::{Value, json};

/// Why a request was not done: the status, and a sentence that names place and remedy.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) detail: String,
    pub(crate) errors: Vec<FieldError>,
    retry_after: Option<u64>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), errors: Vec::new(), retry_after: None }
    }

    pub(crate) fn invalid(errors: Vec<FieldError>) -> Self {
        let names: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        let detail = format!("some fields need another look: {}", names.join(", "));
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }

    pub(crate) fn later(status: StatusCode, seconds: u64, detail: &str) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(status, detail) }
    }

    fn body(&self) -> Value {
        let mut body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        if !self.errors.is_empty() {
            let plain = |error: &FieldError| match error.code.limit() {
                Some(limit) => json!({ "field": error.field, "code": error.code.as_str(), "limit": limit }),
                None => json!({ "field": error.field, "code": error.code.as_str() }),
            };
            body["errors"] = self.errors.iter().map(plain).collect();
        }
        body
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body())).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<anyhow::Error> for Problem {
    /// The reason goes to the log; the caller learns only that it was not their fault.
    fn from(error: anyhow::Error) -> Self {
        tracing::error!("{error:#}");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the server could not do it; its log says why. Nothing was stored.",
        )
    }
}
