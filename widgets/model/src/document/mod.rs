//! Reading JSON documents that strangers wrote.
//!
//! A [`document!`](crate::document!) declares a struct once; from it come the
//! decoder, the list of known keys (for "did you mean") and the JSON Schema. All problems
//! of a document are reported together, each with its path, e.g. `fields[2].name`.
//!
//! This is written by hand rather than derived with serde because the derived visitors
//! weigh several times as much in the wasm and stop at the first error.

mod decode;
mod late;
mod macros;
mod nearest;
mod nested;
mod reader;
pub mod schema;

pub use decode::{Decode, Elsewhere, Identifier, OfEvents, Verbatim};
pub use late::{Late, part};
pub(crate) use nearest::{nearest, nearest_within};
pub use nested::Nested;
pub use reader::{Problem, Reader, Severity};

use serde_json::Value;

/// Reads a whole document of type `T`, its texts in `lang` where they come in several.
///
/// Gives the value with any warnings, or every problem found. A value is only given when
/// there is no error at all.
pub fn read<T: Decode>(value: &Value, lang: &str) -> Result<(T, Vec<Problem>), Vec<Problem>> {
    let mut reader = Reader::new(lang);
    let mut document = T::blank();
    document.read(value, &mut reader);
    reader.finish(document)
}
