//! What a backend says is wrong, however it is wrapped.

use rungs_model::{ErrorCode, FieldError, Outcome, Values};
use serde_json::Value;

use crate::sheet::{at, text_at};
use crate::words::{has, meaning};

/// What others call a field, and our name for it.
const ALIASES: &str = "first_name given_name \
    firstName given_name \
    last_name family_name \
    lastName family_name \
    email_address email \
    email_addresses email \
    phone_number phone \
    phone_numbers phone \
    mobile_number phone \
    zip postal_code \
    postcode postal_code \
    city locality \
    state region \
    address1 street_address \
    street street_address";

/// Where an error says what it is; in the last one of JSON:API, which no page speaks.
const SAID: [&str; 3] = ["message", "description", "detail"];

/// What names no field of a form.
const NO_FIELDS: &str = "__all__ action contact addActionContact addAction";

/// Refused for what an error says; without any word that is a failure. It may be a sentence, a list, a map of fields,
/// or an object that says it in `message`, `description` or `detail` of what stands in `path`, `properties` or a
/// `pointer`.
pub(crate) fn refusal(map: &Values, error: &Value) -> Outcome {
    let mut found = Complaints { map, fields: Vec::new(), said: String::new() };
    found.walk(error, "");
    if found.fields.is_empty() && found.said.is_empty() {
        return Outcome::Failed { retryable: false };
    }
    let form = Some(found.said).filter(|said| !said.is_empty());
    Outcome::Invalid { fields: found.fields, form }
}

struct Complaints<'m> {
    map: &'m Values,
    fields: Vec<FieldError>,
    /// The first sentence that is about no field.
    said: String,
}

impl Complaints<'_> {
    fn walk(&mut self, error: &Value, under: &str) {
        match error {
            Value::String(text) => self.add(under, text),
            Value::Array(items) => items.iter().for_each(|item| self.walk(item, under)),
            Value::Object(map) => {
                let said = if cfg!(feature = "relay") { &SAID[..] } else { &SAID[..2] };
                for key in said {
                    let text = text_at(error, key);
                    if !text.is_empty() {
                        return self.add(pointed_at(error).unwrap_or_default(), text);
                    }
                }
                for (key, inner) in map {
                    // As Mobilize numbers them.
                    let is_number = cfg!(feature = "relay") && key.bytes().all(|byte| byte.is_ascii_digit());
                    self.walk(inner, if is_number { under } else { key });
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, theirs: &str, text: &str) {
        if theirs.is_empty() || has(NO_FIELDS, b' ', theirs) {
            if self.said.is_empty() {
                self.said.push_str(text);
            }
            return;
        }
        let own = self.map.iter().find(|(_, name)| *name == theirs).map(|(ours, _)| ours);
        let known = own.or_else(|| meaning(ALIASES, theirs));
        let field = known.unwrap_or_else(|| theirs.strip_prefix("action_").unwrap_or(theirs));
        let code = match field {
            _ if names(text, "blank") || names(text, "required") || names(text, "missing") => {
                ErrorCode::Required
            }
            "email" => ErrorCode::Email,
            "phone" => ErrorCode::Phone,
            "postal_code" => ErrorCode::PostalCode,
            _ => ErrorCode::Other,
        };
        self.fields.push(FieldError { field: field.into(), code });
    }
}

/// Whether a sentence has a word in it: the standard library's search weighs half a kilobyte.
fn names(sentence: &str, word: &str) -> bool {
    sentence.as_bytes().windows(word.len()).any(|part| part == word.as_bytes())
}

/// The field that an error is about.
fn pointed_at(error: &Value) -> Option<&str> {
    let last = |key| at(error, key).as_array()?.last()?.as_str();
    let named = last("path").or_else(|| last("properties"));
    // Of JSON:API.
    if cfg!(feature = "relay") && named.is_none() {
        return text_at(error, "source/pointer").rsplit('/').next();
    }
    named
}
