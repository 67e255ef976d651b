use serde_json::{Map, Value, json};

use super::super::Desk;
use super::super::source::Source;
use super::{Answer, Made};

fn statement(own: Map<String, Value>) -> Made {
    ("statement", own, Answer::Nothing)
}

fn titled(source: &Source, desk: &Desk) -> Map<String, Value> {
    desk.texts.words(source, "title", &desk.names).map(|title| ("label".into(), title)).into_iter().collect()
}

/// The title and description of a panel.
pub(super) fn heading(source: &Source, desk: &mut Desk) -> Option<Made> {
    let mut own = titled(source, desk);
    own.extend(desk.texts.markdown(source, "description", &desk.names).map(|text| ("text".into(), text)));
    (!own.is_empty()).then(|| statement(own))
}

pub(super) fn html(source: &Source, desk: &mut Desk) -> Option<Made> {
    // Its title is for staff: it is not shown.
    source.get("title");
    let text = desk.texts.html(source, "html", &desk.names, &mut desk.notes);
    let Some(text) = text else {
        desk.notes.left_out(&source.path, "says nothing");
        return None;
    };
    Some(statement(Map::from_iter([("text".into(), text)])))
}

pub(super) fn image(source: &Source, desk: &mut Desk) -> Option<Made> {
    let address = source.get("imageLink").and_then(|link| match link {
        Value::Object(map) => map.get("default").or_else(|| map.values().next()).and_then(Value::as_str),
        link => link.as_str(),
    });
    let film = matches!(source.text("contentMode"), Some("video" | "youtube"));
    let Some(src) = address.filter(|src| !film && rungs_model::Href::parse(src).is_some()) else {
        desk.notes.left_out(&source.path, "is no picture with an address");
        return None;
    };
    let alt = desk.texts.fixed(source, "altText", &mut desk.notes);
    let alt = alt.or_else(|| desk.texts.fixed(source, "text", &mut desk.notes)).unwrap_or_else(|| "".into());
    if alt == json!("") {
        desk.notes.approximated(&source.at("altText"), "is missing: the picture only decorates");
    }
    source.get("title");
    Some(statement(Map::from_iter([("image".into(), json!({ "src": src, "alt": alt }))])))
}

/// What is computed cannot be shown; what it says about it can.
pub(super) fn expression(source: &Source, desk: &mut Desk) -> Option<Made> {
    let own = titled(source, desk);
    if own.is_empty() {
        desk.notes.left_out(&source.path, "shows a result that is not computed here");
        return None;
    }
    desk.notes.approximated(&source.at("expression"), "is not computed: only its title is shown");
    source.get("expression");
    Some(statement(own))
}
