//! Ctrl-C, and the signals that end a terminal or a job.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context, Result};

/// From [`Interruption::listen`] on, none of these signals ends us by itself: we stop what we
/// started first.
pub(crate) struct Interruption(Receiver<()>);

impl Interruption {
    /// Fails when called twice in one process.
    pub(crate) fn listen() -> Result<Self> {
        let (tell, told) = mpsc::channel();
        ctrlc::set_handler(move || {
            let _ = tell.send(());
        })
        .context("Ctrl-C cannot be listened to")?;
        Ok(Self(told))
    }

    /// Waits for as long as `time`, and says whether we are to stop.
    pub(crate) fn within(&self, time: Duration) -> bool {
        !matches!(self.0.recv_timeout(time), Err(RecvTimeoutError::Timeout))
    }
}
