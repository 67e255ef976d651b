//! Exports, streamed: a million signatures take no more memory than ten.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use rungs_model::{ATTRIBUTION, Decimal, Values};
use serde_json::{Map, Value, json};

use super::unknown_widget;
use crate::app::App;
use crate::attribution;
use crate::definition::{self, asked};
use crate::error::Problem;
use crate::store::{Change, Exported, rfc3339};

const FIRST: [&str; 5] = ["id", "recorded_at", "counted", "test", "locale"];
/// Beside each answer, which is the one that holds now; the text of a wording, and every change of
/// mind, are in the JSON export.
const PARTS: [&str; 5] = ["version", "sha256", "published", "first_answer", "changed_at"];
const LAST: [&str; 4] = ["source", "referrer", "page", "comment_hidden"];

/// One row per submission; a column per control that any version of the document had.
pub(super) async fn csv(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let columns = Columns::of(&app.store.documents(&id).await?);
    let head = columns.head()?;
    let body = rows(app, id, head, move |page, _| columns.rows(page));
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], body).into_response())
}

/// One JSON object per line and submission, each consent with its exact wording.
pub(super) async fn jsonl(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    app.widgets.get(&id).ok_or_else(|| unknown_widget(&id))?;
    let body = rows(app, id, Vec::new(), |page, wordings| {
        let mut text = String::new();
        for row in page {
            text.push_str(&object(row, wordings).to_string());
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
    print: impl Fn(&[Row], &Wordings) -> Result<Vec<u8>> + Send + 'static,
) -> Body {
    let start = (app, widget, Some(head), 0_i64, print);
    Body::from_stream(stream::try_unfold(start, |(app, widget, head, seq, print)| async move {
        if let Some(head) = head {
            return Ok(Some((Bytes::from(head), (app, widget, None, seq, print))));
        }
        let page = app.store.export(&widget, seq).await?;
        let Some(last) = page.last() else { return Ok::<_, anyhow::Error>(None) };
        let next = last.seq;
        let ids: Vec<&str> = page.iter().map(|stored| stored.id.as_str()).collect();
        let changes = app.store.changes(&widget, &ids).await?;
        let page: Vec<Row> = page.into_iter().map(|stored| Row::of(stored, &changes)).collect();
        let wordings = app.store.wordings(&page.iter().flat_map(Row::hashes).collect()).await?;
        let text = print(&page, &wordings)?;
        Ok(Some((Bytes::from(text), (app, widget, None, next, print))))
    }))
}

/// Texts of consents by their SHA-256.
type Wordings = HashMap<String, String>;

/// A submission with its values and consents read.
struct Row {
    stored: Exported,
    values: Map<String, Value>,
    consents: Vec<Map<String, Value>>,
    attribution: Values,
}

impl Row {
    fn of(stored: Exported, changes: &HashMap<String, Vec<Change>>) -> Self {
        let changes = changes.get(&stored.id).map_or(&[][..], Vec::as_slice);
        let values = serde_json::from_str(&stored.fields).unwrap_or_default();
        let mut consents: Vec<_> = serde_json::from_str(&stored.consents).unwrap_or_default();
        for consent in &mut consents {
            bring_up_to_date(consent, changes);
        }
        let attribution = attribution::read(stored.attribution.as_deref());
        Self { stored, values, consents, attribution }
    }

    fn hashes(&self) -> impl Iterator<Item = &str> {
        self.consents.iter().filter_map(|consent| consent.get("sha256")?.as_str())
    }

    fn consent(&self, id: &str) -> Option<&Map<String, Value>> {
        self.consents.iter().find(|consent| consent.get("id").is_some_and(|own| own == id))
    }
}

/// What holds now stands where everyone looks for an answer; what was said at first, and every
/// change since, beside it.
fn bring_up_to_date(consent: &mut Map<String, Value>, changes: &[Change]) {
    let id = consent.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let own: Vec<&Change> = changes.iter().filter(|change| change.consent == id).collect();
    let first = consent.get("answer").cloned().unwrap_or_default();
    consent.insert("first_answer".into(), first);
    if let Some(last) = own.last() {
        consent.insert("answer".into(), last.answer.as_str().into());
    }
    consent.insert("changed_at".into(), own.last().map(|last| rfc3339(last.at)).into());
    let plain = |change: &&Change| json!({ "answer": change.answer.as_str(), "at": rfc3339(change.at) });
    consent.insert("changes".into(), own.iter().map(plain).collect());
}

fn object(Row { stored: row, values, consents, attribution }: &Row, wordings: &Wordings) -> Value {
    let with_text = |consent: &Map<String, Value>| {
        let text = consent.get("sha256").and_then(Value::as_str).and_then(|hash| wordings.get(hash));
        let mut consent = consent.clone();
        consent.insert("text".into(), text.cloned().into());
        Value::Object(consent)
    };
    json!({
        "id": row.id,
        "version": row.document,
        "recorded_at": rfc3339(row.recorded_at),
        "counted": row.counted,
        "test": row.test,
        "locale": row.locale,
        "values": values,
        "consents": consents.iter().map(with_text).collect::<Value>(),
        "source": row.source,
        "referrer": row.referrer,
        "page": row.page,
        "attribution": attribution.iter().collect::<BTreeMap<_, _>>(),
        "comment_hidden": row.comment_hidden,
    })
}

/// The columns of a CSV export: stable names, in the order in which documents brought them.
pub(super) struct Columns {
    /// Whether the version of the document stands last: its answers may mean something else in the next.
    versions: bool,
    pub(super) fields: Vec<String>,
    consents: Vec<String>,
}

impl Columns {
    pub(super) fn of(documents: &[Value]) -> Self {
        let versions = documents.iter().any(|document| definition::survey(document).is_some());
        let mut columns = Self { versions, fields: Vec::new(), consents: Vec::new() };
        let add = |list: &mut Vec<String>, name: String| {
            if !list.contains(&name) {
                list.push(name);
            }
        };
        for document in documents {
            let (fields, consents) = asked(document);
            for name in fields {
                add(&mut columns.fields, name);
            }
            for id in consents {
                add(&mut columns.consents, id);
            }
        }
        columns
    }

    fn head(&self) -> Result<Vec<u8>> {
        let mut names: Vec<String> = FIRST.map(str::to_owned).into();
        names.extend(self.fields.iter().cloned());
        for id in &self.consents {
            names.push(format!("consent.{id}"));
            names.extend(PARTS.map(|part| format!("consent.{id}.{part}")));
        }
        names.extend(LAST.iter().chain(&ATTRIBUTION).map(|name| (*name).to_owned()));
        names.extend(self.versions.then(|| "version".to_owned()));
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&names)?;
        Ok(writer.into_inner()?)
    }

    fn rows(&self, page: &[Row]) -> Result<Vec<u8>> {
        let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        for row in page {
            writer.write_record(self.cells(row).iter().map(|cell| harmless(cell)))?;
        }
        Ok(writer.into_inner()?)
    }

    fn cells(&self, row: &Row) -> Vec<String> {
        let stored = &row.stored;
        let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
        let text = |value: Option<&Value>| match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Bool(flag)) => yes(*flag),
            _ => String::new(),
        };
        let mut cells = vec![
            stored.id.clone(),
            rfc3339(stored.recorded_at),
            yes(stored.counted),
            yes(stored.test),
            stored.locale.clone(),
        ];
        cells.extend(self.fields.iter().map(|name| text(row.values.get(name))));
        for id in &self.consents {
            let consent = row.consent(id);
            let part = |part: &str| text(consent.and_then(|consent| consent.get(part)));
            cells.push(part("answer"));
            cells.extend(PARTS.map(part));
        }
        let own = |text: &Option<String>| text.clone().unwrap_or_default();
        cells.extend([
            own(&stored.source),
            own(&stored.referrer),
            own(&stored.page),
            yes(stored.comment_hidden),
        ]);
        cells.extend(ATTRIBUTION.map(|name| row.attribution.get(name).to_owned()));
        cells.extend(self.versions.then(|| stored.document.to_string()));
        cells
    }
}

