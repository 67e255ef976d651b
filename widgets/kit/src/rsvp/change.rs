//! A change of mind, in place. The link of the receipt, which allows it, is kept on the device.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_backends::{ReplyChange, Request};
use rungs_model::rsvp::{Answered, Holding};
use rungs_model::{Href, Outcome, Values};

use super::send::told;
use super::whole::Whole;
use super::{Before, Screen, Signals, held};
use crate::context::{Context, Shared};
use crate::view::{Tag, tag};
use crate::words::word;
use crate::{browser, completes, form, live, net, submit};

fn key(context: &Context) -> String {
    ["rungs:rsvp:", &context.id].concat()
}

/// Whether someone has answered on this device.
pub(super) fn is_kept(context: &Context) -> bool {
    browser::device_storage().and_then(|storage| storage.get_item(&key(context)).ok()?).is_some()
}

/// The link of their receipt.
pub(super) fn kept(context: &Context) -> Option<Href> {
    let text = browser::device_storage()?.get_item(&key(context)).ok()??;
    Href::parse(&text)
}

/// Keeps it.
pub(super) fn keep(context: &Context, url: &Href) {
    if let Some(storage) = browser::device_storage() {
        // A full or forbidden storage only means that nothing is kept.
        let _ = storage.set_item(&key(context), url);
    }
}

fn forget(context: &Context) {
    if let Some(storage) = browser::device_storage() {
        let _ = storage.remove_item(&key(context));
    }
}

/// A way out that changes nothing.
pub(super) fn leave(context: &Shared, whole: &Arc<Whole>, signals: Signals) -> Tag {
    let (by, of) = (context.clone(), whole.clone());
    tag("button")
        .part("back")
        .attr("type", "button")
        .text(&context.words.say(word::RSVP_KEEP))
        .on("click", move |_| look(&by, &of, signals, Asked::Leave))
}

/// Why one looks at an earlier answer.
#[derive(Clone, Copy)]
enum Asked {
    /// They came back to the page.
    Greet,
    /// They want to change it.
    Change,
    /// They leave it as it is.
    Leave,
}

/// Shows an earlier answer to whoever comes back, unless they have begun something else.
pub(super) fn greet(context: &Shared, whole: &Arc<Whole>, signals: Signals) {
    let idle = signals.course.with_untracked(|course| course.turns == 0)
        && !signals.entry.with_untracked(|entry| entry.started);
    if idle && is_kept(context) {
        look(context, whole, signals, Asked::Greet);
    }
}

/// Opens an earlier answer to be changed.
pub(super) fn begin(context: &Shared, whole: &Arc<Whole>, signals: Signals) {
    look(context, whole, signals, Asked::Change);
}

fn look(context: &Shared, whole: &Arc<Whole>, signals: Signals, why: Asked) {
    let Some(url) = kept(context) else { return };
    let Some(request) = context.backend.answered(&url) else { return };
    let (context, whole) = (context.clone(), whole.clone());
    leptos::task::spawn_local(async move {
        let answered = ask(&context, &request).await;
        // The widget may be gone, or in use, by the time the answer comes.
        let Some(turns) = signals.course.try_with_untracked(|course| course.turns) else { return };
        let started = signals.entry.with_untracked(|entry| entry.started);
        match (answered, why) {
            (Ok(answered), Asked::Change) => open(&context, &whole, signals, url, answered),
            (Ok(answered), Asked::Leave) => show(&whole, signals, answered, false),
            (Ok(answered), Asked::Greet) => {
                let comes = answered.rsvp.slots.iter().any(|held| held.state != Holding::No);
                if turns == 0 && !started && comes {
                    show(&whole, signals, answered, true);
                }
            }
            // What it leads to was deleted.
            (Err(Outcome::Failed { retryable: false }), _) => forget(&context),
            (Err(outcome), _) => {
                if let Err((_, trouble)) = submit::refusal(&context, outcome) {
                    context.announce(&trouble);
                }
            }
        }
    });
}

