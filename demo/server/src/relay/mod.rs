//! Forwards accepted submissions to other systems: at least once each, what is one person's in the order in
//! which it came, and no faster than a target wants.
//!
//! The queue is in the database ([`crate::store`]), so that a process that is killed loses nothing: what it had
//! taken is due again after its time. Nobody who takes part ever waits for a target.

mod targets;
mod worker;

use std::path::Path;
use std::sync::{Arc, Weak};

use anyhow::Result;
use tokio::sync::Notify;

use crate::app::Shared;
pub(crate) use targets::{Target, schema};

/// Conversations at a time with one target.
const WORKERS: usize = 4;

/// The targets of this server.
#[derive(Default)]
pub(crate) struct Relay {
    targets: Vec<Arc<Target>>,
    /// Wakes those who have nothing to do.
    added: Arc<Notify>,
}

impl Relay {
    /// Reads the targets from a file, if there is one.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self> {
        let targets = file.map(targets::read).transpose()?.unwrap_or_default();
        Ok(Self { targets: targets.into_iter().map(Arc::new).collect(), added: Arc::default() })
    }

    /// The targets that get the submissions of a widget.
    pub(crate) fn targets_of(&self, widget: &str) -> Vec<String> {
        self.targets.iter().filter(|target| target.takes(widget)).map(|target| target.id.clone()).collect()
    }

    /// The ids of all targets.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.targets.iter().map(|target| &*target.id)
    }

    /// Something was queued.
    pub(crate) fn wake(&self) {
        self.added.notify_waiters();
    }

    /// Begins to forward, until the app is gone.
    pub(crate) fn start(&self, app: &Weak<Shared>) {
        for target in &self.targets {
            for _ in 0..WORKERS {
                tokio::spawn(worker::work(app.clone(), target.clone(), self.added.clone()));
            }
        }
    }
}
