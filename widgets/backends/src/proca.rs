//! Proca: a GraphQL mutation that says whether it recorded, and what is wrong with which field.

use rungs_model::document::{Decode as _, Identifier, read};
use rungs_model::{Count, Outcome, State, Submission, Values, document, object};
use serde_json::Value;

use crate::adapter::refused;
use crate::entries::{PERSON, consent, custom, field_error, invalid};
use crate::object::{Object, as_json, text_at};
use crate::url::{Endpoint, encode};
use crate::{Adapter, Body, Call, Method, Request, Response, Target};

document! {
    /// An action page of Proca.
    pub(crate) struct Proca {
        /// The kind of backend.
        kind: String = String::new(),
        /// The number of the action page.
        action_page: u32,
        /// Where its API lies.
        url: Endpoint = Endpoint(String::from("https://api.proca.app/api")),
        /// The type of the action; by the kind of widget if missing.
        action_type: Option<String>,
        /// The consent that is a yes or no to being contacted.
        opt_in: Option<Identifier>,
        /// The consent that is a yes or no to being contacted by the lead organisation.
        lead_opt_in: Option<Identifier>,
        /// Whether people confirm by a link in an email before they count.
        double_opt_in: bool = false,
        /// Whether the count of the campaign is shown.
        counts: bool = true,
        /// Other names of custom fields, by control; an empty name is not sent.
        map: Values,
    }
}
object!(Proca);

/// Someone new, with what they did.
const CONTACT: &str = "mutation addActionContact($action:ActionInput!,$contact:ContactInput!,$privacy:ConsentInput!,$contactRef:ID,$actionPage:Int!,$tracking:TrackingInput){addActionContact(actionPageId:$actionPage,action:$action,contactRef:$contactRef,contact:$contact,privacy:$privacy,tracking:$tracking){contactRef,firstName}}";
/// What someone did of whom nothing is known.
const ACTION: &str = "mutation addAction($action:ActionInput!,$contactRef:ID!,$actionPage:Int!,$tracking:TrackingInput){addAction(actionPageId:$actionPage,action:$action,contactRef:$contactRef,tracking:$tracking){contactRef}}";
/// Asked by GET, so that it can be cached.
const COUNT: &str =
    "query getCount($actionPage:Int!){actionPage(id:$actionPage){campaign{stats{supporterCount}}}}";

/// Our names for what is known of a person, and those of `ContactInput`.
const CONTACT_NAMES: &[(&str, &str)] =
    &[("given_name", "firstName"), ("family_name", "lastName"), ("email", "email"), ("phone", "phone")];
/// The same for `AddressInput`.
const ADDRESS_NAMES: &[(&str, &str)] = &[
    ("country", "country"),
    ("postal_code", "postcode"),
    ("locality", "locality"),
    ("region", "region"),
    ("street_address", "street"),
];

impl Proca {
    fn request(&self, to: &Target<'_>, submission: &Submission) -> Request {
        let value = |name| submission.values.get(name);
        let mut variables = Object::default();
        variables.put("actionPage", self.action_page.into());
        let mut action = Object::default();
        let by_kind = to.kind.as_str();
        action.text("actionType", self.action_type.as_deref().unwrap_or(by_kind));
        action.text("customFields", &as_json(&custom(submission, &self.map, PERSON)));
        action.put("testing", submission.test.into());
        variables.nest("action", action);
        variables.nest("tracking", tracking(submission));
        // Both are needed there for a contact.
        let known = !value("email").is_empty() && !value("given_name").is_empty();
        if known {
            variables.nest("contact", contact(submission));
            variables.put("privacy", self.privacy(submission).into());
        } else {
            variables.text("contactRef", &reference(&submission.submission_id));
        }
        let mut body = Object::default();
        body.text("query", if known { CONTACT } else { ACTION });
        body.text("operationName", if known { "addActionContact" } else { "addAction" });
        body.nest("variables", variables);
        let url = [&self.url.0, "?id=", &self.action_page.to_string()].concat();
        let mut request = Request::new(Method::Post, url, Body::Json(body.into()));
        request.headers.push(("accept", "application/json".into()));
        request
    }

