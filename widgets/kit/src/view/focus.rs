//! Which part of a drawing takes the focus.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::Tag;

thread_local! {
    static STILL: Cell<bool> = const { Cell::new(false) };
}

/// Whether the focus stays where it is.
pub(crate) fn is_still() -> bool {
    STILL.get()
}

/// What is drawn in this task leaves the focus alone: it was not asked for just now.
pub(crate) fn keep_still() {
    STILL.set(true);
    // What is drawn may ask for the focus in a task of its own.
    set_timeout(|| set_timeout(|| STILL.set(false), Duration::ZERO), Duration::ZERO);
}

/// The first control below an element.
const CONTROL: &str = "input:not([hidden]),select,textarea";

impl Tag {
    /// Takes the focus once it stands in the page, unless nobody asked for what is drawn. It must be focusable.
    pub(crate) fn takes_focus(self) -> Self {
        if is_still() {
            return self;
        }
        let element = self.0.element.clone();
        // After this task the element stands in the page.
        queue_microtask(move || {
            if let Some(element) = element.dyn_ref::<HtmlElement>() {
                let _ = element.focus();
            }
        });
        self
    }

    /// Gives the focus to its first control once it stands in the page.
    pub(crate) fn takes_focus_within(self) -> Self {
        let element = self.0.element.clone();
        queue_microtask(move || {
            let found = element.query_selector(CONTROL).ok().flatten();
            if let Some(control) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
                let _ = control.focus();
            }
        });
        self
    }
}
