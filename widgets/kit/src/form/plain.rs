//! What a form that is nothing but its fields, comment and consents gets with the first touch.

use std::sync::Arc;

use leptos::prelude::*;

use super::entry::FormSignal;
use super::help::{Judge, OfForm};
use crate::later::{Missing, later};
use crate::words::{learn, word};

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
