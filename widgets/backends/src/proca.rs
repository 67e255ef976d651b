//! Proca: a GraphQL mutation that says whether it recorded, and what is wrong with which field.

use rungs_model::document::{Decode as _, read};
use rungs_model::{Count, Outcome, State, Submission, Values};
use serde_json::Value;

use crate::adapter::refused;
use crate::complaints;
use crate::entries::{consent, custom};
use crate::options::{Keys, Options};
use crate::sheet::{Line, Sheet, as_json};
use crate::url::encode;
use crate::{Body, Call, Method, Request, Response, Returned, Target};

pub(crate) const KEYS: Keys = &[
    ("action_page", true),
    ("url", false),
    ("action_type", false),
    ("email_consent", false),
    ("lead_consent", false),
    ("double_opt_in", false),
    ("counts", false),
    ("map", false),
];

/// Someone new, with what they did.
const CONTACT: &str = "mutation addActionContact($action:ActionInput!,$contact:ContactInput!,$privacy:ConsentInput!,$contactRef:ID,$actionPage:Int!,$tracking:TrackingInput){addActionContact(actionPageId:$actionPage,action:$action,contactRef:$contactRef,contact:$contact,privacy:$privacy,tracking:$tracking){contactRef,firstName}}";
/// What someone did of whom nothing is known.
const ACTION: &str = "mutation addAction($action:ActionInput!,$contactRef:ID!,$actionPage:Int!,$tracking:TrackingInput){addAction(actionPageId:$actionPage,action:$action,contactRef:$contactRef,tracking:$tracking){contactRef}}";
/// Asked by GET, so that it can be cached.
const COUNT: &str =
    "query getCount($actionPage:Int!){actionPage(id:$actionPage){campaign{stats{supporterCount}}}}";

const CONTACT_LINES: &[Line] = &[
    ("variables/contact/firstName", "given_name"),
    ("variables/contact/lastName", "family_name"),
    ("variables/contact/email", "email"),
    ("variables/contact/phone", "phone"),
    ("variables/contact/address/country", "country"),
    ("variables/contact/address/postcode", "postal_code"),
    ("variables/contact/address/locality", "locality"),
    ("variables/contact/address/region", "region"),
    ("variables/contact/address/street", "street_address"),
];

/// `TrackingInput` wants the first three whenever it is there.
const TRACKING_LINES: &[Line] = &[
    ("variables/tracking/source", "~source"),
    ("variables/tracking/medium", "~medium"),
    ("variables/tracking/campaign", "~campaign"),
    ("variables/tracking/content", "utm_content"),
    ("variables/tracking/location", "page"),
];

fn url(options: &Options) -> &str {
    options.url.as_ref().map_or("https://api.proca.app/api", |url| &url.0)
}

fn number(options: &Options) -> String {
    options.action_page.unwrap_or_default().to_string()
}

/// A reference in Proca's form, 32 bytes in base64url, that is the same for every retry.
fn reference(id: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // 32 hexadecimal digits are as good as any 32 bytes.
    let bytes: Vec<u8> = id.bytes().filter(|byte| *byte != b'-').collect();
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let (mut bits, length) = (0_u32, chunk.len());
        for byte in chunk {
            bits = bits << 8 | u32::from(*byte);
        }
        bits <<= 8 * (3 - length);
        for place in 0..=length {
            let index = (bits >> (18 - 6 * place) & 63) as usize;
            text.push(DIGITS.get(index).copied().unwrap_or(b'A').into());
        }
    }
    text
}

pub(crate) fn submit(options: &Options, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
    let mut sheet = Sheet::of(submission);
    sheet.put("variables/actionPage", options.action_page.into());
    sheet.know("~type", options.action_type.as_deref().unwrap_or(to.kind.as_str()));
    sheet.know("~fields", &as_json(&custom(submission, &options.map, &[])));
    sheet.put("variables/action/testing", submission.test.into());
    for (known, names) in [
        ("~source", ["source", "referrer"]),
        ("~medium", ["utm_medium"; 2]),
        ("~campaign", ["utm_campaign"; 2]),
    ] {
        let text = names.map(|name| sheet.get(name)).into_iter().find(|text| !text.is_empty());
        let text = text.unwrap_or("unknown").to_owned();
        sheet.know(known, &text);
    }
    // Both are needed there for a contact.
    let is_known = !sheet.get("email").is_empty() && !sheet.get("given_name").is_empty();
    if is_known {
        sheet.know("~name", "addActionContact");
        sheet.know("~query", CONTACT);
        sheet.fill(CONTACT_LINES);
        // What was not asked is left out; a no is a no.
        sheet.put("variables/privacy", Value::Object(serde_json::Map::new()));
        for (path, id) in [
            ("variables/privacy/optIn", &options.email_consent),
            ("variables/privacy/leadOptIn", &options.lead_consent),
        ] {
            if let Some(yes) = consent(submission, id.as_deref()) {
                sheet.put(path, yes.into());
            }
        }
    } else {
        sheet.know("~name", "addAction");
        sheet.know("~query", ACTION);
        sheet.put("variables/contactRef", reference(&submission.submission_id).into());
    }
    sheet.fill(&[
        ("operationName", "~name"),
        ("query", "~query"),
        ("variables/action/actionType", "~type"),
        ("variables/action/customFields", "~fields"),
    ]);
    sheet.fill(TRACKING_LINES);
    let url = [url(options), "?id=", &number(options)].concat();
    let mut request = Request::new(Method::Post, url, Body::Json(sheet.into_body()));
    request.headers.push(("accept", "application/json".into()));
    Call::Send(request)
}

pub(crate) fn heard(options: &Options, response: &Response) -> Call<Outcome> {
    let body = &response.body;
    let reference = |name| body.get("data")?.get(name)?.get("contactRef")?.as_str();
    let errors = body.get("errors").filter(|errors| errors.as_array().is_some_and(|list| !list.is_empty()));
    let outcome = match errors {
        _ if response.status != 200 => refused(response),
        Some(errors) => complaints::refusal(&options.map, errors),
        None if reference("addActionContact").or_else(|| reference("addAction")).is_none() => {
            refused(response)
        }
        None if options.double_opt_in => Outcome::AwaitingConfirmation,
        None => Outcome::Confirmed(None),
    };
    Call::Answer(outcome, 0)
}

/// Its email links to `/link/s/<action>/accept/<contact>?doi=1`, which leads back with `proca_confirm=accept`; with
/// `reject` whoever did not act says so. `proca_doi` alone is about being written to, not about the action.
pub(crate) fn returned(options: &Options, address: &Values) -> Option<Returned> {
    let accepted = options.double_opt_in && address.get("proca_confirm") == "accept";
    accepted.then_some(Returned { outcome: Outcome::Confirmed(None), prefix: "proca_" })
}

pub(crate) fn state(options: &Options) -> Call<Option<State>> {
    if options.counts == Some(false) {
        return Call::Answer(None, 0);
    }
    let mut url = [url(options), "?query="].concat();
    encode(&mut url, COUNT);
    url.push_str("&variables=");
    encode(&mut url, &["{\"actionPage\":", &number(options), "}"].concat());
    Call::Send(Request::new(Method::Get, url, Body::Empty))
}

pub(crate) fn read_state(response: &Response) -> Option<State> {
    let stats = response.body.get("data")?.get("actionPage")?.get("campaign")?.get("stats")?;
    counted(stats.get("supporterCount")?)
}

/// A state of which only the count is known.
pub(crate) fn counted(count: &Value) -> Option<State> {
    let (count, _) = read::<Count>(count, "").ok()?;
    Some(State { count, ..State::blank() })
}
