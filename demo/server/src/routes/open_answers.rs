//! Answers in words: staff read them, and publish those that everyone may read.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use rungs_model::survey::{Question, Survey};
use serde_json::{Value, json};

use super::unknown_widget;
use crate::app::App;
use crate::error::Problem;
use crate::store::rfc3339;
use crate::widgets::Widget;

/// The widget, if this control of it is answered in words.
fn open(app: &App, id: &str, control: &str) -> Result<Arc<Widget>, Problem> {
    let widget = app.widgets.get(id).ok_or_else(|| unknown_widget(id))?;
    let controls = |widget: &Widget| -> Vec<String> {
        let survey = widget.read("").survey();
        survey.into_iter().flat_map(Survey::questions).flat_map(Question::open_controls).collect()
    };
    let known = controls(&widget);
    if known.iter().any(|known| known == control) {
        return Ok(widget);
    }
    let detail = format!("{id:?} asks nothing in words as {control:?}; there are: {}", known.join(", "));
    Err(Problem::new(StatusCode::NOT_FOUND, detail))
}

/// Those that count, the newest first, a page at a time; `next` leads to the next one.
pub(super) async fn list(
    State(app): State<App>,
    Path((id, question)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Problem> {
    open(&app, &id, &question)?;
    let before = match query.get("before") {
        Some(before) => before.parse().map_err(|_| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "before: must be the next of the page before, a whole number",
            )
        })?,
        None => i64::MAX,
    };
    let answers = app.store.open_answers(&id, &question, before).await?;
    let next = answers.last().map(|last| last.seq);
    let plain = answers.into_iter().map(|answer| {
        json!({
            "submission": answer.submission,
            "text": answer.text,
            "at": rfc3339(answer.recorded_at),
            "published": answer.published,
        })
    });
    Ok(Json(json!({ "question": question, "answers": plain.collect::<Value>(), "next": next })))
}

type InPath = Path<(String, String, String)>;

/// Lets everyone read an answer.
pub(super) async fn publish(app: State<App>, path: InPath) -> Result<StatusCode, Problem> {
    set(app, path, true).await
}

/// Takes it back.
pub(super) async fn unpublish(app: State<App>, path: InPath) -> Result<StatusCode, Problem> {
    set(app, path, false).await
}

async fn set(
    State(app): State<App>,
    Path((id, question, submission)): InPath,
    published: bool,
) -> Result<StatusCode, Problem> {
    let widget = open(&app, &id, &question)?;
    if !app.store.publish_answer(&id, &submission, &question, published).await? {
        let detail = format!("{submission:?} has no answer to {question:?} that counts");
        return Err(Problem::new(StatusCode::NOT_FOUND, detail));
    }
    widget.results.forget();
    Ok(StatusCode::NO_CONTENT)
}
