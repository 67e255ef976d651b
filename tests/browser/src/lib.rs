//! A world for journeys: a real browser, the real backend on a real SQLite file, the release
//! kit on an origin of its own like a CDN's, and pages as campaigners write them.

mod axe;
mod backend;
mod browser;
mod driver;
mod elsewhere;
mod faults;
mod gallery;
mod run;
mod site;
mod tree;
mod world;

pub use axe::{Rules, axe};
pub use backend::Backend;
pub use browser::Browser;
pub use elsewhere::{Elsewhere, Say, Sent};
pub use faults::{Fault, Faults};
pub use gallery::{Gallery, State, in_gallery};
pub use site::Site;
pub use tree::{Node, Tree};
pub use world::{World, journey};

use std::path::PathBuf;

/// A path that `cargo xtask test` hands over.
///
/// # Panics
/// With a sentence that says what to run, if it was not handed over.
pub fn given(name: &str) -> PathBuf {
    let value = std::env::var_os(name);
    value
        .unwrap_or_else(|| {
            panic!("{name} is not set: run `cargo xtask test`, which builds what the journeys need")
        })
        .into()
}
