//! Action Network, by the helper endpoints that its API opens to scripts without a key.
//!
//! It answers `200 {}` to everything, so that nothing is ever confirmed. Whoever is new is subscribed unless
//! they are unsubscribed already: a no is said before the action is recorded.

use rungs_model::document::Reader;
use rungs_model::{ErrorCode, FieldError, Kind, Outcome, Submission};

use crate::adapter::{held_back, refused};
use crate::entries::{code, consent, custom, language, mapped, one_reply};
use crate::options::{Action, Keys, Options, TellNo};
use crate::sheet::{Line, Sheet};
use crate::url::below;
use crate::{Body, Call, Method, Request, Response, Target};

pub(crate) const KEYS: Keys = &[
    ("id", false),
    ("action", false),
    ("event_campaign", false),
    ("url", false),
    ("email_consent", false),
    ("sms_consent", false),
    ("tell_no", false),
    ("country", false),
    ("tags", false),
    ("boxes", false),
    ("autoresponse", false),
    ("map", false),
];

pub(crate) fn check(options: &Options, reader: &mut Reader) {
    if options.id.is_none() && options.action != Some(Action::People) {
        reader.error_at("id", "is missing: the part after action_network: in the identifiers");
    }
    check_consent(options, reader);
}

/// Without it everyone is treated as if they had said no.
pub(crate) fn check_consent(options: &Options, reader: &mut Reader) {
    if options.email_consent.is_none() {
        reader.warn_at("email_consent", "is missing: until it names a consent, nobody new is subscribed");
    }
}

/// OSDI's person. What begins with `~` is made known by [`person`].
const PERSON: &[Line] = &[
    ("person/given_name", "given_name"),
    ("person/family_name", "family_name"),
    ("person/email_addresses/0/address", "email"),
    ("person/email_addresses/0/status", "~status"),
    ("person/phone_numbers/0/number", "~number"),
    ("person/phone_numbers/0/status", "~texts"),
    ("person/languages_spoken/0", "~language"),
];

const ADDRESS: &[Line] = &[
    ("person/postal_addresses/0/address_lines/+", "street_address"),
    ("person/postal_addresses/0/address_lines/+", "address_line2"),
    ("person/postal_addresses/0/locality", "locality"),
    ("person/postal_addresses/0/region", "region"),
    ("person/postal_addresses/0/postal_code", "postal_code"),
    ("person/postal_addresses/0/country", "country"),
];

/// Begins a body with OSDI's person; with no status, what is known of their subscription stays.
pub(crate) fn person(options: &Options, submission: &Submission, status: &str) -> Sheet {
    let mut sheet = Sheet::of(submission);
    if !submission.values.get("email").is_empty() {
        sheet.know("~status", status);
    }
    // Digits alone, as its examples have it.
    let number = submission.values.get("phone").trim_start_matches('+');
    sheet.know("~number", number);
    if !number.is_empty() && consent(submission, options.sms_consent.as_deref()) == Some(true) {
        sheet.know("~texts", "subscribed");
    }
    sheet.know("~language", language(&submission.locale));
    for (ours, text) in [("~source", &submission.source), ("~referrer", &submission.referrer)] {
        sheet.know(ours, &code(text.as_deref().unwrap_or_default()));
    }
    let page = submission.page.as_deref().unwrap_or_default();
    sheet.know("~website", page.split_once("://").map_or(page, |(_, rest)| rest));
    if let Some(country) = &options.country
        && sheet.get("country").is_empty()
    {
        sheet.know("country", country);
    }
    sheet.fill(PERSON);
    // Without a country it would be taken for one in the United States, and is not sent.
    if !sheet.get("country").is_empty() {
        sheet.fill(ADDRESS);
    }
    let mut fields = custom(submission, &options.map, &["comment"]);
    for name in &options.boxes {
        let ticked = matches!(submission.values.get(name), "yes" | "1");
        fields.set(mapped(&options.map, name).unwrap_or(name), if ticked { "1" } else { "0" }.into());
    }
    sheet.object("person/custom_fields", &fields);
    sheet
}

fn action(options: &Options, kind: Kind) -> Action {
    options.action.unwrap_or(match kind {
        Kind::Survey => Action::Surveys,
        Kind::Rsvp => Action::Events,
        _ => Action::Petitions,
    })
}

fn endpoint(options: &Options, action: Action) -> String {
    let base = options.url.as_ref().map_or("https://actionnetwork.org/api/v2", |url| &url.0);
    let helper = match action {
        Action::People => return below(base, &["/people"]),
        Action::Petitions => "/signatures",
        Action::Events => "/attendances",
        Action::Forms => "/submissions",
        Action::Surveys => "/responses",
    };
    let id = options.id.as_ref().map_or("", |id| id);
    let campaign = options.event_campaign.as_deref().filter(|_| action == Action::Events);
    let within = if campaign.is_some() { "/event_campaigns/" } else { "" };
    below(base, &[within, campaign.unwrap_or_default(), "/", action.as_str(), "/", id, helper])
}

fn post(url: String, sheet: Sheet) -> Call<Outcome> {
    Call::Send(Request::new(Method::Post, url, Body::Json(sheet.into_body())))
}

/// Whether the person goes before the action, to be there unsubscribed when it comes.
fn in_two(options: &Options, action: Action, submission: &Submission) -> bool {
    action != Action::People
        && options.tell_no == TellNo::First
        && !submission.values.get("email").is_empty()
        && consent(submission, options.email_consent.as_deref()) != Some(true)
}

/// The action itself.
fn record(options: &Options, action: Action, submission: &Submission) -> Call<Outcome> {
    let agreed = consent(submission, options.email_consent.as_deref()) == Some(true);
    let status = match agreed {
        true => "subscribed",
        false if in_two(options, action, submission) => "",
        false => "unsubscribed",
    };
    let mut sheet = person(options, submission, status);
    if let Some(enabled) = options.autoresponse {
        sheet.put("triggers/autoresponse/enabled", enabled.into());
    }
    if action == Action::Petitions {
        sheet.fill(&[("comments", "comment")]);
    }
    sheet.list("add_tags/+", &options.tags);
    sheet.fill(&[
        ("action_network:referrer_data/source", "~source"),
        ("action_network:referrer_data/referrer", "~referrer"),
        ("action_network:referrer_data/website", "~website"),
    ]);
    post(endpoint(options, action), sheet)
}

pub(crate) fn submit(options: &Options, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
    if submission.test {
        return held_back();
    }
    if submission.values.get("email").is_empty() && submission.values.get("phone").is_empty() {
        let email = FieldError { field: "email".into(), code: ErrorCode::Required };
        return Call::Answer(Outcome::Invalid { fields: vec![email], form: None }, 0);
    }
    let action = action(options, to.kind);
    // An attendance there is always a yes.
    if action == Action::Events
        && let Err(refusal) = one_reply(submission, &["yes"])
    {
        return refusal;
    }
    if in_two(options, action, submission) {
        return post(endpoint(options, Action::People), person(options, submission, "unsubscribed"));
    }
    record(options, action, submission)
}

pub(crate) fn heard(
    options: &Options,
    to: &Target<'_>,
    submission: &Submission,
    step: u32,
    response: &Response,
) -> Call<Outcome> {
    let action = action(options, to.kind);
    match matches!(response.status, 200..=299) && response.body.is_object() {
        true if step == 0 && in_two(options, action, submission) => record(options, action, submission),
        true => Call::Answer(Outcome::Sent, 0),
        false => Call::Answer(refused(response), 0),
    }
}
