//! Stands in for the crate `wasm-streams`, by `[patch]` in the workspace's `Cargo.toml`.
//!
//! Leptos brings server functions, and they bring `wasm-streams`, whose classes are exported to
//! JavaScript and therefore linked into every bundle: 4.3 KB of wasm and 0.5 KB of glue, brotli.
//! Rungs has no server functions, so here is only what they need to compile.

use futures_util::stream::{Empty, Stream};
use wasm_bindgen::JsValue;

/// What server functions would send and receive.
#[derive(Debug)]
pub enum ReadableStream {}

impl ReadableStream {
    /// # Panics
    /// Always: only a server function calls it.
    pub fn from_stream<S>(_: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        panic!("{ABSENT}")
    }

    /// # Panics
    /// Always: only a server function calls it.
    pub fn from_raw(_: web_sys::ReadableStream) -> Self {
        panic!("{ABSENT}")
    }

    /// The browser's own object.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        match self {}
    }

    /// The chunks as they arrive.
    pub fn into_stream(self) -> Empty<Result<JsValue, JsValue>> {
        match self {}
    }
}

const ABSENT: &str = "server functions need the real wasm-streams: remove the patch in Cargo.toml";
