//! What is said to whoever checks a document; a page has nobody to tell.

use rungs_model::document::{Decode as _, Identifier, Reader};
use rungs_model::{State, Values};
use serde_json::{Map, Value};

use crate::endpoint::Endpoint;
use crate::options::Keys;
use crate::other::KEYS;
use crate::words::cut;

/// Says what an option should hold.
pub(crate) fn wrong(holds: &str, value: &Value, reader: &mut Reader) {
    match holds {
        "any" => {}
        "text" => String::new().read(value, reader),
        "url" => Endpoint::blank().read(value, reader),
        "id" => Identifier::blank().read(value, reader),
        "flag" => false.read(value, reader),
        "number" => 0.read(value, reader),
        "texts" => Vec::<String>::new().read(value, reader),
        "names" => Values::default().read(value, reader),
        "state" => State::blank().read(value, reader),
        "object" if value.is_object() => {}
        "object" => reader.error("must be an object"),
        choice => {
            let choices: Vec<&str> = choice.split('|').collect();
            reader.choice(value, &choices);
        }
    }
}

/// Warns of what has no meaning.
pub(crate) fn look(given: &Map<String, Value>, keys: Keys, reader: &mut Reader) {
    let named = |keys: Keys| keys.split_whitespace().map(|declared| cut(declared, b':').0);
    let mut known: Vec<&str> = Vec::new();
    for key in KEYS.into_iter().flat_map(named) {
        if !known.contains(&key) {
            known.push(key);
        }
    }
    for key in given.keys().map(String::as_str).filter(|key| *key != "kind") {
        if !known.contains(&key) {
            reader.unknown(key, &known);
        } else if !named(keys).any(|own| own == key) {
            reader.warn_at(key, "has no meaning for this kind of backend");
        }
    }
}
