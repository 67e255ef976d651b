//! What a backend says is wrong, however it is wrapped.

use rungs_model::{ErrorCode, FieldError, Outcome, Values};
use serde_json::Value;

use crate::sheet::text_at;

/// Our name for a field, and what others call it.
const ALIASES: &[(&str, &[&str])] = &[
    ("given_name", &["first_name", "firstName"]),
    ("family_name", &["last_name", "lastName"]),
    ("email", &["email_address", "email_addresses"]),
    ("phone", &["phone_number", "phone_numbers", "mobile_number"]),
    ("postal_code", &["zip", "postcode"]),
    ("locality", &["city"]),
    ("region", &["state"]),
    ("street_address", &["address1", "street"]),
];

/// What names no field of a form.
const NO_FIELDS: &[&str] = &["", "__all__", "action", "contact", "addActionContact", "addAction"];

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
                let said = ["message", "description", "detail"].map(|key| text_at(error, key));
                let Some(text) = said.into_iter().find(|text| !text.is_empty()) else {
                    for (key, inner) in map {
                        let is_number = key.bytes().all(|byte| byte.is_ascii_digit());
                        self.walk(inner, if is_number { under } else { key });
                    }
                    return;
                };
                let last = |key| error.get(key)?.as_array()?.last()?.as_str();
                let pointer = error.get("source").map_or("", |source| text_at(source, "pointer"));
                let pointed_at = pointer.rsplit('/').next();
                let field = last("path").or_else(|| last("properties")).or(pointed_at).unwrap_or_default();
                self.add(field, text);
            }
            _ => {}
        }
    }

    fn add(&mut self, theirs: &str, text: &str) {
        if NO_FIELDS.contains(&theirs) {
            if self.said.is_empty() {
                self.said.push_str(text);
            }
            return;
        }
        let alias = ALIASES.iter().find(|(_, names)| names.contains(&theirs)).map(|(ours, _)| *ours);
        let own = self.map.iter().find(|(_, name)| *name == theirs).map(|(ours, _)| ours).or(alias);
        let field = own.unwrap_or_else(|| theirs.strip_prefix("action_").unwrap_or(theirs));
        let missing = ["blank", "required", "missing"].iter().any(|word| text.contains(word));
        let code = match field {
            _ if missing => ErrorCode::Required,
            "email" => ErrorCode::Email,
            "phone" => ErrorCode::Phone,
            "postal_code" => ErrorCode::PostalCode,
            _ => ErrorCode::Other,
        };
        self.fields.push(FieldError { field: field.into(), code });
    }
}
