//! What comes with the first touch, and what follows the press of the button. It is part of the bundle's
//! second file; see `later`.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::{Accepted, Markdown, Outcome, Petition};

use super::{Screen, Signals};
use crate::context::Shared;
use crate::form::{Judge, OfForm};
use crate::later::{Missing, later};
use crate::message::Route;
use crate::outbox::{self, Home};
use crate::submit::{self, Draft, Way};
use crate::thanks::{self, Done, next_step};
use crate::view::Tag;
use crate::words::{learn, word};
use crate::{browser, form, live};

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
fn come(context: Shared, petition: Arc<Petition>, signals: Signals) -> Result<(), Missing> {
    arrive(&context, &petition, signals);
    Ok(())
}

/// Fetches it, if it is not there. Should that fail, sending will try again.
pub(super) fn fetch(context: &Shared, petition: &Arc<Petition>, signals: Signals) {
    if signals.entry.with_untracked(|entry| entry.judge.is_some()) {
        return;
    }
    let (context, petition) = (context.clone(), petition.clone());
    leptos::task::spawn_local(async move {
        let _ = later!(come(context, petition, signals));
    });
}

/// Puts the code to use.
fn arrive(context: &Shared, petition: &Petition, signals: Signals) {
    learn(word::ENGLISH_LATER);
    // The widget may be gone by now.
    let judge: Arc<dyn Judge> = Arc::new(OfForm);
    if signals.entry.try_update(|entry| entry.judge = Some(judge)).is_none() {
        return;
    }
    let by = context.clone();
    let home = Home {
        show: Box::new(move |outcome, _| show(&by, signals, outcome)),
        back: Box::new(move |_| signals.screen.set(Screen::Form)),
        late: outbox::unseen(),
    };
    outbox::attach(context, signals.entry, petition.outbox, home);
}

/// Judges what is typed, sends the signature and shows what became of it.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
pub(crate) fn sign(context: Shared, petition: Arc<Petition>, signals: Signals) -> Result<(), Missing> {
    arrive(&context, &petition, signals);
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
    let draft = Draft { values, consents, source, submission_id: None, page, test, to: Route::Submission };
    let way = Way { outbox: outbox::of(signals.entry), back: None };
    let by = context.clone();
    submit::post(context, signals.entry, draft, way, Rc::new(move |outcome| show(&by, signals, outcome)));
}

fn show(context: &Shared, signals: Signals, outcome: Outcome) {
    match submit::refusal(context, outcome) {
        Ok(Outcome::Closed) => signals.screen.set(Screen::Closed { at_once: false }),
        Ok(outcome) => {
            signals.screen.set(Screen::Done { outcome: Arc::new(outcome), draw: done });
            live::ask(context, signals.live);
        }
        Err((fields, trouble)) => form::refuse(context, signals.entry, fields, trouble),
    }
}

fn done(context: &Shared, petition: &Petition, signals: Signals, outcome: &Outcome) -> Tag {
    if let Some(panel) = outbox::panel(context, signals.entry, outcome) {
        return panel;
    }
    let given = signals.entry.with_untracked(|entry| entry.values.clone());
    let own = thanks::said(context);
    let own = own.as_ref();
    let done = Done {
        outcome: outcome.clone(),
        test: petition.test,
        title: petition.title.0.clone(),
        heading: own.and_then(|own| own.title.as_ref()).map(|title| title.0.clone()),
        text: own.and_then(|own| own.text.as_ref()).map(|text| Markdown::parse(text)),
        next: own.and_then(|own| own.next.as_ref()).map(|next| next_step(context, next, &given)),
        more: None,
        answer: None,
        given,
    };
    thanks::thanks(context, own, done)
}
