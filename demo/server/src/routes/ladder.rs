//! Progress on a campaign's ladder: kept for whoever agreed to it, opened by a token and by nothing else.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rungs_model::document::Identifier;
use rungs_model::ladder::{Ladder, Offer, Progress};
use rungs_model::{Date, ErrorCode, FieldError, Timestamp};
use serde_json::{Value, json};
use tower_http::set_header::SetResponseHeaderLayer;

use super::widgets::cached;
use super::{bearer, within_limits};
use crate::app::App;
use crate::body;
use crate::error::Problem;
use crate::incoming::Format;
use crate::store::{Begins, Climb, now, rfc3339};
use crate::submit::{clipped, referral};
use crate::widgets::Widget;

/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;
/// The longest wording that is taken, in characters.
const LONGEST_WORDING: usize = 5000;
/// The longest name of a wording, and of a language.
const LONGEST_NAME: usize = 100;

pub(super) fn router() -> Router<App> {
    let own = post(begin).get(look).put(add).delete(forget);
    let router = Router::new().route("/v1/ladder/{campaign}", own);
    let kept_to_itself = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    kept_to_itself
        .into_iter()
        .fold(router, |router, (name, value)| {
            router.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)))
        })
        .route("/v1/campaigns/{campaign}/rungs", get(counts))
}

/// Whatever is wrong with a token, the answer is the same.
fn nowhere() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "nothing is kept under this token: part of it is missing, or what was kept has been forgotten",
    )
}

fn ladder_of(app: &App, campaign: &str) -> Result<Arc<Widget>, Problem> {
    app.widgets.ladder(campaign).ok_or_else(|| {
        let detail = format!("there is no campaign {campaign:?} with a ladder here");
        Problem::new(StatusCode::NOT_FOUND, detail)
    })
}

/// The token that a request brings, where it could be one of this campaign.
fn holder<'h>(campaign: &str, headers: &'h HeaderMap) -> Result<&'h str, Problem> {
    Identifier::parse(campaign).and_then(|_| bearer(headers)).ok_or_else(nowhere)
}

/// Begins to keep someone's progress, and gives the token that opens it.
async fn begin(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(campaign): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let body = body::read(body, body::ANSWERS).await;
    let widget = ladder_of(&app, &campaign)?;
    let read = widget.read("");
    if read.ladder().is_none_or(|ladder| ladder.remember.is_none()) {
        let detail =
            format!("the ladder of {campaign:?} keeps no progress: \"remember\" in its document does");
        return Err(Problem::new(StatusCode::NOT_FOUND, detail));
    }
    let body = json_body(&headers, &body?)?;
    within_limits(&app, peer, &headers)?;
    let said = |key: &str| body["agreement"][key].as_str().unwrap_or_default();
    let text = said("text");
    let too_long = text.chars().count() > LONGEST_WORDING || text.contains('\0');
    if text.trim().is_empty() || too_long {
        let code = if too_long { ErrorCode::TooLong(LONGEST_WORDING as u32) } else { ErrorCode::Required };
        return Err(Problem::invalid(vec![FieldError { field: "agreement.text".into(), code }]));
    }
    let progress = believable(&Progress::read(&body["progress"]));
    let token = token()?;
    let begins = Begins {
        campaign: &campaign,
        widget: &widget.id,
        token: &token,
        test: read.is_test() || body["test"] == true,
        text,
        version: &clipped(said("version"), LONGEST_NAME),
        locale: &clipped(said("locale"), LONGEST_NAME),
        progress: &progress,
        referral: &referral()?,
    };
    app.store.begin_climb(&begins).await?;
    widget.results.touch();
    let climb = app.store.climb(&campaign, &token).await?.ok_or_else(nowhere)?;
    let mut told = told(&app, &campaign, &climb);
    told["token"] = token.into();
    Ok((StatusCode::CREATED, Json(told)).into_response())
}

/// What is known of the holder of a token.
async fn look(
    State(app): State<App>,
    Path(campaign): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let token = holder(&campaign, &headers)?;
    let climb = app.store.climb(&campaign, token).await?.ok_or_else(nowhere)?;
    Ok(Json(told(&app, &campaign, &climb)))
}

