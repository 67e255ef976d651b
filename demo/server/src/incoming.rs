//! A request's body, read but not yet judged.

use axum::http::{HeaderMap, StatusCode, header};
use rungs_model::document::{self, Problem as Fault};
use rungs_model::survey::Unasked;
use rungs_model::{Submission, SubmissionId, Values};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::error::Problem;

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

    /// Refuses what is not JSON, where no plain form leads.
    pub(crate) fn only_json(headers: &HeaderMap) -> Result<(), Problem> {
        match Self::of(headers)? {
            Self::Json => Ok(()),
            Self::Form => Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json")),
        }
    }
}

/// A submission as it came: its values are still to be judged.
pub(crate) struct Incoming {
    pub(crate) submission: Submission,
    /// Values and consents together, as a form has them.
    pub(crate) entered: Values,
    /// What becomes of answers to questions that a survey did not ask.
    pub(crate) unasked: Unasked,
    /// Whether it brought no id and got one of its content.
    pub(crate) of_content: bool,
}

impl Incoming {
    /// Reads a body. An `Idempotency-Key` does the work of `submission_id`; where there are
    /// both, they must agree.
    pub(crate) fn read(
        format: Format,
        body: &[u8],
        widget: &Ids,
        headers: &HeaderMap,
    ) -> Result<Self, Problem> {
        let key = key(headers)?;
        match format {
            Format::Json => Self::from_json(body, key.as_ref()),
            Format::Form => Self::from_form(body, widget, key),
        }
        .map_err(bad)
    }

    fn from_json(body: &[u8], key: Option<&SubmissionId>) -> Result<Self, String> {
        let mut value: Value =
            serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))?;
        if let (Some(key), Some(map)) = (key, value.as_object_mut()) {
            map.entry("submission_id").or_insert_with(|| key.to_string().into());
        }
        let (submission, _) =
            document::read::<Submission>(&value, "").map_err(|faults| unreadable(&faults))?;
        agree(key, &submission.submission_id)?;
        for (index, consent) in submission.consents.iter().enumerate() {
            for (name, text) in [("text", &consent.text), ("version", &consent.version)] {
                // A wording is kept as it was shown; no database takes a NUL, and no page shows one.
                if text.chars().any(unwritable) {
                    return Err(format!(
                        "the submission cannot be read: consents[{index}].{name}: holds a control character; remove it"
                    ));
                }
            }
        }
        let mut entered = submission.values.clone();
        for consent in &submission.consents {
            entered.set(&format!("consent.{}", &*consent.id), consent.answer.as_str().to_owned());
        }
        Ok(Self { submission, entered, unasked: Unasked::Refuse, of_content: false })
    }

    /// Anything can be read as a form; what is missing is found by the rules of the fields.
    fn from_form(body: &[u8], ids: &Ids, key: Option<SubmissionId>) -> Result<Self, String> {
        // What was left empty does not stand between what was chosen, as in the places of a ranking.
        let pairs = form_urlencoded::parse(body).into_owned();
        let entered: Values = pairs.filter(|(_, value)| !value.is_empty()).collect();
        let own = |name: &str| Some(entered.get(name)).filter(|value| !value.is_empty()).map(str::to_owned);
        let sent = own("submission_id")
            .map(|id| SubmissionId::parse(&id).ok_or("submission_id must be a UUID"))
            .transpose()?;
        if let Some(sent) = &sent {
            agree(key.as_ref(), sent)?;
        }
        let sent = sent.or(key);
        let of_content = sent.is_none() && matches!(ids, Ids::OfContent(_));
        let submission = Submission {
            submission_id: sent.unwrap_or_else(|| ids.make(&entered)),
            locale: own("locale").unwrap_or_default(),
            values: entered.clone(),
            consents: Vec::new(),
            source: own("source"),
            referrer: own("referrer"),
            page: own("page"),
            attribution: entered.clone(),
            ladder: None,
            test: own("test").is_some(),
        };
        Ok(Self { submission, entered, unasked: Unasked::Drop, of_content })
    }
}

/// How a plain form that brings no id gets one.
#[derive(Clone, Debug)]
pub(crate) enum Ids {
    /// From its content and this widget: a double click is one signature.
    OfContent(String),
    /// A new one each time: two people may well give the same answers.
    New,
}

impl Ids {
    fn make(&self, entered: &Values) -> SubmissionId {
        match self {
            Self::OfContent(widget) => content_id(widget, entered),
            Self::New => new_id(),
        }
    }
}

