use serde_json::Value;

use crate::document::{Decode, Identifier, Reader};
use crate::text::{ascii_digit, is_letter};
use crate::{Date, Decimal, EmailAddress, ErrorCode, Text, Values, countries};
use crate::{choice, document, object};

choice! {
    /// What a field asks for; decides its control, its keyboard and its rules.
    pub enum FieldKind {
        /// One line.
        Text = "text",
        /// Several lines.
        Textarea = "textarea",
        /// An email address.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// A postal code.
        PostalCode = "postal_code",
        /// A country, from all of them.
        Country = "country",
        /// One of `options`, in a list that opens.
        Select = "select",
        /// One of `options`, all visible.
        Radio = "radio",
        /// A single box to tick.
        Checkbox = "checkbox",
        /// A decimal number.
        Number = "number",
        /// A date of the calendar.
        Date = "date",
    }
}

document! {
    /// One of the choices of a select or radio field.
    pub struct Choice {
        /// What is sent.
        value: String,
        /// What is read.
        label: Text,
    }
}
object!(Choice);

document! {
    /// One thing that the form asks. A well-known field may be written as just its name:
    /// `given_name`, `family_name`, `email`, `phone`, `postal_code`, `locality`, `country`.
    pub struct Field check = check; {
        /// The control's name and the key of the value. The well-known names bring their kind, label and autocomplete token.
        name: Identifier,
        /// What it asks for. By the name, else text.
        kind: Option<FieldKind>,
        /// What is asked; the well-known names have one in every language.
        label: Option<Text>,
        /// A sentence under the label.
        hint: Option<Text>,
        /// Whether it must be answered. `email`, `given_name` and `family_name` are, unless this says false.
        required: Option<bool>,
        /// The autocomplete token (HTML). By the name, else off.
        autocomplete: Option<String>,
        /// The most characters.
        max_length: Option<u32>,
        /// The choices of a select or radio field.
        options: Vec<Choice>,
        /// The least number.
        min: Option<Decimal>,
        /// The greatest number.
        max: Option<Decimal>,
        /// The first date allowed, e.g. 2026-01-31.
        earliest: Option<String>,
        /// The last date allowed.
        latest: Option<String>,
    }
}

/// Well-known names: kind, autocomplete token (HTML), required unless said otherwise.
const WELL_KNOWN: &[(&str, FieldKind, &str, bool)] = &[
    ("given_name", FieldKind::Text, "given-name", true),
    ("family_name", FieldKind::Text, "family-name", true),
    ("email", FieldKind::Email, "email", true),
    ("phone", FieldKind::Phone, "tel", false),
    ("postal_code", FieldKind::PostalCode, "postal-code", false),
    ("locality", FieldKind::Text, "address-level2", false),
    ("country", FieldKind::Country, "country", false),
];

/// Names that the form itself uses for something else.
const RESERVED: &[&str] = &["comment", "submission_id", "locale", "source", "referrer", "page", "test"];

fn check(field: &Field, reader: &mut Reader) {
    if RESERVED.contains(&&*field.name) {
        reader.error_at(
            "name",
            &["\"", &field.name, "\" is used by the form itself; choose another name"].concat(),
        );
    }
    let chooses = matches!(field.kind(), FieldKind::Select | FieldKind::Radio);
    if chooses && field.options.is_empty() {
        reader.error_at("options", "must list at least one choice");
    }
    if !chooses && !field.options.is_empty() {
        reader.warn("options are only used by the kinds select and radio");
    }
    if field.label.is_none() && field.known().is_none() {
        reader.error_at("label", "is missing; only the well-known names have one of their own");
    }
    for (key, date) in [("earliest", &field.earliest), ("latest", &field.latest)] {
        if date.as_deref().is_some_and(|date| Date::parse(date).is_none()) {
            reader.error_at(key, "must be a date, e.g. 2026-12-31");
        }
    }
}

impl Decode for Field {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        match value {
            Value::String(_) => {
                self.name.read(value, reader);
                check(self, reader);
            }
            value => self.read_object(value, reader),
        }
    }

    fn blank() -> Self {
        Self::blank_object()
    }

    fn schema() -> Value {
        let names: Vec<_> = WELL_KNOWN.iter().map(|(name, ..)| name).collect();
        serde_json::json!({ "anyOf": [{ "enum": names }, Self::object_schema()] })
    }
}

impl Field {
    fn known(&self) -> Option<&'static (&'static str, FieldKind, &'static str, bool)> {
        WELL_KNOWN.iter().find(|(name, ..)| **name == *self.name)
    }

    /// Its kind, or that of its name.
    pub fn kind(&self) -> FieldKind {
        self.kind.or(self.known().map(|known| known.1)).unwrap_or(FieldKind::Text)
    }

    /// Whether it is answered by choosing rather than typing.
    pub fn chooses(&self) -> bool {
        use FieldKind::{Checkbox, Country, Radio, Select};
        matches!(self.kind(), Select | Radio | Checkbox | Country)
    }

    /// The autocomplete token, or that of its name.
    pub fn autocomplete(&self) -> &str {
        let by_name = self.known().map_or("off", |known| known.2);
        self.autocomplete.as_deref().unwrap_or(by_name)
    }

    /// Whether it must be answered.
    pub fn is_required(&self) -> bool {
        self.required.unwrap_or(self.known().is_some_and(|known| known.3))
    }

    /// The most characters it takes.
    pub fn max_length(&self) -> u32 {
        self.max_length.unwrap_or(match self.kind() {
            FieldKind::Textarea => 5000,
            FieldKind::Email => 254,
            FieldKind::Phone => 32,
            FieldKind::PostalCode => 12,
            _ => 200,
        })
    }

    /// Judges `typed`: gives the value to keep (trimmed, tidied; empty when not answered).
    pub(crate) fn check(&self, typed: &str) -> Result<String, ErrorCode> {
        let value = checked_text(typed, self.is_required(), self.max_length())?;
        if value.is_empty() {
            return Ok(value);
        }
        match self.kind() {
            FieldKind::Text | FieldKind::Textarea => {}
            FieldKind::Email => {
                EmailAddress::parse(&value).ok_or(ErrorCode::Email)?;
            }
            FieldKind::Phone => {
                let digits = value.chars().filter_map(ascii_digit).count();
                let shaped = value.chars().all(|c| {
                    ascii_digit(c).is_some() || matches!(c, ' ' | '+' | '-' | '/' | '.' | '(' | ')')
                });
                if !shaped || !(5..=17).contains(&digits) {
                    return Err(ErrorCode::Phone);
                }
            }
            FieldKind::PostalCode => {
                let shaped = value.chars().all(|c| is_letter(c) || c == ' ' || c == '-');
                if !shaped || value.chars().count() < 2 {
                    return Err(ErrorCode::PostalCode);
                }
            }
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
                let date = Date::parse(&value).ok_or(ErrorCode::Date)?;
                let bound =
                    |text: &Option<String>| text.clone().and_then(|text| Some((Date::parse(&text)?, text)));
                if let Some((_, limit)) = bound(&self.earliest).filter(|(earliest, _)| date < *earliest) {
                    return Err(ErrorCode::Earliest(limit));
                }
                if let Some((_, limit)) = bound(&self.latest).filter(|(latest, _)| date > *latest) {
                    return Err(ErrorCode::Latest(limit));
                }
            }
        }
        Ok(value)
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
