//! How many people have come how far: a chart, with a table that says the same.

use leptos::prelude::*;
use rungs_backends::{Backend, Rungs};
use rungs_model::document;
use rungs_model::ladder::{Counts, RungCount};

use super::Climb;
use crate::chart::{self, Bar};
use crate::view::{Tag, tag};
use crate::words::word;
use crate::{intl, net};

/// Asks how many stand on each rung.
pub(super) fn ask(climb: &Climb) {
    if !climb.ladder.summary {
        return;
    }
    let climb = climb.clone();
    let Backend::Rungs(rungs) = &climb.context.backend else {
        let shown = climb.context.config.get("backend").and_then(|backend| backend.get("counts"));
        return hear(
            &climb,
            shown.and_then(|counts| document::read::<Counts>(counts, "").ok()).map(|read| read.0),
        );
    };
    let request = rungs.counts(&climb.ladder);
    leptos::task::spawn_local(async move {
        let response = net::get(&request.url).await;
        hear(&climb, response.and_then(|response| Rungs::read_counts(&response)));
    });
}

fn hear(climb: &Climb, counts: Option<Counts>) {
    if counts.is_some() {
        climb.course.try_update(|course| course.counts = counts);
    }
}

/// Draws it, as soon as it is known.
pub(super) fn summary(climb: &Climb) -> Tag {
    let (climb, of) = (climb.clone(), climb.clone());
    let counts = move || of.course.with(|course| course.counts.clone());
    tag("div").child_when(counts, move || {
        let words = &climb.context.words;
        let Some(counts) = climb.course.with_untracked(|course| course.counts.clone()) else {
            return Some(tag("p").part("hint").text(&words.say(word::LADDER_FEW)));
        };
        let bars = Bars { climb: &climb, counts: &counts };
        Some(tag("figure").part("result").child(bars.chart()).child(bars.table()))
    })
}

struct Bars<'a> {
    climb: &'a Climb,
    counts: &'a Counts,
}

impl Bars<'_> {
    fn label(&self, count: &RungCount) -> String {
        let ladder = &self.climb.ladder;
        ladder
            .position(&count.rung)
            .and_then(|at| ladder.rungs.get(at))
            .map_or("", |rung| &rung.label.0)
            .to_owned()
    }

    fn said(&self, count: &RungCount) -> String {
        let words = &self.climb.context.words;
        count
            .done
            .map_or_else(|| words.say(word::LADDER_HIDDEN), |done| intl::number(&words.lang, done.0 as f64))
    }

    fn chart(&self) -> Tag {
        let done = |count: &RungCount| count.done.map_or(0.0, |done| done.0 as f64);
        let most = self.counts.rungs.iter().map(done).fold(1.0, f64::max);
        let bar = |count: &RungCount| Bar {
            name: self.label(count),
            share: done(count) / most,
            said: self.said(count),
        };
        chart::chart(self.counts.rungs.iter().map(bar))
    }

    fn table(&self) -> Tag {
        let say = |key| self.climb.context.words.say(key);
        let heads = [say(word::LADDER_STEP), say(word::LADDER_NUMBER)];
        let row = |count: &RungCount| (self.label(count), vec![self.said(count)]);
        let rows = self.counts.rungs.iter().map(row).collect();
        chart::table(&say(word::LADDER_TABLE), &say(word::LADDER_SUMMARY), &heads, rows)
    }
}
