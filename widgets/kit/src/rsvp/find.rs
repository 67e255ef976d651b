//! All events, to be looked through: as a list, by day, or a month at a time. Part of the second file.

use std::cell::Cell;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::Date;
use rungs_model::rsvp::{Found, List, Sort, Spot, View};

use super::clock::{self, Clocks};
use super::whole::Whole;
use super::{Signals, browse, days, filters, month};
use crate::browser;
use crate::context::Shared;
use crate::intl;
use crate::view::{Tag, tag};
use crate::words::word;

/// How many of a list are drawn at once: about as many as a phone shows.
const AT_ONCE: usize = 3;

/// What someone wants to see.
#[derive(Clone)]
pub(super) struct Wish {
    pub(super) view: View,
    pub(super) kind: String,
    pub(super) language: String,
    /// `in_person` or `online`; all if empty.
    pub(super) mode: String,
    pub(super) from: Option<Date>,
    pub(super) here: Option<Spot>,
    /// How many are shown by day.
    pub(super) most: usize,
    /// Whether how many fit is to be announced.
    pub(super) tell: bool,
    /// The day that was reached in the month.
    pub(super) day: Date,
}

impl Wish {
    /// How many filters are set.
    pub(super) fn filters(&self) -> usize {
        let texts = [&self.kind, &self.language, &self.mode];
        texts.iter().filter(|text| !text.is_empty()).count() + usize::from(self.from.is_some())
    }
}

/// What is wanted, as a signal.
pub(super) type Wanted = RwSignal<Wish>;

/// Draws them.
pub(super) fn browse(context: &Shared, whole: &Arc<Whole>, signals: Signals) -> Tag {
    let now = browser::now();
    let next =
        whole.schedule.iter().find(|occurrence| occurrence.end > now).map_or(now, |next| next.start.max(now));
    let wanted = RwSignal::new(Wish {
        view: whole.rsvp.view,
        kind: String::new(),
        language: String::new(),
        mode: String::new(),
        from: None,
        here: None,
        most: browse::PAGE,
        tell: false,
        day: clock::date(&clock::own_zone(), next),
    });
    let (by, of) = (context.clone(), whole.clone());
    let shown = move || {
        let view = wanted.with(|wish| wish.view);
        Some(if view == View::Month {
            month::month(&by, &of, wanted, signals)
        } else {
            list(&by, &of, wanted, signals)
        })
    };
    tag("div")
        .part("browse")
        .child(views(context, wanted))
        .child(filters::near(context, whole, wanted))
        .child(filters::filters(context, whole, wanted))
        .child(tag("div").child_when(move || wanted.with(|wish| wish.view), shown))
}

fn views(context: &Shared, wanted: Wanted) -> Tag {
    let all =
        [(View::List, word::RSVP_LIST), (View::Agenda, word::RSVP_AGENDA), (View::Month, word::RSVP_MONTH)];
    let buttons = all.map(|(view, key)| {
        tag("button")
            .part("view")
            .attr("type", "button")
            .says_fn("aria-pressed", move || wanted.with(|wish| wish.view == view))
            .text(&context.words.say(key))
            .on("click", move |_| wanted.update(|wish| wish.view = view))
    });
    tag("div")
        .part("views")
        .attr("role", "group")
        .attr("aria-label", &context.words.say(word::RSVP_SHOW_AS))
        .children(buttons.into())
}

/// What fits the wish, in order; and how many that are is announced, if it was asked for.
pub(super) fn told(context: &Shared, whole: &Whole, wanted: Wanted, wish: &Wish) -> Vec<Found> {
    let found = found(whole, wish);
    if wanted.try_update_untracked(|wish| std::mem::take(&mut wish.tell)) == Some(true) {
        let (count, context) = (found.len() as f64, context.clone());
        browser::after_paint(move || {
            let count = intl::number(&context.words.lang, count);
            context.announce(&context.words.fill(word::RSVP_FOUND, &[("count", &count)]));
        });
    }
    found
}

/// What fits the wish, in order.
pub(super) fn found(whole: &Whole, wish: &Wish) -> Vec<Found> {
    let mut found = Vec::new();
    let sort = wish.here.map_or(Sort::Start, Sort::Distance);
    List::new(&whole.rsvp, &whole.schedule, &whole.spots).find(&filters::filter(wish), sort, &mut found);
    found
}

/// The list, or the agenda.
fn list(context: &Shared, whole: &Arc<Whole>, wanted: Wanted, signals: Signals) -> Tag {
    let (by, of) = (context.clone(), whole.clone());
    let draw = move || {
        let wish = wanted.get();
        let found = told(&by, &of, wanted, &wish);
        if found.is_empty() {
            return Some(tag("p").text(&by.words.say(word::RSVP_NOTHING)));
        }
        let days = wish.view == View::Agenda && wish.here.is_none();
        Some(tag("div").part("found").children(if days {
            agenda(&by, &of, &found, &wish, wanted, signals)
        } else {
            items(&by, &of, found, signals)
        }))
    };
    tag("div").child_fn(draw)
}

/// The first of them at once, so that it is seen at once what a wish led to; those below when that was seen.
fn items(context: &Shared, whole: &Arc<Whole>, found: Vec<Found>, signals: Signals) -> Vec<Tag> {
    let total = found.len();
    let shown = RwSignal::new(AT_ONCE.min(total));
    browser::after_paint(move || {
        // The list may be another by now.
        shown.try_update(|shown| *shown = (*shown).max(browse::PAGE.min(total)));
    });
    let (by, of, drawn) = (context.clone(), whole.clone(), Cell::new(0));
    let grow = move || {
        let next = found.get(drawn.replace(shown.get())..drawn.get()).unwrap_or_default();
        next.iter().filter_map(|found| item(&by, &of, found, signals)).collect()
    };
    let more = more(context, move || shown.update(|shown| *shown = (*shown + browse::PAGE).min(total)));
    vec![
        tag("ul").part("events").grow(grow),
        more.flag_fn("hidden", "", move || shown.with(|shown| *shown == total)),
    ]
}

fn agenda(
    context: &Shared,
    whole: &Arc<Whole>,
    found: &[Found],
    wish: &Wish,
    wanted: Wanted,
    signals: Signals,
) -> Vec<Tag> {
    let first = found.get(..wish.most.min(found.len())).unwrap_or_default();
    let more = (found.len() > wish.most)
        .then(|| more(context, move || wanted.update(|wish| wish.most += browse::PAGE)));
    std::iter::once(days::agenda(context, whole, first, signals)).chain(more).collect()
}

fn more(context: &Shared, press: impl Fn() + 'static) -> Tag {
    tag("button")
        .part("back")
        .attr("type", "button")
        .text(&context.words.say(word::RSVP_SHOW_MORE))
        .on("click", move |_| press())
}

/// One that was found.
pub(super) fn item(context: &Shared, whole: &Arc<Whole>, found: &Found, signals: Signals) -> Option<Tag> {
    let occurrence = whole.schedule.get(found.occurrence)?;
    let distance = found.metres.map(|metres| whole.distance(context, metres));
    Some(browse::item(context, whole, occurrence, distance, signals))
}

/// The zones of the browser, each asked once per day.
pub(super) fn zones() -> rungs_model::rsvp::DayZones<'static> {
    rungs_model::rsvp::DayZones::new(&Clocks)
}
