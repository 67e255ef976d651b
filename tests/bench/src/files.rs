//! Files as they are served.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

/// The compressed twin of a file of the kit.
pub(crate) fn twin(kit: &Path, name: &str) -> Result<Vec<u8>> {
    let path = kit.join(format!("{name}.br"));
    fs::read(&path).with_context(|| {
        format!("{} cannot be read: `cargo xtask bench` builds the kit first", path.display())
    })
}

/// A file as it is.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// Brotli 11, as the build of the kit compresses.
pub(crate) fn compress(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
}
