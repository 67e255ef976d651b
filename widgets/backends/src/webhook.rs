//! Any address that takes JSON.

use rungs_model::document::{Reader, Verbatim};
use rungs_model::{Outcome, Submission};
use serde_json::{Map, Value};

use crate::options::{Keys, Options};
use crate::sheet::Sheet;
use crate::{Body, Call, Method, Request, Target};

pub(crate) const KEYS: Keys = &[("url", true), ("confirms", false), ("template", false)];

pub(crate) fn check(options: &Options, reader: &mut Reader) {
    if !options.template.0.is_null() && !options.template.0.is_object() {
        reader.error_at("template", "must be an object");
    }
}

fn body(options: &Options, to: &Target<'_>, submission: &Submission) -> Value {
    let own = [("widget", to.widget), ("kind", to.kind.as_str())];
    let template = &options.template.0;
    if !template.is_null() {
        let mut sheet = Sheet::of(submission);
        for (name, text) in own {
            sheet.know(name, text);
        }
        sheet.know("submission_id", &submission.submission_id);
        let mut body = filled(template, &sheet);
        // A test never looks like any other.
        if let (Value::Object(map), true) = (&mut body, submission.test) {
            map.insert("test".into(), true.into());
        }
        return body;
    }
    let mut body = submission.to_value();
    if let Value::Object(map) = &mut body {
        for (name, text) in own {
            map.insert(name.into(), text.into());
        }
    }
    body
}

/// A template with what its strings name.
fn filled(template: &Value, sheet: &Sheet) -> Value {
    match template {
        Value::String(text) => {
            let mut out = String::new();
            let mut rest = &**text;
            while let Some((before, (name, after))) =
                rest.split_once("{{").and_then(|(before, rest)| Some((before, rest.split_once("}}")?)))
            {
                out.push_str(before);
                out.push_str(sheet.get(name.trim()));
                rest = after;
            }
            out.push_str(rest);
            Value::String(out)
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| filled(item, sheet)).collect()),
        Value::Object(map) => {
            let mut out = Map::new();
            for (key, inner) in map {
                out.insert(key.clone(), filled(inner, sheet));
            }
            Value::Object(out)
        }
        other => Verbatim::of(other).0,
    }
}

pub(crate) fn submit(options: &Options, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
    let body = Body::Json(body(options, to, submission));
    let mut request = Request::new(Method::Post, options.url().to_owned(), body);
    request.headers.push(("idempotency-key", submission.submission_id.to_string()));
    Call::Send(request)
}
