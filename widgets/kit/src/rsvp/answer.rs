//! The answer to each time at which an event takes place.

use std::cell::Cell;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::rsvp::answer::control;
use rungs_model::rsvp::{Event, Occurrence, Reply};

use super::clock::{self, Style};
use super::shown::{FIRST, Shown};
use super::{Signals, event};
use crate::browser;
use crate::context::Shared;
use crate::form::{self, Label};
use crate::live::Live;
use crate::view::{Tag, tag};
use crate::words::word;

/// What a reply is called.
pub(super) fn reply(reply: Reply) -> &'static str {
    match reply {
        Reply::Yes => word::RSVP_YES,
        Reply::Maybe => word::RSVP_MAYBE,
        Reply::No => word::RSVP_NO,
    }
}

/// Every answer of the event that is shown.
pub(super) fn answers(context: &Shared, shown: &Arc<Shown>, signals: Signals) -> Tag {
    let (context, shown, before) = (context.clone(), shown.clone(), Cell::new(0));
    let draw = move || {
        let asked = shown.asked(signals);
        let more = shown.to_come().count() > asked.len();
        let before = before.replace(asked.len());
        let drawn = match asked[..] {
            [only] => one(&context, &shown, only, signals),
            _ => several(&context, &shown, &asked, before, signals),
        };
        Some(tag("div").part("answer").child(drawn).child(more.then(|| more_dates(&context, signals))))
    };
    tag("div").child_when(move || signals.course.with(|course| course.all), draw)
}

fn more_dates(context: &Shared, signals: Signals) -> Tag {
    tag("button")
        .attr("class", "link more-dates")
        .attr("part", "link more-dates")
        .attr("type", "button")
        .text(&context.words.say(word::RSVP_MORE))
        .on("click", move |_| signals.course.update(|course| course.all = true))
}

fn label(occurrence: &Occurrence, text: String, required: bool) -> Label {
    Label { control: control(&occurrence.key), text, hint: None, required, piped: None }
}

/// What an occurrence is called: its slot, if it has a name.
fn named(event: &Event, occurrence: &Occurrence) -> Option<String> {
    occurrence.slot.and_then(|slot| event.slots.get(slot)?.label.as_ref()).map(|label| label.0.clone())
}

fn times(context: &Shared, shown: &Shown, occurrence: &Occurrence, signals: Signals) -> Vec<Tag> {
    let name = named(&shown.event, occurrence).map(|name| tag("strong").text(&[&*name, " "].concat()));
    let mut all: Vec<Tag> = name.into_iter().collect();
    all.extend(event::when(context, &shown.zone, occurrence));
    all.push(event::phase(context, occurrence, signals));
    all
}

/// The question, where there is one time.
fn one(context: &Shared, shown: &Shown, occurrence: &Occurrence, signals: Signals) -> Tag {
    let room = room_left(context, occurrence, signals);
    let is_open = occurrence.is_open(browser::now());
    let closes = closes(context, shown, occurrence).filter(|_| is_open);
    let question = if is_open {
        let label = label(occurrence, context.words.say(word::RSVP_QUESTION), true);
        let legend = tag("legend").part("label").text(&label.text);
        Some(label.group("radio", legend, radios(context, &shown.event, occurrence, signals), signals.entry))
    } else {
        stays(occurrence, signals)
    };
    tag("div").part("slot").child(question).child(room).child(closes)
}

/// Until when one can answer, by the clocks there: where that ends before the event.
fn closes(context: &Shared, shown: &Shown, occurrence: &Occurrence) -> Option<Tag> {
    let closes = occurrence.closes_early(shown.deadline)?;
    let time = clock::moment(&context.words.lang, &shown.zone, Style::Time, closes);
    let text = context.words.fill(word::RSVP_CLOSES, &[("time", &time)]);
    Some(tag("p").part("room-left").text(&text))
}

/// Times to choose from, several at once. Whoever wanted more than there were `before` is led to the first that is new.
fn several(context: &Shared, shown: &Shown, all: &[&Occurrence], before: usize, signals: Signals) -> Tag {
    // A single one may be anywhere among them.
    let first = if before < FIRST { 0 } else { before };
    let rows = all.iter().enumerate().map(|(index, own)| {
        let row = row(context, shown, own, signals);
        if before > 0 && index == first { row.attr("tabindex", "-1").takes_focus() } else { row }
    });
    let rows = rows.collect();
    tag("fieldset")
        .part("slots")
        .child(tag("legend").part("label").text(&context.words.say(word::RSVP_DATES)))
        .children(rows)
}

