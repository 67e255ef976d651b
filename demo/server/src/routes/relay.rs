//! What is still to be forwarded, for staff.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::app::App;
use crate::error::Problem;
use crate::store::{DeadLetter, Queue, rfc3339};

/// How many wait for each target, and a page of those that are not tried any more; `next` leads to the next one.
pub(super) async fn list(
    State(app): State<App>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Problem> {
    let after = after(&query)?;
    let queues = app.store.queues().await?;
    let letters = app.store.dead_letters(after).await?;
    let idle = app.relay.ids().filter(|id| queues.iter().all(|queue| queue.target != **id));
    let idle = idle.map(
        |id| json!({ "id": id, "waiting": 0, "waitlisted": 0, "dead": 0, "oldest": null, "known": true }),
    );
    let busy = queues.iter().map(|queue| told(&app, queue));
    Ok(Json(json!({
        "targets": busy.chain(idle).collect::<Value>(),
        "dead": letters.iter().map(letter).collect::<Value>(),
        "next": letters.last().map(|last| last.id),
    })))
}

fn told(app: &App, queue: &Queue) -> Value {
    json!({
        "id": queue.target,
        "waiting": queue.waiting,
        "waitlisted": queue.waitlisted,
        "dead": queue.dead,
        "oldest": rfc3339(queue.oldest),
        // Whether this server forwards to it.
        "known": app.relay.ids().any(|id| id == queue.target),
    })
}

fn letter(letter: &DeadLetter) -> Value {
    json!({
        "id": letter.id,
        "target": letter.target,
        "widget": letter.widget,
        "submission": letter.submission,
        "added_at": rfc3339(letter.added_at),
        "tries": letter.tries,
        "error": letter.error,
    })
}

/// Has one of them tried again.
pub(super) async fn retry(State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    found(id, app.store.revive(id).await?)?;
    app.relay.wake();
    Ok(StatusCode::NO_CONTENT)
}

/// Has all of a target tried again.
pub(super) async fn retry_all(
    State(app): State<App>,
    Path(target): Path<String>,
) -> Result<Json<Value>, Problem> {
    let retried = app.store.revive_all(&target).await?;
    app.relay.wake();
    Ok(Json(json!({ "retried": retried })))
}

/// Deletes one of them: it is never forwarded.
pub(super) async fn discard(State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    found(id, app.store.drop_errand(id).await?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where a page of a list begins.
pub(super) fn after(query: &HashMap<String, String>) -> Result<i64, Problem> {
    let after = query.get("after").map_or(Ok(0), |after| after.parse());
    after.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "after: must be the next of the page before"))
}

/// Whether there was anything of that id.
pub(super) fn found(id: i64, found: bool) -> Result<(), Problem> {
    let detail = || format!("there is nothing under {id} that was given up");
    if found { Ok(()) } else { Err(Problem::new(StatusCode::NOT_FOUND, detail())) }
}
