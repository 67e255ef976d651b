//! `ActionKit`'s action endpoint, which takes anyone; CORS only where its settings list the site.

use rungs_model::{Outcome, State, Submission, Values};
use serde_json::Value;

use crate::adapter::{held_back, not_told, refused};
use crate::complaints;
use crate::entries::{Pairs, has_unsaid_no};
use crate::options::{Keys, Options};
use crate::proca::counted;
use crate::sheet::object;
use crate::url::{below, encode, urlencoded};
use crate::{Body, Call, Method, Request, Response};

pub(crate) const KEYS: Keys = &[
    ("url", true),
    ("page", true),
    ("cors", false),
    ("counts", false),
    ("with", false),
    ("yes", false),
    ("no", false),
    ("map", false),
];

/// Our names for what is known of a person, and its own.
const NAMES: &[(&str, &str)] = &[
    ("given_name", "first_name"),
    ("family_name", "last_name"),
    ("email", "email"),
    ("phone", "phone"),
    ("street_address", "address1"),
    ("address_line2", "address2"),
    ("postal_code", "zip"),
    ("locality", "city"),
    ("region", "state"),
    ("country", "country"),
    ("akid", "akid"),
    ("source", "source"),
];

fn page(options: &Options) -> &str {
    options.page.as_deref().unwrap_or_default()
}

fn cors(options: &Options) -> bool {
    options.cors != Some(false)
}

pub(crate) fn submit(options: &Options, submission: &Submission) -> Call<Outcome> {
    if submission.test {
        return held_back();
    }
    // Whoever acts may be subscribed to the lists of the page.
    if has_unsaid_no(submission, &options.map) {
        return not_told();
    }
    let pairs = Pairs {
        names: NAMES,
        prefix: "action_",
        yes: options.yes.as_deref().unwrap_or("1"),
        no: options.no.as_deref().unwrap_or("0"),
        map: &options.map,
    };
    // Left out, it becomes restful_api.
    let mut fields: Values = [("source".to_owned(), "website".to_owned())].into_iter().collect();
    fields.set("page", page(options).into());
    pairs.of(submission).into_iter().for_each(|(name, value)| fields.set(&name, value));
    options.with.iter().for_each(|(name, value)| fields.set(name, value.into()));
    let body = if cors(options) {
        Body::Json(object(&fields))
    } else {
        Body::Text("application/x-www-form-urlencoded", urlencoded(&fields))
    };
    let mut request = Request::new(Method::Post, below(options.url(), &["/rest/v1/action/"]), body);
    request.opaque = !cors(options);
    Call::Send(request)
}

pub(crate) fn heard(options: &Options, response: &Response) -> Call<Outcome> {
    let recorded =
        matches!(response.status, 200..=299) && response.body.get("action_id").is_some_and(Value::is_number);
    let outcome = match response.body.get("errors") {
        _ if recorded => Outcome::Confirmed(None),
        Some(errors) if matches!(response.status, 200..=299 | 400 | 422) => {
            complaints::refusal(&options.map, errors)
        }
        _ => refused(response),
    };
    Call::Answer(outcome, 0)
}

pub(crate) fn state(options: &Options) -> Call<Option<State>> {
    if options.counts != Some(true) || !cors(options) {
        return Call::Answer(None, 0);
    }
    let mut url = below(options.url(), &["/progress/?page="]);
    encode(&mut url, page(options));
    Call::Send(Request::new(Method::Get, url, Body::Empty))
}

/// It comes as a call with the JSON in brackets: `actionkit.forms.onProgressLoaded({"total":{"actions":5,…`.
pub(crate) fn read_state(response: &Response) -> Option<State> {
    let Some(text) = response.body.as_str() else {
        return counted(response.body.get("total")?.get("actions")?);
    };
    // A reader of JSON weighs 6 KB.
    let mut rest = text;
    for mark in ["\"total\"", "\"actions\"", ":"] {
        rest = rest.split_once(mark)?.1;
    }
    let number = rest.trim_start().split(|letter: char| !letter.is_ascii_digit()).next()?;
    counted(&Value::from(number.parse::<u32>().ok()?))
}
