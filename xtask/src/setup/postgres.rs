//! PostgreSQL's own programs: the server's tests start a database of their own.

use std::path::Path;

use anyhow::{Result, bail};

use super::apt::Package;
use crate::command;

const PACKAGE: Package = Package {
    what: "PostgreSQL",
    needed_by: "the server's tests",
    debian: &["postgresql"],
    ubuntu: &["postgresql"],
    elsewhere: "install PostgreSQL with initdb and pg_ctl on PATH",
};

/// `initdb` and `pg_ctl` are on PATH or where Debian keeps them.
pub(crate) fn ready() -> Result<()> {
    if here() {
        return Ok(());
    }
    PACKAGE.install()?;
    if !here() {
        bail!("PostgreSQL was installed but initdb was not found: put its bin folder on PATH");
    }
    Ok(())
}

fn here() -> bool {
    let on_path = ["initdb", "pg_ctl"].iter().all(|name| command::find(name).is_some());
    on_path || in_versioned_folder(Path::new("/usr/lib/postgresql"))
}

/// Debian keeps each version's programs in `/usr/lib/postgresql/<version>/bin`, off PATH.
fn in_versioned_folder(folder: &Path) -> bool {
    let Ok(versions) = folder.read_dir() else {
        return false;
    };
    versions.flatten().any(|version| {
        let programs = version.path().join("bin");
        programs.join("initdb").is_file() && programs.join("pg_ctl").is_file()
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn programs_are_found_where_debian_keeps_them() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!in_versioned_folder(folder.path()));
        let programs = folder.path().join("15/bin");
        fs::create_dir_all(&programs).unwrap();
        fs::write(programs.join("initdb"), "").unwrap();
        assert!(!in_versioned_folder(folder.path()));
        fs::write(programs.join("pg_ctl"), "").unwrap();
        assert!(in_versioned_folder(folder.path()));
    }
}
