//! `NationBuilder`, version 2 of its API (JSON:API): people are pushed, so that who is known is updated.

use rungs_model::document::{Decode as _, Identifier, Reader};
use rungs_model::{Outcome, Receipt, Submission, Values, document, object};
use serde_json::Value;

use crate::adapter::{held_back, refused};
use crate::complaints;
use crate::entries::{consent, custom, language};
use crate::sheet::{Line, Sheet, text_at};
use crate::url::{Endpoint, below};
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

const LINES: &[Line] = &[
    ("data/attributes/first_name", "given_name"),
    ("data/attributes/last_name", "family_name"),
    ("data/attributes/email", "email"),
    ("data/attributes/mobile_number", "phone"),
    ("data/attributes/language", "~language"),
];

impl NationBuilder {
    fn body(&self, submission: &Submission) -> Value {
        let mut sheet = Sheet::of(submission);
        sheet.put("data/type", "signups".into());
        sheet.know("~language", language(&submission.locale));
        sheet.fill(LINES);
        let agreed = consent(submission, self.email_consent.as_deref()) == Some(true);
        sheet.put("data/attributes/email_opt_in", agreed.into());
        if let Some(yes) = consent(submission, self.sms_consent.as_deref()) {
            sheet.put("data/attributes/mobile_opt_in", yes.into());
        }
        let known: Vec<&str> = submission.values.iter().map(|(name, _)| name).collect();
        for (name, value) in custom(submission, &self.map, &known).iter() {
            sheet.put(&["data/attributes/", name].concat(), value.into());
        }
        sheet.into_body()
    }
}

impl Adapter for NationBuilder {
    fn submit(&self, _: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        if submission.test {
            return held_back();
        }
        let url = below(&self.url.0, &["/api/v2/signups/push"]);
        let text = self.body(submission).to_string();
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
                ..Receipt::blank()
            })),
            // The errors of JSON:API 1.1.
            (400 | 422, _) => {
                let errors = response.body.get("errors").unwrap_or(&Value::Null);
                complaints::refusal(&self.map, errors)
            }
            _ => refused(response),
        };
        Call::Answer(outcome, 0)
    }
}
