//! Where submissions are forwarded to, as a file says it. Secrets stand in the environment: the file names
//! the variables.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rungs_backends::Adapter;
use rungs_model::document::{Identifier, Verbatim, read as understand};
use rungs_model::{Values, document, object};
use serde_json::Value;

use crate::wire::Wire;

document! {
    /// The targets of a relay.
    pub(crate) struct File {
        /// Each of them.
        targets: Vec<Written>,
    }
}
object!(File);

document! {
    /// A target as it is written.
    pub(crate) struct Written {
        /// Names it in the queue: what waits for it is lost sight of if that changes.
        id: Identifier,
        /// The widgets whose submissions it gets; all if missing.
        widgets: Vec<Identifier>,
        /// How many it gets in a minute, at most.
        per_minute: u32 = 60,
        /// Seconds after which a try is given up.
        patience: u32 = 60,
        /// Whether it may be on this machine.
        loopback: bool = false,
        /// Names of environment variables by the key of `to` that they fill in.
        secrets: Values,
        /// What a config document says of a backend.
        to: Verbatim,
    }
}
object!(Written);

/// The JSON Schema of a file of targets.
pub(crate) fn schema() -> Value {
    let mut schema = document::schema::of::<File>("Targets of a Rungs relay");
    let target = &mut schema["properties"]["targets"]["items"]["properties"];
    let about = target["to"]["description"].take();
    target["to"] = rungs_backends::relay::schema();
    target["to"]["description"] = about;
    schema
}

/// A target.
pub(crate) struct Target {
    pub(crate) id: String,
    widgets: Vec<Identifier>,
    /// Microseconds between two that it gets.
    pub(crate) interval: i64,
    /// How long one try may take.
    pub(crate) patience: Duration,
    pub(crate) adapter: Arc<dyn Adapter>,
    pub(crate) wire: Wire,
}

impl Target {
    /// Whether it gets the submissions of a widget.
    pub(crate) fn takes(&self, widget: &str) -> bool {
        self.widgets.is_empty() || self.widgets.iter().any(|own| **own == *widget)
    }
}

/// Reads the targets; everything that is wrong with them is said at once.
pub(crate) fn read(file: &Path) -> Result<Vec<Target>> {
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("{name} cannot be read"))?;
    let value: Value = serde_json::from_str(&text).with_context(|| format!("{name} is not JSON"))?;
    let mut wrong = Vec::new();
    let written = match understand::<File>(&value, "") {
        Ok((file, warnings)) => {
            // Whatever nobody reads is a mistake here: it might be a limit.
            wrong.extend(warnings.iter().map(ToString::to_string));
            file.targets
        }
        Err(problems) => {
            wrong.extend(problems.iter().map(ToString::to_string));
            Vec::new()
        }
    };
    let mut targets: Vec<Target> = Vec::new();
    for (index, written) in written.into_iter().enumerate() {
        if targets.iter().any(|other| *other.id == *written.id) {
            wrong.push(format!("targets[{index}].id: is used twice"));
        }
        match target(written) {
            Ok(target) => targets.push(target),
            Err(reasons) => {
                wrong.extend(reasons.into_iter().map(|reason| format!("targets[{index}].{reason}")));
            }
        }
    }
    if !wrong.is_empty() {
        bail!("{name} cannot be used: {}", wrong.join("; "));
    }
    Ok(targets)
}

/// Microseconds between two of so many in a minute; where that does not divide evenly, a little more.
fn interval(per_minute: u32) -> i64 {
    i64::from(60_000_000_u32.div_ceil(per_minute.max(1)))
}

fn target(written: Written) -> Result<Target, Vec<String>> {
    let mut wrong = Vec::new();
    let mut to = written.to.0;
    for key in rungs_backends::SECRETS.split(' ') {
        if to.get(key).is_some() {
            wrong.push(format!("to.{key}: belongs in the environment; name its variable in secrets"));
        }
    }
    for (key, variable) in written.secrets.iter() {
        match (std::env::var(variable), to.as_object_mut()) {
            (Ok(secret), Some(map)) => drop(map.insert(key.to_owned(), secret.into())),
            _ => wrong.push(format!("secrets.{key}: the environment has no {variable}")),
        }
    }
    if !(1..=60_000).contains(&written.per_minute) {
        wrong.push("per_minute: must be from 1 to 60000".to_owned());
    }
    if !(1..=600).contains(&written.patience) {
        wrong.push("patience: must be from 1 to 600 seconds".to_owned());
    }
    let adapter = rungs_backends::relay::read(&to);
    if let Err(problems) = &adapter {
        wrong.extend(problems.iter().map(|problem| format!("to.{problem}")));
    }
    let wire = Wire::new(written.loopback);
    if let Err(error) = &wire {
        wrong.push(format!("to: {error:#}"));
    }
    match (adapter, wire) {
        (Ok((adapter, _)), Ok(wire)) if wrong.is_empty() => Ok(Target {
            id: written.id.to_string(),
            widgets: written.widgets,
            interval: interval(written.per_minute),
            patience: Duration::from_secs(written.patience.into()),
            adapter,
            wire,
        }),
        _ => Err(wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::interval;

    #[test]
    fn no_pace_is_exceeded_by_rounding_nor_missed_by_a_thousandth() {
        for per_minute in [1, 7, 60, 240, 7_000, 11_111, 45_000, 59_999, 60_000] {
            let minute = interval(per_minute) * i64::from(per_minute);
            assert!((60_000_000..60_060_000).contains(&minute), "{per_minute}: {minute}");
        }
    }
}
