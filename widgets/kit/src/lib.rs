//! The widgets: Leptos components and what joins them to the page.
//!
//! `bundle` is the way in from `rungs.js`; `petition` (and each later widget) holds only
//! what no other widget has; everything else is shared by all of them:
//! `form` asks, `submit` sends, `outbox` keeps what cannot be sent yet, `live` keeps the state fresh, `thanks` leads on. What nobody
//! needs before they touch a form comes in a second file: `later`.
#![cfg_attr(not(feature = "all"), allow(dead_code, unused_imports, reason = "each widget uses its own part"))]

mod article;
mod backend;
mod browser;
pub mod bundle;
#[cfg(any(feature = "survey", feature = "ladder"))]
mod chart;
#[cfg(feature = "check")]
pub mod check;
mod completes;
mod context;
mod form;
mod intl;
pub mod js;
#[cfg(feature = "ladder")]
pub mod ladder;
mod later;
mod live;
mod message;
mod net;
#[cfg(any(feature = "rsvp", feature = "survey"))]
mod offering;
mod outbox;
#[cfg(feature = "petition")]
pub mod petition;
#[cfg(any(feature = "rsvp", feature = "ladder"))]
mod position;
mod prose;
mod referral;
#[cfg(any(feature = "rsvp", feature = "survey", feature = "ladder"))]
mod requested;
#[cfg(feature = "rsvp")]
pub mod rsvp;
mod style;
mod submit;
#[cfg(feature = "survey")]
pub mod survey;
mod thanks;
mod tint;
mod view;
mod words;

/// The standard one weighs 0.4 KB more, compressed.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
