//! Tries, and what comes of them.

use std::rc::Rc;

use leptos::prelude::*;
use rungs_backends::Rungs;
use rungs_model::{Outcome, Submission};

use super::kept::{self, Kept};
use super::{Outbox, Shown, Then, lock, note};
use crate::view::keep_still;
use crate::words::word;
use crate::{browser, submit};

/// Whether it is worth waiting for another answer.
fn is_open(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Queued
            | Outcome::Unreachable
            | Outcome::Failed { retryable: true }
            | Outcome::RateLimited { .. }
    )
}

/// Whether the form has to be shown again.
pub(super) fn is_refused(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Invalid { .. } | Outcome::Full | Outcome::Failed { .. })
}

impl Outbox {
    /// Sends what was just entered. If it has to wait, `then` hears later what became of it.
    pub(crate) async fn send(self: &Rc<Self>, submission: Submission, then: Then) -> Outcome {
        if !self.is_real() {
            let outcome = submit::send(&self.context, &submission, Rungs::submit, None).await;
            if outcome == Outcome::Queued {
                self.shown.replace(Some(Shown { key: String::new(), then }));
                self.refresh();
            }
            return outcome;
        }
        let mut kept =
            Kept::new(&self.context.id, self.context.backend.place(&self.context.config), submission.clone());
        let key = kept::key(&kept.submission);
        let _lock = lock::lock(&key).await;
        self.shown.replace(Some(Shown { key, then }));
        kept.put();
        let outcome = submit::send(&self.context, &submission, Rungs::submit, Some(&mut kept)).await;
        if !is_open(&outcome) {
            kept.remove();
            self.shown.take();
            return outcome;
        }
        self.delay(&mut kept, &outcome);
        self.refresh();
        self.schedule();
        Outcome::Queued
    }

    /// It has to wait for longer, and if the backend says so for how long.
    fn delay(&self, kept: &mut Kept, outcome: &Outcome) {
        if let Outcome::RateLimited { retry_after } = outcome {
            let seconds = retry_after.unwrap_or(0).min(3_600);
            kept.until = browser::now().0 + i64::from(seconds) * 1_000;
        }
        kept.update();
        self.fails.set(self.fails.get() + 1);
    }

    /// Tries everything that waits, now.
    pub(super) fn flush(self: &Rc<Self>, by_hand: bool) {
        if std::mem::replace(&mut self.view.borrow_mut().busy, true) {
            return;
        }
        self.paint();
        let outbox = self.clone();
        leptos::task::spawn_local(async move {
            let failed = outbox.try_all(by_hand).await;
            outbox.view.borrow_mut().busy = false;
            outbox.refresh();
            outbox.schedule();
            if failed && by_hand {
                outbox.context.announce(&outbox.context.words.say(word::OUTBOX_TITLE));
            }
        });
    }

    /// The oldest first; whether one has to wait on.
    async fn try_all(&self, by_hand: bool) -> bool {
        if !self.is_real() {
            return true;
        }
        let begun = browser::now().0;
        let knows = self.context.backend.capabilities().deduplicates;
        for waiting in kept::find(&self.context.id).kept {
            if !by_hand && !waiting.is_due(begun) {
                continue;
            }
            let key = kept::key(&waiting.submission);
            let lock = lock::lock(&key).await;
            // Another tab may have sent it, or tried, while this one waited for the lock.
            let Some(mut kept) = kept::read(&key) else { continue };
            if !by_hand && (kept.tried > begun || !knows && !lock.is_held()) {
                continue;
            }
            if !self.is_ours(&kept) {
                continue;
            }
            let submission = kept.submission.clone();
            let (outcome, _) =
                submit::attempt(&self.context, &submission, Rungs::submit, Some(&mut kept)).await;
            if is_open(&outcome) {
                self.delay(&mut kept, &outcome);
                return true;
            }
            self.fails.set(0);
            self.arrive(kept, outcome, by_hand);
        }
        false
    }

    /// Something that waited was answered.
    fn arrive(&self, mut kept: Kept, outcome: Outcome, by_hand: bool) {
        let Some(started) = self.entry.try_with_untracked(|entry| entry.started) else {
            return kept.remove();
        };
        let id = kept.submission.submission_id.to_string();
        submit::tell(&self.context, &outcome, &id, self.answer(&kept.submission));
        let said = note::sentence(&self.context, &outcome, kept.submission.test);
        let key = kept::key(&kept.submission);
        let mut shown = self.shown.borrow_mut();
        let own = shown.take_if(|shown| shown.key == key);
        drop(shown);
        if !by_hand {
            keep_still();
            self.context.announce(&said);
        }
        if let Some(own) = own {
            kept.remove();
            if is_refused(&outcome) {
                self.put_back(&kept.submission);
            }
            (own.then)(outcome);
        } else if !started {
            kept.remove();
            self.open(&kept.submission, outcome);
        } else {
            // Someone is filling in the form: it is theirs.
            let refused = is_refused(&outcome);
            if refused {
                kept.rest();
                self.refused.replace(Some((outcome, kept)));
            } else {
                kept.remove();
            }
            let mut view = self.view.borrow_mut();
            view.said = said;
            view.refused |= refused;
            drop(view);
            self.paint();
            if by_hand {
                note::focus(self);
            }
        }
    }

    /// What was answered to an invitation.
    #[cfg(feature = "rsvp")]
    fn answer(&self, submission: &Submission) -> Option<&'static str> {
        (self.context.kind == "rsvp").then(|| crate::rsvp::told(&submission.values))
    }

    /// There are no invitations here.
    #[cfg(not(feature = "rsvp"))]
    #[allow(clippy::unused_self, reason = "it is the same where there are some")]
    fn answer(&self, _: &Submission) -> Option<&'static str> {
        None
    }

    pub(super) fn open(&self, submission: &Submission, outcome: Outcome) {
        if is_refused(&outcome) {
            self.put_back(submission);
        }
        (self.home.show)(outcome, &submission.values);
    }
}
