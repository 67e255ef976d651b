//! All events, to be looked through: as a list, by day, or a month at a time. Part of the second file.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::Date;
use rungs_model::rsvp::{Found, List, Sort, Spot, View};

use super::clock::{self, Clocks};
use super::whole::Whole;
use super::{Signals, browse, days, filters, month, rows};
use crate::browser;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;

/// What someone wants to see.
#[derive(Clone)]
pub(super) struct Wish {
    pub(super) view: View,
    pub(super) kind: String,
    pub(super) language: String,
    /// `in_person` or `online`; all if empty.
    pub(super) mode: String,
    /// The first day.
    pub(super) from: Option<Date>,
    /// The last day.
    pub(super) to: Option<Date>,
    pub(super) here: Option<Spot>,
    /// How far away at the most, in kilometres; that asks for a place first.
    pub(super) within: Option<f64>,
    /// How many are shown by day.
    pub(super) most: usize,
    /// Whether how many fit is to be announced.
    pub(super) tell: bool,
    /// The day that was reached in the month.
    pub(super) day: Date,
}

impl Wish {
    /// How it is shown: what is nearest comes first, whichever day it is on.
    fn look(&self) -> View {
        if self.view == View::Agenda && self.here.is_some() { View::List } else { self.view }
    }

    /// How many filters are set.
    pub(super) fn filters(&self) -> usize {
        let texts = [&self.kind, &self.language, &self.mode];
        let days = [self.from, self.to].into_iter().flatten().count();
        texts.iter().filter(|text| !text.is_empty()).count() + days
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
        to: None,
        here: None,
        within: None,
        most: browse::PAGE,
        tell: false,
        day: clock::date(&clock::own_zone(), next),
    });
    let (by, of) = (context.clone(), whole.clone());
    let shown = move || {
        Some(match wanted.with_untracked(Wish::look) {
            View::List => rows::list(&by, &of, wanted, signals),
            View::Agenda => agenda(&by, &of, wanted, signals),
            View::Month => month::month(&by, &of, wanted, signals),
        })
    };
    tag("div")
        .part("browse")
        .child(views(context, wanted))
        .child(filters::near(context, whole, wanted))
        .child(filters::filters(context, whole, wanted))
        .child(tag("div").child_when(move || wanted.with(Wish::look), shown))
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
pub(super) fn told(context: &Shared, whole: &Arc<Whole>, wanted: Wanted, wish: &Wish) -> Vec<Found> {
    let found = found(whole, wish);
    tell(context, whole, wanted, found.len());
    found
}

/// Announces how many fit, if it was asked for.
pub(super) fn tell(context: &Shared, whole: &Arc<Whole>, wanted: Wanted, count: usize) {
    if wanted.try_update_untracked(|wish| std::mem::take(&mut wish.tell)) == Some(true) {
        let (context, whole) = (context.clone(), whole.clone());
        browser::after_paint(move || {
            whole.told.update(|told| *told += 1);
            let count = whole.number(&context, count);
            context.announce(&context.words.fill(word::RSVP_FOUND, &[("count", &count)]));
        });
    }
}

/// What fits the wish, in order.
pub(super) fn found(whole: &Whole, wish: &Wish) -> Vec<Found> {
    let mut found = Vec::new();
    let sort = wish.here.map_or(Sort::Start, Sort::Distance);
    List::new(&whole.rsvp, &whole.schedule, &whole.facets).find(&filters::filter(wish), sort, &mut found);
    found
}

/// The days on which something takes place.
fn agenda(context: &Shared, whole: &Arc<Whole>, wanted: Wanted, signals: Signals) -> Tag {
    let (by, of) = (context.clone(), whole.clone());
    let draw = move || {
        let wish = wanted.get();
        let found = told(&by, &of, wanted, &wish);
        if found.is_empty() {
            return Some(tag("p").text(&by.words.say(word::RSVP_NOTHING)));
        }
        let first = found.get(..wish.most.min(found.len())).unwrap_or_default();
        let more = (found.len() > wish.most).then(|| {
            let shown = wish.most;
            rows::more(&by, move || shown, move || wanted.update(|wish| wish.most += browse::PAGE))
        });
        Some(tag("div").part("found").child(days::agenda(&by, &of, first, signals)).child(more))
    };
    tag("div").child_fn(draw)
}

/// The zones of the browser, each asked once per day.
pub(super) fn zones() -> rungs_model::rsvp::DayZones<'static> {
    rungs_model::rsvp::DayZones::new(&Clocks)
}
