//! Bodies of requests, filled in line by line: tables weigh less in a page than code.

use rungs_model::{Submission, Values};
use serde_json::{Map, Value};

use crate::entries::circumstances;

/// One text of a body: its path there, and its name among what is known. In a path `0` is the one item of a list,
/// `+` a further one.
pub(crate) type Line = (&'static str, &'static str);

/// A body in the making, without what is empty.
pub(crate) struct Sheet {
    known: Values,
    body: Value,
}

impl Sheet {
    /// Empty, and knowing everything that the submission holds.
    pub(crate) fn of(submission: &Submission) -> Self {
        let mut known = circumstances(submission);
        submission.values.iter().for_each(|(name, value)| known.set(name, value.into()));
        Self { known, body: Value::Null }
    }

    /// Makes something else known.
    pub(crate) fn know(&mut self, name: &str, text: &str) {
        self.known.set(name, text.into());
    }

    /// What is known by a name.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.known.get(name)
    }

    /// Fills in what of the lines is known.
    pub(crate) fn fill(&mut self, lines: &[Line]) {
        for (path, name) in lines {
            let text = self.known.get(name);
            if !text.is_empty() {
                put(&mut self.body, path, text.into());
            }
        }
    }

    /// Fills in something else.
    pub(crate) fn put(&mut self, path: &str, value: Value) {
        put(&mut self.body, path, value);
    }

    /// Texts in a list.
    pub(crate) fn list(&mut self, path: &str, texts: &[String]) {
        for text in texts {
            put(&mut self.body, path, Value::from(&**text));
        }
    }

    /// Names and texts as an object, unless there are none.
    pub(crate) fn object(&mut self, path: &str, pairs: &Values) {
        if pairs.iter().next().is_some() {
            put(&mut self.body, path, object(pairs));
        }
    }

    pub(crate) fn into_body(self) -> Value {
        self.body
    }
}

/// Names and texts as an object.
pub(crate) fn object(pairs: &Values) -> Value {
    let mut map = Map::new();
    pairs.iter().for_each(|(name, text)| {
        map.insert(name.into(), text.into());
    });
    Value::Object(map)
}

#[inline(never)]
fn put(mut place: &mut Value, path: &str, leaf: Value) {
    for step in path.split('/') {
        if matches!(step, "0" | "+") {
            if !place.is_array() {
                *place = Value::Array(Vec::new());
            }
            let Value::Array(items) = place else { return };
            if items.is_empty() || step == "+" {
                items.push(Value::Null);
            }
            let Some(item) = items.last_mut() else { return };
            place = item;
        } else {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            let Value::Object(map) = place else { return };
            if !map.contains_key(step) {
                map.insert(step.into(), Value::Null);
            }
            let Some(inner) = map.get_mut(step) else { return };
            place = inner;
        }
    }
    *place = leaf;
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
    use serde_json::json;

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

    #[test]
    fn lines_lead_into_objects_and_lists() {
        let mut body = Value::Null;
        for path in ["a/b/0/c", "a/b/0/d", "a/e/+", "a/e/+"] {
            put(&mut body, path, path.into());
        }
        let expected = json!({ "a": { "b": [{ "c": "a/b/0/c", "d": "a/b/0/d" }], "e": ["a/e/+", "a/e/+"] } });
        assert_eq!(body, expected);
    }
}
