//! Answers to surveys page by page, before the whole is sent.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::put;
use axum::{Json, Router};
use rungs_model::document::{self, Decode, Identifier, Problem as Fault};
use rungs_model::survey::Survey;
use rungs_model::{SubmissionId, Values};
use serde_json::{Value, json};

use super::{unknown_widget, within_limits};
use crate::app::App;
use crate::body;
use crate::error::Problem;
use crate::incoming::Format;
use crate::store::{Kept, Partial, now};
use crate::submit::{locale, plain};
use crate::widgets::Widget;

pub(super) fn router() -> Router<App> {
    Router::new().route("/v1/widgets/{id}/submissions/{submission}/partial", put(keep).delete(discard))
}

/// Keeps the answers up to a page; of two revisions the greater one holds.
async fn keep(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path((id, submission)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let body = body::read(body, body::ANSWERS).await;
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    Format::only_json(&headers)?;
    let body = body?;
    within_limits(&app, peer, &headers)?;
    let submission = submission_id(&submission)?;
    let incoming = read(&body)?;
    let read = widget.read(&incoming.locale);
    let survey = read.survey().filter(|survey| survey.partial).ok_or_else(|| none_taken(&id))?;
    if !read.is_open(now()) {
        return Err(Problem::new(StatusCode::GONE, "this survey is closed and takes no more answers"));
    }
    let (index, page) = page_of(survey, &incoming.page)?;
    let values = survey.check_until(index, &incoming.values).map_err(Problem::invalid)?;
    if survey.route(&values).end().is_some_and(|end| !end.send) {
        // Where the whole is not stored, its beginning is not either.
        app.store.drop_partial(&widget.id, &submission).await?;
        return Ok(Json(json!({ "status": "not_stored" })).into_response());
    }
    let partial = partial(&widget, &submission, page, &incoming, &values);
    Ok(Json(match app.store.keep_partial(&partial).await? {
        Kept::Stored(revision) => json!({ "status": "kept", "revision": revision }),
        Kept::Submitted => json!({ "status": "submitted" }),
        Kept::Discarded => json!({ "status": "deleted" }),
    })
    .into_response())
}

/// Deletes them, for whoever no longer wants them kept: also of a survey that is closed by now, or takes none any
/// more. Only who has answered knows the id.
async fn discard(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path((id, submission)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let widget = app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    within_limits(&app, peer, &headers)?;
    let submission = submission_id(&submission)?;
    let survey = widget.read("").survey().ok_or_else(|| none_taken(&id))?;
    if survey.partial {
        app.store.discard_partial(&widget.id, &submission).await?;
    } else {
        // What is on its way is refused anyway.
        app.store.drop_partial(&widget.id, &submission).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

fn none_taken(id: &str) -> Problem {
    let detail = format!("{id:?} takes no answers page by page: \"partial\": true in its document allows it");
    Problem::new(StatusCode::NOT_FOUND, detail)
}

fn submission_id(text: &str) -> Result<SubmissionId, Problem> {
    SubmissionId::parse(text).ok_or_else(|| bad("the id of the submission in the address must be a UUID"))
}

/// What is kept: of an anonymous survey the answers, and nothing that tells who gave them.
fn partial(
    widget: &Widget,
    submission: &SubmissionId,
    page: String,
    incoming: &Incoming,
    values: &Values,
) -> Partial {
    let read = widget.read(&incoming.locale);
    Partial {
        widget: widget.id.clone(),
        id: submission.to_string(),
        revision: incoming.revision,
        document: widget.version,
        page,
        person: read.form.person_key(values).filter(|_| !read.is_anonymous()),
        test: incoming.test || read.is_test(),
        locale: locale(widget, &incoming.locale),
        fields: Value::Object(plain(values)).to_string(),
        updated_at: now(),
    }
}

/// A body, read.
struct Incoming {
    page: Value,
    revision: i64,
    locale: String,
    values: Values,
    test: bool,
}

fn bad(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, detail)
}

fn read(body: &[u8]) -> Result<Incoming, Problem> {
    let value: Value =
        serde_json::from_slice(body).map_err(|error| bad(format!("the body is not JSON: {error}")))?;
    let page = value.get("page").cloned().unwrap_or_default();
    // A whole number that the database can hold.
    let revision =
        value.get("revision").and_then(Value::as_u64).and_then(|revision| revision.try_into().ok());
    let revision =
        revision.ok_or_else(|| bad("revision: must be a whole number that grows with every sending"))?;
    let (values, _) = document::read::<Values>(value.get("values").unwrap_or(&Value::Null), "")
        .map_err(|faults| bad(format!("the answers cannot be read: {}", named(&faults))))?;
    let locale = value.get("locale").and_then(Value::as_str).unwrap_or_default().to_owned();
    let test = value.get("test").and_then(Value::as_bool).unwrap_or_default();
    Ok(Incoming { page, revision, locale, values, test })
}

fn named(faults: &[Fault]) -> String {
    let names = faults.iter().map(|fault| {
        let dot = if fault.path.is_empty() { "" } else { "." };
        format!("values{dot}{}: {}", fault.path, fault.message)
    });
    names.collect::<Vec<_>>().join("; ")
}

/// The index of a page, and what it is called in exports: its id, or the index.
fn page_of(survey: &Survey, page: &Value) -> Result<(usize, String), Problem> {
    let by_id = |name: &str| survey.pages.iter().position(|page| page.id.as_deref() == Some(name));
    let found = match page {
        Value::String(name) => by_id(name).or_else(|| name.parse().ok()),
        Value::Number(index) => index.as_u64().and_then(|index| usize::try_from(index).ok()),
        _ => None,
    };
    let found = found.and_then(|index| Some((index, survey.pages.get(index)?)));
    let (index, page) =
        found.ok_or_else(|| bad("page: must be the id of a page of this survey, or its index"))?;
    Ok((index, page.id.as_deref().map_or_else(|| index.to_string(), str::to_owned)))
}

/// A partial answer's body, for the description of the API.
pub(super) fn schema() -> Value {
    json!({
        "type": "object",
        "required": ["page", "revision", "values"],
        "properties": {
            "page": { "anyOf": [Identifier::schema(), { "type": "integer", "minimum": 0 }], "description": "the page that was answered last: its id or its index" },
            "revision": { "type": "integer", "minimum": 0, "description": "of two, the greater one holds" },
            "locale": { "type": "string" },
            "values": Values::schema(),
            "test": { "type": "boolean" },
        },
    })
}
