//! What someone does on a page that has no ladder: which rungs of the campaign's ladder that completes, as the
//! widget's document says, is noted on the device, where a ladder on another page finds it.

use js_sys::{Array, Date, JSON, Object, Reflect};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};

use crate::browser;
use crate::context::Context;

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
    let thanks = context.config.get("thanks");
    let Some(entries) = thanks.and_then(|thanks| thanks.get("completes")?.as_array()) else { return };
    let Some(storage) = browser::device_storage().filter(|_| context.backend.capabilities().real) else {
        return;
    };
    let key = context.ladder_key();
    let stored = storage.get_item(&key).ok().flatten();
    let kept = object(stored.and_then(|text| JSON::parse(&text).ok()));
    let done = object(Reflect::get(&kept, &"done".into()).ok());
    let mut news = false;
    for entry in entries {
        let Some(rung) = entry.get("rung").and_then(Value::as_str).filter(|_| deed.is_meant(entry)) else {
            continue;
        };
        let known = Reflect::get(&done, &rung.into()).ok().and_then(|date| date.as_string());
        // What is no date is as good as nothing.
        if known.is_none_or(|date| Date::parse(&date).is_nan()) {
            let _ = Reflect::set(&done, &rung.into(), &today());
            news = true;
        }
    }
    if news
        && Reflect::set(&kept, &"done".into(), &done).is_ok()
        && let Ok(text) = JSON::stringify(&kept)
    {
        let _ = storage.set_item(&key, &String::from(text));
    }
}

/// Whatever was kept there.
fn object(value: Option<JsValue>) -> Object {
    value.filter(|value| !Array::is_array(value)).and_then(|value| value.dyn_into().ok()).unwrap_or_default()
}

/// The day on this device, as it is kept.
fn today() -> JsValue {
    let now = Date::new_0();
    let here = now.get_time() - now.get_timezone_offset() * 60_000.0;
    Date::new(&here.into()).to_iso_string().slice(0, 10).into()
}
