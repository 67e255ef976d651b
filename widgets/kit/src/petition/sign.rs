use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::{Accepted, Outcome, Petition, Submission};

use super::{Screen, Signals};
use crate::context::Shared;
use crate::words::word;
use crate::{browser, live, submit};

/// Sends the signature and shows what became of it.
pub(crate) fn sign(context: &Shared, petition: &Arc<Petition>, signals: Signals, accepted: Accepted) {
    let (values, consents) = accepted;
    let Some(submission_id) = submit::id_for(&context.id, &values, &consents) else {
        return;
    };
    let id = submission_id.to_string();
    if !context.emit("rungs:submit", &[("submission_id", &id)]) {
        return;
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
    signals.entry.update(|entry| entry.sending = true);
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
}

fn show(context: &Shared, signals: Signals, outcome: Outcome) {
    let words = &context.words;
    let (fields, trouble) = match outcome {
        Outcome::Closed => return signals.screen.set(Screen::Closed { at_once: false }),
        Outcome::Invalid { fields, form } => {
            let own = form.filter(|_| fields.is_empty());
            (fields, own.unwrap_or_else(|| words.say(word::INVALID)))
        }
        Outcome::Full => (Vec::new(), words.say(word::FULL)),
        Outcome::RateLimited { .. } => (Vec::new(), words.say(word::RATE_LIMITED)),
        Outcome::Unreachable => (Vec::new(), words.say(word::UNREACHABLE)),
        Outcome::Failed { retryable: true } => (Vec::new(), words.say(word::FAILED)),
        Outcome::Failed { retryable: false } => (Vec::new(), words.say(word::FAILED_FINAL)),
        outcome => {
            signals.screen.set(Screen::Thanks(outcome));
            live::ask(context, signals.live);
            return;
        }
    };
    signals.entry.update(|entry| entry.refuse(fields, trouble));
    crate::form::focus_summary(context);
}
