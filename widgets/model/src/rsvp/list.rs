//! Lists: what of thousands of events someone wants to see, in which order. One pass over plain
//! numbers; nothing is allocated per event.

use super::{Mode, Occurrence, Rsvp, Schedule, Spot};
use crate::Timestamp;

/// What someone wants to see. What is not said fits all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// Still under way at this moment or later: `now` leaves out what has ended.
    pub from: Option<Timestamp>,
    /// Starts before this moment.
    pub until: Option<Timestamp>,
    /// One of the kinds of the widget.
    pub kind: &'a str,
    /// A language (BCP 47): `de` finds `de-AT` too.
    pub language: &'a str,
    /// In a room or online; hybrid events are both.
    pub mode: Option<Mode>,
    /// At most so many kilometres from here. What is only online is near everyone.
    pub within: Option<(Spot, f64)>,
}

/// In which order.
#[derive(Clone, Copy, Debug)]
pub enum Sort {
    /// The first to start first.
    Start,
    /// The nearest to here first; those without a place last.
    Distance(Spot),
}

/// One that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Its index in the schedule.
    pub occurrence: usize,
    /// How far away it is, in metres, where both places are known.
    pub metres: Option<u32>,
}

/// Where each event of a document takes place, found out once for all lists of them.
pub fn spots(rsvp: &Rsvp) -> Vec<Option<Spot>> {
    rsvp.events.iter().map(|event| event.venue.as_ref()?.spot()).collect()
}

/// What lists look at.
#[derive(Clone, Copy, Debug)]
pub struct List<'r> {
    rsvp: &'r Rsvp,
    occurrences: &'r [Occurrence],
    spots: &'r [Option<Spot>],
}

impl<'r> List<'r> {
    /// Of all events of a document, with the [`spots`] of their venues.
    pub fn new(rsvp: &'r Rsvp, schedule: &'r Schedule, spots: &'r [Option<Spot>]) -> Self {
        Self { rsvp, occurrences: schedule, spots }
    }

    /// Fills `found` with what fits, in order. The same list can be filled again and again.
    pub fn find(&self, filter: &Filter, sort: Sort, found: &mut Vec<Found>) {
        let here = match sort {
            Sort::Distance(here) => Some(here),
            Sort::Start => filter.within.map(|(here, _)| here),
        };
        found.clear();
        for (index, occurrence) in self.occurrences.iter().enumerate() {
            if !self.fits(occurrence, filter) {
                continue;
            }
            let spot = self.spots.get(occurrence.event).copied().flatten();
            let kilometres = here.zip(spot).map(|(here, spot)| here.kilometres(spot));
            if let Some((_, most)) = filter.within
                && !self.is_near(occurrence, kilometres, most)
            {
                continue;
            }
            found.push(Found { occurrence: index, metres: kilometres.map(|km| (km * 1000.0) as u32) });
        }
        if let Sort::Distance(_) = sort {
            let far = |found: &Found| found.metres.unwrap_or(u32::MAX);
            found.sort_unstable_by(|one, other| {
                (far(one), one.occurrence).cmp(&(far(other), other.occurrence))
            });
        }
    }

    fn fits(&self, occurrence: &Occurrence, filter: &Filter) -> bool {
        let Some(event) = self.rsvp.events.get(occurrence.event) else { return false };
        let speaks = |spoken: &String| {
            let rest = spoken
                .get(..filter.language.len())
                .filter(|start| start.eq_ignore_ascii_case(filter.language));
            rest.is_some() && matches!(spoken.as_bytes().get(filter.language.len()), None | Some(b'-'))
        };
        filter.from.is_none_or(|from| occurrence.end > from)
            && filter.until.is_none_or(|until| occurrence.start < until)
            && (filter.kind.is_empty() || event.kinds.iter().any(|kind| kind == filter.kind))
            && (filter.language.is_empty() || event.languages.iter().any(speaks))
            && filter.mode.is_none_or(|mode| event.mode == mode || event.mode == Mode::Hybrid)
    }

    fn is_near(&self, occurrence: &Occurrence, kilometres: Option<f64>, most: f64) -> bool {
        let online = self.rsvp.events.get(occurrence.event).is_some_and(|event| event.mode == Mode::Online);
        online || kilometres.is_some_and(|kilometres| kilometres <= most)
    }
}