fn row(context: &Shared, shown: &Shown, occurrence: &Occurrence, signals: Signals) -> Tag {
    let times = times(context, shown, occurrence, signals);
    let room = room_left(context, occurrence, signals);
    let slot = tag("div").part("slot");
    if !occurrence.is_open(browser::now()) {
        let times = tag("p").part("when-only").children(times);
        return slot.child(times).child(room).child(stays(occurrence, signals));
    }
    let closes = closes(context, shown, occurrence);
    let label = label(occurrence, String::new(), false);
    if shown.event.maybe {
        let legend = tag("legend").part("slot-time").children(times);
        let controls = radios(context, &shown.event, occurrence, signals);
        return slot.child(label.group("radio", legend, controls, signals.entry)).child(room).child(closes);
    }
    let box_ = form::button("checkbox", &label.control, "yes", true, signals.entry);
    let box_ = label.describe(closes_when_full(box_, occurrence, signals), signals.entry);
    let words = tag("label").part("slot-time").attr("for", &form::id(&label.control)).children(times);
    slot.child(label.error(signals.entry))
        .child(tag("div").part("choice").child(box_).child(words))
        .child(room)
        .child(closes)
}

fn radios(context: &Shared, event: &Event, occurrence: &Occurrence, signals: Signals) -> Vec<Tag> {
    let name = control(&occurrence.key);
    let replies = Reply::ALL.iter().filter(|reply| event.maybe || **reply != Reply::Maybe);
    replies
        .enumerate()
        .map(|(index, one)| {
            let words = tag("label").text(&context.words.say(reply(*one)));
            form::one_of("radio", &name, one.as_str(), index == 0, words, signals.entry)
        })
        .collect()
}

/// What was answered before, where that is being changed.
fn before(occurrence: &Occurrence, signals: Signals) -> Option<String> {
    let before = signals.course.with_untracked(|course| course.before.clone())?;
    Some(before.values.get(&control(&occurrence.key)).to_owned()).filter(|reply| !reply.is_empty())
}

/// An answer that can be changed no more stands in the form, unseen: who comes along hangs on it.
fn stays(occurrence: &Occurrence, signals: Signals) -> Option<Tag> {
    let reply = before(occurrence, signals)?;
    let input = tag("input").attr("type", "hidden").attr("name", &control(&occurrence.key));
    Some(input.attr("value", &reply))
}

/// Where nobody can wait for a place, there is nothing to tick. Whoever has a place, or had ticked it, can let go of
/// it.
fn closes_when_full(drawn: Tag, occurrence: &Occurrence, signals: Signals) -> Tag {
    let (key, held) = (occurrence.key.clone(), before(occurrence, signals).is_some());
    drawn.flag_fn("disabled", "", move || {
        let is_full = signals.places.with(|all| all.slot(&key).is_some_and(|places| places.full));
        let is_ticked = || signals.entry.with(|entry| !entry.values.get(&control(&key)).is_empty());
        is_full && !held && !is_ticked()
    })
}

/// How many places there are, or that there is none.
pub(super) fn room_left(context: &Shared, occurrence: &Occurrence, signals: Signals) -> Tag {
    let (context, occurrence) = (context.clone(), occurrence.clone());
    tag("p").part("room-left").text_fn(move || room_of(&context, &occurrence, signals))
}

/// The same in words.
pub(super) fn room_of(context: &Shared, occurrence: &Occurrence, signals: Signals) -> String {
    let words = &context.words;
    let now = signals.live.with(Live::now);
    if occurrence.cancelled || now >= occurrence.end {
        return String::new();
    }
    if !occurrence.is_open(now) {
        return words.say(word::RSVP_LATE);
    }
    let number = |count: u32| crate::intl::number(&words.lang, f64::from(count));
    signals.places.with(|all| match all.slot(&occurrence.key) {
        Some(places) if places.full => words.say(word::RSVP_FULL),
        Some(places) if places.left == Some(0) => {
            words.fill(word::RSVP_LINE, &[("count", &number(places.waiting))])
        }
        Some(places) => places
            .left
            .map_or_else(String::new, |left| words.fill(word::RSVP_LEFT, &[("count", &number(left))])),
        None => String::new(),
    })
}

/// When the event takes place, where there is nothing to choose: one time is asked for, or none any more.
pub(super) fn times_above(context: &Shared, shown: &Shown, signals: Signals) -> Option<Tag> {
    let (over, chosen) = signals.course.with_untracked(|course| (course.over, course.only.is_some()));
    let all: Vec<&Occurrence> =
        if over && !chosen { shown.times.iter().take(FIRST).collect() } else { shown.asked(signals) };
    let items =
        all.iter().map(|own| tag("p").part("when-only").children(times(context, shown, own, signals)));
    let items: Vec<Tag> = items.collect();
    (over || items.len() == 1).then(|| tag("div").part("times").children(items))
}
