use serde_json::{Map, Value};

/// Names, each once and with its number. A map of JSON: another kind of set would be code of its own in the wasm.
#[derive(Default)]
pub(super) struct Names(Map<String, Value>);

impl Names {
    /// Adds a name; false if it was there already.
    pub(super) fn add(&mut self, name: &str) -> bool {
        let number = self.count();
        let is_new = !self.has(name);
        if is_new {
            self.0.insert(name.into(), number.into());
        }
        is_new
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// How many were added before it.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.0.get(name).and_then(Value::as_u64).map(|number| number as usize)
    }

    pub(super) fn all(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}
