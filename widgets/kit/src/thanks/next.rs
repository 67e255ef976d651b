//! The next step: a link, or another widget that opens in place.

use leptos::prelude::*;
use rungs_model::{Href, Next, Outcome, Values};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::browser;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;

/// The next step, and a sentence above it.
pub(crate) fn next_step(context: &Shared, next: &Next, given: &Values) -> Tag {
    let text = next.text.as_ref().map_or_else(|| context.words.say(word::NEXT_TITLE), |text| text.0.clone());
    let drawn = tag("div").part("next").child(tag("p").text(&text));
    match (next.widget, &next.config) {
        (Some(kind), Some(config)) => {
            drawn.child(opener(context, kind.as_str(), config, &next.label.0, given))
        }
        _ => drawn.child(next.href.as_ref().map(|href| link(href, &next.label.0))),
    }
}

/// A link that looks like a button.
pub(crate) fn link(href: &Href, label: &str) -> Tag {
    tag("a").part("button").attr("href", href).text(label)
}

/// A button, and after its press a widget in its place.
fn opener(context: &Shared, kind: &'static str, config: &Href, label: &str, given: &Values) -> Tag {
    let opened = RwSignal::new(false);
    let (context, config) = (context.clone(), config.clone());
    let (label, given) = (label.to_owned(), given.clone());
    tag("div").child_fn(move || {
        if opened.get() {
            return Some(in_place(&context, kind, &config, &label, &given));
        }
        let button = tag("button").part("button").attr("type", "button").text(&label);
        Some(button.on("click", move |_| opened.set(true)))
    })
}

/// A widget within this one, which has the focus.
pub(crate) fn in_place(context: &Shared, kind: &str, config: &Href, label: &str, given: &Values) -> Tag {
    tag("div")
        .part("journey")
        .attr("role", "group")
        .attr("aria-label", label)
        .attr("tabindex", "-1")
        .child(element(kind, &beside(context, config), given).text(label))
        .takes_focus()
}

/// Tells a ladder that was drawn within the thanks of a widget what was done there before.
pub(crate) const AFTER: &str = "rungs:after";
/// The attribute by which it is told the code to hand on: it may be drawn by another bundle.
pub(crate) const CODE: &str = "code";

/// After what a ladder is shown.
pub(super) struct After<'a> {
    /// What was answered to an invitation.
    pub(super) answer: Option<&'static str>,
    /// The code to hand on.
    pub(super) code: Option<&'a str>,
}

/// The campaign's ladder, which knows the next step.
pub(super) fn ladder(context: &Shared, config: &Href, given: &Values, after: &After) -> Tag {
    let (by, answer) = (context.clone(), after.answer.unwrap_or_default());
    let ladder = element("ladder", &beside(context, config), given).attr("look", "next");
    let ladder = ladder.attr_if(CODE, after.code).on("rungs:ready", move |_| {
        by.emit(AFTER, &[("outcome", Outcome::Sent.name()), ("answer", answer)]);
    });
    tag("div").part("next").child(ladder)
}

/// An address in a config document is meant from where that document lies, not from the page: a path leads to
/// its origin.
fn beside(context: &Shared, config: &Href) -> String {
    let own = browser::config_of(&context.host).unwrap_or_default();
    let end = own.find("://").and_then(|scheme| own[scheme + 3..].find('/').map(|path| scheme + 3 + path));
    match own.get(..end.unwrap_or_default()) {
        Some(origin) if config.starts_with('/') && !config.starts_with("//") => [origin, config].concat(),
        _ => config.to_string(),
    }
}

/// The element of a widget. What was given before is among its children, in a form that nobody sees: from
/// there the loader takes it, as it does in any page. It is gone once the widget has it.
fn element(kind: &str, config: &str, given: &Values) -> Tag {
    // A consent is asked for anew, in words of its own.
    let carried = given.iter().filter(|(name, _)| !name.starts_with("consent.") && !name.starts_with('_'));
    let inputs = carried.map(|(name, value)| tag("input").attr("name", name).attr("value", value));
    let form = tag("form").attr("hidden", "").children(inputs.collect());
    tag(&["rungs-", kind].concat()).attr("config", config).attr("loading", "eager").child(form).on(
        "rungs:ready",
        |event| {
            let host = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
            if let Some(form) = host.and_then(|host| host.query_selector("form").ok().flatten()) {
                form.remove();
            }
        },
    )
}
