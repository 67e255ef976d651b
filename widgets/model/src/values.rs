use serde_json::Value;

use crate::document::{Decode, Reader};

/// What was entered, by control name, in the order of the form: text as typed, a chosen
/// option's value, `yes` for a ticked box.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(Vec<(String, String)>);

impl Values {
    /// The value of `name`; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Sets `name`, replacing what it had.
    pub fn set(&mut self, name: &str, value: String) {
        match self.0.iter_mut().find(|(key, _)| key == name) {
            Some(pair) => pair.1 = value,
            None => self.0.push((name.into(), value)),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Name and value of every entry.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl FromIterator<(String, String)> for Values {
    /// Several values of one name, as ticked boxes give them, get commas between them.
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        let mut values = Self::default();
        for (name, value) in pairs {
            match values.0.iter_mut().find(|(key, _)| *key == name) {
                Some((_, before)) => *before = [before, ",", &value].concat(),
                None => values.0.push((name, value)),
            }
        }
        values
    }
}

impl Decode for Values {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let Value::Object(map) = value else {
            return reader.wrong(value, "an object of strings by control name");
        };
        for (name, value) in map {
            match value {
                Value::String(text) => self.0.push((name.clone(), text.clone())),
                _ => reader.error_at(name, "must be a string"),
            }
        }
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self::default()
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "object", "additionalProperties": { "type": "string" } })
    }
}
