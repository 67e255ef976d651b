//! What follows the press of the button. Part of the second file.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::document::{self, Decode as _};
use rungs_model::rsvp::{Held, Holding, Reply, Rsvp, Standing};
use rungs_model::{Accepted, Outcome, Receipt, Values};

use super::{Screen, Signals, Start, change, way};
use crate::context::Shared;
use crate::later::Missing;
use crate::submit::{self, Draft};
use crate::{browser, form, live};

/// Judges what is entered, sends it, or a change of it, and shows what became of it.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
pub(super) fn send(context: Shared, start: Arc<Start>, signals: Signals) -> Result<(), Missing> {
    let judge = way::arrive(&context, &start, signals);
    // The form asks what these answers lead to, also if nothing was touched since they came.
    if let Some(way) = signals.course.with_untracked(|course| course.way.clone()) {
        untrack(|| way.follow(&context, signals));
    }
    let accepted = signals.entry.try_update(|entry| entry.attempt(&context, judge)).flatten();
    let Some(accepted) = accepted else {
        form::focus_summary(&context);
        return Ok(());
    };
    let before = signals.course.with_untracked(|course| course.before.clone());
    match before {
        Some(before) => change::save(&context, signals, &before, accepted.0),
        None => post(&context, &start, signals, accepted),
    }
    Ok(())
}

fn post(context: &Shared, start: &Start, signals: Signals, accepted: Accepted) {
    let (values, consents) = accepted;
    let answered = values.clone();
    let (source, page, test) = (start.rsvp.source.clone(), browser::page(), start.rsvp.test);
    let draft = Draft { values, consents, source, page, test };
    let by = context.clone();
    let sent =
        submit::post(context, signals.entry, draft, move |outcome| show(&by, signals, &answered, outcome));
    if sent.is_none() {
        signals.entry.update(|entry| entry.sending = false);
    }
}

fn show(context: &Shared, signals: Signals, answered: &Values, outcome: Outcome) {
    match submit::refusal(context, outcome) {
        Ok(Outcome::Closed) => signals.turn(|course| course.screen = Screen::Closed),
        Ok(outcome) => {
            let standing = Arc::new(standing(&outcome, answered));
            if let Some(url) = receipt(&outcome).and_then(|receipt| receipt.manage_url.as_ref()) {
                change::keep(context, url);
            }
            signals.turn(|course| course.screen = Screen::Done { outcome, standing });
            live::ask(context, signals.live);
        }
        Err((fields, trouble)) => {
            signals.entry.update(|entry| entry.refuse(context, fields, trouble));
            form::focus_summary(context);
            live::ask(context, signals.live);
        }
    }
}

/// The receipt of an outcome.
pub(super) fn receipt(outcome: &Outcome) -> Option<&Receipt> {
    match outcome {
        Outcome::Confirmed(receipt) | Outcome::Waitlisted { receipt, .. } => receipt.as_ref(),
        _ => None,
    }
}

/// How someone stands: as the backend says, else as they answered.
fn standing(outcome: &Outcome, answered: &Values) -> Standing {
    let said = receipt(outcome).and_then(|receipt| document::read::<Standing>(&receipt.rsvp.0, "").ok());
    if let Some((standing, _)) = said.filter(|(standing, _)| !standing.slots.is_empty()) {
        return standing;
    }
    let mut standing = Standing::blank();
    standing.slots = Rsvp::claims(answered)
        .into_iter()
        .map(|claim| {
            let (state, position) = match (claim.reply, outcome) {
                (Reply::Yes, Outcome::Waitlisted { position, .. }) => (Holding::Waiting, Some(*position)),
                (Reply::Yes, _) => (Holding::Coming, None),
                (Reply::Maybe, _) => (Holding::Maybe, None),
                (Reply::No, _) => (Holding::No, None),
            };
            Held { slot: claim.key, state, position, places: claim.places }
        })
        .collect();
    standing
}
