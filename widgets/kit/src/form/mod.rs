//! The one form of every widget: draws what the model describes, judges with the model's
//! own rules, and keeps what was typed whatever happens.

mod choice;
mod combobox;
mod consent;
mod correction;
mod entry;
mod field;
mod group;
mod help;
mod label;
mod names;
#[cfg(any(feature = "rsvp", feature = "survey", feature = "ladder"))]
mod offered;
mod piped;
mod summary;

use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;
use rungs_model::{Consent, Values};
use wasm_bindgen::JsCast;
use web_sys::{Event, FormData, HtmlFormElement, HtmlInputElement};

use crate::context::Shared;
use crate::js;
use crate::later::Missing;
use crate::view::{Tag, tag};
use crate::words::word;

pub(crate) use choice::{button, one_of};
pub(crate) use combobox::{fetch as fetch_search, folded};
pub(crate) use consent::consent;
pub(crate) use entry::{Entry, FormSignal};
pub(crate) use field::{labelled, tell};
pub(crate) use group::fields;
pub(crate) use help::{Judge, LOOK, OfForm, listed, say, text};
pub(crate) use label::{Label, id};
#[cfg(any(feature = "rsvp", feature = "survey", feature = "ladder"))]
pub(crate) use offered::{call_back, in_words};
pub(crate) use piped::Piped;
pub(crate) use summary::{focus as focus_summary, refuse};

/// What a form needs besides what it asks.
pub(crate) struct FormView {
    /// What it asks and what was entered: the state that the form and its widget share.
    pub(crate) entry: FormSignal,
    /// The questions, drawn.
    pub(crate) content: Vec<Tag>,
    /// A way back, beside the button.
    pub(crate) back: Option<Tag>,
    /// What the button says.
    pub(crate) button: Box<dyn Fn() -> String>,
    /// Gets what the form needs once it is touched.
    pub(crate) fetch: Rc<dyn Fn()>,
    /// What to do when they want to send it.
    pub(crate) submit: Submit,
}

const MISSING: &str = "the second wasm file of this bundle cannot be fetched";

/// Judges and sends; fails if the code that does it did not come.
pub(crate) type Submit = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), Missing>>>>>;

/// Everything that is typed in a form right now.
pub(crate) fn entered(form: &HtmlFormElement) -> Values {
    FormData::new_with_form(form).map_or_else(|_| Values::default(), |data| js::pairs(&data))
}

/// Draws everything that a form asks.
pub(crate) fn questions(context: &Shared, entry: FormSignal) -> Vec<Tag> {
    let form = entry.with_untracked(|entry| entry.form().clone());
    let fields = tag("div").part("fields").children(group::fields(context, &form.fields, entry));
    // After the fields: they ask for the names of countries first.
    if form.fields.iter().any(|field| field.search) {
        combobox::fetch(entry);
    }
    let mut drawn = vec![fields];
    if let Some(comment) = &form.comment {
        drawn.push(field::comment(context, comment, entry));
    }
    if let Some(consents) = consents(context, entry) {
        drawn.push(consents);
    }
    drawn
}

/// Draws the consents of a form.
pub(crate) fn consents(context: &Shared, entry: FormSignal) -> Option<Tag> {
    let form = entry.with_untracked(|entry| entry.form().clone());
    consents_of(context, &form.consents, entry)
}

/// Draws these consents, where the form asks for others elsewhere.
pub(crate) fn consents_of(context: &Shared, asked: &[Consent], entry: FormSignal) -> Option<Tag> {
    let consents = group::consents(context, asked, entry);
    (!consents.is_empty()).then(|| tag("div").part("consents").children(consents))
}

/// Draws the form.
pub(crate) fn form_view(context: &Shared, view: FormView) -> Tag {
    let FormView { entry, content, back, button, fetch, submit } = view;
    let (heard, touched) = (context.clone(), fetch.clone());
    let on_input = move |event: Event| {
        let Some(form) = event.current_target().and_then(|target| target.dyn_into().ok()) else {
            return;
        };
        touched();
        let first = entry.with_untracked(|entry| !entry.started);
        entry.update(|entry| entry.read(&heard, entered(&form)));
        if first {
            heard.emit("rungs:start", &[]);
        }
    };
    let told = context.clone();
    let on_submit = move |event: Event| {
        event.prevent_default();
        let Some(form) = event.current_target().and_then(|target| target.dyn_into().ok()) else {
            return;
        };
        if entry.with_untracked(|entry| entry.sending) {
            return;
        }
        entry.update(|entry| {
            entry.values = entered(&form);
            entry.started = true;
            entry.trouble = None;
            entry.sending = true;
        });
        let (context, attempt) = (told.clone(), submit());
        leptos::task::spawn_local(async move {
            if attempt.await.is_ok() {
                return;
            }
            context.emit("rungs:error", &[("phase", "load"), ("message", MISSING)]);
            let trouble = context.words.say(word::UNREACHABLE);
            let alive = entry.try_update(|entry| {
                entry.sending = false;
                entry.trouble = Some(trouble);
            });
            if alive.is_some() {
                summary::focus(&context);
            }
        });
    };
    let sending = context.clone();
    let words = move || {
        if entry.with(|entry| entry.sending) { sending.words.say(word::SENDING) } else { button() }
    };
    tag("form")
        .part("form")
        .attr("novalidate", "")
        .attr("method", "post")
        .on("focusin", move |_| fetch())
        .on("input", on_input)
        .on("change", move |event| tidy(&event, entry))
        .on("submit", on_submit)
        .child(summary::summary(context, entry))
        .children(content)
        .child(buttons(back, entry, words))
}

fn buttons(back: Option<Tag>, entry: FormSignal, words: impl Fn() -> String + 'static) -> Tag {
    let send = tag("button")
        .part("button")
        .attr("type", "submit")
        // Not `disabled`: that would drop the focus.
        .flag_fn("aria-disabled", "true", move || entry.with(|entry| entry.sending))
        .text_fn(words);
    match back {
        None => send,
        Some(back) => tag("div").part("buttons").child(back).child(send),
    }
}

/// Shows how a phone number or a postal code was understood, once the supporter has left it.
fn tidy(event: &Event, entry: FormSignal) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return };
    if let Some(tidied) = entry.with_untracked(|entry| entry.tidied(&input.name())) {
        input.set_value(&tidied);
        entry.update(|entry| entry.values.set(&input.name(), tidied));
    }
}
