//! Errors as RFC 9457 problem documents.

use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rungs_model::document::Problem as Fault;
use rungs_model::{ErrorCode, FieldError};
use serde_json::{Value, json};

/// Why a request was not done: the status, and a sentence that names place and remedy.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) detail: String,
    pub(crate) errors: Vec<FieldError>,
    /// What is wrong with a config document, by path.
    faults: Vec<Fault>,
    retry_after: Option<u64>,
    /// What a page says of it: `<words>_title` and `<words>_text` of `locales`.
    pub(crate) words: Option<&'static str>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            errors: Vec::new(),
            faults: Vec::new(),
            retry_after: None,
            words: None,
        }
    }

    /// With words for people.
    pub(crate) fn said(self, words: &'static str) -> Self {
        Self { words: Some(words), ..self }
    }

    /// Fields of a submission that were refused.
    pub(crate) fn invalid(errors: Vec<FieldError>) -> Self {
        let names: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        let detail = format!("some fields need another look: {}", names.join(", "));
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail) }
    }

    /// A config document that cannot be used.
    pub(crate) fn unusable(faults: Vec<Fault>) -> Self {
        let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
        let detail = format!("the document cannot be used: {}", lines.join("; "));
        Self { faults, ..Self::new(StatusCode::BAD_REQUEST, detail) }
    }

    pub(crate) fn later(status: StatusCode, seconds: u64, detail: &str) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(status, detail) }
    }

    /// As it is stored, to be answered again: [`Self::restored`] reads it.
    pub(crate) fn stored(&self) -> String {
        self.body().to_string()
    }

    /// What was stored.
    pub(crate) fn restored(stored: &str) -> Self {
        let body: Value = serde_json::from_str(stored).unwrap_or_default();
        let status = body["status"].as_u64().and_then(|status| u16::try_from(status).ok());
        let status = status.and_then(|status| StatusCode::from_u16(status).ok());
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let error = |error: &Value| FieldError {
            field: text(&error["field"]),
            code: ErrorCode::from_wire(&text(&error["code"]), error["limit"].as_str()),
        };
        let errors = body["errors"].as_array().into_iter().flatten().map(error).collect();
        Self {
            errors,
            ..Self::new(status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY), text(&body["detail"]))
        }
    }

    /// Adds to a response what every form of this answer has.
    pub(crate) fn mark(&self, response: &mut Response) {
        *response.status_mut() = self.status;
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
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
        if !self.faults.is_empty() {
            let plain = |fault: &Fault| json!({ "path": fault.path, "message": fault.message });
            body["problems"] = self.faults.iter().map(plain).collect();
        }
        body
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Json(self.body()).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        self.mark(&mut response);
        // For the layer that turns it into a page where a browser asks for one.
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<anyhow::Error> for Problem {
    /// The reason goes to the log; the caller learns only that it was not their fault.
    fn from(error: anyhow::Error) -> Self {
        tracing::error!("{error:#}");
        Self::later(
            StatusCode::SERVICE_UNAVAILABLE,
            5,
            "the server could not do it right now, and its log says why; please try again in a moment",
        )
    }
}
