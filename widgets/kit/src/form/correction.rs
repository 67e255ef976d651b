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
    let (name, context) = (control.to_owned(), context.clone());
    let meant = move || entry.with(|entry| email_suggestion(entry.values.get(&name)));
    let (is_there, of, id) = (meant.clone(), meant.clone(), id(control));
    // Drawn anew only for another address: whoever has moved on to the button keeps it.
    tag("div")
        .flag_fn("hidden", "", move || is_there().is_none())
        .child_when(meant, move || Some(offer(&context, &id, &untrack(&of)?)))
}

fn offer(context: &Shared, id: &str, meant: &str) -> Tag {
    let (target, id, better) = (context.clone(), id.to_owned(), meant.to_owned());
    let take = move |_: Event| {
        let found = target.root.get_element_by_id(&id);
        if let Some(input) = found.and_then(|found| found.dyn_into::<HtmlInputElement>().ok()) {
            input.set_value(&better);
            // The form reads itself when it hears of an input.
            tell(&input, "input");
            let _ = input.focus();
        }
    };
    let words = context.words.fill(word::DID_YOU_MEAN, &[("email", meant)]);
    let button = tag("button").part("link").attr("type", "button").text(&context.words.say(word::USE_IT));
    tag("p").part("correction").text(&[&words, " "].concat()).child(button.on("click", take))
}
