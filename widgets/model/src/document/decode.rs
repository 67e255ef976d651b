use serde_json::Value;

use super::Reader;

/// A type that a document may hold.
pub trait Decode: Sized {
    /// Reads `value`; reports to `reader` and gives `None` when it is unusable.
    fn decode(value: &Value, reader: &mut Reader) -> Option<Self>;

    /// What an absent key means; `None` when the key is required.
    fn absent() -> Option<Self> {
        None
    }

    /// The JSON Schema (2020-12) of this type.
    fn schema() -> Value;
}

impl<T: Decode> Decode for Option<T> {
    fn decode(value: &Value, reader: &mut Reader) -> Option<Self> {
        T::decode(value, reader).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn schema() -> Value {
        T::schema()
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(value: &Value, reader: &mut Reader) -> Option<Self> {
        let Value::Array(items) = value else {
            return reader.wrong(value, "a list");
        };
        // Every item is read, so that every problem is reported.
        let mut all = Some(Vec::new());
        for (index, item) in items.iter().enumerate() {
            match (reader.item(index, item), &mut all) {
                (Some(item), Some(all)) => all.push(item),
                _ => all = None,
            }
        }
        all
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "array", "items": T::schema() })
    }
}

impl Decode for bool {
    fn decode(value: &Value, reader: &mut Reader) -> Option<Self> {
        match value {
            Value::Bool(value) => Some(*value),
            _ => reader.wrong(value, "true or false"),
        }
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "boolean" })
    }
}

impl Decode for u32 {
    fn decode(value: &Value, reader: &mut Reader) -> Option<Self> {
        match whole(value).and_then(|number| u32::try_from(number).ok()) {
            Some(number) => Some(number),
            None => reader.wrong(value, "a whole number from 0 to 4294967295"),
        }
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX })
    }
}

/// A JSON number without a fraction. `3.0` counts: JSON does not tell them apart.
pub(super) fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let number = value.as_f64()?;
        ((0.0..=9e15).contains(&number) && number % 1.0 == 0.0).then_some(number as u64)
    })
}

impl Decode for String {
    fn decode(value: &Value, reader: &mut Reader) -> Option<Self> {
        match value {
            Value::String(text) => Some(text.clone()),
            _ => reader.wrong(value, "a string"),
        }
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "string" })
    }
}

/// Part of a document that another crate understands, kept as it was written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Raw(pub Value);

impl Decode for Raw {
    fn decode(value: &Value, _: &mut Reader) -> Option<Self> {
        Some(Self(value.clone()))
    }

    fn absent() -> Option<Self> {
        Some(Self(Value::Null))
    }

    fn schema() -> Value {
        serde_json::json!({})
    }
}

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
    fn decode(value: &Value, reader: &mut Reader) -> Option<Self> {
        let text = String::decode(value, reader)?;
        match Self::parse(&text) {
            Some(id) => Some(id),
            None => reader.error(
                "must be 1 to 64 letters (a–z), digits, - or _, and start with a letter or digit",
            ),
        }
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$" })
    }
}