/// A spreadsheet would run a cell that starts like a formula (OWASP, "CSV Injection").
pub(super) fn harmless(cell: &str) -> String {
    let number = || cell.starts_with('-') && Decimal::parse(cell).is_some();
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number();
    if runs { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_made_text() {
        assert_eq!(harmless("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!((harmless("Ada"), harmless("-3.5")), ("Ada".into(), "-3.5".into()));
    }

    #[test]
    fn columns_are_those_of_all_versions_in_their_order() {
        let old = json!({ "fields": ["given_name", "email"], "consents": [{ "id": "news" }] });
        let new = json!({ "fields": ["email", "postal_code"], "comment": true, "signers": { "consent": "Show me" } });
        let head = String::from_utf8(Columns::of(&[old, new]).head().unwrap()).unwrap();
        assert_eq!(
            head.trim(),
            "id,recorded_at,counted,test,locale,given_name,email,postal_code,comment,\
             consent.news,consent.news.version,consent.news.sha256,consent.news.published,\
             consent.news.first_answer,consent.news.changed_at,\
             consent.public,consent.public.version,consent.public.sha256,consent.public.published,\
             consent.public.first_answer,consent.public.changed_at,\
             source,referrer,page,comment_hidden,\
             utm_medium,utm_campaign,utm_content,utm_term,referrer_host"
        );
    }
}
