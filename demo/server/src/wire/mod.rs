//! Speaks HTTP with systems of others, as a client: no redirects, no private addresses, no endless answers.

mod addresses;

use std::net::IpAddr;

use anyhow::{Context as _, Result};
use axum::http::{HeaderMap, Request, Uri, header};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rungs_backends::{Adapter, Body, Call, Response, Target};
use rungs_model::{Outcome, Submission};
use serde_json::Value;

use addresses::{Lookup, may_be_at};

/// What is longer is not read.
const LONGEST: usize = 1 << 20;
/// A target that wants more requests for one submission is leading us on.
const STEPS: u32 = 8;
const AGENT: &str = concat!("rungs-server/", env!("CARGO_PKG_VERSION"));

/// A way to other systems.
#[derive(Clone)]
pub(crate) struct Wire {
    client: Client<HttpsConnector<HttpConnector<Lookup>>, Full<Bytes>>,
    loopback: bool,
}

impl Wire {
    /// Trusts whom the system trusts.
    pub(crate) fn new(loopback: bool) -> Result<Self> {
        let mut connector = HttpConnector::new_with_resolver(Lookup { loopback });
        connector.enforce_http(false);
        let secure = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
            .context("this system has no certificates to know others by: install ca-certificates")?;
        let connector = secure.https_or_http().enable_http1().wrap_connector(connector);
        Ok(Self { client: Client::builder(TokioExecutor::new()).build(connector), loopback })
    }

    /// Sends one request after the other until there is an outcome.
    pub(crate) async fn converse(
        &self,
        adapter: &dyn Adapter,
        to: &Target<'_>,
        submission: &Submission,
    ) -> Outcome {
        let mut call = adapter.submit(to, submission);
        for step in 0..STEPS {
            let request = match call {
                Call::Answer(outcome, _) => return outcome,
                Call::Send(request) => request,
            };
            match self.send(&request).await {
                Ok(response) => call = adapter.heard(to, submission, step, &response),
                Err(error) => {
                    tracing::warn!("a relay's target cannot be reached: {error:#}");
                    return Outcome::Unreachable;
                }
            }
        }
        match call {
            Call::Answer(outcome, _) => outcome,
            Call::Send(_) => Outcome::Failed { retryable: false },
        }
    }

    /// Sends one request, whatever is answered.
    pub(crate) async fn send(&self, request: &rungs_backends::Request) -> Result<Response> {
        let headers: Vec<_> = request.headers.iter().map(|(name, value)| (*name, &**value)).collect();
        let (_, response) =
            self.exchange(request.method.as_str(), &request.url, &headers, &request.body).await?;
        Ok(response)
    }

    /// Sends one request, and reads what is answered, with its headers.
    pub(crate) async fn exchange(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: &Body,
    ) -> Result<(HeaderMap, Response)> {
        let uri: Uri = url.parse().context("its address is none")?;
        // A name is looked at when it is looked up.
        let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = host.parse::<IpAddr>() {
            anyhow::ensure!(may_be_at(address, self.loopback), "{address} is no public address");
        }
        let (kind, body) = match body {
            Body::Empty => (None, Bytes::new()),
            Body::Json(value) => (Some("application/json"), value.to_string().into()),
            Body::Text(kind, text) => (Some(*kind), text.clone().into()),
        };
        let mut sent = Request::builder().method(method).uri(uri);
        sent = sent.header(header::USER_AGENT, AGENT);
        for (name, value) in headers {
            sent = sent.header(*name, *value);
        }
        if let Some(kind) = kind {
            sent = sent.header(header::CONTENT_TYPE, kind);
        }
        let answer = self.client.request(sent.body(Full::new(body))?).await?;
        let status = answer.status().as_u16();
        let headers = answer.headers().clone();
        let retry_after = headers.get(header::RETRY_AFTER);
        let retry_after = retry_after.and_then(|seconds| seconds.to_str().ok()?.trim().parse().ok());
        let body = match Limited::new(answer.into_body(), LONGEST).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) if error.is::<http_body_util::LengthLimitError>() => Bytes::new(),
            Err(error) => return Err(anyhow::anyhow!("the answer broke off: {error}")),
        };
        let body = serde_json::from_slice(&body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()));
        Ok((headers, Response { status, retry_after, body }))
    }
}
