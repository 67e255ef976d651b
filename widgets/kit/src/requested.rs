//! What is said once someone asked for a call, or offered something: who is in touch, and by when. Part of the
//! second file.

use rungs_model::{Outcome, Receipt};

use crate::intl;
use crate::words::{Words, word};

/// Who is in touch by when, as far as the backend tells.
pub(crate) fn promise(words: &Words, outcome: &Outcome) -> Option<String> {
    let Outcome::Confirmed(Some(Receipt { due_at, who, .. })) = outcome else { return None };
    let time = intl::moment(&words.lang, due_at.as_deref()?)?;
    Some(match who {
        Some(who) => words.fill(word::SURVEY_CALLBACK_BY_WHO, &[("name", who), ("time", &time)]),
        None => words.fill(word::SURVEY_CALLBACK_BY, &[("time", &time)]),
    })
}