    /// What was not asked is left out; a no is a no.
    fn privacy(&self, submission: &Submission) -> Object {
        let mut privacy = Object::default();
        for (key, id) in [("optIn", &self.opt_in), ("leadOptIn", &self.lead_opt_in)] {
            if let Some(yes) = consent(submission, id.as_deref()) {
                privacy.put(key, yes.into());
            }
        }
        privacy
    }
}

fn contact(submission: &Submission) -> Object {
    let put = |names: &[(&str, &str)]| {
        let mut object = Object::default();
        names.iter().for_each(|(ours, theirs)| object.text(theirs, submission.values.get(ours)));
        object
    };
    let mut contact = put(CONTACT_NAMES);
    contact.nest("address", put(ADDRESS_NAMES));
    contact
}

fn tracking(submission: &Submission) -> Object {
    let from = |name: &str| submission.attribution.get(name);
    let mut tracking = Object::default();
    // `TrackingInput` wants these three whenever it is there.
    let source = submission.source.as_deref().or(submission.referrer.as_deref()).unwrap_or("unknown");
    let or_unknown = |text: &str| if text.is_empty() { "unknown".to_owned() } else { text.to_owned() };
    tracking.put("source", or_unknown(source).into());
    tracking.put("medium", or_unknown(from("utm_medium")).into());
    tracking.put("campaign", or_unknown(from("utm_campaign")).into());
    tracking.text("content", from("utm_content"));
    tracking.text("location", submission.page.as_deref().unwrap_or_default());
    tracking
}

/// A reference in Proca's form, 32 bytes in base64url, that is the same for every retry.
fn reference(id: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // 32 hexadecimal digits are as good as any 32 bytes.
    let bytes: Vec<u8> = id.bytes().filter(|byte| *byte != b'-').collect();
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let (mut bits, length) = (0_u32, chunk.len());
        chunk.iter().for_each(|byte| bits = bits << 8 | u32::from(*byte));
        bits <<= 8 * (3 - length);
        for place in 0..=length {
            let index = (bits >> (18 - 6 * place) & 63) as usize;
            text.push(DIGITS.get(index).copied().unwrap_or(b'A').into());
        }
    }
    text
}

impl Adapter for Proca {
    fn submit(&self, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
        Call::Send(self.request(to, submission))
    }

    fn heard(&self, _: &Target<'_>, _: &Submission, _: u32, response: &Response) -> Call<Outcome> {
        let body = &response.body;
        let reference = |name| body.get("data").and_then(|data| data.get(name)?.get("contactRef")?.as_str());
        let errors = body.get("errors").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let outcome = if response.status != 200 {
            refused(response)
        } else if !errors.is_empty() {
            let last = |error: &Value| Some(error.get("path")?.as_array()?.last()?.as_str()?.to_owned());
            // What is no field is an operation, or one of its arguments.
            let is_field = |name: &String| !name.starts_with("add") && name != "action" && name != "contact";
            let field = |error: &Value| {
                let name = last(error).filter(is_field)?;
                Some(field_error(&self.map, &name, text_at(error, "message")))
            };
            let fields: Vec<_> = errors.iter().filter_map(field).collect();
            invalid(fields, errors.first().map_or("", |error| text_at(error, "message")))
        } else if reference("addActionContact").or_else(|| reference("addAction")).is_none() {
            refused(response)
        } else if self.double_opt_in {
            Outcome::AwaitingConfirmation
        } else {
            Outcome::Confirmed(None)
        };
        Call::Answer(outcome, 0)
    }

    fn state(&self) -> Call<Option<State>> {
        if !self.counts {
            return Call::Answer(None, 0);
        }
        let mut url = [&self.url.0, "?query="].concat();
        encode(&mut url, COUNT);
        url.push_str("&variables=");
        encode(&mut url, &["{\"actionPage\":", &self.action_page.to_string(), "}"].concat());
        Call::Send(Request::new(Method::Get, url, Body::Empty))
    }

    fn read_state(&self, response: &Response) -> Option<State> {
        let stats = response.body.get("data")?.get("actionPage")?.get("campaign")?.get("stats")?;
        counted(stats.get("supporterCount")?)
    }
}

/// A state of which only the count is known.
pub(crate) fn counted(count: &Value) -> Option<State> {
    let (count, _) = read::<Count>(count, "").ok()?;
    Some(State { count, ..State::blank() })
}
