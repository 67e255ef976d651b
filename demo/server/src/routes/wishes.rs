//! Taking what someone wishes of staff: a call, or that they agree to an offer.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use rungs_model::document::Decode as _;
use rungs_model::rsvp::Places;
use rungs_model::{FollowUp, Submission, Values};

use super::requests::{address, confirmation};
use super::widgets::public_url;
use super::{callbacks, offers, typed_again, within_limits};
use crate::app::App;
use crate::error::Problem;
use crate::incoming::{Format, Ids, Incoming};
use crate::page::{self, Hosted, Wish};
use crate::store::{Asking, Request, Requests};
use crate::widgets::{self, Widget};

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
            let answer = confirmation(app, &url, &kept, promise.as_ref());
            Ok((StatusCode::CREATED, Json(answer)).into_response())
        }
        (Ok((kept, _)), Format::Form) => {
            let thanks = address(app, kept.kind, &widget.id, &kept.id) + "?thanks";
            Ok(Redirect::to(&thanks).into_response())
        }
        // There is no form for what is not offered.
        (Err(problem), Format::Form) if problem.status != StatusCode::NOT_FOUND => {
            let entered = typed_again(&body, &problem);
            let hosted = Hosted::Wish(wish, &entered, &problem);
            Ok(page::render(app, &widget, &hosted, &Places::blank(), entered.get("locale"), &url))
        }
        (Err(problem), _) => Err(problem),
    }
}

/// Judges a wish and keeps it; what is promised comes with it. What is kept already is answered as it was the first
/// time, whatever has closed or changed since.
async fn take(
    app: &App,
    peer: SocketAddr,
    headers: &HeaderMap,
    widget: &Widget,
    format: Format,
    body: &[u8],
    wish: Wish,
) -> Result<(Request, Option<FollowUp>), Problem> {
    within_limits(app, peer, headers)?;
    let Incoming { submission, entered, .. } = Incoming::read(format, body, &Ids::New, headers)?;
    if let Some(again) = again(app, widget, wish, &submission, &entered).await? {
        return Ok(again);
    }
    match wish {
        Wish::CallBack => callbacks::takes(widget, &submission.locale)?,
        Wish::Offer(offer) => offers::takes(widget, offer, &submission.locale)?,
    }
    let (asked, promise) = judge(widget, wish, &submission, &entered)?;
    let (kept, name) = match wish {
        Wish::CallBack => (app.store.call_back(&asked).await?, "call back"),
        Wish::Offer(_) => (app.store.offer(&asked).await?, "offer"),
    };
    let (kept, new) = kept.ok_or_else(|| {
        let detail = format!(
            "this submission_id was used for another content, or what it was used for was withdrawn, declined or done: make a new one for every {name}"
        );
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    })?;
    if let Some(hook) = app.callback_hook.as_ref().filter(|_| new) {
        hook.wake();
    }
    Ok((kept, promise.cloned()))
}

fn judge<'w>(widget: &'w Widget, wish: Wish, submission: &Submission, entered: &Values) -> Asked<'w> {
    match wish {
        Wish::CallBack => callbacks::asked(widget, submission, entered),
        Wish::Offer(offer) => offers::asked(widget, offer, submission, entered),
    }
}

/// The same once more, judged by the document by which it was kept; none if its id is new, or that of another content or
/// of one that is over.
async fn again(
    app: &App,
    widget: &Widget,
    wish: Wish,
    submission: &Submission,
    entered: &Values,
) -> Result<Option<(Request, Option<FollowUp>)>, Problem> {
    let kind = match wish {
        Wish::CallBack => Requests::CallBacks,
        Wish::Offer(_) => Requests::Offers,
    };
    let kept = app.store.request(kind, &submission.submission_id).await?;
    let Some(kept) = kept.filter(|kept| kept.widget == widget.id) else { return Ok(None) };
    let earlier = match kept.document {
        Some(document) if document != widget.version => {
            widgets::version(&app.store, &widget.id, document).await?
        }
        _ => None,
    };
    let judged = judge(earlier.as_ref().unwrap_or(widget), wish, submission, entered).ok();
    let same = judged.filter(|(asked, _)| kept.is_again(&asked.request));
    Ok(same.map(|(_, promise)| (kept, promise.cloned())))
}
