use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use rungs_model::{ATTRIBUTION, REFERRAL, Values};

use super::unknown_widget;
use super::widgets::public_url;
use crate::accept_language;
use crate::app::App;
use crate::error::Problem;
use crate::page::{self, Hosted};
use crate::{results, state};

/// Names the event that is shown of several: the widget reads it, too.
const EVENT: &str = "rungs.event";

pub(super) fn router() -> Router<App> {
    Router::new().route("/embed/{id}", get(hosted)).route("/embed/page.css", get(stylesheet))
}

/// The hosted page: for iframes, for links, and where no script may run. In the language of
/// `?lang=`, else in one that the browser asks for, else in the campaign's own.
async fn hosted(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let lang = match query.get("lang") {
        Some(lang) => lang,
        None => widget.preferred(accept_language::of(&headers)),
    };
    if query.contains_key("event") && !query.contains_key(EVENT) {
        return Ok(Redirect::to(&with_event(&id, &query)).into_response());
    }
    // The widget reads the same parameters.
    let mut came = Values::default();
    if let Some(source) = query.get("source").or_else(|| query.get("utm_source")) {
        came.set("source", source.clone());
    }
    for name in ATTRIBUTION.iter().chain(&[REFERRAL]) {
        if let Some(text) = query.get(*name) {
            came.set(name, text.clone());
        }
    }
    let url = public_url(&app, &headers);
    let places = state::places_of(&app.store, &widget).await?;
    let end = query.get("end").map(String::as_str);
    if end.is_some() || query.contains_key("thanks") {
        let published = results::published(&app.store, &widget).await?;
        let (_, read) = widget.in_lang(lang);
        let ask = query.get("ask").and_then(|index| read.survey()?.asks.get(index.parse::<usize>().ok()?));
        let hosted = Hosted::Thanks(end, ask, published.as_ref());
        return Ok(page::render(&app, &widget, &hosted, &places, lang, &url));
    }
    if let Some(event) = query.get(EVENT) {
        came.set("event", event.clone());
    }
    if widget.read("").petition().is_none() {
        // Two people may answer the same: an id tells them apart, and a double click from both.
        came.set("submission_id", uuid::Uuid::new_v4().to_string());
    }
    Ok(page::render(&app, &widget, &Hosted::Form(&came), &places, lang, &url))
}

async fn stylesheet() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")],
        include_str!("../page/page.css"),
    )
}

/// The page of an event that was asked for by a shorter name, which the widget does not read.
fn with_event(id: &str, query: &HashMap<String, String>) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for (name, value) in query {
        pairs.append_pair(if name == "event" { EVENT } else { name }, value);
    }
    format!("/embed/{id}?{}", pairs.finish())
}
