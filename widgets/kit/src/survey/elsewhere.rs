//! Answers to what is not drawn. They stand in the form too, unseen: whatever reads the form reads all of
//! them. Part of the second file.

use rungs_model::Values;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::page::unseen;
use crate::view::{Tag, tag};

/// The controls that hold them.
pub(super) struct Elsewhere {
    place: Tag,
    names: Vec<String>,
}

impl Elsewhere {
    /// Nowhere yet.
    pub(super) fn new() -> Self {
        Self { place: tag("div").attr("hidden", ""), names: Vec::new() }
    }

    /// Where they stand.
    pub(super) fn place(&self) -> &Element {
        self.place.element()
    }

    /// Holds what was entered into those of these controls that `is_meant`.
    pub(super) fn put(&mut self, values: &Values, is_meant: impl Fn(&str) -> bool) {
        for (name, value) in values.iter().filter(|(name, _)| is_meant(name)) {
            if let Some(input) = self.held(name) {
                input.set_value(value);
            } else {
                self.place.append(unseen((name, value)));
                self.names.push(name.to_owned());
            }
        }
    }

    /// Lets go of these controls, which are drawn now.
    pub(super) fn release(&mut self, controls: &[String]) {
        for control in controls {
            if let Some(input) = self.held(control) {
                input.remove();
                self.names.retain(|name| name != control);
            }
        }
    }

    fn held(&self, name: &str) -> Option<HtmlInputElement> {
        let at = self.names.iter().position(|own| own == name)?;
        self.place.element().children().item(at as u32)?.dyn_into().ok()
    }
}
