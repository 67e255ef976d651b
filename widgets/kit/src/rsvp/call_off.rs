//! Calling off every answer at once, in place, after a second question. Part of the second file.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_backends::ReplyChange;
use rungs_model::Href;
use rungs_model::rsvp::{Held, Holding, Standing};
use wasm_bindgen::JsCast as _;
use web_sys::{Event, KeyboardEvent};

use super::whole::Whole;
use super::{Signals, change, held};
use crate::browser;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;

/// How far someone has come with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// There is a button.
    Offered,
    /// It was pressed: whether they are sure is asked.
    Asked,
    /// They are not: the button is back.
    Left,
}

/// The button, and the question behind it; nothing where they come to nothing.
pub(super) fn call_off(
    context: &Shared,
    whole: &Arc<Whole>,
    signals: Signals,
    standing: &Standing,
    url: &Href,
) -> Option<Tag> {
    let url = url.clone();
    let now = browser::now();
    // What is over cannot be called off any more.
    let over = |held: &Held| whole.schedule.find(&held.slot).is_some_and(|own| held::is_over(own, now));
    let comes = standing.slots.iter().filter(|held| held.state != Holding::No && !over(held));
    let key = match comes.count() {
        0 => return None,
        1 => word::RSVP_NO,
        _ => word::RSVP_CALL_OFF,
    };
    let step = RwSignal::new(Step::Offered);
    let (context, whole) = (context.clone(), whole.clone());
    let draw = move || {
        let now = step.get_untracked();
        if now == Step::Asked {
            return Some(question(&context, &whole, signals, step, key, &url));
        }
        let button = button(&context, key).on("click", move |_| step.set(Step::Asked));
        Some(if now == Step::Left { button.takes_focus() } else { button })
    };
    Some(tag("div").part("call-off").child_when(move || step.get(), draw))
}

fn button(context: &Shared, key: &'static str) -> Tag {
    tag("button").part("back").attr("type", "button").text(&context.words.say(key))
}

/// Whoever opens it is led to it, and hears it by that.
fn question(
    context: &Shared,
    whole: &Arc<Whole>,
    signals: Signals,
    step: RwSignal<Step>,
    key: &'static str,
    url: &Href,
) -> Tag {
    let (by, of, url) = (context.clone(), whole.clone(), url.clone());
    let entry = signals.entry;
    let press = move |_| {
        let again = entry.try_update(|entry| std::mem::replace(&mut entry.sending, true));
        if again == Some(false) {
            let all = ReplyChange { cancel: true, ..ReplyChange::default() };
            change::send(&by, &of, signals, &url, all);
        }
    };
    let yes = button(context, key)
        .attr("class", "button")
        .attr("part", "button")
        .flag_fn("aria-disabled", "true", move || entry.with(|entry| entry.sending))
        .on("click", press);
    let keep = button(context, word::RSVP_KEEP).on("click", move |_| step.set(Step::Left));
    let escape = move |event: Event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
            step.set(Step::Left);
        }
    };
    tag("div")
        .part("sure")
        .attr("role", "group")
        .attr("tabindex", "-1")
        .attr("aria-labelledby", "sure")
        .on("keydown", escape)
        .child(tag("p").attr("id", "sure").text(&context.words.say(word::RSVP_SURE)))
        .child(tag("div").part("buttons").child(keep).child(yes))
        .takes_focus()
}
