use serde_json::Value;

use crate::Text;
use crate::document;
use crate::document::{Decode, Reader};

document! {
    /// "Why I sign": a comment with the signature. May be written as `true`.
    pub struct Comment {
        /// What is asked; the locale has words for it.
        label: Option<Text>,
        /// A sentence under the label.
        hint: Option<Text>,
        /// Whether it must be written.
        required: bool = false,
        /// The most characters.
        max_length: u32 = 500,
        /// Whether it is shown with the signer's first name, where the signer agreed to be shown.
        public: bool = false,
    }
}

impl Decode for Comment {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        if *value != Value::Bool(true) {
            self.read_object(value, reader);
        }
    }

    fn blank() -> Self {
        Self::blank_object()
    }

    fn schema() -> Value {
        serde_json::json!({ "anyOf": [{ "const": true }, Self::object_schema()] })
    }
}
