//! What follows the press of the button. It is part of the bundle's second file; see `later`.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_backends::Rungs;
use rungs_model::{Accepted, Markdown, Outcome, Petition};

use super::{Screen, Signals};
use crate::context::Shared;
use crate::form::{Judge, OfForm};
use crate::later::Missing;
use crate::submit::{self, Draft};
use crate::thanks::{self, Done, next_step};
use crate::view::Tag;
use crate::words::{learn, word};
use crate::{browser, form, live};

/// Judges what is typed, sends the signature and shows what became of it.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
pub(crate) fn sign(context: Shared, petition: Arc<Petition>, signals: Signals) -> Result<(), Missing> {
    learn(word::ENGLISH_LATER);
    let judge: Arc<dyn Judge> = Arc::new(OfForm);
    match signals.entry.try_update(|entry| entry.attempt(&context, &judge)).flatten() {
        Some(accepted) => send(&context, &petition, signals, accepted),
        None => form::focus_summary(&context),
    }
    Ok(())
}

fn send(context: &Shared, petition: &Petition, signals: Signals, accepted: Accepted) {
    let (values, consents) = accepted;
    let (source, page, test) = (petition.source.clone(), browser::page(), petition.test);
    let draft = Draft { values, consents, source, submission_id: None, page, test, to: Rungs::submit };
    let by = context.clone();
    submit::post(context, signals.entry, draft, move |outcome| show(&by, signals, outcome));
}

fn show(context: &Shared, signals: Signals, outcome: Outcome) {
    match submit::refusal(context, outcome) {
        Ok(Outcome::Closed) => signals.screen.set(Screen::Closed { at_once: false }),
        Ok(outcome) => {
            signals.screen.set(Screen::Done { outcome, draw: done });
            live::ask(context, signals.live);
        }
        Err((fields, trouble)) => form::refuse(context, signals.entry, fields, trouble),
    }
}

fn done(context: &Shared, petition: &Petition, signals: Signals, outcome: Outcome) -> Tag {
    let given = signals.entry.with_untracked(|entry| entry.values.clone());
    let own = thanks::said(context);
    let own = own.as_ref();
    let done = Done {
        outcome,
        test: petition.test,
        title: petition.title.0.clone(),
        heading: own.and_then(|own| own.title.as_ref()).map(|title| title.0.clone()),
        text: own.and_then(|own| own.text.as_ref()).map(|text| Markdown::parse(text)),
        next: own.and_then(|own| own.next.as_ref()).map(|next| next_step(context, next, &given)),
        more: None,
        given,
    };
    thanks::thanks(context, own, done)
}
