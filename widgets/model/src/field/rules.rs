//! What each kind of field accepts.

use super::{Field, FieldKind};
use crate::text::ascii_digit;
use crate::{Date, Decimal, EmailAddress, ErrorCode, Href, PhoneNumber, Values, countries, postal, time};

impl Field {
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
            FieldKind::Number => {
                let number = Decimal::parse(&value).ok_or(ErrorCode::Number)?;
                if let Some(min) = self.min.filter(|min| number < *min) {
                    return Err(ErrorCode::Min(min));
                }
                if let Some(max) = self.max.filter(|max| number > *max) {
                    return Err(ErrorCode::Max(max));
                }
                return Ok(number.to_text());
            }
            FieldKind::Date => {
                Date::parse(&value).ok_or(ErrorCode::Date)?;
                return self.within(value);
            }
            FieldKind::Time => {
                time::of_day(&value).ok_or(ErrorCode::Time)?;
                return self.within(value);
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

    /// Dates and times of day, as they are written, are in the order of their letters.
    fn within(&self, value: String) -> Result<String, ErrorCode> {
        if let Some(earliest) = self.earliest.as_ref().filter(|earliest| value < **earliest) {
            return Err(ErrorCode::Earliest(earliest.clone()));
        }
        if let Some(latest) = self.latest.as_ref().filter(|latest| value > **latest) {
            return Err(ErrorCode::Latest(latest.clone()));
        }
        Ok(value)
    }

    /// Several choices, each once, in the order in which they are offered.
    fn several(&self, value: &str) -> Result<String, ErrorCode> {
        if value.split(',').any(|ticked| self.options.iter().all(|choice| choice.value != ticked)) {
            return Err(ErrorCode::Option);
        }
        let offered = self.options.iter().map(|choice| choice.value.as_str());
        let kept: Vec<&str> =
            offered.filter(|offered| value.split(',').any(|ticked| ticked == *offered)).collect();
        let count = Decimal::from(kept.len() as u32);
        if let Some(min) = self.min.filter(|min| count < *min) {
            return Err(ErrorCode::TooFew(min));
        }
        if let Some(max) = self.max.filter(|max| count > *max) {
            return Err(ErrorCode::TooMany(max));
        }
        Ok(kept.join(","))
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
