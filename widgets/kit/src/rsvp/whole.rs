//! The whole document, understood. Part of the second file.

use std::sync::{Arc, OnceLock};

use leptos::prelude::*;
use rungs_model::document::{self, Problem};
use rungs_model::rsvp::{DayZones, Facets, Rsvp, Schedule, Spot, Towns};

use rungs_model::Values;

use send_wrapper::SendWrapper;

use super::clock::Clocks;
use super::filters::Distances;
use super::shown::Shown;
use super::{Signals, event};
use crate::browser;
use crate::context::{Context, Shared};
use crate::intl::Measure;

/// For how many milliseconds the page's thread is taken for what can wait.
const AT_ONCE_MS: i64 = 4;

/// So many events, from all the year, tell at which times of a day the others begin and end.
const WARM: usize = 200;

/// Every event, laid out in time.
pub(super) struct Whole {
    pub(super) rsvp: Rsvp,
    pub(super) schedule: Schedule,
    /// What lists look at.
    pub(super) facets: Facets,
    distances: OnceLock<SendWrapper<Distances>>,
    numbers: OnceLock<SendWrapper<Measure>>,
    towns: OnceLock<Towns>,
    /// Counts how often it was said what a wish led to.
    pub(super) told: ArcRwSignal<u32>,
}

impl Whole {
    /// Reads it; what is wrong with it otherwise.
    pub(super) fn read(context: &Shared) -> Result<Arc<Self>, Vec<Problem>> {
        let (rsvp, _) = document::read::<Rsvp>(&context.config, &context.words.lang)?;
        let (schedule, problems) = Schedule::new(&rsvp, &DayZones::new(&Clocks), browser::now());
        if problems.iter().any(Problem::is_error) {
            return Err(problems);
        }
        let facets = Facets::new(&rsvp);
        Ok(Arc::new(Self {
            rsvp,
            schedule,
            facets,
            distances: OnceLock::new(),
            numbers: OnceLock::new(),
            towns: OnceLock::new(),
            told: ArcRwSignal::new(0),
        }))
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
        Some(Arc::new(Shown { index, event, zone, deadline: self.rsvp.deadline, times }))
    }

    /// Whether someone who answered so comes to an event; none if they do not, and will not perhaps.
    pub(super) fn comes(&self, event: usize, entered: &Values) -> Option<bool> {
        let all = Rsvp::may_come(&self.schedule, entered);
        all.into_iter().find(|(own, _)| *own == event).map(|(_, comes)| comes)
    }

    /// A distance in words.
    pub(super) fn distance(&self, context: &Shared, metres: u32) -> String {
        self.distances(context).write(metres)
    }

    /// So many kilometres or miles, whichever are usual: in kilometres, and in words.
    pub(super) fn units(&self, context: &Shared, far: f64) -> (f64, String) {
        self.distances(context).units(far)
    }

    fn distances(&self, context: &Shared) -> &Distances {
        self.distances.get_or_init(|| SendWrapper::new(Distances::new(context, self)))
    }

    /// A number as the language writes it.
    pub(super) fn number(&self, context: &Shared, number: usize) -> String {
        self.numbers
            .get_or_init(|| SendWrapper::new(Measure::plain(&context.words.lang)))
            .write(number as f64)
    }

    /// About where a place lies that someone typed, as far as the events know it.
    pub(super) fn spot_of(&self, typed: &str) -> Option<Spot> {
        self.towns.get_or_init(|| Towns::of(&self.rsvp)).spot_of(typed)
    }

    /// Gets ready for a place that someone is about to type: of thousands of events that takes a while.
    pub(super) fn prepare(&self, context: &Shared) {
        self.spot_of("");
        self.distance(context, 0);
    }

    /// Gets ready to write numbers and times, while nobody waits for them: a browser's first number and its first
    /// range of times take longer than a whole list.
    pub(super) fn warm(self: Arc<Self>, context: Shared, from: usize) {
        let begun = browser::now().0;
        self.number(&context, 0);
        let all = self.schedule.iter().step_by(self.schedule.len() / WARM + 1);
        for (index, occurrence) in all.enumerate().skip(from) {
            if let Some(event) = self.rsvp.events.get(occurrence.event) {
                event::times(&context, self.rsvp.zone(event), occurrence);
            }
            if browser::now().0 - begun > AT_ONCE_MS {
                browser::after_paint(move || self.warm(context, index + 1));
                return;
            }
        }
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
