//! Tries, and what comes of them.

use std::rc::Rc;

use leptos::prelude::*;
use rungs_model::waiting::turns;
use rungs_model::{Href, Outcome};

use super::kept::{self, Kept};
use super::{Outbox, Shown, Then, lock, note};
use crate::message::Message;
use crate::submit::News;
use crate::view::keep_still;
use crate::words::word;
use crate::{browser, submit};

/// Whether it is worth waiting for another answer.
pub(crate) fn is_open(outcome: &Outcome) -> bool {
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

/// The link of the receipt.
fn link(outcome: &Outcome) -> Option<Href> {
    match outcome {
        Outcome::Confirmed(Some(receipt)) => receipt.manage_url.clone(),
        _ => None,
    }
}

/// It has to wait for longer, and if the backend says so for how long.
fn delay(kept: &mut Kept, outcome: &Outcome) {
    if let Outcome::RateLimited { retry_after } = outcome {
        let seconds = retry_after.unwrap_or(0).min(3_600);
        kept.times.until = browser::now().0 + i64::from(seconds) * 1_000;
    }
    kept.update();
}

impl Outbox {
    /// Sends what was just entered. If it has to wait, `then` hears later what became of it; `back` undoes what is
    /// shown of that, should it be thrown away.
    pub(crate) async fn send(
        self: &Rc<Self>,
        message: Message,
        then: Then,
        back: Option<Rc<dyn Fn()>>,
    ) -> Outcome {
        let mut kept = Kept::new(&self.context, message);
        if !self.is_real() {
            let outcome = submit::send(&self.context, &mut kept, false).await;
            if outcome == Outcome::Queued {
                self.shown.replace(Some(Shown { key: String::new(), then, back }));
                self.refresh();
            }
            return outcome;
        }
        let shown = Some(Shown { key: kept.key(), then, back });
        // A change may have to wait for an earlier one that another tab is sending.
        let is_form = matches!(kept.message, Message::Form(..));
        #[cfg(feature = "rsvp")]
        if !is_form {
            let earlier = kept.overtake();
            kept.put();
            earlier.iter().for_each(Kept::remove);
        }
        let _lock = lock::lock(&kept.lock()).await;
        self.shown.replace(shown);
        if is_form {
            kept.put();
        } else if !kept.is_there() {
            // A still later change has taken it in.
            self.refresh();
            return Outcome::Queued;
        }
        let outcome = submit::send(&self.context, &mut kept, true).await;
        if !is_open(&outcome) {
            self.settle(&mut kept, &outcome);
            self.shown.take();
            self.refresh();
            return outcome;
        }
        delay(&mut kept, &outcome);
        self.fails.set(self.fails.get() + 1);
        self.refresh();
        self.schedule();
        Outcome::Queued
    }

    /// It was answered. What was refused after its widget was gone is kept for when that comes back.
    fn settle(&self, kept: &mut Kept, outcome: &Outcome) {
        if self.is_started().is_none() && is_refused(outcome) {
            kept.rest();
        } else {
            kept.remove();
        }
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

    /// Each in its turn; whether one has to wait on. What is about the same as one that does waits for it.
    async fn try_all(&self, by_hand: bool) -> bool {
        if !self.is_real() {
            return true;
        }
        let begun = browser::now().0;
        let all = kept::find(&self.context.id).kept;
        let about: Vec<_> = all.iter().map(|kept| (kept.message.about(), kept.times.tried)).collect();
        let mut held: Vec<&str> = Vec::new();
        let mut failed = false;
        for waiting in turns(&about).into_iter().filter_map(|turn| all.get(turn)) {
            let about = waiting.message.about();
            if held.contains(&about) {
                continue;
            }
            if !by_hand && !waiting.is_due(begun) {
                held.push(about);
                continue;
            }
            let lock = lock::lock(&waiting.lock()).await;
            // Another tab may have sent it, or tried, while this one waited for the lock.
            let Some(mut kept) = kept::read(&waiting.key()).filter(|kept| self.is_ours(kept)) else {
                continue;
            };
            let knows = self.context.backend.capabilities().deduplicates;
            if !by_hand && (kept.times.tried != waiting.times.tried || !knows && !lock.is_held()) {
                held.push(about);
                continue;
            }
            let (outcome, _) = submit::attempt(&self.context, &mut kept).await;
            if is_open(&outcome) {
                delay(&mut kept, &outcome);
                failed = true;
                // Nobody else would be reached either; next time these have their turn before it.
                if outcome == Outcome::Unreachable {
                    break;
                }
                held.push(about);
                continue;
            }
            self.fails.set(0);
            self.arrive(kept, outcome, by_hand);
        }
        self.fails.set(self.fails.get() + u32::from(failed));
        failed
    }

    /// Something that waited was answered.
    fn arrive(&self, mut kept: Kept, outcome: Outcome, by_hand: bool) {
        News::of(&self.context, &kept.message).tell(&self.context, &outcome);
        let Some(started) = self.is_started() else { return self.settle(&mut kept, &outcome) };
        let key = kept.key();
        let mut shown = self.shown.borrow_mut();
        let own = shown.take_if(|shown| shown.key == key);
        drop(shown);
        let said = note::sentence(&self.context, &kept.message, &outcome, own.is_some());
        if !by_hand {
            keep_still();
            self.context.announce(&said);
        }
        let takes_part = kept.message.takes_part().is_some();
        if let Some(own) = own {
            kept.remove();
            if is_refused(&outcome) {
                self.put_back(&kept);
            }
            if self.entry.is_none() {
                self.view.borrow_mut().said = if outcome.is_done() { String::new() } else { said };
            }
            (own.then)(outcome);
        } else if !takes_part {
            kept.remove();
            let is_shown = (self.home.late)(&kept.message, &outcome);
            let mut view = self.view.borrow_mut();
            (view.said, view.link) = if is_shown { (String::new(), None) } else { (said, link(&outcome)) };
            drop(view);
            self.paint();
            if by_hand && !is_shown {
                note::focus(self);
            }
        } else if !started {
            kept.remove();
            self.open(&kept, outcome);
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

    /// Whether someone has begun to fill in the form, if there is one; none if the widget is gone.
    pub(super) fn is_started(&self) -> Option<bool> {
        self.entry.map_or(Some(false), |entry| entry.try_with_untracked(|entry| entry.started))
    }

    pub(super) fn open(&self, kept: &Kept, outcome: Outcome) {
        if is_refused(&outcome) {
            self.put_back(kept);
        }
        if let Some(submission) = kept.message.takes_part() {
            (self.home.show)(outcome, &submission.values);
        }
    }
}