async fn ask(context: &Context, request: &Request) -> Result<Answered, Outcome> {
    match net::send(request).await {
        Some(response) => context.backend.read_answered(&response),
        None => Err(Outcome::Unreachable),
    }
}

fn show(whole: &Arc<Whole>, signals: Signals, answered: Answered, greeted: bool) {
    let (whole, standing) = (whole.clone(), answered.rsvp);
    let panel = move |context: &Shared, signals| held::changed(context, &whole, signals, &standing, greeted);
    signals.turn(|course| {
        course.before = None;
        course.screen = Screen::Told(Arc::new(panel));
    });
}

/// The form, with what was answered.
fn open(context: &Shared, whole: &Whole, signals: Signals, manage_url: Href, answered: Answered) {
    let first = answered.rsvp.slots.first().and_then(|held| {
        let occurrence = whole.schedule.find(&held.slot)?;
        Some((occurrence.key.clone(), whole.shown(occurrence.event)))
    });
    let Some((key, shown)) = first else { return };
    let alone = answered.rsvp.slots.len() == 1;
    signals.entry.update(|entry| {
        entry.forgive();
        entry.values = answered.values.clone();
        entry.rejudge(context);
    });
    signals.turn(|course| {
        course.shown = shown;
        (course.only, course.all) = (alone.then_some(key), !alone);
        course.over = false;
        course.before = Some(Arc::new(Before { manage_url, values: answered.values }));
        course.screen = Screen::Event;
    });
}

/// Sends what differs.
pub(super) fn save(context: &Shared, whole: &Arc<Whole>, signals: Signals, before: &Before, after: &Values) {
    let held = before.values.iter().filter(|(name, _)| after.get(name).is_empty());
    let emptied: Vec<String> = held.map(|(name, _)| name.to_owned()).collect();
    let mut values: Values = after
        .iter()
        .filter(|(name, value)| before.values.get(name) != *value)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    for name in &emptied {
        values.set(name, String::new());
    }
    let agreed = signals.entry.with_untracked(|entry| entry.values.get("consent.needs") == "yes");
    let consents = if values.get("needs").is_empty() { Vec::new() } else { vec![("needs".into(), agreed)] };
    let change = ReplyChange { values, consents, cancel: false };
    send(context, whole, signals, &before.manage_url, &change);
}

/// Tells the page what is answered now, and notes what that completes on the campaign's ladder. What was
/// completed before stays so.
fn tell(context: &Context, answered: &Answered) {
    let answer = told(&answered.values);
    completes::note(context, false, Some(answer));
    let waits = answered.rsvp.slots.iter().any(|held| held.state == Holding::Waiting);
    let outcome = if waits { "waitlisted" } else { "confirmed" };
    let detail = [("outcome", outcome), ("submission_id", &*answered.submission_id), ("answer", answer)];
    context.emit("rungs:change", &detail);
}

/// Sends a change, and shows what it made of the answers.
pub(super) fn send(context: &Shared, whole: &Arc<Whole>, signals: Signals, url: &Href, change: &ReplyChange) {
    let Some(request) = context.backend.change(url, change) else {
        return signals.entry.update(|entry| entry.sending = false);
    };
    let (context, whole) = (context.clone(), whole.clone());
    leptos::task::spawn_local(async move {
        let answered = ask(&context, &request).await;
        if signals.entry.try_update(|entry| entry.sending = false).is_none() {
            return;
        }
        match answered {
            Ok(answered) => {
                tell(&context, &answered);
                show(&whole, signals, answered, false);
                live::ask(&context, signals.live);
            }
            Err(outcome) => {
                let Err((fields, trouble)) = submit::refusal(&context, outcome) else { return };
                // Without a form there is no summary of what is wrong with it.
                if signals.course.with_untracked(|course| course.before.is_some()) {
                    form::refuse(&context, signals.entry, fields, trouble);
                } else {
                    context.announce(&trouble);
                }
            }
        }
    });
}
