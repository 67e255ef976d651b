use serde_json::{Map, Value};

use crate::document::{Decode, Reader};
use crate::{ConsentAnswer, Values};
use crate::{document, object};

/// The id of one filled form: a UUID (RFC 9562) made by the sender once, and reused by
/// every retry, double click and reload of the same content.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SubmissionId(String);

impl SubmissionId {
    /// Checks the shape (8-4-4-4-12 hexadecimal digits) and lowers the letters.
    pub fn parse(text: &str) -> Option<Self> {
        let groups: Vec<&str> = text.split('-').collect();
        let lengths = groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]);
        let digits = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()));
        (lengths && digits).then(|| Self(text.to_ascii_lowercase()))
    }
}

impl core::ops::Deref for SubmissionId {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Decode for SubmissionId {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let expected = "must be a UUID, e.g. 0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11";
        reader.parsed(self, value, Self::parse, expected);
    }

    fn blank() -> Self {
        Self(String::new())
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "string", "format": "uuid" })
    }
}

document! {
    /// A filled form on its way to a backend.
    pub struct Submission {
        /// Made once per filled form; makes every retry safe.
        submission_id: SubmissionId,
        /// The language that the form was read in (BCP 47).
        locale: String = String::from("en"),
        /// What was entered, by control name.
        values: Values,
        /// Every consent that was asked, with its wording and answer.
        consents: Vec<ConsentAnswer>,
        /// The source code of the link or the snippet, e.g. newsletter-3.
        source: Option<String>,
        /// The code of the supporter who shared the link.
        referrer: Option<String>,
        /// The page it was sent from, without query and fragment.
        page: Option<String>,
        /// A test: recorded as such, never counted.
        test: bool = false,
    }
}
object!(Submission);

impl Submission {
    /// The JSON of the reference backend's API.
    pub fn to_value(&self) -> Value {
        let text = |text: &str| Value::String(text.into());
        let mut map = Map::new();
        let mut put = |key: &str, value: Value| {
            map.insert(key.into(), value);
        };
        put("submission_id", text(&self.submission_id));
        put("locale", text(&self.locale));
        let values = self.values.iter().map(|(name, value)| (name.to_owned(), text(value)));
        put("values", Value::Object(values.collect()));
        let consents = self.consents.iter().map(|consent| {
            let pairs = [
                ("id", &*consent.id),
                ("answer", consent.answer.as_str()),
                ("text", &consent.text),
                ("version", &consent.version),
            ];
            Value::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), text(value))).collect())
        });
        put("consents", Value::Array(consents.collect()));
        for (key, value) in [("source", &self.source), ("referrer", &self.referrer), ("page", &self.page)] {
            if let Some(value) = value {
                put(key, text(value));
            }
        }
        if self.test {
            put("test", Value::Bool(true));
        }
        Value::Object(map)
    }
}
