use rungs_model::document::Decode;
use serde_json::{Value, json};

use crate::action_network::ActionNetwork;
use crate::actionkit::Actionkit;
use crate::form::Form;
use crate::osdi::Osdi;
use crate::other::KINDS;
use crate::preview::Preview;
use crate::proca::Proca;
use crate::rungs::Address;
use crate::webhook::Webhook;

/// The JSON Schema of the `backend` of a config document.
pub fn schema() -> Value {
    let schemas = [
        Address::schema(),
        Preview::schema(),
        ActionNetwork::schema(),
        Osdi::schema(),
        Proca::schema(),
        Actionkit::schema(),
        Form::schema(),
        Webhook::schema(),
    ];
    let of_kind = |(kind, mut schema): (&str, Value)| {
        schema["properties"]["kind"] = json!({ "const": kind });
        schema["required"].as_array_mut().into_iter().for_each(|required| required.push("kind".into()));
        schema
    };
    let text = json!({ "type": "string", "description": "The address of a reference backend, or preview." });
    let all: Vec<Value> = std::iter::once(text).chain(KINDS.into_iter().zip(schemas).map(of_kind)).collect();
    json!({ "anyOf": all })
}
