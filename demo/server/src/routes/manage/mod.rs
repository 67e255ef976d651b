//! Coming back to a submission with the link from its receipt: to see what was agreed to, to
//! change it, to have everything deleted. Looking changes nothing, for mail scanners look too.

mod emails;
mod standing;

use std::collections::HashMap;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use rungs_model::rsvp::NEEDS;
use rungs_model::{Answer, ErrorCode, FieldError, PUBLIC, SubmissionId, Values};
use serde_json::{Map, Value, json};
use tower_http::set_header::SetResponseHeaderLayer;

use super::{bearer, within_limits};
use crate::app::App;
use crate::body;
use crate::error::Problem;
use crate::incoming::Format;
use crate::manage_link::Token;
use crate::page::{self, Standing};
use crate::reply::{Done, Wanted, asks_needs, fingerprint};
use crate::store::{ChangeId, Given, Managed, rfc3339};
use standing::{change_reply, with_events};

pub(super) fn router() -> Router<App> {
    let router = Router::new()
        .route("/v1/manage/{token}", get(look).post(answer))
        .route("/v1/manage/{token}/erase", post(erase))
        .route("/v1/manage/{token}/standing", get(standing::page))
        .route("/v1/manage/{token}/rsvp", post(standing::rsvp))
        .route("/v1/manage/{token}/emails", get(emails::look).post(emails::set))
        .route("/v1/manage/{token}/events.ics", get(standing::calendar))
        .route("/v1/submissions/{id}", patch(change).get(show));
    kept_to_itself(router)
}

/// Where the address is a key: it is not to be kept, found, or told to where links lead.
pub(super) fn kept_to_itself(router: Router<App>) -> Router<App> {
    let kept_to_itself = [
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    kept_to_itself.into_iter().fold(router, |router, (name, value)| {
        router.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)))
    })
}

/// The address of the page for a submission.
pub(super) fn address(app: &App, widget: &str, id: &str) -> String {
    format!("/v1/manage/{}", app.manage_links.token(widget, id))
}

/// Whatever is wrong with a token, the answer is the same.
pub(super) fn nowhere() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "this link leads nowhere: part of it is missing, or what it led to was deleted; use the whole link \
         from the receipt, or ask the organisers",
    )
    .said("manage_nowhere")
}

/// The submission that a token proves to be one's own.
async fn find(app: &App, token: Option<&str>) -> Result<Managed, Problem> {
    let token = token.and_then(Token::parse).ok_or_else(nowhere)?;
    let is_it = |widget: &str| app.manage_links.opens(&token, widget);
    app.store.managed(&token.id, is_it).await?.ok_or_else(nowhere)
}

/// The same, if it is the submission that the address names.
async fn named(app: &App, id: &InPath, token: Option<&str>) -> Result<Managed, Problem> {
    let managed = find(app, token).await?;
    let is_it = in_path(id).is_some_and(|id| id.eq_ignore_ascii_case(&managed.id));
    if is_it { Ok(managed) } else { Err(nowhere()) }
}

/// What an address holds, if it can be read.
pub(super) type InPath = Result<Path<String>, PathRejection>;

pub(super) fn in_path(path: &InPath) -> Option<&str> {
    path.as_ref().ok().map(|path| path.0.as_str())
}

/// The page: every consent in its recorded words, and a form to change them.
async fn look(
    State(app): State<App>,
    token: InPath,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let managed = find(&app, in_path(&token)).await?;
    let hashes = managed.consents.iter().map(|given| given.sha256.as_str()).collect();
    let wordings = app.store.wordings(&hashes).await?;
    look_at(&app, &managed, &wordings, None, query.contains_key("saved")).await
}

