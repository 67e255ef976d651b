//! The `icalendar` of `PyPI`, a reader of calendars that shares nothing with ours: into an environment of
//! its own, where there is a Python 3 that can make one. Where not, ical.js alone reads ours.

use std::path::PathBuf;

use anyhow::Result;

use super::install::install;
use crate::{command, pins, workspace};

/// The Python that has it; none where there is no Python, or one without `venv` or `pip`.
pub(crate) fn ready() -> Option<PathBuf> {
    command::version_of("python3")?;
    match with_icalendar() {
        Ok(python) => Some(python),
        Err(error) => {
            println!("python3 cannot have icalendar here, so only ical.js reads calendars: {error:#}");
            None
        }
    }
}

fn with_icalendar() -> Result<PathBuf> {
    let folder = workspace::target().join(format!("python/icalendar-{}", pins::ICALENDAR));
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let mut look = command::new(&python);
    look.args(["-c", "import icalendar"]);
    if command::run_quietly(&mut look, "the-look-for-icalendar").is_ok() {
        return Ok(python);
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
    Ok(python)
}
