//! Asks and sends. The only place that touches the network.

use gloo_net::http::{Method, RequestBuilder};
use rungs_backends::{self as backends, Body, Response};
use serde_json::Value;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, RequestCredentials};

use crate::js;

/// A connection that has said nothing for this long is taken for dead.
const TIMEOUT_MS: u32 = 20_000;

/// Asks with GET; `None` if no answer came. Pages that are only read need no more than this.
pub(crate) async fn get(url: &str) -> Option<Response> {
    answer(request(url).build()).await
}

/// Sends a backend's request; `None` if no answer came.
pub(crate) async fn send(request: &backends::Request) -> Option<Response> {
    let method = match request.method {
        backends::Method::Get => Method::GET,
        backends::Method::Post => Method::POST,
        backends::Method::Patch => Method::PATCH,
        backends::Method::Put => Method::PUT,
        #[cfg(any(feature = "ladder", feature = "survey"))]
        backends::Method::Delete => Method::DELETE,
    };
    let mut builder = self::request(&request.url).method(method);
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let built = match &request.body {
        Body::Empty => builder.build(),
        Body::Text(kind, text) => builder.header("content-type", kind).body(text),
        Body::Json(value) => {
            let text = js_sys::JSON::stringify(&js::write(value)).ok()?;
            builder.header("content-type", "application/json").body(text)
        }
    };
    answer(built).await
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn fetch(url: &str, init: &JsValue) -> Result<JsValue, JsValue>;
}

/// Sends, also what nobody may read the answer to. Of that it is only known that it went.
pub(crate) async fn send_any(request: &backends::Request) -> Option<Response> {
    let (Body::Text(kind, text), true) = (&request.body, request.opaque) else { return send(request).await };
    let headers = js::object(&[("content-type", (*kind).into())]);
    let init = js::object(&[
        ("method", request.method.as_str().into()),
        ("mode", "no-cors".into()),
        ("credentials", "omit".into()),
        ("headers", headers.into()),
        ("body", text.into()),
        ("signal", AbortSignal::timeout_with_u32(TIMEOUT_MS).into()),
    ]);
    fetch(&request.url, &init).await.ok()?;
    Some(Response::default())
}

/// The status of the answer to an empty request, in the `cors` mode of fetch, or in `no-cors`, where it is 0;
/// `None` if none came, or the page may not read it.
#[cfg(feature = "check")]
pub(crate) async fn status(url: &str, method: &str, mode: &str) -> Option<u16> {
    let init = js::object(&[
        ("method", method.into()),
        ("mode", mode.into()),
        ("credentials", "omit".into()),
        ("signal", AbortSignal::timeout_with_u32(TIMEOUT_MS).into()),
    ]);
    let response = fetch(url, &init).await.ok()?;
    js_sys::Reflect::get(&response, &"status".into()).ok()?.as_f64().map(|status| status as u16)
}

fn request(url: &str) -> RequestBuilder {
    RequestBuilder::new(url)
        .credentials(RequestCredentials::Omit)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(TIMEOUT_MS)))
}

async fn answer(request: Result<gloo_net::http::Request, gloo_net::Error>) -> Option<Response> {
    let response = request.ok()?.send().await.ok()?;
    let text = response.text().await.ok()?;
    let body = js::parse(&text);
    Some(Response {
        status: response.status(),
        retry_after: response.headers().get("retry-after").and_then(|after| seconds(&after)),
        body: body.unwrap_or(Value::String(text)),
    })
}

/// How long to wait: so many seconds, or until a date (RFC 9110, section 10.2.3); none of what lies behind.
fn seconds(after: &str) -> Option<u32> {
    after.parse().ok().or_else(|| {
        let seconds = (js_sys::Date::parse(after) - js_sys::Date::now()) / 1000.0;
        // What is no date is no number either.
        (seconds > 0.0).then_some(seconds as u32)
    })
}
