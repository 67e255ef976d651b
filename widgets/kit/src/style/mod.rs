//! Stylesheets: constructed once for each bundle and shared by all its widgets. A page
//! that forbids `<style>` and `style=""` allows these.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{CssStyleSheet, ShadowRoot};

/// What every widget looks like.
const BASE: &str = include_str!(concat!(env!("OUT_DIR"), "/base.css"));
/// What only a petition has.
pub(crate) const PETITION: &str = include_str!(concat!(env!("OUT_DIR"), "/petition.css"));
/// What only a survey has.
pub(crate) const SURVEY: &str = include_str!(concat!(env!("OUT_DIR"), "/survey.css"));

/// Charts, for whoever draws one.
pub(crate) const CHART: &str = include_str!(concat!(env!("OUT_DIR"), "/chart.css"));
/// What only a ladder has.
pub(crate) const LADDER: &str = include_str!(concat!(env!("OUT_DIR"), "/ladder.css"));
/// What only events have.
pub(crate) const RSVP: &str = include_str!(concat!(env!("OUT_DIR"), "/rsvp.css"));

thread_local! {
    static MADE: std::cell::RefCell<Vec<(&'static str, CssStyleSheet)>> = const { std::cell::RefCell::new(Vec::new()) };
}

fn sheet(css: &'static str) -> Option<CssStyleSheet> {
    MADE.with_borrow_mut(|made| {
        if let Some((_, sheet)) = made.iter().find(|(text, _)| std::ptr::eq(*text, css)) {
            return Some(sheet.clone());
        }
        let sheet = CssStyleSheet::new().ok()?;
        sheet.replace_sync(css).ok()?;
        made.push((css, sheet.clone()));
        Some(sheet)
    })
}

/// The sheets of a widget: that of all, and its own.
pub(crate) fn sheets(own: &'static str) -> Array {
    [BASE, own].into_iter().filter_map(sheet).collect()
}

/// Gives sheets to a root.
pub(crate) fn adopt(root: &ShadowRoot, sheets: &Array) -> Result<(), JsValue> {
    Reflect::set(root, &"adoptedStyleSheets".into(), sheets).map(drop)
}

/// Gives one more sheet to a root, once.
pub(crate) fn add(root: &ShadowRoot, css: &'static str) {
    let sheets = Array::from(&Reflect::get(root, &"adoptedStyleSheets".into()).unwrap_or_default());
    if let Some(sheet) = sheet(css).filter(|sheet| !sheets.includes(sheet, 0)) {
        sheets.push(&sheet);
        // Fails only where sheets cannot be adopted, and there the widget was not drawn.
        let _ = adopt(root, &sheets);
    }
}
