//! Backends that need a secret: for a server, never for a page.
//!
//! [`read`] takes what [`crate::read`] takes of other backends, and beside it `mobilize`, `nationbuilder`,
//! `action_network` with its `key` and `webhook` with a `secret`.

mod action_network;
mod mobilize;
mod nationbuilder;
mod webhook;

use std::sync::Arc;

use rungs_model::document::{Decode, Problem, Reader};
use serde_json::Value;

use crate::config::document;
use crate::options::{Keys, Options};
use crate::{Adapter, Backend, Read};
use action_network::Keyed;
use mobilize::Mobilize;
use nationbuilder::NationBuilder;
use webhook::Signed;
pub use webhook::{SIGNATURE, sign};

/// Who speaks with a target, with what staff should look at; or everything that is wrong with it. Paths begin at
/// the target itself.
pub fn read(target: &Value) -> Read {
    let has = |key| target.get(key).is_some();
    match target.get("kind").and_then(Value::as_str) {
        Some("mobilize") => alone::<Mobilize>(target),
        Some("nationbuilder") => alone::<NationBuilder>(target),
        Some("action_network") if has("key") => made(target, Keyed::of),
        Some("webhook") if has("secret") => made(target, Signed::of),
        _ => match crate::read(target).map_err(unplaced)? {
            Backend::Other(other) => match other.adapter(&document(target)) {
                Ok((adapter, warnings)) => Ok((adapter, unplaced(warnings))),
                Err(problems) => Err(unplaced(problems)),
            },
            Backend::Rungs(_) => {
                let mut reader = Reader::new("");
                reader.error_at("kind", "rungs is the server itself; name another kind");
                Err(reader.into_problems())
            }
        },
    }
}

/// The JSON Schema of what [`read`] takes, without secrets.
pub fn schema() -> Value {
    crate::schema::target(&[("mobilize", Mobilize::schema()), ("nationbuilder", NationBuilder::schema())])
}

/// Whether something may be sent to an address: over https, or to this machine.
pub fn is_safe(url: &str) -> bool {
    crate::url::is_safe(url)
}

/// Whether an address is one of this machine.
pub fn is_on_this_machine(url: &str) -> bool {
    crate::url::is_on_this_machine(url)
}

fn alone<T: Adapter + Decode + 'static>(target: &Value) -> Read {
    let (adapter, warnings) = rungs_model::document::read::<T>(target, "")?;
    Ok((Arc::new(adapter), warnings))
}

fn made<T: Adapter + 'static>(target: &Value, of: fn(&Value, &mut Reader) -> T) -> Read {
    let mut reader = Reader::new("");
    let adapter = of(target, &mut reader);
    let (adapter, warnings) = reader.finish(adapter)?;
    Ok((Arc::new(adapter), warnings))
}

/// Without the place that a page's config has for a backend.
fn unplaced(mut problems: Vec<Problem>) -> Vec<Problem> {
    for problem in &mut problems {
        let path = problem.path.strip_prefix("backend").unwrap_or(&problem.path);
        problem.path = path.trim_start_matches('.').to_owned();
    }
    problems
}

/// Reads all of an object but its secret, which the adapter of pages does not know.
fn without(value: &Value, secret: &str, keys: Keys, reader: &mut Reader) -> Options {
    let mut rest = value.clone();
    if let Value::Object(map) = &mut rest {
        map.remove(secret);
    }
    Options::of(&document(&rest), keys, reader)
}

/// A secret, which must be something.
fn secret(value: &Value, key: &str, reader: &mut Reader) -> String {
    let text = value.get(key).and_then(Value::as_str).unwrap_or_default().trim();
    if text.is_empty() {
        reader.error_at(key, "must be the secret itself, and not empty");
    }
    text.to_owned()
}
