//! The whole document, understood. Part of the second file.

use std::sync::{Arc, OnceLock};

use leptos::prelude::*;
use rungs_model::document::{self, Problem};
use rungs_model::rsvp::{self, DayZones, Rsvp, Schedule, Spot};

use rungs_model::Values;

use send_wrapper::SendWrapper;

use super::Signals;
use super::clock::Clocks;
use super::filters::Distances;
use super::shown::Shown;
use crate::browser;
use crate::context::{Context, Shared};

/// Every event, laid out in time.
pub(super) struct Whole {
    pub(super) rsvp: Rsvp,
    pub(super) schedule: Schedule,
    /// Where each event takes place.
    pub(super) spots: Vec<Option<Spot>>,
    distances: OnceLock<SendWrapper<Distances>>,
}

impl Whole {
    /// Reads it; what is wrong with it otherwise.
    pub(super) fn read(context: &Shared) -> Result<Arc<Self>, Vec<Problem>> {
        let (rsvp, _) = document::read::<Rsvp>(&context.config, &context.words.lang)?;
        let (schedule, problems) = Schedule::new(&rsvp, &DayZones::new(&Clocks), browser::now());
        if problems.iter().any(Problem::is_error) {
            return Err(problems);
        }
        Ok(Arc::new(Self { spots: rsvp::spots(&rsvp), rsvp, schedule, distances: OnceLock::new() }))
    }

    /// Whether there is more than one event to choose from.
    pub(super) fn is_list(&self) -> bool {
        self.rsvp.events.len() > 1
    }

    /// An event as it is shown.
    pub(super) fn shown(&self, index: usize) -> Option<Arc<Shown>> {
        let event = self.rsvp.events.get(index)?.clone();
        let zone = self.rsvp.zone(&event).to_owned();
        let times = self.schedule.of_event(index).cloned().collect();
        Some(Arc::new(Shown { index, event, zone, times }))
    }

    /// Whether someone who answered so comes to an event; none if they do not, and will not perhaps.
    pub(super) fn comes(&self, event: usize, entered: &Values) -> Option<bool> {
        let all = Rsvp::may_come(&self.schedule, entered);
        all.into_iter().find(|(own, _)| *own == event).map(|(_, comes)| comes)
    }

    /// A distance in words.
    pub(super) fn distance(&self, context: &Shared, metres: u32) -> String {
        self.distances.get_or_init(|| SendWrapper::new(Distances::new(context, self))).write(metres)
    }

    /// Whether an event can be answered.
    pub(super) fn is_open(&self, event: usize) -> bool {
        let now = browser::now();
        self.rsvp.is_open(now) && self.schedule.of_event(event).any(|occurrence| occurrence.is_open(now))
    }

    /// The event that the page's address names (`?rungs.event=`), or that was answered in the page's own form.
    pub(super) fn asked(&self, context: &Context, signals: Signals) -> Option<usize> {
        let named = context.address.get("rungs.event");
        let answered = || {
            signals.entry.with_untracked(|entry| {
                let key = entry
                    .values
                    .iter()
                    .find_map(|(name, value)| name.strip_prefix("rsvp.").filter(|_| !value.is_empty()))?;
                self.schedule.find(key).map(|occurrence| occurrence.event)
            })
        };
        self.rsvp.events.iter().position(|event| &*event.id == named).or_else(answered)
    }
}
