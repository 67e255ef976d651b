//! How the kit draws: one element type, and views that follow their signals.

mod tag;

pub(crate) use tag::{Tag, tag};

use leptos::prelude::*;

/// A view that is drawn again whenever a signal it read changes.
///
/// The closure is boxed, so that the machinery behind it is compiled once and not once for
/// every place that uses it.
pub(crate) fn dynamic(draw: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let draw: Box<dyn FnMut() -> AnyView + Send> = Box::new(draw);
    draw.into_any()
}

/// Nothing to see.
pub(crate) fn nothing() -> AnyView {
    ().into_any()
}
