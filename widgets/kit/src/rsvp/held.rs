//! What came of an answer: a place or a place in the line, the way there, and calendars. Part of the
//! second file.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::rsvp::{Event, Held, Holding, Occurrence, Phase, Rsvp, Standing, ics, links};
use rungs_model::{Href, Markdown, Outcome, Timestamp};

use super::call_off::call_off;
use super::change::Earlier;
use super::whole::Whole;
use super::{Screen, Signals, calendar, change, event, host, send};
use crate::context::Shared;
use crate::live::Live;
use crate::thanks::{self, Done, next_step};
use crate::view::{Tag, tag};
use crate::words::word;

/// Thanks, how someone stands, and what they can do next.
pub(super) fn done(
    context: &Shared,
    whole: &Arc<Whole>,
    signals: Signals,
    outcome: Outcome,
    standing: &Standing,
) -> Tag {
    let own = thanks::said(context);
    let own = own.as_ref();
    let given = signals.entry.with_untracked(|entry| entry.values.clone());
    let comes = standing.slots.iter().any(|held| held.state != Holding::No);
    let said = own.filter(|_| comes);
    // Nobody has a place that no backend told of: some record an answer, and keep no places.
    let known = send::receipt(&outcome).is_some() || matches!(outcome, Outcome::Waitlisted { .. });
    let manage_url = send::receipt(&outcome).and_then(|receipt| receipt.manage_url.as_ref());
    // Whom a link has led back here: which events they answered is not known.
    let answered = !standing.slots.is_empty();
    let more = tag("div")
        .part("held")
        .child(answered.then(|| list(context, whole, signals, standing, known)))
        .child(reminders(context, standing))
        .child(ways(context, whole, signals, standing, manage_url, true))
        .child(host::asked(context, whole, signals, standing, &given));
    let done = Done {
        test: whole.rsvp.test,
        title: whole.rsvp.title.0.clone(),
        heading: said.and_then(|own| own.title.as_ref()).map(|title| title.0.clone()),
        text: said.and_then(|own| own.text.as_ref()).map(|text| Markdown::parse(text)),
        next: own.and_then(|own| own.next.as_ref()).map(|next| next_step(context, next, &given)),
        more: Some(more),
        answer: Some(send::told(&given)),
        outcome,
        given,
    };
    // Its link leads to another page; here it can be changed in place.
    let done = match done.outcome {
        Outcome::Confirmed(Some(mut receipt)) if context.backend.capabilities().edits => {
            receipt.manage_url = None;
            Done { outcome: Outcome::Confirmed(Some(receipt)), ..done }
        }
        outcome => Done { outcome, ..done },
    };
    thanks::thanks(context, own, done)
}

/// How someone stands after a change, or who comes back later, for each of their answers.
pub(super) fn changed(
    context: &Shared,
    whole: &Arc<Whole>,
    signals: Signals,
    all: &[Earlier],
    greeted: bool,
) -> Tag {
    let key = if greeted { word::RSVP_MANAGE } else { word::RSVP_CHANGED };
    let title = tag("h3").part("thanks-title").attr("tabindex", "-1").text(&context.words.say(key));
    let answers = all.iter().enumerate().map(|(index, (url, standing))| {
        tag("div")
            .part("held")
            .child(list(context, whole, signals, standing, true))
            .child(reminders(context, standing))
            .child(ways(context, whole, signals, standing, Some(url), index + 1 == all.len()))
    });
    tag("div")
        .part("thanks")
        // A page that is only being read keeps its focus.
        .child(if greeted { title } else { title.takes_focus() })
        .children(answers.collect())
}

/// What can be done about an answer, by the link of its receipt; and `more`, another one.
fn ways(
    context: &Shared,
    whole: &Arc<Whole>,
    signals: Signals,
    standing: &Standing,
    url: Option<&Href>,
    more: bool,
) -> Tag {
    let say = |key| context.words.say(key);
    let button = |key| tag("button").part("back").attr("type", "button").text(&say(key));
    let url = url.filter(|_| context.backend.capabilities().edits);
    let change = url.map(|url| {
        let (by, of, url) = (context.clone(), whole.clone(), url.clone());
        button(word::RSVP_CHANGE).on("click", move |_| change::begin(&by, &of, signals, url.clone()))
    });
    let call_off = url.and_then(|url| call_off(context, whole, signals, standing, url));
    let fresh = more.then(|| {
        let of = whole.clone();
        let another = if whole.is_list() { word::RSVP_ALL } else { word::RSVP_ANOTHER };
        button(another).on("click", move |_| again(&of, signals))
    });
    tag("div").part("ways").child(change).child(fresh).child(call_off)
}

