//! Lists: what of thousands of events someone wants to see, in which order. One pass over plain
//! numbers; nothing is allocated per event.

use super::{Mode, Occurrence, Rsvp, Schedule, Spot, Venue, spot};
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
    /// How far away it is, where both places are known.
    chord: Option<f64>,
}

impl Found {
    /// How far away it is, in metres, where both places are known.
    pub fn metres(&self) -> Option<u32> {
        self.chord.map(|chord| (spot::kilometres(chord) * 1000.0) as u32)
    }
}

/// What lists look at of every event of a document, found out once for all lists of them.
#[derive(Clone, Debug)]
pub struct Facets {
    kinds: Vec<String>,
    languages: Vec<String>,
    events: Vec<Facet>,
}

#[derive(Clone, Copy, Debug)]
struct Facet {
    spot: Option<Spot>,
    mode: Mode,
    /// Bits of its kinds and of its languages.
    kinds: u64,
    languages: u64,
}

/// The bit of a text by its index. So many texts that some share the last are found by comparing them, too.
fn bit(index: usize) -> u64 {
    1 << index.min(63)
}

/// The bits of texts, which are added to those that are known.
fn bits(texts: &[String], known: &mut Vec<String>) -> u64 {
    let mut bits = 0;
    for text in texts {
        let index = known.iter().position(|own| own == text).unwrap_or_else(|| {
            known.push(text.clone());
            known.len() - 1
        });
        bits |= bit(index);
    }
    bits
}

impl Facets {
    /// Of all events of a document.
    pub fn new(rsvp: &Rsvp) -> Self {
        let mut facets = Self { kinds: Vec::new(), languages: Vec::new(), events: Vec::new() };
        for event in &rsvp.events {
            facets.events.push(Facet {
                spot: event.venue.as_ref().and_then(Venue::spot),
                mode: event.mode,
                kinds: bits(&event.kinds, &mut facets.kinds),
                languages: bits(&event.languages, &mut facets.languages),
            });
        }
        facets
    }

    /// Every language that is spoken anywhere, each once.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Whether it is known of any event where it takes place.
    pub fn has_spots(&self) -> bool {
        self.events.iter().any(|event| event.spot.is_some())
    }
}

/// Whether a language is the one that is wanted, or one of its kind.
fn speaks(spoken: &str, wanted: &str) -> bool {
    let begins = spoken.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted));
    begins && matches!(spoken.as_bytes().get(wanted.len()), None | Some(b'-'))
}

/// What an event must have one of; none if all fit.
fn wanted(texts: &[String], wanted: &str, fits: impl Fn(&str) -> bool) -> Option<u64> {
    let fitting = texts.iter().enumerate().filter(|(_, text)| fits(text)).map(|(index, _)| bit(index));
    (!wanted.is_empty()).then(|| fitting.fold(0, |all, bit| all | bit))
}

/// What lists look at.
#[derive(Clone, Copy, Debug)]
pub struct List<'r> {
    rsvp: &'r Rsvp,
    occurrences: &'r [Occurrence],
    facets: &'r Facets,
}

impl<'r> List<'r> {
    /// Of all events of a document, with their facets.
    pub fn new(rsvp: &'r Rsvp, schedule: &'r Schedule, facets: &'r Facets) -> Self {
        Self { rsvp, occurrences: schedule, facets }
    }

    /// Fills `found` with what fits, in order. The same list can be filled again and again.
    pub fn find(&self, filter: &Filter, sort: Sort, found: &mut Vec<Found>) {
        let here = match sort {
            Sort::Distance(here) => Some(here),
            Sort::Start => filter.within.map(|(here, _)| here),
        };
        let most = filter.within.map(|(_, kilometres)| spot::chord(kilometres));
        let kinds = wanted(&self.facets.kinds, filter.kind, |kind| kind == filter.kind);
        let languages =
            wanted(&self.facets.languages, filter.language, |spoken| speaks(spoken, filter.language));
        found.clear();
        for (index, occurrence) in self.occurrences.iter().enumerate() {
            let Some(facet) = self.facets.events.get(occurrence.event) else { continue };
            let fits = filter.from.is_none_or(|from| occurrence.end > from)
                && filter.until.is_none_or(|until| occurrence.start < until)
                && kinds.is_none_or(|bits| facet.kinds & bits != 0)
                && languages.is_none_or(|bits| facet.languages & bits != 0)
                && filter.mode.is_none_or(|mode| facet.mode == mode || facet.mode == Mode::Hybrid);
            if !fits || (self.is_crowded() && !self.really_fits(occurrence.event, filter)) {
                continue;
            }
            let chord = here.zip(facet.spot).map(|(here, spot)| here.chord(spot));
            let is_near = |most| facet.mode == Mode::Online || chord.is_some_and(|chord| chord <= most);
            if most.is_none_or(is_near) {
                found.push(Found { occurrence: index, chord });
            }
        }
        if let Sort::Distance(_) = sort {
            let far = |found: &Found| found.chord.unwrap_or(f64::MAX);
            found.sort_unstable_by(|one, other| {
                far(one).total_cmp(&far(other)).then(one.occurrence.cmp(&other.occurrence))
            });
        }
    }

    /// Whether there are more kinds or languages than bits.
    fn is_crowded(&self) -> bool {
        self.facets.kinds.len().max(self.facets.languages.len()) > 64
    }

    fn really_fits(&self, event: usize, filter: &Filter) -> bool {
        let Some(event) = self.rsvp.events.get(event) else { return false };
        (filter.kind.is_empty() || event.kinds.iter().any(|kind| kind == filter.kind))
            && (filter.language.is_empty() || event.languages.iter().any(|own| speaks(own, filter.language)))
    }
}
