use serde_json::{Map, Value};

use super::{Decode, nearest};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The document can be used; staff should look.
    Warning,
    /// The document cannot be used.
    Error,
}

/// One thing that is wrong with a document, for staff to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whether the document can still be used.
    pub severity: Severity,
    /// Where, e.g. `fields[2].name`; empty for the document itself.
    pub path: String,
    /// What is wrong and what would be right, in English.
    pub message: String,
}

impl Problem {
    /// Whether this makes the document unusable.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl core::fmt::Display for Problem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let path = if self.path.is_empty() {
            "the document"
        } else {
            &self.path
        };
        write!(f, "{path}: {}", self.message)
    }
}

/// Walks a document, remembers where it is and collects what is wrong.
#[derive(Debug)]
pub struct Reader {
    lang: String,
    path: String,
    problems: Vec<Problem>,
}

impl Reader {
    /// A reader that prefers texts in `lang` (BCP 47) where a text comes in several.
    pub fn new(lang: &str) -> Self {
        Self {
            lang: lang.into(),
            path: String::new(),
            problems: Vec::new(),
        }
    }

    /// What was found so far, in document order.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    pub(crate) fn lang(&self) -> &str {
        &self.lang
    }

    fn report(&mut self, severity: Severity, message: String) {
        let path = self.path.clone();
        self.problems.push(Problem {
            severity,
            path,
            message,
        });
    }

    /// Reports an error here; `None` so that a decoder can end with it.
    pub fn error<T>(&mut self, message: impl Into<String>) -> Option<T> {
        self.report(Severity::Error, message.into());
        None
    }

    /// Reports an error at `key` below here.
    pub fn error_at(&mut self, key: &str, message: &str) {
        let length = self.enter(key);
        self.report(Severity::Error, message.into());
        self.path.truncate(length);
    }

    /// Reports a warning here.
    pub fn warn(&mut self, message: impl Into<String>) {
        self.report(Severity::Warning, message.into());
    }

    fn enter(&mut self, key: &str) -> usize {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        length
    }

    /// The value as an object; keys that are not in `known` become warnings.
    /// Keys that start with `$` (such as `$schema`) or `x-` are the author's own.
    pub fn object<'v>(
        &mut self,
        value: &'v Value,
        known: &[&str],
    ) -> Option<&'v Map<String, Value>> {
        let Value::Object(map) = value else {
            return self.wrong(value, "an object");
        };
        for key in map.keys() {
            if known.contains(&key.as_str()) || key.starts_with('$') || key.starts_with("x-") {
                continue;
            }
            let length = self.enter(key);
            self.warn(match nearest(key, known) {
                Some(near) => ["this key is not known; did you mean \"", near, "\"?"].concat(),
                None => ["this key is not known; known here: ", &known.join(", ")].concat(),
            });
            self.path.truncate(length);
        }
        Some(map)
    }

    /// Decodes `map[key]`; when the key is absent (or null), `default` or else
    /// [`Decode::absent`].
    pub fn key<T: Decode>(
        &mut self,
        map: &Map<String, Value>,
        key: &str,
        default: Option<fn() -> T>,
    ) -> Option<T> {
        let length = self.enter(key);
        let decoded = match map.get(key) {
            None | Some(Value::Null) => match default.map_or_else(T::absent, |make| Some(make())) {
                None => self.error("is missing"),
                value => value,
            },
            Some(value) => T::decode(value, self),
        };
        self.path.truncate(length);
        decoded
    }

    /// Decodes one item of a list.
    pub(crate) fn item<T: Decode>(&mut self, index: usize, value: &Value) -> Option<T> {
        let length = self.path.len();
        self.path.push('[');
        self.path.push_str(&index.to_string());
        self.path.push(']');
        let decoded = T::decode(value, self);
        self.path.truncate(length);
        decoded
    }

    /// Reports that `expected` was expected here.
    pub fn wrong<T>(&mut self, value: &Value, expected: &str) -> Option<T> {
        let found = match value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.error(["must be ", expected, ", not ", found].concat())
    }

    /// Reports that one of `texts` was expected here, and which was probably meant.
    pub fn wrong_choice<T>(&mut self, value: &Value, texts: &[&str]) -> Option<T> {
        let meant = value.as_str().and_then(|text| nearest(text, texts));
        let hint = meant.map_or_else(String::new, |near| {
            ["; did you mean \"", near, "\"?"].concat()
        });
        self.error(["must be one of ", &texts.join(", "), &hint].concat())
    }
}
