//! All events, to be looked through: more of them, and filters. Part of the second file.

use std::sync::Arc;

use super::whole::Whole;
use super::{Signals, browse};
use crate::browser;
use crate::context::Shared;
use crate::view::{Tag, tag};
use crate::words::word;
use leptos::prelude::*;
use rungs_model::rsvp::{Filter, Found, List, Sort};

/// Draws them.
pub(super) fn browse(context: &Shared, whole: &Arc<Whole>, signals: Signals) -> Tag {
    let shown = RwSignal::new(browse::PAGE);
    let (by, of) = (context.clone(), whole.clone());
    let draw = move || {
        let mut found: Vec<Found> = Vec::new();
        let list = List::new(&of.rsvp, &of.schedule);
        let filter = Filter { from: Some(browser::now()), ..Filter::default() };
        list.find(&filter, Sort::Start, &mut found);
        let most = shown.get();
        let items = found.iter().take(most).filter_map(|found| {
            let occurrence = of.schedule.get(found.occurrence)?;
            Some(browse::item(&by, &of, found.occurrence, occurrence, None, signals))
        });
        let more = (found.len() > most).then(|| {
            tag("button")
                .part("back")
                .attr("type", "button")
                .text(&by.words.say(word::RSVP_SHOW_MORE))
                .on("click", move |_| shown.update(|shown| *shown += browse::PAGE))
        });
        Some(tag("div").part("found").child(tag("ul").part("events").children(items.collect())).child(more))
    };
    tag("div").child_fn(draw)
}
