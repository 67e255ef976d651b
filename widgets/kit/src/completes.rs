//! What someone does on a page that has no ladder: which rungs of the campaign's ladder that completes, as the
//! widget's document says, is noted on the device, where a ladder on another page finds it.

use rungs_model::Date;
use serde_json::{Map, Value};

use crate::context::Context;
use crate::{browser, js};

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed<'d> {
    /// They took part, with this answer if it was to an invitation.
    TookPart(Option<&'d str>),
    /// They shared.
    Shared,
}

impl Deed<'_> {
    /// Whether an entry of the document's `thanks.completes` means it.
    fn is_meant(self, entry: &Value) -> bool {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        let by_sharing = entry.get("by_sharing") == Some(&Value::Bool(true));
        match self {
            Self::TookPart(answer) => !by_sharing && text("answer").is_none_or(|own| Some(own) == answer),
            Self::Shared => by_sharing,
        }
    }
}

/// Notes the rungs and today's date; a rung that was done before keeps its own. Of a campaign without a ladder
/// nothing is noted, nor of what was only a preview.
pub(crate) fn note(context: &Context, deed: Deed) {
    let entries = context.config.get("thanks").and_then(|thanks| thanks.get("completes")?.as_array());
    let rungs = entries.into_iter().flatten().filter(|entry| deed.is_meant(entry));
    let mut rungs = rungs.filter_map(|entry| entry.get("rung")?.as_str()).peekable();
    if rungs.peek().is_none() || !context.backend.capabilities().real {
        return;
    }
    let Some(storage) = browser::device_storage() else { return };
    let key = context.ladder_key();
    let stored = storage.get_item(&key).ok().flatten().and_then(|text| js::parse(&text));
    let object = |value: Option<Value>| match value {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    };
    let mut kept = object(stored);
    let mut done = object(kept.remove("done"));
    for rung in rungs {
        let known = done.get(rung).and_then(Value::as_str).and_then(Date::parse);
        if known.is_none() {
            done.insert(rung.into(), browser::today().to_text().into());
        }
    }
    kept.insert("done".into(), Value::Object(done));
    if let Some(text) = js::print(&Value::Object(kept)) {
        let _ = storage.set_item(&key, &text);
    }
}
