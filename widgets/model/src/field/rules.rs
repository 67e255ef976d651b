//! What each kind of field accepts.

use super::{Field, FieldKind};
use crate::text::ascii_digit;
use crate::{Date, Decimal, EmailAddress, ErrorCode, Href, PhoneNumber, Values, countries, postal, time};

impl Field {
    /// What conditions see of what is typed: numbers as they are sent, `1.5` for `1,50`.
    pub(crate) fn compared(&self, typed: &str) -> String {
        let value = tidy(typed);
        let number = Decimal::parse(&value).filter(|_| self.kind() == FieldKind::Number);
        number.map_or(value, Decimal::to_text)
    }

    /// Judges what is `typed` by someone in `country` (empty if unknown): gives the value to keep
    /// (trimmed, tidied; empty when not answered).
    pub(crate) fn check(&self, typed: &str, country: &str) -> Result<String, ErrorCode> {
        let value = checked_text(typed, self.is_required(), self.max_length())?;
        if value.is_empty() {
            return Ok(value);
        }
        match self.kind() {
            FieldKind::Text | FieldKind::Textarea | FieldKind::Hidden | FieldKind::Address => {}
            FieldKind::Url => return url(&value),
            FieldKind::Email => {
                EmailAddress::parse(&value).ok_or(ErrorCode::Email)?;
            }
            FieldKind::Phone => {
                let number = PhoneNumber::parse(&value, country).ok_or(ErrorCode::Phone)?;
                return Ok(number.e164());
            }
            FieldKind::PostalCode => return postal::parse(&value, country).ok_or(ErrorCode::PostalCode),
            FieldKind::Country => {
                if countries().all(|code| code != value) {
                    return Err(ErrorCode::Option);
                }
            }
            FieldKind::Select | FieldKind::Radio => {
                if self.options.iter().all(|choice| choice.value != value) {
                    return Err(ErrorCode::Option);
                }
            }
            FieldKind::Checkboxes => return self.several(&value),
            FieldKind::Checkbox => {
                if value != "yes" {
                    return Err(ErrorCode::Option);
                }
            }
            FieldKind::Number => return Ok(number(&value, self.min, self.max)?.to_text()),
            FieldKind::Date => {
                Date::parse(&value).ok_or(ErrorCode::Date)?;
                between(&value, self.earliest.as_deref(), self.latest.as_deref())?;
            }
            FieldKind::Time => {
                time::of_day(&value).ok_or(ErrorCode::Time)?;
                between(&value, self.earliest.as_deref(), self.latest.as_deref())?;
            }
        }
        Ok(value)
    }

    /// What is typed as it could be shown for checking: a phone number with its calling code and in
    /// groups, a postal code as its country writes it, an address with its scheme.
    pub(crate) fn tidied(&self, typed: &str, country: &str) -> Option<String> {
        match self.kind() {
            FieldKind::Phone => PhoneNumber::parse(typed, country).map(|number| number.to_text()),
            FieldKind::PostalCode | FieldKind::Url => {
                self.check(typed, country).ok().filter(|tidied| !tidied.is_empty())
            }
            _ => None,
        }
    }

    /// Several choices, each once, in the order in which they are offered.
    fn several(&self, value: &str) -> Result<String, ErrorCode> {
        if value.split(',').any(|ticked| self.options.iter().all(|choice| choice.value != ticked)) {
            return Err(ErrorCode::Option);
        }
        let offered = self.options.iter().map(|choice| choice.value.as_str());
        let kept: Vec<&str> =
            offered.filter(|offered| value.split(',').any(|ticked| ticked == *offered)).collect();
        enough(kept.len(), self.min, self.max)?;
        Ok(kept.join(","))
    }
}

/// A number from `min` to `max`.
pub(crate) fn number(value: &str, min: Option<Decimal>, max: Option<Decimal>) -> Result<Decimal, ErrorCode> {
    let number = Decimal::parse(value).ok_or(ErrorCode::Number)?;
    match (min.filter(|min| number < *min), max.filter(|max| number > *max)) {
        (Some(min), _) => Err(ErrorCode::Min(min)),
        (_, Some(max)) => Err(ErrorCode::Max(max)),
        _ => Ok(number),
    }
}

/// At least `min` and at most `max` choices.
pub(crate) fn enough(chosen: usize, min: Option<Decimal>, max: Option<Decimal>) -> Result<(), ErrorCode> {
    let count = Decimal::from(chosen as u32);
    match (min.filter(|min| count < *min), max.filter(|max| count > *max)) {
        (Some(min), _) => Err(ErrorCode::TooFew(min)),
        (_, Some(max)) => Err(ErrorCode::TooMany(max)),
        _ => Ok(()),
    }
}

/// A date or time of day within its bounds: as they are written, they are in the order of their
/// letters.
pub(crate) fn between(value: &str, earliest: Option<&str>, latest: Option<&str>) -> Result<(), ErrorCode> {
    match (earliest.filter(|earliest| value < *earliest), latest.filter(|latest| value > *latest)) {
        (Some(earliest), _) => Err(ErrorCode::Earliest(earliest.into())),
        (_, Some(latest)) => Err(ErrorCode::Latest(latest.into())),
        _ => Ok(()),
    }
}

/// An address of the web, with the scheme that people leave out.
fn url(value: &str) -> Result<String, ErrorCode> {
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    let host = rest.unwrap_or(value).split(['/', '?', '#']).next().unwrap_or_default();
    let (name, _port) = host.split_once(':').unwrap_or((host, ""));
    let shaped = name.trim_matches('.').contains('.') && !value.contains(' ') && Href::parse(value).is_some();
    match rest {
        _ if !shaped => Err(ErrorCode::Url),
        Some(_) => Ok(value.to_owned()),
        None => Ok(["https://", value].concat()),
    }
}

/// What is kept of a typed text: no space around it, and one character for a line break,
/// where browsers send two. Lengths count this.
pub fn tidy(typed: &str) -> String {
    typed.trim().chars().filter(|character| *character != '\r').collect()
}

/// The rules that every text has, whatever it asks for.
pub(crate) fn checked_text(typed: &str, required: bool, max_length: u32) -> Result<String, ErrorCode> {
    // Browsers send CRLF for line breaks in a textarea; counters count one.
    let value = tidy(typed);
    if value.is_empty() && required {
        return Err(ErrorCode::Required);
    }
    if crate::text::forbidden(&value).is_some() {
        return Err(ErrorCode::Characters);
    }
    if value.chars().count() > max_length as usize {
        return Err(ErrorCode::TooLong(max_length));
    }
    Ok(value)
}

/// How a person is recognised in a form's values: by email, else by phone, else not at all.
pub(crate) fn person_key(fields: &[Field], values: &Values) -> Option<String> {
    let of_kind = |kind| {
        fields
            .iter()
            .filter(move |field| field.kind() == kind)
            .map(|field| values.get(&field.name))
            .find(|value| !value.is_empty())
    };
    let email = of_kind(FieldKind::Email).and_then(EmailAddress::parse).map(|email| email.person_key());
    email.or_else(|| of_kind(FieldKind::Phone).map(|phone| phone.chars().filter_map(ascii_digit).collect()))
}
