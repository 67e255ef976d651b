//! What follows the press of the button. It is part of the bundle's second file; see `later`.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::{Accepted, Outcome, Petition, Submission};

use super::{Screen, Signals};
use crate::context::Shared;
use crate::form::OfForm;
use crate::later::Missing;
use crate::thanks::{Done, thanks};
use crate::view::Tag;
use crate::words::{learn, word};
use crate::{browser, form, live, submit};

/// Judges what is typed, sends the signature and shows what became of it.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
pub(crate) fn sign(context: Shared, petition: Arc<Petition>, signals: Signals) -> Result<(), Missing> {
    learn(word::ENGLISH_LATER);
    match signals.entry.try_update(|entry| entry.attempt(&context, Arc::new(OfForm))).flatten() {
        Some(accepted) => {
            if send(&context, &petition, signals, accepted).is_none() {
                signals.entry.update(|entry| entry.sending = false);
            }
        }
        None => form::focus_summary(&context),
    }
    Ok(())
}

/// Sends it, unless the page prevents that.
fn send(context: &Shared, petition: &Petition, signals: Signals, accepted: Accepted) -> Option<()> {
    let (values, consents) = accepted;
    let submission_id = submit::id_for(&context.id, &values, &consents)?;
    let id = submission_id.to_string();
    if !context.emit("rungs:submit", &[("submission_id", &id)]) {
        return None;
    }
    let submission = Submission {
        submission_id,
        locale: context.words.lang.clone(),
        values,
        consents,
        source: petition.source.clone(),
        referrer: None,
        page: browser::page(),
        test: petition.test,
    };
    let context = context.clone();
    leptos::task::spawn_local(async move {
        let outcome = submit::send(&context, &submission).await;
        // The widget may be gone by the time the answer comes.
        if signals.entry.try_update(|entry| entry.sending = false).is_none() {
            return;
        }
        context.emit("rungs:outcome", &[("outcome", outcome.name()), ("submission_id", &id)]);
        show(&context, signals, outcome);
    });
    Some(())
}

fn show(context: &Shared, signals: Signals, outcome: Outcome) {
    let words = &context.words;
    let (fields, trouble) = match outcome {
        Outcome::Closed => return signals.screen.set(Screen::Closed { at_once: false }),
        Outcome::Invalid { fields, form } => {
            // Nothing on the form is wrong, so it is the id: perhaps of what they had deleted.
            if fields.is_empty() {
                submit::forget_id(&context.id);
            }
            let own = form.filter(|_| fields.is_empty());
            (fields, own.unwrap_or_else(|| words.say(word::INVALID)))
        }
        Outcome::Full => (Vec::new(), words.say(word::FULL)),
        Outcome::RateLimited { .. } => (Vec::new(), words.say(word::RATE_LIMITED)),
        Outcome::Unreachable => (Vec::new(), words.say(word::UNREACHABLE)),
        Outcome::Failed { retryable: true } => (Vec::new(), words.say(word::FAILED)),
        Outcome::Failed { retryable: false } => (Vec::new(), words.say(word::FAILED_FINAL)),
        outcome => {
            signals.screen.set(Screen::Done { outcome, draw: done });
            live::ask(context, signals.live);
            return;
        }
    };
    signals.entry.update(|entry| entry.refuse(context, fields, trouble));
    form::focus_summary(context);
}

fn done(context: &Shared, petition: &Petition, outcome: Outcome) -> Tag {
    let done = Done { outcome, test: petition.test, title: petition.title.0.clone() };
    thanks(context, petition.thanks.as_ref(), &done)
}
