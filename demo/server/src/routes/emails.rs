//! Emails that are still to be sent, for staff.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::relay::{after, found};
use crate::app::App;
use crate::error::Problem;
use crate::store::{DeadEmail, rfc3339};

/// How many wait, and a page of those that are not tried any more; `next` leads to the next one.
pub(super) async fn list(
    State(app): State<App>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Problem> {
    let after = after(&query)?;
    let outgoing = app.store.outgoing().await?;
    let emails = app.store.dead_emails(after).await?;
    Ok(Json(json!({
        // Whether this server sends any.
        "sends": app.mail.is_some(),
        "waiting": outgoing.waiting,
        "oldest": outgoing.oldest.map(rfc3339),
        "given_up": outgoing.dead,
        "dead": emails.iter().map(email).collect::<Value>(),
        "next": emails.last().map(|last| last.id),
    })))
}

fn email(email: &DeadEmail) -> Value {
    json!({
        "id": email.id,
        "widget": email.widget,
        "submission": email.submission,
        "slot": email.slot,
        "occasion": email.occasion.as_str(),
        "added_at": rfc3339(email.added_at),
        "tries": email.tries,
        "error": email.error,
    })
}

/// Has one of them tried again.
pub(super) async fn retry(State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    found(id, app.store.revive_email(id).await?)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes one of them off the list: it is never sent.
pub(super) async fn discard(State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    found(id, app.store.drop_email(id).await?)?;
    Ok(StatusCode::NO_CONTENT)
}
