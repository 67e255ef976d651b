//! `Rungs.check(config)`: what is wrong with a config document, and how its backend answers this page. It is a
//! bundle of its own, for staff: no supporter loads it.

use js_sys::Array;
use rungs_backends::{ConnectionTest, Knock, Line, Reached, Request, Response};
use rungs_model::document::Problem;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::rsvp::Clocks;
use crate::{browser, js, net};

/// Checks a config document, or the one at an address: a list of `{ level, message }`, where the level is
/// `good`, `note`, `warning` or `error`, and the message a plain sentence for staff.
pub async fn check(config: JsValue) -> JsValue {
    let report = Array::new();
    let say = |level: &str, message: &str| {
        report.push(&js::texts(&[("level", level), ("message", message)]));
    };
    let document = match document(&config).await {
        Ok(document) => document,
        Err(message) => {
            say("error", &message);
            return report.into();
        }
    };
    let mut problems = rungs_model::problems(&document, &Clocks, browser::now());
    problems.extend(rungs_backends::check(document.get("backend").unwrap_or(&Value::Null)));
    for problem in &problems {
        let level = if problem.is_error() { "error" } else { "warning" };
        say(
            level,
            &[if problem.path.is_empty() { "the document" } else { &problem.path }, ": ", &problem.message]
                .concat(),
        );
    }
    if !problems.iter().any(Problem::is_error) {
        say("good", "The config document can be used.");
    }
    if let (Some(connection), Some(id)) = (ConnectionTest::of(&document), browser::random_id()) {
        for finding in connection.run(&FromHere, &browser::origin(), id, browser::page()).await {
            say(if finding.good { "good" } else { "error" }, &finding.text);
        }
        for sentence in &connection.about {
            say("note", sentence);
        }
    }
    report.into()
}

async fn document(config: &JsValue) -> Result<Value, String> {
    let Some(url) = config.as_string() else {
        return js::read(config)
            .ok_or_else(|| "The config is nested too deeply, or holds what JSON cannot.".into());
    };
    match net::get(&url).await {
        Some(Response { status: 200..=299, body: body @ Value::Object(_), .. }) => Ok(body),
        Some(Response { status: 200..=299, .. }) => Err([&url, " holds no JSON object."].concat()),
        Some(response) => Err([&url, " cannot be fetched (", &response.status.to_string(), ")."].concat()),
        None => Err([&url, " cannot be fetched: check address, CORS headers and connect-src."].concat()),
    }
}

/// The way that this page has.
struct FromHere;

impl Line for FromHere {
    /// A page may read what is answered, or only learn that something was.
    async fn knock(&self, knock: &Knock) -> Reached {
        if let Some(status) = net::status(&knock.url, knock.method, "cors").await {
            return Reached::Read(status);
        }
        match net::status(&knock.url, knock.method, "no-cors").await {
            Some(_) => Reached::Unread,
            None => Reached::Nowhere,
        }
    }

    /// The browser tells no page.
    async fn preflight(&self, _: &Request) -> Option<Vec<String>> {
        None
    }

    async fn send(&self, request: &Request) -> Option<Response> {
        net::send(request).await
    }
}
