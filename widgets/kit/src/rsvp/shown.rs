//! The event that is shown, laid out in time.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::Timestamp;
#[cfg(not(feature = "brief"))]
use rungs_model::rsvp::{self, DayZones};
use rungs_model::rsvp::{Event, Occurrence, Opening};

use super::Signals;
#[cfg(not(feature = "brief"))]
use super::clock::Clocks;
use crate::browser;

/// How many dates of an event are shown at first.
pub(super) const FIRST: usize = 5;

/// An event with its times.
pub(super) struct Shown {
    /// Its index in the document.
    pub(super) index: usize,
    pub(super) event: Event,
    pub(super) zone: String,
    /// The last moment to answer to any event of the document.
    pub(super) deadline: Option<Timestamp>,
    /// The first to start first.
    pub(super) times: Vec<Occurrence>,
}

impl Shown {
    /// The only event of a document: it is left for later.
    #[cfg(feature = "brief")]
    pub(super) fn only(_: &mut Opening) -> Option<Arc<Self>> {
        None
    }

    /// The only event of a document.
    #[cfg(not(feature = "brief"))]
    pub(super) fn only(opening: &mut Opening) -> Option<Arc<Self>> {
        let event = opening.events.event.take()?;
        let zone = event.time_zone.as_ref().or(opening.time_zone.as_ref());
        let zone = zone.map_or_else(|| "UTC".into(), String::clone);
        let mut times = rsvp::times(0, &event, &zone, &DayZones::new(&Clocks));
        times.sort_by_key(|occurrence| occurrence.start.0);
        Some(Arc::new(Self { index: 0, event, zone, deadline: opening.deadline, times }))
    }

    /// What is not over.
    pub(super) fn to_come(&self) -> impl Iterator<Item = &Occurrence> {
        let now = browser::now();
        self.times.iter().filter(move |own| own.end > now)
    }

    /// Whether one of its times can be answered.
    pub(super) fn is_open(&self) -> bool {
        let now = browser::now();
        self.times.iter().any(|occurrence| occurrence.is_open(now))
    }

    /// What is asked for right now.
    pub(super) fn asked(&self, signals: Signals) -> Vec<&Occurrence> {
        let (only, all) = signals.course.with_untracked(|course| (course.only.clone(), course.all));
        if let Some(only) = only.filter(|_| !all) {
            return self.times.iter().filter(|own| own.key == only).collect();
        }
        let most = if all { usize::MAX } else { FIRST };
        self.to_come().take(most).collect()
    }
}
