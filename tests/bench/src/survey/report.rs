//! What was measured, for people to read.

use std::fmt::Write as _;

use super::Visits;
use super::side::Side;
use super::visit::Visit;
use crate::figures::Figures;

/// What both sides are measured by.
pub(crate) struct Measured {
    /// Bytes of all that is loaded.
    pub(crate) bytes: Figures,
    /// Bytes until the first question can be answered.
    pub(crate) first_bytes: Figures,
    /// When it can be.
    pub(crate) answerable: Figures,
    /// Page changes.
    pub(crate) turns: Figures,
    /// Keystrokes.
    pub(crate) keys: Figures,
    /// Bytes of memory.
    pub(crate) memory: Figures,
}

impl Measured {
    /// Of all visits to a side.
    pub(crate) fn of(visits: &Visits, side: Side) -> Self {
        let each = |measure: fn(&Visit) -> f64| Figures::new(visits.of(side).map(measure).collect());
        let every = |measure: fn(&Visit) -> &Vec<f64>| {
            Figures::new(visits.of(side).flat_map(|visit| measure(visit).iter().copied()).collect())
        };
        Self {
            bytes: each(|visit| visit.bytes() as f64),
            first_bytes: each(|visit| visit.first_bytes as f64),
            answerable: each(|visit| visit.answerable),
            turns: every(|visit| &visit.turns),
            keys: every(|visit| &visit.keys),
            memory: each(|visit| visit.memory as f64),
        }
    }
}

/// The sides beside each other, and how ours relates to the other.
pub(crate) fn table(visits: &Visits) -> String {
    let [ours, theirs] = Side::BOTH.map(|side| Measured::of(visits, side));
    let mut table = String::new();
    let mut line = |what: &str, ours: &str, theirs: &str, ratio: &str| {
        let line = format!("{what:<36}{ours:>22}{theirs:>22}{ratio:>8}");
        let _ = writeln!(table, "{}", line.trim_end());
    };
    let [one, other] = Side::BOTH.map(Side::name);
    line("a survey of 100 questions", one, other, "ratio");
    let mut row = |what: &str, show: fn(&Figures) -> String, of: fn(&Measured) -> &Figures| {
        let (ours, theirs) = (of(&ours), of(&theirs));
        line(what, &show(ours), &show(theirs), &format!("{:.2}", ours.median() / theirs.median()));
    };
    row("until it can be answered, KB brotli", kilobytes, |side| &side.first_bytes);
    row("with all that follows, KB brotli", kilobytes, |side| &side.bytes);
    row("first question answerable, ms", spread, |side| &side.answerable);
    row("page change, ms: median, p95", tail, |side| &side.turns);
    row("keystroke, ms: median, p95", tail, |side| &side.keys);
    row("memory at the end, MB", megabytes, |side| &side.memory);
    table
}

/// What each side loads.
pub(crate) fn files(visits: &Visits) -> String {
    let mut text = String::from("What is loaded, KB brotli\n");
    for side in Side::BOTH {
        let _ = write!(text, "{:<10}", side.name());
        let files = visits.of(side).next().map(|visit| visit.files.as_slice()).unwrap_or_default();
        let files = files.iter().map(|(path, bytes)| {
            format!("{} {:.1}", path.rsplit('/').next().unwrap_or(path), *bytes as f64 / 1000.0)
        });
        let _ = writeln!(text, "{}", files.collect::<Vec<_>>().join(", "));
    }
    text
}

fn kilobytes(bytes: &Figures) -> String {
    format!("{:.1}", bytes.median() / 1000.0)
}

fn megabytes(bytes: &Figures) -> String {
    format!("{:.1}", bytes.median() / 1e6)
}

fn spread(figures: &Figures) -> String {
    format!("{:.0} ({:.0}–{:.0})", figures.median(), figures.low(), figures.high())
}

fn tail(figures: &Figures) -> String {
    format!("{:.1}, {:.1}", figures.median(), figures.percentile(95))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    #[test]
    fn the_table_puts_both_sides_beside_each_other() {
        let mut visits = Visits::default();
        for (side, by) in [(Side::Rungs, 1.0), (Side::SurveyJs, 4.0)] {
            visits.add(side, visit(by));
        }
        let expected = [
            "a survey of 100 questions                            Rungs              SurveyJS   ratio",
            "until it can be answered, KB brotli                   50.0                 200.0    0.25",
            "with all that follows, KB brotli                      70.0                 280.0    0.25",
            "first question answerable, ms             1000 (1000–1000)      4000 (4000–4000)    0.25",
            "page change, ms: median, p95                      8.0, 9.0            32.0, 36.0    0.25",
            "keystroke, ms: median, p95                        2.0, 3.0             8.0, 12.0    0.25",
            "memory at the end, MB                                  5.0                  20.0    0.25",
        ];
        assert_eq!(table(&visits).lines().collect::<Vec<_>>(), expected);
        assert!(files(&visits).contains("SurveyJS  survey.js 280.0\n"), "{}", files(&visits));
    }

    pub(in crate::survey) fn visit(by: f64) -> Visit {
        let bytes = |bytes: f64| (bytes * by) as u64;
        Visit {
            answerable: 1000.0 * by,
            turns: vec![8.0 * by, 7.0 * by, 9.0 * by],
            keys: vec![2.0 * by, 1.0 * by, 3.0 * by],
            memory: bytes(5e6),
            first_bytes: bytes(50_000.0),
            files: vec![("/kit/survey.js".into(), bytes(70_000.0))],
        }
    }
}
