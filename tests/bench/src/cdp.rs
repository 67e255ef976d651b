//! Just enough of the Chrome `DevTools` Protocol: commands and their answers over a web socket.

use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// Longer than any command takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// The browser's end of the line.
pub(crate) struct Connection {
    socket: WebSocket<TcpStream>,
    last: u64,
}

impl Connection {
    /// Connects to `path` at a port of this machine.
    pub(crate) fn open(port: u16, path: &str) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let (socket, _) = tungstenite::client(format!("ws://127.0.0.1:{port}{path}"), stream)
            .context("Chromium does not take DevTools connections")?;
        Ok(Self { socket, last: 0 })
    }

    /// Sends a command, to a page if a session is given, and waits for its answer.
    pub(crate) fn call(&mut self, session: Option<&str>, method: &str, params: &Value) -> Result<Value> {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": params });
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        self.socket.send(Message::text(command.to_string()))?;
        loop {
            let message = self.read().with_context(|| format!("Chromium did not answer {method}"))?;
            if let Some(result) = answer(message, self.last) {
                return result.with_context(|| format!("{method} failed"));
            }
        }
    }

    /// Waits for an event that follows the last command, and gives its parameters.
    pub(crate) fn event(&mut self, name: &str) -> Result<Value> {
        loop {
            let mut message = self.read().with_context(|| format!("Chromium never told of {name}"))?;
            if message["method"] == name {
                return Ok(message["params"].take());
            }
        }
    }

    fn read(&mut self) -> Result<Value> {
        loop {
            if let Message::Text(text) = self.socket.read()? {
                return Ok(serde_json::from_str(&text)?);
            }
        }
    }
}

/// What a message says to command `id`; events and other answers say nothing.
fn answer(mut message: Value, id: u64) -> Option<Result<Value>> {
    if message["id"].as_u64() != Some(id) {
        return None;
    }
    let result = message["result"].take();
    let thrown = &result["exceptionDetails"];
    let reasons = [&message["error"]["message"], &thrown["exception"]["description"], &thrown["text"]];
    Some(match reasons.iter().find_map(|reason| reason.as_str()) {
        Some(reason) => Err(anyhow!("{reason}")),
        None => Ok(result),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_and_answers_to_others_are_passed_over() {
        assert!(answer(json!({ "method": "Network.dataReceived" }), 7).is_none());
        assert!(answer(json!({ "id": 6, "result": {} }), 7).is_none());
    }

    #[test]
    fn an_answer_is_its_result() {
        let result = answer(json!({ "id": 7, "result": { "targetId": "a" } }), 7).unwrap().unwrap();
        assert_eq!(result["targetId"], "a");
    }

    #[test]
    fn a_refused_command_and_a_throwing_page_are_errors_with_their_reason() {
        let refused = json!({ "id": 7, "error": { "code": -32601, "message": "no such method" } });
        assert_eq!(answer(refused, 7).unwrap().unwrap_err().to_string(), "no such method");
        let threw = json!({ "text": "Uncaught", "exception": { "description": "Error: too late" } });
        let threw = json!({ "id": 7, "result": { "result": {}, "exceptionDetails": threw } });
        assert_eq!(answer(threw, 7).unwrap().unwrap_err().to_string(), "Error: too late");
    }
}
