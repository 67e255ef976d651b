//! Proca: a GraphQL mutation that says whether it recorded, and what is wrong with which field.

use rungs_model::{Outcome, State, Submission, Values};
use serde_json::{Map, Value};

use crate::adapter::refused;
use crate::complaints;
use crate::options::{Keys, Options};
use crate::rungs::state_in;
use crate::sheet::{Lines, Sheet, as_json, at, put};
use crate::url::encode;
use crate::{Call, Response, Target};

pub(crate) const KEYS: Keys = "action_page:number! \
    url:url \
    action_type:text \
    email_consent:id \
    lead_consent:id \
    double_opt_in:flag \
    counts:flag \
    map:names";

/// Asked by GET, so that it can be cached.
const COUNT: &str =
    "query getCount($actionPage:Int!){actionPage(id:$actionPage){campaign{stats{supporterCount}}}}";

/// Someone new, with what they did. What was not asked is left out; a no is a no.
const CONTACT: Lines = "variables/contact/firstName given_name\n\
    variables/contact/lastName family_name\n\
    variables/contact/email email\n\
    variables/contact/phone phone\n\
    variables/contact/address/country country\n\
    variables/contact/address/postcode postal_code\n\
    variables/contact/address/locality locality\n\
    variables/contact/address/region region\n\
    variables/contact/address/street street_address\n\
    variables/privacy/optIn ?email_consent\n\
    variables/privacy/leadOptIn ?lead_consent\n\
    operationName =addActionContact\n\
    query =mutation addActionContact($action:ActionInput!,$contact:ContactInput!,$privacy:ConsentInput!,$contactRef:ID,$actionPage:Int!,$tracking:TrackingInput){addActionContact(actionPageId:$actionPage,action:$action,contactRef:$contactRef,contact:$contact,privacy:$privacy,tracking:$tracking){contactRef,firstName}}";

/// What someone did of whom nothing is known.
const ACTION: Lines = "operationName =addAction\n\
    query =mutation addAction($action:ActionInput!,$contactRef:ID!,$actionPage:Int!,$tracking:TrackingInput){addAction(actionPageId:$actionPage,action:$action,contactRef:$contactRef,tracking:$tracking){contactRef}}";

/// Of whatever was done. `TrackingInput` wants its first three whenever it is there.
const LINES: Lines = "variables/action/actionType $action_type|~kind\n\
    variables/action/customFields ~fields\n\
    variables/tracking/source source|referrer|=unknown\n\
    variables/tracking/medium utm_medium|=unknown\n\
    variables/tracking/campaign utm_campaign|=unknown\n\
    variables/tracking/content utm_content\n\
    variables/tracking/location page";

fn number(options: &Options) -> u32 {
    options.get("action_page").as_f64().unwrap_or_default() as u32
}

/// A reference in Proca's form, 32 bytes in base64url, that is the same for every retry.
fn reference(id: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digit = |bits: u32| DIGITS[bits as usize % 64].into();
    let mut text = String::new();
    let (mut bits, mut length) = (0_u32, 0);
    // 32 hexadecimal digits are as good as any 32 bytes.
    for byte in id.bytes().filter(|byte| *byte != b'-') {
        (bits, length) = (bits << 8 | u32::from(byte), length + 8);
        while length >= 6 {
            length -= 6;
            text.push(digit(bits >> length));
        }
    }
    if length > 0 {
        text.push(digit(bits << (6 - length)));
    }
    text
}

pub(crate) fn submit(options: &Options, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
    let mut sheet = Sheet::of(options, submission);
    sheet.know("~fields", &as_json(&sheet.custom(&options.map, "")));
    sheet.know("~kind", to.kind.as_str());
    sheet.know("~page", &number(options).to_string());
    sheet.put("variables/actionPage", number(options).into());
    sheet.put("variables/action/testing", submission.test.into());
    // Both are needed there for a contact.
    if sheet.get("email").is_empty() || sheet.get("given_name").is_empty() {
        sheet.put("variables/contactRef", reference(&submission.submission_id).into());
        sheet.fill(ACTION);
    } else {
        sheet.put("variables/privacy", Value::Object(Map::new()));
        sheet.fill(CONTACT);
    }
    sheet.fill(LINES);
    let mut request = sheet.post("{{$url|=https://api.proca.app/api}}?id={{~page}}");
    request.headers.push(("accept", "application/json".into()));
    Call::Send(request)
}

pub(crate) fn heard(options: &Options, response: &Response) -> Outcome {
    let body = &response.body;
    let errors = at(body, "errors");
    if response.status == 200 && errors.as_array().is_some_and(|list| !list.is_empty()) {
        return complaints::refusal(&options.map, errors);
    }
    let is_recorded = |path| at(body, path).is_string();
    if response.status != 200
        || !is_recorded("data/addActionContact/contactRef") && !is_recorded("data/addAction/contactRef")
    {
        return refused(response);
    }
    if options.is("double_opt_in", true) { Outcome::AwaitingConfirmation } else { Outcome::Confirmed(None) }
}

/// Its email links to `/link/s/<action>/accept/<contact>?doi=1`, which leads back with `proca_confirm=accept`; with
/// `reject` whoever did not act says so. `proca_doi` alone is about being written to, not about the action.
pub(crate) fn returned(options: &Options, address: &Values) -> Option<&'static str> {
    let accepted = options.is("double_opt_in", true) && address.get("proca_confirm") == "accept";
    accepted.then_some("proca_")
}

/// How to ask for the count; none where it is not shown.
pub(crate) fn state(options: &Options) -> Option<String> {
    if options.is("counts", false) {
        return None;
    }
    let api = options.get("url").as_str().unwrap_or("https://api.proca.app/api");
    let mut url = [api, "?query="].concat();
    encode(&mut url, COUNT);
    Some([&url, "&variables=%7B%22actionPage%22%3A", &number(options).to_string(), "%7D"].concat())
}

pub(crate) fn read_state(response: &Response) -> Option<State> {
    counted(at(&response.body, "data/actionPage/campaign/stats/supporterCount").as_f64()?)
}

/// A state of which only the count is known.
pub(crate) fn counted(count: f64) -> Option<State> {
    let mut body = Value::Null;
    put(&mut body, "count", count.into());
    state_in(&body)
}
