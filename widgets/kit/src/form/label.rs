//! What stands around a control: its name, a hint, and what is wrong with it.

use leptos::prelude::*;

use super::FormSignal;
use super::piped::Piped;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;

/// The id of a control's (first) element.
pub(crate) fn id(control: &str) -> String {
    ["f-", control].concat()
}

/// "(required)" or "(optional)".
pub(super) fn mark(context: &Shared, key: &'static str) -> Tag {
    tag("span").part("optional").text(&[" ", &context.words.say(key)].concat())
}

/// Whether most of what is asked where this is drawn is required: what else is drawn since may be otherwise.
fn is_mostly(entry: FormSignal) -> bool {
    entry.with_untracked(|entry| entry.mostly_required)
}

fn mark_of(context: &Shared, required: bool, mostly: bool) -> Option<Tag> {
    let key = match (required, mostly) {
        (false, true) => word::OPTIONAL,
        (true, false) => word::REQUIRED,
        _ => return None,
    };
    Some(mark(context, key))
}

/// The wording around a control.
pub(crate) struct Label {
    pub(crate) control: String,
    pub(crate) text: String,
    pub(crate) hint: Option<String>,
    pub(crate) required: bool,
    /// What earlier answers make of it, where they do.
    pub(crate) piped: Option<Piped>,
}

impl Label {
    /// Ties a control, or a group of them, to its hint and error.
    pub(crate) fn describe(&self, control: Tag, entry: FormSignal) -> Tag {
        let name = self.control.clone();
        let there =
            |there: bool, start: &str| if there { [start, &name, " "].concat() } else { String::new() };
        let hint = there(self.hint.is_some(), "h-");
        let more = there(self.piped.as_ref().is_some_and(Piped::has_more), "m-");
        // A `false` is said too: browsers else tell that an empty required control is invalid, before
        // anything was entered.
        control
            .attr("aria-describedby", &[&hint, &more, "e-", &name].concat())
            .says_fn("aria-invalid", move || entry.with(|entry| entry.error(&name).is_some()))
    }

    /// Puts the question, and the mark of what may stay empty or of what must not, whichever is
    /// rarer in the form, into a label or legend.
    #[cfg_attr(not(feature = "survey"), allow(unreachable_code, reason = "only a survey has such wording"))]
    pub(crate) fn words(&self, parent: Tag, context: &Shared, entry: FormSignal) -> Tag {
        let Some(piped) = self.piped.clone() else {
            return parent.text(&self.text).child(self.mark(context, entry));
        };
        let (context, text, mostly) = (context.clone(), piped.clone(), is_mostly(entry));
        parent.text_fn(move || text.text()).child_fn(move || mark_of(&context, piped.required(), mostly))
    }

    /// The mark alone.
    pub(crate) fn mark(&self, context: &Shared, entry: FormSignal) -> Option<Tag> {
        mark_of(context, self.required, is_mostly(entry))
    }

    /// An attribute that says that it must be answered.
    pub(crate) fn requires(&self, control: Tag, name: &'static str, value: &'static str) -> Tag {
        match self.piped.clone() {
            None => control.attr_if(name, self.required.then_some(value)),
            Some(piped) => control.flag_fn(name, value, move || piped.required()),
        }
    }

    /// The hint, if there is one.
    pub(crate) fn hint(&self) -> Option<Tag> {
        let text = self.hint.as_ref()?;
        Some(tag("p").part("hint").attr("id", &["h-", &self.control].concat()).text(text))
    }

    fn more(&self) -> Option<Tag> {
        Some(self.piped.as_ref()?.more()?.attr("id", &["m-", &self.control].concat()))
    }

    /// What is wrong; hidden while nothing is.
    pub(crate) fn error(&self, entry: FormSignal) -> Tag {
        let (name, same) = (self.control.clone(), self.control.clone());
        tag("p")
            .part("error")
            .attr("id", &["e-", &self.control].concat())
            .flag_fn("hidden", "", move || entry.with(|entry| entry.error(&same).is_none()))
            .text_fn(move || entry.with(|entry| entry.error(&name).unwrap_or_default().to_owned()))
    }

    /// Label, hint, error and a single control.
    pub(crate) fn around(&self, context: &Shared, control: Tag, entry: FormSignal) -> Tag {
        let words = tag("label").part("label").attr("for", &id(&self.control));
        tag("div")
            .part("field")
            .attr("data-name", &self.control)
            .child(self.words(words, context, entry))
            .child(self.hint())
            .child(self.more())
            .child(self.error(entry))
            .child(self.requires(self.describe(control, entry), "required", ""))
    }

    /// A question with several controls of a kind: fieldset and legend.
    pub(crate) fn group(&self, kind: &str, legend: Tag, controls: Vec<Tag>, entry: FormSignal) -> Tag {
        let mut set = tag("fieldset").part("field").attr("data-name", &self.control);
        // Only of radio buttons can it be said that one is required.
        if kind == "radio" {
            set = self.requires(set.attr("role", "radiogroup"), "aria-required", "true");
        }
        self.describe(set, entry)
            .child(legend)
            .child(self.hint())
            .child(self.more())
            .child(self.error(entry))
            .children(controls)
    }
}
