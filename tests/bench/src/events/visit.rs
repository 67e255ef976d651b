//! One person who looks for an event on a slow phone.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::document::TOWN;
use crate::browser::{Browser, Page};
use crate::phone;
use crate::work::Work;

const PROBE: &str = include_str!("probe.js");

/// What someone does with the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Kind,
    Language,
    Mode,
    Near,
}

impl Act {
    /// All, in the order in which they are done.
    pub(crate) const ALL: [Self; 4] = [Self::Kind, Self::Language, Self::Mode, Self::Near];

    /// What it is, in words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kind => "filtering by kind",
            Self::Language => "filtering by language as well",
            Self::Mode => "filtering by where as well",
            Self::Near => "sorting by distance",
        }
    }

    fn control(self) -> &'static str {
        match self {
            Self::Kind => "#by-kind",
            Self::Language => "#by-language",
            Self::Mode => "#by-mode",
            Self::Near => "#by-place",
        }
    }
}

/// What one visit measured of each act.
pub(crate) type Visit = Vec<(Act, Took)>;

/// From an input to the frame that shows what it did, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Took {
    /// What the page's thread worked.
    pub(crate) work: Work,
    /// The same for what the page put off until that was seen.
    pub(crate) rest: Work,
    /// Until it was seen.
    pub(crate) seen: f64,
}

/// Looks through the list at `url`.
pub(crate) fn go(browser: &mut Browser, url: &str) -> Result<Visit> {
    let mut page = browser.page()?;
    phone::become_slow(&mut page)?;
    page.call("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": PROBE }))?;
    page.call("Page.navigate", &json!({ "url": url }))?;
    page.evaluate("listed()")?;
    Work::measure(&mut page)?;
    Act::ALL.iter().map(|act| Ok((*act, one(&mut page, *act)?))).collect()
}

fn one(page: &mut Page, act: Act) -> Result<Took> {
    let near = act == Act::Near;
    page.evaluate(&format!("aim({:?}, {near})", act.control()))?;
    // A closed list takes its next option, a typed place is looked for.
    let key = if near {
        page.call("Input.insertText", &json!({ "text": TOWN }))?;
        json!({ "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r" })
    } else {
        json!({ "key": "ArrowDown", "code": "ArrowDown", "windowsVirtualKeyCode": 40 })
    };
    let before = Work::so_far(page)?;
    press(page, key)?;
    let seen = page.evaluate("followed")?;
    let after = Work::so_far(page)?;
    page.evaluate("release()")?;
    let seen = seen.as_f64().with_context(|| format!("{} did nothing", act.name()))?;
    let mut took = Took { seen, ..Took::default() };
    took.work.add(before, after);
    took.rest.add(after, Work::so_far(page)?);
    Ok(took)
}

fn press(page: &mut Page, mut key: Value) -> Result<()> {
    key["type"] = json!("keyDown");
    page.call("Input.dispatchKeyEvent", &key)?;
    key["type"] = json!("keyUp");
    if let Some(key) = key.as_object_mut() {
        key.remove("text");
    }
    page.call("Input.dispatchKeyEvent", &key).map(drop)
}
