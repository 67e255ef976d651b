//! Whether the two servers answer yet.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// The backend is healthy and the gallery has its bundle.
pub(crate) fn both(gallery: u16, backend: u16) -> bool {
    answers(backend, "/healthz") && answers(gallery, "/all.js")
}

/// Whether a GET on this machine is answered with 200.
fn answers(port: u16, path: &str) -> bool {
    status(port, path).is_some_and(|line| line.split(' ').nth(1) == Some("200"))
}

fn status(port: u16, path: &str) -> Option<String> {
    let patience = Duration::from_secs(2);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, patience).ok()?;
    stream.set_read_timeout(Some(patience)).ok()?;
    // In one piece: `write!` would send several, and a server may answer and close after the first.
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut start = [0; 32];
    let length = stream.read(&mut start).ok()?;
    Some(String::from_utf8_lossy(&start[..length]).into_owned())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// A server that gives one answer.
    fn server(answer: &'static str) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 512]);
            let _ = stream.write_all(answer.as_bytes());
        });
        port
    }

    #[test]
    fn only_200_is_an_answer() {
        assert!(answers(server("HTTP/1.1 200 OK\r\n\r\n"), "/all.js"));
        assert!(!answers(server("HTTP/1.1 404 Not Found\r\n\r\n"), "/all.js"));
    }

    #[test]
    fn nobody_listening_is_no_answer() {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        assert!(!answers(port, "/"));
    }
}
