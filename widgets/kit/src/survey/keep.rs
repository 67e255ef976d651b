//! Answers are kept on the device until they are sent, so that nobody has to begin again. How they are
//! kept comes later (`draft`).

use rungs_model::Values;
use serde_json::Value;

use crate::context::Context;
use crate::{browser, js};

/// Answers that nobody has changed for so long are forgotten.
const LONGEST_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// What a survey begins with.
pub(super) struct Kept {
    pub(super) values: Values,
    /// Whether some of it is from an earlier visit.
    pub(super) restored: bool,
}

pub(super) fn key(context: &Context) -> String {
    ["rungs:answers:", &context.id].concat()
}

/// What was kept from an earlier visit, and over it what was typed in the page since.
pub(super) fn restore(context: &Context, resume: bool, typed: Values) -> Kept {
    // What a widget that is drawn anew has is all there is.
    let is_whole = context.anew && is_answered(&typed);
    if !resume || is_whole {
        return Kept { values: typed, restored: false };
    }
    let Some(mut values) = read(context) else { return Kept { values: typed, restored: false } };
    for (name, value) in typed.iter().filter(|(_, value)| !value.is_empty()) {
        values.set(name, value.to_owned());
    }
    Kept { values, restored: true }
}

/// What is written down, whatever it is.
pub(super) fn stored(context: &Context) -> Option<Value> {
    js::parse(&browser::device_storage()?.get_item(&key(context)).ok()??)
}

fn read(context: &Context) -> Option<Values> {
    let stored = stored(context)?;
    let age = browser::now().0 - stored.get("at")?.as_f64()? as i64;
    if !(0..LONGEST_MS).contains(&age) {
        forget(context);
        return None;
    }
    let Value::Object(values) = stored.get("values")? else { return None };
    let pairs = values.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    let values: Values = pairs.collect();
    // Of a survey that has changed, answers may be left that stand in no form.
    (is_answered(&values) || stored.get("apart").is_some()).then_some(values)
}

pub(super) fn is_answered(values: &Values) -> bool {
    values.iter().any(|(name, value)| !name.starts_with('_') && !value.is_empty())
}

/// Forgets what was kept: it was sent, or is no longer wanted.
pub(super) fn forget(context: &Context) {
    if let Some(storage) = browser::device_storage() {
        let _ = storage.remove_item(&key(context));
    }
}
