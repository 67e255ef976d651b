//! What a ladder must keep to; of several measurements the medians count.

use super::report::Measured;
use super::visit::{Act, Visit};
use super::weight::Weight;
use crate::verdict::Verdict;

/// Milliseconds of script, style and layout from an event to what it shows: a frame of 60 Hz.
const FRAME: f64 = 16.0;

/// Bytes of brotli that a ladder may add to a page which has the kit: what it makes that load more.
const ADDED: u64 = 6_000;

/// Every budget.
pub(crate) fn verdicts(visits: &[Visit], weight: &Weight) -> Vec<Verdict> {
    let verdict = |act: Act| {
        let took = Measured::of(visits, act).work.median();
        let sentence = format!(
            "when {}, script, style and layout take {took:.1} ms, which must be below {FRAME:.0}",
            act.name()
        );
        Verdict::new(took < FRAME, sentence)
    };
    let later = weight.later;
    let sentence = format!("a ladder makes a page with the kit load {later} bytes more, at most {ADDED}");
    let added = Verdict::new(later <= ADDED, sentence);
    Act::ALL.into_iter().map(verdict).chain([added]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::visit;
    use super::*;

    fn broken(visits: &[Visit], later: u64) -> usize {
        let weight = Weight { with: 100, without: 90, first: 5, later };
        verdicts(visits, &weight).iter().filter(|verdict| !verdict.kept()).count()
    }

    #[test]
    fn what_takes_a_frame_or_more_or_was_not_measured_is_broken() {
        assert_eq!(broken(&[visit(2.0), visit(2.5), visit(9.0)], 6_000), 0);
        assert_eq!(broken(&[visit(2.0), visit(2.8), visit(9.0)], 6_000), Act::ALL.len());
        assert_eq!(broken(&[], 6_000), Act::ALL.len());
    }

    #[test]
    fn a_byte_too_many_is_broken() {
        assert_eq!(broken(&[visit(2.0)], 6_001), 1);
    }
}
