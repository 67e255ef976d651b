//! Any address that takes JSON.

use rungs_model::document::{Reader, Verbatim};
use rungs_model::{Outcome, Submission, document, object};
use serde_json::{Map, Value};

use crate::adapter::held_back;
use crate::entries::circumstances;
use crate::form::taken;
use crate::url::Endpoint;
use crate::{Adapter, Body, Call, Method, Request, Response, Target};

document! {
    /// Any address that takes JSON.
    pub(crate) struct Webhook check = check; {
        /// The kind of backend.
        kind: String = String::new(),
        /// Where the JSON is posted to.
        url: Endpoint,
        /// Whether a success (200 to 299) means that it is recorded.
        confirms: bool = false,
        /// What is sent instead of the submission as it is: any JSON, in whose strings `{{email}}` and the like
        /// stand for what was entered, `{{consent.updates}}` for yes or no, `{{source}}` and so on.
        template: Verbatim,
    }
}
object!(Webhook);

fn check(webhook: &mut Webhook, reader: &mut Reader) {
    if matches!(webhook.template.0, Value::Bool(_) | Value::Number(_)) {
        reader.error_at("template", "must be an object, a list or a string");
    }
}

impl Webhook {
    fn body(&self, to: &Target<'_>, submission: &Submission) -> Value {
        if !self.template.0.is_null() {
            let mut values = circumstances(submission);
            submission.values.iter().for_each(|(name, value)| values.set(name, value.into()));
            values.set("submission_id", submission.submission_id.to_string());
            values.set("widget", to.widget.into());
            values.set("kind", to.kind.as_str().into());
            values.set("test", if submission.test { "yes" } else { "" }.into());
            return filled(&self.template.0, &|name| values.get(name).to_owned());
        }
        let mut body = submission.to_value();
        if let Value::Object(map) = &mut body {
            map.insert("widget".into(), to.widget.into());
            map.insert("kind".into(), to.kind.as_str().into());
        }
        body
    }

    /// Whether a test would look like any other.
    fn hides_tests(&self) -> bool {
        !self.template.0.is_null() && !mentions(&self.template.0, "{{test}}")
    }
}

/// A template with what its strings name.
fn filled(template: &Value, value: &dyn Fn(&str) -> String) -> Value {
    match template {
        Value::String(text) => {
            let mut out = String::new();
            let mut rest = &**text;
            while let Some((before, (name, after))) =
                rest.split_once("{{").and_then(|(before, rest)| Some((before, rest.split_once("}}")?)))
            {
                out.push_str(before);
                out.push_str(&value(name.trim()));
                rest = after;
            }
            out.push_str(rest);
            Value::String(out)
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| filled(item, value)).collect()),
        Value::Object(map) => {
            let mut out = Map::new();
            for (key, inner) in map {
                out.insert(key.clone(), filled(inner, value));
            }
            Value::Object(out)
        }
        other => Verbatim::of(other).0,
    }
}

fn mentions(template: &Value, what: &str) -> bool {
    match template {
        Value::String(text) => text.contains(what),
        Value::Array(items) => items.iter().any(|item| mentions(item, what)),
        Value::Object(map) => map.values().any(|inner| mentions(inner, what)),
        _ => false,
    }
}

impl Adapter for Webhook {
    fn submit(&self, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        if submission.test && self.hides_tests() {
            return held_back();
        }
        let body = Body::Json(self.body(to, submission));
        let mut request = Request::new(Method::Post, self.url.0.clone(), body);
        request.headers.push(("idempotency-key", submission.submission_id.to_string()));
        Call::Send(request)
    }

    fn heard(&self, _: &Target<'_>, _: &Submission, _: u32, response: &Response) -> Call<Outcome> {
        Call::Answer(taken(response, self.confirms), 0)
    }
}
