//! One person who goes up a ladder on a slow phone.

use anyhow::{Context, Result};
use serde_json::json;

use super::document::widget;
use crate::browser::{Browser, Page};
use crate::phone;
use crate::work::Work;

const PROBE: &str = include_str!("probe.js");

/// What happens on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    First,
    Next,
    Far,
    Minutes,
    Later,
}

impl Act {
    /// All, in the order in which they happen.
    pub(crate) const ALL: [Self; 5] = [Self::First, Self::Next, Self::Far, Self::Minutes, Self::Later];

    /// What it is, in words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::First => "the first step is done",
            Self::Next => "the next step is done",
            Self::Far => "a step far up is done",
            Self::Minutes => "the time of today is told",
            Self::Later => "a step is put off",
        }
    }

    fn script(self) -> String {
        match self {
            Self::First => format!("follow('done', {:?})", widget(0)),
            Self::Next => format!("follow('done', {:?})", widget(1)),
            Self::Far => format!("follow('done', {:?})", widget(40)),
            Self::Minutes => "follow('minutes')".to_owned(),
            Self::Later => "follow('later')".to_owned(),
        }
    }
}

/// What one visit measured of each act.
pub(crate) type Visit = Vec<(Act, Took)>;

/// From an event to the frame that shows what it led to, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Took {
    /// What the page's thread worked.
    pub(crate) work: Work,
    /// Until it was seen.
    pub(crate) seen: f64,
}

/// Goes up the ladder at `url`.
pub(crate) fn go(browser: &mut Browser, url: &str) -> Result<Visit> {
    let mut page = browser.page()?;
    phone::become_slow(&mut page)?;
    page.call("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": PROBE }))?;
    page.call("Page.navigate", &json!({ "url": url }))?;
    page.evaluate("drawn()")?;
    Work::measure(&mut page)?;
    Act::ALL.iter().map(|act| Ok((*act, one(&mut page, *act)?))).collect()
}

fn one(page: &mut Page, act: Act) -> Result<Took> {
    let before = Work::so_far(page)?;
    let seen = page.evaluate(&act.script())?;
    let after = Work::so_far(page)?;
    let seen = seen.as_f64().with_context(|| format!("nothing was shown when {}", act.name()))?;
    let mut took = Took { seen, ..Took::default() };
    took.work.add(before, after);
    Ok(took)
}
