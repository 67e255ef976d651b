//! What follows an answer. Part of the second file.

use leptos::prelude::*;
use rungs_model::Values;

use super::way::{Whole, flow};
use super::{Screen, Signals, draft, pages};
use crate::context::Shared;
use crate::form::Entry;

/// What was followed last.
#[derive(Default)]
pub(super) struct Followed {
    page: usize,
    values: Option<Values>,
    wrong: bool,
    sending: bool,
    /// Counts whatever happens, so that it can be told when nothing does.
    pub(super) changes: u32,
}

impl Followed {
    /// Whether these are the answers that were followed.
    pub(super) fn is(&self, values: &Values) -> bool {
        self.values.as_ref() == Some(values)
    }

    /// Takes what is answered now: whether it is something else, and whether there are or were mistakes. None
    /// if a button was pressed and nothing else happened.
    fn take(&mut self, page: usize, entry: &Entry) -> Option<(bool, bool)> {
        let changed = self.page != page || !self.is(&entry.values);
        if changed {
            (self.page, self.values) = (page, Some(entry.values.clone()));
        }
        let wrong = !entry.errors.is_empty();
        let wrong = std::mem::replace(&mut self.wrong, wrong) || wrong;
        let pressed = std::mem::replace(&mut self.sending, entry.sending) != entry.sending;
        if pressed && !changed && !wrong {
            return None;
        }
        self.changes += 1;
        Some((changed, wrong))
    }
}

/// Shows and hides what the answers decide on, and keeps them.
pub(super) fn follow(context: &Shared, whole: &Whole, signals: Signals) {
    let fresh = signals.course.try_update_untracked(|course| std::mem::take(&mut course.fresh));
    let (page, asking) =
        signals.course.with_untracked(|course| (course.page, matches!(course.screen, Screen::Asking)));
    // The answers are read in any case: only what was read is heard of when it changes.
    let taken = signals.entry.with(|entry| whole.followed.borrow_mut().take(page, entry));
    let Some((changed, wrong)) = taken else { return };
    if !asking {
        // No page is shown again as it was.
        whole.pages.replace(None);
        return;
    }
    let changed_here = changed && fresh != Some(true);
    if changed_here {
        let next = signals.entry.with_untracked(|entry| flow(&whole.survey, &entry.values, page));
        if signals.course.with_untracked(|course| course.flow != next) {
            pages::take(whole, page, &next);
            signals.course.update(|course| course.flow = next);
        }
    }
    pages::hear(context, whole, signals, changed_here || wrong);
    if changed {
        draft::save(context, &whole.survey, signals);
    }
    pages::look_ahead(context, whole, signals);
}
