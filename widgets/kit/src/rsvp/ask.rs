//! One event with its form.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::shown::Shown;
use super::{Signals, Start, answer, event as facts, send, way};
use crate::article;
use crate::context::Shared;
use crate::form::{FormView, form_view};
use crate::later::later;
use crate::view::{Tag, tag};
use crate::words::word;

/// Draws the event that is shown. Whoever chose it is led to it.
pub(super) fn event(context: &Shared, start: &Arc<Start>, signals: Signals, moved: bool) -> Option<Tag> {
    let shown = signals.shown()?;
    let over = move || signals.course.with(|course| course.over);
    let closed = article::closed(context, start.opening.closed_text.as_ref());
    let drawn = tag("div")
        .part("event")
        .attr("tabindex", "-1")
        .child(facts::event(context, start, &shown, signals))
        .child(ask(context, start, &shown, signals).flag_fn("hidden", "", over))
        .child(closed.flag_fn("hidden", "", move || !over()));
    Some(if moved { drawn.takes_focus() } else { drawn })
}

fn ask(context: &Shared, start: &Arc<Start>, shown: &Arc<Shown>, signals: Signals) -> Tag {
    let changing = signals.course.with_untracked(|course| course.before.is_some());
    let part = |draw: fn(&dyn way::Way, &Shared, Signals) -> Option<Tag>| {
        let context = context.clone();
        tag("div").child_once(move || draw(&*signals.way()?, &context, signals))
    };
    let answers = answer::answers(context, shown, signals);
    let asked = vec![
        answers,
        part(|way, context, signals| way.company(context, signals)),
        part(|way, context, signals| way.fields(context, signals)),
        part(|way, context, signals| way.needs(context, signals)),
        part(|way, context, signals| way.consents(context, signals)),
        carried(signals),
    ];
    let own = start.opening.button.as_ref().map(|text| text.0.clone());
    let words = context.clone();
    let button = move || {
        if changing {
            return words.words.say(word::RSVP_SAVE);
        }
        own.clone().unwrap_or_else(|| words.words.say(word::RSVP_SEND))
    };
    let asks = context.clone();
    let by = context.clone();
    let back = signals.course.with_untracked(|course| course.way.clone()).filter(|_| changing);
    let view = FormView {
        entry: signals.entry,
        content: asked,
        back: back.map(|way| way.leave(context, signals)),
        button: Box::new(button),
        fetch: Rc::new(move || way::fetch(&asks, signals)),
        submit: Box::new(move || {
            let context = by.clone();
            Box::pin(async move { later!(send::send(context, signals)) })
        }),
    };
    form_view(context, view)
}

/// What was entered into the page's own form, until its controls come here: whatever reads the form reads it.
fn carried(signals: Signals) -> Tag {
    let draw = move || {
        if signals.course.with_untracked(|course| course.way.is_some()) {
            return None;
        }
        let carried = signals.entry.with_untracked(|entry| entry.values.clone());
        let inputs = carried.iter().filter(|(name, _)| !name.starts_with("rsvp."));
        let inputs = inputs.map(|(name, value)| {
            tag("input").attr("type", "text").attr("hidden", "").attr("name", name).attr("value", value)
        });
        Some(tag("div").children(inputs.collect()))
    };
    tag("div").attr("hidden", "").child_when(move || signals.course.with(|course| course.way.is_some()), draw)
}
