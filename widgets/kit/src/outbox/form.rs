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

    /// Deletes all that waits.
    pub(super) fn discard(&self) {
        for kept in kept::find(&self.context.id).kept {
            if self.is_ours(&kept) {
                kept.remove();
            }
        }
        let said = self.context.words.say(word::OUTBOX_DISCARDED);
        self.refused.take();
        let shown = self.shown.take();
        match shown.map(|shown| shown.back) {
            Some(Some(back)) => back(),
            Some(None) => self.fill(&Values::default(), false),
            None => {}
        }
        self.say(said);
        note::focus(self);
    }

    /// Says this, and nothing of what was refused.
    pub(crate) fn say(&self, said: String) {
        let mut view = self.view.borrow_mut();
        (view.said, view.refused) = (said, false);
        drop(view);
        self.refresh();
    }
}
