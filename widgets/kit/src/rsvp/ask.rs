//! One event with its form.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::Values;

use super::{Screen, Signals, Start, answer, change, event, send, way};
use crate::article;
use crate::browser;
use crate::context::Shared;
use crate::form::{self, FormView, form_view};
use crate::later::later;
use crate::view::{Tag, tag};
use crate::words::word;

/// The event that the page's address names (`?rungs.event=`), or that was answered before the kit came.
pub(super) fn asked(context: &Shared, start: &Start, values: &Values) -> Option<usize> {
    let named = context.address.get("rungs.event");
    let answered = || {
        let key = values
            .iter()
            .find_map(|(name, value)| name.strip_prefix("rsvp.").filter(|_| !value.is_empty()))?;
        start.schedule.find(key).map(|occurrence| occurrence.event)
    };
    start.rsvp.events.iter().position(|event| &*event.id == named).or_else(answered)
}

/// Draws the event that is shown. Whoever chose it is led to its heading.
pub(super) fn event(
    context: &Shared,
    start: &Arc<Start>,
    signals: Signals,
    closed: bool,
    moved: bool,
) -> Tag {
    let index = signals.course.with_untracked(|course| course.event);
    let about = start.rsvp.events.get(index).map(|event| event::about(context, start, event));
    let back = (start.is_list()).then(|| to_all(context, signals));
    let open = !closed && start.rsvp.is_open(browser::now()) && is_open(start, index);
    let changing = signals.course.with_untracked(|course| course.before.is_some());
    let below = if open || changing {
        ask(context, start, signals)
    } else {
        tag("div")
            .part("over")
            .child(answer::answers(context, start, signals))
            .child(article::closed(context, start.rsvp.closed_text.as_ref()))
    };
    let drawn = tag("div").part("event").attr("tabindex", "-1").child(back).child(about).child(below);
    if moved { drawn.takes_focus() } else { drawn }
}

/// Whether an event can be answered.
fn is_open(start: &Start, event: usize) -> bool {
    let now = browser::now();
    start.schedule.of_event(event).any(|occurrence| occurrence.is_open(now))
}

fn to_all(context: &Shared, signals: Signals) -> Tag {
    tag("button")
        .part("back")
        .attr("type", "button")
        .text(&context.words.say(word::RSVP_ALL))
        .on("click", move |_| signals.turn(|course| course.screen = Screen::Browse))
}

fn ask(context: &Shared, start: &Arc<Start>, signals: Signals) -> Tag {
    let changing = signals.course.with_untracked(|course| course.before.is_some());
    let entry = signals.entry;
    let more = context.clone();
    let company = tag("div").child_once(move || signals.way()?.company(&more, signals));
    let fields = (!changing)
        .then(|| tag("div").part("fields").children(form::fields(context, &start.form.fields, entry)));
    if start.form.fields.iter().any(|field| field.search) {
        form::fetch_search(entry);
    }
    let asks = context.clone();
    let needs = tag("div").child_once(move || signals.way()?.needs(&asks, signals));
    let consents = (!changing).then(|| consents(context, start, signals)).flatten();
    let content =
        [Some(answer::answers(context, start, signals)), Some(company), fields, Some(needs), consents];
    let own = start.rsvp.button.as_ref().map(|text| text.0.clone());
    let words = context.clone();
    let button = move || {
        if changing {
            return words.words.say(word::RSVP_SAVE);
        }
        own.clone().unwrap_or_else(|| words.words.say(word::RSVP_SEND))
    };
    let (asks, about) = (context.clone(), start.clone());
    let (by, of) = (context.clone(), start.clone());
    let view = FormView {
        entry,
        content: content.into_iter().flatten().collect(),
        back: changing.then(|| change::leave(context, signals)),
        button: Box::new(button),
        fetch: Rc::new(move || way::fetch(&asks, &about, signals)),
        submit: Box::new(move || {
            let (context, start) = (by.clone(), of.clone());
            Box::pin(async move { later!(send::send(context, start, signals)) })
        }),
    };
    form_view(context, view)
}

fn consents(context: &Shared, start: &Start, signals: Signals) -> Option<Tag> {
    let drawn = start.form.consents.iter().map(|consent| form::consent(context, consent, signals.entry));
    let drawn: Vec<Tag> = drawn.collect();
    (!drawn.is_empty()).then(|| tag("div").part("consents").children(drawn))
}
