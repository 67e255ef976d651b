use std::net::SocketAddr;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Json, Router};
use rungs_model::document::Decode as _;
use rungs_model::rsvp::Places;
use rungs_model::{Kind, Values};
use serde_json::{Value, json};

use super::widgets::public_url;
use super::{manage, typed_again, unknown_widget, within_limits};
use crate::app::App;
use crate::body;
use crate::error::Problem;
use crate::incoming::{Format, Ids, Incoming};
use crate::page::{self, Hosted};
use crate::store::{Recorded, rfc3339};
use crate::submit::{Taken, take};
use crate::widgets::Widget;
use crate::{standing, state};

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
    let widget = app.widgets.get(&id);
    let limit = match widget.as_ref().map(|widget| widget.read("").kind()) {
        Some(Kind::Survey) => body::ANSWERS,
        _ => body::SUBMISSION,
    };
    let body = body::read(body, limit).await;
    let widget = widget.ok_or_else(|| unknown_widget(&id))?;
    let format = Format::of(&headers)?;
    let body = body?;
    let taken = submit(&app, peer, &widget, &headers, format, &body).await;
    Ok(match (taken, format) {
        (Ok(Taken::Nothing { end }), Format::Json) => {
            Json(json!({ "status": "not_stored", "end": end })).into_response()
        }
        (Ok(Taken::Recorded { recorded, reminds, .. }), Format::Json) => {
            let url = public_url(&app, &headers) + &manage::address(&app, &widget.id, &recorded.id);
            let mut answer = confirmation(&recorded, &url);
            standing::tell(&mut answer, &widget, &recorded.held, reminds);
            (StatusCode::CREATED, Json(answer)).into_response()
        }
        (Err(problem), Format::Json) => problem.into_response(),
        (Ok(Taken::Nothing { end }), Format::Form) => onward(&widget, &body, Some(&end), None),
        // What those who come may learn is for them alone: not for an address that people share.
        (Ok(Taken::Recorded { recorded, .. }), Format::Form) if widget.read("").events().is_some() => {
            let stands = manage::address(&app, &widget.id, &recorded.id) + "/standing?thanks";
            Redirect::to(&stands).into_response()
        }
        (Ok(Taken::Recorded { end, ask, .. }), Format::Form) => onward(&widget, &body, end.as_deref(), ask),
        (Err(problem), Format::Form) => again(&app, &widget, &headers, &body, &problem).await,
    })
}

async fn submit(
    app: &App,
    peer: SocketAddr,
    widget: &Widget,
    headers: &HeaderMap,
    format: Format,
    body: &Bytes,
) -> Result<Taken, Problem> {
    within_limits(app, peer, headers)?;
    let ids = match widget.read("").kind() {
        Kind::Petition | Kind::Rsvp | Kind::Ladder => Ids::OfContent(widget.id.clone()),
        Kind::Survey => Ids::New,
    };
    take(app, widget, Incoming::read(format, body, &ids, headers)?).await
}

/// The same for everyone: a replay or a repeat cannot be told from a first signature.
fn confirmation(recorded: &Recorded, manage_url: &str) -> Value {
    let mut confirmation = json!({
        "status": "confirmed",
        "receipt": {
            "submission_id": recorded.id,
            "recorded_at": rfc3339(recorded.at),
            "manage_url": manage_url,
        },
    });
    if let Some(referral) = &recorded.referral {
        confirmation["receipt"]["referral"] = referral.as_str().into();
    }
    confirmation
}

/// Leads to the thank-you page, with what a survey asks next, or to the end that it came to.
fn onward(widget: &Widget, body: &Bytes, end: Option<&str>, ask: Option<usize>) -> Response {
    let entered: Values = form_urlencoded::parse(body).into_owned().collect();
    let (lang, _) = widget.in_lang(entered.get("locale"));
    let thanks = match (end, ask) {
        (Some(end), _) => format!("/embed/{}?end={end}", widget.id),
        (None, Some(ask)) => format!("/embed/{}?thanks&ask={ask}", widget.id),
        (None, None) => format!("/embed/{}?thanks", widget.id),
    };
    let own = lang == widget.lang();
    Redirect::to(&if own { thanks } else { format!("{thanks}&lang={lang}") }).into_response()
}

/// Shows the form again, with everything that was typed.
async fn again(app: &App, widget: &Widget, headers: &HeaderMap, body: &Bytes, problem: &Problem) -> Response {
    let entered = typed_again(body, problem);
    let hosted = Hosted::Refused(&entered, problem);
    let places = state::places_of(&app.store, widget).await.unwrap_or_else(|_| Places::blank());
    page::render(app, widget, &hosted, &places, entered.get("locale"), &public_url(app, headers))
}
