//! An event in a list. Part of the second file.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::rsvp::{Found, Mode, Occurrence, ics};

use super::whole::Whole;
use super::{Screen, Signals, answer, event};
use crate::browser;
use crate::context::Shared;
use crate::view::{Tag, Texts, Watched, tag};
use crate::words::word;

/// How many are shown at first, and how many more with each press.
pub(super) const PAGE: usize = 12;

/// What a row shows; none if it is hidden.
pub(super) type Row = Watched<Option<Found>>;

/// One of them in a list. Its title leads to it.
pub(super) fn item(context: &Shared, whole: &Arc<Whole>, found: &Found, signals: Signals) -> Tag {
    follow(context, whole, &Row::new(Some(*found)), signals)
}

/// The events that a row shows, one after another: to change what is written takes a fraction of drawing it anew.
pub(super) fn follow(context: &Shared, whole: &Arc<Whole>, row: &Row, signals: Signals) -> Tag {
    let mut texts = Texts::default();
    let mut written = |name: &str, part: &str| texts.within(tag(name).part(part));
    let (of, own) = (whole.clone(), row.clone());
    let open = written("button", "item-title")
        .attr("type", "button")
        .on("click", move |_| open(&of, own.now(), signals));
    let when = ["time", "time-here", "phase"].map(|part| written("span", part));
    let [place, room] = ["item-place", "room-left"].map(|part| written("p", part));
    let (context, whole, own, row) = (context.clone(), whole.clone(), row.clone(), row.clone());
    tag("li")
        .part("item")
        .child(open)
        .child(tag("p").part("when-only").children(when.into()))
        .child(place)
        .child(room)
        .flag_fn("hidden", "", move || row.get().is_none())
        .follow(Box::new(move || {
            if let Some(said) = own.get().and_then(|found| say(&context, &whole, &found, signals)) {
                texts.write(said);
            }
        }))
}

/// Its title, when it is there and here, whether that is soon, where it is, and what room is left.
fn say(context: &Shared, whole: &Whole, found: &Found, signals: Signals) -> Option<Vec<String>> {
    let occurrence = whole.schedule.get(found.occurrence)?;
    let own = whole.rsvp.events.get(occurrence.event)?;
    let town = own.venue.as_ref().and_then(|venue| venue.locality.as_ref().or(venue.name.as_ref()));
    let mut place: Vec<String> = town.map(|town| town.0.clone()).into_iter().collect();
    match own.mode {
        Mode::InPerson => {}
        Mode::Online => place = vec![context.words.say(word::RSVP_ONLINE)],
        Mode::Hybrid => place.push(context.words.say(word::RSVP_HYBRID)),
    }
    place.extend(found.metres().map(|metres| whole.distance(context, metres)));
    let (there, here) = event::times(context, whole.rsvp.zone(own), occurrence);
    Some(vec![
        ics::title(own, occurrence),
        there,
        here.unwrap_or_default(),
        event::phase_of(context, occurrence, signals),
        place.join(" · "),
        answer::room_of(context, occurrence, signals),
    ])
}

fn open(whole: &Whole, found: Option<Found>, signals: Signals) {
    let Some(occurrence) = found.and_then(|found| whole.schedule.get(found.occurrence)) else { return };
    let now = browser::now();
    let Occurrence { event, key, .. } = occurrence.clone();
    signals.entry.update(crate::form::Entry::forgive);
    signals.turn(|course| {
        course.screen = Screen::Event;
        course.shown = whole.shown(event);
        (course.only, course.all) = (Some(key), false);
        course.over = !(whole.rsvp.is_open(now) && occurrence.is_open(now));
    });
}
