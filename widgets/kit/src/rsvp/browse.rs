//! All events: the next ones first. Other views and filters come with more code.

use std::sync::Arc;

use rungs_model::rsvp::Occurrence;

use super::{Screen, Signals, Start, answer, event};
use crate::browser;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;
use leptos::prelude::*;

/// How many are shown at first, and how many more with each press.
pub(super) const PAGE: usize = 12;

/// Draws them.
pub(super) fn browse(context: &Shared, start: &Arc<Start>, signals: Signals) -> Tag {
    let (by, of) = (context.clone(), start.clone());
    let draw = move || {
        let way = signals.way();
        Some(way.map_or_else(|| first(&by, &of, signals), |way| way.browse(&by, signals)))
    };
    tag("div").part("browse").child_when(move || signals.course.with(|course| course.way.is_some()), draw)
}

fn first(context: &Shared, start: &Arc<Start>, signals: Signals) -> Tag {
    let now = browser::now();
    let next = start.schedule.iter().enumerate().filter(|(_, occurrence)| occurrence.end > now);
    let items =
        next.take(PAGE).map(|(index, occurrence)| item(context, start, index, occurrence, None, signals));
    tag("ul").part("events").children(items.collect())
}

/// One of them in a list. Its title leads to it.
pub(super) fn item(
    context: &Shared,
    start: &Arc<Start>,
    index: usize,
    occurrence: &Occurrence,
    distance: Option<String>,
    signals: Signals,
) -> Tag {
    let Some(own) = start.rsvp.events.get(occurrence.event) else { return tag("li") };
    let open = tag("button")
        .part("item-title")
        .attr("type", "button")
        .text(&rungs_model::rsvp::ics::title(own, occurrence))
        .on("click", {
            let event = occurrence.event;
            move |_| {
                signals.entry.update(crate::form::Entry::forgive);
                signals.turn(|course| {
                    course.screen = Screen::Event;
                    (course.event, course.only, course.all) = (event, Some(index), false);
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
                .children(event::when(context, start, occurrence))
                .child(event::phase(context, occurrence, signals)),
        )
        .child(tag("p").part("item-place").text(&place.join(" · ")))
        .child(answer::room_left(context, occurrence, signals))
}
