use anyhow::Result;
use serde_json::json;

use crate::browser::Page;

/// What the page's thread did meanwhile, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Work {
    /// Script.
    pub(crate) script: f64,
    /// Style and layout.
    pub(crate) layout: f64,
}

impl Work {
    /// From now on it is measured, in the time of the page's thread: what else runs on the machine does not count.
    pub(crate) fn measure(page: &mut Page) -> Result<()> {
        page.call("Performance.enable", &json!({ "timeDomain": "threadTicks" })).map(drop)
    }

    /// What the page's thread has done so far; see `measure`.
    pub(crate) fn so_far(page: &mut Page) -> Result<Self> {
        let metrics = page.call("Performance.getMetrics", &json!({}))?;
        let seconds = |name: &str| {
            let metrics = metrics["metrics"].as_array().into_iter().flatten();
            metrics
                .filter(|metric| metric["name"] == name)
                .filter_map(|metric| metric["value"].as_f64())
                .sum::<f64>()
        };
        Ok(Self {
            script: 1000.0 * seconds("ScriptDuration"),
            layout: 1000.0 * (seconds("LayoutDuration") + seconds("RecalcStyleDuration")),
        })
    }

    /// Adds what was done between two looks.
    pub(crate) fn add(&mut self, before: Self, after: Self) {
        self.script += after.script - before.script;
        self.layout += after.layout - before.layout;
    }
}
