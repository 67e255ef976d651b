//! What a survey must keep to, beside SurveyJS; of several measurements the medians count.

use super::Visits;
use super::report::Measured;
use super::side::Side;
use crate::figures::Figures;
use crate::verdict::Verdict;

/// The share of their bytes.
const BYTES: f64 = 0.25;
/// The share of their time until the first question can be answered.
const TIME: f64 = 0.5;
/// Milliseconds that a page change and a keystroke may take the page's thread: a frame of 60 Hz. When it is seen,
/// the table says; that hangs on the browser's own pace too, and even plain HTML is not seen within a frame.
const FRAME: f64 = 16.0;

/// Every budget.
pub(crate) fn verdicts(visits: &Visits) -> Vec<Verdict> {
    let [ours, theirs, plain] = Side::ALL.map(|side| Measured::of(visits, side));
    let share = |what: &str, ours: f64, theirs: f64, most: f64, unit: &str| {
        let share = ours / theirs;
        let sentence =
            format!("{what}: {ours:.1} {unit} of {theirs:.1}, which is {share:.2} and may be {most:.2}");
        Verdict::new(share <= most, sentence)
    };
    let quick = |what: &str, ours: &[Figures; 2], plain: &[Figures; 2]| {
        let together = |work: &[Figures; 2]| work.iter().map(Figures::median).sum::<f64>();
        let (took, least) = (together(ours), together(plain));
        let sentence = format!(
            "{what} takes {took:.1} ms of script, style and layout, which must be below {FRAME:.0}; \
             plain HTML takes {least:.1}"
        );
        Verdict::new(took < FRAME, sentence)
    };
    let kilo = |bytes: f64| bytes / 1000.0;
    vec![
        share(
            "bytes of all that is loaded",
            kilo(ours.bytes.median()),
            kilo(theirs.bytes.median()),
            BYTES,
            "KB",
        ),
        share(
            "the first question answerable",
            ours.answerable.median(),
            theirs.answerable.median(),
            TIME,
            "ms",
        ),
        quick("a page change", &ours.turning, &plain.turning),
        quick("a keystroke", &ours.typing, &plain.typing),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::report::tests::visit;

    fn broken(ours: f64, theirs: f64) -> Vec<String> {
        let mut visits = Visits::default();
        visits.add(Side::Rungs, visit(ours));
        visits.add(Side::SurveyJs, visit(theirs));
        visits.add(Side::Plain, visit(1.0));
        let verdicts = verdicts(&visits);
        verdicts.iter().filter(|verdict| !verdict.kept()).map(ToString::to_string).collect()
    }

    #[test]
    fn a_quarter_of_the_bytes_is_within_the_budget() {
        let nothing: [&str; 0] = [];
        assert_eq!(broken(1.0, 4.0), nothing);
    }

    #[test]
    fn each_broken_promise_is_named() {
        assert_eq!(
            broken(8.0, 12.0),
            [
                "BROKEN: bytes of all that is loaded: 560.0 KB of 840.0, which is 0.67 and may be 0.25",
                "BROKEN: the first question answerable: 8000.0 ms of 12000.0, which is 0.67 and may be 0.50",
                "BROKEN: a page change takes 24.0 ms of script, style and layout, which must be below 16; plain HTML takes 3.0",
                "BROKEN: a keystroke takes 24.0 ms of script, style and layout, which must be below 16; plain HTML takes 3.0",
            ]
        );
    }

    #[test]
    fn what_was_not_measured_is_not_kept() {
        assert_eq!(verdicts(&Visits::default()).iter().filter(|verdict| !verdict.kept()).count(), 4);
    }
}
