//! Email to those who answered an invitation: a reminder a day and an hour before it starts, and word of a
//! place that has become free. One link in each stops them.
//!
//! What is to be sent is queued in the database ([`crate::store`]), so that a process that is killed loses
//! nothing. Whoever was killed between sending and marking sends once more, with the same Message-ID, by which
//! mail programs know it again.

mod letter;
mod occasion;
mod smtp;
mod worker;

use std::sync::Weak;

use anyhow::{Context as _, Result, bail};

use crate::app::Shared;
pub(crate) use occasion::Occasion;
use smtp::Smtp;

/// Letters at a time.
const WORKERS: usize = 4;

/// How this server sends email.
pub(crate) struct Mail {
    smtp: Smtp,
    /// Where the links in an email lead: nobody has asked for it by an address.
    public_url: String,
}

impl Mail {
    /// With the options of the command line; `None` without a mail server.
    pub(crate) fn new(
        smtp: Option<&str>,
        from: Option<&str>,
        public_url: Option<&str>,
    ) -> Result<Option<Self>> {
        let Some(smtp) = smtp else {
            if from.is_some() {
                bail!("--mail-from needs --smtp: the server that sends the email");
            }
            return Ok(None);
        };
        let from = from.context("--smtp needs --mail-from: whom the email comes from")?;
        let public_url = public_url.context("--smtp needs --public-url: where the links in an email lead")?;
        let public_url = public_url.trim_end_matches('/').to_owned();
        Ok(Some(Self { smtp: Smtp::new(smtp, from)?, public_url }))
    }

    /// Begins to send, until the app is gone.
    pub(crate) fn start(app: &Weak<Shared>) {
        tokio::spawn(worker::queue(app.clone()));
        for _ in 0..WORKERS {
            tokio::spawn(worker::send(app.clone()));
        }
    }
}
