//! A form that is nothing but its fields, comment and consents, and who knows what is wrong with it.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::{Accepted, FieldError};

use super::entry::{Entry, FormSignal};
use super::help::{Judge, text};
use crate::later::{Missing, later};
use crate::words::{Words, learn, word};

/// Its judge.
pub(crate) struct OfForm;

impl Judge for OfForm {
    fn check(&self, entry: &Entry) -> Result<Accepted, Vec<FieldError>> {
        entry.form().check(&entry.values)
    }

    fn text(&self, words: &Words, entry: &Entry, error: &FieldError) -> String {
        text(words, entry.form(), &error.field, &error.code)
    }
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::unnecessary_wraps, reason = "it can fail where it is split off")]
fn help() -> Result<Arc<dyn Judge>, Missing> {
    learn(word::ENGLISH_LATER);
    Ok(Arc::new(OfForm))
}

/// Fetches it, if it is not there. Should that fail, sending will try again.
pub(crate) fn fetch(entry: FormSignal) {
    if entry.with_untracked(|entry| entry.judge.is_some()) {
        return;
    }
    leptos::task::spawn_local(async move {
        if let Ok(judge) = later!(help()) {
            // The widget may be gone by then.
            let _ = entry.try_update(|entry| entry.judge = Some(judge));
        }
    });
}
