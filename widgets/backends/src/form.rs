//! Any address that takes a plain form.

use rungs_model::{Outcome, Submission, Values};
use serde_json::Value;

use crate::adapter::{post, refused};
use crate::entries::entry;
use crate::options::{Keys, Options};
use crate::sheet::{Sheet, object};
use crate::url::urlencoded;
use crate::{Body, Call, Response, Target};

pub(crate) const KEYS: Keys = "url:url! cors:flag confirms:flag with:names yes:text no:text map:names";

pub(crate) fn submit(options: &Options, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
    let mut fields = Values::default();
    let mut own = |name, text: &str| fields.set(entry(&options.map, name).unwrap_or(name), text.into());
    own("widget", to.widget);
    own("submission_id", &submission.submission_id);
    if let Some(revision) = to.revision() {
        own("revision", &revision.to_string());
    }
    Sheet::of(options, submission).collect(&mut fields, &options.map, &str::to_owned, "$yes|=yes", "$no");
    send(options, options.text("url").into(), fields, false, !options.is("cors", true))
}

/// Sends fields, and those that the options say; `opaque` is a form whose answer nobody may read.
pub(crate) fn send(
    options: &Options,
    url: String,
    mut fields: Values,
    as_json: bool,
    opaque: bool,
) -> Call<Outcome> {
    if let Value::Object(with) = options.get("with") {
        for (name, text) in with {
            fields.set(name, text.as_str().unwrap_or_default().into());
        }
    }
    let mut request = post(url, if as_json { Body::Json(object(&fields)) } else { urlencoded(&fields) });
    request.opaque = opaque;
    Call::Send(request)
}

/// What an answer means of which only the status can be understood.
pub(crate) fn heard(options: &Options, response: &Response) -> Outcome {
    match response.status {
        200..=299 if options.is("confirms", true) => Outcome::Confirmed(None),
        200..=299 => Outcome::Sent,
        _ => refused(response),
    }
}
