//! From a request's body to a stored submission.

use axum::http::{HeaderMap, StatusCode, header};
use rungs_model::document::{self, Identifier};
use rungs_model::{Answer, ConsentAnswer, PUBLIC, Submission, SubmissionId, Timestamp, Values};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::error::Problem;
use crate::store::{Entry, Recorded, Refused, now, sha256};
use crate::widgets::Widget;

/// How a body was sent, and so how it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// By a widget, which reads problem documents.
    Json,
    /// By a plain form, whose sender reads pages.
    Form,
}

impl Format {
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let sent =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "application/json" => Ok(Self::Json),
            "application/x-www-form-urlencoded" => Ok(Self::Form),
            other => Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                format!(
                    "the content type {other:?} is not understood: send application/json or application/x-www-form-urlencoded"
                ),
            )),
        }
    }
}

/// A submission as it came: its values are still to be judged.
pub(crate) struct Incoming {
    pub(crate) submission: Submission,
    /// Values and consents together, as a form has them.
    pub(crate) entered: Values,
}

impl Incoming {
    /// Reads a body. `key` is the `Idempotency-Key`, if there was one.
    pub(crate) fn read(
        format: Format,
        body: &[u8],
        widget: &str,
        key: Option<&str>,
    ) -> Result<Self, Problem> {
        let bad = |detail: String| Problem::new(StatusCode::BAD_REQUEST, detail);
        let key = key
            .map(|key| {
                let shape = "Idempotency-Key must be a UUID, e.g. 0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11";
                SubmissionId::parse(key).ok_or_else(|| bad(shape.into()))
            })
            .transpose()?;
        let incoming = match format {
            Format::Json => Self::from_json(body),
            Format::Form => Self::from_form(body, widget),
        }
        .map_err(bad)?;
        match key {
            Some(key) if format == Format::Json && key != incoming.submission.submission_id => {
                Err(bad("Idempotency-Key and submission_id differ: send the same, or only one".into()))
            }
            Some(key) => {
                Ok(Self { submission: Submission { submission_id: key, ..incoming.submission }, ..incoming })
            }
            None => Ok(incoming),
        }
    }

    fn from_json(body: &[u8]) -> Result<Self, String> {
        let value: Value =
            serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))?;
        let (submission, _) = document::read::<Submission>(&value, "").map_err(|problems| {
            let errors: Vec<_> =
                problems.iter().filter(|problem| problem.is_error()).map(ToString::to_string).collect();
            format!("the submission cannot be read: {}", errors.join("; "))
        })?;
        for (index, consent) in submission.consents.iter().enumerate() {
            // A wording is kept as it was shown; a database takes no NUL, and nothing shows one.
            if let Some(place) = [("text", &consent.text), ("version", &consent.version)]
                .iter()
                .find_map(|(key, text)| text.chars().any(unwritable).then_some(key))
            {
                return Err(format!(
                    "the submission cannot be read: consents[{index}].{place}: holds a control character; remove it"
                ));
            }
        }
        let mut entered = submission.values.clone();
        for consent in &submission.consents {
            entered.set(&format!("consent.{}", &*consent.id), consent.answer.as_str());
        }
        Ok(Self { submission, entered })
    }

    /// Anything can be read as a form; what is missing is found by the rules of the fields.
    fn from_form(body: &[u8], widget: &str) -> Result<Self, String> {
        let entered: Values = form_urlencoded::parse(body).into_owned().collect();
        let own = |name: &str| Some(entered.get(name)).filter(|value| !value.is_empty()).map(str::to_owned);
        let submission_id = match own("submission_id") {
            Some(id) => SubmissionId::parse(&id).ok_or("submission_id must be a UUID")?,
            None => content_id(widget, &entered),
        };
        let submission = Submission {
            submission_id,
            locale: own("locale").unwrap_or_else(|| "en".into()),
            values: entered.clone(),
            consents: Vec::new(),
            source: own("source"),
            referrer: own("referrer"),
            page: own("page"),
            test: own("test").is_some(),
        };
        Ok(Self { submission, entered })
    }
}

/// An id made from the content (a UUID of version 8, RFC 9562), so that a double click on a
/// plain form is one submission.
fn content_id(widget: &str, entered: &Values) -> SubmissionId {
    let mut hash = Sha256::new_with_prefix(widget);
    for (name, value) in entered.iter() {
        hash.update([0]);
        hash.update(name);
        hash.update([0]);
        hash.update(value);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    let id = uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string();
    SubmissionId::parse(&id).unwrap_or_else(|| unreachable!("a UUID has the shape of a UUID"))
}

/// Judges and stores a submission.
pub(crate) async fn take(app: &App, widget: &Widget, incoming: Incoming) -> Result<Recorded, Problem> {
    let Incoming { submission, entered } = incoming;
    let read = widget.read(&submission.locale);
    if !read.petition.is_open(Timestamp(now())) {
        return Err(Problem::new(StatusCode::GONE, "this petition is closed and takes no more signatures"));
    }
    let (values, asked) = read.form.check(&entered).map_err(Problem::invalid)?;
    let consents = with_wording(asked, &submission.consents);
    let entry = Entry {
        widget: widget.id.clone(),
        id: submission.submission_id.to_string(),
        fingerprint: fingerprint(&values, &consents),
        document: widget.version,
        person: read.form.person_key(&values),
        test: submission.test || read.petition.test,
        locale: clipped(&submission.locale, 35),
        fields: Value::Object(plain(&values)).to_string(),
        consents: consents.iter().map(recorded_consent).collect::<Value>().to_string(),
        wordings: consents.iter().map(|consent| consent.text.clone()).collect(),
        source: submission.source.as_deref().map(|source| clipped(source, 200)),
        referrer: submission.referrer.as_deref().map(|referrer| clipped(referrer, 200)),
        page: submission.page.as_deref().map(without_query),
        shown: shown(&values, &consents),
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
            "the database does not answer; nothing was stored",
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

fn recorded_consent(consent: &ConsentAnswer) -> Value {
    json!({
        "id": &*consent.id,
        "answer": consent.answer.as_str(),
        "sha256": sha256(&consent.text),
        "version": consent.version,
    })
}

fn plain(values: &Values) -> Map<String, Value> {
    values.iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

fn fingerprint(values: &Values, consents: &[ConsentAnswer]) -> String {
    let mut pairs: Vec<(&str, &str)> = values.iter().collect();
    pairs.extend(consents.iter().map(|consent| (&*consent.id, consent.answer.as_str())));
    pairs.sort_unstable();
    hex::encode(Sha256::digest(json!(pairs).to_string()))
}

/// First name, place and comment, of those who agreed to be shown.
fn shown(values: &Values, consents: &[ConsentAnswer]) -> Option<(String, Option<String>, Option<String>)> {
    let public = Identifier::parse(PUBLIC)?;
    let agreed = consents.iter().any(|consent| consent.id == public && consent.answer == Answer::Yes);
    let own = |name: &str| Some(values.get(name).to_owned()).filter(|value| !value.is_empty());
    let given_name = own("given_name").filter(|_| agreed)?;
    Some((given_name, own("locality").or_else(|| own("country")), own("comment")))
}

/// Query and fragment may carry personal data.
fn without_query(page: &str) -> String {
    clipped(page.split(['?', '#']).next().unwrap_or_default(), 500)
}

/// Control characters other than those that lay out a text.
fn unwritable(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\r' | '\t')
}

/// At most so many characters, and none that a database refuses.
fn clipped(text: &str, limit: usize) -> String {
    text.chars().filter(|character| !character.is_control()).take(limit).collect()
}
