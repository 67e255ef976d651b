//! Coming back to a call that was asked for, or to an offer, with the link of the receipt: to take it back. Looking
//! changes nothing.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use rungs_model::{FollowUp, Submission, SubmissionId, Values};
use serde_json::{Value, json};

use super::manage::{InPath, in_path, kept_to_itself, nowhere};
use super::{bearer, callbacks, offers, within_limits};
use crate::app::App;
use crate::error::Problem;
use crate::hook::Hook;
use crate::manage_link::Token;
use crate::page;
use crate::store::{Asking, Place, Request, Requests, Store, now, rfc3339};
use crate::submit::{locale, plain};
use crate::widgets::{Widget, Widgets};

pub(super) fn router() -> Router<App> {
    let both = [Requests::CallBacks, Requests::Offers].map(routes);
    kept_to_itself(both.into_iter().fold(Router::new(), Router::merge))
}

fn routes(kind: Requests) -> Router<App> {
    let show = move |app: State<App>, token: InPath, query: Query<HashMap<String, String>>| {
        look(kind, app, token, query)
    };
    let press = move |app: State<App>, peer: ConnectInfo<SocketAddr>, token: InPath, headers: HeaderMap| {
        pressed(kind, app, peer, token, headers)
    };
    let call = move |app: State<App>, peer: ConnectInfo<SocketAddr>, id: InPath, headers: HeaderMap| {
        withdraw(kind, app, peer, id, headers)
    };
    let stands = move |app: State<App>, peer: ConnectInfo<SocketAddr>, id: InPath, headers: HeaderMap| {
        state(kind, app, peer, id, headers)
    };
    let name = kind.as_str();
    Router::new()
        .route(&format!("/v1/{name}/{{id}}"), get(show).post(press))
        .route(&format!("/v1/{name}/{{id}}/withdraw"), post(call))
        .route(&format!("/v1/{name}/{{id}}/state"), get(stands))
}

/// For whom a token of a request is made: it opens no submission, nor a request of the other kind.
fn scope(kind: Requests, widget: &str) -> String {
    format!("{}\0{widget}", kind.as_str())
}

/// The address of the page for a request.
pub(super) fn address(app: &App, kind: Requests, widget: &str, id: &str) -> String {
    format!("/v1/{}/{}", kind.as_str(), app.manage_links.token(&scope(kind, widget), id))
}

/// A request as it comes in: of a kind, and what is offered, if it is an offer. Who it is is for the caller to say.
pub(super) fn asking(
    widget: &Widget,
    (kind, offer): (Requests, &str),
    promise: Option<&FollowUp>,
    submission: &Submission,
    values: &Values,
) -> Asking {
    let hours = FollowUp::hours(promise);
    let within = i64::try_from(Duration::from_hours(hours.into()).as_millis()).unwrap_or(i64::MAX);
    let now = now();
    let request = Request {
        kind,
        id: submission.submission_id.to_string(),
        widget: widget.id.clone(),
        offer: offer.to_owned(),
        created_at: now,
        due_at: now.saturating_add(within),
        done_at: None,
        withdrawn_at: None,
        declined_at: None,
        locale: locale(widget, &submission.locale),
        test: submission.test || widget.read("").is_test(),
        fields: Value::Object(plain(values)).to_string(),
        document: Some(widget.version),
    };
    Asking { request, person: None, ladder: submission.ladder.clone() }
}

/// What staff, and the organisers' own system, are told of a request.
pub(super) fn told(asked: &Request) -> Value {
    json!({
        "id": asked.id,
        "widget": asked.widget,
        "created_at": rfc3339(asked.created_at),
        "due_at": rfc3339(asked.due_at),
        "done_at": asked.done_at.map(rfc3339),
        "withdrawn_at": asked.withdrawn_at.map(rfc3339),
        "locale": asked.locale,
        "test": asked.test,
        "values": serde_json::from_str::<Value>(&asked.fields).unwrap_or_default(),
    })
}

/// What is answered to whoever asks staff to be in touch; the same for a replay. `url` is where supporters reach
/// this server.
pub(super) fn confirmation(app: &App, url: &str, kept: &Request, promise: Option<&FollowUp>) -> Value {
    let due_at = rfc3339(kept.due_at);
    let mut receipt = json!({
        "submission_id": kept.id,
        "recorded_at": rfc3339(kept.created_at),
        "manage_url": format!("{url}{}", address(app, kept.kind, &kept.widget, &kept.id)),
        "follow_up": { "due_at": due_at },
    });
    if let Some(promise) = promise {
        receipt["follow_up"]["who"] = promise.who.0.as_str().into();
    }
    json!({ "status": "confirmed", "receipt": receipt, "due_at": due_at })
}

