//! `SurveyJS` definitions, turned into survey documents.
//!
//! The way of a definition: [`outline`] flattens its pages and panels; [`names`] gives everything
//! a name that is legal in our documents; [`question`] turns each element into a question;
//! [`condition`] and [`flow`] turn its expressions and triggers into `show_if` and `skip_to`; and
//! [`settle`] holds the result against our own checks. Whatever does not come through is noted
//! with its path in the definition.
//!
//! The format: <https://surveyjs.io/form-library/documentation/design-survey/create-a-simple-survey>
//! and the schema that comes with the package survey-core, `surveyjs_definition.json`.

mod completion;
mod condition;
mod expression;
mod flow;
mod html;
mod languages;
mod names;
mod note;
mod outline;
mod question;
mod settle;
mod source;
mod text;

pub use note::{Fate, Note};

use serde_json::{Map, Value, json};

use names::Names;
use note::Notes;
use outline::Outline;
use question::Draft;
use source::Source;
use text::Texts;

/// A survey document, and what it lacks of the definition.
#[derive(Debug)]
pub struct Imported {
    /// The document; it passes our own checks.
    pub document: Value,
    /// What could not be carried over and what was approximated, in the order of the definition.
    pub notes: Vec<Note>,
}

/// Why a definition gives no document.
#[derive(Debug)]
pub struct Unusable {
    /// A sentence for staff.
    pub message: String,
    /// What could not be carried over.
    pub notes: Vec<Note>,
}

/// What the steps of an import share.
struct Desk {
    names: Names,
    texts: Texts,
    notes: Notes,
}

/// Turns a `SurveyJS` definition into a survey document with this id.
///
/// Fails where no question can be carried over.
pub fn convert(definition: &Value, id: &str) -> Result<Imported, Unusable> {
    let Some(definition) = definition.as_object() else {
        let message = "the definition must be an object with pages or elements".into();
        return Err(Unusable { message, notes: Vec::new() });
    };
    let survey = Source::new(definition, String::new());
    let mut notes = Notes::default();
    let outline = outline::read(&survey, &mut notes);
    let names = Names::of(&outline, &mut notes);
    let mut desk = Desk { names, texts: Texts::of(&survey), notes };

    let mut document = heading(&survey, &mut desk, id);
    let mut drafts = question::drafts(&outline, &mut desk);
    condition::apply(&mut drafts, &mut desk.notes, &desk.names);
    let mut pages = pages(&outline, &drafts, &mut desk);
    let ends = completion::apply(&survey, &mut document, &mut desk);
    flow::apply(&survey, &mut drafts, &mut pages, &ends, &mut desk);
    note::rest_of_survey(&survey, &mut desk.notes);

    let origins = settle::Origins::of(&outline, &drafts);
    for draft in drafts {
        if let Some(questions) = pages.get_mut(draft.page).and_then(|page| page["questions"].as_array_mut()) {
            questions.push(Value::Object(draft.body));
        }
    }
    document.insert("pages".into(), pages.into());
    if !ends.is_empty() {
        document.insert("ends".into(), ends.documents().into());
    }
    let languages = languages::of(&Value::Object(document.clone()), desk.texts.lang());
    let settled = settle::settle(Value::Object(document), origins, &languages, &mut desk.notes);
    let notes = desk.notes.in_order();
    match settled {
        Ok(document) => Ok(Imported { document, notes }),
        Err(message) => Err(Unusable { message, notes }),
    }
}

fn heading(survey: &Source, desk: &mut Desk, id: &str) -> Map<String, Value> {
    let mut document = Map::new();
    document.insert("id".into(), names::legal(id, "survey").into());
    document.insert("kind".into(), "survey".into());
    document.insert("lang".into(), desk.texts.lang().into());
    let title = desk.texts.fixed(survey, "title", &mut desk.notes);
    if title.is_none() {
        desk.notes.approximated(&survey.at("title"), "is missing: “Survey” stands in its place");
    }
    document.insert("title".into(), title.unwrap_or_else(|| "Survey".into()));
    if let Some(text) = desk.texts.fixed_markdown(survey, "description", &mut desk.notes) {
        document.insert("text".into(), text);
    }
    if let Some(button) = desk.texts.fixed(survey, "completeText", &mut desk.notes) {
        document.insert("button".into(), button);
    }
    if matches!(survey.text("showProgressBar"), Some("off"))
        || survey.get("showProgressBar") == Some(&json!(false))
    {
        document.insert("progress".into(), false.into());
    }
    document
}

/// The pages without their questions.
fn pages(outline: &Outline, drafts: &[Draft], desk: &mut Desk) -> Vec<Value> {
    let mut pages = Vec::new();
    for page in &outline.pages {
        let mut body = Map::new();
        body.insert("id".into(), desk.names.page(&page.source.path).into());
        for (key, ours) in [
            ("title", desk.texts.words(&page.source, "title", &desk.names)),
            ("text", desk.texts.markdown(&page.source, "description", &desk.names)),
        ] {
            ours.map(|text| body.insert(key.into(), text));
        }
        let expressions: Vec<_> = page.source.expression("visibleIf").into_iter().collect();
        if let Some(condition) = condition::all_of(&expressions, drafts, &desk.names, &mut desk.notes) {
            body.insert("show_if".into(), condition);
        }
        note::rest(&page.source, &mut desk.notes);
        body.insert("questions".into(), json!([]));
        pages.push(Value::Object(body));
    }
    pages
}
