//! What follows the press of the button. Part of the second file.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::document::{self, Decode as _};
use rungs_model::rsvp::{Claim, Held, Holding, Reply, Rsvp, Standing};
use rungs_model::{Accepted, Outcome, Receipt, Values};

use super::judge::OfEvents;
use super::whole::Whole;
use super::{Screen, Signals, change, held, way};
use crate::context::Shared;
use crate::form::Judge;
use crate::later::Missing;
use crate::message::{Message, Route};
use crate::outbox::{self, Home};
use crate::submit::{self, Draft, Way};
use crate::view::tag;
use crate::{browser, form, live};

/// What the press of the button leads to.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
pub(super) fn send(context: Shared, signals: Signals) -> Result<(), Missing> {
    if let Some(way) = way::arrive(&context, signals) {
        // The form asks what these answers lead to, also if nothing was touched since they came.
        untrack(|| way.follow(&context, signals));
        way.send(&context, signals);
    }
    Ok(())
}

/// Judges what is entered, sends it, or a change of it, and shows what became of it.
pub(super) fn judge(context: &Shared, whole: &Arc<Whole>, signals: Signals) {
    let judge: Arc<dyn Judge> = Arc::new(OfEvents { whole: whole.clone(), signals });
    let accepted = signals.entry.try_update(|entry| entry.attempt(context, &judge)).flatten();
    let Some(accepted) = accepted else {
        return form::focus_summary(context);
    };
    let before = signals.course.with_untracked(|course| course.before.clone());
    match before {
        Some(before) => change::save(context, whole, signals, &before, &accepted.0),
        None => post(context, whole, signals, accepted),
    }
}

fn post(context: &Shared, whole: &Arc<Whole>, signals: Signals, accepted: Accepted) {
    let (values, consents) = accepted;
    let answered = values.clone();
    let (source, page, test) = (whole.rsvp.source.clone(), browser::page(), whole.rsvp.test);
    let draft = Draft { values, consents, source, submission_id: None, page, test, to: Route::Submission };
    let way = Way { outbox: outbox::of(signals.entry), back: None };
    let (by, of) = (context.clone(), whole.clone());
    let then = move |outcome| show(&by, &of, signals, &answered, outcome);
    submit::post(context, signals.entry, draft, way, Rc::new(then));
}

/// The strongest of someone's answers.
pub(crate) fn told(answered: &Values) -> &'static str {
    let claims = Rsvp::claims(answered);
    let says = |reply| claims.iter().any(|claim| claim.reply == reply);
    let strongest = [Reply::Yes, Reply::Maybe].into_iter().find(|reply| says(*reply));
    strongest.unwrap_or(Reply::No).as_str()
}

/// Keeps answers that cannot be sent yet.
pub(super) fn wait(context: &Shared, whole: &Arc<Whole>, signals: Signals) {
    let (by, of) = (context.clone(), whole.clone());
    let show = Box::new(move |outcome, values: &Values| show(&by, &of, signals, values, outcome));
    let of = whole.clone();
    let back = Box::new(move |values: &Values| {
        let first = Rsvp::claims(values).into_iter().next();
        let known = |claim: Claim| of.schedule.iter().find(|occurrence| occurrence.key == claim.key);
        let event = first.and_then(known).map(|occurrence| occurrence.event);
        signals.turn(|course| {
            (course.before, course.only, course.all) = (None, None, true);
            course.over = false;
            course.screen = if of.is_list() && event.is_none() { Screen::Browse } else { Screen::Event };
            course.shown = of.shown(event.unwrap_or(0));
        });
    });
    let (by, of) = (context.clone(), whole.clone());
    let late = Box::new(move |message: &Message, outcome: &Outcome| {
        change::arrived(&by, &of, signals, message, outcome)
    });
    outbox::attach(context, signals.entry, whole.rsvp.outbox, Home { show, back, late });
}

fn show(context: &Shared, whole: &Arc<Whole>, signals: Signals, answered: &Values, outcome: Outcome) {
    match submit::refusal(context, outcome) {
        Ok(Outcome::Closed) => signals.turn(|course| course.screen = Screen::Closed),
        Ok(Outcome::Queued) => wait_for(signals),
        Ok(outcome) => {
            let standing = standing(&outcome, answered);
            let whole = whole.clone();
            let panel = move |context: &Shared, signals| {
                held::done(context, &whole, signals, outcome.clone(), &standing)
            };
            signals.turn(|course| course.screen = Screen::Told(Arc::new(panel)));
            live::ask(context, signals.live);
        }
        Err((fields, trouble)) => {
            form::refuse(context, signals.entry, fields, trouble);
            live::ask(context, signals.live);
        }
    }
}

/// Shows that something waits.
pub(super) fn wait_for(signals: Signals) {
    let panel = move |context: &Shared, signals: Signals| {
        outbox::panel(context, signals.entry, &Outcome::Queued).unwrap_or_else(|| tag("div"))
    };
    signals.turn(|course| course.screen = Screen::Told(Arc::new(panel)));
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
