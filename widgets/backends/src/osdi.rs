//! Any server that speaks OSDI 1.x: a helper endpoint, or a resource whose links lead to it.

use rungs_model::document::Reader;
use rungs_model::{Kind, Outcome, Submission};
use serde_json::Value;

use crate::action_network::{check_consent, has_agreed, person, tag};
use crate::adapter::{not_told, refused};
use crate::complaints;
use crate::entries::one_reply;
use crate::options::{Keys, Options, said};
use crate::sheet::{at, text_at};
use crate::url::is_safe;
use crate::{Body, Call, Method, Request, Response, Target};

pub(crate) const KEYS: Keys =
    "url:url resource:url email_consent:id sms_consent:id country:text tags:texts map:names";

pub(crate) fn check(options: &Options, reader: &mut Reader) {
    if options.get("url").is_null() == options.get("resource").is_null() {
        reader.error_at("url", said("or resource must be named, and not both"));
    }
    check_consent(options, reader);
}

fn record(options: &Options, to: &Target<'_>, submission: &Submission, url: &str) -> Call<Outcome> {
    let has_agreed = has_agreed(options, submission, "email_consent");
    let mut sheet = person(options, submission, if has_agreed { "subscribed" } else { "unsubscribed" });
    match to.kind {
        Kind::Petition => sheet.fill("comments comment"),
        Kind::Rsvp => {
            match one_reply(submission, "yes accepted maybe tentative no declined") {
                Ok(status) => sheet.put("status", status.into()),
                Err(refusal) => return refusal,
            }
            sheet.fill("comment comment");
        }
        _ => {}
    }
    tag(options, &mut sheet);
    sheet.fill(
        "referrer_data/source ~source\n\
        referrer_data/referrer ~referrer\n\
        referrer_data/website ~website\n\
        referrer_data/url page",
    );
    sheet.know("~url", url);
    Call::Send(sheet.post("{{~url}}"))
}

fn is_identified(record: &Value) -> bool {
    at(record, "identifiers").as_array().is_some_and(|ids| !ids.is_empty())
}

/// errors.md, experimental: what is wrong with each resource.
fn described(body: &Value) -> Value {
    let mut all = Vec::new();
    for resource in at(body, "osdi:error/resource_status").as_array().into_iter().flatten() {
        all.push(at(resource, "error_descriptions").clone());
    }
    Value::Array(all)
}

/// The helper that a resource links to. It must be as safe as what staff may write.
fn helper(resource: &Value, kind: Kind) -> Option<&str> {
    let taken = match kind {
        Kind::Petition => "signature",
        Kind::Rsvp => "attendance",
        _ => "submission",
    };
    let href = text_at(resource, &["_links/osdi:record_", taken, "_helper/href"].concat());
    is_safe(href).then_some(href)
}

pub(crate) fn submit(options: &Options, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
    match options.get("resource").as_str() {
        Some(resource) => Call::Send(Request::new(Method::Get, resource.into(), Body::Empty)),
        None => record(options, to, submission, options.text("url")),
    }
}

pub(crate) fn heard(
    options: &Options,
    to: &Target<'_>,
    submission: &Submission,
    step: u32,
    response: &Response,
) -> Call<Outcome> {
    let body = &response.body;
    let taken = matches!(response.status, 200..=299) && body.is_object();
    // What passes (408, 425, 429, 5xx) or is gone stays so whatever is said beside it; of anything else an error in the
    // server's words says more than the status, even one that comes with a success.
    let is_final =
        matches!(response.status, 200..=299 | 400..=499) && !matches!(response.status, 408 | 410 | 425 | 429);
    if is_final && !at(body, "osdi:error").is_null() {
        return Call::Answer(complaints::refusal(&options.map, &described(body)), 0);
    }
    if taken && step == 0 && !options.get("resource").is_null() {
        return match helper(body, to.kind) {
            Some(url) => record(options, to, submission, url),
            None => not_told(),
        };
    }
    // Without a key even a success is empty; with its identifiers it is a record.
    let outcome = match taken {
        true if response.status == 201 || is_identified(body) => Outcome::Confirmed(None),
        true => Outcome::Sent,
        false => refused(response),
    };
    Call::Answer(outcome, 0)
}
