//! For staff: a bearer token opens it, and without one in the configuration it is not there.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use rungs_model::EmailAddress;
use rungs_model::callback::handle_key;
use rungs_model::document::Problem as DocumentProblem;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    attendees, bearer, callbacks, emails, export, offers, open_answers, partial_export, referrals, relay,
    unknown_widget,
};
use crate::app::App;
use crate::error::Problem;
use crate::store::Erased;
use crate::{body, campaigns, rules, standing};

/// The admin API behind `token`.
pub(super) fn router(token: &str) -> Router<App> {
    let expected = Sha256::digest(token);
    Router::new()
        .route("/admin/widgets", get(list))
        .route("/admin/widgets/{id}", put(replace))
        .route("/admin/widgets/{id}/close", post(close))
        .route("/admin/widgets/{id}/open", post(open))
        .route("/admin/widgets/{id}/submissions.csv", get(export::csv))
        .route("/admin/widgets/{id}/submissions.jsonl", get(export::jsonl))
        .route("/admin/widgets/{id}/attendees.csv", get(attendees::csv))
        .route("/admin/widgets/{id}/attendees.jsonl", get(attendees::jsonl))
        .route("/admin/widgets/{id}/attendees/{submission}/check-in", post(attendees::check_in))
        .route("/admin/widgets/{id}/attendees/{submission}/check-out", post(attendees::check_out))
        .route("/admin/widgets/{id}/open-answers/{question}", get(open_answers::list))
        .route(
            "/admin/widgets/{id}/open-answers/{question}/{submission}",
            put(open_answers::publish).delete(open_answers::unpublish),
        )
        .route("/admin/widgets/{id}/partials.csv", get(partial_export::csv))
        .route("/admin/widgets/{id}/partials.jsonl", get(partial_export::jsonl))
        .route("/admin/submissions/{id}/hide-comment", post(hide))
        .route("/admin/submissions/{id}/show-comment", post(show))
        .route("/admin/callbacks", get(callbacks::list))
        .route("/admin/callbacks/{id}/done", post(callbacks::done))
        .route("/admin/relay", get(relay::list))
        .route("/admin/relay/{id}", delete(relay::discard))
        .route("/admin/relay/{id}/retry", post(relay::retry))
        .route("/admin/relay/targets/{id}/retry", post(relay::retry_all))
        .route("/admin/emails", get(emails::list))
        .route("/admin/emails/{id}", delete(emails::discard))
        .route("/admin/emails/{id}/retry", post(emails::retry))
        .route("/admin/offers", get(offers::list))
        .route("/admin/offers/{id}/{verdict}", post(offers::judge))
        .route("/admin/widgets/{id}/check-in-codes", get(offers::codes))
        .route("/admin/campaigns/{campaign}/referrals", get(referrals::chains))
        .route("/admin/people/erase", post(erase))
        .route_layer(middleware::from_fn(move |request: Request<Body>, next: Next| async move {
            // Comparing digests takes the same time wherever they differ.
            if Sha256::digest(bearer(request.headers()).unwrap_or_default()) == expected {
                next.run(request).await
            } else {
                let mut refused =
                    Problem::new(StatusCode::UNAUTHORIZED, "send the admin token as Authorization: Bearer …")
                        .into_response();
                refused
                    .headers_mut()
                    .insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
                refused
            }
        }))
}

async fn list(State(app): State<App>) -> Result<Json<Value>, Problem> {
    let mut widgets = Vec::new();
    for widget in app.widgets.all() {
        let figures = app.store.figures(&widget.id).await?;
        widgets.push(json!({
            "id": widget.id,
            "version": widget.version,
            "kind": widget.read("").kind().as_str(),
            "status": widget.read("").status().as_str(),
            "counted": figures.counted,
            "repeats": figures.repeats,
            "tests": figures.tests,
        }));
    }
    Ok(Json(json!({ "widgets": widgets })))
}

