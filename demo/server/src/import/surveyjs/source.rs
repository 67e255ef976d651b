use std::cell::RefCell;

use serde_json::{Map, Value};

/// An object of the definition that remembers which of its keys were looked at.
pub(super) struct Source<'d> {
    /// Where it stands, e.g. `pages[0].elements[2]`; empty for the definition itself.
    pub(super) path: String,
    json: &'d Map<String, Value>,
    read: RefCell<Vec<&'static str>>,
}

impl<'d> Source<'d> {
    pub(super) fn new(json: &'d Map<String, Value>, path: String) -> Self {
        Self { path, json, read: RefCell::new(Vec::new()) }
    }

    /// The path of one of its keys.
    pub(super) fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.into() } else { format!("{}.{key}", self.path) }
    }

    pub(super) fn get(&self, key: &'static str) -> Option<&'d Value> {
        self.read.borrow_mut().push(key);
        self.json.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, key: &'static str) -> Option<&'d str> {
        self.get(key).and_then(Value::as_str)
    }

    pub(super) fn flag(&self, key: &'static str) -> bool {
        self.get(key).and_then(Value::as_bool).unwrap_or_default()
    }

    /// Whether one of two names of the same key is true: many have an older one.
    pub(super) fn either(&self, key: &'static str, older: &'static str) -> bool {
        // Both are looked at.
        self.flag(key) | self.flag(older)
    }

    /// A number, also where it was written as a text.
    pub(super) fn number(&self, key: &'static str) -> Option<f64> {
        let value = self.get(key)?;
        let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
        (number.is_finite() && number.abs() < 1e9).then_some(number)
    }

    /// A whole number above 0: many limits say 0 or -1 where there is none.
    pub(super) fn count(&self, key: &'static str) -> Option<u32> {
        let number = self.number(key).filter(|number| *number >= 1.0)?;
        Some(number as u32)
    }

    /// An expression with its path.
    pub(super) fn expression(&self, key: &'static str) -> Option<(String, String)> {
        let expression = self.text(key).filter(|expression| !expression.trim().is_empty())?;
        Some((self.at(key), expression.into()))
    }

    /// Every item of a list, with its path.
    pub(super) fn list(&self, key: &'static str) -> Vec<(String, &'d Value)> {
        let items = self.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        items.iter().enumerate().map(|(index, item)| (format!("{}[{index}]", self.at(key)), item)).collect()
    }

    /// The items of a list that are objects.
    pub(super) fn objects(&self, key: &'static str) -> Vec<Source<'d>> {
        let objects = self.list(key).into_iter();
        objects.filter_map(|(path, item)| Some(Source::new(item.as_object()?, path))).collect()
    }

    /// The keys that nothing has looked at.
    pub(super) fn unread(&self) -> Vec<&'d str> {
        let read = self.read.borrow();
        self.json
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, _)| key.as_str())
            .filter(|key| !read.contains(key))
            .collect()
    }
}

/// A value as SurveyJS compares it with others: by its text.
pub(super) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().into()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(match number.as_f64() {
            Some(whole) if whole % 1.0 == 0.0 && whole.abs() < 1e15 => (whole as i64).to_string(),
            _ => number.to_string(),
        }),
        _ => None,
    }
}