async fn look_at(
    app: &App,
    managed: &Managed,
    wordings: &HashMap<String, String>,
    refused: Option<(&Values, &[FieldError])>,
    saved: bool,
) -> Result<Response, Problem> {
    let address = address(app, &managed.widget, &managed.id);
    let Some(widget) = with_events(app, managed) else {
        return Ok(page::manage(app, managed, wordings, None, &address, saved));
    };
    let held = app.store.held(&managed.widget, &managed.id).await?;
    let needs = app.store.needs(&managed.widget, &managed.id).await?;
    let standing = Standing { widget: &widget, held: &held, needs: needs.as_deref(), refused };
    Ok(page::manage(app, managed, wordings, Some(&standing), &address, saved))
}

/// Takes the page's form.
async fn answer(
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
    // Each answer comes with the one that the page had shown: a page that was left open must
    // not take back what was changed elsewhere.
    let answers = entered.iter().filter_map(|(name, answer)| {
        let consent = name.strip_prefix("consent.")?;
        (entered.get(&format!("was.{consent}")) != answer).then_some((consent, answer))
    });
    set(&app, &managed, answers).await?;
    let saved = format!("{}?saved", address(&app, &managed.widget, &managed.id));
    Ok(Redirect::to(&saved).into_response())
}

/// Deletes everything personal of the submission.
async fn erase(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    token: InPath,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    within_limits(&app, peer, &headers)?;
    let managed = find(&app, in_path(&token)).await?;
    if !app.store.erase_one(&managed).await? {
        return Err(nowhere());
    }
    forget(&app, &managed);
    Ok(page::erased(&managed.locale))
}

/// The same as the page's form, for widgets and other programs.
async fn change(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    id: InPath,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Problem> {
    let body = body::read(body, body::SUBMISSION).await?;
    within_limits(&app, peer, &headers)?;
    Format::only_json(&headers)?;
    let bad = |detail: &str| Problem::new(StatusCode::BAD_REQUEST, detail);
    let body: Value =
        serde_json::from_slice(&body).map_err(|error| bad(&format!("the body is not JSON: {error}")))?;
    let token = bearer(&headers).or_else(|| body.get("token")?.as_str());
    let managed = named(&app, &id, token).await?;
    let consents = body.get("consents").and_then(Value::as_object);
    let cancel = body.get("cancel") == Some(&Value::Bool(true));
    let values = body.get("values").and_then(Value::as_object);
    let mut superseded = false;
    match with_events(&app, &managed).filter(|_| cancel || values.is_some()) {
        Some(widget) => {
            let text = |value: &Value| value.as_str().map(str::to_owned);
            let values: Option<Vec<(String, String)>> = values
                .into_iter()
                .flatten()
                .map(|(name, value)| Some((name.clone(), text(value)?)))
                .collect();
            let values = values.ok_or_else(|| bad("values: must be an object of strings by control name"))?;
            let read = widget.read(&managed.locale);
            let asked_too = read.events().filter(|events| asks_needs(events, &managed)).map(|_| NEEDS);
            let consents = wanted_consents(&managed, answers(consents), asked_too);
            let wanted = consents.map(|consents| Wanted { values, cancel, consents });
            let id = change_id(&body).map_err(bad)?;
            let done = change_reply(&app, &widget, token, wanted.as_ref(), id.as_ref()).await?;
            superseded = done == Done::Superseded;
        }
        None if consents.is_none() => {
            return Err(bad(
                "consents: must be an object of ids and answers, e.g. {\"consents\": {\"updates\": \"no\"}}",
            ));
        }
        None => set(&app, &managed, answers(consents)).await?,
    }
    let mut told = told(&app, &find(&app, token).await?).await?;
    if superseded {
        told["superseded"] = true.into();
    }
    Ok(Json(told))
}

/// What tells a change from others, if it has an id; or what is wrong with that.
fn change_id(body: &Value) -> Result<Option<ChangeId>, &'static str> {
    let uuid = |id: &Value| Some(SubmissionId::parse(id.as_str()?)?.to_string());
    let earlier = match &body["instead_of"] {
        Value::Null => Some(Vec::new()),
        ids => ids.as_array().and_then(|ids| ids.iter().map(uuid).collect()),
    };
    let instead_of = earlier.ok_or("instead_of: must be the ids of earlier changes, UUIDs")?;
    match &body["id"] {
        Value::Null if instead_of.is_empty() => Ok(None),
        Value::Null => Err("id: is missing, and instead_of means nothing without one"),
        id => {
            let id = uuid(id).ok_or("id: must be a UUID")?;
            Ok(Some(ChangeId { id, fingerprint: fingerprint(body), instead_of }))
        }
    }
}

