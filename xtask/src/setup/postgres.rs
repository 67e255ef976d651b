//! PostgreSQL's own programs: the server's tests start a database of their own.

use anyhow::{Result, bail};
use rungs_test_support::postgres::find;

use super::apt::Package;

const PACKAGE: Package = Package {
    what: "PostgreSQL",
    needed_by: "the server's tests",
    debian: &["postgresql"],
    ubuntu: &["postgresql"],
    elsewhere: "install PostgreSQL with initdb and postgres on PATH",
};

/// `initdb` and `postgres` are on PATH or where Debian keeps them.
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
    ["initdb", "postgres"].iter().all(|name| find(name).is_some())
}
