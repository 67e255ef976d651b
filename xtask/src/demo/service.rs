//! A program that runs beside us and never outlives us.

use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long it may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// A running program with whatever it starts itself. Dropped, it is stopped.
pub(crate) struct Service {
    name: &'static str,
    child: Child,
}

impl Service {
    /// Starts it in a process group of its own: the terminal's Ctrl-C then reaches only us, and a
    /// signal from us reaches also what it started, such as Trunk's cargo.
    pub(crate) fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command.spawn().with_context(|| format!("{name} could not be started"))?;
        Ok(Self { name, child })
    }

    /// Fails once it has ended.
    pub(crate) fn still_runs(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("{} stopped by itself ({status}): the reason is printed above", self.name);
        }
        Ok(())
    }

    /// For one that is meant to end: whether it has, with success. Fails if it failed.
    pub(crate) fn succeeded(&mut self) -> Result<bool> {
        match self.child.try_wait()? {
            None => Ok(false),
            Some(status) if status.success() => Ok(true),
            Some(status) => bail!("{} failed ({status}): the reason is printed above", self.name),
        }
    }

    /// Asks it to end, and ends it if it does not. Afterwards nothing of it runs.
    pub(crate) fn stop(&mut self) {
        self.signal(Signal::Terminate);
        let asked = Instant::now();
        while asked.elapsed() < PATIENCE && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(20));
        }
        // Also when it has ended: something that it started may not have.
        self.signal(Signal::Kill);
        let _ = self.child.wait();
    }

    #[cfg(unix)]
    fn signal(&mut self, signal: Signal) {
        use nix::sys::signal::{self, killpg};
        use nix::unistd::Pid;
        let signal = match signal {
            Signal::Terminate => signal::SIGTERM,
            Signal::Kill => signal::SIGKILL,
        };
        if let Ok(group) = i32::try_from(self.child.id()) {
            // Fails only when nothing of the group is left.
            let _ = killpg(Pid::from_raw(group), signal);
        }
    }

    #[cfg(not(unix))]
    fn signal(&mut self, _: Signal) {
        let _ = self.child.kill();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

#[derive(Clone, Copy)]
enum Signal {
    Terminate,
    Kill,
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;

    use nix::sys::signal::kill;
    use nix::unistd::Pid;

    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    /// Whether a process runs: a killed one whose parent is gone may stay a zombie for a moment.
    fn runs(pid: i32) -> bool {
        let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        kill(Pid::from_raw(pid), None).is_ok() && !state.contains(") Z ")
    }

    #[test]
    fn what_a_server_started_is_stopped_with_it() {
        let mut command = shell("sleep 600 & echo $!; wait");
        let mut service = Service::start("a server", command.stdout(Stdio::piped())).unwrap();
        let mut line = String::new();
        let output = service.child.stdout.take().unwrap();
        BufReader::new(output).read_line(&mut line).unwrap();
        let grandchild = line.trim().parse().unwrap();
        assert!(runs(grandchild));

        drop(service);
        let stopped = Instant::now();
        while runs(grandchild) && stopped.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(20));
        }
        assert!(!runs(grandchild));
    }

    #[test]
    fn a_server_that_dies_is_reported_with_its_status() {
        let mut service = Service::start("a server", &mut shell("exit 3")).unwrap();
        let _ = service.child.wait();
        assert_eq!(
            service.still_runs().unwrap_err().to_string(),
            "a server stopped by itself (exit status: 3): the reason is printed above"
        );
    }

    #[test]
    fn a_build_is_awaited_and_its_failure_named() {
        let mut build = Service::start("a build", &mut shell("sleep 600")).unwrap();
        assert!(!build.succeeded().unwrap());
        let mut build = Service::start("a build", &mut shell("exit 0")).unwrap();
        let _ = build.child.wait();
        assert!(build.succeeded().unwrap());
        let mut build = Service::start("a build", &mut shell("exit 101")).unwrap();
        let _ = build.child.wait();
        let error = build.succeeded().unwrap_err().to_string();
        assert!(error.starts_with("a build failed (exit status: 101)"), "{error}");
    }

    #[test]
    fn a_running_server_is_no_error() {
        let mut service = Service::start("a server", &mut shell("sleep 600")).unwrap();
        assert!(service.still_runs().is_ok());
    }
}
