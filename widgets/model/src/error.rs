use serde_json::Value;

use crate::document::{Decode, Reader};
use crate::{Decimal, Text};

/// Why a value was refused. The wire carries [`ErrorCode::as_str`] and, where there is
/// one, [`ErrorCode::limit`]; the locale turns them into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// Nothing was entered or chosen.
    Required,
    /// Longer than this many characters.
    TooLong(u32),
    /// Characters that cannot be stored or shown.
    Characters,
    /// Not an email address.
    Email,
    /// Not a phone number.
    Phone,
    /// Not a postal code.
    PostalCode,
    /// Not one of the choices.
    Option,
    /// Not a number.
    Number,
    /// A number below this.
    Min(Decimal),
    /// A number above this.
    Max(Decimal),
    /// Not a date of the calendar.
    Date,
    /// Not a time of day.
    Time,
    /// Not an address of the web.
    Url,
    /// Fewer choices than this.
    TooFew(Decimal),
    /// More choices than this.
    TooMany(Decimal),
    /// A date or time before this one.
    Earliest(String),
    /// A date or time after this one.
    Latest(String),
    /// A number between those that are allowed, which are this far apart.
    Step(Decimal),
    /// A choice that stands alone, such as "none of these", together with others.
    Exclusive,
    /// The same option in two places of a ranking.
    Twice,
    /// An answer to what was not asked.
    NotAsked,
    /// At the same time as the chosen occurrence of this key.
    Overlap(String),
    /// It was called off.
    Cancelled,
    /// It no longer takes answers.
    Closed,
    /// Only so many places are left, and there is no line to wait in.
    Full(u32),
    /// Anything that a backend says and that this version does not know.
    Other,
}

impl ErrorCode {
    /// The code on the wire.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooLong(_) => "too_long",
            Self::Characters => "characters",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::PostalCode => "postal_code",
            Self::Option => "option",
            Self::Number => "number",
            Self::Min(_) => "min",
            Self::Max(_) => "max",
            Self::Date => "date",
            Self::Time => "time",
            Self::Url => "url",
            Self::TooFew(_) => "too_few",
            Self::TooMany(_) => "too_many",
            Self::Earliest(_) => "earliest",
            Self::Latest(_) => "latest",
            Self::Step(_) => "step",
            Self::Exclusive => "exclusive",
            Self::Twice => "twice",
            Self::NotAsked => "not_asked",
            Self::Overlap(_) => "overlap",
            Self::Cancelled => "cancelled",
            Self::Closed => "closed",
            Self::Full(_) => "full",
            Self::Other => "other",
        }
    }

    /// The limit that was broken, as text: a number or an ISO 8601 date.
    pub fn limit(&self) -> Option<String> {
        match self {
            Self::TooLong(limit) | Self::Full(limit) => Some(limit.to_string()),
            Self::Min(limit)
            | Self::Max(limit)
            | Self::TooFew(limit)
            | Self::TooMany(limit)
            | Self::Step(limit) => Some(limit.to_text()),
            Self::Earliest(limit) | Self::Latest(limit) | Self::Overlap(limit) => Some(limit.clone()),
            _ => None,
        }
    }

    /// The opposite of [`Self::as_str`] and [`Self::limit`].
    pub fn from_wire(code: &str, limit: Option<&str>) -> Self {
        let number = || limit.and_then(Decimal::parse);
        match code {
            "required" => Self::Required,
            "too_long" => limit.and_then(|limit| limit.parse().ok()).map_or(Self::Other, Self::TooLong),
            "characters" => Self::Characters,
            "email" => Self::Email,
            "phone" => Self::Phone,
            "postal_code" => Self::PostalCode,
            "option" => Self::Option,
            "number" => Self::Number,
            "min" => number().map_or(Self::Other, Self::Min),
            "max" => number().map_or(Self::Other, Self::Max),
            "date" => Self::Date,
            "time" => Self::Time,
            "url" => Self::Url,
            "too_few" => number().map_or(Self::Other, Self::TooFew),
            "too_many" => number().map_or(Self::Other, Self::TooMany),
            "earliest" => limit.map_or(Self::Other, |limit| Self::Earliest(limit.into())),
            "latest" => limit.map_or(Self::Other, |limit| Self::Latest(limit.into())),
            "step" => number().map_or(Self::Other, Self::Step),
            "exclusive" => Self::Exclusive,
            "twice" => Self::Twice,
            "not_asked" => Self::NotAsked,
            "overlap" if cfg!(feature = "events") => {
                limit.map_or(Self::Other, |limit| Self::Overlap(limit.into()))
            }
            "cancelled" if cfg!(feature = "events") => Self::Cancelled,
            "closed" if cfg!(feature = "events") => Self::Closed,
            "full" if cfg!(feature = "events") => {
                Self::Full(limit.and_then(|limit| limit.parse().ok()).unwrap_or(0))
            }
            _ => Self::Other,
        }
    }
}

/// Own words for what is wrong, by code.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ErrorTexts(Vec<(String, Text)>);

impl ErrorTexts {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words for a code, if there are some.
    pub fn get(&self, code: &ErrorCode) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == code.as_str()).map(|(_, text)| &**text)
    }
}

/// The codes that can have words of their own.
const CODES: &[&str] = &[
    "required",
    "too_long",
    "characters",
    "email",
    "phone",
    "postal_code",
    "option",
    "number",
    "min",
    "max",
    "date",
    "time",
    "url",
    "too_few",
    "too_many",
    "earliest",
    "latest",
    "step",
    "exclusive",
    "twice",
];

impl Decode for ErrorTexts {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let Value::Object(map) = value else {
            return reader.wrong(value, "an object of texts by code");
        };
        for (code, value) in map {
            let mut text = Text::default();
            reader.known(code, CODES, value, &mut text);
            self.0.push((code.clone(), text));
        }
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self::default()
    }

    fn schema() -> Value {
        let texts: serde_json::Map<_, _> =
            CODES.iter().map(|code| ((*code).into(), Text::schema())).collect();
        serde_json::json!({ "type": "object", "properties": texts, "additionalProperties": false })
    }
}

/// A refused value: which control, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The control's name: a field's name, `comment`, `consent.<id>`, or in a survey
    /// `question.row` or `question.other`; of events those that [`crate::rsvp::answer`] lists.
    pub field: String,
    /// Why.
    pub code: ErrorCode,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_survives_the_wire() {
        let ten = Decimal::parse("10.5").unwrap();
        for code in [
            ErrorCode::Required,
            ErrorCode::TooLong(500),
            ErrorCode::Characters,
            ErrorCode::Email,
            ErrorCode::Phone,
            ErrorCode::PostalCode,
            ErrorCode::Option,
            ErrorCode::Number,
            ErrorCode::Min(ten),
            ErrorCode::Max(ten),
            ErrorCode::Date,
            ErrorCode::Time,
            ErrorCode::Url,
            ErrorCode::TooFew(ten),
            ErrorCode::TooMany(ten),
            ErrorCode::Earliest("2026-01-01".into()),
            ErrorCode::Latest("2026-01-01".into()),
            ErrorCode::Step(ten),
            ErrorCode::Exclusive,
            ErrorCode::Twice,
            ErrorCode::NotAsked,
            ErrorCode::Overlap("rally.morning".into()),
            ErrorCode::Cancelled,
            ErrorCode::Closed,
            ErrorCode::Full(2),
            ErrorCode::Other,
        ] {
            assert_eq!(ErrorCode::from_wire(code.as_str(), code.limit().as_deref()), code);
        }
        assert_eq!(ErrorCode::from_wire("from the future", None), ErrorCode::Other);
    }
}
