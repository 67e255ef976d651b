//! `NationBuilder`, version 2 of its API (JSON:API): people are pushed, so that who is known is updated.

use rungs_model::document::{Decode as _, Identifier, Reader};
use rungs_model::{Outcome, Receipt, Submission, Values, document, object};
use serde_json::Value;

use crate::adapter::{held_back, refused};
use crate::complaints;
use crate::endpoint::Endpoint;
use crate::entries::{consent, language};
use crate::options::Options;
use crate::sheet::{Lines, Sheet, at, text_at};
use crate::url::below;
use crate::{Adapter, Body, Call, Hears, Method, Request, Response, Target};

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

const LINES: Lines = "data/attributes/first_name given_name\n\
    data/attributes/last_name family_name\n\
    data/attributes/email email\n\
    data/attributes/mobile_number phone\n\
    data/attributes/language ~language";

impl NationBuilder {
    fn body(&self, submission: &Submission) -> Value {
        let options = Options::default();
        let mut sheet = Sheet::of(&options, submission);
        sheet.put("data/type", "signups".into());
        sheet.know("~language", language(&submission.locale));
        sheet.fill(LINES);
        let said = |id: &Option<Identifier>| consent(submission, id.as_deref().unwrap_or_default());
        let agreed = said(&self.email_consent) == Some(true);
        sheet.put("data/attributes/email_opt_in", agreed.into());
        if let Some(yes) = said(&self.sms_consent) {
            sheet.put("data/attributes/mobile_opt_in", yes.into());
        }
        let known: Vec<&str> = submission.values.iter().map(|(name, _)| name).collect();
        for (name, value) in sheet.custom(&self.map, &known.join(" ")).iter() {
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
            (400 | 422, _) => complaints::refusal(&self.map, at(&response.body, "errors")),
            _ => refused(response),
        };
        Call::Answer(outcome, 0)
    }

    /// It is told of people, and of nothing that they do.
    fn tells_waiting(&self) -> bool {
        true
    }

    fn hears(&self) -> Hears {
        Hears::Nothing
    }
}
