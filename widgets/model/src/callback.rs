//! A request to be called back by an organiser: what a campaign offers with
//! [`Offer::TalkToOrganiser`](crate::survey::Offer).

use crate::document::{Decode, Identifier};
use crate::{Choice, Field, FieldKind, Form, Text};

/// When it suits, in the order in which it is offered. The locale's words for each have the key
/// `survey_callback_<value>`.
pub const WHEN: [&str; 4] = ["any", "morning", "afternoon", "evening"];

/// The most characters of the topic.
const LONGEST_TOPIC: u32 = 200;
/// The most characters of a check-in code.
const LONGEST_CODE: u32 = 20;

/// What is asked of someone who wants to be called, with the country that phone numbers come from, if the campaign says
/// so. No consent: the request itself is the purpose.
pub fn form(country: Option<&str>) -> Form {
    let mut fields: Vec<Field> =
        ["given_name", "phone", "when", "topic"].into_iter().filter_map(field_of).collect();
    for field in fields.iter_mut().filter(|field| field.kind() == FieldKind::Phone) {
        field.country = country.map(str::to_owned);
    }
    Form { fields, comment: None, consents: Vec::new() }
}

/// A field of what a campaign offers by itself, by its name.
pub(crate) fn field_of(name: &str) -> Option<Field> {
    let option = |value: &&str| Choice { value: (*value).into(), label: Text::default() };
    Some(match name {
        "given_name" | "locality" => field(name),
        "phone" => Field { required: Some(true), ..field(name) },
        "when" => Field {
            kind: Some(FieldKind::Radio),
            required: Some(true),
            options: WHEN.iter().map(option).collect(),
            ..field(name)
        },
        "topic" => Field { kind: Some(FieldKind::Text), max_length: Some(LONGEST_TOPIC), ..field(name) },
        "code" => Field {
            kind: Some(FieldKind::Text),
            required: Some(true),
            max_length: Some(LONGEST_CODE),
            ..field(name)
        },
        _ => return None,
    })
}

fn field(name: &str) -> Field {
    Field { name: Identifier::parse(name).unwrap_or_else(Identifier::blank), ..Field::blank() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorCode, FieldError, Values};

    fn form() -> Form {
        super::form(None)
    }

    #[test]
    fn numbers_come_from_the_country_that_the_campaign_says() {
        let (values, _) = super::form(Some("AT"))
            .check(&entered(&[("given_name", "Ada"), ("phone", "01 234567"), ("when", "any")]))
            .unwrap();
        assert_eq!(values.get("phone"), "+431234567");
    }

    fn entered(pairs: &[(&str, &str)]) -> Values {
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    #[test]
    fn it_asks_for_a_name_a_number_and_a_time_and_perhaps_a_topic() {
        let form = form();
        let asked: Vec<_> =
            form.fields.iter().map(|field| (&*field.name, field.kind(), field.is_required())).collect();
        let expected = [
            ("given_name", FieldKind::Text, true),
            ("phone", FieldKind::Phone, true),
            ("when", FieldKind::Radio, true),
            ("topic", FieldKind::Text, false),
        ];
        assert_eq!(asked, expected);
        assert_eq!((form.fields[0].autocomplete(), form.fields[1].autocomplete()), ("given-name", "tel"));
        assert!(form.comment.is_none() && form.consents.is_empty());
    }

    #[test]
    fn every_time_that_is_offered_is_taken_and_no_other() {
        for when in WHEN {
            let asked =
                [("given_name", " Ada "), ("phone", "+49 30 123456"), ("when", when), ("email", "a@b.org")];
            let (values, consents) = form().check(&entered(&asked)).unwrap();
            let kept = entered(&[("given_name", "Ada"), ("phone", "+4930123456"), ("when", when)]);
            assert_eq!((values, consents), (kept, Vec::new()));
        }
        let at_night = [("given_name", "Ada"), ("phone", "+49 30 123456"), ("when", "night")];
        let error = FieldError { field: "when".into(), code: ErrorCode::Option };
        assert_eq!(form().check(&entered(&at_night)), Err(vec![error]));
    }

    #[test]
    fn what_is_missing_or_too_long_is_named() {
        let long = "é".repeat(201);
        let errors = form().check(&entered(&[("phone", "12"), ("topic", &long)])).unwrap_err();
        let found: Vec<_> = errors.into_iter().map(|error| (error.field, error.code)).collect();
        let expected = [
            ("given_name", ErrorCode::Required),
            ("phone", ErrorCode::Phone),
            ("when", ErrorCode::Required),
            ("topic", ErrorCode::TooLong(200)),
        ];
        assert_eq!(found, expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn whoever_asks_is_known_by_their_number() {
        let asked = [("given_name", "Ada"), ("phone", "+49 (0)30 123456"), ("when", "any")];
        let (values, _) = form().check(&entered(&asked)).unwrap();
        assert_eq!(form().person_key(&values).as_deref(), Some("4930123456"));
    }
}
