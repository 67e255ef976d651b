//! `ActionKit`'s action endpoint, which takes anyone; CORS only where its settings list the site.

use rungs_model::{Outcome, State, Submission, Values};

use crate::adapter::{not_told, refused};
use crate::complaints;
use crate::entries::spelt;
use crate::options::{Keys, Options};
use crate::proca::counted;
use crate::sheet::{Sheet, at, is_consent};
use crate::url::{below, encode};
use crate::words::{meaning, take};
use crate::{Call, Response, form};

pub(crate) const KEYS: Keys =
    "url:url! page:text! cors:flag counts:flag with:names yes:text no:text map:names";

/// Our names for what is known of a person, and its own.
const NAMES: &str = "given_name first_name \
    family_name last_name \
    email email \
    phone phone \
    street_address address1 \
    address_line2 address2 \
    postal_code zip \
    locality city \
    region state \
    country country \
    akid akid \
    source source";

/// The parameter that its emails put into their links: it knows by it who follows one.
pub(crate) const AKID: &str = "akid";
/// Three numbers and six signs (`.3.jcWz_1` in its manual) are far shorter.
const LONGEST_AKID: usize = 64;

/// Letters, digits, dots, `-` and `_`.
fn is_akid(text: &str) -> bool {
    let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    text.len() <= LONGEST_AKID && text.bytes().all(is_fine)
}

/// The name of what the mapping does not name; none of consents and language.
fn own(name: &str) -> String {
    match meaning(NAMES, name) {
        Some(theirs) => theirs.into(),
        None if is_consent(name) || name == "locale" => String::new(),
        // A dot means something else in most languages of servers.
        None => ["action_", &spelt(name, |letter| letter != '.', '_')].concat(),
    }
}

pub(crate) fn submit(options: &Options, submission: &Submission) -> Call<Outcome> {
    let mut sheet = Sheet::of(options, submission);
    // It comes from the page's address, where anyone may write anything.
    if !is_akid(sheet.get(AKID)) {
        sheet.know(AKID, "");
    }
    // Whoever acts may be subscribed to the lists of the page.
    if sheet.unsaid_no().is_some() {
        return not_told();
    }
    let mut fields = Values::default();
    // Left out, it becomes restful_api.
    fields.set("source", "website".into());
    fields.set("page", options.text("page").into());
    sheet.collect(&mut fields, &options.map, &own, "$yes|=1", "$no|=0");
    let opaque = options.is("cors", false);
    form::send(options, below(options.text("url"), &["/rest/v1/action/"]), fields, !opaque, opaque)
}

/// Which name is missing, where that is why nothing is sent.
#[cfg(feature = "relay")]
pub(crate) fn lacks(options: &Options, submission: &Submission) -> Option<(&'static str, String)> {
    let sheet = Sheet::of(options, submission);
    let consent = sheet.unsaid_no()?;
    let remedy = "add the name that it has there, or an empty one if ActionKit need not know";
    Some(("map", format!("has no name for a no to {consent}, with which nothing is sent: {remedy}")))
}

pub(crate) fn heard(options: &Options, response: &Response) -> Outcome {
    let taken = matches!(response.status, 200..=299);
    let errors = at(&response.body, "errors");
    if taken && at(&response.body, "action_id").is_number() {
        return Outcome::Confirmed(None);
    }
    if !errors.is_null() && (taken || matches!(response.status, 400 | 422)) {
        return complaints::refusal(&options.map, errors);
    }
    refused(response)
}

/// How to ask for the count; none where it is not shown.
pub(crate) fn state(options: &Options) -> Option<String> {
    if !options.is("counts", true) || options.is("cors", false) {
        return None;
    }
    let mut url = below(options.text("url"), &["/progress/?page="]);
    encode(&mut url, options.text("page"));
    Some(url)
}

/// It comes as a call with the JSON in brackets: `actionkit.forms.onProgressLoaded({"total":{"actions":5,…`.
pub(crate) fn read_state(response: &Response) -> Option<State> {
    let Some(text) = response.body.as_str() else {
        return counted(at(&response.body, "total/actions").as_f64()?);
    };
    // A reader of JSON weighs 6 KB.
    let mut rest = text;
    for word in ["total", "actions"] {
        while take(&mut rest, b'"') != word {
            if rest.is_empty() {
                return None;
            }
        }
    }
    let mut count = None;
    for byte in rest.bytes() {
        match byte {
            b'0'..=b'9' => count = Some(count.unwrap_or_default() * 10.0 + f64::from(byte - b'0')),
            b':' | b' ' if count.is_none() => {}
            _ => break,
        }
    }
    counted(count?)
}
