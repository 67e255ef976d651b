use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;

use super::unknown_widget;
use super::widgets::public_url;
use crate::app::App;
use crate::error::Problem;
use crate::page::{self, Hosted};

/// The hosted page: for iframes, for links, and where no script may run.
pub(super) async fn page(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let hosted = if query.contains_key("thanks") { Hosted::Thanks } else { Hosted::Form };
    Ok(page::render(&app, &widget, &hosted, &public_url(&app, &headers)))
}

pub(super) async fn stylesheet() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css"), (header::CACHE_CONTROL, "public, max-age=3600")],
        include_str!("../page.css"),
    )
}
