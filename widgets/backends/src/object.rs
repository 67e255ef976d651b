use rungs_model::Values;
use serde_json::{Map, Value};

/// A JSON object in the making, without what is empty.
#[derive(Default)]
pub(crate) struct Object(Map<String, Value>);

impl Object {
    /// A text, unless it is empty.
    pub(crate) fn text(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.put(key, text.into());
        }
    }

    pub(crate) fn put(&mut self, key: &str, value: Value) {
        self.0.insert(key.into(), value);
    }

    /// An object, unless it is empty.
    pub(crate) fn nest(&mut self, key: &str, inner: Self) {
        if !inner.is_empty() {
            self.put(key, inner.into());
        }
    }

    /// Texts, unless there are none.
    pub(crate) fn list(&mut self, key: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.put(key, Value::Array(texts.iter().map(|text| Value::String(text.clone())).collect()));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object.0)
    }
}

/// A list of one.
pub(crate) fn only(object: Object) -> Value {
    Value::Array(vec![object.into()])
}

/// The text at a key of an object.
pub(crate) fn text_at<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Names and texts as the text of a JSON object: serde's own writer weighs 4 KB in the wasm.
pub(crate) fn as_json(values: &Values) -> String {
    let mut text = String::from("{");
    for (name, value) in values.iter() {
        if text.len() > 1 {
            text.push(',');
        }
        quote(&mut text, name);
        text.push(':');
        quote(&mut text, value);
    }
    text.push('}');
    text
}

fn quote(to: &mut String, text: &str) {
    to.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                to.push('\\');
                to.push(letter);
            }
            '\n' => to.push_str("\\n"),
            // What else is below a space is no text: `Form::check` lets none through.
            '\0'..' ' => to.push(' '),
            _ => to.push(letter),
        }
    }
    to.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back(name in "\\PC{1,9}", text in "(\\PC|\n|\")*") {
            let mut values = Values::default();
            values.set(&name, text.clone());
            let read: Value = serde_json::from_str(&as_json(&values)).unwrap();
            prop_assert_eq!(text_at(&read, &name), text);
        }
    }
}
