//! Trunk, which builds and serves the gallery.

use anyhow::Result;

use super::cargo_install::Crate;
use crate::pins;

pub(crate) fn ready() -> Result<()> {
    Crate {
        name: "Trunk",
        package: "trunk",
        version: pins::TRUNK,
        programs: &["trunk"],
        locked: true,
        minutes: 7,
    }
    .ready()
}
