//! Exports of answers that were not sent to the end, apart from those that were.

use anyhow::Result;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Map, Value, json};

use super::export::{Columns, harmless};
use super::unknown_widget;
use crate::app::App;
use crate::error::Problem;
use crate::store::{Partial, rfc3339};

const FIRST: [&str; 5] = ["id", "updated_at", "page", "test", "locale"];

/// Every partial answer as CSV.
pub(super) async fn csv(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let columns = Columns::of(&app.store.documents(&id).await?).fields;
    let names = FIRST.iter().copied().chain(columns.iter().map(String::as_str)).chain(["version"]);
    let head = record(&[names.map(str::to_owned).collect()])?;
    let body = rows(app, id, head, move |page| {
        record(&page.iter().map(|partial| cells(&columns, partial)).collect::<Vec<_>>())
    });
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], body).into_response())
}

/// Every partial answer, a JSON object a line.
pub(super) async fn jsonl(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let body = rows(app, id, Vec::new(), |page| {
        let lines = page.iter().map(|partial| object(partial).to_string() + "\n");
        Ok(lines.collect::<String>().into_bytes())
    });
    Ok(([(header::CONTENT_TYPE, "application/jsonl")], body).into_response())
}

fn record(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    Ok(writer.into_inner()?)
}

fn values(partial: &Partial) -> Map<String, Value> {
    serde_json::from_str(&partial.fields).unwrap_or_default()
}

fn cells(columns: &[String], partial: &Partial) -> Vec<String> {
    let values = values(partial);
    let text = |name: &String| values.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let first = [
        partial.id.clone(),
        rfc3339(partial.updated_at),
        partial.page.clone(),
        if partial.test { "yes" } else { "no" }.into(),
        partial.locale.clone(),
    ];
    first.into_iter().chain(columns.iter().map(text)).chain([partial.document.to_string()]).collect()
}

fn object(partial: &Partial) -> Value {
    json!({
        "id": partial.id,
        "version": partial.document,
        "updated_at": rfc3339(partial.updated_at),
        "page": partial.page,
        "revision": partial.revision,
        "test": partial.test,
        "locale": partial.locale,
        "values": values(partial),
    })
}

/// Streams `head` and then page after page.
fn rows(
    app: App,
    widget: String,
    head: Vec<u8>,
    print: impl Fn(&[Partial]) -> Result<Vec<u8>> + Send + 'static,
) -> Body {
    let start = (app, widget, Some(head), String::new(), print);
    Body::from_stream(stream::try_unfold(start, |(app, widget, head, after, print)| async move {
        if let Some(head) = head {
            return Ok(Some((Bytes::from(head), (app, widget, None, after, print))));
        }
        let page = app.store.partials(&widget, &after).await?;
        let Some(last) = page.last() else { return Ok::<_, anyhow::Error>(None) };
        let next = last.id.clone();
        let text = print(&page)?;
        Ok(Some((Bytes::from(text), (app, widget, None, next, print))))
    }))
}
