//! What a ladder offers by itself: to host, to take a shift, to say "I came".

use std::collections::HashMap;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use rungs_model::ladder::{Offer, Rung};
use rungs_model::{ErrorCode, FieldError, Submission, SubmissionId, Values};
use serde_json::{Value, json};

use super::requests::{asking, confirmation, told, unknown};
use super::widgets::public_url;
use super::{received, unknown_widget};
use crate::app::App;
use crate::check_in_code::tidy;
use crate::definition::Read;
use crate::error::Problem;
use crate::incoming::Incoming;
use crate::store::{Offered, Request, Requests, Store, Verdict, now, rfc3339};
use crate::widgets::Widget;

/// A code is taken from so long before the start of its occurrence, in milliseconds,
const BEFORE: i64 = 2 * 60 * 60 * 1000;
/// to so long after its end.
const AFTER: i64 = 24 * 60 * 60 * 1000;

pub(super) fn router() -> Router<App> {
    Router::new().route("/v1/widgets/{id}/offers/{offer}", post(create))
}

/// Takes an offer.
async fn create(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path((id, offer)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let (widget, incoming) = received(&app, peer, &id, &headers, body).await?;
    let Incoming { submission, entered, .. } = incoming;
    let (offer, rung) = rung(widget.read(&submission.locale), &offer)
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, format!("{id:?} has no rung that offers this")))?;
    let (values, _) = offer.form().check(&entered).map_err(Problem::invalid)?;
    if offer == Offer::CheckIn {
        return arrive(&app, &widget, &submission, &values).await;
    }
    let promise = rung.staff_follow_up.as_ref();
    let mut offered = asking(&widget, (Requests::Offers, offer.as_str()), promise, submission, &values);
    offered.person = offer.form().person_key(&values);
    let (kept, new) = app.store.offer(&offered).await?.ok_or_else(|| {
        Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "this submission_id was used for another content, or what it was used for was withdrawn: make a new one for every offer",
        )
    })?;
    if let Some(hook) = app.callback_hook.as_ref().filter(|_| new) {
        hook.wake();
    }
    let answer = confirmation(&app, &public_url(&app, &headers), &kept, promise);
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// The rung of a ladder that offers something which is taken here.
pub(super) fn rung<'r>(read: &'r Read, offer: &str) -> Option<(Offer, &'r Rung)> {
    let taken = [Offer::Host, Offer::Shift, Offer::CheckIn];
    let offer = taken.into_iter().find(|known| known.as_str() == offer)?;
    let rungs = &read.ladder()?.rungs;
    Some((offer, rungs.iter().find(|rung| rung.offer == Some(offer) && !rung.hidden)?))
}

/// Takes "I came" with the code of an event of the same campaign, around the time of it.
async fn arrive(
    app: &App,
    ladder: &Widget,
    submission: &Submission,
    values: &Values,
) -> Result<Response, Problem> {
    let code = tidy(values.get("code"));
    let campaign = ladder.read("").campaign();
    let now = now();
    let mut found = None;
    for widget in app.widgets.all() {
        let read = widget.read("");
        let Some(events) = read.events().filter(|_| read.campaign() == campaign) else { continue };
        let takes_place = events.schedule.iter().filter(|own| {
            let (from, to) = (own.start.0.saturating_sub(BEFORE), own.end.0.saturating_add(AFTER));
            (from..=to).contains(&now)
        });
        found = found.or(takes_place
            .map(|own| own.key.clone())
            .find(|slot| app.check_in_codes.code(&widget.id, slot) == code)
            .map(|slot| (widget.id.clone(), slot)));
    }
    // A code of another day is no different from none: it is not to be guessed.
    let (widget, slot) = found.ok_or_else(|| {
        Problem::invalid(vec![FieldError { field: "code".into(), code: ErrorCode::Option }])
    })?;
    if !submission.test {
        app.store.arrive(submission.ladder.as_deref(), &widget, &slot).await?;
        super::ladder::touch(app, campaign);
    }
    let receipt = json!({ "submission_id": &*submission.submission_id, "recorded_at": rfc3339(now) });
    Ok((StatusCode::CREATED, Json(json!({ "status": "confirmed", "receipt": receipt }))).into_response())
}

/// The code of each occurrence, for the organisers to show.
pub(super) async fn codes(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let events = widget
        .read("")
        .events()
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, format!("{id:?} has no events")))?;
    let one = |slot: &str, start: i64| json!({ "slot": slot, "code": app.check_in_codes.code(&id, slot), "starts_at": rfc3339(start) });
    let codes = events.schedule.iter().map(|own| one(&own.key, own.start.0));
    Ok(Json(json!({ "codes": codes.collect::<Value>() })))
}

/// Those of one widget or of all, open ones first by the time when they are due, a page at a time;
/// `next` leads to the next one.
pub(super) async fn list(
    State(app): State<App>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Problem> {
    let widget = query.get("widget");
    if let Some(unknown) = widget.filter(|id| app.widgets.get(id).is_none()) {
        return Err(unknown_widget(unknown));
    }
    let after = match query.get("after") {
        Some(after) => SubmissionId::parse(after).map(|id| id.to_string()).ok_or_else(|| {
            Problem::new(StatusCode::BAD_REQUEST, "after: must be the next of the page before")
        })?,
        None => String::new(),
    };
    let page = app.store.offers(widget.map(String::as_str), &after).await?;
    let next = page.last().map(|last| last.request.id.clone());
    Ok(Json(json!({ "offers": page.iter().map(listed).collect::<Value>(), "next": next })))
}

/// Those that another system has not heard of, each with what it is told.
pub(super) async fn untold(store: &Store) -> anyhow::Result<Vec<(Request, Value)>> {
    let one = |offered: Offered| {
        let event = if offered.request.withdrawn_at.is_some() { "offer.withdrawn" } else { "offer.created" };
        let said = json!({ "event": event, "offer": listed(&offered) });
        (offered.request, said)
    };
    Ok(store.untold_offers().await?.into_iter().map(one).collect())
}

fn listed(offered: &Offered) -> Value {
    let mut listed = told(&offered.request);
    listed["offer"] = offered.request.offer.as_str().into();
    listed["state"] = offered.state().into();
    listed["accepted_at"] = offered.accepted_at.map(rfc3339).into();
    listed["declined_at"] = offered.declined_at.map(rfc3339).into();
    listed
}

/// Notes what staff say: accept, decline or done.
pub(super) async fn judge(
    State(app): State<App>,
    Path((id, verdict)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let verdict = match verdict.as_str() {
        "accept" => Some(Verdict::Accepted),
        "decline" => Some(Verdict::Declined),
        "done" => Some(Verdict::Done),
        _ => None,
    };
    let verdict = verdict.ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, "staff accept an offer, decline it, or say that it is done")
    })?;
    match SubmissionId::parse(&id) {
        Some(known) if app.store.judge_offer(&known, verdict).await? => Ok(StatusCode::NO_CONTENT),
        known => Err(unknown(&app, Requests::Offers, known.as_ref(), &id).await?),
    }
}