/// Asks for another answer: to another event, by the same person, or for someone else. What was agreed to, and what
/// was asked about the events, was said once.
fn again(whole: &Whole, signals: Signals) {
    let (list, only, open) = (whole.is_list(), whole.shown(0), whole.is_open(0));
    signals.entry.update(|entry| {
        entry.forgive();
        let own = entry
            .values
            .iter()
            .filter(|(name, _)| list && whole.rsvp.fields.iter().any(|field| *field.name == **name));
        entry.values = own.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        entry.started = false;
    });
    signals.turn(|course| {
        course.before = None;
        course.only = None;
        course.shown = only;
        course.over = !list && !open;
        course.screen = if list { Screen::Browse } else { Screen::Event };
    });
}

/// Whether email will remind them.
fn reminders(context: &Shared, standing: &Standing) -> Option<Tag> {
    standing.reminders.then(|| tag("p").part("hint").text(&context.words.say(word::RSVP_REMINDERS)))
}

/// Each answer with what came of it.
fn list(context: &Shared, whole: &Arc<Whole>, signals: Signals, standing: &Standing, known: bool) -> Tag {
    let mut rsvp = whole.rsvp.clone();
    standing.details.iter().for_each(|details| rsvp.reveal(details));
    let rsvp = Arc::new(rsvp);
    let items = standing.slots.iter().filter_map(|held| item(context, whole, signals, &rsvp, held, known));
    tag("ul").part("held-list").children(items.collect())
}

/// Whether there is nothing left to come to: what was answered before holds no more than that.
pub(super) fn is_over(occurrence: &Occurrence, now: Timestamp) -> bool {
    occurrence.cancelled || occurrence.phase(now) == Phase::Ended
}

fn item(
    context: &Shared,
    whole: &Arc<Whole>,
    signals: Signals,
    rsvp: &Arc<Rsvp>,
    held: &Held,
    known: bool,
) -> Option<Tag> {
    let index = whole.schedule.iter().position(|occurrence| occurrence.key == held.slot)?;
    let occurrence = whole.schedule.get(index)?;
    let own = rsvp.events.get(occurrence.event)?;
    let words = &context.words;
    let said = match held.state {
        Holding::Coming => words.say(word::RSVP_COMING),
        Holding::Waiting => {
            let position = held.position.unwrap_or(1);
            let position = crate::intl::number(&words.lang, f64::from(position));
            words.fill(word::RSVP_WAITING, &[("position", &position)])
        }
        Holding::Maybe => words.say(word::RSVP_MAY_COME),
        Holding::No => words.say(word::RSVP_NOT_COMING),
    };
    let over = {
        let own = occurrence.clone();
        move || is_over(&own, signals.live.with(Live::now))
    };
    let (hidden, gone) = (over.clone(), over.clone());
    // Where it stands in time is what holds of it once it is over, whatever was answered.
    let mut when = event::when(context, rsvp.zone(own), occurrence);
    when.push(event::phase(context, occurrence, signals).flag_fn("hidden", "", over));
    let unsaid = {
        let gone = gone.clone();
        move || !known && !gone()
    };
    let (by, of) = (context.clone(), occurrence.clone());
    let stands = move || if gone() { event::phase_of(&by, &of, signals) } else { said.clone() };
    let item = tag("li")
        .part("held-item")
        .child(tag("strong").part("held-title").text(&ics::title(own, occurrence)))
        .child(tag("p").part("when-only").children(when))
        // Nothing is read here that changes with time: all would be drawn anew, and take the focus.
        .child(tag("p").part("standing").flag_fn("hidden", "", unsaid).text_fn(stands));
    if !matches!(held.state, Holding::Coming | Holding::Maybe) {
        return Some(item);
    }
    let calendars = calendar::calendars(context, whole, rsvp, index, held.state);
    let ways = tag("div").child(details(context, own)).child(calendars);
    Some(item.child(ways.flag_fn("hidden", "", hidden)))
}

/// The way there, or in.
fn details(context: &Shared, own: &Event) -> Tag {
    let say = |key| context.words.say(key);
    let join = own.join_url.as_ref().map(|url| {
        tag("a")
            .part("button")
            .attr("href", url)
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer")
            .text(&say(word::RSVP_JOIN))
    });
    let join_text = own.join_text.as_ref().map(|text| tag("p").text(text));
    let venue = own.venue.as_ref().filter(|venue| !venue.is_empty());
    let directions =
        links::directions(own).map(|way| tag("p").child(event::away(&way, &say(word::RSVP_DIRECTIONS))));
    let hint = venue.and_then(|venue| venue.directions.as_ref()).map(|text| tag("p").text(text));
    tag("div")
        .part("details")
        .child(join)
        .child(join_text)
        .child(venue.map(|venue| event::address(context, own, venue)))
        .child(directions)
        .child(hint)
}
