//! The bundle of pages with a ladder only.

use rungs_kit::bundle::{self, Widget};
use wasm_bindgen::prelude::*;

/// See `rungs.d.ts`.
#[wasm_bindgen]
pub fn prepare(kind: &str, config: &JsValue, options: &JsValue) -> Result<Widget, JsValue> {
    match kind {
        "ladder" => bundle::prepare(rungs_kit::ladder::define, config, options),
        _ => Err(["this bundle has no ", kind].concat().into()),
    }
}

fn main() {}
