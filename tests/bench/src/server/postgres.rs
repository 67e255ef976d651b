//! A PostgreSQL cluster of our own, in a temporary folder.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tempfile::TempDir;

pub(crate) struct Cluster {
    folder: TempDir,
    port: u16,
}

impl Cluster {
    /// Makes and starts it; PostgreSQL refuses to run as root, so root runs it as nobody.
    pub(crate) fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let cluster = Self { folder, port };
        if is_root()? {
            run(Command::new("chown").arg("65534:65534").arg(cluster.folder.path()))?;
        }
        run(cluster
            .program("initdb")?
            .args(["--auth=trust", "--username=rungs", "--pgdata"])
            .arg(cluster.data()))?;
        let options = format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=");
        run(cluster
            .program("pg_ctl")?
            .arg("start")
            .arg("--wait")
            .args(["-o", &options, "-D"])
            .arg(cluster.data()))?;
        cluster.wait()?;
        Ok(cluster)
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://rungs@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Result<Command> {
        let program = find(name)?;
        let mut command = if is_root()? {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        Ok(command)
    }

    fn wait(&self) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(30) {
            if std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("PostgreSQL does not answer on port {}", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Ok(mut stop) = self.program("pg_ctl") {
            let _ = run(stop.args(["stop", "--mode=immediate", "-D"]).arg(self.data()));
        }
    }
}

fn is_root() -> Result<bool> {
    let output = Command::new("id").arg("-u").output().context("`id` cannot be run")?;
    Ok(output.stdout == b"0\n")
}

fn find(name: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.filter_map(|version| Some(version.ok()?.path().join("bin"))));
    }
    let found = folders.into_iter().map(|folder| folder.join(name)).find(|program| program.is_file());
    found.with_context(|| {
        format!("{name} is not installed: install PostgreSQL (Debian: apt-get install postgresql)")
    })
}

fn run(command: &mut Command) -> Result<()> {
    let status =
        command.stdout(Stdio::null()).status().with_context(|| format!("{command:?} cannot be run"))?;
    if status.success() { Ok(()) } else { bail!("{command:?} failed") }
}
