//! What is wrong, in one place, with a way to each field (after the GOV.UK error summary).

use std::time::Duration;

use leptos::prelude::*;
use rungs_model::FieldError;
use web_sys::Event;

use super::FormSignal;
use crate::context::Shared;
use crate::view::{self, Tag, tag};
use crate::words::word;

const ID: &str = "summary";

/// Moves the focus to the summary once it is drawn.
pub(crate) fn focus(context: &Shared) {
    if view::is_still() {
        return;
    }
    let context = context.clone();
    // Signals repaint at the end of this task.
    set_timeout(move || context.focus(ID), Duration::ZERO);
}

/// Shows what the backend refused, and leads to it.
pub(crate) fn refuse(context: &Shared, entry: FormSignal, fields: Vec<FieldError>, trouble: String) {
    entry.update(|entry| entry.refuse(context, fields, trouble));
    focus(context);
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
                let items = entry.errors.iter();
                let items = items.map(|wrong| tag("li").child(link(&list, &wrong.control, &wrong.text)));
                (!entry.errors.is_empty()).then(|| tag("ul").children(items.collect()))
            })
        })
}

/// A link does not find an id inside a shadow root by itself.
fn link(context: &Shared, control: &str, text: &str) -> Tag {
    let id = super::label::id(control);
    let target = context.clone();
    tag("a").attr("href", &["#", &id].concat()).text(text).on("click", move |event: Event| {
        event.prevent_default();
        target.focus(&id);
    })
}
