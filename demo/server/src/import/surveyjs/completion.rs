//! What is said at the end: `completedHtml`, and other words by condition.

use serde_json::{Map, Value, json};

use super::Desk;
use super::html;
use super::source::Source;

/// An end with its own message, and the expression that leads to it.
pub(super) struct End {
    pub(super) id: String,
    /// Where its expression stands.
    pub(super) path: String,
    pub(super) expression: String,
    document: Value,
}

/// Every end with its own message.
#[derive(Default)]
pub(super) struct Ends(pub(super) Vec<End>);

impl Ends {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn documents(&self) -> Vec<Value> {
        self.0.iter().map(|end| end.document.clone()).collect()
    }
}

/// Writes the thanks into the document and gives the other ends.
pub(super) fn apply(survey: &Source, document: &mut Map<String, Value>, desk: &mut Desk) -> Ends {
    let mut thanks = Map::new();
    if let Some(text) = desk.texts.html(survey, "completedHtml", &desk.names, &mut desk.notes) {
        thanks.insert("text".into(), text);
    }
    let onward = survey.text("navigateToUrl").filter(|address| rungs_model::Href::parse(address).is_some());
    if let Some(address) = onward {
        desk.notes.approximated("navigateToUrl", "is a link in the thanks; nobody is sent there");
        thanks.insert("next".into(), json!({ "href": address, "label": "Go on" }));
    }
    if !thanks.is_empty() {
        document.insert("thanks".into(), thanks.into());
    }
    let mut ends = Ends::default();
    for (index, item) in survey.objects("completedHtmlOnCondition").iter().enumerate() {
        let text = desk.texts.html(item, "html", &desk.names, &mut desk.notes);
        let (Some((path, expression)), Some(text)) = (item.expression("expression"), text) else {
            desk.notes.left_out(&item.path, "has no condition or says nothing");
            continue;
        };
        let id = desk.names.take(&format!("end_{}", index + 1));
        let title = first_heading(item).unwrap_or_else(|| {
            desk.notes.approximated(&item.at("html"), "has no heading: “Thank you” stands in its place");
            "Thank you".into()
        });
        let document = json!({ "id": id, "title": title, "text": text });
        ends.0.push(End { id, path, expression, document });
    }
    ends
}

/// The words of the first heading of an HTML text in one language.
fn first_heading(item: &Source) -> Option<String> {
    let html = item.text("html")?;
    let lower = html.to_ascii_lowercase();
    let (at, level) = (1..=6).filter_map(|level| Some((lower.find(&format!("<h{level}"))?, level))).min()?;
    let end = lower.get(at..)?.find(&format!("</h{level}"))?;
    let heading = html::to_markdown(html.get(at..at + end)?).markdown;
    let heading = rungs_model::Markdown::parse(&heading).plain();
    (!heading.trim().is_empty() && !heading.contains('{')).then_some(heading)
}