/// The request that a token proves to be one's own.
async fn find(app: &App, kind: Requests, token: Option<&str>) -> Result<Request, Problem> {
    let token = token.and_then(Token::parse).ok_or_else(nowhere)?;
    let found = app.store.request(kind, &token.id).await?;
    found.filter(|found| app.manage_links.opens(&token, &scope(kind, &found.widget))).ok_or_else(nowhere)
}

/// The page: who is in touch and by when, and a button to take the request back. What follows a plain form has
/// no button, for it may stand in a frame.
async fn look(
    kind: Requests,
    State(app): State<App>,
    token: InPath,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let request = find(&app, kind, in_path(&token)).await?;
    let widget = app.widgets.get(&request.widget);
    let read = widget.as_ref().map(|widget| widget.read(&request.locale));
    let promise = read.and_then(|read| match kind {
        Requests::CallBacks => callbacks::promise(read),
        Requests::Offers => offers::offered(read, &request.offer)?.1,
    });
    let address = address(&app, kind, &request.widget, &request.id);
    Ok(page::request(&request, read, promise, &address, query.contains_key("thanks")))
}

/// Takes the page's button.
async fn pressed(
    kind: Requests,
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    token: InPath,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    within_limits(&app, peer, &headers)?;
    let request = find(&app, kind, in_path(&token)).await?;
    take_back(&app, &request).await?;
    Ok(Redirect::to(&address(&app, kind, &request.widget, &request.id)).into_response())
}

/// The request that the path names, for a program that proves to have its token.
async fn own(app: &App, kind: Requests, id: &InPath, headers: &HeaderMap) -> Result<Request, Problem> {
    let request = find(app, kind, bearer(headers)).await?;
    let named = in_path(id).is_some_and(|id| id.eq_ignore_ascii_case(&request.id));
    named.then_some(request).ok_or_else(nowhere)
}

/// Tells widgets and other programs how it stands, and nothing of what was entered.
async fn state(
    kind: Requests,
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    id: InPath,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    within_limits(&app, peer, &headers)?;
    let request = own(&app, kind, &id, &headers).await?;
    Ok(Json(json!({ "status": request.state(), "due_at": rfc3339(request.due_at) })))
}

/// The same for widgets and other programs; again is answered the same.
async fn withdraw(
    kind: Requests,
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    id: InPath,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    within_limits(&app, peer, &headers)?;
    let request = own(&app, kind, &id, &headers).await?;
    let at = take_back(&app, &request).await?;
    Ok(Json(json!({ "status": "withdrawn", "withdrawn_at": rfc3339(at) })))
}

/// After which place of a list a page of it begins.
pub(super) fn place_after(query: &HashMap<String, String>) -> Result<Place, Problem> {
    let Some(after) = query.get("after") else { return Ok(Place::default()) };
    let other = || Problem::new(StatusCode::BAD_REQUEST, "after: must be the next of the page before");
    Place::parse(after).ok_or_else(other)
}

/// What staff are told who name a request that is not there, or not any more.
pub(super) async fn unknown(
    app: &App,
    kind: Requests,
    known: Option<&SubmissionId>,
    id: &str,
) -> Result<Problem, Problem> {
    let found = match known {
        Some(known) => app.store.request(kind, known).await?,
        None => None,
    };
    let name = kind.as_str();
    Ok(if found.is_some_and(|found| found.withdrawn_at.is_some()) {
        Problem::new(StatusCode::GONE, format!("{id:?} of the {name} was withdrawn: nothing is left to do"))
    } else {
        Problem::new(StatusCode::NOT_FOUND, format!("there is no {id:?} among the {name}"))
    })
}

/// Tells another system of the requests that it has not heard of; gives how many. One that it refuses keeps no other
/// from being told: the first failure is given when all were tried.
pub(crate) async fn tell(store: &Store, widgets: &Widgets, hook: &Hook) -> anyhow::Result<usize> {
    let mut news: Vec<(Request, Value)> = Vec::new();
    news.extend(callbacks::untold(store, widgets).await?);
    news.extend(offers::untold(store).await?);
    let mut failed = None;
    for (asked, said) in &news {
        let told = match hook.tell(said).await {
            Ok(()) => store.told(asked).await,
            Err(error) => Err(error),
        };
        if let Err(error) = told {
            failed.get_or_insert(error);
        }
    }
    failed.map_or(Ok(news.len()), Err)
}

async fn take_back(app: &App, request: &Request) -> Result<i64, Problem> {
    let at = app.store.withdraw(request.kind, &request.id).await?.ok_or_else(nowhere)?;
    if let Some(hook) = &app.callback_hook {
        hook.wake();
    }
    Ok(at)
}