/// Adds what a device knows.
async fn add(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(campaign): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Problem> {
    let body = body::read(body, body::ANSWERS).await?;
    let body = json_body(&headers, &body)?;
    within_limits(&app, peer, &headers)?;
    let token = holder(&campaign, &headers)?;
    let more = believable(&Progress::read(&body));
    let climb = app.store.claim(&campaign, token, &more).await?.ok_or_else(nowhere)?;
    touch(&app, &campaign);
    Ok(Json(told(&app, &campaign, &climb)))
}

/// Forgets someone, and what led from them to what they sent.
async fn forget(
    State(app): State<App>,
    Path(campaign): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let token = holder(&campaign, &headers)?;
    if !app.store.forget_climb(&campaign, token).await? {
        return Err(nowhere());
    }
    touch(&app, &campaign);
    Ok(StatusCode::NO_CONTENT)
}

/// How many are on each rung, from memory; not those that are too few to be told.
async fn counts(
    State(app): State<App>,
    Path(campaign): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let widget = ladder_of(&app, &campaign)?;
    let Some(ladder) = widget.read("").ladder().filter(|ladder| ladder.summary) else {
        let detail = format!("the ladder of {campaign:?} shows no counts: \"summary\" in its document does");
        return Err(Problem::new(StatusCode::NOT_FOUND, detail));
    };
    let rendered = widget.results.or_read(summary(&app, &campaign, ladder)).await?;
    Ok(cached(&headers, &rendered))
}

async fn summary(app: &App, campaign: &str, ladder: &Ladder) -> anyhow::Result<Value> {
    let counts = app.store.rung_counts(campaign).await?;
    let least = i64::from(ladder.minimum);
    let rungs = ladder.rungs.iter().filter(|rung| !rung.hidden).map(|rung| {
        let (done, standing) = counts.get(&*rung.id).copied().unwrap_or_default();
        let mut told = json!({ "rung": &*rung.id });
        for (key, count) in [("done", done), ("standing", standing)] {
            if count >= least {
                told[key] = count.into();
            }
        }
        told
    });
    Ok(json!({ "as_of": rfc3339(now()), "minimum": ladder.minimum, "rungs": rungs.collect::<Value>() }))
}

/// The counts of a campaign have changed.
pub(super) fn touch(app: &App, campaign: &str) {
    if let Some(widget) = app.widgets.ladder(campaign) {
        widget.results.touch();
    }
}

fn told(app: &App, campaign: &str, climb: &Climb) -> Value {
    let mut progress = climb.progress.clone();
    let widget = app.widgets.ladder(campaign);
    let rungs = widget.iter().filter_map(|widget| widget.read("").ladder()).flat_map(|ladder| &ladder.rungs);
    for rung in rungs {
        let act = rung.offer.map(Offer::act);
        // What is late still waits.
        let due =
            climb.waiting.iter().filter(|(asked, _)| Some(*asked) == act).map(|(_, due)| (*due).max(now()));
        if let Some(due) = due.max() {
            progress.wait(&rung.id, Date::from_days(due.div_euclid(DAY)), true);
        }
    }
    let mut told = json!({ "progress": progress.to_value(), "brought": climb.brought });
    if let Some(referral) = &climb.referral {
        told["referral"] = referral.as_str().into();
    }
    told
}

/// Only rungs are kept: what someone says about themselves is for their device alone. This server's clock can be
/// believed, and it is tomorrow already for some.
fn believable(progress: &Progress) -> Progress {
    let mut progress = progress.steps();
    let now = now();
    progress.not_after(Timestamp(now), Date::from_days(now.div_euclid(DAY) + 1));
    progress
}

fn json_body(headers: &HeaderMap, body: &[u8]) -> Result<Value, Problem> {
    Format::only_json(headers)?;
    serde_json::from_slice(body)
        .map_err(|error| Problem::new(StatusCode::BAD_REQUEST, format!("the body is not JSON: {error}")))
}

/// A token that nobody guesses.
fn token() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("this machine gives no random numbers: {error}"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