fn bad(detail: String) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, detail)
}

fn unreadable(faults: &[Fault]) -> String {
    let errors: Vec<_> = faults.iter().filter(|fault| fault.is_error()).map(ToString::to_string).collect();
    format!("the submission cannot be read: {}", errors.join("; "))
}

/// The `Idempotency-Key`: bare, or in the quotes that the IETF draft has.
fn key(headers: &HeaderMap) -> Result<Option<SubmissionId>, Problem> {
    let Some(sent) = headers.get("idempotency-key") else { return Ok(None) };
    let key = sent.to_str().ok().map(|key| key.trim().trim_matches('"')).and_then(SubmissionId::parse);
    let shape = "Idempotency-Key must be a UUID, e.g. 0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11";
    key.map(Some).ok_or_else(|| bad(shape.into()))
}

fn agree(key: Option<&SubmissionId>, id: &SubmissionId) -> Result<(), String> {
    match key {
        Some(key) if key != id => {
            Err("Idempotency-Key and submission_id differ: send the same, or only one".into())
        }
        _ => Ok(()),
    }
}

/// Control characters other than those that lay out a text.
fn unwritable(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\r' | '\t')
}

/// An id made from the content, so that a double click on a plain form is one submission.
fn content_id(widget: &str, entered: &Values) -> SubmissionId {
    let entered: Vec<&str> = entered.iter().flat_map(|(name, value)| [name, value]).collect();
    id_of(widget, &entered)
}

/// The same id for the same texts (a UUID of version 8, RFC 9562).
pub(crate) fn id_of(first: &str, further: &[&str]) -> SubmissionId {
    let mut hash = Sha256::new_with_prefix(first);
    for text in further {
        hash.update([0]);
        hash.update(text);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    id_from(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// One that nothing else has.
pub(crate) fn new_id() -> SubmissionId {
    id_from(uuid::Uuid::new_v4())
}

fn id_from(uuid: uuid::Uuid) -> SubmissionId {
    SubmissionId::parse(&uuid.to_string()).unwrap_or_else(|| unreachable!("a UUID has the shape of a UUID"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0b8f4c9e-6c1f-4f0e-9c53-2f1a7d1f5a11";

    fn read(format: Format, body: &str, key: Option<&str>) -> Result<String, String> {
        let headers = key.map(|key| ("idempotency-key".parse().unwrap(), key.parse().unwrap()));
        let incoming = Incoming::read(
            format,
            body.as_bytes(),
            &Ids::OfContent("air".into()),
            &headers.into_iter().collect(),
        );
        incoming
            .map(|incoming| incoming.submission.submission_id.to_string())
            .map_err(|problem| problem.detail)
    }

    #[test]
    fn a_key_stands_in_for_the_submission_id() {
        for body in ["{}", "null"] {
            let known = read(Format::Json, body, Some(ID)).ok();
            assert_eq!(known.as_deref(), (body == "{}").then_some(ID));
        }
        assert_eq!(read(Format::Form, "a=b", Some(ID)).as_deref(), Ok(ID));
        assert_eq!(read(Format::Form, "a=b", Some(&format!("\"{ID}\""))).as_deref(), Ok(ID));
    }

    #[test]
    fn a_form_without_any_id_gets_one_from_its_content_and_widget() {
        let id = read(Format::Form, "a=b", None).unwrap();
        assert_eq!(read(Format::Form, "a=b", None).unwrap(), id);
        assert_ne!(read(Format::Form, "a=c", None).unwrap(), id);
        assert_ne!(read(Format::Form, "ab=", None).unwrap(), id);
    }

    #[test]
    fn two_ids_must_agree_and_each_must_be_one() {
        let form = format!("submission_id={ID}");
        let json = format!("{{\"submission_id\":\"{ID}\"}}");
        let other = ID.replace('0', "1");
        for (format, body) in [(Format::Form, &form), (Format::Json, &json)] {
            assert!(read(format, body, Some(&other)).unwrap_err().contains("differ"), "{body}");
            assert!(read(format, body, Some("1")).unwrap_err().contains("must be a UUID"), "{body}");
            assert!(read(format, body, Some(&ID.to_uppercase())).is_ok(), "{body}");
        }
        assert!(read(Format::Form, "submission_id=1", None).unwrap_err().contains("UUID"));
    }
}
