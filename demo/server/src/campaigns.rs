//! The folder of config documents.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use rungs_backends::Backend;
use rungs_model::document::{Problem, Severity};
use rungs_model::ladder::Offer;
use rungs_model::rsvp::NEEDS;
use rungs_model::{FollowUp, PUBLIC, Submission};
use serde_json::{Value, json};

use crate::definition;

/// What is wrong with a document, or worth a look.
pub fn check(file: &Path) -> Result<Vec<Problem>> {
    Ok(problems(&read(file)?))
}

/// When each rung of a ladder opens, in words, for staff to see whether that is what they mean.
pub fn explained(file: &Path) -> Result<Vec<String>> {
    let document = read(file)?;
    let read = definition::Read::new(&document, document.get("lang").and_then(Value::as_str).unwrap_or("en"));
    let ladder = read.as_ref().and_then(definition::Read::ladder);
    Ok(ladder
        .map(|ladder| ladder.rungs.iter().map(|rung| rung.explain(ladder)).collect())
        .unwrap_or_default())
}

/// Whom a document promises that staff are in touch: a warning for each, for where nobody is told of it.
pub(crate) fn promises(document: &Value) -> Vec<Problem> {
    let Some(read) = definition::Read::new(document, "en") else { return Vec::new() };
    let asks = read.survey().into_iter().flat_map(|survey| survey.asks.iter().enumerate());
    let asks = asks.filter(|(_, ask)| ask.offer.is_some());
    let asks = asks.map(|(index, ask)| (format!("asks[{index}]"), ask.staff_follow_up.get()));
    let rungs = read.ladder().into_iter().flat_map(|ladder| ladder.rungs.iter().enumerate());
    let rungs = rungs.filter(|(_, rung)| {
        !rung.hidden && (rung.offer.is_some_and(needs_staff) || rung.staff_follow_up.is_some())
    });
    let rungs = rungs.map(|(index, rung)| (format!("rungs[{index}]"), rung.staff_follow_up.as_ref()));
    let host = read.host().map(|host| unheard("host", "host", host.staff_follow_up.as_ref()));
    let offers = asks.chain(rungs);
    offers.map(|(place, promise)| unheard(&place, &format!("{place}.offer"), promise)).chain(host).collect()
}

const fn needs_staff(offer: Offer) -> bool {
    matches!(offer, Offer::TalkToOrganiser | Offer::Host | Offer::Shift)
}

/// `offer` is the path of what is offered, in an object at `place`.
fn unheard(place: &str, offer: &str, promise: Option<&FollowUp>) -> Problem {
    let (path, promised) = match promise {
        Some(promise) => (
            format!("{place}.staff_follow_up"),
            format!("that {} is in touch within {} hours", promise.who.0, promise.within_hours),
        ),
        None => {
            (offer.to_owned(), format!("that someone is in touch within {} hours", FollowUp::USUAL_HOURS))
        }
    };
    Problem {
        severity: Severity::Warning,
        path,
        message: format!(
            "promises {promised}, but nobody is told that someone waits for it: name a --callback-webhook, or see to it that \
             staff look at /admin/callbacks and /admin/offers"
        ),
    }
}

/// The campaign whose ladder a document is, if it is one.
pub(crate) fn climbed(document: &Value) -> Option<String> {
    let read = definition::Read::new(document, "en")?;
    Some(read.ladder()?.campaign().to_owned())
}

/// What is wrong with a second ladder of a campaign.
pub(crate) fn second(campaign: &str, first: &str) -> Problem {
    Problem {
        severity: Severity::Error,
        path: "campaign".into(),
        message: format!(
            "{campaign:?} has a ladder already, {first}, and a campaign has one: hide its rungs or change them there, or name another campaign"
        ),
    }
}

/// Reads a file of JSON.
pub(crate) fn read(file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON: mend it there", file.display()))
}

/// What is wrong with a document, or worth a look. The backend is not required: a document
/// on this server posts to this server.
pub(crate) fn problems(document: &Value) -> Vec<Problem> {
    let mut problems = definition::problems(document);
    if let Some(backend) = document.get("backend") {
        problems.extend(rungs_backends::check(backend));
        problems.extend(unsaid(document, backend));
    }
    problems
}

/// What the backend of a document has to know before it can be told each no that may be answered: a warning for each.
fn unsaid(document: &Value, backend: &Value) -> Vec<Problem> {
    let Ok(Backend::Other(other)) = rungs_backends::read(backend) else { return Vec::new() };
    let Ok((adapter, _)) = other.adapter(&Arc::new(document.clone())) else { return Vec::new() };
    let listed = document.get("consents").and_then(Value::as_array).into_iter().flatten();
    let listed = listed.filter_map(|consent| consent.get("id")?.as_str());
    let beside = [("needs", NEEDS), ("signers", PUBLIC)];
    let beside = beside.iter().filter(|(key, _)| document.pointer(&format!("/{key}/consent")).is_some());
    let one = |id: &str| {
        let no = json!({
            "submission_id": "00000000-0000-4000-8000-000000000000", "locale": "en",
            "consents": [{ "id": id, "answer": "no", "text": "" }],
        });
        let (submission, _) = rungs_model::document::read::<Submission>(&no, "").ok()?;
        let (key, message) = adapter.lacks(&submission)?;
        Some(Problem { severity: Severity::Warning, path: format!("backend.{key}"), message })
    };
    listed.chain(beside.map(|(_, id)| *id)).filter_map(one).collect()
}

/// One file of the campaigns folder.
pub(crate) struct Campaign {
    /// Where it is.
    pub(crate) file: PathBuf,
    /// The id of its widget; the file's name if it does not say.
    pub(crate) id: String,
    /// The document, or all that keeps it from being used.
    pub(crate) document: Result<Value>,
}

/// Reads every `*.json` of the folder, in order of name.
pub(crate) fn load(folder: &Path) -> Result<Vec<Campaign>> {
    let entries = fs::read_dir(folder).with_context(|| {
        format!("the campaigns folder {} cannot be read: check --campaigns", folder.display())
    })?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    Ok(files.into_iter().map(campaign).collect())
}

fn campaign(file: PathBuf) -> Campaign {
    let document = read(&file);
    let id = document.as_ref().ok().and_then(|document| document.get("id")).and_then(Value::as_str);
    let id = id.map_or_else(|| file.file_stem().unwrap_or_default().to_string_lossy().into(), str::to_owned);
    let document = document.and_then(|document| usable(&file, document));
    Campaign { file, id, document }
}

fn usable(file: &Path, document: Value) -> Result<Value> {
    let (errors, warnings): (Vec<_>, Vec<_>) = problems(&document).into_iter().partition(Problem::is_error);
    for warning in warnings {
        tracing::warn!(file = %file.display(), "{warning}");
    }
    if errors.is_empty() {
        return Ok(document);
    }
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    bail!("{} cannot be used:\n  {}", file.display(), errors.join("\n  "))
}
