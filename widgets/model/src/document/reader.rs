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
        let path = if self.path.is_empty() { "the document" } else { &self.path };
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
        Self { lang: lang.into(), path: String::new(), problems: Vec::new() }
    }

    /// A reader of a part of a document, whose place is before every path.
    pub fn within(place: &str) -> Self {
        Self { path: place.into(), ..Self::new("") }
    }

    /// What was read with what staff should look at; or everything that was found, if that cannot be used.
    pub fn finish<T>(self, read: T) -> Result<(T, Vec<Problem>), Vec<Problem>> {
        let problems = self.into_problems();
        if problems.iter().any(Problem::is_error) { Err(problems) } else { Ok((read, problems)) }
    }

    /// What was found, in document order.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    pub(crate) fn lang(&self) -> &str {
        &self.lang
    }

    fn report(&mut self, severity: Severity, message: &str) {
        let path = self.path.clone();
        self.problems.push(Problem { severity, path, message: message.into() });
    }

    /// Reports an error here.
    pub fn error(&mut self, message: &str) {
        self.report(Severity::Error, message);
    }

    /// Reports a warning here.
    pub fn warn(&mut self, message: &str) {
        self.report(Severity::Warning, message);
    }

    /// Reports an error at `key` below here.
    pub fn error_at(&mut self, key: &str, message: &str) {
        let length = self.enter(key);
        self.error(message);
        self.path.truncate(length);
    }

    /// Reports a warning at `key` below here.
    pub fn warn_at(&mut self, key: &str, message: &str) {
        let length = self.enter(key);
        self.warn(message);
        self.path.truncate(length);
    }

    /// Goes to `key` below here, and gives where it was, for [`Self::leave`].
    pub fn enter(&mut self, key: &str) -> usize {
        let length = self.path.len();
        if length > 0 && !key.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(key);
        length
    }

    /// Goes back to where [`Self::enter`] was called.
    pub fn leave(&mut self, place: usize) {
        self.path.truncate(place);
    }

    /// Reads an object into the places for its keys; the flag says that a key has a
    /// default. Keys without a place become warnings, except that keys which start with `$`
    /// (such as `$schema`) or `x-` are the author's own.
    pub fn object(&mut self, value: &Value, places: &mut [(&str, bool, &mut dyn Decode)]) {
        let Value::Object(map) = value else {
            return self.wrong(value, "an object");
        };
        for key in map.keys() {
            let known = places.iter().any(|(place, ..)| place == key);
            if !known && !key.starts_with('$') && !key.starts_with("x-") {
                let known: Vec<&str> = places.iter().map(|(place, ..)| *place).collect();
                self.unknown(key, &known);
            }
        }
        for (key, has_default, place) in places {
            self.key(map, key, *has_default, *place);
        }
    }

    /// Reads one key of an object whose keys are among `known`.
    pub(crate) fn known(&mut self, key: &str, known: &[&str], value: &Value, place: &mut dyn Decode) {
        if !known.contains(&key) {
            self.unknown(key, known);
        }
        let length = self.enter(key);
        place.read(value, self);
        self.path.truncate(length);
    }

    /// Warns of a key that is not among those that are known, and names the likely one.
    pub fn unknown(&mut self, key: &str, known: &[&str]) {
        let length = self.enter(key);
        let message = match nearest(key, known) {
            Some(near) => ["this key is not known; did you mean \"", near, "\"?"].concat(),
            None => ["this key is not known; known here: ", &known.join(", ")].concat(),
        };
        self.warn(&message);
        self.path.truncate(length);
    }

    fn key(&mut self, map: &Map<String, Value>, key: &str, has_default: bool, place: &mut dyn Decode) {
        let length = self.enter(key);
        match map.get(key) {
            None | Some(Value::Null) if has_default || place.is_optional() => {}
            None | Some(Value::Null) => self.error("is missing"),
            Some(value) => place.read(value, self),
        }
        self.path.truncate(length);
    }

    /// The items of a list; none, and an error, if it is not one.
    pub(crate) fn list<'v>(&mut self, value: &'v Value) -> &'v [Value] {
        if let Value::Array(items) = value {
            return items;
        }
        self.wrong(value, "a list");
        &[]
    }

    /// Reads one item of a list.
    pub(crate) fn item(&mut self, index: usize, value: &Value, place: &mut dyn Decode) {
        let length = self.path.len();
        self.path.push('[');
        self.path.push_str(&index.to_string());
        self.path.push(']');
        place.read(value, self);
        self.path.truncate(length);
    }

    /// A string; empty, and an error, if it is not one.
    pub fn text<'v>(&mut self, value: &'v Value) -> &'v str {
        if let Value::String(text) = value {
            return text;
        }
        self.wrong(value, "a string");
        ""
    }

    /// Reads a string that has to be understood; `otherwise` says what it should be.
    pub fn parsed<T>(&mut self, place: &mut T, value: &Value, parse: fn(&str) -> Option<T>, otherwise: &str) {
        let Value::String(text) = value else {
            return self.wrong(value, "a string");
        };
        match parse(text) {
            Some(parsed) => *place = parsed,
            None => self.error(otherwise),
        }
    }

    /// The index of a string among `texts`; an error that names the likely one otherwise.
    pub fn choice(&mut self, value: &Value, texts: &[&str]) -> Option<usize> {
        let text = value.as_str().unwrap_or_default();
        let found = texts.iter().position(|known| *known == text);
        if found.is_none() {
            let hint = match nearest(text, texts) {
                Some(near) => ["; did you mean \"", near, "\"?"].concat(),
                None => String::new(),
            };
            self.error(&["must be one of ", &texts.join(", "), &hint].concat());
        }
        found
    }

    /// Reports that `expected` was expected here.
    pub fn wrong(&mut self, value: &Value, expected: &str) {
        let found = match value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.error(&["must be ", expected, ", not ", found].concat());
    }
}
