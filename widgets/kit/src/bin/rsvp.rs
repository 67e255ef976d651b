//! The bundle of pages with events only.

use rungs_kit::bundle::{self, Widget};
use wasm_bindgen::prelude::*;

/// See `rungs.d.ts`.
#[wasm_bindgen]
pub fn prepare(kind: &str, config: &JsValue, options: &JsValue) -> Result<Widget, JsValue> {
    match kind {
        "rsvp" => bundle::prepare(rungs_kit::rsvp::define, config, options),
        _ => Err(["this bundle has no ", kind].concat().into()),
    }
}

fn main() {}
