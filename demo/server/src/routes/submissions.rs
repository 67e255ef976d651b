use std::net::SocketAddr;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Json, Router};
use rungs_model::Values;
use serde_json::{Value, json};

use super::widgets::public_url;
use super::{manage, unknown_widget, within_limits};
use crate::app::App;
use crate::body;
use crate::error::Problem;
use crate::incoming::{Format, Incoming};
use crate::page::{self, Hosted};
use crate::store::{Recorded, rfc3339};
use crate::submit::take;
use crate::widgets::Widget;

pub(super) fn router() -> Router<App> {
    Router::new().route("/v1/widgets/{id}/submissions", post(create))
}

/// Takes a submission: from a widget as JSON, from a plain form urlencoded.
///
/// No cookie or other ambient authority is involved, so a forged request can do nothing that
/// its forger could not do directly: `Origin` and `Sec-Fetch-Site` need no check, and a plain
/// form may stand on any site.
async fn create(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    // First of all, for an answer given before everything was sent is easily lost.
    let body = body::read(body, body::SUBMISSION).await;
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let format = Format::of(&headers)?;
    let body = body?;
    let taken = submit(&app, peer, &widget, &headers, format, &body).await;
    Ok(match (taken, format) {
        (Ok(recorded), Format::Json) => {
            let url = public_url(&app, &headers) + &manage::address(&app, &widget.id, &recorded.id);
            (StatusCode::CREATED, Json(confirmation(&recorded, &url))).into_response()
        }
        (Err(problem), Format::Json) => problem.into_response(),
        (taken, Format::Form) => answer_form(&app, &widget, &headers, &body, taken.err().as_ref()),
    })
}

async fn submit(
    app: &App,
    peer: SocketAddr,
    widget: &Widget,
    headers: &HeaderMap,
    format: Format,
    body: &Bytes,
) -> Result<Recorded, Problem> {
    within_limits(app, peer, headers)?;
    take(app, widget, Incoming::read(format, body, &widget.id, headers)?).await
}

/// The same for everyone: a replay or a repeat cannot be told from a first signature.
fn confirmation(recorded: &Recorded, manage_url: &str) -> Value {
    json!({
        "status": "confirmed",
        "receipt": {
            "submission_id": recorded.id,
            "recorded_at": rfc3339(recorded.recorded_at),
            "manage_url": manage_url,
        },
    })
}

/// Leads to the thank-you page; or shows the form again, with everything that was typed.
fn answer_form(
    app: &App,
    widget: &Widget,
    headers: &HeaderMap,
    body: &Bytes,
    problem: Option<&Problem>,
) -> Response {
    let entered: Values = form_urlencoded::parse(body).into_owned().collect();
    let lang = entered.get("locale");
    if let Some(problem) = problem {
        let hosted = Hosted::Refused(&entered, problem);
        return page::render(app, widget, &hosted, lang, &public_url(app, headers));
    }
    let (lang, _) = widget.in_lang(lang);
    let thanks = format!("/embed/{}?thanks", widget.id);
    let own = lang == widget.lang();
    Redirect::to(&if own { thanks } else { format!("{thanks}&lang={lang}") }).into_response()
}
