//! What a config document may say of another backend: checked by a table, and read where it is needed, so that a
//! page has the code for it once and not once per option.

use std::sync::Arc;

use rungs_model::Values;
use rungs_model::document::{Decode as _, Identifier, Reader};
use serde_json::{Map, Value};

use crate::config::PLACE;
use crate::rungs::state_in;
use crate::url::is_safe;
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
            crate::advice::look(given, keys, reader);
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
                let place = reader.enter(key);
                wrong(holds, value, reader);
                reader.leave(place);
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

/// What is wrong, without the sentence in a page: that is for whoever checks a document.
pub(crate) const fn said(sentence: &'static str) -> &'static str {
    if cfg!(feature = "check") { sentence } else { "is wrong; Rungs.check says why" }
}

#[cfg(feature = "check")]
use crate::advice::wrong;

/// Says that an option does not hold what it should.
#[cfg(not(feature = "check"))]
fn wrong(_: &str, _: &Value, reader: &mut Reader) {
    reader.error(said(""));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::other::KEYS;

    #[test]
    fn advice_is_given_on_whatever_does_not_fit_and_on_nothing_else() {
        let values = json!([
            true, 0, 7, 1.5, -1, 4_294_967_296_u64, "", "yes", "petitions", "sent", "with_action", "a b", "https://a.org",
            "http://a.org", [], ["a"], [1], {}, { "a": "b" }, { "a": 1 }, { "count": 3 }, { "count": -3 },
        ]);
        for declared in KEYS.iter().flat_map(|keys| keys.split_whitespace()) {
            let holds = cut(declared, b':').1.trim_end_matches('!');
            for value in values.as_array().into_iter().flatten() {
                let mut reader = Reader::new("");
                wrong(holds, value, &mut reader);
                assert_eq!(fits(holds, value), reader.into_problems().is_empty(), "{holds}: {value}");
            }
        }
    }
}
