//! What someone does on a page that has no ladder: which rungs of the campaign's ladder that completes, as the
//! widget's document says, is noted on the device, where a ladder on another page finds it.

use js_sys::{Date, JSON, Object, Reflect};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};

use crate::browser;
use crate::context::Context;

/// Notes what was completed by taking part, with the answer if it was to an invitation, or else by sharing; a rung
/// that was done before keeps its date. Of a campaign without a ladder nothing is noted, nor of what was only a
/// preview.
pub(crate) fn note(context: &Context, shared: bool, answer: Option<&str>) {
    let thanks = context.config.get("thanks");
    let Some(entries) = thanks.and_then(|thanks| thanks.get("completes")?.as_array()) else { return };
    let Some(storage) = browser::device_storage().filter(|_| context.backend.capabilities().real) else {
        return;
    };
    let key = context.ladder_key();
    let stored = storage.get_item(&key).ok().flatten();
    let kept = object(stored.and_then(|text| JSON::parse(&text).ok()));
    let done = object(Reflect::get(&kept, &"done".into()).ok());
    for entry in entries {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        let by_sharing = entry.get("by_sharing").is_some_and(|by| *by == Value::Bool(true));
        let is_meant = by_sharing == shared && (text("answer").is_none() || text("answer") == answer);
        let Some(rung) = text("rung").filter(|_| is_meant) else { continue };
        let known = Reflect::get(&done, &rung.into()).ok().and_then(|date| date.as_string());
        // What is no date is as good as nothing.
        if known.is_none_or(|date| Date::parse(&date).is_nan()) {
            // Swedish writes a date as ISO 8601 does, here in the time zone of the device.
            let today = Date::new_0().to_locale_date_string("sv", &JsValue::UNDEFINED);
            let _ = Reflect::set(&done, &rung.into(), &today);
            let _ = Reflect::set(&kept, &"done".into(), &done);
            if let Ok(text) = JSON::stringify(&kept) {
                let _ = storage.set_item(&key, &String::from(text));
            }
        }
    }
}

/// Whatever was kept there.
fn object(value: Option<JsValue>) -> Object {
    value.filter(JsValue::is_object).map_or_else(Object::new, JsValue::unchecked_into)
}
