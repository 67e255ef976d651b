use serde_json::{Map, Value};

/// Names, each once. A map of JSON: another kind of set would be code of its own in the wasm.
#[derive(Default)]
pub(super) struct Names(Map<String, Value>);

impl Names {
    /// Adds a name; false if it was there already.
    pub(super) fn add(&mut self, name: &str) -> bool {
        self.0.insert(name.into(), Value::Null).is_none()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn all(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}
