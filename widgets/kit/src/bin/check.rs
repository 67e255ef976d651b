//! The bundle of `Rungs.check`.

use wasm_bindgen::prelude::*;

/// See `rungs.d.ts`.
#[wasm_bindgen]
pub async fn check(config: JsValue) -> JsValue {
    rungs_kit::check::check(config).await
}

fn main() {}
