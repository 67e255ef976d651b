use serde_json::Value;

use crate::document::{Decode, Identifier, Reader};
use crate::field::tidy;
use crate::{Decimal, Image, Text, document, object};

document! {
    /// One of the options of a question. May be written as a string, which is then value and label.
    pub struct AnswerOption check = check; {
        /// What is sent and counted; without commas, which stand between several.
        value: String,
        /// What is read.
        label: Text,
        /// A picture of it, with its alternative text.
        image: Option<Image>,
        /// Whether it keeps its place where the order is random.
        pinned: bool = false,
        /// Whether it stands alone, such as "none of these".
        exclusive: bool = false,
        /// Whether choosing it asks for words: "other, namely". One option of a question may.
        other: bool = false,
        /// What it counts in scores.
        score: Option<Decimal>,
    }
}

fn check(option: &AnswerOption, reader: &mut Reader) {
    let value = &option.value;
    if value.is_empty() || value.contains(',') || tidy(value) != *value || value.chars().count() > 200 {
        reader.error_at("value", "must be 1 to 200 characters without commas and without space around them");
    }
}

impl Decode for AnswerOption {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        if let Value::String(text) = value {
            self.value.clone_from(text);
            self.label.read(value, reader);
            if text.contains(',') {
                reader.error(
                    "holds a comma: write it as {\"value\": \"…\", \"label\": \"…\"}, with none in the value",
                );
            } else {
                check(self, reader);
            }
        } else {
            self.read_object(value, reader);
        }
    }

    fn blank() -> Self {
        Self::blank_object()
    }

    fn schema() -> Value {
        serde_json::json!({ "anyOf": [{ "type": "string", "pattern": "^[^,]+$" }, Self::object_schema()] })
    }
}

impl AnswerOption {
    /// Whether it keeps its place: those that are pinned, and those that close a list.
    pub fn keeps_its_place(&self) -> bool {
        self.pinned || self.exclusive || self.other
    }
}

document! {
    /// One row of a matrix.
    pub struct Row {
        /// Names it: its answer goes by QUESTION.ROW.
        name: Identifier,
        /// What is read.
        label: Text,
        /// Whether it keeps its place where the order is random.
        pinned: bool = false,
    }
}
object!(Row);
