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

/// What is known of the way here beside source, referrer and page: four parameters of the page's address, and the
/// host of the page before.
pub const ATTRIBUTION: [&str; 5] = ["utm_medium", "utm_campaign", "utm_content", "utm_term", "referrer_host"];

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
        /// What else is known of the way here, by the names of [`ATTRIBUTION`].
        attribution: Values,
        /// The token of the sender's ladder: it ties this to their progress, and is kept nowhere.
        ladder: Option<String>,
        /// A test: recorded as such, never counted.
        test: bool = false,
    }
}
object!(Submission);

impl Submission {
    /// The JSON of the reference backend's API.
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        put(&mut map, "submission_id", &self.submission_id);
        put(&mut map, "locale", &self.locale);
        let mut values = Map::new();
        for (name, value) in self.values.iter() {
            put(&mut values, name, value);
        }
        map.insert("values".into(), Value::Object(values));
        let mut consents = Vec::new();
        for consent in &self.consents {
            let mut answer = Map::new();
            put(&mut answer, "id", &consent.id);
            put(&mut answer, "answer", consent.answer.as_str());
            put(&mut answer, "text", &consent.text);
            put(&mut answer, "version", &consent.version);
            consents.push(Value::Object(answer));
        }
        map.insert("consents".into(), Value::Array(consents));
        let texts = [
            ("source", &self.source),
            ("referrer", &self.referrer),
            ("page", &self.page),
            ("ladder", &self.ladder),
        ];
        for (key, value) in texts {
            if let Some(value) = value {
                put(&mut map, key, value);
            }
        }
        let mut attribution = Map::new();
        for (name, value) in self.attribution.iter() {
            put(&mut attribution, name, value);
        }
        if !attribution.is_empty() {
            map.insert("attribution".into(), Value::Object(attribution));
        }
        if self.test {
            map.insert("test".into(), Value::Bool(true));
        }
        Value::Object(map)
    }
}

fn put(map: &mut Map<String, Value>, key: &str, text: &str) {
    map.insert(key.into(), Value::String(text.into()));
}
