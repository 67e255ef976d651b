//! A PostgreSQL cluster of our own, in a temporary folder.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

const PREFIX: &str = "rungs-postgres-";

/// A running cluster; dropping it ends it. On Linux it also ends with the thread that
/// started it, so that nothing is left behind by a run that is killed.
#[derive(Debug)]
pub struct Cluster {
    port: u16,
    server: Child,
    _folder: TempDir,
}

impl Cluster {
    /// Makes and starts one, with settings such as `fsync=off`.
    pub fn start(settings: &[&str]) -> Result<Self> {
        remove_leftovers();
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir()?;
        let data = folder.path().join("data");
        if is_root()? {
            run(Command::new("chown").arg("65534:65534").arg(folder.path()))?;
        }
        run(program("initdb", &folder)?.args(["--auth=trust", "--username=rungs", "--pgdata"]).arg(&data))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut server = program("postgres", &folder)?;
        for setting in ["listen_addresses=127.0.0.1", "unix_socket_directories="].iter().chain(settings) {
            server.args(["-c", setting]);
        }
        let server = server.arg("-p").arg(port.to_string()).arg("-D").arg(&data).spawn()?;
        let cluster = Self { port, server, _folder: folder };
        cluster.wait()?;
        Ok(cluster)
    }

    /// The address of one of its databases; `postgres` is there from the beginning.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://rungs@127.0.0.1:{}/{database}", self.port)
    }

    fn wait(&self) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(30) {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!("PostgreSQL does not answer on port {}", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Where one of its programs is: on PATH, or where Debian keeps them, off PATH.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(versions(Path::new("/usr/lib/postgresql")));
    folders.into_iter().map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// `<folder>/<version>/bin` of each version.
fn versions(folder: &Path) -> Vec<PathBuf> {
    let Ok(versions) = folder.read_dir() else {
        return Vec::new();
    };
    versions.flatten().map(|version| version.path().join("bin")).collect()
}

/// PostgreSQL refuses to run as root; root runs it as nobody.
fn program(name: &str, folder: &TempDir) -> Result<Command> {
    let found = find(name).with_context(|| {
        format!("{name} is missing: install PostgreSQL (Debian: apt-get install postgresql)")
    })?;
    let mut command = if cfg!(target_os = "linux") {
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig=KILL");
        if is_root()? {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        }
        command.arg(found);
        command
    } else {
        Command::new(found)
    };
    command.current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(command)
}

/// Folders of runs that were killed: nobody was left to remove them.
fn remove_leftovers() {
    let folders = std::env::temp_dir().read_dir().into_iter().flatten().flatten();
    for folder in folders.filter(|folder| folder.file_name().to_string_lossy().starts_with(PREFIX)) {
        let process = fs::read_to_string(folder.path().join("data/postmaster.pid")).unwrap_or_default();
        let process = process.lines().next().unwrap_or_default();
        if !process.is_empty() && !Path::new("/proc").join(process).exists() {
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}

fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output().context("`id` cannot be run")?;
    Ok(output.stdout == b"0\n")
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} cannot be run"))?;
    if status.success() { Ok(()) } else { bail!("{command:?} failed") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_in_the_folder_of_each_version() {
        let folder = tempfile::tempdir().unwrap();
        assert!(versions(&folder.path().join("missing")).is_empty());
        fs::create_dir_all(folder.path().join("15/bin")).unwrap();
        assert_eq!(versions(folder.path()), [folder.path().join("15/bin")]);
    }
}
