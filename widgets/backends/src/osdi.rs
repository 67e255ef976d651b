//! Any server that speaks OSDI 1.x: a helper endpoint, or a resource whose links lead to it.

use rungs_model::document::{Identifier, Reader};
use rungs_model::{Kind, Outcome, Submission};
use serde_json::Value;

use crate::action_network::{check_consent, person};
use crate::adapter::{held_back, not_told, refused};
use crate::complaints;
use crate::entries::{consent, one_reply};
use crate::options::{Keys, Options};
use crate::sheet::text_at;
use crate::url::is_safe;
use crate::{Body, Call, Method, Request, Response, Target};

pub(crate) const KEYS: Keys = &[
    ("url", false),
    ("resource", false),
    ("email_consent", false),
    ("sms_consent", false),
    ("country", false),
    ("tags", false),
    ("map", false),
];

pub(crate) fn check(options: &Options, reader: &mut Reader) {
    if options.url.is_some() == options.resource.is_some() {
        reader.error_at("url", "or resource must be named, and not both");
    }
    check_consent(options, reader);
}

fn record(options: &Options, to: &Target<'_>, submission: &Submission, url: &str) -> Call<Outcome> {
    let yes = |id: &Option<Identifier>| consent(submission, id.as_deref()) == Some(true);
    let status = if yes(&options.email_consent) { "subscribed" } else { "unsubscribed" };
    let mut sheet = person(options, submission, status);
    match to.kind {
        Kind::Petition => sheet.fill(&[("comments", "comment")]),
        Kind::Rsvp => {
            let reply = match one_reply(submission, &["yes", "maybe", "no"]) {
                Ok("yes") => "accepted",
                Ok("maybe") => "tentative",
                Ok(_) => "declined",
                Err(refusal) => return refusal,
            };
            sheet.put("status", reply.into());
            sheet.fill(&[("comment", "comment")]);
        }
        _ => {}
    }
    sheet.list("add_tags/+", &options.tags);
    sheet.fill(&[
        ("referrer_data/source", "~source"),
        ("referrer_data/referrer", "~referrer"),
        ("referrer_data/website", "~website"),
        ("referrer_data/url", "page"),
    ]);
    Call::Send(Request::new(Method::Post, url.into(), Body::Json(sheet.into_body())))
}

fn is_identified(record: &Value) -> bool {
    let ids = record.get("identifiers").and_then(Value::as_array);
    ids.is_some_and(|ids| !ids.is_empty())
}

/// The helper that a resource links to. It must be as safe as what staff may write.
fn helper(resource: &Value, kind: Kind) -> Option<&str> {
    let rel = match kind {
        Kind::Petition => "osdi:record_signature_helper",
        Kind::Rsvp => "osdi:record_attendance_helper",
        _ => "osdi:record_submission_helper",
    };
    let href = text_at(resource.get("_links")?.get(rel)?, "href");
    is_safe(href).then_some(href)
}

pub(crate) fn submit(options: &Options, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
    if submission.test {
        return held_back();
    }
    match &options.resource {
        Some(resource) => Call::Send(Request::new(Method::Get, resource.0.clone(), Body::Empty)),
        None => record(options, to, submission, options.url()),
    }
}

pub(crate) fn heard(
    options: &Options,
    to: &Target<'_>,
    submission: &Submission,
    step: u32,
    response: &Response,
) -> Call<Outcome> {
    let taken = matches!(response.status, 200..=299) && response.body.is_object();
    // errors.md, experimental: the descriptions of each resource.
    let errors = response.body.get("osdi:error").and_then(|error| error.get("resource_status")?.as_array());
    if let Some(errors) = errors {
        let described = errors.iter().filter_map(|resource| resource.get("error_descriptions"));
        let first = described.into_iter().next().unwrap_or(&Value::Null);
        return Call::Answer(complaints::refusal(&options.map, first), 0);
    }
    if taken && step == 0 && options.resource.is_some() {
        return match helper(&response.body, to.kind) {
            Some(url) => record(options, to, submission, url),
            None => not_told(),
        };
    }
    // Without a key even a success is empty; with its identifiers it is a record.
    let outcome = match taken {
        true if response.status == 201 || is_identified(&response.body) => Outcome::Confirmed(None),
        true => Outcome::Sent,
        false => refused(response),
    };
    Call::Answer(outcome, 0)
}
