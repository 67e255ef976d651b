//! Any address that takes JSON.

use rungs_model::{Outcome, Submission};
use serde_json::{Map, Value};

use crate::adapter::post;
use crate::options::{Keys, Options};
use crate::sheet::{Sheet, put};
use crate::{Body, Call, Target};

pub(crate) const KEYS: Keys = "url:url! confirms:flag template:object";

fn body(options: &Options, to: &Target<'_>, submission: &Submission) -> Value {
    let (widget, kind) = (to.widget, to.kind.as_str());
    let template = options.get("template");
    if template.is_null() {
        let mut body = submission.to_value();
        put(&mut body, "widget", widget.into());
        put(&mut body, "kind", kind.into());
        if let Some(revision) = to.revision() {
            put(&mut body, "revision", revision.into());
        }
        return body;
    }
    let mut sheet = Sheet::of(options, submission);
    sheet.know("widget", widget);
    sheet.know("kind", kind);
    sheet.know("submission_id", &submission.submission_id);
    if let Some(revision) = to.revision() {
        sheet.know("revision", &revision.to_string());
    }
    let mut body = filled(template, &sheet);
    // A test never looks like any other.
    if submission.test {
        put(&mut body, "test", true.into());
    }
    body
}

/// A template with what its strings name.
fn filled(template: &Value, sheet: &Sheet<'_>) -> Value {
    match template {
        Value::String(text) => Value::String(sheet.text(text)),
        Value::Array(items) => {
            let mut out = Vec::new();
            for item in items {
                out.push(filled(item, sheet));
            }
            Value::Array(out)
        }
        Value::Object(map) => {
            let mut out = Map::new();
            for (key, inner) in map {
                out.insert(key.clone(), filled(inner, sheet));
            }
            Value::Object(out)
        }
        Value::Number(number) => Value::Number(number.clone()),
        Value::Bool(truth) => Value::Bool(*truth),
        Value::Null => Value::Null,
    }
}

pub(crate) fn submit(options: &Options, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
    let body = Body::Json(body(options, to, submission));
    let mut request = post(options.text("url").into(), body);
    let mut key = submission.submission_id.to_string();
    // What was changed is no repetition.
    if let Some(revision) = to.revision() {
        key = [&key, ".", &revision.to_string()].concat();
    }
    request.headers.push(("idempotency-key", key));
    Call::Send(request)
}
