//! A folder that takes the place of another only when it is complete.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder under construction. Dropped before [`Staging::finish`], it is removed.
pub(crate) struct Staging {
    folder: PathBuf,
    destination: PathBuf,
}

impl Staging {
    /// Starts an empty folder beside `destination`, so that it can be moved there in one step.
    pub(crate) fn new(destination: &Path) -> Result<Self> {
        let folder = beside(destination, "building");
        remove(&folder)?;
        fs::create_dir_all(&folder).with_context(|| format!("{} could not be made", folder.display()))?;
        Ok(Self { folder, destination: destination.to_owned() })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts the folder in its place.
    pub(crate) fn finish(self) -> Result<PathBuf> {
        // rename(2) replaces no folder that holds something, so the old one steps aside first.
        let old = beside(&self.destination, "old");
        remove(&old)?;
        if self.destination.exists() {
            fs::rename(&self.destination, &old)?;
        }
        fs::rename(&self.folder, &self.destination)?;
        remove(&old)?;
        Ok(self.destination.clone())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = remove(&self.folder);
    }
}

fn beside(destination: &Path, purpose: &str) -> PathBuf {
    let name = destination.file_name().unwrap_or_default().to_string_lossy();
    destination.with_file_name(format!(".{name}.{purpose}"))
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} could not be removed", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = folder
            .read_dir()
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_build_that_fails_leaves_the_last_kit_and_nothing_else() {
        let dist = tempfile::tempdir().unwrap();
        let kit = dist.path().join("0.1.0");
        fs::create_dir(&kit).unwrap();
        fs::write(kit.join("rungs.js"), "old").unwrap();

        let staging = Staging::new(&kit).unwrap();
        fs::write(staging.folder().join("rungs.js"), "half").unwrap();
        drop(staging);

        assert_eq!(names(dist.path()), ["0.1.0"]);
        assert_eq!(fs::read_to_string(kit.join("rungs.js")).unwrap(), "old");
    }

    #[test]
    fn a_finished_build_replaces_the_last_kit_whole() {
        let dist = tempfile::tempdir().unwrap();
        let kit = dist.path().join("0.1.0");
        fs::create_dir(&kit).unwrap();
        fs::write(kit.join("gone.js"), "old").unwrap();

        let staging = Staging::new(&kit).unwrap();
        fs::write(staging.folder().join("rungs.js"), "new").unwrap();
        staging.finish().unwrap();

        assert_eq!(names(dist.path()), ["0.1.0"]);
        assert_eq!(names(&kit), ["rungs.js"]);
    }

    #[test]
    fn what_an_interrupted_build_left_is_cleared() {
        let dist = tempfile::tempdir().unwrap();
        let left = dist.path().join(".0.1.0.building");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("half.js"), "").unwrap();

        let staging = Staging::new(&dist.path().join("0.1.0")).unwrap();
        assert_eq!(names(staging.folder()), [""; 0]);
    }
}
