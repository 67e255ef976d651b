//! `cargo xtask demo`: the reference backend and the gallery, side by side, until Ctrl-C.

mod answers;
mod interruption;
mod ports;
mod service;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::{command, say, setup, workspace};
use interruption::Interruption;
use ports::{BACKEND_PORT, GALLERY_PORT};
use service::Service;

/// How the demo is served.
#[derive(Args)]
pub(crate) struct Options {
    /// Port of the gallery
    #[arg(long, default_value_t = GALLERY_PORT)]
    port: u16,
    /// Port of the reference backend
    #[arg(long, default_value_t = BACKEND_PORT)]
    backend_port: u16,
    /// Build both for release: small and fast, but slower to build
    #[arg(long)]
    release: bool,
}

/// Sets up, builds, serves, and stops both on Ctrl-C or when one of them dies.
pub(crate) fn run(options: &Options) -> Result<()> {
    ports::check(options.port, options.backend_port)?;
    setup::gallery()?;
    let interruption = Interruption::listen()?;

    say::step("building the reference backend");
    let mut build = Service::start("the build of the backend", &mut build_backend(options))?;
    while !build.succeeded()? {
        if interruption.within(TICK) {
            return Ok(());
        }
    }

    let token = token()?;
    let mut backend = Service::start("the reference backend", &mut backend(options, &token)?)?;
    let mut gallery = Service::start("the gallery (trunk serve)", &mut gallery(options))?;
    say::step("building the gallery (minutes the first time, then seconds)");
    let mut invited = false;
    while !interruption.within(TICK) {
        backend.still_runs()?;
        gallery.still_runs()?;
        if !invited && answers::both(options.port, options.backend_port) {
            invited = true;
            println!("{}", invitation(options, &token));
        }
    }
    println!();
    gallery.stop();
    backend.stop();
    say::step("stopped the gallery and the reference backend");
    Ok(())
}

/// How often the servers are looked at.
const TICK: Duration = Duration::from_millis(200);

fn build_backend(options: &Options) -> Command {
    let mut cargo = command::new("cargo");
    cargo.args(["build", "--package", "rungs-server"]);
    if options.release {
        cargo.arg("--release");
    }
    cargo
}

fn backend(options: &Options, token: &str) -> Result<Command> {
    let profile = if options.release { "release" } else { "debug" };
    let program = workspace::target().join(profile).join("rungs-server");
    let data = workspace::target().join("demo");
    fs::create_dir_all(&data).with_context(|| format!("{} could not be made", data.display()))?;
    let mut server = command::new(program);
    server
        .args(["--listen", &format!("127.0.0.1:{}", options.backend_port)])
        .args(["--database", &database(&data)])
        .args(["--campaigns", "demo/campaigns"])
        .args(["--kit", &kit(options.port)])
        // Not an argument: every user of this machine can list those.
        .env("RUNGS_ADMIN_TOKEN", token);
    Ok(server)
}

fn gallery(options: &Options) -> Command {
    let mut trunk = command::new("trunk");
    // A reader of the network's version list must not hold up a demo without network.
    trunk
        .args(["serve", "--skip-version-check", "--address", "127.0.0.1"])
        .args(["--port", &options.port.to_string()]);
    if options.release {
        trunk.arg("--release");
    }
    trunk
}

/// The loader that the hosted pages use: Trunk builds only the bundle with all widgets.
fn kit(port: u16) -> String {
    format!("http://127.0.0.1:{port}/rungs.js?bundle=all")
}

fn database(folder: &Path) -> String {
    let file = folder.join("demo.sqlite");
    let file = file.strip_prefix(workspace::root()).unwrap_or(&file);
    format!("sqlite://{}", file.display())
}

/// 128 random bits in hex: anyone who can reach the port would otherwise be an administrator.
fn token() -> Result<String> {
    let mut bytes = [0; 16];
    if getrandom::fill(&mut bytes).is_err() {
        bail!("the system gave no random numbers for the admin token");
    }
    Ok(u128::from_ne_bytes(bytes)).map(|number| format!("{number:032x}"))
}

/// The gallery looks for the backend at its usual port; another one has to be told.
fn gallery_address(options: &Options) -> String {
    let gallery = format!("http://127.0.0.1:{}/", options.port);
    if options.backend_port == BACKEND_PORT {
        gallery
    } else {
        format!("{gallery}?backend={}", backend_address(options))
    }
}

fn backend_address(options: &Options) -> String {
    format!("http://127.0.0.1:{}", options.backend_port)
}

fn invitation(options: &Options, token: &str) -> String {
    let gallery = gallery_address(options);
    let backend = backend_address(options);
    let data = database(&workspace::target().join("demo"));
    // They are what campaigners paste, address and all, and so not made up here.
    let pasted = if options.backend_port == BACKEND_PORT {
        format!("http://127.0.0.1:{}/hosts/plain.html and strict-csp.html beside it", options.port)
    } else {
        format!("the pages of hosts/ post to port {BACKEND_PORT}: leave out --backend-port to try them")
    };
    format!(
        "
  Gallery      {gallery}
  Pasted       {pasted}
  Backend      {backend}  (API: {backend}/openapi.json)
  Admin token  {token}
  Data         {data}

  Ctrl-C stops both.
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(port: u16, backend_port: u16) -> Options {
        Options { port, backend_port, release: false }
    }

    #[test]
    fn the_gallery_finds_the_usual_backend_by_itself() {
        let address = gallery_address(&options(GALLERY_PORT, BACKEND_PORT));
        assert_eq!(address, "http://127.0.0.1:8080/");
    }

    #[test]
    fn another_backend_is_named_in_the_address_of_the_gallery() {
        let address = gallery_address(&options(9000, 9001));
        assert_eq!(address, "http://127.0.0.1:9000/?backend=http://127.0.0.1:9001");
    }

    #[test]
    fn the_database_lies_in_the_target_folder() {
        let url = database(&workspace::root().join("target/demo"));
        assert_eq!(url, "sqlite://target/demo/demo.sqlite");
        assert_eq!(database(Path::new("/var/demo")), "sqlite:///var/demo/demo.sqlite");
    }

    #[test]
    fn each_run_has_its_own_admin_token() {
        let first = token().unwrap();
        assert_eq!(first.len(), 32);
        assert_ne!(first, token().unwrap());
    }

    #[test]
    fn the_invitation_names_every_address() {
        let text = invitation(&options(8080, 9001), "abc");
        for part in ["?backend=http://127.0.0.1:9001", "9001/openapi.json", "abc", "Ctrl-C"] {
            assert!(text.contains(part), "{part}");
        }
    }
}
