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
    From,
    Until,
    Agenda,
    Month,
    Day,
    NextMonth,
}

impl Act {
    /// All, in the order in which they are done.
    pub(crate) const ALL: [Self; 10] = [
        Self::Kind,
        Self::Language,
        Self::Mode,
        Self::Near,
        Self::From,
        Self::Until,
        Self::Agenda,
        Self::Month,
        Self::Day,
        Self::NextMonth,
    ];

    /// What it is, in words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kind => "filtering by kind",
            Self::Language => "filtering by language as well",
            Self::Mode => "filtering by where as well",
            Self::Near => "sorting by distance",
            Self::From => "filtering by the first day",
            Self::Until => "filtering by the last day as well",
            Self::Agenda => "showing all by day",
            Self::Month => "showing all as a month",
            Self::Day => "walking to the next day",
            Self::NextMonth => "walking to the next month",
        }
    }

    /// Whether it begins with all events, as the list shows them at first.
    fn begins_anew(self) -> bool {
        matches!(self, Self::Kind | Self::From | Self::Agenda)
    }

    /// Whether it filters and sorts nothing.
    pub(crate) fn looks_elsewhere(self) -> bool {
        matches!(self, Self::Agenda | Self::Month | Self::Day | Self::NextMonth)
    }

    fn control(self) -> &'static str {
        match self {
            Self::Kind => "#by-kind",
            Self::Language => "#by-language",
            Self::Mode => "#by-mode",
            Self::Near => "#by-place",
            Self::From => "#by-date",
            Self::Until => "#by-last-date",
            Self::Agenda => ".view:nth-child(2)",
            Self::Month => ".view:nth-child(3)",
            Self::Day | Self::NextMonth => ".date[tabindex='0']",
        }
    }

    /// What is typed before the key that shows something else: a year is none before its last digit.
    fn typed(self) -> &'static str {
        match self {
            Self::From => "0301209",
            Self::Until => "0630209",
            _ => "",
        }
    }

    /// That key. A closed list takes its next option, a typed place is looked for.
    fn key(self) -> Value {
        match self {
            Self::Kind | Self::Language | Self::Mode => named("ArrowDown", 40),
            Self::Near | Self::Agenda | Self::Month => {
                let mut enter = named("Enter", 13);
                enter["text"] = json!("\r");
                enter
            }
            Self::From | Self::Until => digit('9'),
            Self::Day => named("ArrowRight", 39),
            Self::NextMonth => named("PageDown", 34),
        }
    }

    /// Whether what waits for the end of the task is no part of what is seen; where someone walks, the focus is.
    fn puts_off(self) -> bool {
        !matches!(self, Self::Day | Self::NextMonth)
    }
}

fn named(key: &str, code: u32) -> Value {
    json!({ "key": key, "code": key, "windowsVirtualKeyCode": code })
}

fn digit(digit: char) -> Value {
    let code = format!("Digit{digit}");
    json!({ "key": digit, "code": code, "windowsVirtualKeyCode": u32::from(digit), "text": digit })
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
    let mut visit = Visit::new();
    for act in Act::ALL {
        if act.begins_anew() {
            page.call("Page.navigate", &json!({ "url": url }))?;
            page.evaluate("listed()")?;
            Work::measure(&mut page)?;
        }
        visit.push((act, one(&mut page, act)?));
    }
    Ok(visit)
}

fn one(page: &mut Page, act: Act) -> Result<Took> {
    let near = act == Act::Near;
    page.evaluate(&format!("aim({:?}, {near})", act.control()))?;
    if near {
        page.call("Input.insertText", &json!({ "text": TOWN }))?;
    }
    for typed in act.typed().chars() {
        press(page, digit(typed))?;
    }
    page.evaluate(&format!("watch({})", act.puts_off()))?;
    let before = Work::so_far(page)?;
    press(page, act.key())?;
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
