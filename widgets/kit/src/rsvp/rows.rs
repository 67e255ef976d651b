//! The list: rows that show one event after another. Part of the second file.

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::rsvp::Found;

use super::Signals;
use super::browse::{self, PAGE};
use super::find::{self, Wanted};
use super::whole::Whole;
use crate::browser;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;

/// How many change at once: about as many as a phone shows below the filters.
const AT_ONCE: usize = 2;

/// What was found, and what of it is shown.
#[derive(Clone, Copy)]
struct Listing {
    found: RwSignal<Vec<Found>>,
    /// How many are shown.
    shown: RwSignal<usize>,
    /// What each row shows. Rows stay: one that has nothing to show is hidden.
    rows: RwSignal<Vec<ArcRwSignal<Option<Found>>>>,
}

impl Listing {
    /// Has some rows show what was found.
    fn fill(self, range: Range<usize>) {
        // The list may be gone by now.
        let Some(shown) = self.shown.try_get_untracked() else { return };
        for index in range {
            let found =
                self.found.with_untracked(|found| found.get(index).copied().filter(|_| index < shown));
            match self.rows.with_untracked(|rows| rows.get(index).cloned()) {
                Some(row) if row.get_untracked() == found => {}
                Some(row) => row.set(found),
                None if found.is_some() => self.rows.update(|rows| rows.push(ArcRwSignal::new(found))),
                None => {}
            }
        }
    }

    /// Shows what else was found. What is seen first changes at once, so that it is seen at once what a wish led
    /// to; what is below when that was seen.
    fn take(self, found: Vec<Found>) {
        let shown = PAGE.min(found.len());
        self.found.set(found);
        self.shown.set(shown);
        self.fill(0..AT_ONCE);
        browser::after_paint(move || {
            let drawn = self.rows.try_with_untracked(Vec::len).unwrap_or_default();
            self.fill(AT_ONCE..drawn.max(shown));
        });
    }

    fn show_more(self) {
        let before = self.shown.get_untracked();
        let shown = self.found.with_untracked(|found| (before + PAGE).min(found.len()));
        self.shown.set(shown);
        self.fill(before..shown);
    }
}

/// Draws it.
pub(super) fn list(context: &Shared, whole: &Arc<Whole>, wanted: Wanted, signals: Signals) -> Tag {
    let list = Listing {
        found: RwSignal::new(Vec::new()),
        shown: RwSignal::new(0),
        rows: RwSignal::new(Vec::new()),
    };
    let (by, of) = (context.clone(), whole.clone());
    let find = move || {
        let found = find::told(&by, &of, wanted, &wanted.get());
        list.take(found);
    };
    let (by, of) = (context.clone(), whole.clone());
    let drawn = StoredValue::new(0);
    let grow = move || {
        list.rows.with(|rows| {
            let next = rows.get(drawn.get_value()..).unwrap_or_default().to_vec();
            drawn.set_value(rows.len());
            next.into_iter().map(|row| browse::follow(&by, &of, row, signals)).collect()
        })
    };
    let nothing = tag("p").text(&context.words.say(word::RSVP_NOTHING));
    tag("div")
        .part("found")
        .follow(Box::new(find))
        .child(nothing.flag_fn("hidden", "", move || list.shown.get() > 0))
        .child(tag("ul").part("events").grow(grow))
        .child(more(context, move || list.show_more()).flag_fn("hidden", "", move || {
            let shown = list.shown.get();
            list.found.with(|found| found.len() == shown)
        }))
}

/// A button that shows more.
pub(super) fn more(context: &Shared, press: impl Fn() + 'static) -> Tag {
    tag("button")
        .part("back")
        .attr("type", "button")
        .text(&context.words.say(word::RSVP_SHOW_MORE))
        .on("click", move |_| press())
}
