//! What a list of 2,000 events must keep to; of several measurements the medians count.

use super::report::Measured;
use super::visit::{Act, Visit};
use crate::verdict::Verdict;

/// Milliseconds of script, style and layout from a filter to what it shows: a frame of 60 Hz.
const FRAME: f64 = 16.0;
/// The same where another view is drawn, or another part of it: what people take for at once (web.dev, "Measure
/// performance with the RAIL model").
const AT_ONCE: f64 = 100.0;

/// Every budget.
pub(crate) fn verdicts(visits: &[Visit]) -> Vec<Verdict> {
    let verdict = |act: Act| {
        let took = Measured::of(visits, act).work.median();
        let limit = if act.looks_elsewhere() { AT_ONCE } else { FRAME };
        let sentence = format!(
            "{} takes {took:.1} ms of script, style and layout, which must be below {limit:.0}",
            act.name()
        );
        Verdict::new(took < limit, sentence)
    };
    Act::ALL.map(verdict).into()
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::visit;
    use super::*;

    fn broken(visits: &[Visit]) -> usize {
        verdicts(visits).iter().filter(|verdict| !verdict.kept()).count()
    }

    #[test]
    fn what_takes_longer_than_it_may_or_was_not_measured_is_broken() {
        let views = Act::ALL.iter().filter(|act| act.looks_elsewhere()).count();
        assert_eq!(broken(&[visit(2.0), visit(2.5), visit(99.0)]), 0);
        assert_eq!(broken(&[visit(2.0), visit(2.8), visit(99.0)]), Act::ALL.len() - views);
        assert_eq!(broken(&[visit(2.0), visit(17.0), visit(99.0)]), Act::ALL.len());
        assert_eq!(broken(&[]), Act::ALL.len());
    }
}
