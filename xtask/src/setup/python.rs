//! The `icalendar` of `PyPI`, a reader of calendars that shares nothing with ours: into an environment of
//! its own, where there is a Python 3.

use std::path::PathBuf;

use anyhow::Result;

use super::install::install;
use crate::{command, pins, workspace};

/// The Python that has it; none where there is no Python.
pub(crate) fn ready() -> Result<Option<PathBuf>> {
    if command::version_of("python3").is_none() {
        return Ok(None);
    }
    let folder = workspace::target().join(format!("python/icalendar-{}", pins::ICALENDAR));
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let mut look = command::new(&python);
    look.args(["-c", "import icalendar"]);
    if command::run_quietly(&mut look, "the-look-for-icalendar").is_ok() {
        return Ok(Some(python));
    }
    let what = format!("icalendar {}", pins::ICALENDAR);
    let mut environment = command::new("python3");
    environment.args(["-m", "venv"]).arg(&folder);
    install(&what, "", &mut environment)?;
    let mut pip = command::new(&python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        &format!("icalendar=={}", pins::ICALENDAR),
    ]);
    install(&what, "", &mut pip)?;
    Ok(Some(python))
}
