//! Any server that speaks OSDI 1.x: a helper endpoint, or a resource whose links lead to it.

use rungs_model::document::{Identifier, Reader};
use rungs_model::{Kind, Outcome, Submission, Values, document, object};
use serde_json::Value;

use crate::action_network::{Person, referrer_data};
use crate::adapter::{held_back, not_told, refused};
use crate::entries::{PERSON, consent, custom, field_error, invalid, one_reply};
use crate::object::{Object, text_at};
use crate::url::{Endpoint, is_safe};
use crate::{Adapter, Body, Call, Method, Request, Response, Target};

document! {
    /// A server that speaks OSDI.
    pub(crate) struct Osdi check = check; {
        /// The kind of backend.
        kind: String = String::new(),
        /// The address of the helper, e.g. …/record_signature_helper.
        url: Option<Endpoint>,
        /// Instead of it, the address of the petition, event or form, whose links name the helper.
        resource: Option<Endpoint>,
        /// The consent that is a yes or no to emails. Who was not asked is not subscribed.
        email_consent: Option<Identifier>,
        /// The consent that is a yes or no to text messages.
        sms_consent: Option<Identifier>,
        /// The country of addresses whose form does not ask for it (ISO 3166).
        country: Option<String>,
        /// Tags to add.
        tags: Vec<String>,
        /// Other names of custom fields, by control; an empty name is not sent.
        map: Values,
    }
}
object!(Osdi);

fn check(osdi: &mut Osdi, reader: &mut Reader) {
    if osdi.url.is_some() == osdi.resource.is_some() {
        reader.error_at("url", "or resource must be named, and not both");
    }
    if osdi.email_consent.is_none() {
        reader.warn_at("email_consent", "is missing: until it names a consent, nobody is subscribed");
    }
}

impl Osdi {
    fn record(&self, to: &Target<'_>, submission: &Submission, url: &str) -> Call<Outcome> {
        let mut body = Object::default();
        let known = if to.kind == Kind::Survey { PERSON } else { KNOWN };
        let yes = |id: &Option<Identifier>| consent(submission, id.as_deref()) == Some(true);
        let person = Person {
            submission,
            status: Some(if yes(&self.email_consent) { "subscribed" } else { "unsubscribed" }),
            texts: yes(&self.sms_consent),
            country: self.country.as_deref(),
            custom: custom(submission, &self.map, known),
        };
        body.nest("person", person.to_object());
        let comment = submission.values.get("comment");
        match to.kind {
            Kind::Petition => body.text("comments", comment),
            Kind::Rsvp => {
                let reply = match one_reply(submission, &["yes", "maybe", "no"]) {
                    Ok("yes") => "accepted",
                    Ok("maybe") => "tentative",
                    Ok(_) => "declined",
                    Err(refusal) => return refusal,
                };
                body.text("status", reply);
                body.text("comment", comment);
            }
            _ => {}
        }
        body.list("add_tags", &self.tags);
        let mut data = referrer_data(submission);
        data.text("url", submission.page.as_deref().unwrap_or_default());
        body.nest("referrer_data", data);
        Call::Send(Request::new(Method::Post, url.into(), Body::Json(body.into())))
    }
}

/// What has a place of its own, besides the person.
const KNOWN: &[&str] = &[
    "given_name",
    "family_name",
    "email",
    "phone",
    "street_address",
    "address_line2",
    "postal_code",
    "locality",
    "region",
    "country",
    "comment",
];

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

/// What an `osdi:error` says (errors.md, experimental).
fn error(osdi: &Osdi, body: &Value) -> Option<Outcome> {
    let error = body.get("osdi:error")?;
    let mut fields = Vec::new();
    let mut said = "";
    for resource in error.get("resource_status").and_then(Value::as_array)? {
        let Some(errors) = resource.get("error_descriptions").and_then(Value::as_array) else { continue };
        for error in errors {
            let text = text_at(error, "description");
            said = if said.is_empty() { text } else { said };
            let code = text_at(error, "error_code").to_ascii_lowercase();
            let names = error.get("properties").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let names = names.iter().filter_map(Value::as_str);
            fields.extend(names.map(|name| field_error(&osdi.map, name, &[&code, " ", text].concat())));
        }
    }
    Some(invalid(fields, said))
}

impl Adapter for Osdi {
    fn submit(&self, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        if submission.test {
            return held_back();
        }
        match (&self.url, &self.resource) {
            (Some(url), _) => self.record(to, submission, &url.0),
            (_, Some(resource)) => Call::Send(Request::new(Method::Get, resource.0.clone(), Body::Empty)),
            (None, None) => not_told(),
        }
    }

    fn heard(
        &self,
        to: &Target<'_>,
        submission: &Submission,
        step: u32,
        response: &Response,
    ) -> Call<Outcome> {
        let taken = matches!(response.status, 200..=299) && response.body.is_object();
        if let Some(outcome) = error(self, &response.body) {
            return Call::Answer(outcome, 0);
        }
        if taken && step == 0 && self.resource.is_some() {
            return match helper(&response.body, to.kind) {
                Some(url) => self.record(to, submission, url),
                None => not_told(),
            };
        }
        // Without a key even a success is empty; with its identifiers it is a record.
        let recorded = taken && response.body.get("identifiers").is_some();
        let outcome = match taken {
            true if recorded || response.status == 201 => Outcome::Confirmed(None),
            true => Outcome::Sent,
            false => refused(response),
        };
        Call::Answer(outcome, 0)
    }
}
