//! Taking what someone wishes of staff: a call, or that they agree to an offer.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use rungs_model::FollowUp;
use rungs_model::document::Decode as _;
use rungs_model::rsvp::Places;

use super::requests::{address, confirmation};
use super::widgets::public_url;
use super::{callbacks, offers, typed_again, within_limits};
use crate::app::App;
use crate::error::Problem;
use crate::incoming::{Format, Ids, Incoming};
use crate::page::{self, Hosted, Wish};
use crate::store::{Asking, Request};
use crate::widgets::Widget;

/// What is asked for, and what is promised of it.
pub(super) type Asked<'w> = Result<(Asking, Option<&'w FollowUp>), Problem>;

/// Takes a wish: from a widget as JSON, from a plain form urlencoded.
pub(super) async fn create(
    app: &App,
    peer: SocketAddr,
    headers: &HeaderMap,
    (widget, format, body): (Arc<Widget>, Format, Bytes),
    wish: Wish,
) -> Result<Response, Problem> {
    let url = public_url(app, headers);
    let taken = take(app, peer, headers, &widget, format, &body, wish).await;
    match (taken, format) {
        (Ok((kept, promise)), Format::Json) => {
            let answer = confirmation(app, &url, &kept, promise);
            Ok((StatusCode::CREATED, Json(answer)).into_response())
        }
        (Ok((kept, _)), Format::Form) => {
            let thanks = address(app, kept.kind, &widget.id, &kept.id) + "?thanks";
            Ok(Redirect::to(&thanks).into_response())
        }
        (Err(problem), Format::Json) => Err(problem),
        (Err(problem), Format::Form) => {
            let entered = typed_again(&body, &problem);
            let hosted = Hosted::Wish(wish, &entered, &problem);
            Ok(page::render(app, &widget, &hosted, &Places::blank(), entered.get("locale"), &url))
        }
    }
}

/// Judges a wish and keeps it; what is promised comes with it.
async fn take<'w>(
    app: &App,
    peer: SocketAddr,
    headers: &HeaderMap,
    widget: &'w Widget,
    format: Format,
    body: &[u8],
    wish: Wish,
) -> Result<(Request, Option<&'w FollowUp>), Problem> {
    within_limits(app, peer, headers)?;
    let Incoming { submission, entered, .. } = Incoming::read(format, body, &Ids::New, headers)?;
    let (kept, promise, name) = match wish {
        Wish::CallBack => {
            let (asked, promise) = callbacks::asked(widget, submission, &entered)?;
            (app.store.call_back(&asked).await?, promise, "call back")
        }
        Wish::Offer(offer) => {
            let (asked, promise) = offers::asked(widget, offer, submission, &entered)?;
            (app.store.offer(&asked).await?, promise, "offer")
        }
    };
    let (kept, new) = kept.ok_or_else(|| {
        let detail = format!(
            "this submission_id was used for another content, or what it was used for was withdrawn: make a new one for every {name}"
        );
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    })?;
    if let Some(hook) = app.callback_hook.as_ref().filter(|_| new) {
        hook.wake();
    }
    Ok((kept, promise))
}
