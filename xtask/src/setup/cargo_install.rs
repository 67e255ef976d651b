//! Tools that come from source through `cargo install`.

use anyhow::{Result, bail};

use super::install::install;
use crate::command;

/// A pinned tool from the crate registry.
pub(crate) struct Crate {
    /// As a person calls it: "Trunk".
    pub(crate) name: &'static str,
    /// As the registry calls it.
    pub(crate) package: &'static str,
    pub(crate) version: &'static str,
    /// The programs that it brings, each answering `--version`.
    pub(crate) programs: &'static [&'static str],
    /// Whether the author's lock file is used.
    pub(crate) locked: bool,
    /// What a person should expect on two cores.
    pub(crate) minutes: u32,
}

impl Crate {
    /// Installs the pinned version unless it is there.
    pub(crate) fn ready(&self) -> Result<()> {
        let found = self.found();
        if self.is_pinned(&found) {
            return Ok(());
        }
        let mut command = command::new("cargo");
        command.args(["install", self.package, "--version", self.version]);
        if self.locked {
            command.arg("--locked");
        }
        // Another version belongs to the developer's other work: ours goes beside it.
        if found.iter().any(Option::is_some) {
            command.arg("--force").arg("--root").arg(command::own_tools());
        }
        let what = format!("{} {}", self.name, self.version);
        let time = format!(" (about {} minutes, once)", self.minutes);
        install(&what, &time, &mut command)?;
        if !self.is_pinned(&self.found()) {
            bail!(
                "{what} was installed but `{} --version` tells another version: put cargo's bin folder first on PATH",
                self.programs[0]
            );
        }
        Ok(())
    }

    fn found(&self) -> Vec<Option<String>> {
        self.programs.iter().map(command::version_of).collect()
    }

    fn is_pinned(&self, found: &[Option<String>]) -> bool {
        found.iter().all(|version| version.as_deref() == Some(self.version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOOL: Crate = Crate {
        name: "Tool",
        package: "tool",
        version: "1.2.3",
        programs: &["tool", "tool-runner"],
        locked: true,
        minutes: 1,
    };

    #[test]
    fn a_tool_is_ready_when_each_of_its_programs_has_the_pinned_version() {
        let version = |text: &str| Some(text.to_owned());
        assert!(TOOL.is_pinned(&[version("1.2.3"), version("1.2.3")]));
        assert!(!TOOL.is_pinned(&[version("1.2.3"), version("1.2.2")]));
        assert!(!TOOL.is_pinned(&[version("1.2.3"), None]));
    }
}
