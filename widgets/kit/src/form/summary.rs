//! What is wrong, in one place, with a way to each field (after the GOV.UK error summary).

use leptos::prelude::*;
use web_sys::Event;

use super::{FormSignal, messages};
use crate::context::{Context, Shared};
use crate::view::{Tag, tag};
use crate::words::word;

const ID: &str = "summary";

/// Moves the focus to the summary once it is drawn.
pub(crate) fn focus(context: &Shared) {
    let context = context.clone();
    // Two turns: signals repaint in the first.
    queue_microtask(move || {
        leptos::task::spawn_local(async move {
            leptos::task::tick().await;
            context.focus(ID);
        });
    });
}

/// The summary; empty while nothing is wrong.
pub(crate) fn summary(context: &Shared, entry: FormSignal) -> Tag {
    let words = context.clone();
    let list = context.clone();
    let trouble = move || {
        let trouble = entry.with(|entry| entry.trouble.clone());
        trouble.unwrap_or_else(|| words.words.say(word::PROBLEM))
    };
    tag("div")
        .part("summary")
        .attr("id", ID)
        .attr("tabindex", "-1")
        .attr("role", "group")
        .attr("aria-labelledby", "summary-title")
        .flag_fn("hidden", "", move || entry.with(|entry| entry.errors.is_empty() && entry.trouble.is_none()))
        .child(tag("p").part("summary-title").attr("id", "summary-title").text_fn(trouble))
        .child_fn(move || {
            entry.with(|entry| {
                let items = entry.errors.iter().map(|error| {
                    let text = error_text(&list, entry, &error.field).unwrap_or_default();
                    tag("li").child(link(&list, &error.field, &text))
                });
                (!entry.errors.is_empty()).then(|| tag("ul").children(items.collect()))
            })
        })
}

/// What is wrong with a control, in words.
pub(crate) fn error_text(context: &Context, entry: &super::Entry, control: &str) -> Option<String> {
    let code = entry.error(control)?;
    let label = messages::control_label(&context.words, entry.form(), control);
    Some(messages::message(&context.words, &label, code, entry.form().chooses(control)))
}

/// A link does not find an id inside a shadow root by itself.
fn link(context: &Shared, control: &str, text: &str) -> Tag {
    let id = super::field::id(control);
    let target = context.clone();
    tag("a").attr("href", &["#", &id].concat()).text(text).on("click", move |event: Event| {
        event.prevent_default();
        target.focus(&id);
    })
}
