//! What surrounds every request: a time limit, one shape for errors, a line in the log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::accept_language;
use crate::error::Problem;
use crate::page;

/// A request that takes longer has met something that will not pass.
const PATIENCE: Duration = Duration::from_secs(15);

/// Ends requests that take too long.
pub(crate) async fn limit_time(request: Request, next: Next) -> Response {
    let ended = tokio::time::timeout(PATIENCE, next.run(request)).await;
    ended.unwrap_or_else(|_| {
        let detail = "this took too long; please try again in a moment";
        Problem::later(StatusCode::SERVICE_UNAVAILABLE, 5, detail).into_response()
    })
}

/// Gives errors of axum itself the shape of ours, and browsers a page to read.
pub(crate) async fn shape_errors(request: Request, next: Next) -> Response {
    let reads_pages = wants_a_page(request.headers());
    let languages = accept_language::of(request.headers()).to_owned();
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let own = response.extensions().get::<Arc<Problem>>().cloned();
    match own {
        Some(problem) if reads_pages => page::problem(&problem, &languages),
        None if is_text(&response) => {
            let allow = response.headers().get(header::ALLOW).cloned();
            let problem = described(status, response.into_body()).await;
            let mut response =
                if reads_pages { page::problem(&problem, &languages) } else { problem.into_response() };
            if let Some(allow) = allow {
                response.headers_mut().insert(header::ALLOW, allow);
            }
            response
        }
        Some(_) | None => response,
    }
}

/// A browser that goes to an address asks for HTML; a script that fetches does not.
fn wants_a_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

fn is_text(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_none_or(|kind| kind.starts_with("text/plain"))
}

async fn described(status: StatusCode, body: Body) -> Problem {
    let said = to_bytes(body, 1024).await.unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let detail = match (status, said.trim()) {
        (StatusCode::METHOD_NOT_ALLOWED, _) => {
            "this address does not take that method; /openapi.json lists those it takes"
        }
        (StatusCode::NOT_FOUND, "") => "there is nothing here; /openapi.json lists what there is",
        (_, "") => "this request was not understood; /openapi.json describes those that are",
        (_, said) => said,
    };
    Problem::new(status, detail)
}

/// One line per request: what was asked for by the route's name, never by its content, and
/// not by whom.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let start = Instant::now();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("", MatchedPath::as_str);
    let (status, micros) = (response.status().as_u16(), start.elapsed().as_micros() as u64);
    match status {
        500.. => tracing::warn!(%method, route, status, micros, "answered"),
        // Counts are read all the time.
        _ if method == Method::GET => tracing::debug!(%method, route, status, micros, "answered"),
        _ => tracing::info!(%method, route, status, micros, "answered"),
    }
    response
}
