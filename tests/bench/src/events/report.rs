//! What was measured, for people to read.

use std::fmt::Write as _;

use super::visit::{Act, Took, Visit};
use crate::figures::Figures;

/// What several visits measured of an act.
pub(crate) struct Measured {
    /// Script.
    pub(crate) script: Figures,
    /// Style and layout.
    pub(crate) layout: Figures,
    /// Both.
    pub(crate) work: Figures,
    /// The same for what came after that was seen.
    pub(crate) rest: Figures,
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
            rest: each(|took| took.rest.script + took.rest.layout),
            seen: each(|took| took.seen),
        }
    }
}

/// Each act, and how long it takes.
pub(crate) fn table(visits: &[Visit]) -> String {
    let mut table = String::new();
    let mut line = |what: &str, columns: [&str; 5]| {
        let [script, layout, work, seen, rest] = columns;
        let _ = writeln!(table, "{what:<36}{script:>10}{layout:>18}{work:>20}{seen:>10}{rest:>22}");
    };
    let columns = ["script", "style and layout", "together (worst)", "seen", "below, once seen"];
    line("a list of 2,000 events, ms", columns);
    for act in Act::ALL {
        let Measured { script, layout, work, rest, seen } = Measured::of(visits, act);
        let digit = |figures: &Figures| format!("{:.1}", figures.median());
        let together = format!("{:.1} ({:.1})", work.median(), work.high());
        line(act.name(), [&digit(&script), &digit(&layout), &together, &digit(&seen), &digit(&rest)]);
    }
    table
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::work::Work;

    pub(in crate::events) fn visit(by: f64) -> Visit {
        let work = Work { script: 4.0 * by, layout: 2.0 * by };
        Act::ALL.map(|act| (act, Took { work, rest: work, seen: 9.0 * by })).into()
    }

    #[test]
    fn the_table_has_the_medians_and_the_worst_of_each_act() {
        let table = table(&[visit(1.0), visit(3.0), visit(1.0)]);
        let row = "filtering by kind                          4.0               2.0          6.0 (18.0)       9.0                   6.0";
        assert!(table.lines().any(|line| line == row), "{table}");
        assert_eq!(table.lines().count(), 1 + Act::ALL.len());
    }
}
