//! Stopping the emails about what someone answered. Looking changes nothing, for mail scanners look too; a mail
//! program's own button posts at once (RFC 8058), and is answered without leading anywhere else.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::Response;
use rungs_model::Values;

use super::super::within_limits;
use super::{InPath, address, find, in_path, nowhere, standing::with_events};
use crate::app::App;
use crate::body;
use crate::error::Problem;
use crate::page;
use crate::store::Managed;

/// Says whether there will be any, with a button for the other.
pub(super) async fn look(State(app): State<App>, token: InPath) -> Result<Response, Problem> {
    let managed = find(&app, in_path(&token)).await?;
    shown(&app, &managed).await
}

/// Stops them; with `emails=yes` there will be some again.
pub(super) async fn set(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    token: InPath,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let body = body::read(body, body::SUBMISSION).await?;
    within_limits(&app, peer, &headers)?;
    let managed = find(&app, in_path(&token)).await?;
    let entered: Values = form_urlencoded::parse(&body).into_owned().collect();
    app.store.set_letters(&managed.widget, &managed.id, entered.get("emails") == "yes").await?;
    shown(&app, &managed).await
}

async fn shown(app: &App, managed: &Managed) -> Result<Response, Problem> {
    let widget = with_events(app, managed).ok_or_else(nowhere)?;
    let wanted = app.store.wants_letters(&managed.widget, &managed.id).await?;
    Ok(page::emails(managed, &widget, &address(app, &managed.widget, &managed.id), wanted))
}
