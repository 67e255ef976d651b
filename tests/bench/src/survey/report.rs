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
    /// Page changes, until the page is seen.
    pub(crate) turns: Figures,
    /// The same until what is below is there too.
    pub(crate) wholes: Figures,
    /// Keystrokes.
    pub(crate) keys: Figures,
    /// What the page's thread did for one of each: script, style and layout.
    pub(crate) turning: [Figures; 2],
    pub(crate) reading: [Figures; 2],
    pub(crate) typing: [Figures; 2],
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
            wholes: every(|visit| &visit.wholes),
            keys: every(|visit| &visit.keys),
            turning: [
                each(|visit| visit.turning.script / visit.turns.len() as f64),
                each(|visit| visit.turning.layout / visit.turns.len() as f64),
            ],
            reading: [
                each(|visit| visit.reading.script / visit.turns.len() as f64),
                each(|visit| visit.reading.layout / visit.turns.len() as f64),
            ],
            typing: [
                each(|visit| visit.typing.script / visit.keys.len() as f64),
                each(|visit| visit.typing.layout / visit.keys.len() as f64),
            ],
            memory: each(|visit| visit.memory as f64),
        }
    }
}

/// The sides beside each other, and how ours relates to the other.
pub(crate) fn table(visits: &Visits) -> String {
    let sides = Side::ALL.map(|side| Measured::of(visits, side));
    let mut table = String::new();
    let mut line = |what: &str, sides: [&str; 3], ratio: &str| {
        let [ours, theirs, plain] = sides;
        let line = format!("{what:<36}{ours:>20}{theirs:>20}{ratio:>8}{plain:>20}");
        let _ = writeln!(table, "{}", line.trim_end());
    };
    line("a survey of 100 questions", Side::ALL.map(Side::name), "ratio");
    let mut row = |what: &str, show: fn(&Figures) -> String, of: fn(&Measured) -> &Figures| {
        let figures = sides.each_ref().map(of);
        let [ours, theirs, plain] = figures.map(show);
        let ratio = format!("{:.2}", figures[0].median() / figures[1].median());
        line(what, [&ours, &theirs, &plain], &ratio);
    };
    row("until it can be answered, KB brotli", kilobytes, |side| &side.first_bytes);
    row("with all that follows, KB brotli", kilobytes, |side| &side.bytes);
    row("first question answerable, ms", spread, |side| &side.answerable);
    row("page change, ms: median, p95", tail, |side| &side.turns);
    row("  until what is below is there, ms", tail, |side| &side.wholes);
    row("  script of it all, ms", one_digit, |side| &side.turning[0]);
    row("  style and layout of it all, ms", one_digit, |side| &side.turning[1]);
    row("while a page is read: script, ms", one_digit, |side| &side.reading[0]);
    row("  style and layout, ms", one_digit, |side| &side.reading[1]);
    row("keystroke, ms: median, p95", tail, |side| &side.keys);
    row("  of it script, ms", one_digit, |side| &side.typing[0]);
    row("  of it style and layout, ms", one_digit, |side| &side.typing[1]);
    row("memory at the end, MB", megabytes, |side| &side.memory);
    table
}

/// What each side loads.
pub(crate) fn files(visits: &Visits) -> String {
    let mut text = String::from("What is loaded, KB brotli\n");
    for side in [Side::Rungs, Side::SurveyJs] {
        let _ = write!(text, "{:<10}", side.name());
        let files = visits.of(side).next().map(|visit| visit.files.as_slice()).unwrap_or_default();
        let files = files.iter().map(|(path, bytes)| {
            format!("{} {:.1}", path.rsplit('/').next().unwrap_or(path), *bytes as f64 / 1000.0)
        });
        let _ = writeln!(text, "{}", files.collect::<Vec<_>>().join(", "));
    }
    text
}

fn one_digit(figures: &Figures) -> String {
    format!("{:.1}", figures.median())
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
    use crate::work::Work;

    #[test]
    fn the_table_puts_both_sides_beside_each_other() {
        let mut visits = Visits::default();
        for (side, by) in [(Side::Rungs, 1.0), (Side::SurveyJs, 4.0), (Side::Plain, 0.5)] {
            visits.add(side, visit(by));
        }
        let expected = [
            "a survey of 100 questions                          Rungs            SurveyJS   ratio          plain HTML",
            "until it can be answered, KB brotli                 50.0               200.0    0.25                25.0",
        ];
        let table = table(&visits);
        assert_eq!(table.lines().take(2).collect::<Vec<_>>(), expected);
        for line in [
            "page change, ms: median, p95                    8.0, 9.0          32.0, 36.0    0.25            4.0, 4.5",
            "  until what is below is there, ms             9.0, 10.0          36.0, 40.0    0.25            4.5, 5.0",
            "  script of it all, ms                               1.0                 4.0    0.25                 0.5",
            "memory at the end, MB                                5.0                20.0    0.25                 2.5",
        ] {
            assert!(table.lines().any(|own| own == line), "{line}\n{table}");
        }
        assert!(files(&visits).contains("SurveyJS  survey.js 280.0\n"), "{}", files(&visits));
    }

    pub(in crate::survey) fn visit(by: f64) -> Visit {
        let bytes = |bytes: f64| (bytes * by) as u64;
        Visit {
            answerable: 1000.0 * by,
            turns: vec![8.0 * by, 7.0 * by, 9.0 * by],
            wholes: vec![9.0 * by, 8.0 * by, 10.0 * by],
            keys: vec![2.0 * by, 1.0 * by, 3.0 * by],
            turning: Work { script: 3.0 * by, layout: 6.0 * by },
            reading: Work { script: 3.0 * by, layout: 6.0 * by },
            typing: Work { script: 3.0 * by, layout: 6.0 * by },
            memory: bytes(5e6),
            first_bytes: bytes(50_000.0),
            files: vec![("/kit/survey.js".into(), bytes(70_000.0))],
        }
    }
}
