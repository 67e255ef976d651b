//! Action Network, by the helper endpoints that its API opens to scripts without a key.
//!
//! It answers `200 {}` to everything, so that nothing is ever confirmed. Whoever is new is subscribed unless
//! they are unsubscribed already: a no is said before the action is recorded.

use rungs_model::document::Reader;
use rungs_model::{ErrorCode, Kind, Outcome, Submission};

use crate::adapter::refused;
use crate::entries::{consent, entry, invalid, language, one_reply, spelt};
use crate::options::{Keys, Options, said};
use crate::sheet::{Lines, Sheet, object};
use crate::words::{cut, meaning};
use crate::{Call, Response, Target};

pub(crate) const KEYS: Keys = "id:id \
    action:petitions|events|forms|surveys|people \
    event_campaign:id \
    url:url \
    email_consent:id \
    sms_consent:id \
    tell_no:person_first|with_action \
    country:text \
    tags:texts \
    boxes:texts \
    autoresponse:flag \
    map:names";

pub(crate) fn check(options: &Options, reader: &mut Reader) {
    if options.get("id").is_null() && options.text("action") != "people" {
        reader.error_at("id", said("is missing: the part after action_network: in the identifiers"));
    }
    check_consent(options, reader);
}

/// Without it everyone is treated as if they had said no.
pub(crate) fn check_consent(options: &Options, reader: &mut Reader) {
    // A page has nobody to tell.
    if cfg!(feature = "check") && options.get("email_consent").is_null() {
        reader.warn_at("email_consent", "is missing: until it names a consent, nobody new is subscribed");
    }
}

/// OSDI's person. What begins with `~` is made known by [`person`].
const PERSON: Lines = "person/given_name given_name\n\
    person/family_name family_name\n\
    person/email_addresses/0/address email\n\
    person/email_addresses/0/status ~status\n\
    person/phone_numbers/0/number ~number\n\
    person/phone_numbers/0/status ~texts\n\
    person/languages_spoken/0 ~language";

const ADDRESS: Lines = "person/postal_addresses/0/address_lines/+ street_address\n\
    person/postal_addresses/0/address_lines/+ address_line2\n\
    person/postal_addresses/0/locality locality\n\
    person/postal_addresses/0/region region\n\
    person/postal_addresses/0/postal_code postal_code\n\
    person/postal_addresses/0/country country|$country";

/// Begins a body with OSDI's person; with no status, what is known of their subscription stays.
pub(crate) fn person<'s>(options: &'s Options, submission: &'s Submission, status: &str) -> Sheet<'s> {
    let mut sheet = Sheet::of(options, submission);
    if !submission.values.get("email").is_empty() {
        sheet.know("~status", status);
    }
    // Digits alone, as its examples have it.
    let number = submission.values.get("phone").trim_start_matches('+');
    sheet.know("~number", number);
    if !number.is_empty() && has_agreed(options, submission, "sms_consent") {
        sheet.know("~texts", "subscribed");
    }
    sheet.know("~language", language(&submission.locale));
    sheet.know("~source", &code(submission.source.as_deref()));
    sheet.know("~referrer", &code(submission.referrer.as_deref()));
    let page = submission.page.as_deref().unwrap_or_default();
    sheet.know("~website", cut(page, b':').1.strip_prefix("//").unwrap_or(page));
    sheet.fill(PERSON);
    // Without a country it would be taken for one in the United States, and is not sent.
    if !sheet.get("country|$country").is_empty() {
        sheet.fill(ADDRESS);
    }
    let mut fields = sheet.custom(&options.map, "comment");
    for name in options.list("boxes") {
        let name = name.as_str().unwrap_or_default();
        let ticked = matches!(submission.values.get(name), "yes" | "1");
        fields.set(entry(&options.map, name).unwrap_or(name), if ticked { "1" } else { "0" }.into());
    }
    if !fields.is_empty() {
        sheet.put("person/custom_fields", object(&fields));
    }
    sheet
}

/// Adds the tags that the options name.
pub(crate) fn tag(options: &Options, sheet: &mut Sheet<'_>) {
    for tag in options.list("tags") {
        sheet.put("add_tags/+", tag.as_str().into());
    }
}

/// Whether someone said yes to the consent that an option names.
pub(crate) fn has_agreed(options: &Options, submission: &Submission, key: &str) -> bool {
    consent(submission, options.text(key)) == Some(true)
}

/// A source code of letters, digits, `-` and `_` (its help, 203112559).
fn code(text: Option<&str>) -> String {
    let is_fine = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    spelt(text.unwrap_or_default().trim(), is_fine, '-')
}

/// What is taken: petitions, events and so on.
fn action(options: &Options, kind: Kind) -> &str {
    match kind {
        _ if !options.text("action").is_empty() => options.text("action"),
        Kind::Survey => "surveys",
        Kind::Rsvp => "events",
        _ => "petitions",
    }
}

fn send(options: &Options, action: &str, mut sheet: Sheet<'_>) -> Call<Outcome> {
    let base = options.get("url").as_str().unwrap_or("https://actionnetwork.org/api/v2");
    sheet.know("~base", base.trim_end_matches('/'));
    sheet.know("~action", action);
    let helper = "petitions signatures events attendances forms submissions surveys responses";
    let template = match meaning(helper, action) {
        None => "{{~base}}/people",
        Some(helper) => {
            sheet.know("~helper", helper);
            if action == "events" && !options.get("event_campaign").is_null() {
                "{{~base}}/event_campaigns/{{$event_campaign}}/{{~action}}/{{$id}}/{{~helper}}"
            } else {
                "{{~base}}/{{~action}}/{{$id}}/{{~helper}}"
            }
        }
    };
    Call::Send(sheet.post(template))
}

/// Whether the person goes before the action, to be there unsubscribed when it comes.
fn in_two(options: &Options, action: &str, submission: &Submission) -> bool {
    action != "people"
        && options.text("tell_no") != "with_action"
        && !submission.values.get("email").is_empty()
        && !has_agreed(options, submission, "email_consent")
}

/// The action itself.
fn record(options: &Options, action: &str, submission: &Submission) -> Call<Outcome> {
    let status = match has_agreed(options, submission, "email_consent") {
        true => "subscribed",
        false if in_two(options, action, submission) => "",
        false => "unsubscribed",
    };
    let mut sheet = person(options, submission, status);
    if let Some(enabled) = options.get("autoresponse").as_bool() {
        sheet.put("triggers/autoresponse/enabled", enabled.into());
    }
    if action == "petitions" {
        sheet.fill("comments comment");
    }
    tag(options, &mut sheet);
    sheet.fill(
        "action_network:referrer_data/source ~source\n\
        action_network:referrer_data/referrer ~referrer\n\
        action_network:referrer_data/website ~website",
    );
    send(options, action, sheet)
}

pub(crate) fn submit(options: &Options, to: &Target<'_>, submission: &Submission) -> Call<Outcome> {
    if submission.values.get("email").is_empty() && submission.values.get("phone").is_empty() {
        return Call::Answer(invalid("email".into(), ErrorCode::Required), 0);
    }
    let action = action(options, to.kind);
    // An attendance there is always a yes.
    if action == "events"
        && let Err(refusal) = one_reply(submission, "yes yes")
    {
        return refusal;
    }
    if in_two(options, action, submission) {
        return send(options, "people", person(options, submission, "unsubscribed"));
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
