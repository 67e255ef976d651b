//! What a submission holds, under the names of whoever takes it.

use rungs_model::{Answer, ErrorCode, FieldError, Outcome, Submission, Values};

use crate::Call;

/// Our name for a field, and what others call it: for errors, which come in any of these.
const ALIASES: &[(&str, &[&str])] = &[
    ("given_name", &["first_name", "firstName"]),
    ("family_name", &["last_name", "lastName"]),
    ("email", &["email_address", "email_addresses"]),
    ("phone", &["phone_number", "phone_numbers", "mobile_number"]),
    ("postal_code", &["zip", "postal", "postcode"]),
    ("locality", &["city"]),
    ("region", &["state"]),
    ("street_address", &["address1", "street"]),
];

/// What is known of the person, and has a place of its own in most systems.
pub(crate) const PERSON: &[&str] = &[
    "given_name",
    "family_name",
    "email",
    "phone",
    "street_address",
    "address_line2",
    "postal_code",
    "locality",
    "region",
    "country",
];

/// The other name that a mapping gives, empty where it says that this is not to be sent.
pub(crate) fn mapped<'m>(map: &'m Values, name: &str) -> Option<&'m str> {
    map.iter().find(|(ours, _)| *ours == name).map(|(_, theirs)| theirs)
}

/// What was answered to a consent; none if that was not asked.
pub(crate) fn consent(submission: &Submission, id: Option<&str>) -> Option<bool> {
    let answer = submission.consents.iter().find(|consent| Some(&*consent.id) == id)?.answer;
    (answer != Answer::Notice).then_some(answer == Answer::Yes)
}

/// What a submission holds beside what was entered: consents, and where it came from.
pub(crate) fn circumstances(submission: &Submission) -> Values {
    let mut all = Values::default();
    for answer in submission.consents.iter().filter(|answer| answer.answer != Answer::Notice) {
        all.set(&["consent.", &answer.id].concat(), answer.answer.as_str().into());
    }
    let own =
        [("source", &submission.source), ("referrer", &submission.referrer), ("page", &submission.page)];
    for (name, value) in own {
        if let Some(value) = value {
            all.set(name, value.clone());
        }
    }
    for (name, value) in submission.attribution.iter() {
        all.set(name, value.into());
    }
    all.set("locale", submission.locale.clone());
    all
}

/// What was entered beside `known`, under the names of the mapping; and of the circumstances what the mapping
/// names.
pub(crate) fn custom(submission: &Submission, map: &Values, known: &[&str]) -> Values {
    let mut custom = Values::default();
    let mut keep = |theirs: &str, value: &str| {
        if !theirs.is_empty() {
            custom.set(theirs, value.into());
        }
    };
    for (name, value) in submission.values.iter() {
        match mapped(map, name) {
            Some(theirs) => keep(theirs, value),
            None if known.contains(&name) => {}
            None => keep(name, value),
        }
    }
    for (name, value) in circumstances(submission).iter() {
        if let Some(theirs) = mapped(map, name) {
            keep(theirs, value);
        }
    }
    custom
}

/// A no that the mapping gives no place to. Where a backend takes whoever acts for someone who agrees, that
/// would be a silent yes.
pub(crate) fn has_unsaid_no(submission: &Submission, map: &Values) -> bool {
    submission.consents.iter().any(|consent| {
        consent.answer == Answer::No && mapped(map, &["consent.", &consent.id].concat()).is_none()
    })
}

/// The answers to invitations: key and reply.
pub(crate) fn replies(submission: &Submission) -> Vec<(&str, &str)> {
    let replies = submission.values.iter().filter(|_| cfg!(feature = "events"));
    replies.filter_map(|(name, value)| Some((name.strip_prefix("rsvp.")?, value))).collect()
}

/// Refuses all but one reply, which must be among `taken`; gives that one.
pub(crate) fn one_reply<'s>(submission: &'s Submission, taken: &[&str]) -> Result<&'s str, Call<Outcome>> {
    let wrong = |key: &str, code| {
        let fields = vec![FieldError { field: ["rsvp.", key].concat(), code }];
        Call::Answer(Outcome::Invalid { fields, form: None }, 0)
    };
    match &replies(submission)[..] {
        [(_, reply)] if taken.contains(reply) => Ok(reply),
        [(key, _)] => Err(wrong(key, ErrorCode::Option)),
        [_, (key, _), ..] => Err(wrong(key, ErrorCode::TooMany(1.into()))),
        [] => Err(wrong("", ErrorCode::Required)),
    }
}

/// Our control for what others call a field; and, from their words, what is wrong with it.
pub(crate) fn field_error(map: &Values, theirs: &str, message: &str) -> FieldError {
    let alias = ALIASES.iter().find(|(_, names)| names.contains(&theirs)).map(|(ours, _)| *ours);
    let field =
        map.iter().find(|(_, name)| *name == theirs).map(|(ours, _)| ours).or(alias).unwrap_or(theirs);
    let missing = ["blank", "required", "missing", "null"].iter().any(|word| message.contains(word));
    let code = match field {
        _ if missing => ErrorCode::Required,
        "email" => ErrorCode::Email,
        "phone" => ErrorCode::Phone,
        "postal_code" => ErrorCode::PostalCode,
        _ => ErrorCode::Other,
    };
    FieldError { field: field.into(), code }
}

/// Refused for what it says; without any field that is a failure.
pub(crate) fn invalid(fields: Vec<FieldError>, form: &str) -> Outcome {
    if fields.is_empty() && form.is_empty() {
        return Outcome::Failed { retryable: false };
    }
    Outcome::Invalid { fields, form: Some(form.to_owned()).filter(|form| !form.is_empty()) }
}

/// A source code of letters, digits, `-` and `_`, as Action Network wants it (its help, 203112559).
pub(crate) fn code(text: &str) -> String {
    let clean = |letter: char| {
        if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_') { letter } else { '-' }
    };
    text.trim().chars().map(clean).collect()
}

/// The language of a tag, e.g. `de` of `de-AT`.
pub(crate) fn language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}
