//! A change of mind, in place. The link of the receipt, which allows it, is kept on the device.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_backends::ReplyChange;
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

/// How many answers a device keeps: more than anyone gives to one document.
const MOST: usize = 20;

/// An answer that was given before: the link of its receipt, and how whoever gave it stands.
pub(super) type Earlier = (Href, Standing);

fn stored(context: &Context) -> Option<String> {
    browser::device_storage()?.get_item(&key(context)).ok()?
}

/// Whether someone has answered on this device.
pub(super) fn is_kept(context: &Context) -> bool {
    stored(context).is_some()
}

/// The links of the receipts, the last one first. They have no spaces.
fn kept(context: &Context) -> Vec<Href> {
    stored(context).unwrap_or_default().split(' ').filter_map(Href::parse).collect()
}

fn store(context: &Context, links: &[Href]) {
    let Some(storage) = browser::device_storage() else { return };
    let links: Vec<&str> = links.iter().take(MOST).map(|link| &**link).collect();
    // A full or forbidden storage only means that nothing is kept.
    let _ = match &links[..] {
        [] => storage.remove_item(&key(context)),
        links => storage.set_item(&key(context), &links.join(" ")),
    };
}

/// Keeps that of an answer, if it is one to an invitation and has one.
pub(crate) fn keep(context: &Context, outcome: &Outcome) {
    let link = answers::receipt(outcome).and_then(|receipt| receipt.manage_url.as_ref());
    let Some(url) = link.filter(|_| context.kind == "rsvp") else { return };
    let mut links = kept(context);
    links.retain(|link| link != url);
    links.insert(0, url.clone());
    store(context, &links);
}

fn forget(context: &Context, url: &Href) {
    let mut links = kept(context);
    links.retain(|link| link != url);
    store(context, &links);
}

/// A way out that changes nothing.
pub(super) fn leave(context: &Shared, whole: &Arc<Whole>, signals: Signals) -> Tag {
    let (by, of) = (context.clone(), whole.clone());
    tag("button").part("back").attr("type", "button").text(&context.words.say(word::RSVP_KEEP)).on(
        "click",
        move |_| {
            let before = signals.course.with_untracked(|course| course.before.clone());
            look_back(&by, &of, signals, before.map(|before| before.manage_url.clone()));
        },
    )
}

/// Shows earlier answers to whoever comes back, unless they have begun something else.
pub(super) fn greet(context: &Shared, whole: &Arc<Whole>, signals: Signals) {
    if is_idle(signals) && is_kept(context) {
        look_back(context, whole, signals, None);
    }
}

/// Whether nothing was done yet; not if the widget is gone.
fn is_idle(signals: Signals) -> bool {
    signals.course.try_with_untracked(|course| course.turns == 0) == Some(true)
        && !signals.entry.with_untracked(|entry| entry.started)
}

/// Shows all that was answered on this device to whoever has `left` a change of one of them; to whoever comes back
/// what they come to.
fn look_back(context: &Shared, whole: &Arc<Whole>, signals: Signals, left: Option<Href>) {
    let (context, whole, greets) = (context.clone(), whole.clone(), left.is_none());
    let mut links = kept(&context);
    // Where nothing can be stored, it is known as long as the page.
    links.extend(left.filter(|left| !links.contains(left)));
    leptos::task::spawn_local(async move {
        let mut all = Vec::new();
        for url in links {
            all.extend(ask(&context, &url).await.map(|answered| (url, answered.rsvp)));
        }
        let count = all.len();
        if greets {
            all.retain(|(_, own)| own.slots.iter().any(|held| held.state != Holding::No));
        }
        if !all.is_empty() && (!greets || is_idle(signals)) {
            show(&whole, signals, all, greets);
        } else if count > 0 && all.is_empty() {
            // The same once more is another answer.
            submit::forget_id(&context.id);
        }
    });
}

/// Opens an earlier answer to be changed.
pub(super) fn begin(context: &Shared, whole: &Arc<Whole>, signals: Signals, url: Href) {
    let (context, whole) = (context.clone(), whole.clone());
    leptos::task::spawn_local(async move {
        if let Some(answered) = ask(&context, &url).await {
            open(&context, &whole, signals, url, answered);
        }
    });
}

/// How an answer stands, as the backend says; why that is not known is said.
async fn ask(context: &Shared, url: &Href) -> Option<Answered> {
    let request = context.backend.answered(url)?;
    let answered = match net::send(&request).await {
        Some(response) => context.backend.read_answered(&response),
        None => Err(Outcome::Unreachable),
    };
    match answered {
        Ok(answered) => return Some(answered),
        // What it leads to was deleted.
        Err(Outcome::Failed { retryable: false }) => forget(context, url),
        Err(outcome) => {
            if let Err((_, trouble)) = submit::refusal(context, outcome) {
                context.announce(&trouble);
            }
        }
    }
    None
}

fn show(whole: &Arc<Whole>, signals: Signals, all: Vec<Earlier>, greeted: bool) {
    let whole = whole.clone();
    let panel = move |context: &Shared, signals| held::changed(context, &whole, signals, &all, greeted);
    signals.turn(|course| {
        course.before = None;
        course.screen = Screen::Told(Arc::new(panel));
    });
}

/// The form, with what was answered, and what of it was changed since and waits.
fn open(context: &Shared, whole: &Whole, signals: Signals, manage_url: Href, mut answered: Answered) {
    let waiting = outbox::of(signals.entry).map(|outbox| outbox.changes(&manage_url));
    waiting.iter().flatten().for_each(|change| change.put(&mut answered.values));
    let mut known = answered.rsvp.slots.iter().filter_map(|held| whole.schedule.find(&held.slot));
    // Staff may have taken all of it out of the document.
    let Some(first) = known.next() else { return context.announce(&context.words.say(word::RSVP_LATE)) };
    let (key, shown, alone) = (first.key.clone(), whole.shown(first.event), known.next().is_none());
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
    let (by, of, link) = (context.clone(), whole.clone(), url.clone());
    let queued = std::cell::Cell::new(false);
    let then = move |outcome: Outcome| {
        if let Some(trouble) = refused(&by, &outcome) {
            if queued.get() {
                back();
            }
            return refuse(&by, signals, outcome, trouble);
        }
        queued.set(outcome == Outcome::Queued);
        settle(&by, &of, signals, &link, &outcome);
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
fn settle(context: &Shared, whole: &Arc<Whole>, signals: Signals, url: &Href, outcome: &Outcome) {
    if *outcome == Outcome::Queued {
        return answers::wait_for(signals);
    }
    let said = answers::receipt(outcome).map(|receipt| document::read::<Standing>(&receipt.rsvp.0, ""));
    if let Some(Ok((standing, _))) = said {
        // What was answered at first is another answer now.
        submit::forget_id(&context.id);
        show(whole, signals, vec![(url.clone(), standing)], false);
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
    let own = !busy && kept(context).contains(url);
    if refused(context, outcome).is_some() || !own {
        live::ask(context, signals.live);
        return false;
    }
    settle(context, whole, signals, url, outcome);
    true
}
