//! The pages of a definition, with what stands in their panels in one row.

use serde_json::{Map, Value};

use super::note::Notes;
use super::source::Source;

/// The definition, flattened.
pub(super) struct Outline<'d> {
    pub(super) pages: Vec<Page<'d>>,
}

/// A page.
pub(super) struct Page<'d> {
    pub(super) source: Source<'d>,
    pub(super) elements: Vec<Element<'d>>,
}

/// What an element is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Something that asks or says something itself.
    Question,
    /// The heading of a panel.
    Heading,
    /// One line of a `multipletext`.
    Line,
}

/// An element of a page.
pub(super) struct Element<'d> {
    pub(super) source: Source<'d>,
    pub(super) role: Role,
    /// The name that expressions know it by.
    pub(super) name: String,
    /// When it is visible: its own expression and those around it, with their paths.
    pub(super) visible: Vec<(String, String)>,
}

/// An empty page, for elements without one.
static NO_PAGE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

pub(super) fn read<'d>(survey: &Source<'d>, notes: &mut Notes) -> Outline<'d> {
    let mut pages = Vec::new();
    for page in survey.objects("pages") {
        if hidden(&page, notes) {
            continue;
        }
        let mut elements = Vec::new();
        inside(&page, &[], &mut elements, notes);
        // A page goes by its own name; looked at so that it is not noted.
        page.get("name");
        pages.push(Page { source: page, elements });
    }
    // Definitions without pages, and the oldest ones.
    let mut elements = Vec::new();
    inside(survey, &[], &mut elements, notes);
    if !elements.is_empty() {
        pages.insert(0, Page { source: Source::new(&NO_PAGE, String::new()), elements });
    }
    Outline { pages }
}

fn hidden(source: &Source, notes: &mut Notes) -> bool {
    let hidden = source.get("visible") == Some(&Value::Bool(false)) && source.text("visibleIf").is_none();
    if hidden {
        notes.left_out(&source.path, "is never visible");
    }
    hidden
}

/// What stands in a page, a panel or the definition itself.
fn inside<'d>(
    parent: &Source<'d>,
    around: &[(String, String)],
    elements: &mut Vec<Element<'d>>,
    notes: &mut Notes,
) {
    for source in parent.objects("elements").into_iter().chain(parent.objects("questions")) {
        if hidden(&source, notes) {
            continue;
        }
        let mut visible = around.to_vec();
        visible.extend(source.expression("visibleIf"));
        let name = source.get("name").and_then(super::source::plain).unwrap_or_default();
        match source.text("type").unwrap_or("text") {
            "panel" => panel(source, name, visible, elements, notes),
            "multipletext" => lines(source, &name, &visible, elements, notes),
            _ => elements.push(Element { source, role: Role::Question, name, visible }),
        }
    }
}

fn panel<'d>(
    source: Source<'d>,
    name: String,
    visible: Vec<(String, String)>,
    elements: &mut Vec<Element<'d>>,
    notes: &mut Notes,
) {
    let mut within = Vec::new();
    inside(&source, &visible, &mut within, notes);
    let spoken = source.get("title").is_some() || source.get("description").is_some();
    if spoken && !within.is_empty() {
        notes.approximated(&source.path, "its heading is a statement before its questions");
        elements.push(Element { source, role: Role::Heading, name, visible });
    } else {
        super::note::rest(&source, notes);
    }
    elements.append(&mut within);
}

fn lines<'d>(
    source: Source<'d>,
    name: &str,
    visible: &[(String, String)],
    elements: &mut Vec<Element<'d>>,
    notes: &mut Notes,
) {
    notes.approximated(&source.path, "each of its lines is a question of its own");
    let items = source.objects("items");
    if source.get("title").is_some() {
        elements.push(Element {
            source,
            role: Role::Heading,
            name: String::new(),
            visible: visible.to_vec(),
        });
    } else {
        super::note::rest(&source, notes);
    }
    for item in items {
        let line = item.get("name").and_then(super::source::plain).unwrap_or_default();
        let visible = visible.to_vec();
        elements.push(Element { source: item, role: Role::Line, name: format!("{name}.{line}"), visible });
    }
}