/// The same as the page shows, for widgets and other programs: what was answered, and what came of it.
async fn show(State(app): State<App>, id: InPath, headers: HeaderMap) -> Result<Json<Value>, Problem> {
    let managed = named(&app, &id, bearer(&headers)).await?;
    Ok(Json(told(&app, &managed).await?))
}

fn answers(consents: Option<&Map<String, Value>>) -> impl Iterator<Item = (&str, &str)> {
    consents.into_iter().flatten().map(|(id, answer)| (id.as_str(), answer.as_str().unwrap_or_default()))
}

async fn told(app: &App, managed: &Managed) -> Result<Value, Problem> {
    let plain =
        |given: &Given| json!({ "id": given.id, "answer": given.answer.as_str(), "at": rfc3339(given.at) });
    let mut told = json!({
        "submission_id": managed.id,
        "consents": managed.consents.iter().map(plain).collect::<Value>(),
    });
    if let Some(widget) = with_events(app, managed) {
        let held = app.store.held(&managed.widget, &managed.id).await?;
        let mut values: Value = serde_json::from_str(&managed.fields).unwrap_or_default();
        if let Some(needs) = app.store.needs(&managed.widget, &managed.id).await? {
            values["needs"] = needs.into();
        }
        told["values"] = values;
        told["rsvp"] = crate::standing::standing(&widget, &held, reminds(app, managed).await?);
    }
    Ok(told)
}

/// Whether someone is reminded of what they come to.
async fn reminds(app: &App, managed: &Managed) -> Result<bool, Problem> {
    let reachable = app.mail.is_some() && !crate::reply::fields(&managed.fields).get("email").is_empty();
    Ok(reachable && app.store.wants_letters(&managed.widget, &managed.id).await?)
}

/// Keeps answers: all of them, or none if one cannot be given.
async fn set(
    app: &App,
    managed: &Managed,
    answers: impl Iterator<Item = (&str, &str)> + Send,
) -> Result<(), Problem> {
    let wanted = wanted_consents(managed, answers, None)?;
    if !app.store.change_consents(managed, &wanted).await? {
        return Err(nowhere());
    }
    if wanted.iter().any(|(consent, _)| consent == PUBLIC) {
        forget(app, managed);
    }
    Ok(())
}

/// Answers that can be given; or which of them cannot. `asked_too` was perhaps not asked before.
fn wanted_consents<'a, 'b>(
    managed: &Managed,
    answers: impl Iterator<Item = (&'a str, &'b str)>,
    asked_too: Option<&str>,
) -> Result<Vec<(String, Answer)>, Problem> {
    let (mut wanted, mut errors) = (Vec::new(), Vec::new());
    for (consent, answer) in answers {
        let asked =
            managed.consents.iter().any(|given| given.id == consent && given.answer != Answer::Notice)
                || asked_too == Some(consent);
        match answer {
            "yes" if asked => wanted.push((consent.to_owned(), Answer::Yes)),
            "no" if asked => wanted.push((consent.to_owned(), Answer::No)),
            _ => errors.push(FieldError { field: format!("consent.{consent}"), code: ErrorCode::Option }),
        }
    }
    if errors.is_empty() { Ok(wanted) } else { Err(Problem::invalid(errors)) }
}

/// Whoever must not be shown any more is off the page with the next look at it.
fn forget(app: &App, managed: &Managed) {
    if let Some(widget) = app.widgets.get(&managed.widget) {
        widget.state.forget();
        widget.results.forget();
    }
}
