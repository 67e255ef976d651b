use std::sync::Arc;

use rungs_model::document::{Decode, Problem, Reader, Verbatim};
use serde_json::Value;

use crate::action_network::ActionNetwork;
use crate::actionkit::Actionkit;
use crate::config::placed;
use crate::form::Form;
use crate::osdi::Osdi;
use crate::preview::Preview;
use crate::proca::Proca;
use crate::webhook::Webhook;
use crate::{Adapter, Capabilities};

/// The kinds of backend that a page can name. The reference backend comes first.
pub(crate) const KINDS: [&str; 8] =
    ["rungs", "preview", "action_network", "osdi", "proca", "actionkit", "form", "webhook"];

/// A backend of which only the kind is known so far: the rest is read by the code that speaks with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    /// An index of `KINDS`.
    kind: usize,
    given: Verbatim,
}

impl Other {
    /// Of a kind by its index, and not the first.
    pub(crate) fn of(kind: usize, given: &Value) -> Self {
        Self { kind, given: Verbatim::of(given) }
    }

    /// Its kind, as it is written.
    pub fn kind(&self) -> &'static str {
        KINDS.get(self.kind).copied().unwrap_or_default()
    }

    /// What it can do, so far as one can tell from its kind, and from what it was asked to do.
    pub fn capabilities(&self) -> Capabilities {
        let said = |key: &str| self.given.0.get(key).and_then(Value::as_bool);
        let least = Capabilities::LEAST;
        let confirms = said("confirms") == Some(true);
        match self.kind {
            1 => {
                Capabilities { partial: false, edits: false, ladder: false, real: false, ..Capabilities::ALL }
            }
            3 => Capabilities { field_errors: true, ..least },
            4 => Capabilities {
                confirms: true,
                counts: said("counts") != Some(false),
                field_errors: true,
                tests: true,
                ..least
            },
            5 => {
                let cors = said("cors") != Some(false);
                let counts = cors && said("counts") == Some(true);
                Capabilities { confirms: cors, counts, field_errors: cors, ..least }
            }
            6 => Capabilities { confirms, ..least },
            7 => Capabilities { confirms, tests: true, ..least },
            _ => least,
        }
    }

    /// Who speaks with it, with what staff should look at; or what is wrong with what the config says of it.
    pub fn adapter(&self) -> Result<(Arc<dyn Adapter>, Vec<Problem>), Vec<Problem>> {
        match self.kind {
            1 => self.read::<Preview>(),
            2 => self.read::<ActionNetwork>(),
            3 => self.read::<Osdi>(),
            4 => self.read::<Proca>(),
            5 => self.read::<Actionkit>(),
            6 => self.read::<Form>(),
            _ => self.read::<Webhook>(),
        }
    }

    fn read<T: Adapter + Decode + 'static>(&self) -> Result<(Arc<dyn Adapter>, Vec<Problem>), Vec<Problem>> {
        let mut reader = Reader::new("");
        let mut adapter = T::blank();
        // The mere word `preview` says all there is to say.
        if !self.given.0.is_string() {
            adapter.read(&self.given.0, &mut reader);
            keep_secrets(&self.given.0, &mut reader);
        }
        let problems = placed(reader);
        if problems.iter().any(Problem::is_error) {
            return Err(problems);
        }
        Ok((Arc::new(adapter), problems))
    }
}

/// What stands in a page can be read by everyone.
fn keep_secrets(given: &Value, reader: &mut Reader) {
    for key in ["key", "secret", "token", "password"] {
        if given.get(key).is_some() {
            reader.error_at(key, "must not stand in a page, where everyone can read it: use a relay");
        }
    }
}
