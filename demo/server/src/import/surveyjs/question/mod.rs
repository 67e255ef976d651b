//! Elements, turned into questions.

mod choice;
mod input;
mod matrix;
mod options;
mod points;
mod statement;

use core::ops::RangeInclusive;

use serde_json::{Map, Value, json};

use super::outline::{Element, Outline, Role};
use super::source::Source;
use super::{Desk, note};

/// A question in the making: still without its conditions and leaps.
pub(super) struct Draft {
    /// Where its element stands in the definition.
    pub(super) path: String,
    /// The index of its page.
    pub(super) page: usize,
    pub(super) name: String,
    /// The question as our document has it.
    pub(super) body: Map<String, Value>,
    /// What its answers are.
    pub(super) answer: Answer,
    /// When it is asked: all of these, with their paths.
    pub(super) visible: Vec<(String, String)>,
    /// When it must be answered.
    pub(super) required_if: Option<(String, String)>,
}

/// What the answers to a question are, for the conditions that look at them.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// There are none.
    Nothing,
    /// One of these: a value of the definition, and ours.
    One(Vec<(String, String)>),
    /// Any of these.
    Several(Vec<(String, String)>),
    /// A whole number.
    Points(RangeInclusive<i64>),
    /// A number.
    Number,
    /// A date.
    Date,
    /// Words.
    Text,
    /// An answer like this for each of these rows.
    Rows(Vec<String>, Box<Answer>),
}

/// A kind with what belongs to it, and what its answers are.
type Made = (&'static str, Map<String, Value>, Answer);

/// Every question that comes through, in order.
pub(super) fn drafts(outline: &Outline, desk: &mut Desk) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (index, page) in outline.pages.iter().enumerate() {
        for element in &page.elements {
            let draft = draft(element, index, desk);
            if draft.is_some() || element.role != Role::Question {
                note::rest(&element.source, &mut desk.notes);
            }
            drafts.extend(draft);
        }
    }
    drafts
}

fn draft(element: &Element, page: usize, desk: &mut Desk) -> Option<Draft> {
    let source = &element.source;
    let name = desk.names.element_at(&source.path);
    let (kind, own, answer) = made(element, &name, desk)?;
    let mut body = Map::new();
    body.insert("name".into(), name.clone().into());
    body.insert("kind".into(), kind.into());
    if !matches!(kind, "statement" | "contact") {
        let label = desk.texts.words(source, "title", &desk.names);
        let fallback = element.name.rsplit('.').next().filter(|name| !name.is_empty()).unwrap_or(&name);
        body.insert("label".into(), label.unwrap_or_else(|| super::text::clean(fallback).into()));
        hint(source, &mut body, desk);
        if source.flag("isRequired") {
            body.insert("required".into(), true.into());
        }
        if let Some(words) = desk.texts.fixed(source, "requiredErrorText", &mut desk.notes) {
            body.insert("errors".into(), json!({ "required": words }));
        }
    }
    body.extend(own);
    // A statement and a contact question have none.
    let required_if = source.expression("requiredIf");
    let required_if = if matches!(kind, "statement" | "contact") {
        if let Some((path, _)) = required_if {
            desk.notes.left_out(&path, "this kind is never required by a condition");
        }
        None
    } else {
        required_if
    };
    let visible = element.visible.clone();
    Some(Draft { path: source.path.clone(), page, name, body, answer, visible, required_if })
}

fn hint(source: &Source, body: &mut Map<String, Value>, desk: &mut Desk) {
    let description = desk.texts.words(source, "description", &desk.names);
    let placeholder = ["placeholder", "placeHolder", "optionsCaption"]
        .into_iter()
        .find_map(|key| Some((key, desk.texts.words(source, key, &desk.names)?)));
    match (description, placeholder) {
        (Some(hint), None) => _ = body.insert("hint".into(), hint),
        (None, Some((key, hint))) => {
            desk.notes.approximated(&source.at(key), "is the hint under the label");
            body.insert("hint".into(), hint);
        }
        (Some(hint), Some((key, _))) => {
            desk.notes.left_out(&source.at(key), "a field has no example in it; the description is its hint");
            body.insert("hint".into(), hint);
        }
        (None, None) => {}
    }
}

fn made(element: &Element, name: &str, desk: &mut Desk) -> Option<Made> {
    let source = &element.source;
    if element.role == Role::Heading {
        return statement::heading(source, desk);
    }
    let kind = source.text("type").unwrap_or("text");
    match kind {
        "text" => Some(input::text(source, name, &element.name, desk)),
        "comment" => Some(input::comment(source, desk)),
        "slider" => Some(input::slider(source, desk)),
        "boolean" => Some(choice::boolean(source, desk)),
        "radiogroup" | "buttongroup" => choice::one(source, "single_choice", desk),
        "dropdown" => choice::dropdown(source, desk),
        "checkbox" | "tagbox" => choice::several(source, desk),
        "imagepicker" => choice::pictures(source, desk),
        "ranking" => choice::ranking(source, desk),
        "rating" => points::rating(source, desk),
        "matrix" => matrix::matrix(source, name, desk),
        "html" => statement::html(source, desk),
        "image" => statement::image(source, desk),
        "expression" => statement::expression(source, desk),
        other => {
            desk.notes.left_out(&source.path, &format!("there is no kind of question like {other}"));
            None
        }
    }
}
