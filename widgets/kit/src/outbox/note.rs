//! What there is to see of an outbox: in place of the form what was just entered, else a note above.

use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::tachys::view::{Mountable, Render};
use rungs_model::Outcome;
use web_sys::Element;

use super::Outbox;
use super::view::{Own, Shows, View};
use crate::context::{Context, Shared};
use crate::form::{self, FormSignal};
use crate::message::{Message, Route};
#[cfg(any(feature = "rsvp", feature = "survey", feature = "ladder"))]
use crate::requested::Requested;
use crate::view::{Tag, tag};
#[cfg(any(feature = "rsvp", feature = "survey", feature = "ladder"))]
use crate::words::learn;
use crate::words::{Words, word};
use crate::{style, submit};

const ID: &str = "waiting";

/// Draws the note below the title; a ladder in the thanks of another widget has none.
pub(super) fn place(outbox: &Rc<Outbox>) {
    let after = outbox.context.root.query_selector("#title~*,.steps").ok().flatten();
    let Some((after, parent)) = after.and_then(|after| Some((after.clone(), after.parent_element()?))) else {
        return;
    };
    style::add(&outbox.context.root, form::LOOK);
    let note = tag("div")
        .part("notice")
        .attr("part", "notice waiting")
        .attr("id", ID)
        .attr("tabindex", "-1")
        .child(shows(outbox, tag("p"), Shows::Said))
        // The address is as good as a key: no other page learns it.
        .child(shows(
            outbox,
            tag("a").attr("target", "_blank").attr("rel", "noopener noreferrer"),
            Shows::Link,
        ))
        .child(buttons(outbox, false));
    let mut note = shows(outbox, note, Shows::Note).build();
    note.mount(&parent, Some(&after));
    outbox.note.replace(Some(note));
}

/// Moves the focus to the note.
pub(crate) fn focus(outbox: &Outbox) {
    let context = outbox.context.clone();
    set_timeout(move || context.focus(ID), Duration::ZERO);
}

/// What is shown instead of the form while what was entered waits.
pub(crate) fn panel(context: &Shared, entry: FormSignal, outcome: &Outcome) -> Option<Tag> {
    if *outcome != Outcome::Queued {
        return None;
    }
    let outbox = super::of(entry)?;
    let preview = !context.backend.capabilities().real;
    let title = context.words.say(word::OUTBOX_TITLE);
    let drawn = tag("div")
        .part("thanks")
        .child(tag("h3").part("thanks-title").attr("tabindex", "-1").text(&title).takes_focus())
        .child(shows(&outbox, tag("p"), Shows::Own))
        .child(preview.then(|| tag("p").text(&context.words.say(word::PREVIEW_TEXT))))
        .child(buttons(&outbox, true));
    Some(drawn)
}

/// What can be done about what was just entered, if `own`, or else about all that waited before.
fn buttons(outbox: &Rc<Outbox>, own: bool) -> Tag {
    let button = |shown: Shows| {
        let weak = Rc::downgrade(outbox);
        let button = tag("button").part("share-link").attr("part", "waiting-button").attr("type", "button");
        let press = move |_| match (weak.upgrade(), shown) {
            (Some(outbox), Shows::Send) => outbox.flush(true),
            (Some(outbox), Shows::Open) => outbox.reopen(),
            (Some(outbox), _) => outbox.discard(own),
            _ => {}
        };
        shows(outbox, button.on("click", press), shown)
    };
    tag("div")
        .attr("class", "waiting")
        .children([Shows::Send, Shows::Open, Shows::Discard].map(button).into())
}

/// Has an element follow the outbox.
fn shows(outbox: &Outbox, drawn: Tag, what: Shows) -> Tag {
    paint(&outbox.context, &outbox.view.borrow(), drawn.element(), what);
    outbox.shows.borrow_mut().push((drawn.element().clone(), what));
    drawn
}

impl Outbox {
    /// Shows what there is to see now.
    pub(super) fn paint(&self) {
        for (element, what) in &*self.shows.borrow() {
            paint(&self.context, &self.view.borrow(), element, *what);
        }
    }
}

