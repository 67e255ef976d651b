//! The bundle with every widget.

use rungs_kit::bundle::{self, Widget};
use wasm_bindgen::prelude::*;

/// See `rungs.d.ts`.
#[wasm_bindgen]
pub fn prepare(kind: &str, config: &JsValue, options: &JsValue) -> Result<Widget, JsValue> {
    match kind {
        #[cfg(feature = "ladder")]
        "ladder" => bundle::prepare(rungs_kit::ladder::define, config, options),
        "petition" => bundle::prepare(rungs_kit::petition::define, config, options),
        "rsvp" => bundle::prepare(rungs_kit::rsvp::define, config, options),
        "survey" => bundle::prepare(rungs_kit::survey::define, config, options),
        _ => Err(["this bundle has no ", kind].concat().into()),
    }
}

fn main() {}
