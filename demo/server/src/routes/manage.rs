//! Coming back to a submission with the link from its receipt: to see what was agreed to, to
//! change it, to have everything deleted. Looking changes nothing, for mail scanners look too.

use std::collections::HashMap;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use rungs_model::{Answer, ErrorCode, FieldError, PUBLIC, Values};
use serde_json::{Value, json};
use tower_http::set_header::SetResponseHeaderLayer;

use super::within_limits;
use crate::app::App;
use crate::body;
use crate::error::Problem;
use crate::incoming::Format;
use crate::manage_link::Token;
use crate::page;
use crate::store::{Given, Managed, rfc3339};

pub(super) fn router() -> Router<App> {
    let router = Router::new()
        .route("/v1/manage/{token}", get(look).post(answer))
        .route("/v1/manage/{token}/erase", post(erase))
        .route("/v1/submissions/{id}", patch(change));
    // The address is a key: it is not to be kept, found, or told to where links lead.
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
fn nowhere() -> Problem {
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

type InPath = Result<Path<String>, PathRejection>;

fn in_path(path: &InPath) -> Option<&str> {
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
    let address = address(&app, &managed.widget, &managed.id);
    Ok(page::manage(&app, &managed, &wordings, &address, query.contains_key("saved")))
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
    if Format::of(&headers)? != Format::Json {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json"));
    }
    let bad = |detail: &str| Problem::new(StatusCode::BAD_REQUEST, detail);
    let body: Value =
        serde_json::from_slice(&body).map_err(|error| bad(&format!("the body is not JSON: {error}")))?;
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| value.strip_prefix("Bearer "));
    let managed = find(&app, bearer.or_else(|| body.get("token")?.as_str())).await?;
    if in_path(&id).is_none_or(|id| !id.eq_ignore_ascii_case(&managed.id)) {
        return Err(nowhere());
    }
    let consents = body.get("consents").and_then(Value::as_object).ok_or_else(|| {
        bad("consents: must be an object of ids and answers, e.g. {\"consents\": {\"updates\": \"no\"}}")
    })?;
    let answers = consents.iter().map(|(id, answer)| (id.as_str(), answer.as_str().unwrap_or_default()));
    set(&app, &managed, answers).await?;
    let now = find(&app, bearer.or_else(|| body.get("token")?.as_str())).await?;
    let plain =
        |given: &Given| json!({ "id": given.id, "answer": given.answer.as_str(), "at": rfc3339(given.at) });
    Ok(Json(json!({
        "submission_id": now.id,
        "consents": now.consents.iter().map(plain).collect::<Value>(),
    })))
}

/// Keeps answers: all of them, or none if one cannot be given.
async fn set(
    app: &App,
    managed: &Managed,
    answers: impl Iterator<Item = (&str, &str)>,
) -> Result<(), Problem> {
    let (mut wanted, mut errors) = (Vec::new(), Vec::new());
    for (consent, answer) in answers {
        let asked =
            managed.consents.iter().any(|given| given.id == consent && given.answer != Answer::Notice);
        match answer {
            "yes" if asked => wanted.push((consent.to_owned(), Answer::Yes)),
            "no" if asked => wanted.push((consent.to_owned(), Answer::No)),
            _ => errors.push(FieldError { field: format!("consent.{consent}"), code: ErrorCode::Option }),
        }
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    if !app.store.change_consents(managed, &wanted).await? {
        return Err(nowhere());
    }
    if wanted.iter().any(|(consent, _)| consent == PUBLIC) {
        forget(app, managed);
    }
    Ok(())
}

/// Whoever must not be shown any more is off the page with the next look at it.
fn forget(app: &App, managed: &Managed) {
    if let Some(widget) = app.widgets.get(&managed.widget) {
        widget.state.forget();
        widget.results.forget();
    }
}
