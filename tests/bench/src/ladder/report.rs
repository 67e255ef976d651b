//! What was measured, for people to read.

use std::fmt::Write as _;

use super::visit::{Act, Took, Visit};
use super::weight::Weight;
use crate::figures::Figures;

/// What several visits measured of an act.
pub(crate) struct Measured {
    /// Script.
    pub(crate) script: Figures,
    /// Style and layout.
    pub(crate) layout: Figures,
    /// Both.
    pub(crate) work: Figures,
    /// Until it was seen.
    pub(crate) seen: Figures,
}

impl Measured {
    /// Of all visits.
    pub(crate) fn of(visits: &[Visit], act: Act) -> Self {
        let each = |measure: fn(&Took) -> f64| {
            let own = visits.iter().flatten().filter(|(own, _)| *own == act);
            Figures::new(own.map(|(_, took)| measure(took)).collect())
        };
        Self {
            script: each(|took| took.work.script),
            layout: each(|took| took.work.layout),
            work: each(|took| took.work.script + took.work.layout),
            seen: each(|took| took.seen),
        }
    }
}

/// Each act, and how long it takes.
pub(crate) fn table(visits: &[Visit]) -> String {
    let mut table = String::new();
    let mut line = |what: &str, columns: [&str; 4]| {
        let [script, layout, work, seen] = columns;
        let _ = writeln!(table, "{what:<36}{script:>10}{layout:>18}{work:>20}{seen:>10}");
    };
    line("a ladder of 50 rungs, ms", ["script", "style and layout", "together (worst)", "seen"]);
    for act in Act::ALL {
        let Measured { script, layout, work, seen } = Measured::of(visits, act);
        let digit = |figures: &Figures| format!("{:.1}", figures.median());
        let together = format!("{:.1} ({:.1})", work.median(), work.high());
        line(act.name(), [&digit(&script), &digit(&layout), &together, &digit(&seen)]);
    }
    table
}

/// What a ladder weighs where the kit is already.
pub(crate) fn weights(weight: &Weight) -> String {
    let Weight { with, without, first, later } = weight;
    format!(
        "a page with the kit, bytes of brotli\n\
         {:<46}{with:>10}\n{:<46}{without:>10}\n{:<46}{first:>10}\n{:<46}{later:>10}\n",
        "everything in the bundle of all widgets",
        "the same without the ladder",
        "the ladder's share of the first file",
        "what comes once a ladder was seen",
    )
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::work::Work;

    pub(in crate::ladder) fn visit(by: f64) -> Visit {
        let work = Work { script: 4.0 * by, layout: 2.0 * by };
        Act::ALL.map(|act| (act, Took { work, seen: 9.0 * by })).into()
    }

    #[test]
    fn the_table_has_the_medians_and_the_worst_of_each_act() {
        let table = table(&[visit(1.0), visit(3.0), visit(1.0)]);
        let row =
            "a step is put off                          4.0               2.0          6.0 (18.0)       9.0";
        assert!(table.lines().any(|line| line == row), "{table}");
        assert_eq!(table.lines().count(), 1 + Act::ALL.len());
    }
}
