//! The list: rows that show one event after another. Part of the second file.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use rungs_model::rsvp::Found;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::Signals;
use super::browse::{self, PAGE, Row};
use super::find::{self, Wanted};
use super::whole::Whole;
use crate::browser;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;

/// How many change at once: about as many as a phone shows below the filters.
const AT_ONCE: usize = 2;

/// What was found, and what of it is shown.
#[derive(Default)]
struct Listing {
    found: Vec<Found>,
    /// How many are shown.
    shown: usize,
    /// Rows stay: one that has nothing to show is hidden.
    rows: Vec<Row>,
}

/// A list, and what is told when something of it is another.
#[derive(Clone)]
struct Rows {
    listing: Rc<RefCell<Listing>>,
    changes: ArcRwSignal<u32>,
}

impl Rows {
    /// Has some rows show what was found.
    fn fill(&self, range: Range<usize>) {
        let mut listing = self.listing.borrow_mut();
        let Listing { found, shown, rows } = &mut *listing;
        for index in range {
            let found = found.get(index).copied().filter(|_| index < *shown);
            match rows.get(index) {
                Some(row) => row.set(found),
                None if found.is_some() => rows.push(Row::new(found)),
                None => {}
            }
        }
        drop(listing);
        self.changes.update(|count| *count += 1);
    }

    /// Shows what else was found. What is seen first changes at once, so that it is seen at once what a wish led
    /// to; what is below when that was seen.
    fn take(&self, found: Vec<Found>) {
        let shown = PAGE.min(found.len());
        let mut listing = self.listing.borrow_mut();
        (listing.found, listing.shown) = (found, shown);
        drop(listing);
        self.fill(0..AT_ONCE);
        let rows = self.clone();
        browser::after_paint(move || {
            let drawn = rows.listing.borrow().rows.len();
            rows.fill(AT_ONCE..drawn.max(shown));
        });
    }

    fn show_more(&self) {
        let mut listing = self.listing.borrow_mut();
        let before = listing.shown;
        listing.shown = (before + PAGE).min(listing.found.len());
        let shown = listing.shown;
        drop(listing);
        self.fill(before..shown);
    }

    /// Follows what is true of the list.
    fn is(&self, so: fn(&Listing) -> bool) -> impl Fn() -> bool + use<> {
        let rows = self.clone();
        move || {
            rows.changes.track();
            so(&rows.listing.borrow())
        }
    }
}

/// Draws it.
pub(super) fn list(context: &Shared, whole: &Arc<Whole>, wanted: Wanted, signals: Signals) -> Tag {
    let rows = Rows { listing: Rc::default(), changes: ArcRwSignal::new(0) };
    let (by, of, all) = (context.clone(), whole.clone(), rows.clone());
    let find = move || all.take(find::told(&by, &of, wanted, &wanted.get()));
    let (by, of, all, drawn) = (context.clone(), whole.clone(), rows.clone(), Cell::new(0));
    let grow = move || {
        all.changes.track();
        let next = all.listing.borrow().rows.get(drawn.get()..).unwrap_or_default().to_vec();
        drawn.set(drawn.get() + next.len());
        next.iter().map(|row| browse::follow(&by, &of, row, signals)).collect()
    };
    let nothing = tag("p").text(&context.words.say(word::RSVP_NOTHING));
    let is_all = rows.is(|listing| listing.shown == listing.found.len());
    let counted = rows.clone();
    let shown = move || counted.listing.borrow().shown;
    tag("div")
        .part("found")
        .follow(Box::new(find))
        .child(nothing.flag_fn("hidden", "", rows.is(|listing| listing.shown > 0)))
        .child(tag("ul").part("events").grow(grow))
        .child(more(context, shown, move || rows.show_more()).flag_fn("hidden", "", is_all))
}

/// A button that shows more than `shown`, and leads to the first that is new: the button itself is drawn anew, or
/// there is no further use for it.
pub(super) fn more(context: &Shared, shown: impl Fn() -> usize + 'static, press: impl Fn() + 'static) -> Tag {
    let by = context.clone();
    let press = move || {
        let before = shown();
        press();
        let by = by.clone();
        // It is drawn at the end of this task.
        set_timeout(move || focus_title(&by, before), Duration::ZERO);
    };
    tag("button")
        .part("back")
        .attr("type", "button")
        .text(&context.words.say(word::RSVP_SHOW_MORE))
        .on("click", move |_| press())
}

/// Gives the focus to the title of the event of that index in the list.
fn focus_title(context: &Shared, index: usize) {
    let titles = context.root.query_selector_all(".item-title").ok();
    let title = titles.and_then(|titles| titles.get(index as u32));
    if let Some(title) = title.and_then(|title| title.dyn_into::<HtmlElement>().ok()) {
        let _ = title.focus();
    }
}
