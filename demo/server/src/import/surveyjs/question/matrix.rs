use serde_json::{Map, Value, json};

use super::super::Desk;
use super::super::source::{Source, plain};
use super::options::Options;
use super::{Answer, Made};

/// A matrix with one answer in each row.
pub(super) fn matrix(source: &Source, name: &str, desk: &mut Desk) -> Option<Made> {
    if source.text("cellType") == Some("checkbox") {
        desk.notes.approximated(&source.at("cellType"), "each row takes one answer");
    }
    let columns = Options::of(source, "columns", desk);
    if columns.documents.is_empty() {
        desk.notes.left_out(&source.path, "has no columns");
        return None;
    }
    let (rows, names) = rows(source, name, desk);
    if rows.is_empty() {
        desk.notes.approximated(&source.path, "has no rows: it is a choice between its columns");
        let own = Map::from_iter([("options".into(), columns.documents.into())]);
        return Some(("single_choice", own, Answer::One(columns.values)));
    }
    let every_row = source.either("eachRowRequired", "isAllRowRequired");
    let mut own = Map::new();
    if every_row {
        own.insert("required".into(), true.into());
    } else if source.flag("isRequired") {
        desk.notes.approximated(&source.at("isRequired"), "every row must be answered");
    }
    if source.text("rowOrder").or_else(|| source.text("rowsOrder")) == Some("random") {
        own.insert("random".into(), true.into());
    }
    own.insert("rows".into(), rows.into());
    let cell = if let Some((min, max)) = scale(&columns) {
        own.insert("min".into(), min.into());
        own.insert("max".into(), max.into());
        Answer::Points(min..=max)
    } else {
        own.insert("options".into(), columns.documents.into());
        Answer::One(columns.values)
    };
    Some(("matrix", own, Answer::Rows(names, Box::new(cell))))
}

/// The ends of columns that are a row of whole numbers without words.
fn scale(columns: &Options) -> Option<(i64, i64)> {
    let mut numbers = Vec::new();
    for ((_, value), option) in columns.values.iter().zip(&columns.documents) {
        let number: i64 = value.parse().ok()?;
        if option["label"] != json!(value) {
            return None;
        }
        numbers.push(number);
    }
    let (first, last) = (*numbers.first()?, *numbers.last()?);
    let in_row = numbers.iter().zip(first..).all(|(number, expected)| *number == expected);
    (in_row && (2..=11).contains(&numbers.len()) && first.abs() < 1000).then_some((first, last))
}

fn rows(source: &Source, name: &str, desk: &mut Desk) -> (Vec<Value>, Vec<String>) {
    let (mut rows, mut names) = (Vec::<Value>::new(), Vec::<String>::new());
    for (path, item) in source.list("rows") {
        let value = plain(item.get("value").unwrap_or(item)).unwrap_or_default();
        let Some(row) = desk.names.row(name, item).map(str::to_owned) else { continue };
        if names.contains(&row) {
            desk.notes.left_out(&path, "is there already");
            continue;
        }
        let words = item.as_object().map(|object| Source::new(object, path.clone()));
        let text = words.as_ref().and_then(|words| {
            words.get("value");
            desk.texts.fixed(words, "text", &mut desk.notes)
        });
        let short = value.split_once('|').map_or(&*value, |(_, text)| text);
        let label = text.unwrap_or_else(|| super::super::text::clean(short).into());
        if let Some(words) = &words {
            super::super::note::rest(words, &mut desk.notes);
        }
        let label = if label == json!("") { row.clone().into() } else { label };
        rows.push(json!({ "name": row, "label": label }));
        names.push(row);
    }
    (rows, names)
}
