use serde_json::Value;

use super::Reader;

/// A type that a document may hold.
///
/// Reading fills a value in place through a `&mut dyn Decode`, so that the code which walks
/// objects and lists exists once and not once per type: in the wasm that halves the weight.
pub trait Decode {
    /// Reads `value` into `self`, or reports to `reader` why it cannot.
    fn read(&mut self, value: &Value, reader: &mut Reader);

    /// Whether the key may be absent.
    fn is_optional(&self) -> bool {
        false
    }

    /// What `self` is before it is read. It never gets out of [`super::read`]: where a value
    /// is missing or wrong there is an error, and with an error there is no document.
    fn blank() -> Self
    where
        Self: Sized;

    /// The JSON Schema (2020-12) of this type.
    fn schema() -> Value
    where
        Self: Sized;
}

impl<T: Decode> Decode for Option<T> {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        self.insert(T::blank()).read(value, reader);
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        None
    }

    fn schema() -> Value {
        T::schema()
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        self.clear();
        for (index, item) in reader.list(value).iter().enumerate() {
            let mut decoded = T::blank();
            reader.item(index, item, &mut decoded);
            self.push(decoded);
        }
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self::new()
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "array", "items": T::schema() })
    }
}

impl Decode for bool {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        match value {
            Value::Bool(value) => *self = *value,
            _ => reader.wrong(value, "true or false"),
        }
    }

    fn blank() -> Self {
        false
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "boolean" })
    }
}

impl Decode for u32 {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        // `3.0` counts: JSON does not tell them apart.
        match value.as_f64() {
            Some(number) if (0.0..=f64::from(u32::MAX)).contains(&number) && number % 1.0 == 0.0 => {
                *self = number as u32;
            }
            Some(_) => reader.error("must be a whole number from 0 to 4294967295"),
            None => reader.wrong(value, "a whole number from 0 to 4294967295"),
        }
    }

    fn blank() -> Self {
        0
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX })
    }
}

impl Decode for String {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        *self = reader.text(value).into();
    }

    fn blank() -> Self {
        Self::new()
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "string" })
    }
}

/// Part of a document that is read by itself, from the same JSON: here its key is only known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere;

impl Decode for Elsewhere {
    fn read(&mut self, _: &Value, _: &mut Reader) {}

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self
    }

    fn schema() -> Value {
        serde_json::json!({})
    }
}

/// Part of a document that is kept as it is, for whoever reads it later.
#[derive(Debug, Default, PartialEq)]
pub struct Verbatim(pub Value);

impl Verbatim {
    /// A copy of a part of a document.
    pub fn of(value: &Value) -> Self {
        Self(copy(value))
    }
}

impl Clone for Verbatim {
    fn clone(&self) -> Self {
        Self::of(&self.0)
    }
}

/// A copy by the code that is linked anyhow: cloning a map brings another half a kilobyte.
fn copy(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(truth) => Value::Bool(*truth),
        Value::Number(number) => Value::Number(number.clone()),
        Value::String(text) => Value::String(text.clone()),
        Value::Array(items) => Value::Array(items.iter().map(copy).collect()),
        Value::Object(map) => {
            let mut copied = serde_json::Map::new();
            for (key, value) in map {
                copied.insert(key.clone(), copy(value));
            }
            Value::Object(copied)
        }
    }
}

impl Decode for Verbatim {
    fn read(&mut self, value: &Value, _: &mut Reader) {
        *self = Self::of(value);
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self::default()
    }

    fn schema() -> Value {
        serde_json::json!({})
    }
}

/// What only a reader of events has a use for.
#[cfg(feature = "events")]
pub type OfEvents = Verbatim;
/// What only a reader of events has a use for.
#[cfg(not(feature = "events"))]
pub type OfEvents = Elsewhere;

/// A name that is safe in URLs, element ids and column names:
/// 1 to 64 of `A–Z a–z 0–9 _ -`, starting with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier(String);

impl Identifier {
    /// Checks the shape.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let inner = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let shaped = bytes.len() <= 64
            && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
            && bytes.iter().all(inner);
        shaped.then(|| Self(text.into()))
    }
}

impl core::ops::Deref for Identifier {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Decode for Identifier {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let expected = "must be 1 to 64 letters (a–z), digits, - or _, and start with a letter or digit";
        reader.parsed(self, value, Self::parse, expected);
    }

    fn blank() -> Self {
        Self(String::new())
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$" })
    }
}
