//! What is said once someone asked for a call, or offered something: who is in touch, and by when; and the ways
//! to take it back. Part of the second file.

use std::rc::Rc;

use leptos::prelude::*;
use rungs_backends::{Backend, Rungs, is_withdrawn};
#[cfg(feature = "ladder")]
use rungs_model::Date;
use rungs_model::{Href, Outcome, Receipt};
use serde_json::Value;

#[cfg(feature = "ladder")]
use crate::browser;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::{Words, word};
use crate::{intl, net, submit};

/// A request that was taken.
#[derive(Clone)]
pub(crate) struct Requested {
    /// What is said of it.
    pub(crate) said: String,
    /// The link that takes it back. Whoever has it can do so: it goes into no event, log or list.
    link: Option<Href>,
}

impl Requested {
    /// With what the backend promises; where it promises nothing, something else is said.
    pub(crate) fn new(words: &Words, outcome: &Outcome, otherwise: impl FnOnce() -> String) -> Self {
        let Outcome::Confirmed(Some(receipt)) = outcome else { return Self::told(otherwise()) };
        let said = promise(words, receipt).unwrap_or_else(otherwise);
        Self { said, link: receipt.manage_url.clone() }
    }

    /// One that cannot be taken back, or not any more.
    pub(crate) const fn told(said: String) -> Self {
        Self { said, link: None }
    }
}

/// Who is in touch by when, as far as the backend tells.
fn promise(words: &Words, receipt: &Receipt) -> Option<String> {
    let said = |key: &str| receipt.follow_up.0.get(key).and_then(Value::as_str);
    let time = intl::moment(&words.lang, said("due_at")?)?;
    Some(match said("who") {
        Some(who) => words.fill(word::SURVEY_CALLBACK_BY_WHO, &[("name", who), ("time", &time)]),
        None => words.fill(word::SURVEY_CALLBACK_BY, &[("time", &time)]),
    })
}

/// The day on this device by which someone will have been in touch, where the backend tells.
#[cfg(feature = "ladder")]
pub(crate) fn due(outcome: &Outcome) -> Option<Date> {
    let Outcome::Confirmed(Some(receipt)) = outcome else { return None };
    browser::day_of(receipt.follow_up.0.get("due_at")?.as_str()?)
}

/// What is said, and under it a button to take the request back, with these words, and the link for later.
/// `taken_back` hears that it was.
pub(crate) fn panel(
    context: &Shared,
    requested: &Requested,
    label: &'static str,
    taken_back: Rc<dyn Fn()>,
) -> Tag {
    let said = tag("p").attr("tabindex", "-1").text(&requested.said).takes_focus();
    let ways = requested.link.as_ref().map(|link| ways(context, link, label, taken_back));
    tag("div").child(said).children(ways.unwrap_or_default())
}

fn ways(context: &Shared, link: &Href, label: &'static str, taken_back: Rc<dyn Fn()>) -> Vec<Tag> {
    let (sending, trouble) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let (by, to) = (context.clone(), link.clone());
    let press = move |_| {
        if !sending.get_untracked() {
            sending.set(true);
            withdraw(&by, &to, sending, trouble, &taken_back);
        }
    };
    let button = tag("button").part("back").attr("type", "button").text(&context.words.say(label));
    let button = button.flag_fn("aria-disabled", "true", move || sending.get()).on("click", press);
    let wrong = tag("div").child_when(
        move || trouble.get(),
        move || {
            let trouble = trouble.get_untracked()?;
            Some(tag("p").part("error").attr("tabindex", "-1").text(&trouble).takes_focus())
        },
    );
    // The address is as good as a key: no other page learns it.
    let later = tag("a").attr("href", link).attr("target", "_blank").attr("rel", "noopener noreferrer");
    let later = later.text(&context.words.say(word::SURVEY_CALLBACK_LINK));
    vec![wrong, tag("p").child(button), tag("p").part("manage").child(later)]
}

fn withdraw(
    context: &Shared,
    link: &Href,
    sending: RwSignal<bool>,
    trouble: RwSignal<Option<String>>,
    taken_back: &Rc<dyn Fn()>,
) {
    let Backend::Rungs(rungs) = &context.backend else { return };
    let Some(request) = rungs.withdraw(link) else { return };
    let (context, taken_back) = (context.clone(), taken_back.clone());
    leptos::task::spawn_local(async move {
        let answer = net::send(&request).await;
        // The widget may be gone by the time the answer comes.
        if sending.try_set(false).is_some() {
            return;
        }
        if answer.as_ref().is_some_and(is_withdrawn) {
            // The same once more is another request.
            submit::forget_id(&context.id);
            return taken_back();
        }
        let outcome = answer.as_ref().map_or(Outcome::Unreachable, Rungs::outcome);
        let said = submit::refusal(&context, outcome).err().map(|(_, said)| said);
        trouble.set(Some(said.unwrap_or_else(|| context.words.say(word::FAILED_FINAL))));
    });
}
