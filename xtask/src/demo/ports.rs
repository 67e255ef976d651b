//! The two ports of the demo.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Result, bail};

/// Trunk's own default.
pub(crate) const GALLERY_PORT: u16 = 8080;

/// Where the gallery looks for the reference backend.
pub(crate) const BACKEND_PORT: u16 = 8787;

/// Both are free and differ.
pub(crate) fn check(gallery: u16, backend: u16) -> Result<()> {
    if gallery == backend {
        bail!(
            "the gallery and the backend cannot share port {gallery}: choose another with --port or --backend-port"
        );
    }
    free(gallery, "--port")?;
    free(backend, "--backend-port")
}

fn free(port: u16, flag: &str) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => bail!(sentence(port, flag, error.kind())),
    }
}

fn sentence(port: u16, flag: &str, kind: ErrorKind) -> String {
    match kind {
        ErrorKind::AddrInUse => format!(
            "port {port} is taken: stop the program that listens there, or choose another port with {flag}"
        ),
        ErrorKind::PermissionDenied => {
            format!("this user may not listen on port {port}: choose one above 1023 with {flag}")
        }
        kind => format!("port {port} cannot be used ({kind}): choose another with {flag}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_the_flag_that_changes_it() {
        let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let taken = holder.local_addr().unwrap().port();
        let error = free(taken, "--backend-port").unwrap_err().to_string();
        assert_eq!(
            error,
            format!(
                "port {taken} is taken: stop the program that listens there, or choose another port with --backend-port"
            )
        );
    }

    #[test]
    fn a_privileged_port_says_which_ones_are_not() {
        let said = sentence(80, "--port", ErrorKind::PermissionDenied);
        assert_eq!(said, "this user may not listen on port 80: choose one above 1023 with --port");
    }

    #[test]
    fn the_two_ports_must_differ() {
        let error = check(9000, 9000).unwrap_err().to_string();
        assert!(error.starts_with("the gallery and the backend cannot share port 9000"), "{error}");
    }
}
