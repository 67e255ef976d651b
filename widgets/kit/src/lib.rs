//! The widgets: Leptos components and what joins them to the page.
//!
//! `bundle` is the way in from `rungs.js`; `petition` (and each later widget) holds only
//! what no other widget has; everything else is shared by all of them:
//! `form` asks, `submit` sends, `live` keeps the state fresh, `thanks` leads on. What nobody
//! needs before they touch a form comes in a second file: `later`.

mod article;
mod browser;
pub mod bundle;
mod context;
mod form;
mod intl;
pub mod js;
mod later;
mod live;
mod net;
pub mod petition;
mod prose;
mod style;
mod submit;
pub mod survey;
mod thanks;
mod tint;
mod view;
mod words;

/// The standard one weighs 0.4 KB more, compressed.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
