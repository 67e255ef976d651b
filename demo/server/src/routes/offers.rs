//! What a campaign offers by itself, on a ladder or after the answer to an event: to host, to take a shift; on a ladder
//! also to say "I came".

use std::collections::HashMap;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use rungs_model::ladder::{Offer, Rung};
use rungs_model::{ErrorCode, FieldError, FollowUp, Submission, SubmissionId, Values};
use serde_json::{Value, json};

use super::requests::{asking, place_after, told, unknown};
use super::wishes::{self, Asked};
use super::{received, taken_in, unknown_widget};
use crate::app::App;
use crate::check_in_code::tidy;
use crate::definition::Read;
use crate::error::Problem;
use crate::incoming::Incoming;
use crate::page::Wish;
use crate::store::{Offered, Place, Request, Requests, Store, Verdict, now, rfc3339};
use crate::widgets::Widget;

/// A code is taken from so long before the start of its occurrence, in milliseconds,
const BEFORE: i64 = 2 * 60 * 60 * 1000;
/// to so long after its end.
const AFTER: i64 = 24 * 60 * 60 * 1000;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/v1/widgets/{id}/offers/check_in", post(check_in))
        .route("/v1/widgets/{id}/offers/{offer}", post(create))
}

/// Takes an offer: from a widget as JSON, from a plain form urlencoded.
async fn create(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path((id, offer)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let taken = taken_in(&app, &id, &headers, body).await?;
    let offer = named(&offer).ok_or_else(|| not_offered(&id))?;
    wishes::create(&app, peer, &headers, taken, Wish::Offer(offer)).await
}

/// Refuses what is not offered, or not any more.
pub(super) fn takes(widget: &Widget, offer: Offer, lang: &str) -> Result<(), Problem> {
    let read = widget.read(lang);
    offered(read, offer.as_str()).ok_or_else(|| not_offered(&widget.id))?;
    // Whoever answered in time may offer something after that, too.
    if !Wish::Offer(offer).is_taken(read) {
        return Err(Problem::new(StatusCode::GONE, "this is closed, and nobody sees to offers any more"));
    }
    Ok(())
}

/// Judges an offer.
pub(super) fn asked<'w>(
    widget: &'w Widget,
    offer: Offer,
    submission: &Submission,
    entered: &Values,
) -> Asked<'w> {
    let read = widget.read(&submission.locale);
    let promise = offered(read, offer.as_str()).and_then(|(_, promise)| promise);
    let form = read.offer_form(offer);
    let (values, _) = form.check(entered).map_err(Problem::invalid)?;
    let mut asked = asking(widget, (Requests::Offers, offer.as_str()), promise, submission, &values);
    asked.person = form.person_key(&values);
    Ok((asked, promise))
}

/// The offer of this name that staff see to.
fn named(offer: &str) -> Option<Offer> {
    [Offer::Host, Offer::Shift].into_iter().find(|known| known.as_str() == offer)
}

/// What a widget offers under this name and staff see to, and what it promises of that: events whether someone can
/// host one, a ladder what its rungs say.
pub(super) fn offered<'r>(read: &'r Read, offer: &str) -> Option<(Offer, Option<&'r FollowUp>)> {
    let offer = named(offer)?;
    if let Some(host) = read.host().filter(|_| offer == Offer::Host) {
        return Some((offer, host.staff_follow_up.as_ref()));
    }
    Some((offer, rung(read, offer)?.staff_follow_up.as_ref()))
}

/// The rung of a ladder that offers something.
fn rung(read: &Read, offer: Offer) -> Option<&Rung> {
    read.ladder()?.rungs.iter().find(|rung| rung.offer == Some(offer) && !rung.hidden)
}

fn not_offered(id: &str) -> Problem {
    let detail = format!(
        "{id:?} does not offer this: a rung with that \"offer\" in its document does, and \"host\" in one of events"
    );
    Problem::new(StatusCode::NOT_FOUND, detail)
}

/// Takes "I came" from a widget: no plain form leads here.
async fn check_in(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let (widget, incoming) = received(&app, peer, &id, &headers, body).await?;
    let Incoming { submission, entered, .. } = incoming;
    rung(widget.read(&submission.locale), Offer::CheckIn).ok_or_else(|| not_offered(&id))?;
    let (values, _) = Offer::CheckIn.form(None).check(&entered).map_err(Problem::invalid)?;
    arrive(&app, &widget, &submission, &values).await
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
    let token = submission.ladder.as_deref().filter(|_| !submission.test);
    let Some(at) = app.store.arrive(token, &widget, &slot).await? else {
        // Nobody is known of whom it could be recorded: their own device notes it.
        return Ok((StatusCode::ACCEPTED, Json(json!({ "status": "sent" }))).into_response());
    };
    super::ladder::touch(app, campaign);
    let receipt = json!({ "submission_id": &*submission.submission_id, "recorded_at": rfc3339(at) });
    Ok((StatusCode::CREATED, Json(json!({ "status": "confirmed", "receipt": receipt }))).into_response())
}

/// The code of each occurrence, for the organisers to show, and how many have typed it.
pub(super) async fn codes(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let events = widget
        .read("")
        .events()
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, format!("{id:?} has no events")))?;
    let arrived = app.store.arrived(&id).await?;
    let one = |slot: &str, start: i64| {
        let code = app.check_in_codes.code(&id, slot);
        let arrived = arrived.get(slot).copied().unwrap_or_default();
        json!({ "slot": slot, "code": code, "starts_at": rfc3339(start), "arrived": arrived })
    };
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
    let after = place_after(&query)?;
    let page = app.store.offers(widget.map(String::as_str), &after).await?;
    let next = page.last().map(|last| Place::of(&last.request).to_text());
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
    listed["declined_at"] = offered.request.declined_at.map(rfc3339).into();
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
