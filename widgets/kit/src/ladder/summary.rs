//! How many people have come how far: a chart, with a table that says the same.

use leptos::prelude::*;
use rungs_backends::{Backend, Rungs};
use rungs_model::document;
use rungs_model::ladder::{Counts, RungCount};

use super::Climb;
use crate::view::{Tag, svg, tag};
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
        let response = net::send(&request).await;
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

    /// Seen, not heard: the table says it.
    fn chart(&self) -> Tag {
        let most = self
            .counts
            .rungs
            .iter()
            .filter_map(|count| count.done)
            .map(|done| done.0)
            .max()
            .unwrap_or(1)
            .max(1);
        let bar = |count: &RungCount| {
            let width = count.done.map_or(0, |done| done.0 * 1000 / most).to_string();
            let ground = svg("rect").attr("class", "ground").attr("width", "1000").attr("height", "10");
            let bar = svg("rect").attr("class", "filled").attr("width", &width).attr("height", "10");
            let graph = svg("svg").attr("viewBox", "0 0 1000 10").attr("preserveAspectRatio", "none");
            tag("div")
                .part("chart-row")
                .child(tag("span").part("chart-name").text(&self.label(count)))
                .child(graph.attr("class", "chart-bar").attr("part", "chart-bar").child(ground).child(bar))
                .child(tag("span").part("chart-share").text(&self.said(count)))
        };
        tag("div")
            .part("chart")
            .attr("aria-hidden", "true")
            .children(self.counts.rungs.iter().map(bar).collect())
    }

    fn table(&self) -> Tag {
        let words = &self.climb.context.words;
        let head = |key| tag("th").attr("scope", "col").text(&words.say(key));
        let row = |count: &RungCount| {
            tag("tr")
                .child(tag("th").attr("scope", "row").text(&self.label(count)))
                .child(tag("td").text(&self.said(count)))
        };
        let heads = tag("tr").child(head(word::LADDER_STEP)).child(head(word::LADDER_NUMBER));
        let table = tag("table")
            .part("table")
            .child(tag("caption").part("quiet").text(&words.say(word::LADDER_SUMMARY)))
            .child(tag("thead").child(heads))
            .child(tag("tbody").children(self.counts.rungs.iter().map(row).collect()));
        tag("details").child(tag("summary").text(&words.say(word::LADDER_TABLE))).child(table)
    }
}
