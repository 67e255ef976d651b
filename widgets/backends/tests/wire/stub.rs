//! A real HTTP server that answers as the notes on each backend say, or breaks off; and a client for it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rungs_backends::{Adapter, Body, Call, Method, Request, Response};
use rungs_model::{Kind, Outcome};
use serde_json::Value;

use super::{submission, target};

/// A busy machine is no slow server.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// What a server may say of how long to wait, and what of that makes sense.
pub(crate) const WAITS: [(&str, Option<u32>); 4] =
    [("7", Some(7)), ("-7", None), ("soon", None), ("99999999999", None)];

/// How it answers.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// With this status, content type, further headers and body.
    Whole(u16, &'static str, Vec<(&'static str, String)>, Vec<u8>),
    /// With the beginning of a body, and then not at all.
    Cut,
    /// By sending on to itself, for ever.
    Round,
    /// Not within the client's patience.
    Silent,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::Whole(status, "application/json", Vec::new(), body.to_string().into_bytes())
    }

    /// Too many at once.
    pub(crate) fn busy(retry_after: &str) -> Self {
        Self::Whole(429, "text/plain", vec![("retry-after", retry_after.into())], Vec::new())
    }
}

/// A request as it arrived: its first line, and its body.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// The server, which answers with the replies in order, the last one for ever.
pub(crate) struct Stub {
    pub(crate) origin: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Stub {
    pub(crate) fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (all, own) = (heard.clone(), origin.clone());
        // It ends with the test's process.
        std::thread::spawn(move || {
            for (count, stream) in listener.incoming().flatten().enumerate() {
                let reply = replies[count.min(replies.len() - 1)].clone();
                serve(stream, &reply, &own, &all);
            }
        });
        Self { origin, heard }
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, reply: &Reply, own: &str, requests: &Mutex<Vec<Heard>>) {
    let Some(request) = read(&mut stream) else { return };
    requests.lock().unwrap().push(request);
    let head = |status: u16, headers: &str| {
        format!("HTTP/1.1 {status} x\r\nconnection: close\r\naccess-control-allow-origin: *\r\n{headers}\r\n")
    };
    let bytes = match reply {
        Reply::Whole(status, kind, headers, body) => {
            let more: Vec<String> =
                headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let more = more.concat();
            let length = body.len();
            let head = head(*status, &format!("content-type: {kind}\r\ncontent-length: {length}\r\n{more}"));
            [head.into_bytes(), body.clone()].concat()
        }
        Reply::Cut => {
            let head = head(200, "content-type: application/json\r\ncontent-length: 900\r\n");
            [head.into_bytes(), b"{\"data\":{\"addActionContact\":".to_vec()].concat()
        }
        Reply::Round => head(307, &format!("location: {own}/round\r\ncontent-length: 0\r\n")).into_bytes(),
        Reply::Silent => {
            // Until the client has had enough.
            let _ = stream.read(&mut [0]);
            return;
        }
    };
    let _ = stream.write_all(&bytes);
}

fn read(stream: &mut TcpStream) -> Option<Heard> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let mut lines = head.lines();
            let line = lines.next()?.to_owned();
            let headers: Vec<(String, String)> = lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect();
            let length = headers.iter().find(|(name, _)| name == "content-length");
            let length: usize = length.map_or(0, |(_, length)| length.parse().unwrap());
            if body.len() >= length {
                return Some(Heard { line, headers, body: body.to_owned() });
            }
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(part.get(..count)?),
        }
    }
}

/// One person's try; `Unreachable` where no answer came.
pub(crate) fn attempt(adapter: &dyn Adapter, kind: Kind, patience: Duration) -> Outcome {
    let (to, submission) = (target(kind), submission(kind, "yes"));
    let mut call = adapter.submit(&to, &submission);
    for step in 0.. {
        match call {
            Call::Answer(outcome, _) => return outcome,
            Call::Send(request) => match send(&request, patience) {
                Some(response) => call = adapter.heard(&to, &submission, step, &response),
                None => return Outcome::Unreachable,
            },
        }
    }
    unreachable!("steps end with an outcome")
}

/// What someone is told whose backend, which is spoken with by the adapter of its address, answers so.
pub(crate) fn told(adapter: impl Fn(&str) -> Arc<dyn Adapter>, kind: Kind, reply: Reply) -> Outcome {
    let patience = if matches!(reply, Reply::Silent) { Duration::from_millis(300) } else { PATIENCE };
    let stub = Stub::start(vec![reply]);
    let outcome = attempt(&*adapter(&stub.origin), kind, patience);
    assert!(!stub.heard().is_empty(), "nothing arrived");
    outcome
}

/// Sends as the kit and the relay do; `None` if no answer came in time. Of an opaque request nothing is read.
pub(crate) fn send(request: &Request, patience: Duration) -> Option<Response> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = reqwest::Client::builder().timeout(patience).build().unwrap();
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = client.request(method, &request.url);
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        builder = match &request.body {
            Body::Empty => builder,
            Body::Json(body) => builder.json(body),
            Body::Text(kind, text) => builder.header("content-type", *kind).body(text.clone()),
        };
        let response = builder.send().await.ok()?;
        if request.opaque {
            return Some(Response::default());
        }
        let retry_after = response.headers().get("retry-after");
        let retry_after = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
        let status = response.status().as_u16();
        let bytes = response.bytes().await.ok()?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Some(Response { status, retry_after, body })
    })
}
