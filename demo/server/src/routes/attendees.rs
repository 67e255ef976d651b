//! Who comes, for the organisers: a list to export, and the door at which people are checked in.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Result;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use rungs_model::Values;
use rungs_model::rsvp::answer::{guest, of_event};
use rungs_model::rsvp::ics;
use serde_json::{Value, json};

use super::export::harmless;
use super::unknown_widget;
use crate::app::App;
use crate::definition;
use crate::error::Problem;
use crate::reply::fields;
use crate::store::{Attendee, rfc3339};
use crate::widgets::Widget;

const FIRST: [&str; 16] = [
    "slot",
    "title",
    "starts_at",
    "state",
    "places",
    "line",
    "promoted_at",
    "checked_in_at",
    "repeat",
    "test",
    "submission",
    "recorded_at",
    "locale",
    "role",
    "bring",
    "guests",
];

/// What is exported: `?slot=` of one occurrence, `?needs=yes` with what people need.
struct Asked {
    widget: Arc<Widget>,
    slot: Option<String>,
    needs: bool,
}

fn asked(app: &App, id: &str, query: &HashMap<String, String>) -> Result<Asked, Problem> {
    let widget = app.widgets.get(id).ok_or_else(|| unknown_widget(id))?;
    let needs = query.get("needs").is_some_and(|needs| needs == "yes");
    Ok(Asked { widget, slot: query.get("slot").cloned(), needs })
}

/// One row per answer to an occurrence.
pub(super) async fn csv(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let asked = asked(&app, &id, &query)?;
    let mut columns: Vec<String> = Vec::new();
    for document in app.store.documents(&id).await? {
        for name in definition::asked(&document).0 {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
    }
    let mut head: Vec<&str> = FIRST.into();
    head.extend(columns.iter().map(String::as_str));
    head.extend(asked.needs.then_some("needs"));
    let head = record(head.iter().copied()).map_err(Problem::from)?;
    let body = rows(app, asked, head, move |asked, page| {
        let mut text = Vec::new();
        for attendee in page {
            let told = told(&asked.widget, attendee, asked.needs);
            let cell = |value: &Value| match value {
                Value::String(text) => text.clone(),
                Value::Bool(flag) => if *flag { "yes" } else { "no" }.to_owned(),
                Value::Number(number) => number.to_string(),
                Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "),
                _ => String::new(),
            };
            let mut cells: Vec<String> = FIRST.iter().map(|name| cell(&told[*name])).collect();
            cells.extend(columns.iter().map(|name| cell(&told["values"][name])));
            cells.extend(asked.needs.then(|| cell(&told["needs"])));
            let cells: Vec<String> = cells.iter().map(|cell| harmless(cell)).collect();
            text.extend(record(cells.iter().map(String::as_str))?);
        }
        Ok(text)
    });
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], body).into_response())
}

fn record<'a>(cells: impl Iterator<Item = &'a str>) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells)?;
    Ok(writer.into_inner()?)
}

/// One JSON object per answer to an occurrence.
pub(super) async fn jsonl(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let asked = asked(&app, &id, &query)?;
    let body = rows(app, asked, Vec::new(), |asked, page| {
        let lines = page.iter().map(|attendee| told(&asked.widget, attendee, asked.needs).to_string() + "\n");
        Ok(lines.collect::<String>().into_bytes())
    });
    Ok(([(header::CONTENT_TYPE, "application/jsonl")], body).into_response())
}

/// Streams `head` and then page after page.
fn rows(
    app: App,
    asked: Asked,
    head: Vec<u8>,
    print: impl Fn(&Asked, &[Attendee]) -> Result<Vec<u8>> + Send + 'static,
) -> Body {
    let start = (app, asked, Some(head), 0_i64, print);
    Body::from_stream(stream::try_unfold(start, |(app, asked, head, seq, print)| async move {
        if let Some(head) = head {
            return Ok(Some((Bytes::from(head), (app, asked, None, seq, print))));
        }
        let page = app.store.attendees(&asked.widget.id, asked.slot.as_deref(), seq).await?;
        let Some(last) = page.last().map(|last| last.seq) else { return Ok::<_, anyhow::Error>(None) };
        let text = print(&asked, &page)?;
        Ok(Some((Bytes::from(text), (app, asked, None, last, print))))
    }))
}

fn told(widget: &Widget, attendee: &Attendee, needs: bool) -> Value {
    let values = fields(&attendee.fields);
    let (id, occurrence) =
        (attendee.slot.split('.').next().unwrap_or_default(), place(widget, &attendee.slot));
    let own = |what: &str| values.get(&of_event(what, id)).to_owned();
    let mut told = json!({
        "slot": attendee.slot,
        "title": occurrence.as_ref().map(|(title, _)| title),
        "starts_at": occurrence.as_ref().map(|(_, start)| rfc3339(*start)),
        "state": attendee.state.as_str(),
        "places": attendee.places,
        "line": attendee.line,
        "promoted_at": attendee.promoted_at.map(rfc3339),
        "checked_in_at": attendee.checked_in_at.map(rfc3339),
        "repeat": !attendee.counted && !attendee.test,
        "test": attendee.test,
        "submission": attendee.submission,
        "recorded_at": rfc3339(attendee.recorded_at),
        "locale": attendee.locale,
        "role": own("role"),
        "bring": own("bring"),
        "guests": guests(&values, id),
        "values": values.iter().filter(|(name, _)| !name.contains('.')).collect::<HashMap<_, _>>(),
    });
    if needs {
        told["needs"] = attendee.needs.clone().into();
    }
    told
}

/// What an occurrence is called and when it starts, if it is still in the document.
fn place(widget: &Widget, slot: &str) -> Option<(String, i64)> {
    let events = widget.read("").events()?;
    let occurrence = events.schedule.find(slot)?;
    Some((ics::title(events.rsvp.events.get(occurrence.event)?, occurrence), occurrence.start.0))
}

fn guests(values: &Values, event: &str) -> Vec<String> {
    let count = values.get(&of_event("guests", event)).parse().unwrap_or(0);
    (1..=count).map(|number| values.get(&guest(event, number)).to_owned()).collect()
}

/// Marks that someone is there, `?slot=` at which occurrence.
pub(super) async fn check_in(
    app: State<App>,
    path: Path<(String, String)>,
    query: Query<HashMap<String, String>>,
) -> Result<StatusCode, Problem> {
    mark(app, path, query, true).await
}

/// Takes a mark back.
pub(super) async fn check_out(
    app: State<App>,
    path: Path<(String, String)>,
    query: Query<HashMap<String, String>>,
) -> Result<StatusCode, Problem> {
    mark(app, path, query, false).await
}

async fn mark(
    State(app): State<App>,
    Path((widget, submission)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    here: bool,
) -> Result<StatusCode, Problem> {
    let slot = query.get("slot").ok_or_else(|| {
        Problem::new(StatusCode::BAD_REQUEST, "say at which occurrence: ?slot= with its key")
    })?;
    if app.store.check_in(&widget, &submission.to_ascii_lowercase(), slot, here).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    let unknown = format!("{submission:?} has not answered to {slot:?} of {widget:?}");
    Err(Problem::new(StatusCode::NOT_FOUND, unknown))
}
