//! The way to a mail server.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::submit::clipped;

/// How long a mail server may take to take one.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Why an email was not taken.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It never will be.
    Final(String),
    /// It may be later.
    Passing(String),
}

/// The longest that is kept of what a mail server said, in characters.
const LONGEST_REASON: usize = 300;

impl Refusal {
    /// In one line, and without the address that mail servers like to repeat: it is kept for staff and logged.
    fn without(self, address: &str) -> Self {
        match self {
            Self::Final(said) => Self::Final(anonymous(&said, address)),
            Self::Passing(said) => Self::Passing(anonymous(&said, address)),
        }
    }
}

fn anonymous(said: &str, address: &str) -> String {
    let (lower, address) = (said.to_ascii_lowercase(), address.to_ascii_lowercase());
    let mut text = String::new();
    let mut rest = 0;
    for (at, _) in lower.match_indices(&address).filter(|_| !address.is_empty()) {
        text.push_str(said.get(rest..at).unwrap_or_default());
        text.push('…');
        rest = at + address.len();
    }
    text.push_str(said.get(rest..).unwrap_or_default());
    clipped(&text.replace(['\r', '\n'], " "), LONGEST_REASON)
}

/// A mail server, and whom its email comes from.
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    pub(super) from: Mailbox,
}

impl Smtp {
    /// `smtps://USER:PASSWORD@HOST` (TLS from the start), or `smtp://…?tls=required` (STARTTLS). What is sent
    /// holds names and keys: it is encrypted, or stays on this machine.
    pub(super) fn new(url: &str, from: &str) -> Result<Self> {
        let (scheme, rest) = url.split_once("://").unwrap_or_default();
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default();
        let local = ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|own| host.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')));
        let encrypted = scheme == "smtps" || rest.contains("tls=required");
        if !(encrypted || (scheme == "smtp" && local)) {
            // The address may hold a password, and is not repeated.
            bail!(
                "--smtp must start with smtps://, or end with ?tls=required; smtp:// alone is for this machine"
            );
        }
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .context("--smtp is no address of a mail server: smtps://USER:PASSWORD@HOST")?;
        let from = from.parse().context(
            "--mail-from is no address: \"Clean Air <events@example.org>\", or events@example.org",
        )?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }

    /// Sends an email to this address.
    pub(super) async fn send(&self, message: Message, to: &str) -> Result<(), Refusal> {
        let refusal = match self.transport.send(message).await {
            Ok(_) => return Ok(()),
            Err(error) if error.is_permanent() => Refusal::Final(error.to_string()),
            Err(error) => Refusal::Passing(error.to_string()),
        };
        Err(refusal.without(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str, from: &str) -> String {
        Smtp::new(url, from).err().map_or_else(String::new, |error| format!("{error:#}"))
    }

    #[tokio::test]
    async fn what_leaves_this_machine_is_encrypted() {
        let from = "Clean Air <events@example.org>";
        for good in [
            "smtps://me:s3cret@mail.example.org",
            "smtp://mail.example.org:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
        ] {
            assert_eq!(refused(good, from), "", "{good}");
        }
        for bad in [
            "smtp://me:s3cret@mail.example.org",
            "smtp://localhost.example.org",
            "smtp://mail.example.org?tls=opportunistic",
            "https://example.org",
            "",
        ] {
            let said = refused(bad, from);
            assert!(said.contains("smtps://") && !said.contains("s3cret"), "{bad}: {said}");
        }
    }

    #[test]
    fn what_a_mail_server_says_is_kept_without_the_address() {
        let said = anonymous(
            "permanent error (550): 5.1.1 <Ada@Example.org>:\r\nno ada@example.org here",
            "ada@example.org",
        );
        assert_eq!(said, "permanent error (550): 5.1.1 <…>:  no … here");
        assert_eq!(anonymous("Zoë@é", "zoë@é"), "…");
        assert_eq!(anonymous("no", ""), "no");
        assert_eq!(anonymous(&"x".repeat(2_000), "a@b").len(), LONGEST_REASON);
    }

    #[tokio::test]
    async fn whom_it_comes_from_is_an_address() {
        assert!(refused("smtp://localhost", "nobody").contains("--mail-from is no address"));
        assert_eq!(refused("smtp://localhost", "events@example.org"), "");
    }
}
