//! Tells another system of new call-backs: signed, at least once, and again until it has heard.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use axum::body::Body;
use axum::http::{Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rungs_backends::relay::{SIGNATURE, sign};
use serde_json::Value;
use tokio::sync::Notify;

/// Who has not answered by then has not heard.
const PATIENCE: Duration = Duration::from_secs(10);
/// The wait after a first failure; it doubles with each,
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// up to this.
const LONGEST_WAIT: Duration = Duration::from_mins(5);
/// Another process over the same database may have taken a call-back.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Where it is told.
#[derive(Clone)]
pub(crate) struct Hook {
    client: Client<HttpsConnector<HttpConnector>, Body>,
    url: Uri,
    secret: String,
    news: Arc<Notify>,
}

impl Hook {
    /// What is told holds phone numbers: it goes over https, or stays on this machine.
    pub(crate) fn new(url: &str, secret: Option<&str>) -> Result<Self> {
        let url: Uri = url.parse().context("--callback-webhook is no address")?;
        let local = matches!(url.host(), Some("localhost" | "127.0.0.1" | "[::1]"));
        let safe = match url.scheme_str() {
            Some("https") => url.host().is_some(),
            Some("http") => local,
            _ => false,
        };
        if !safe {
            bail!("--callback-webhook must start with https:// (http:// only on this machine)");
        }
        let secret = secret.filter(|secret| secret.len() >= 16).context(
            "--callback-webhook needs RUNGS_WEBHOOK_SECRET with at least 16 characters, to sign with",
        )?;
        let tls = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
            .context("this machine's certificates cannot be read, which the webhook needs")?;
        let client = Client::builder(TokioExecutor::new()).build(tls.https_or_http().enable_http1().build());
        Ok(Self { client, url, secret: secret.to_owned(), news: Arc::default() })
    }

    /// There is something to tell.
    pub(crate) fn wake(&self) {
        self.news.notify_one();
    }

    /// Waits until there is something to tell, or it is time to look.
    pub(crate) async fn news(&self) {
        let _ = tokio::time::timeout(LOOK_EVERY, self.news.notified()).await;
    }

    /// How long to wait after so many failures, the first being 0.
    pub(crate) fn wait(failures: u32) -> Duration {
        FIRST_WAIT.saturating_mul(2_u32.saturating_pow(failures)).min(LONGEST_WAIT)
    }

    /// Tells it; only an answer that says so means that it was heard.
    pub(crate) async fn tell(&self, news: &Value) -> Result<()> {
        let body = news.to_string();
        let post = Request::post(self.url.clone())
            .header("content-type", "application/json")
            .header(SIGNATURE, sign(&self.secret, &body))
            .body(Body::from(body))?;
        let answer = tokio::time::timeout(PATIENCE, self.client.request(post)).await;
        let status = answer.context("no answer in time")?.context("no answer")?.status();
        if status.is_success() { Ok(()) } else { bail!("it answered {status}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_go_nowhere_in_the_clear_nor_unsigned() {
        let secret = Some("0123456789abcdef");
        for good in [
            "https://hooks.example.org/x?key=1",
            "http://127.0.0.1:1/",
            "http://localhost/",
            "http://[::1]:9/",
        ] {
            assert!(Hook::new(good, secret).is_ok(), "{good}");
        }
        for bad in ["http://example.org/", "ftp://example.org/", "example.org", "http://localhost.evil.org/"]
        {
            assert!(Hook::new(bad, secret).is_err(), "{bad}");
        }
        for short in [None, Some(""), Some("short")] {
            assert!(Hook::new("https://example.org/", short).is_err());
        }
    }

    #[test]
    fn waits_grow_up_to_five_minutes() {
        let waits: Vec<_> = [0, 1, 4, 9, 1000].map(|failures| Hook::wait(failures).as_secs()).into();
        assert_eq!(waits, [1, 2, 16, 300, 300]);
    }
}
