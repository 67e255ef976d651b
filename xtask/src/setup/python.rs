//! The `icalendar` of `PyPI`, a reader of calendars that shares nothing with ours: into an environment of
//! its own, where there is a Python 3.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::install::install;
use crate::{command, pins, workspace};

/// The Python that has it; none, and a sentence, where there is no Python or it cannot install. What
/// is needed is one independent reader, and that is `ical.js`.
pub(crate) fn ready() -> Option<PathBuf> {
    command::version_of("python3")?;
    let folder = workspace::target().join(format!("python/icalendar-{}", pins::ICALENDAR));
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let mut look = command::new(&python);
    look.args(["-c", "import icalendar"]);
    if command::run_quietly(&mut look, "the-look-for-icalendar").is_ok() {
        return Some(python);
    }
    match make(&folder, &python) {
        Ok(()) => Some(python),
        Err(error) => {
            println!("{error:#}; calendars are read by ical.js only");
            None
        }
    }
}

fn make(folder: &Path, python: &Path) -> Result<()> {
    let what = format!("icalendar {}", pins::ICALENDAR);
    let mut environment = command::new("python3");
    environment.args(["-m", "venv"]).arg(folder);
    install(&what, "", &mut environment)?;
    let mut pip = command::new(python);
    let package = format!("icalendar=={}", pins::ICALENDAR);
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", &package]);
    install(&what, "", &mut pip)
}
