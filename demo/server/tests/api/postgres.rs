//! One PostgreSQL cluster for the whole run, made in a temporary folder.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

struct Cluster {
    port: u16,
    _server: Child,
    _folder: TempDir,
}

static PORT: OnceLock<u16> = OnceLock::new();

const PREFIX: &str = "rungs-postgres-";

/// The address of a database; `{name}` is to be replaced by its name.
pub(crate) fn url(name: &str) -> String {
    format!("postgres://rungs@127.0.0.1:{}/{name}", PORT.get_or_init(run))
}

/// The kernel kills the cluster with the thread that started it: this one stays to the end.
fn run() -> u16 {
    let (sender, port) = mpsc::channel();
    thread::spawn(move || {
        remove_leftovers();
        let cluster = start();
        sender.send(cluster.port).unwrap();
        loop {
            thread::park();
        }
    });
    port.recv().expect("PostgreSQL runs; else the reason is above")
}

/// Folders of runs that have ended: nobody was left to remove them.
fn remove_leftovers() {
    for entry in std::env::temp_dir().read_dir().unwrap().flatten() {
        let process = std::fs::read_to_string(entry.path().join("data/postmaster.pid")).unwrap_or_default();
        let process = process.lines().next().unwrap_or_default();
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if ours && !process.is_empty() && !Path::new("/proc").join(process).exists() {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// `PostgreSQL` refuses to run as root; root runs it as nobody. It dies with these tests.
fn start() -> Cluster {
    let folder = tempfile::Builder::new().prefix(PREFIX).tempdir().unwrap();
    let data = folder.path().join("data");
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let program = |name: &str| {
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig=KILL");
        if root {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        }
        command.arg(find(name)).current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    if root {
        assert!(Command::new("chown").arg("65534:65534").arg(folder.path()).status().unwrap().success());
    }
    let made = program("initdb").args(["--auth=trust", "--username=rungs", "--pgdata"]).arg(&data).status();
    assert!(made.unwrap().success(), "initdb failed in {}", data.display());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut server = program("postgres");
    server.args([
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "unix_socket_directories=",
        "-c",
        "max_connections=300",
        // What is proved here does not depend on the disk.
        "-c",
        "fsync=off",
    ]);
    let server = server.arg("-p").arg(port.to_string()).arg("-D").arg(&data).spawn().unwrap();
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(start.elapsed() < Duration::from_secs(30), "PostgreSQL does not answer on port {port}");
        thread::sleep(Duration::from_millis(20));
    }
    Cluster { port, _server: server, _folder: folder }
}

fn find(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    if let Ok(versions) = Path::new("/usr/lib/postgresql").read_dir() {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let found = folders.into_iter().map(|folder| folder.join(name)).find(|program| program.is_file());
    found.unwrap_or_else(|| {
        panic!("{name} is missing: install PostgreSQL (Debian: apt-get install postgresql)")
    })
}
