mod list;
mod rules;

pub use list::Fields;
pub use rules::tidy;
pub(crate) use rules::{between, checked_text, enough, number, person_key};
use serde_json::Value;

use crate::document::{Decode, Identifier, Reader};
use crate::{Condition, Date, Decimal, ErrorTexts, Text, Values, countries, has_postal_codes, time};
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
        /// Any of `options`, a box each; `min` and `max` say how many. What is sent is their
        /// values with commas between.
        Checkboxes = "checkboxes",
        /// A decimal number.
        Number = "number",
        /// A date of the calendar.
        Date = "date",
        /// A time of day.
        Time = "time",
        /// An address of the web.
        Url = "url",
        /// An address: the fields that `parts` names, under one heading.
        Address = "address",
        /// Nothing that is seen: `value`, or what the page's address brings.
        Hidden = "hidden",
    }
}

document! {
    /// One of the choices of a select, radio or checkboxes field.
    pub struct Choice {
        /// What is sent.
        value: String,
        /// What is read.
        label: Text,
    }
}
object!(Choice);

choice! {
    /// A part of an address; each is a field of this name.
    pub enum Part {
        /// Street and number.
        StreetAddress = "street_address",
        /// What else the street address needs.
        AddressLine2 = "address_line2",
        /// The postal code.
        PostalCode = "postal_code",
        /// The town.
        Locality = "locality",
        /// The state, province or county.
        Region = "region",
        /// The country.
        Country = "country",
    }
}

document! {
    /// One thing that the form asks. A well-known field may be written as just its name:
    /// `given_name`, `family_name`, `email`, `phone`, `street_address`, `address_line2`,
    /// `postal_code`, `locality`, `region`, `country`, `url`, `address`.
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
        /// The choices of a select, radio or checkboxes field.
        options: Vec<Choice>,
        /// Whether the choices of a select or country field are found by typing.
        search: bool = false,
        /// The least number, or the fewest choices.
        min: Option<Decimal>,
        /// The greatest number, or the most choices.
        max: Option<Decimal>,
        /// The first date or time allowed, e.g. 2026-01-31 or 08:30.
        earliest: Option<String>,
        /// The last date or time allowed.
        latest: Option<String>,
        /// What stands in it at first.
        value: Option<String>,
        /// Whether the page's address may fill it in: `?rungs.NAME=…`.
        prefill: bool = false,
        /// Where phone numbers and postal codes come from (ISO 3166-1 alpha-2), until a field of the kind country is answered.
        country: Option<String>,
        /// A heading for this field and those next to it with the same one.
        group: Option<Text>,
        /// What an address asks. Street, postal code, town and country if missing.
        parts: Vec<Part>,
        /// When it is asked; it can look back at fields before it.
        show_if: Option<Condition>,
        /// Own words for what is wrong, by code, e.g. `required`.
        errors: ErrorTexts,
    }
}

/// Well-known names: kind, autocomplete token (HTML), required unless said otherwise.
const WELL_KNOWN: &[(&str, FieldKind, &str, bool)] = &[
    ("given_name", FieldKind::Text, "given-name", true),
    ("family_name", FieldKind::Text, "family-name", true),
    ("email", FieldKind::Email, "email", true),
    ("phone", FieldKind::Phone, "tel", false),
    ("street_address", FieldKind::Text, "address-line1", false),
    ("address_line2", FieldKind::Text, "address-line2", false),
    ("postal_code", FieldKind::PostalCode, "postal-code", false),
    ("locality", FieldKind::Text, "address-level2", false),
    ("region", FieldKind::Text, "address-level1", false),
    ("country", FieldKind::Country, "country", false),
    ("url", FieldKind::Url, "url", false),
    ("address", FieldKind::Address, "off", false),
];

/// Names that the form itself uses for something else.
pub(crate) const RESERVED: &[&str] =
    &["comment", "submission_id", "locale", "source", "referrer", "page", "test"];

fn check(field: &Field, reader: &mut Reader) {
    if RESERVED.contains(&&*field.name) {
        reader.error_at(
            "name",
            &["\"", &field.name, "\" is used by the form itself; choose another name"].concat(),
        );
    }
    let kind = field.kind();
    let chooses = matches!(kind, FieldKind::Select | FieldKind::Radio | FieldKind::Checkboxes);
    if chooses && field.options.is_empty() {
        reader.error_at("options", "must list at least one choice");
    }
    if !chooses && !field.options.is_empty() {
        reader.warn("options are only used by the kinds select, radio and checkboxes");
    }
    if field.search && !matches!(kind, FieldKind::Select | FieldKind::Country) {
        reader.warn("search is only used by the kinds select and country");
    }
    if kind == FieldKind::Address
        && (field.hint.is_some() || field.max_length.is_some() || !field.errors.is_empty())
    {
        reader.warn("hint, max_length and errors are not used by the kind address: write its parts as fields with a group");
    }
    if kind == FieldKind::Checkboxes && field.options.iter().any(|choice| choice.value.contains(',')) {
        reader.error_at("options", "a value must have no comma: commas stand between those that are ticked");
    }
    if field.label.is_none() && field.known().is_none() && kind != FieldKind::Hidden {
        reader.error_at("label", "is missing; only the well-known names have one of their own");
    }
    if let Some(country) = &field.country {
        if countries().all(|code| code != country) {
            reader.error_at("country", "must be two capital letters of ISO 3166-1, e.g. DE");
        }
        if !matches!(kind, FieldKind::Phone | FieldKind::PostalCode | FieldKind::Address) {
            reader.warn("country is only used by the kinds phone, postal_code and address");
        }
    }
    for (key, bound) in [("earliest", &field.earliest), ("latest", &field.latest)] {
        let readable = |text: &str| match kind {
            FieldKind::Time => time::of_day(text).is_some(),
            _ => Date::parse(text).is_some(),
        };
        if bound.as_deref().is_some_and(|bound| !readable(bound)) {
            reader.error_at(key, "must be a date, e.g. 2026-12-31, or of a time field e.g. 18:30");
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
        use FieldKind::{Checkbox, Checkboxes, Country, Radio, Select};
        matches!(self.kind(), Select | Radio | Checkbox | Checkboxes | Country)
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

    /// Whether it is asked after these answers to the fields before it, of someone in `country`
    /// (empty if unknown).
    pub fn is_asked(&self, before: &Values, country: &str) -> bool {
        let exists = self.kind() != FieldKind::PostalCode || has_postal_codes(country);
        exists && self.show_if.as_ref().is_none_or(|condition| condition.holds(before))
    }

    /// The most characters it takes.
    pub fn max_length(&self) -> u32 {
        self.max_length.unwrap_or(match self.kind() {
            FieldKind::Textarea | FieldKind::Checkboxes | FieldKind::Url => 5000,
            FieldKind::Email => 254,
            FieldKind::Phone => 32,
            FieldKind::PostalCode => 12,
            _ => 200,
        })
    }
}
