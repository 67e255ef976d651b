//! Mobilize: attendances at an event's time slots (mobilizeamerica/api @ 1025d0f).

use rungs_model::document::{Decode as _, Identifier, Reader};
use rungs_model::{ErrorCode, FieldError, Outcome, Receipt, Submission, Values, document, object};
use serde_json::{Value, json};

use crate::adapter::{held_back, not_told, refused};
use crate::complaints;
use crate::endpoint::Endpoint;
use crate::entries::{consent, entry, replies};
use crate::options::Options;
use crate::sheet::{Lines, Sheet, at};
use crate::url::below;
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
    /// The time slots of everything that someone comes to; none where one of them is not named.
    fn slots(&self, submission: &Submission) -> Option<Vec<Value>> {
        let coming = replies(submission).into_iter().filter(|(_, reply)| *reply == "yes");
        coming
            .map(|(key, _)| {
                let slot = entry(&self.timeslots, key)?.parse::<u64>().ok()?;
                Some(json!({ "timeslot_id": slot }))
            })
            .collect()
    }

    /// Everything else that was answered has no place there, and keeps nothing else from being told.
    fn refusal(submission: &Submission) -> Option<Outcome> {
        let others = replies(submission).into_iter().filter(|(_, reply)| *reply != "yes");
        let field = |key| FieldError { field: ["rsvp.", key].concat(), code: ErrorCode::Option };
        let fields: Vec<FieldError> = others.map(|(key, _)| field(key)).collect();
        (!fields.is_empty()).then_some(Outcome::Invalid { fields, form: None })
    }

    /// Left out, texts would be agreed to: who was not asked has not.
    fn opt_in(submission: &Submission, id: Option<&Identifier>) -> &'static str {
        match consent(submission, id.map_or("", |id| id)) {
            Some(true) => "OPT_IN",
            Some(false) => "OPT_OUT",
            None => "UNSPECIFIED",
        }
    }

    fn body(&self, submission: &Submission, slots: Vec<Value>) -> Value {
        let options = Options::default();
        let mut sheet = Sheet::of(&options, submission);
        sheet.know("~texts", Self::opt_in(submission, self.sms_consent.as_ref()));
        sheet.know("~reminders", Self::opt_in(submission, self.reminder_consent.as_ref()));
        // Must be there, and may be empty.
        sheet.put("person/phone_number", submission.values.get("phone").into());
        sheet.fill(LINES);
        sheet.put("timeslots", Value::Array(slots));
        sheet.into_body()
    }
}

const LINES: Lines = "person/given_name given_name\n\
    person/family_name family_name\n\
    person/email_address email\n\
    person/postal_code postal_code\n\
    sms_opt_in ~texts\n\
    transactional_sms_opt_in ~reminders\n\
    referrer/utm_source source\n\
    referrer/utm_medium utm_medium\n\
    referrer/utm_campaign utm_campaign\n\
    referrer/utm_term utm_term\n\
    referrer/utm_content utm_content\n\
    referrer/url page";

impl Adapter for Mobilize {
    fn submit(&self, _: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        if submission.test {
            return held_back();
        }
        let slots = match self.slots(submission) {
            Some(slots) if !slots.is_empty() => slots,
            Some(_) => {
                return Self::refusal(submission).map_or_else(not_told, |refusal| Call::Answer(refusal, 0));
            }
            None => return not_told(),
        };
        let (organization, event) = (self.organization.to_string(), self.event.to_string());
        let url = below(&self.url.0, &["/organizations/", &organization, "/events/", &event, "/attendances"]);
        let mut request = Request::new(Method::Post, url, Body::Json(self.body(submission, slots)));
        request.headers.push(("authorization", ["Bearer ", &self.key].concat()));
        Call::Send(request)
    }

    fn heard(&self, _: &Target<'_>, submission: &Submission, _: u32, response: &Response) -> Call<Outcome> {
        let data = response.body.get("data");
        let first = data.and_then(|data| data.as_array()?.first()).or(data).filter(|first| first.is_object());
        let outcome = match (response.status, first) {
            (200..=299, Some(attendance)) => {
                let id = attendance.get("id").and_then(Value::as_u64).map(|id| id.to_string());
                let receipt = Receipt {
                    submission_id: id.unwrap_or_default(),
                    recorded_at: String::new(),
                    ..Receipt::blank()
                };
                Self::refusal(submission).unwrap_or(Outcome::Confirmed(Some(receipt)))
            }
            // `{"error":{"field":{"0":["msg"]}}}`, and fields within fields.
            (400 | 422, _) => complaints::refusal(&Values::default(), at(&response.body, "error")),
            _ => refused(response),
        };
        Call::Answer(outcome, 0)
    }
}
