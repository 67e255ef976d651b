//! What a submission holds, under the names of whoever takes it.

use rungs_model::{Answer, ErrorCode, FieldError, Outcome, Submission, Values};

use crate::Call;
use crate::words::{cut, meaning};

/// What stands under a name, which may be empty: in a mapping that says that this is not to be sent.
pub(crate) fn entry<'v>(values: &'v Values, name: &str) -> Option<&'v str> {
    values.iter().find(|(known, _)| *known == name).map(|(_, text)| text)
}

/// What was answered to a consent; none if that was not asked.
pub(crate) fn consent(submission: &Submission, id: &str) -> Option<bool> {
    let answer = submission.consents.iter().find(|consent| *consent.id == *id)?.answer;
    (answer != Answer::Notice).then_some(answer == Answer::Yes)
}

/// The answers to invitations: key and reply.
pub(crate) fn replies(submission: &Submission) -> Vec<(&str, &str)> {
    let replies = submission.values.iter().filter(|_| cfg!(feature = "events"));
    replies.filter_map(|(name, value)| Some((name.strip_prefix("rsvp.")?, value))).collect()
}

/// Refused for one field.
pub(crate) fn invalid(field: String, code: ErrorCode) -> Outcome {
    Outcome::Invalid { fields: vec![FieldError { field, code }], form: None }
}

/// Refuses all but one reply, which must be in the table; gives what that means.
#[allow(clippy::result_large_err, reason = "it is made once for a submission")]
pub(crate) fn one_reply(submission: &Submission, table: &'static str) -> Result<&'static str, Call<Outcome>> {
    let (key, code) = match &replies(submission)[..] {
        [(key, reply)] => match meaning(table, reply) {
            Some(meaning) => return Ok(meaning),
            None => (*key, ErrorCode::Option),
        },
        [_, (key, _), ..] => (*key, ErrorCode::TooMany(1.into())),
        [] => ("", ErrorCode::Required),
    };
    Err(Call::Answer(invalid(["rsvp.", key].concat(), code), 0))
}

/// The language of a tag, e.g. `de` of `de-AT`.
pub(crate) fn language(tag: &str) -> &str {
    cut(tag, b'-').0
}

/// Another letter for each that is not fine.
pub(crate) fn spelt(text: &str, is_fine: fn(char) -> bool, other: char) -> String {
    let mut spelt = String::new();
    for letter in text.chars() {
        spelt.push(if is_fine(letter) { letter } else { other });
    }
    spelt
}
