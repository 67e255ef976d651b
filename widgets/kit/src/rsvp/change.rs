//! A change of mind, in place. The link of the receipt, which allows it, is kept on the device.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_backends::{ReplyChange, Request};
use rungs_model::document;
use rungs_model::rsvp::{Answered, Holding, NEEDS, Reply, Standing};
use rungs_model::{Href, Outcome, Values};

use super::whole::Whole;
use super::{Before, Screen, Signals, held, send as answers};
use crate::context::{Context, Shared};
use crate::message::{Change, Message};
use crate::outbox;
use crate::submit::Way;
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
            (Ok(answered), Asked::Leave) => show(&whole, signals, answered.rsvp, false),
            (Ok(answered), Asked::Greet) => {
                let comes = answered.rsvp.slots.iter().any(|held| held.state != Holding::No);
                if turns == 0 && !started && comes {
                    show(&whole, signals, answered.rsvp, true);
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

fn show(whole: &Arc<Whole>, signals: Signals, standing: Standing, greeted: bool) {
    let whole = whole.clone();
    let panel = move |context: &Shared, signals| held::changed(context, &whole, signals, &standing, greeted);
    signals.turn(|course| {
        course.before = None;
        course.screen = Screen::Told(Arc::new(panel));
    });
}

/// The form, with what was answered, and what of it was changed since and waits.
fn open(context: &Shared, whole: &Whole, signals: Signals, manage_url: Href, mut answered: Answered) {
    let waiting = outbox::of(signals.entry).map(|outbox| outbox.changes(&manage_url));
    waiting.iter().flatten().for_each(|change| change.put(&mut answered.values));
    let first = answered.rsvp.slots.first().and_then(|held| {
        let occurrence = whole.schedule.find(&held.slot)?;
        Some((occurrence.key.clone(), whole.shown(occurrence.event)))
    });
    let Some((key, shown)) = first else { return };
    let alone = answered.rsvp.slots.len() == 1;
    signals.entry.update(|entry| {
        entry.forgive();
        entry.values = answered.values.clone();
        // What they need is kept only for as long as they agree to that.
        if !entry.values.get(NEEDS).is_empty() {
            entry.values.set("consent.needs", "yes".into());
        }
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
    // An earlier change that still waits is taken in by this one, which then has to name every answer.
    if outbox::of(signals.entry).is_some_and(|outbox| !outbox.changes(&before.manage_url).is_empty()) {
        for (name, value) in after.iter().filter(|(name, _)| name.starts_with("rsvp.")) {
            values.set(name, value.to_owned());
        }
    }
    let agreed = signals.entry.with_untracked(|entry| entry.values.get("consent.needs") == "yes");
    let consents = if values.get(NEEDS).is_empty() { Vec::new() } else { vec![(NEEDS.into(), agreed)] };
    let change = ReplyChange { values, consents, ..ReplyChange::default() };
    send(context, whole, signals, &before.manage_url, change);
}

/// Tells the page what is answered now, and notes what that completes on the campaign's ladder. What was
/// completed before stays so.
pub(crate) fn tell(context: &Context, outcome: &Outcome) {
    let Some(receipt) = answers::receipt(outcome) else { return };
    let Ok((standing, _)) = document::read::<Standing>(&receipt.rsvp.0, "") else { return };
    let has = |state| standing.slots.iter().any(|held| held.state == state);
    let (waits, comes) = (has(Holding::Waiting), has(Holding::Coming));
    let reply = match waits || comes {
        true => Reply::Yes,
        false if has(Holding::Maybe) => Reply::Maybe,
        false => Reply::No,
    };
    completes::note(context, false, Some(reply.as_str()));
    let outcome = if waits { "waitlisted" } else { "confirmed" };
    let detail =
        [("outcome", outcome), ("submission_id", &*receipt.submission_id), ("answer", reply.as_str())];
    context.emit("rungs:change", &detail);
}

/// Sends a change, and shows what it made of the answers, or that it waits.
pub(super) fn send(context: &Shared, whole: &Arc<Whole>, signals: Signals, url: &Href, wanted: ReplyChange) {
    let id = browser::random_id().map(|id| id.to_string()).unwrap_or_default();
    let message = Message::Change(Change { url: url.clone(), wanted: ReplyChange { id, ..wanted } });
    let screen = signals.course.with_untracked(|course| course.screen.clone());
    let back = move || signals.turn(|course| course.screen = screen.clone());
    let back: Rc<dyn Fn()> = Rc::new(back);
    let way = Way { outbox: outbox::of(signals.entry), back: Some(back.clone()) };
    let (by, of) = (context.clone(), whole.clone());
    let queued = std::cell::Cell::new(false);
    let then = move |outcome: Outcome| {
        if let Some(trouble) = refused(&by, &outcome) {
            if queued.get() {
                back();
            }
            return refuse(&by, signals, outcome, trouble);
        }
        queued.set(outcome == Outcome::Queued);
        settle(&by, &of, signals, &outcome);
    };
    submit::pass_on(context, signals.entry, message, way, Rc::new(then));
}

/// Why a change was refused, and what holds then; none if it was not.
pub(crate) fn refused(context: &Context, outcome: &Outcome) -> Option<String> {
    let trouble = match submit::refusal(context, outcome.clone()) {
        Err((_, trouble)) => trouble,
        Ok(Outcome::Closed) => context.words.say(word::RSVP_LATE),
        Ok(_) => return None,
    };
    // What may be tried again is not decided yet.
    if outbox::is_open(outcome) {
        return Some(trouble);
    }
    Some([&*trouble, " ", &*context.words.say(word::RSVP_UNCHANGED)].concat())
}

/// Shows why it was refused, where it was entered.
fn refuse(context: &Shared, signals: Signals, outcome: Outcome, trouble: String) {
    // Without a form there is no summary of what is wrong with it.
    if signals.course.with_untracked(|course| course.before.is_some()) {
        let fields = if let Outcome::Invalid { fields, .. } = outcome { fields } else { Vec::new() };
        return form::refuse(context, signals.entry, fields, trouble);
    }
    context.announce(&trouble);
    if let Some(outbox) = outbox::of(signals.entry) {
        outbox.say(trouble);
    }
}

/// Shows what a change made of the answers, or that it waits.
fn settle(context: &Shared, whole: &Arc<Whole>, signals: Signals, outcome: &Outcome) {
    if *outcome == Outcome::Queued {
        return answers::wait_for(signals);
    }
    let said = answers::receipt(outcome).map(|receipt| document::read::<Standing>(&receipt.rsvp.0, ""));
    if let Some(Ok((standing, _))) = said {
        show(whole, signals, standing, false);
    }
    live::ask(context, signals.live);
}

/// Takes note of a change that was made earlier; whether that is seen.
pub(super) fn arrived(
    context: &Shared,
    whole: &Arc<Whole>,
    signals: Signals,
    message: &Message,
    outcome: &Outcome,
) -> bool {
    let Message::Change(Change { url, .. }) = message else { return false };
    // Who fills in a form, or has answered for someone else since, is not disturbed.
    let busy = signals.course.with_untracked(|course| course.before.is_some())
        || signals.entry.with_untracked(|entry| entry.started);
    let own = !busy && kept(context).as_ref() == Some(url);
    if refused(context, outcome).is_some() || !own {
        live::ask(context, signals.live);
        return false;
    }
    settle(context, whole, signals, outcome);
    true
}
