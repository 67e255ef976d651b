//! The form, filled in again with what waited.

use leptos::prelude::*;
use rungs_model::Values;

use super::{Kept, Outbox, kept, note};
use crate::words::word;

impl Outbox {
    /// Fills the form in as it was sent.
    pub(super) fn put_back(&self, kept: &Kept) {
        let Some(submission) = kept.message.takes_part() else { return };
        let mut values = submission.values.clone();
        for consent in &submission.consents {
            values.set(&["consent.", &consent.id].concat(), consent.answer.as_str().into());
        }
        self.fill(&values, true);
    }

    fn fill(&self, values: &Values, started: bool) {
        let Some(entry) = self.entry else { return };
        entry.update(|entry| {
            entry.forgive();
            entry.values = values.clone();
            entry.started = started;
        });
        (self.home.back)(values);
    }

    /// Opens what was refused.
    pub(super) fn reopen(&self) {
        if let Some((outcome, kept)) = self.refused.take() {
            kept.remove();
            self.say(String::new());
            self.open(&kept, outcome);
        }
    }

    /// Deletes what waits: what was just entered, if `own`, or else all that is told of above. That may be of other
    /// people.
    pub(super) fn discard(&self, own: bool) {
        let is_told = self.view.borrow().noted;
        let key = self.shown.borrow().as_ref().map(|shown| shown.key.clone());
        let shown = if own || is_told { self.shown.take() } else { None };
        for kept in kept::find(&self.context.id).kept.iter().filter(|kept| self.is_ours(kept)) {
            let is_own = key.as_ref() == Some(&kept.key());
            if is_own == own || is_told {
                kept.remove();
            }
        }
        let said = self.context.words.say(word::OUTBOX_DISCARDED);
        if !own {
            self.refused.take();
        }
        match shown.map(|shown| shown.back) {
            Some(Some(back)) => back(),
            Some(None) => self.fill(&Values::default(), false),
            None => {}
        }
        self.say(said);
        note::focus(self);
    }

    /// Says this, and of what was refused only that it can be opened.
    pub(crate) fn say(&self, said: String) {
        let mut view = self.view.borrow_mut();
        (view.said, view.link) = (said, None);
        view.refused = self.refused.borrow().is_some();
        drop(view);
        self.refresh();
    }
}
