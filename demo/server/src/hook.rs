//! Tells another system of new call-backs and offers, and of those that are taken back: signed, at least once, and again until it has heard.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rungs_backends::relay::{SIGNATURE, is_on_this_machine, is_safe, sign};
use rungs_backends::{Body, Method, Request};
use serde_json::Value;
use tokio::sync::Notify;

use crate::wire::Wire;

/// Who has not answered by then has not heard.
const PATIENCE: Duration = Duration::from_secs(10);
/// The wait after a first failure; it doubles with each,
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// up to this.
const LONGEST_WAIT: Duration = Duration::from_mins(5);
/// Another process over the same database may have taken a call-back or an offer.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// Where it is told.
#[derive(Clone)]
pub(crate) struct Hook {
    wire: Wire,
    url: String,
    secret: String,
    news: Arc<Notify>,
}

impl Hook {
    /// What is told holds phone numbers: it goes over https, or stays on this machine.
    pub(crate) fn new(url: &str, secret: Option<&str>) -> Result<Self> {
        if !is_safe(url) {
            bail!("--callback-webhook must start with https:// (http:// only on this machine)");
        }
        let secret = secret.filter(|secret| secret.len() >= 16).context(
            "--callback-webhook needs RUNGS_WEBHOOK_SECRET with at least 16 characters, to sign with",
        )?;
        let wire = Wire::new(is_on_this_machine(url)).context("--callback-webhook cannot be used")?;
        Ok(Self { wire, url: url.to_owned(), secret: secret.to_owned(), news: Arc::default() })
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
        let post = Request {
            method: Method::Post,
            url: self.url.clone(),
            headers: vec![(SIGNATURE, sign(&self.secret, &body))],
            body: Body::Text("application/json", body),
            opaque: false,
        };
        let answer = tokio::time::timeout(PATIENCE, self.wire.send(&post)).await;
        let status = answer.context("no answer in time")?.context("no answer")?.status;
        if (200..300).contains(&status) { Ok(()) } else { bail!("it answered {status}") }
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
        for bad in [
            "http://example.org/",
            "ftp://example.org/",
            "example.org",
            "http://localhost.evil.org/",
            "http://localhost@evil.org/",
            "",
        ] {
            assert!(Hook::new(bad, secret).is_err(), "{bad}");
        }
        for short in [None, Some(""), Some("short")] {
            assert!(Hook::new("https://example.org/", short).is_err());
        }
    }

    #[tokio::test]
    async fn no_private_address_is_told_anything() {
        for private in ["https://10.0.0.7/x", "https://169.254.169.254/", "https://[fd00::1]/"] {
            let hook = Hook::new(private, Some("0123456789abcdef")).unwrap();
            let error = hook.tell(&Value::Null).await.unwrap_err();
            assert!(format!("{error:#}").contains("no public address"), "{private}: {error:#}");
        }
    }

    #[test]
    fn waits_grow_up_to_five_minutes() {
        let waits: Vec<_> = [0, 1, 4, 9, 1000].map(|failures| Hook::wait(failures).as_secs()).into();
        assert_eq!(waits, [1, 2, 16, 300, 300]);
    }
}
