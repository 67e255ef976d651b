//! "Did you mean …@gmail.com?": offered, never forced. It is part of the bundle's second file; see `later`.

use leptos::prelude::untrack;
use rungs_model::email_suggestion;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement};

use super::FormSignal;
use super::field::tell;
use super::label::id;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;

/// Offers a better spelling of the email address in a control, for as long as one is likely.
pub(super) fn correction(context: &Shared, control: &str, entry: FormSignal) -> Tag {
    let name = control.to_owned();
    let meant = move || entry.with(|entry| email_suggestion(entry.values.get(&name)));
    let (is_there, of) = (meant.clone(), meant.clone());
    let (target, id) = (context.clone(), id(control));
    let take = move |_: Event| {
        let found = target.root.get_element_by_id(&id);
        let input = found.and_then(|found| found.dyn_into::<HtmlInputElement>().ok());
        if let Some((input, better)) = input.zip(untrack(&of)) {
            input.set_value(&better);
            // The form reads itself when it hears of an input.
            tell(&input, "input");
            let _ = input.focus();
        }
    };
    let button = tag("button").part("link").attr("type", "button").text(&context.words.say(word::USE_IT));
    let context = context.clone();
    let said = move || context.words.fill(word::DID_YOU_MEAN, &[("email", &meant().unwrap_or_default())]);
    // Whatever else is typed meanwhile: whoever has moved on to the button keeps it.
    tag("p")
        .part("correction")
        .flag_fn("hidden", "", move || is_there().is_none())
        .child(tag("span").text_fn(said))
        .text(" ")
        .child(button.on("click", take))
}
