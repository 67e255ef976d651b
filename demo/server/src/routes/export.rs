//! Exports, streamed: a million signatures take no more memory than ten.

use std::collections::HashMap;

use anyhow::Result;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use serde_json::{Map, Value, json};

use super::unknown_widget;
use crate::app::App;
use crate::error::Problem;
use crate::store::{Exported, rfc3339};
use crate::widgets::control_names;

const FIRST: [&str; 5] = ["id", "recorded_at", "counted", "test", "locale"];
const LAST: [&str; 4] = ["source", "referrer", "page", "comment_hidden"];

/// One row per submission; a column per control that any version of the document had.
pub(super) async fn csv(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let columns = Columns::of(&app.store.documents(&id).await?);
    let head = columns.head()?;
    let body = rows(app, id, head, move |page| columns.rows(page));
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], body).into_response())
}

/// One JSON object per line and submission.
pub(super) async fn jsonl(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let body = rows(app, id, Vec::new(), |page| {
        let mut text = String::new();
        for row in page {
            text.push_str(&object(row).to_string());
            text.push('\n');
        }
        Ok(text.into_bytes())
    });
    Ok(([(header::CONTENT_TYPE, "application/jsonl")], body).into_response())
}

/// Streams `head` and then page after page.
fn rows(
    app: App,
    widget: String,
    head: Vec<u8>,
    print: impl Fn(&[Exported]) -> Result<Vec<u8>> + Send + 'static,
) -> Body {
    let start = (app, widget, Some(head), 0_i64, print);
    Body::from_stream(stream::try_unfold(start, |(app, widget, head, seq, print)| async move {
        if let Some(head) = head {
            return Ok(Some((Bytes::from(head), (app, widget, None, seq, print))));
        }
        let page = app.store.export(&widget, seq).await?;
        let Some(last) = page.last() else { return Ok::<_, anyhow::Error>(None) };
        let next = last.seq;
        let text = print(&page)?;
        Ok(Some((Bytes::from(text), (app, widget, None, next, print))))
    }))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn object(row: &Exported) -> Value {
    json!({
        "id": row.id,
        "recorded_at": rfc3339(row.recorded_at),
        "counted": row.counted,
        "test": row.test,
        "locale": row.locale,
        "values": parsed(&row.fields),
        "consents": parsed(&row.consents),
        "source": row.source,
        "referrer": row.referrer,
        "page": row.page,
        "comment_hidden": row.comment_hidden,
    })
}

/// The columns of a CSV export: stable names, in the order in which documents brought them.
struct Columns {
    fields: Vec<String>,
    consents: Vec<String>,
}

impl Columns {
    fn of(documents: &[Value]) -> Self {
        let mut columns = Self { fields: Vec::new(), consents: Vec::new() };
        let add = |list: &mut Vec<String>, name: String| {
            if !list.contains(&name) {
                list.push(name);
            }
        };
        for document in documents {
            for name in control_names(document) {
                add(&mut columns.fields, name);
            }
            let asked = document.get("consents").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            for id in asked.iter().filter_map(|consent| consent.get("id").and_then(Value::as_str)) {
                add(&mut columns.consents, id.to_owned());
            }
            if document.get("signers").is_some() {
                add(&mut columns.consents, rungs_model::PUBLIC.to_owned());
            }
        }
        columns
    }

    fn head(&self) -> Result<Vec<u8>> {
        let mut names: Vec<String> = FIRST.map(str::to_owned).into();
        names.extend(self.fields.iter().cloned());
        for id in &self.consents {
            names.extend([format!("consent.{id}"), format!("consent.{id}.sha256")]);
        }
        names.extend(LAST.map(str::to_owned));
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&names)?;
        Ok(writer.into_inner()?)
    }

    fn rows(&self, page: &[Exported]) -> Result<Vec<u8>> {
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        for row in page {
            let values: Map<String, Value> = parsed(&row.fields).as_object().cloned().unwrap_or_default();
            let consents = parsed(&row.consents);
            let consents: HashMap<&str, &Value> = consents
                .as_array()
                .map_or(&[][..], Vec::as_slice)
                .iter()
                .filter_map(|consent| Some((consent.get("id")?.as_str()?, consent)))
                .collect();
            let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
            let mut cells = vec![
                row.id.clone(),
                rfc3339(row.recorded_at),
                yes(row.counted),
                yes(row.test),
                row.locale.clone(),
            ];
            let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
            cells.extend(self.fields.iter().map(|name| text(values.get(name))));
            for id in &self.consents {
                let consent = consents.get(id.as_str());
                let part = |key: &str| text(consent.and_then(|consent| consent.get(key)));
                cells.extend([part("answer"), part("sha256")]);
            }
            let own = |text: &Option<String>| text.clone().unwrap_or_default();
            cells.extend([own(&row.source), own(&row.referrer), own(&row.page), yes(row.comment_hidden)]);
            writer.write_record(cells.iter().map(|cell| harmless(cell)))?;
        }
        Ok(writer.into_inner()?)
    }
}

/// A spreadsheet would run a cell that starts like a formula (OWASP, "CSV Injection").
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_made_text() {
        assert_eq!(harmless("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(harmless("Ada"), "Ada");
    }

    #[test]
    fn columns_are_those_of_all_versions_in_their_order() {
        let old = json!({ "fields": ["given_name", "email"], "consents": [{ "id": "news" }] });
        let new = json!({ "fields": ["email", "postal_code"], "comment": true, "signers": { "consent": "Show me" } });
        let head = String::from_utf8(Columns::of(&[old, new]).head().unwrap()).unwrap();
        assert_eq!(
            head.trim(),
            "id,recorded_at,counted,test,locale,given_name,email,postal_code,comment,consent.news,consent.news.sha256,\
             consent.public,consent.public.sha256,source,referrer,page,comment_hidden"
        );
    }
}
