//! `NationBuilder`, version 2 of its API (JSON:API): people are pushed, so that who is known is updated.

use rungs_model::document::{Identifier, OfEvents, Reader};
use rungs_model::{Outcome, Receipt, Submission, Values, document, object};
use serde_json::Value;

use crate::adapter::{held_back, refused};
use crate::entries::{consent, custom, field_error, invalid, language};
use crate::object::{Object, text_at};
use crate::url::Endpoint;
use crate::{Adapter, Body, Call, Method, Request, Response, Target};

document! {
    /// A nation.
    pub(super) struct NationBuilder check = check; {
        /// The kind of backend.
        kind: String = String::new(),
        /// An access token of a user who may write people.
        token: String,
        /// The nation, e.g. `https://example.nationbuilder.com`.
        url: Endpoint,
    /// The consent that is a yes or no to emails. Who was not asked has not agreed.
        email_consent: Option<Identifier>,
        /// The consent that is a yes or no to text messages.
        sms_consent: Option<Identifier>,
        /// Attributes of its signups, by control; only what is named here is sent beside the person.
        map: Values,
    }
}
object!(NationBuilder);

fn check(nation: &mut NationBuilder, reader: &mut Reader) {
    if nation.token.trim().is_empty() {
        reader.error_at("token", "must be the secret itself, and not empty");
    }
}

/// Our names for what is known of a person, and its own.
const NAMES: &[(&str, &str)] = &[
    ("given_name", "first_name"),
    ("family_name", "last_name"),
    ("email", "email"),
    ("phone", "mobile_number"),
];

impl NationBuilder {
    fn attributes(&self, submission: &Submission) -> Object {
        let mut attributes = Object::default();
        for (ours, theirs) in NAMES {
            attributes.text(theirs, submission.values.get(ours));
        }
        attributes.text("language", language(&submission.locale));
        // Without a word of ours, a new person's would be a yes.
        let agreed = consent(submission, self.email_consent.as_deref());
        attributes.put("email_opt_in", (agreed == Some(true)).into());
        if let Some(yes) = consent(submission, self.sms_consent.as_deref()) {
            attributes.put("mobile_opt_in", yes.into());
        }
        let known: Vec<&str> = submission.values.iter().map(|(name, _)| name).collect();
        for (name, value) in custom(submission, &self.map, &known).iter() {
            attributes.text(name, value);
        }
        attributes
    }
}

impl Adapter for NationBuilder {
    fn submit(&self, _: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        if submission.test {
            return held_back();
        }
        let mut data = Object::default();
        data.text("type", "signups");
        data.nest("attributes", self.attributes(submission));
        let mut body = Object::default();
        body.nest("data", data);
        let url = self.url.at(&["/api/v2/signups/push"]);
        let text = Value::from(body).to_string();
        let mut request = Request::new(Method::Patch, url, Body::Text("application/vnd.api+json", text));
        request.headers.push(("authorization", ["Bearer ", &self.token].concat()));
        request.headers.push(("accept", "application/vnd.api+json".into()));
        Call::Send(request)
    }

    fn heard(&self, _: &Target<'_>, _: &Submission, _: u32, response: &Response) -> Call<Outcome> {
        let id = response.body.get("data").map(|data| text_at(data, "id")).filter(|id| !id.is_empty());
        let outcome = match (response.status, id) {
            (200..=299, Some(id)) => Outcome::Confirmed(Some(Receipt {
                submission_id: id.to_owned(),
                recorded_at: String::new(),
                manage_url: None,
                rsvp: OfEvents::default(),
            })),
            (400 | 422, _) => self.errors(&response.body),
            _ => refused(response),
        };
        Call::Answer(outcome, 0)
    }
}

impl NationBuilder {
    /// The errors of JSON:API 1.1 (§ Error Objects).
    fn errors(&self, body: &Value) -> Outcome {
        let errors = body.get("errors").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let said = |error: &Value| {
            let detail = text_at(error, "detail");
            if detail.is_empty() { text_at(error, "title").to_owned() } else { detail.to_owned() }
        };
        let field = |error: &Value| {
            let name = text_at(error.get("source")?, "pointer").rsplit('/').next()?.to_owned();
            let ours = NAMES.iter().find(|(_, theirs)| *theirs == name).map_or(&*name, |(ours, _)| ours);
            (!name.is_empty()).then(|| field_error(&self.map, ours, &said(error)))
        };
        let fields = errors.iter().filter_map(field).collect();
        invalid(fields, &errors.first().map(said).unwrap_or_default())
    }
}
