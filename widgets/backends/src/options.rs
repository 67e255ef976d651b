//! What a config document may say of another backend: checked by a table, and read where it is needed, so that a
//! page has the code for it once and not once per option.

use std::sync::Arc;

#[cfg(feature = "check")]
use rungs_model::State;
use rungs_model::Values;
use rungs_model::document::{Decode as _, Identifier, Reader};
use serde_json::{Map, Value};

use crate::config::PLACE;
use crate::rungs::state_in;
use crate::url::{Endpoint, is_safe};
use crate::words::{cut, has, take};

/// The options that have a meaning for a kind of backend, beside `kind`: `url:url! cors:flag` are an address that must
/// be there, and a yes or no that need not. Words with `|` between them are a choice.
pub(crate) type Keys = &'static str;

/// What is said of a backend.
#[derive(Default)]
pub(crate) struct Options {
    config: Arc<Value>,
    /// Other names of fields, by control, `consent.<id>`, `source`, `utm_medium` and so on; an empty name is not sent.
    pub(crate) map: Values,
}

impl Options {
    /// Checks what the `backend` of a config document says.
    pub(crate) fn of(config: &Arc<Value>, keys: Keys, reader: &mut Reader) -> Self {
        let mut options = Self { config: config.clone(), map: Values::default() };
        // The mere word `preview` says all there is to say.
        if let Some(Value::Object(given)) = config.get(PLACE) {
            #[cfg(feature = "check")]
            look(given, keys, reader);
            options.read(given, keys, reader);
        }
        options
    }

    fn read(&mut self, given: &Map<String, Value>, keys: Keys, reader: &mut Reader) {
        let mut rest = keys;
        while !rest.is_empty() {
            let (key, holds) = cut(take(&mut rest, b' '), b':');
            let needed = holds.strip_suffix('!');
            let value = given.get(key).unwrap_or(&Value::Null);
            let holds = needed.unwrap_or(holds);
            if value.is_null() && needed.is_some() {
                reader.error_at(key, "is missing");
            }
            if value.is_null() {
                continue;
            }
            if !fits(holds, value) {
                wrong(key, holds, value, reader);
            } else if key == "map" {
                self.map.read(value, reader);
            }
        }
    }

    /// What an option holds; null where it is not there.
    pub(crate) fn get(&self, key: &str) -> &Value {
        self.config.get(PLACE).and_then(|given| given.get(key)).unwrap_or(&Value::Null)
    }

    /// Its text; empty where it is not there.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.get(key).as_str().unwrap_or_default()
    }

    /// Its list.
    pub(crate) fn list(&self, key: &str) -> &[Value] {
        self.get(key).as_array().map_or(&[], Vec::as_slice)
    }

    /// Whether it is this yes or no, and not the other one nor left out.
    pub(crate) fn is(&self, key: &str, truth: bool) -> bool {
        self.get(key).as_bool() == Some(truth)
    }
}

/// Whether an option holds what it should.
fn fits(holds: &str, value: &Value) -> bool {
    let text = value.as_str();
    match holds {
        "any" => true,
        "text" => text.is_some(),
        "url" => text.is_some_and(is_safe),
        "id" => text.is_some_and(|text| Identifier::parse(text).is_some()),
        "flag" => value.is_boolean(),
        "number" => value.as_f64().is_some_and(|number| number - f64::from(number as u32) == 0.0),
        "texts" => value.as_array().is_some_and(|texts| texts.iter().all(Value::is_string)),
        "names" => value.as_object().is_some_and(|names| names.iter().all(|(_, name)| name.is_string())),
        "object" => value.is_object(),
        "state" => state_in(value).is_some(),
        choice => text.is_some_and(|text| has(choice, b'|', text)),
    }
}

/// In a page, where only the place counts; [`crate::check`] says what is wrong with it.
#[cfg(not(feature = "check"))]
fn wrong(key: &str, _: &str, _: &Value, reader: &mut Reader) {
    reader.error_at(key, said(""));
}

/// What is wrong, in a page without the whole sentence: that is for whoever checks a document.
pub(crate) const fn said(sentence: &'static str) -> &'static str {
    if cfg!(feature = "check") { sentence } else { "is wrong; Rungs.check says why" }
}

/// Says what an option should hold.
#[cfg(feature = "check")]
fn wrong(key: &str, holds: &str, value: &Value, reader: &mut Reader) {
    let place = reader.enter(key);
    match holds {
        "text" => String::new().read(value, reader),
        "url" => Endpoint::blank().read(value, reader),
        "id" => Identifier::blank().read(value, reader),
        "flag" => false.read(value, reader),
        "number" => 0.read(value, reader),
        "texts" => Vec::<String>::new().read(value, reader),
        "names" => Values::default().read(value, reader),
        "state" => State::blank().read(value, reader),
        "object" => reader.error("must be an object"),
        choice => {
            let choices: Vec<&str> = choice.split('|').collect();
            reader.choice(value, &choices);
        }
    }
    reader.leave(place);
}

/// Warns of what has no meaning; a page has nobody to tell.
#[cfg(feature = "check")]
fn look(given: &Map<String, Value>, keys: Keys, reader: &mut Reader) {
    let named = |keys: Keys| keys.split(' ').map(|declared| cut(declared, b':').0);
    let mut known: Vec<&str> = crate::other::KEYS.into_iter().flat_map(named).collect();
    known.dedup();
    for key in given.keys().map(String::as_str).filter(|key| *key != "kind") {
        if !known.contains(&key) {
            reader.unknown(key, &known);
        } else if !named(keys).any(|own| own == key) {
            reader.warn_at(key, "has no meaning for this kind of backend");
        }
    }
}

/// The JSON Schema of what an option holds.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn schema(holds: &str) -> Value {
    match holds {
        "any" | "object" => serde_json::json!({}),
        "text" => String::schema(),
        "url" => Endpoint::schema(),
        "id" => Identifier::schema(),
        "flag" => bool::schema(),
        "number" => u32::schema(),
        "texts" => Vec::<String>::schema(),
        "names" => Values::schema(),
        "state" => State::schema(),
        choice => serde_json::json!({ "enum": choice.split('|').collect::<Vec<_>>() }),
    }
}
