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

impl Comment {
    fn shorthand(value: &Value, reader: &mut Reader) -> Option<Self> {
        match value {
            Value::Bool(true) => {
                Self::decode_object(&Value::Object(serde_json::Map::new()), reader)
            }
            value => Self::decode_object(value, reader),
        }
    }
}

impl Decode for Comment {
    fn decode(value: &Value, reader: &mut Reader) -> Option<Self> {
        Self::shorthand(value, reader)
    }

    fn schema() -> Value {
        serde_json::json!({ "anyOf": [{ "const": true }, Self::object_schema()] })
    }
}
