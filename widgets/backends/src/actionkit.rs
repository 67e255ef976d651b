//! `ActionKit`'s action endpoint, which takes anyone; CORS only where its settings list the site.

use rungs_model::{Outcome, State, Submission, Values};

use crate::adapter::{not_told, post, refused};
use crate::complaints;
use crate::options::{Keys, Options};
use crate::proca::counted;
use crate::sheet::{Sheet, at, object};
use crate::url::{below, encode, urlencoded};
use crate::words::{cut, take};
use crate::{Body, Call, Response};

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

pub(crate) fn submit(options: &Options, submission: &Submission) -> Call<Outcome> {
    // Whoever acts may be subscribed to the lists of the page.
    let sheet = Sheet::of(options, submission);
    if sheet.has_unsaid_no() {
        return not_told();
    }
    let mut fields = Values::default();
    // Left out, it becomes restful_api.
    fields.set("source", "website".into());
    fields.set("page", options.text("page").into());
    sheet.pairs(&mut fields, NAMES, "action_", "$yes|=1", "$no|=0");
    let opaque = options.is("cors", false);
    let body = if opaque { urlencoded(&fields) } else { Body::Json(object(&fields)) };
    let mut request = post(below(options.text("url"), &["/rest/v1/action/"]), body);
    request.opaque = opaque;
    Call::Send(request)
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
    let (mut rest, mut sought) = (text, "total actions");
    while !sought.is_empty() {
        if rest.is_empty() {
            return None;
        }
        take(&mut rest, b'"');
        if take(&mut rest, b'"') == cut(sought, b' ').0 {
            take(&mut sought, b' ');
        }
    }
    let mut count = None;
    for letter in cut(rest, b':').1.trim_start().chars() {
        let Some(digit) = letter.to_digit(10) else { break };
        count = Some(count.unwrap_or_default() * 10.0 + f64::from(digit));
    }
    counted(count?)
}