fn paint(context: &Context, view: &View, element: &Element, what: Shows) {
    let words = &context.words;
    let own = !matches!(view.own, Own::None | Own::Gone);
    let waits = view.waiting > 0 || own;
    let (text, shown) = match what {
        Shows::Note => (None, !said(words, view).is_empty()),
        Shows::Said => (Some(said(words, view)), true),
        Shows::Own => (Some(own_said(words, view)), true),
        Shows::Link => {
            let link = view.link.as_deref();
            let _ = link.map(|link| element.set_attribute("href", link));
            (link.map(|_| words.say(word::SURVEY_CALLBACK_LINK)), link.is_some())
        }
        Shows::Send => (Some(words.say(if view.busy { word::SENDING } else { word::OUTBOX_SEND })), waits),
        Shows::Open => (Some(words.say(word::OUTBOX_OPEN)), view.refused),
        Shows::Discard => (Some(words.say(word::OUTBOX_DISCARD)), waits || view.refused),
    };
    if let Some(text) = text {
        element.set_text_content(Some(&text));
    }
    let _ = if shown { element.remove_attribute("hidden") } else { element.set_attribute("hidden", "") };
}

/// What became of what was just entered.
fn own_said(words: &Words, view: &View) -> String {
    words.say(match view.own {
        Own::Remembered => word::OUTBOX_MEMORY,
        Own::Unsure => word::OUTBOX_UNSURE,
        Own::Gone if view.expired => word::OUTBOX_EXPIRED,
        Own::Gone => word::OUTBOX_GONE,
        _ => word::OUTBOX_TEXT,
    })
}

fn said(words: &Words, view: &View) -> String {
    let mut said = view.said.clone();
    let mut say = |text: &str| {
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(text);
    };
    if view.noted && view.own != Own::None {
        say(&own_said(words, view));
    }
    if view.waiting > 0 {
        say(&words.fill(word::OUTBOX_EARLIER, &[("count", &view.waiting.to_string())]));
    }
    let notes = [
        (view.unsure, word::OUTBOX_UNSURE),
        (view.newer, word::OUTBOX_NEWER),
        (view.expired && view.own == Own::None, word::OUTBOX_EXPIRED),
    ];
    for (_, key) in notes.into_iter().filter(|(so, _)| *so) {
        say(&words.say(key));
    }
    said
}

/// What became of a message, in a sentence or two; `own` says whether its form is still there.
#[cfg_attr(
    not(any(feature = "rsvp", feature = "survey", feature = "ladder")),
    allow(unused_variables, reason = "all are forms")
)]
pub(super) fn sentence(context: &Context, message: &Message, outcome: &Outcome, own: bool) -> String {
    match message {
        Message::Form(submission, Route::Submission) => taken_part(context, outcome, submission.test),
        #[cfg(feature = "survey")]
        Message::Form(_, Route::CallBack) => {
            learn(word::ENGLISH_CALLBACK);
            offered(context, outcome, own, word::SURVEY_CALLBACK_THANKS)
        }
        #[cfg(any(feature = "rsvp", feature = "ladder"))]
        Message::Form(_, Route::Offer(_)) => offered(context, outcome, own, word::LADDER_THANKS),
        #[cfg(feature = "rsvp")]
        Message::Change(_) => {
            crate::rsvp::refused(context, outcome).unwrap_or_else(|| context.words.say(word::RSVP_CHANGED))
        }
    }
}

/// What became of something that the campaign offered.
#[cfg(any(feature = "rsvp", feature = "survey", feature = "ladder"))]
fn offered(context: &Context, outcome: &Outcome, own: bool, thanks: &'static str) -> String {
    learn(word::ENGLISH_REQUEST);
    match (outcome.is_done(), own) {
        (true, _) => Requested::new(&context.words, outcome, || context.words.say(thanks)).said,
        (false, true) => taken_part(context, outcome, false),
        (false, false) => context.words.say(word::OUTBOX_REFUSED),
    }
}

/// What became of taking part, in one sentence.
pub(super) fn taken_part(context: &Context, outcome: &Outcome, test: bool) -> String {
    let key = match submit::refusal(context, outcome.clone()) {
        Err((_, trouble)) => return trouble,
        Ok(_) if !context.backend.capabilities().real => word::PREVIEW_TEXT,
        Ok(Outcome::Closed) => word::CLOSED_TEXT,
        Ok(Outcome::AwaitingConfirmation) => word::AWAITING_TEXT,
        Ok(Outcome::Sent) => word::SENT_TEXT,
        Ok(_) if test => word::TEST_TEXT,
        Ok(_) => word::THANKS_TEXT,
    };
    context.words.own(context.kind, key)
}
