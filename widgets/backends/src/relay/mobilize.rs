//! Mobilize: attendances at an event's time slots (mobilizeamerica/api @ 1025d0f).

use rungs_model::document::{Identifier, OfEvents, Reader};
use rungs_model::{ErrorCode, FieldError, Outcome, Receipt, Submission, Values, document, object};
use serde_json::Value;

use crate::adapter::{held_back, refused};
use crate::entries::{consent, field_error, invalid, mapped, replies};
use crate::object::{Object, text_at};
use crate::url::Endpoint;
use crate::{Adapter, Body, Call, Method, Request, Response, Target};

document! {
    /// An event of an organisation at Mobilize.
    pub(super) struct Mobilize check = check; {
        /// The kind of backend.
        kind: String = String::new(),
        /// The organisation's key.
        key: String,
        /// The number of the organisation.
        organization: u32,
        /// The number of the event.
        event: u32,
        /// The number of the time slot there, by the key of each occurrence, e.g. `{"canvass.2026-05-01": "812"}`.
        timeslots: Values,
        /// Where its API lies.
        url: Endpoint = Endpoint(String::from("https://api.mobilize.us/v1")),
        /// The consent that is a yes or no to text messages of the campaign.
        sms_consent: Option<Identifier>,
        /// The consent that is a yes or no to reminders by text message.
        reminder_consent: Option<Identifier>,
    }
}
object!(Mobilize);

fn check(mobilize: &mut Mobilize, reader: &mut Reader) {
    if mobilize.key.trim().is_empty() {
        reader.error_at("key", "must be the secret itself, and not empty");
    }
    if mobilize.timeslots.iter().next().is_none() {
        reader.error_at("timeslots", "must name the time slot of each occurrence");
    }
    if mobilize.timeslots.iter().any(|(_, slot)| slot.parse::<u64>().is_err()) {
        reader.error_at("timeslots", "must be numbers, written as strings");
    }
}

impl Mobilize {
    /// The time slots of everything that someone comes to. A no has no place there.
    fn slots(&self, submission: &Submission) -> Result<Vec<Value>, Outcome> {
        let mut slots = Vec::new();
        for (key, reply) in replies(submission) {
            let wrong = |code| invalid(vec![FieldError { field: ["rsvp.", key].concat(), code }], "");
            if reply != "yes" {
                return Err(wrong(ErrorCode::Option));
            }
            let slot = mapped(&self.timeslots, key).and_then(|slot| slot.parse::<u64>().ok());
            let Some(slot) = slot else { return Err(Outcome::Failed { retryable: false }) };
            let mut object = Object::default();
            object.put("timeslot_id", slot.into());
            slots.push(object.into());
        }
        if slots.is_empty() { Err(Outcome::Failed { retryable: false }) } else { Ok(slots) }
    }

    /// Left out, texts would be agreed to: who was not asked has not.
    fn opt_in(submission: &Submission, id: Option<&Identifier>) -> &'static str {
        match consent(submission, id.map(|id| &**id)) {
            Some(true) => "OPT_IN",
            Some(false) => "OPT_OUT",
            None => "UNSPECIFIED",
        }
    }

    fn body(&self, submission: &Submission, slots: Vec<Value>) -> Value {
        let value = |name| submission.values.get(name);
        let mut person = Object::default();
        person.text("given_name", value("given_name"));
        person.text("family_name", value("family_name"));
        person.text("email_address", value("email"));
        // Must be there, and may be empty.
        person.put("phone_number", value("phone").into());
        person.text("postal_code", value("postal_code"));
        let mut referrer = Object::default();
        let from = |name| submission.attribution.get(name);
        referrer.text("utm_source", submission.source.as_deref().unwrap_or_default());
        for name in ["utm_medium", "utm_campaign", "utm_term", "utm_content"] {
            referrer.text(name, from(name));
        }
        referrer.text("url", submission.page.as_deref().unwrap_or_default());
        let mut body = Object::default();
        body.nest("person", person);
        body.text("sms_opt_in", Self::opt_in(submission, self.sms_consent.as_ref()));
        body.text("transactional_sms_opt_in", Self::opt_in(submission, self.reminder_consent.as_ref()));
        body.put("timeslots", Value::Array(slots));
        body.nest("referrer", referrer);
        body.into()
    }
}

impl Adapter for Mobilize {
    fn submit(&self, _: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        if submission.test {
            return held_back();
        }
        let slots = match self.slots(submission) {
            Ok(slots) => slots,
            Err(outcome) => return Call::Answer(outcome, 0),
        };
        let (organization, event) = (self.organization.to_string(), self.event.to_string());
        let url = self.url.at(&["/organizations/", &organization, "/events/", &event, "/attendances"]);
        let mut request = Request::new(Method::Post, url, Body::Json(self.body(submission, slots)));
        request.headers.push(("authorization", ["Bearer ", &self.key].concat()));
        Call::Send(request)
    }

    fn heard(&self, _: &Target<'_>, _: &Submission, _: u32, response: &Response) -> Call<Outcome> {
        let data = response.body.get("data");
        let first = data.and_then(|data| data.as_array()?.first()).or(data.filter(|data| data.is_object()));
        let outcome = match (response.status, first) {
            (200..=299, Some(attendance)) => {
                let id = attendance.get("id").and_then(Value::as_u64).map(|id| id.to_string());
                let receipt = Receipt {
                    submission_id: id.unwrap_or_default(),
                    recorded_at: String::new(),
                    manage_url: None,
                    rsvp: OfEvents::default(),
                };
                Outcome::Confirmed(Some(receipt))
            }
            (400 | 422, _) => errors(&response.body),
            _ => refused(response),
        };
        Call::Answer(outcome, 0)
    }
}

/// `{"error":{"field":{"0":["msg"]}}}`, and fields within fields.
fn errors(body: &Value) -> Outcome {
    let mut fields = Vec::new();
    if let Some(Value::Object(error)) = body.get("error") {
        for (name, said) in error {
            collect(name, said, &mut fields);
        }
    }
    invalid(fields, text_at(body, "error"))
}

fn collect(name: &str, said: &Value, fields: &mut Vec<FieldError>) {
    match said {
        Value::String(text) => fields.push(field_error(&Values::default(), name, text)),
        Value::Array(items) => items.iter().take(1).for_each(|item| collect(name, item, fields)),
        Value::Object(map) => {
            for (key, inner) in map {
                let own = key.bytes().all(|byte| byte.is_ascii_digit());
                collect(if own { name } else { key }, inner, fields);
            }
        }
        _ => {}
    }
}
