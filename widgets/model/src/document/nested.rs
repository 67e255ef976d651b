use serde_json::Value;

use super::{Decode, Reader};

/// Several of a kind that can hold such several again.
#[derive(Clone, Debug, PartialEq)]
pub struct Nested<T>(Vec<T>);

impl<T> core::ops::Deref for Nested<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Decode> Decode for Nested<T> {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        self.0.read(value, reader);
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self(Vec::new())
    }

    /// They hold others without end; the schema describes the outermost.
    fn schema() -> Value {
        serde_json::json!({ "type": "array", "items": { "type": "object" } })
    }
}
