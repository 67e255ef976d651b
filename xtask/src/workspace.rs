//! Where things are in this checkout.

use std::env;
use std::path::{Path, PathBuf};

/// The version of every crate here, and of the kit.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in a folder of the workspace")
}

/// Cargo's target folder.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The release kit of this version.
pub(crate) fn kit() -> PathBuf {
    root().join("dist/kit").join(VERSION)
}

/// The built gallery, as Trunk.toml says.
pub(crate) fn gallery() -> PathBuf {
    root().join("dist/demo")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_lock_file() {
        assert!(root().join("Cargo.lock").is_file());
    }
}