/// Adds a version of a document, after the same checks as at the start.
async fn replace(State(app): State<App>, Path(id): Path<String>, body: Body) -> Result<Response, Problem> {
    let bad = |detail: String| Problem::new(StatusCode::BAD_REQUEST, detail);
    let body = body::read(body, body::DOCUMENT).await?;
    let document: Value =
        serde_json::from_slice(&body).map_err(|error| bad(format!("the document is not JSON: {error}")))?;
    let problems = campaigns::problems(&document);
    let (errors, warnings): (Vec<_>, Vec<_>) = problems.into_iter().partition(DocumentProblem::is_error);
    if !errors.is_empty() {
        return Err(Problem::unusable(errors));
    }
    if document.get("id").and_then(Value::as_str) != Some(&id) {
        return Err(bad(format!("the document's id must be {id:?}, as in the address")));
    }
    if let Some(campaign) = campaigns::climbed(&document)
        && let Some(first) = app.widgets.ladder(&campaign).filter(|first| first.id != id)
    {
        return Err(Problem::unusable(vec![campaigns::second(&campaign, &format!("{:?}", first.id))]));
    }
    let version = store(&app, &id, &document).await?;
    let mut warnings: Vec<_> = warnings.iter().map(ToString::to_string).collect();
    if let Some(widget) = app.widgets.get(&id) {
        warnings.extend(standing::kept(&widget, &app.store.slots(&id).await?));
        let read = widget.read("");
        warnings
            .extend(read.ladder().map(|ladder| rules::strangers(ladder, &app.widgets)).unwrap_or_default());
    }
    Ok(Json(json!({ "id": id, "version": version, "warnings": warnings })).into_response())
}

async fn store(app: &App, id: &str, document: &Value) -> Result<i64, Problem> {
    app.store.add_document(id, document).await?;
    app.widgets.refresh(&app.store).await?;
    app.widgets.get(id).map(|widget| widget.version).ok_or_else(|| unknown_widget(id))
}

async fn close(app: State<App>, id: Path<String>) -> Result<Json<Value>, Problem> {
    set_status(app, id, "closed").await
}

async fn open(app: State<App>, id: Path<String>) -> Result<Json<Value>, Problem> {
    set_status(app, id, "open").await
}

async fn set_status(
    State(app): State<App>,
    Path(id): Path<String>,
    status: &str,
) -> Result<Json<Value>, Problem> {
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let mut document = widget.document.clone();
    document["status"] = status.into();
    let version = store(&app, &id, &document).await?;
    Ok(Json(json!({ "id": id, "version": version, "status": status })))
}

async fn hide(app: State<App>, id: Path<String>) -> Result<StatusCode, Problem> {
    set_hidden(app, id, true).await
}

async fn show(app: State<App>, id: Path<String>) -> Result<StatusCode, Problem> {
    set_hidden(app, id, false).await
}

async fn set_hidden(
    State(app): State<App>,
    Path(id): Path<String>,
    hidden: bool,
) -> Result<StatusCode, Problem> {
    if !app.store.hide_comment(&id, hidden).await? {
        return Err(Problem::new(StatusCode::NOT_FOUND, format!("there is no submission {id:?}")));
    }
    touch_all(&app);
    Ok(StatusCode::NO_CONTENT)
}

/// Erases a person by email address, by phone number, by their name at Telegram, or by several of these.
async fn erase(State(app): State<App>, body: Body) -> Result<Json<Value>, Problem> {
    let body = body::read(body, body::SUBMISSION).await?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    let email = text("email").and_then(EmailAddress::parse).map(|email| email.person_key());
    let phone = text("phone").map(|phone| phone.chars().filter(char::is_ascii_digit).collect());
    let telegram = text("telegram").and_then(handle_key);
    let keys: Vec<String> =
        email.into_iter().chain(phone).chain(telegram).filter(|key| !key.is_empty()).collect();
    if keys.is_empty() {
        let detail = "name the person: {\"email\": \"…\"}, {\"phone\": \"…\"}, {\"telegram\": \"…\"} or several of these";
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    let mut all = Erased::default();
    for key in keys {
        all += app.store.erase(&key).await?;
    }
    touch_all(&app);
    let Erased { submissions, partials, callbacks } = all;
    Ok(Json(json!({ "erased": submissions, "partials": partials, "callbacks": callbacks })))
}

fn touch_all(app: &App) {
    app.widgets.all().iter().for_each(|widget| {
        widget.state.touch();
        // What someone wrote must not be shown once more after they were erased.
        widget.results.forget();
    });
}
