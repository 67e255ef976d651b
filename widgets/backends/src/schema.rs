use rungs_model::document::{self, Decode, Identifier};
use rungs_model::{State, Values};
use serde_json::{Map, Value, json};

use crate::endpoint::Endpoint;
use crate::options::Keys;
use crate::other::{KEYS, KINDS};
use crate::rungs::Address;
use crate::words::cut;

/// The JSON Schema of a config document, with what its `backend` can be.
pub fn document_schema<T: Decode>(title: &str) -> Value {
    let mut schema = document::schema::of::<T>(title);
    schema["properties"]["backend"] = backend();
    schema
}

/// The JSON Schema of the `backend` of a config document.
fn backend() -> Value {
    let all = KINDS.iter().zip(KEYS).map(|(kind, keys)| {
        let mut schema = match *kind {
            "rungs" => Address::schema(),
            "preview" => preview(keys),
            _ => of_keys(keys, ABOUT),
        };
        schema["properties"]["kind"] = json!({ "const": kind });
        schema["required"].as_array_mut().into_iter().for_each(|required| required.push("kind".into()));
        schema
    });
    let text = json!({ "type": "string", "description": "The address of a reference backend, or preview." });
    json!({ "anyOf": std::iter::once(text).chain(all).collect::<Vec<Value>>() })
}

/// The JSON Schema of what a relay's target says of where it leads: a backend of pages, or one that needs a secret.
/// Secrets are no part of it.
#[cfg(feature = "relay")]
pub(crate) fn target(own: &[(&str, Value)]) -> Value {
    let of_pages = KINDS.iter().zip(KEYS).skip(2).map(|(kind, keys)| (*kind, of_keys(keys, ABOUT)));
    let own = own.iter().map(|(kind, schema)| (*kind, schema.clone()));
    let all = of_pages.chain(own).map(|(kind, mut schema)| {
        let is_secret = |key: &str| crate::SECRETS.split(' ').any(|secret| secret == key);
        if let Some(properties) = schema["properties"].as_object_mut() {
            properties.retain(|key, _| !is_secret(key));
            properties.insert("kind".into(), json!({ "const": kind }));
        }
        if let Some(required) = schema["required"].as_array_mut() {
            required.retain(|key| !key.as_str().is_some_and(is_secret));
            required.push("kind".into());
        }
        schema
    });
    json!({ "anyOf": all.collect::<Vec<Value>>() })
}

fn preview(keys: Keys) -> Value {
    let mut schema = of_keys(keys, ABOUT_PREVIEW);
    schema["description"] = "A backend that is none: nothing leaves the page, and the widget says so.".into();
    schema
}

/// Of the options that have a meaning for a kind.
fn of_keys(keys: Keys, about: &[(&str, &str)]) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for declared in keys.split(' ') {
        let (key, holds) = cut(declared, b':');
        let mut schema = of_what(holds.trim_end_matches('!'));
        let description = about.iter().find(|(known, _)| *known == key).map(|(_, text)| *text);
        schema["description"] = description.unwrap_or_else(|| panic!("{key} needs a description")).into();
        properties.insert(key.into(), schema);
        if holds.ends_with('!') {
            required.push(key);
        }
    }
    json!({ "type": "object", "properties": properties, "required": required })
}

/// Of what an option holds.
fn of_what(holds: &str) -> Value {
    match holds {
        "any" | "object" => json!({}),
        "text" => String::schema(),
        "url" => Endpoint::schema(),
        "id" => Identifier::schema(),
        "flag" => bool::schema(),
        "number" => u32::schema(),
        "texts" => Vec::<String>::schema(),
        "names" => Values::schema(),
        "state" => State::schema(),
        choice => json!({ "enum": choice.split('|').collect::<Vec<_>>() }),
    }
}

/// What the options mean.
const ABOUT: &[(&str, &str)] = &[
    (
        "url",
        "Where it is: of Action Network and Proca their API, if it is another; of OSDI the helper; of ActionKit the instance; of a form or webhook where it is posted to.",
    ),
    ("resource", "OSDI: instead of url, the petition, event or form whose links name the helper."),
    ("id", "Action Network: the id of what is acted on, after action_network: in its identifiers."),
    ("action", "Action Network: what is taken; by the kind of widget if missing."),
    ("event_campaign", "Action Network: the event campaign that the event belongs to."),
    ("tell_no", "Action Network: how a no to emails is told."),
    ("autoresponse", "Action Network: whether its own email of thanks is sent; as set there if missing."),
    ("boxes", "Action Network: boxes that are sent as 1 or 0, so that an earlier 1 does not stay."),
    ("tags", "Action Network and OSDI: tags to add, which must exist there."),
    (
        "country",
        "Action Network and OSDI: the country of addresses whose form does not ask for it (ISO 3166).",
    ),
    ("email_consent", "The consent that is a yes or no to emails. Who was not asked has not agreed."),
    ("sms_consent", "The consent that is a yes or no to text messages."),
    ("lead_consent", "Proca: the consent that is a yes or no to the lead organisation."),
    ("action_page", "Proca: the number of the action page."),
    ("action_type", "Proca: the type of the action; by the kind of widget if missing."),
    ("double_opt_in", "Proca: whether people confirm by a link in an email before they count."),
    ("page", "ActionKit: the short name of the page."),
    ("counts", "Whether the count is shown: of Proca by default, of ActionKit only if it is true."),
    ("cors", "Whether this site may read the answer: of ActionKit by default, of a form only if it is true."),
    ("confirms", "Form and webhook: whether a success (200 to 299) means that it is recorded."),
    ("with", "Form and ActionKit: fields that are sent as they are here, by name."),
    ("yes", "Form and ActionKit: what a yes to a consent is sent as; yes and 1 if missing."),
    (
        "no",
        "Form and ActionKit: what a no is sent as. If missing, ActionKit gets 0, and a form nothing, as of a box that is not ticked.",
    ),
    (
        "template",
        "Webhook: an object that is sent instead of the submission as it is; a test gets test in it. In its strings {{email}} and the like stand for what was entered, {{consent.updates}} for yes or no, {{source}} and so on.",
    ),
    (
        "map",
        "Other names of fields, by control, consent.<id>, source, utm_medium and so on; an empty name is not sent.",
    ),
];

/// What those of a preview mean.
const ABOUT_PREVIEW: &[(&str, &str)] = &[
    ("answer", "What to answer to a submission."),
    ("delay_ms", "Milliseconds until the answer."),
    ("state", "The state to show."),
    ("results", "The results of a survey to show."),
    ("counts", "How many people are on each rung of a ladder, to show; see Backend::counts."),
    ("progress", "How far someone has come on a ladder, to show."),
    ("brought", "How many people they brought in, to show."),
];
