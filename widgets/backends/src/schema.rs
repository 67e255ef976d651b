use rungs_model::document::{self, Decode};
use serde_json::{Map, Value, json};

use crate::Other;
use crate::options::Options;
use crate::other::KINDS;
use crate::preview::Preview;
use crate::rungs::Address;

/// The JSON Schema of a config document, with what its `backend` can be.
pub fn document_schema<T: Decode>(title: &str) -> Value {
    let mut schema = document::schema::of::<T>(title);
    schema["properties"]["backend"] = backend();
    schema
}

/// The JSON Schema of the `backend` of a config document.
fn backend() -> Value {
    let all = KINDS.iter().enumerate().map(|(index, kind)| {
        let mut schema = match *kind {
            "rungs" => Address::schema(),
            "preview" => Preview::schema(),
            _ => of_kind(&Other::of(index, &Value::Null)),
        };
        schema["properties"]["kind"] = json!({ "const": kind });
        schema["required"].as_array_mut().into_iter().for_each(|required| required.push("kind".into()));
        schema
    });
    let text = json!({ "type": "string", "description": "The address of a reference backend, or preview." });
    json!({ "anyOf": std::iter::once(text).chain(all).collect::<Vec<Value>>() })
}

/// Of all options those that have a meaning for a kind.
fn of_kind(other: &Other) -> Value {
    let whole = Options::schema();
    let property = |(key, _): &(&str, bool)| ((*key).to_owned(), whole["properties"][*key].clone());
    let properties: Map<String, Value> = other.keys().iter().map(property).collect();
    let required: Vec<&str> =
        other.keys().iter().filter(|(_, needed)| *needed).map(|(key, _)| *key).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}
