//! Debian's and Ubuntu's packages, when we are root; elsewhere the sentence that says what to do.

use std::fs;

use anyhow::{Result, bail};

use super::install::install;
use crate::command;

/// Something that only the system's packages bring.
pub(crate) struct Package<'a> {
    /// As a person calls it: "Chromium with its driver".
    pub(crate) what: &'a str,
    /// What needs it: "the browser tests".
    pub(crate) needed_by: &'a str,
    pub(crate) debian: &'a [&'a str],
    pub(crate) ubuntu: &'a [&'a str],
    /// What to do where there is no apt.
    pub(crate) elsewhere: &'a str,
}

impl Package<'_> {
    /// Installs the packages, or says how.
    pub(crate) fn install(&self) -> Result<()> {
        let names = match distribution().as_str() {
            _ if command::find("apt-get").is_none() => bail!(self.by_hand(None)),
            "ubuntu" => self.ubuntu,
            _ => self.debian,
        };
        if !is_root() {
            bail!(self.by_hand(Some(names)));
        }
        install("the list of the system's packages", "", command::new("apt-get").arg("update"))?;
        let mut apt = command::new("apt-get");
        apt.args(["install", "-y", "--no-install-recommends"])
            .args(names)
            .env("DEBIAN_FRONTEND", "noninteractive");
        install(self.what, " (about a minute, once)", &mut apt)
    }

    /// What a person has to do. `names` are the apt packages, where there is apt.
    fn by_hand(&self, names: Option<&[&str]>) -> String {
        let remedy = match names {
            Some(names) => format!("run `sudo apt-get install {}`", names.join(" ")),
            None => self.elsewhere.to_owned(),
        };
        format!(
            "{} was not found and {} need it: {remedy}, then run the command again",
            self.what, self.needed_by
        )
    }
}

/// `debian`, `ubuntu`, …: the ID of os-release(5), empty where there is none.
fn distribution() -> String {
    let text = fs::read_to_string("/etc/os-release").unwrap_or_default();
    id(&text).unwrap_or_default().to_owned()
}

fn id(os_release: &str) -> Option<&str> {
    os_release.lines().find_map(|line| line.strip_prefix("ID=")).map(|id| id.trim_matches('"'))
}

#[cfg(unix)]
fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKAGE: Package = Package {
        what: "Chromium with its driver",
        needed_by: "the browser tests",
        debian: &["chromium", "chromium-driver"],
        ubuntu: &["chromium-browser", "chromium-chromedriver"],
        elsewhere: "install Chromium and the chromedriver of the same version",
    };

    #[test]
    fn without_root_the_apt_command_is_said() {
        assert_eq!(
            PACKAGE.by_hand(Some(PACKAGE.debian)),
            "Chromium with its driver was not found and the browser tests need it: \
             run `sudo apt-get install chromium chromium-driver`, then run the command again"
        );
    }

    #[test]
    fn without_apt_the_thing_itself_is_said() {
        assert_eq!(
            PACKAGE.by_hand(None),
            "Chromium with its driver was not found and the browser tests need it: \
             install Chromium and the chromedriver of the same version, then run the command again"
        );
    }

    #[test]
    fn the_distribution_is_read_from_os_release() {
        assert_eq!(id("NAME=\"Debian\"\nID=debian\n"), Some("debian"));
        assert_eq!(id("ID=\"ubuntu\"\nID_LIKE=debian\n"), Some("ubuntu"));
        assert_eq!(id(""), None);
    }
}
