//! What a page must keep to. KB are 1,000 bytes of brotli, as in the check of the build.

use super::contestant::Contestant;
use super::timing::Runs;
use super::weight::Weights;
use crate::verdict::Verdict;

/// Bytes of a page with a petition.
const PETITION_PAGE: u64 = 75_000;
/// Bytes of a page with all widgets.
const ALL_PAGE: u64 = 120_000;
/// Bytes of the loader.
const LOADER: u64 = 3_000;
/// Milliseconds that the upgrade may block the page.
const BLOCKING: f64 = 50.0;
/// The layout shift that the upgrade stays below.
const SHIFT: f64 = 0.05;

/// Every budget; of the runs, the medians count.
pub(crate) fn verdicts(weights: &Weights, runs: &Runs) -> Vec<Verdict> {
    let ours = runs.upgrade(Contestant::Rungs).median();
    let twin = runs.upgrade(Contestant::React).median();
    let blocking = runs.upgrade_blocking(Contestant::Rungs).median();
    let shift = runs.shift(Contestant::Rungs).median();
    vec![
        weight("a page with a petition", weights.petition_page(), PETITION_PAGE),
        weight("a page with all widgets", weights.all_page(), ALL_PAGE),
        weight("the loader alone", weights.loader, LOADER),
        Verdict::new(
            ours <= twin,
            format!("the petition is upgraded after {ours:.0} ms, its React 19 twin after {twin:.0} ms"),
        ),
        Verdict::new(
            blocking <= BLOCKING,
            format!("the upgrade blocks for {blocking:.0} ms of {BLOCKING:.0} ms"),
        ),
        Verdict::new(
            shift < SHIFT,
            format!("the upgrade shifts the layout by {shift:.3}, which must stay below {SHIFT}"),
        ),
    ]
}

fn weight(what: &str, bytes: u64, limit: u64) -> Verdict {
    let sentence = format!("{what} weighs {:.1} KB of {} KB", bytes as f64 / 1000.0, limit / 1000);
    Verdict::new(bytes <= limit, sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::timing::tests::run;
    use crate::page::weight::Bundle;

    fn weights(wasm: u64) -> Weights {
        let bundle = Bundle { glue: 5_000, wasm, touched: 9_000 };
        Weights { loader: 3_000, petition: bundle, all: bundle, react: 60_000, preact: 9_000 }
    }

    fn runs(ours: f64, twin: f64, task: f64, shift: f64) -> Runs {
        let mut runs = Runs::default();
        runs.add(Contestant::Rungs, run(ours, task, shift));
        runs.add(Contestant::React, run(twin, 0.0, 0.0));
        runs
    }

    fn broken(weights: &Weights, runs: &Runs) -> Vec<String> {
        let verdicts = verdicts(weights, runs);
        verdicts.iter().filter(|verdict| !verdict.kept()).map(ToString::to_string).collect()
    }

    #[test]
    fn exactly_the_budget_is_within_it() {
        let nothing: [&str; 0] = [];
        assert_eq!(broken(&weights(67_000), &runs(900.0, 900.0, 100.0, 0.049)), nothing);
    }

    #[test]
    fn a_byte_too_many_names_the_page() {
        assert_eq!(
            broken(&weights(67_001), &runs(1.0, 2.0, 0.0, 0.0)),
            ["BROKEN: a page with a petition weighs 75.0 KB of 75 KB"]
        );
    }

    #[test]
    fn each_broken_promise_of_the_upgrade_is_named() {
        assert_eq!(
            broken(&weights(1), &runs(950.0, 900.0, 120.0, 0.05)),
            [
                "BROKEN: the petition is upgraded after 950 ms, its React 19 twin after 900 ms",
                "BROKEN: the upgrade blocks for 70 ms of 50 ms",
                "BROKEN: the upgrade shifts the layout by 0.050, which must stay below 0.05",
            ]
        );
    }

    #[test]
    fn what_was_not_measured_is_not_kept() {
        assert_eq!(broken(&weights(1), &Runs::default()).len(), 3);
    }

    #[test]
    fn the_build_checks_the_same_weights() {
        let build = include_str!("../../../../xtask/src/kit/budget.rs");
        for line in ["limit: 75_000", "limit: 120_000", "limit: 3_000"] {
            assert!(build.contains(line), "{line}");
        }
        assert_eq!((PETITION_PAGE, ALL_PAGE, LOADER), (75_000, 120_000, 3_000));
    }
}
