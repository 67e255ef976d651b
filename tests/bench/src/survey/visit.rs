//! One person who goes through the whole survey on a slow phone.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use super::document::{PAGES, name};
use crate::browser::{Browser, Page};
use crate::phone;
use crate::work::Work;

const PROBE: &str = include_str!("probe.js");

/// The first question of each page.
const FIRST: &str = "one";

/// What is typed on each page.
const WORDS: &str = "More trees";

/// What a page has loaded: path, and bytes as they were sent.
type Loaded = Vec<(String, u64)>;

/// What one visit measured; times in milliseconds, memory in bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visit {
    /// When the first question was seen and could be answered.
    pub(crate) answerable: f64,
    /// From each click on a button to the page that it leads to.
    pub(crate) turns: Vec<f64>,
    /// From each of these clicks until what is below is there too.
    pub(crate) wholes: Vec<f64>,
    /// From each key to the frame that shows it.
    pub(crate) keys: Vec<f64>,
    /// What all page changes together took.
    pub(crate) turning: Work,
    /// What was done meanwhile where a page was read: before each of these.
    pub(crate) reading: Work,
    /// The same of all keys.
    pub(crate) typing: Work,
    /// The script heap and the memory of wasm, at the end, after a collection.
    pub(crate) memory: u64,
    /// Bytes until the first question could be answered.
    pub(crate) first_bytes: u64,
    /// All that was loaded.
    pub(crate) files: Loaded,
}

impl Visit {
    /// Reads a page, then presses a button and notes how long it takes until the page of that index is seen.
    fn turn(&mut self, page: &mut Page, button: &str, index: usize) -> Result<()> {
        let before = Work::so_far(page)?;
        page.evaluate("read()")?;
        self.reading.add(before, Work::so_far(page)?);
        let place = ask(page, "button", button)?;
        page.evaluate(&format!("turning({:?}, {:?})", name(index, FIRST), name(index, "text")))?;
        let mut mouse = json!({ "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
        let before = Work::so_far(page)?;
        for kind in ["mousePressed", "mouseReleased"] {
            mouse["type"] = kind.into();
            page.call("Input.dispatchMouseEvent", &mouse)?;
        }
        let turned = page.evaluate("turned()")?;
        self.turns.push(milliseconds(&turned[0])?);
        self.wholes.push(milliseconds(&turned[1])?);
        self.turning.add(before, Work::so_far(page)?);
        Ok(())
    }

    /// Bytes of all that was loaded.
    pub(crate) fn bytes(&self) -> u64 {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }
}

#[derive(Deserialize)]
struct Answerable {
    at: f64,
    files: Loaded,
}

/// Goes through the survey at `url`, forward and back; into `trace` goes what the browser did from the first
/// touch on.
pub(crate) fn go(browser: &mut Browser, url: &str, trace: Option<&Path>) -> Result<Visit> {
    let mut page = browser.page()?;
    phone::become_slow(&mut page)?;
    page.call("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": PROBE }))?;
    page.call("Page.navigate", &json!({ "url": url }))?;
    let mut visit = Visit::default();
    let first = ask(&mut page, "answerable", &name(0, "text"))?;
    let first: Answerable = serde_json::from_value(first).context("the page did not measure its start")?;
    visit.answerable = first.at;
    visit.first_bytes = first.files.iter().map(|(_, bytes)| bytes).sum();

    // What comes with the first touch is waited for: what is measured is the work, not the network.
    ask(&mut page, "write", &name(0, "text"))?;
    press_key(&mut page, 'x')?;
    page.evaluate("quiet()")?;
    Work::measure(&mut page)?;
    if trace.is_some() {
        page.start_trace()?;
    }
    for at in 0..PAGES {
        ask(&mut page, "write", &name(at, "text"))?;
        for letter in WORDS.chars() {
            let before = Work::so_far(&mut page)?;
            visit.keys.push(press_key(&mut page, letter)?);
            visit.typing.add(before, Work::so_far(&mut page)?);
        }
        if at + 1 < PAGES {
            visit.turn(&mut page, "next", at + 1)?;
        }
    }
    for at in (0..PAGES - 1).rev() {
        visit.turn(&mut page, "back", at)?;
    }
    if let Some(file) = trace {
        fs::write(file, page.end_trace()?)
            .with_context(|| format!("{} cannot be written", file.display()))?;
    }
    visit.memory = memory(&mut page)?;
    visit.files = serde_json::from_value(page.evaluate("loaded()")?)?;
    Ok(visit)
}

fn ask(page: &mut Page, what: &str, about: &str) -> Result<Value> {
    page.evaluate(&format!("{what}({about:?})"))
}

fn press_key(page: &mut Page, letter: char) -> Result<f64> {
    let text = letter.to_string();
    page.call("Input.dispatchKeyEvent", &json!({ "type": "keyDown", "key": text, "text": text }))?;
    page.call("Input.dispatchKeyEvent", &json!({ "type": "keyUp", "key": text }))?;
    milliseconds(&page.evaluate("typed()")?)
}

fn milliseconds(value: &Value) -> Result<f64> {
    value.as_f64().context("the page measured no time")
}

fn memory(page: &mut Page) -> Result<u64> {
    page.call("HeapProfiler.enable", &json!({}))?;
    page.call("HeapProfiler.collectGarbage", &json!({}))?;
    let heap = page.call("Runtime.getHeapUsage", &json!({}))?["usedSize"].as_f64().context("no heap")?;
    let wasm = page.evaluate("wasmMemory()")?.as_f64().context("no memory")?;
    Ok((heap + wasm) as u64)
}
