//! The HTTP API, a module per resource.

mod admin;
mod attendees;
mod calendars;
mod callbacks;
mod emails;
mod embed;
mod export;
mod health;
mod ladder;
mod manage;
mod offers;
mod open_answers;
mod openapi;
mod partial_export;
mod partials;
mod referrals;
mod relay;
mod requests;
mod submissions;
mod widgets;
mod wishes;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, Uri, header};

use rungs_model::Values;

use crate::app::App;
use crate::body;
use crate::error::Problem;
use crate::incoming::{Format, Ids, Incoming};
use crate::widgets::Widget;

pub(crate) use requests::tell as tell_staff;

/// What anyone may call.
pub(crate) fn public() -> Router<App> {
    Router::new()
        .merge(health::router())
        .merge(openapi::router())
        .merge(widgets::router())
        .merge(calendars::router())
        .merge(submissions::router())
        .merge(partials::router())
        .merge(callbacks::router())
        .merge(requests::router())
        .merge(ladder::router())
        .merge(offers::router())
        .merge(referrals::router())
        .merge(manage::router())
        .merge(embed::router())
}

/// What staff may call, if there is a token for it.
pub(crate) fn admin(app: &App) -> Router<App> {
    match &app.admin_token {
        Some(token) => admin::router(token),
        None => Router::new(),
    }
}

pub(crate) async fn nothing_here(uri: Uri) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        format!("there is nothing at {}; /openapi.json lists what there is", uri.path()),
    )
}

/// Refuses what comes too often from one address.
fn within_limits(app: &App, peer: SocketAddr, headers: &HeaderMap) -> Result<(), Problem> {
    app.limits.check(peer, headers).map_err(|seconds| {
        Problem::later(
            StatusCode::TOO_MANY_REQUESTS,
            seconds,
            "too many from this address; please try again later",
        )
    })
}

/// A body that a widget or a plain form sends to a widget. All of it is taken in before anything is refused, so
/// that whoever sends it hears why.
async fn taken_in(
    app: &App,
    id: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Arc<Widget>, Format, Bytes), Problem> {
    let body = body::read(body, body::SUBMISSION).await;
    let widget = app.widgets.get(id).ok_or_else(|| unknown_widget(id))?;
    let format = Format::of(headers)?;
    Ok((widget, format, body?))
}

/// What was typed into a plain form that was refused, to be sent once more.
fn typed_again(body: &[u8], problem: &Problem) -> Values {
    let mut entered: Values = form_urlencoded::parse(body).into_owned().collect();
    if problem.errors.is_empty() && problem.status == StatusCode::UNPROCESSABLE_ENTITY {
        // The id was used for something else: sent once more, this is new.
        entered.set("submission_id", uuid::Uuid::new_v4().to_string());
    }
    entered
}

/// What a program sends to a widget, as JSON.
async fn received(
    app: &App,
    peer: SocketAddr,
    id: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Arc<Widget>, Incoming), Problem> {
    // All of it is taken in before anything is refused, so that whoever sends it hears why.
    let body = body::read(body, body::SUBMISSION).await;
    let widget = app.widgets.get(id).ok_or_else(|| unknown_widget(id))?;
    Format::only_json(headers)?;
    let body = body?;
    within_limits(app, peer, headers)?;
    Ok((widget, Incoming::read(Format::Json, &body, &Ids::New, headers)?))
}

/// The token that a request brings as `Authorization: Bearer …`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

fn unknown_widget(id: &str) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        format!("there is no widget {id:?} here: check the id in the snippet"),
    )
}
