//! Judges a submission and has it stored.

use axum::http::StatusCode;
use rungs_model::{ConsentAnswer, PUBLIC, Timestamp, Values};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::error::Problem;
use crate::incoming::Incoming;
use crate::shown::{Shown, shown};
use crate::store::{Agreement, Entry, Recorded, Refused, now};
use crate::widgets::Widget;

/// The longest source or referrer code that is kept, in characters.
const LONGEST_CODE: usize = 200;
/// The longest page address that is kept.
const LONGEST_PAGE: usize = 500;
/// The longest language tag that is kept (RFC 5646 §4.4.1 recommends 35).
const LONGEST_TAG: usize = 35;

/// Judges and stores a submission.
pub(crate) async fn take(app: &App, widget: &Widget, incoming: Incoming) -> Result<Recorded, Problem> {
    let Incoming { submission, entered } = incoming;
    let read = widget.read(&submission.locale);
    if !read.petition.is_open(Timestamp(now())) {
        return Err(Problem::new(StatusCode::GONE, "this petition is closed and takes no more signatures"));
    }
    let (values, asked) = read.form.check(&entered).map_err(Problem::invalid)?;
    let consents = with_wording(asked, &submission.consents);
    let test = submission.test || read.petition.test;
    let locale = if submission.locale.is_empty() { widget.lang() } else { &submission.locale };
    let entry = Entry {
        widget: widget.id.clone(),
        id: submission.submission_id.to_string(),
        fingerprint: fingerprint(&values, &consents, test),
        document: widget.version,
        person: read.form.person_key(&values),
        test,
        locale: clipped(locale, LONGEST_TAG),
        fields: Value::Object(plain(&values)).to_string(),
        shown: shown_if_agreed(&values, &consents),
        consents: consents.into_iter().map(Agreement::from).collect(),
        source: submission.source.as_deref().map(|source| clipped(source, LONGEST_CODE)),
        referrer: submission.referrer.as_deref().map(|referrer| clipped(referrer, LONGEST_CODE)),
        page: submission.page.as_deref().map(without_query),
    };
    let recorded = app.writer.write(entry).await.map_err(|refused| match refused {
        Refused::OtherContent => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "this submission_id was used for another content: make a new one for every changed form",
        ),
        Refused::Busy => Problem::later(
            StatusCode::SERVICE_UNAVAILABLE,
            2,
            "too many at once; please try again in a moment",
        ),
        Refused::Failed => Problem::later(
            StatusCode::SERVICE_UNAVAILABLE,
            5,
            "the database does not answer; nothing was stored, please try again in a moment",
        ),
    })?;
    widget.state.touch();
    Ok(recorded)
}

/// The wording that a widget says it showed; that of the document for a plain form.
fn with_wording(asked: Vec<ConsentAnswer>, sent: &[ConsentAnswer]) -> Vec<ConsentAnswer> {
    let wording = |mut answer: ConsentAnswer| {
        if let Some(shown) = sent.iter().find(|shown| shown.id == answer.id && !shown.text.is_empty()) {
            answer.text.clone_from(&shown.text);
            answer.version.clone_from(&shown.version);
        }
        answer
    };
    asked.into_iter().map(wording).collect()
}

fn plain(values: &Values) -> Map<String, Value> {
    values.iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// What makes a submission another one: its values, its consents with their wordings, and
/// whether it is a test. A retry may come from another page and still be the same.
fn fingerprint(values: &Values, consents: &[ConsentAnswer], test: bool) -> String {
    let mut pairs: Vec<(&str, &str)> = values.iter().collect();
    pairs.sort_unstable();
    let agreed: Vec<_> = consents
        .iter()
        .map(|consent| (&*consent.id, consent.answer.as_str(), &consent.text, &consent.version))
        .collect();
    hex::encode(Sha256::digest(json!((pairs, agreed, test)).to_string()))
}

/// What is shown of those who agreed to it.
fn shown_if_agreed(values: &Values, consents: &[ConsentAnswer]) -> Option<Shown> {
    let public = consents.iter().find(|consent| &*consent.id == PUBLIC)?;
    shown(values).filter(|_| public.agrees())
}

/// Query and fragment may carry personal data.
fn without_query(page: &str) -> String {
    clipped(page.split(['?', '#']).next().unwrap_or_default(), LONGEST_PAGE)
}

/// At most so many characters, and none that a database refuses.
fn clipped(text: &str, limit: usize) -> String {
    text.chars().filter(|character| !character.is_control()).take(limit).collect()
}
