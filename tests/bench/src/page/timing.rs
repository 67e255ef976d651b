//! One visit to a host page with a slow phone on a slow network.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use super::contestant::Contestant;
use crate::browser::Browser;
use crate::figures::Figures;
use crate::phone;

/// Tasks up to this many milliseconds do not count as blocking.
const TASK: f64 = 50.0;

const PROBE: &str = include_str!("probe.js");

/// What one visit measured, in milliseconds since the navigation began.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Run {
    /// First paint with the plain form.
    pub(crate) form: f64,
    /// The widget is drawn and answers.
    pub(crate) upgrade: f64,
    /// Begin and length of each task over 50 ms.
    tasks: Vec<(f64, f64)>,
    /// Layout shifts, as the browser scores them.
    shifts: Vec<f64>,
    /// Address, begin and end of each file.
    files: Vec<(String, f64, f64)>,
    /// Names of the controls that were drawn.
    pub(crate) controls: Vec<String>,
}

/// Visits a page.
pub(crate) fn measure(browser: &mut Browser, url: &str) -> Result<Run> {
    let mut page = browser.page()?;
    phone::become_slow(&mut page)?;
    page.call("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": PROBE }))?;
    page.call("Page.navigate", &json!({ "url": url }))?;
    let measured = page.evaluate("measured()")?;
    serde_json::from_value(measured).context("the page did not measure everything")
}

impl Run {
    /// What tasks took beyond 50 ms, up to the one in which the upgrade happened.
    fn blocking(&self) -> f64 {
        self.blocking_since(0.0)
    }

    /// The same from when the first of the snippet's scripts was there: nothing of it can have
    /// run before.
    fn upgrade_blocking(&self) -> f64 {
        let is_script = |url: &str| Path::new(url).extension() == Some("js".as_ref());
        let scripts = self.files.iter().filter(|(url, ..)| is_script(url));
        self.blocking_since(scripts.map(|(_, _, end)| *end).fold(f64::INFINITY, f64::min))
    }

    fn blocking_since(&self, start: f64) -> f64 {
        let meant = self.tasks.iter().filter(|(begin, _)| (start..self.upgrade).contains(begin));
        // Not `sum`, which makes a negative zero of nothing.
        meant.fold(0.0, |all, (_, length)| all + (length - TASK).max(0.0))
    }
}

/// All visits, by contestant.
#[derive(Default)]
pub(crate) struct Runs(Vec<(Contestant, Run)>);

impl Runs {
    pub(crate) fn add(&mut self, contestant: Contestant, run: Run) {
        self.0.push((contestant, run));
    }

    pub(crate) fn form(&self, contestant: Contestant) -> Figures {
        self.figures(contestant, |run| run.form)
    }

    pub(crate) fn upgrade(&self, contestant: Contestant) -> Figures {
        self.figures(contestant, |run| run.upgrade)
    }

    pub(crate) fn blocking(&self, contestant: Contestant) -> Figures {
        self.figures(contestant, Run::blocking)
    }

    pub(crate) fn upgrade_blocking(&self, contestant: Contestant) -> Figures {
        self.figures(contestant, Run::upgrade_blocking)
    }

    pub(crate) fn shift(&self, contestant: Contestant) -> Figures {
        self.figures(contestant, |run| run.shifts.iter().fold(0.0, |all, shift| all + shift))
    }

    /// File name, begin and end of what was loaded before the upgrade, in the order it was asked for.
    pub(crate) fn chain(&self, contestant: Contestant) -> Vec<(String, Figures, Figures)> {
        let Some(first) = self.of(contestant).next() else { return Vec::new() };
        let before = first.files.iter().filter(|(_, begin, _)| *begin < first.upgrade);
        before
            .map(|(url, ..)| {
                let file = |run: &Run| run.files.iter().find(|(other, ..)| other == url).cloned();
                let times = |which: fn((String, f64, f64)) -> f64| {
                    Figures::new(self.of(contestant).filter_map(file).map(which).collect())
                };
                let name = url.rsplit('/').next().unwrap_or(url).to_owned();
                (name, times(|file| file.1), times(|file| file.2))
            })
            .collect()
    }

    fn of(&self, contestant: Contestant) -> impl Iterator<Item = &Run> {
        self.0.iter().filter(move |(who, _)| *who == contestant).map(|(_, run)| run)
    }

    fn figures(&self, contestant: Contestant, measure: impl Fn(&Run) -> f64) -> Figures {
        Figures::new(self.of(contestant).map(measure).collect())
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "small whole numbers are exact")]
pub(crate) mod tests {
    use super::*;

    /// A visit with one long task in which the upgrade happens.
    pub(crate) fn run(upgrade: f64, task: f64, shift: f64) -> Run {
        Run {
            form: 400.0,
            upgrade,
            tasks: vec![(upgrade - 10.0, task)],
            shifts: vec![shift],
            files: vec![
                ("http://127.0.0.1:1/rungs.html".into(), 0.0, 200.0),
                ("http://127.0.0.1:1/kit/rungs.js".into(), 210.0, upgrade - 100.0),
                ("http://127.0.0.1:1/v1/widgets/clean-air/state".into(), upgrade + 5.0, upgrade + 200.0),
            ],
            controls: vec!["email".into()],
        }
    }

    #[test]
    fn blocking_is_what_tasks_before_the_upgrade_take_beyond_50_ms() {
        let mut run = run(1000.0, 80.0, 0.0);
        assert_eq!(run.blocking(), 30.0);
        run.tasks = vec![(100.0, 50.0), (300.0, 120.0), (995.0, 60.0), (1001.0, 900.0)];
        assert_eq!(run.blocking(), 80.0, "the last began after the upgrade");
        assert_eq!(run.upgrade_blocking(), 10.0, "its script arrived after 900 ms");
    }

    #[test]
    fn the_chain_holds_the_medians_of_what_came_before_the_upgrade() {
        let mut runs = Runs::default();
        for upgrade in [1000.0, 1300.0, 1100.0] {
            runs.add(Contestant::Rungs, run(upgrade, 0.0, 0.0));
        }
        let chain = runs.chain(Contestant::Rungs);
        let chain: Vec<_> =
            chain.iter().map(|(name, begin, end)| (&**name, begin.median(), end.median())).collect();
        assert_eq!(chain, [("rungs.html", 0.0, 200.0), ("rungs.js", 210.0, 1000.0)]);
        assert!(runs.chain(Contestant::React).is_empty());
    }
}
