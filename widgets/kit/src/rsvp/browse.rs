//! An event in a list. Part of the second file.

use std::sync::Arc;

use rungs_model::rsvp::Occurrence;

use super::whole::Whole;
use super::{Screen, Signals, answer, event};
use crate::browser;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;
use leptos::prelude::*;

/// How many are shown at first, and how many more with each press.
pub(super) const PAGE: usize = 12;

/// One of them in a list. Its title leads to it.
pub(super) fn item(
    context: &Shared,
    whole: &Arc<Whole>,
    occurrence: &Occurrence,
    distance: Option<String>,
    signals: Signals,
) -> Tag {
    let Some(own) = whole.rsvp.events.get(occurrence.event) else { return tag("li") };
    let open = tag("button")
        .part("item-title")
        .attr("type", "button")
        .text(&rungs_model::rsvp::ics::title(own, occurrence))
        .on("click", {
            let (event, of, key) = (occurrence.event, whole.clone(), occurrence.key.clone());
            let open = whole.rsvp.is_open(browser::now()) && occurrence.is_open(browser::now());
            move |_| {
                signals.entry.update(crate::form::Entry::forgive);
                signals.turn(|course| {
                    course.screen = Screen::Event;
                    course.shown = of.shown(event);
                    (course.only, course.all) = (Some(key.clone()), false);
                    course.over = !open;
                });
            }
        });
    let town = own.venue.as_ref().and_then(|venue| venue.locality.as_ref().or(venue.name.as_ref()));
    let mut place: Vec<String> = town.map(|town| town.0.clone()).into_iter().collect();
    match own.mode {
        rungs_model::rsvp::Mode::InPerson => {}
        rungs_model::rsvp::Mode::Online => place = vec![context.words.say(word::RSVP_ONLINE)],
        rungs_model::rsvp::Mode::Hybrid => place.push(context.words.say(word::RSVP_HYBRID)),
    }
    place.extend(distance);
    tag("li")
        .part("item")
        .child(open)
        .child(
            tag("p")
                .part("when-only")
                .children(event::when(context, whole.rsvp.zone(own), occurrence))
                .child(event::phase(context, occurrence, signals)),
        )
        .child(tag("p").part("item-place").text(&place.join(" · ")))
        .child(answer::room_left(context, occurrence, signals))
}
