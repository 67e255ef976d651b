//! What a submission holds, under the names of whoever takes it.

use rungs_model::{Answer, ErrorCode, FieldError, Outcome, Submission, Values};

use crate::Call;

/// What is known of the person, and has a place of its own in most systems.
const PERSON: &[&str] = &[
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
pub(crate) fn custom(submission: &Submission, map: &Values, also: &[&str]) -> Values {
    let mut custom = Values::default();
    let mut keep = |theirs: &str, value: &str| {
        if !theirs.is_empty() {
            custom.set(theirs, value.into());
        }
    };
    for (name, value) in submission.values.iter() {
        match mapped(map, name) {
            Some(theirs) => keep(theirs, value),
            None if PERSON.contains(&name) || also.contains(&name) => {}
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
#[allow(clippy::result_large_err, reason = "it is made once for a submission")]
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

/// How a submission is written as pairs of name and text.
pub(crate) struct Pairs<'p> {
    /// Our names for what is known of a person, and theirs.
    pub(crate) names: &'p [(&'p str, &'p str)],
    /// What stands before any other name. With it, consents and language are sent only where the mapping names them.
    pub(crate) prefix: &'p str,
    /// What a yes and a no to a consent are sent as; an empty one is not.
    pub(crate) yes: &'p str,
    pub(crate) no: &'p str,
    pub(crate) map: &'p Values,
}

impl Pairs<'_> {
    pub(crate) fn of(&self, submission: &Submission) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let around = circumstances(submission);
        for (name, value) in submission.values.iter().chain(around.iter()) {
            let is_consent = name.starts_with("consent.");
            let known =
                self.names.iter().find(|(ours, _)| *ours == name).map(|(_, theirs)| (*theirs).to_owned());
            let unnamed = !self.prefix.is_empty() && (is_consent || name == "locale");
            let own = || match unnamed {
                true => String::new(),
                // A dot means something else in most languages of servers.
                false if !self.prefix.is_empty() => [self.prefix, &name.replace('.', "_")].concat(),
                false => name.to_owned(),
            };
            let theirs = mapped(self.map, name).map(str::to_owned).or(known).unwrap_or_else(own);
            let said = match value {
                "yes" if is_consent => self.yes,
                "no" if is_consent => self.no,
                _ => value,
            };
            if !theirs.is_empty() && !said.is_empty() {
                pairs.push((theirs, said.to_owned()));
            }
        }
        pairs
    }
}
