//! What was measured, for people to read.

use std::fmt::Write as _;

use super::contestant::Contestant;
use super::timing::Runs;
use super::weight::Weights;
use crate::figures::Figures;

/// One line: what, one cell per contestant, and the numbers that are compared.
struct Row {
    what: &'static str,
    cells: [String; 3],
    compared: Option<[f64; 3]>,
}

/// Weights and times side by side, and how ours relate to the others'.
pub(crate) fn table(weights: &Weights, runs: &Runs) -> String {
    let mut table = String::new();
    let mut line = |cells: [&str; 6]| {
        let [what, ours, react, preact, first, second] = cells;
        let line = format!("{what:<26}{ours:>22}{react:>22}{preact:>22}{first:>10}{second:>10}");
        let _ = writeln!(table, "{}", line.trim_end());
    };
    let [ours, react, preact] = Contestant::ALL.map(Contestant::name);
    line(["", ours, react, preact, "/ React", "/ Preact"]);
    for Row { what, cells: [ours, react, preact], compared } in rows(weights, runs) {
        let [first, second] = ratios(compared);
        line([what, &ours, &react, &preact, &first, &second]);
    }
    table
}

fn rows(weights: &Weights, runs: &Runs) -> Vec<Row> {
    let only =
        |what, bytes| Row { what, cells: [kilobytes(bytes), String::new(), String::new()], compared: None };
    let bytes = [weights.petition_page(), weights.react, weights.preact];
    let total = Row {
        what: "petition page, KB brotli",
        cells: bytes.map(kilobytes),
        compared: Some(bytes.map(|bytes| bytes as f64)),
    };
    let times = |what, digits: usize, measure: fn(&Runs, Contestant) -> Figures| {
        let figures = Contestant::ALL.map(|contestant| measure(runs, contestant));
        let compared = Some(figures.each_ref().map(Figures::median));
        Row { what, cells: figures.map(|figures| spread(&figures, digits)), compared }
    };
    vec![
        only("  loader", weights.loader),
        only("  glue", weights.petition.glue),
        only("  wasm", weights.petition.wasm),
        total,
        only("  once the form is touched", weights.touched_page()),
        only("  glue of all", weights.all.glue),
        only("  wasm of all", weights.all.wasm),
        only("all widgets, KB brotli", weights.all_page()),
        times("form usable, ms", 0, Runs::form),
        times("upgraded, ms", 0, Runs::upgrade),
        times("blocking time, ms", 0, Runs::blocking),
        times("  since its script came", 0, Runs::upgrade_blocking),
        times("layout shift", 3, Runs::shift),
    ]
}

/// How far the table can be trusted.
pub(crate) fn noise(runs: &Runs) -> String {
    let [ours, react, preact] = Contestant::ALL.map(|contestant| runs.form(contestant).median());
    let [first, second] = ratios(Some([ours, react, preact]));
    let mut text = format!("The form is the same page for all: its ratios {first} and {second} are noise.\n");
    if let Ok(load) = std::fs::read_to_string("/proc/loadavg") {
        let load = load.split(' ').next().unwrap_or_default();
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let _ = writeln!(
            text,
            "Load of the machine at the end: {load} on {cores} cores; about 1 comes from the browser."
        );
    }
    text
}

/// What each contestant waits for before its upgrade.
pub(crate) fn chains(runs: &Runs) -> String {
    let mut text = String::from("What the upgrade waits for: begin and end of each file, medians in ms\n");
    for contestant in Contestant::ALL {
        let _ = write!(text, "{:<10}", contestant.name());
        for (name, begin, end) in runs.chain(contestant) {
            let _ = write!(text, "{name} {:.0}–{:.0}, ", begin.median(), end.median());
        }
        let _ = writeln!(text, "upgraded {:.0}", runs.upgrade(contestant).median());
    }
    text
}

fn kilobytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1000.0)
}

/// The median, and from where to where.
fn spread(figures: &Figures, digits: usize) -> String {
    format!("{:.digits$} ({:.digits$}–{:.digits$})", figures.median(), figures.low(), figures.high())
}

/// Ours over each of the others'; nothing where there is nothing to divide by.
fn ratios(compared: Option<[f64; 3]>) -> [String; 2] {
    let Some([ours, react, preact]) = compared else { return [String::new(), String::new()] };
    [react, preact].map(|other| if other > 0.0 { format!("{:.2}", ours / other) } else { "–".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::timing::tests::run;
    use crate::page::weight::Bundle;

    fn runs() -> Runs {
        let mut runs = Runs::default();
        for (contestant, upgrade, task) in [
            (Contestant::Rungs, 900.0, 50.0),
            (Contestant::React, 1000.0, 150.0),
            (Contestant::Preact, 600.0, 0.0),
        ] {
            for more in [0.0, 40.0, 10.0] {
                runs.add(contestant, run(upgrade + more, task, 0.01));
            }
        }
        runs
    }

    #[test]
    fn the_table_puts_the_contestants_side_by_side() {
        let weights = Weights {
            loader: 2_900,
            petition: Bundle { glue: 6_000, wasm: 55_000, touched: 10_000 },
            all: Bundle { glue: 6_100, wasm: 56_000, touched: 11_000 },
            react: 63_900,
            preact: 9_700,
        };
        let expected = [
            "                                           Rungs              React 19                Preact   / React  / Preact",
            "  loader                                     2.9",
            "  glue                                       6.0",
            "  wasm                                      55.0",
            "petition page, KB brotli                    63.9                  63.9                   9.7      1.00      6.59",
            "  once the form is touched                  73.9",
            "  glue of all                                6.1",
            "  wasm of all                               56.0",
            "all widgets, KB brotli                      65.0",
            "form usable, ms                    400 (400–400)         400 (400–400)         400 (400–400)      1.00      1.00",
            "upgraded, ms                       910 (900–940)      1010 (1000–1040)         610 (600–640)      0.90      1.49",
            "blocking time, ms                        0 (0–0)         100 (100–100)               0 (0–0)      0.00         –",
            "  since its script came                  0 (0–0)         100 (100–100)               0 (0–0)      0.00         –",
            "layout shift                 0.010 (0.010–0.010)   0.010 (0.010–0.010)   0.010 (0.010–0.010)      1.00      1.00",
        ];
        assert_eq!(table(&weights, &runs()).lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_chain_names_files_without_their_address() {
        let text = chains(&runs());
        assert!(text.contains("Rungs     rungs.html 0–200, rungs.js 210–810, upgraded 910\n"), "{text}");
    }
}
