//! A folder that takes the place of another only when it is complete.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::say;

/// The folder under construction. Dropped before [`Staging::finish`], it is removed.
pub(crate) struct Staging {
    folder: PathBuf,
    destination: PathBuf,
    /// Released when this is dropped.
    _lock: File,
}

impl Staging {
    /// Starts an empty folder beside `destination`, so that it can be moved there in one step.
    /// `lock` names a file that only one build holds at a time; others wait.
    pub(crate) fn new(destination: &Path, lock: &Path) -> Result<Self> {
        let lock = wait_for(lock).with_context(|| format!("{} could not be locked", lock.display()))?;
        let folder = beside(destination, "building");
        remove(&folder)?;
        fs::create_dir_all(&folder).with_context(|| format!("{} could not be made", folder.display()))?;
        Ok(Self { folder, destination: destination.to_owned(), _lock: lock })
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
            fs::rename(&self.destination, &old).context("the last kit could not be moved away")?;
        }
        fs::rename(&self.folder, &self.destination).context("the kit could not be moved to its place")?;
        remove(&old)?;
        Ok(self.destination.clone())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = remove(&self.folder);
    }
}

fn wait_for(path: &Path) -> Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = File::create(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            say::step("waiting for another build of the kit to end");
            file.lock()?;
        }
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    Ok(file)
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

    fn start(kit: &Path) -> Result<Staging> {
        // Outside the folder that the tests list.
        let lock = tempfile::NamedTempFile::new()?;
        Staging::new(kit, lock.path())
    }

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

        let staging = start(&kit).unwrap();
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

        let staging = start(&kit).unwrap();
        fs::write(staging.folder().join("rungs.js"), "new").unwrap();
        staging.finish().unwrap();

        assert_eq!(names(dist.path()), ["0.1.0"]);
        assert_eq!(names(&kit), ["rungs.js"]);
    }

    #[test]
    fn a_second_build_waits_until_the_first_is_done() {
        let dist = tempfile::tempdir().unwrap();
        let kit = dist.path().join("0.1.0");
        let lock = dist.path().join("lock");
        let first = Staging::new(&kit, &lock).unwrap();
        fs::write(first.folder().join("rungs.js"), "first").unwrap();

        let second = std::thread::spawn({
            let (kit, lock) = (kit.clone(), lock.clone());
            move || Staging::new(&kit, &lock).map(drop)
        });
        std::thread::sleep(std::time::Duration::from_millis(50));
        assert!(!second.is_finished());
        first.finish().unwrap();
        second.join().unwrap().unwrap();
        assert_eq!(fs::read_to_string(kit.join("rungs.js")).unwrap(), "first");
    }

    #[test]
    fn what_an_interrupted_build_left_is_cleared() {
        let dist = tempfile::tempdir().unwrap();
        let left = dist.path().join(".0.1.0.building");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("half.js"), "").unwrap();

        let staging = start(&dist.path().join("0.1.0")).unwrap();
        assert_eq!(names(staging.folder()), [""; 0]);
    }
}
