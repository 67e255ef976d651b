//! The whole document, understood. Part of the second file.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::document::{self, Decode as _, Problem};
use rungs_model::rsvp::{DayZones, Occurrence, Places, Rsvp, Schedule};

use rungs_model::Values;

use super::Signals;
use super::clock::Clocks;
use crate::browser;
use crate::context::{Context, Shared};

/// Every event, laid out in time.
pub(super) struct Whole {
    pub(super) rsvp: Rsvp,
    pub(super) schedule: Schedule,
    /// How full everything is.
    pub(super) places: RwSignal<Places>,
}

impl Whole {
    /// Reads it; what is wrong with it otherwise.
    pub(super) fn read(context: &Shared) -> Result<Arc<Self>, Vec<Problem>> {
        let (rsvp, _) = document::read::<Rsvp>(&context.config, &context.words.lang)?;
        let (schedule, problems) = Schedule::new(&rsvp, &DayZones::new(&Clocks), browser::now());
        if problems.iter().any(Problem::is_error) {
            return Err(problems);
        }
        Ok(Arc::new(Self { rsvp, schedule, places: RwSignal::new(Places::blank()) }))
    }

    /// Whether there is more than one event to choose from.
    pub(super) fn is_list(&self) -> bool {
        self.rsvp.events.len() > 1
    }

    /// The occurrences of an event that are not over.
    pub(super) fn to_come(&self, event: usize) -> impl Iterator<Item = &Occurrence> {
        let now = browser::now();
        self.schedule.of_event(event).filter(move |own| own.end > now)
    }

    /// Whether someone who answered so comes to an event; none if they do not, and will not perhaps.
    pub(super) fn comes(&self, event: usize, entered: &Values) -> Option<bool> {
        let all = Rsvp::may_come(&self.schedule, entered);
        all.into_iter().find(|(own, _)| *own == event).map(|(_, comes)| comes)
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

    /// Reads how full everything is from the state.
    pub(super) fn follow_places(&self, signals: Signals) {
        let places = signals.live.with(|live| {
            let state = live.state.as_ref()?;
            document::read::<Places>(&state.rsvp.0, "").ok()
        });
        if let Some((places, _)) = places
            && self.places.with_untracked(|known| *known != places)
        {
            self.places.set(places);
        }
    }
}
