//! A request to be called back by an organiser: what a campaign offers with
//! [`Offer::TalkToOrganiser`](crate::survey::Offer).
//!
//! [`CallBack`] is what its document says of it, [`form`] what is asked of someone.

mod settings;

pub use settings::{CallBack, Channel, Window};

use crate::document::{Decode, Identifier};
use crate::{Choice, Condition, Control, Field, FieldError, FieldKind, Form, Text, Values};

/// Whenever it may be, beside the [`Window`]s. The locale's words for each have the key `survey_callback_<value>`.
pub const ANY: &str = "any";
/// The name of the field that nobody sees: the time zone of whoever is called (IANA).
pub const TIME_ZONE: &str = "time_zone";

/// The most characters of the topic.
pub const LONGEST_TOPIC: u32 = 200;
/// The most characters of a name at Telegram.
const LONGEST_HANDLE: u32 = 64;
/// The most characters of the name of a time zone.
const LONGEST_ZONE: u32 = 64;
/// The most characters of a check-in code.
const LONGEST_CODE: u32 = 20;

/// What is asked of someone who wants to be called, with the country that phone numbers come from, if the campaign says
/// so. No consent: the request itself is the purpose. Channel and languages are only asked for where there are several.
pub fn form(settings: &CallBack, country: Option<&str>) -> Form {
    let channels = settings.channels();
    let mut fields: Vec<Field> = field_of("given_name").into_iter().collect();
    if channels.len() > 1 {
        let options = channels.iter().map(|channel| choice(channel.as_str())).collect();
        let value = channels.first().map(|usual| usual.as_str().to_owned());
        let kind = Some(FieldKind::Radio);
        fields.push(Field { kind, required: Some(true), options, value, ..field("channel") });
    }
    for contact in ["phone", "telegram", "email"] {
        let (of, others): (Vec<Channel>, Vec<Channel>) =
            channels.iter().partition(|channel| channel.contact() == contact);
        if of.is_empty() {
            continue;
        }
        let show_if = (!others.is_empty()).then(|| Condition {
            field: Control::parse("channel"),
            one_of: of.iter().map(|channel| channel.as_str().to_owned()).collect(),
            ..Condition::blank()
        });
        fields.extend(field_of(contact).map(|field| Field { show_if, ..field }));
    }
    if settings.languages.len() > 1 {
        let kind = Some(FieldKind::Checkboxes);
        fields.push(Field { kind, options: settings.languages.clone(), ..field("languages") });
    }
    let windows = settings.windows().iter().map(|window| choice(window.as_str()));
    let when = [choice(ANY)].into_iter().chain(windows).collect();
    fields.extend(field_of("when").map(|field| Field { options: when, ..field }));
    let topics = &settings.topics;
    let choosing = |field: Field| Field {
        kind: Some(if topics.is_empty() { FieldKind::Text } else { FieldKind::Select }),
        max_length: topics.is_empty().then_some(LONGEST_TOPIC),
        options: topics.clone(),
        ..field
    };
    fields.extend(field_of("topic").map(choosing));
    let kind = Some(FieldKind::Hidden);
    fields.push(Field { kind, max_length: Some(LONGEST_ZONE), ..field(TIME_ZONE) });
    numbers_from(country, &mut fields);
    Form { fields, comment: None, consents: Vec::new() }
}

/// Has phone numbers come from a country, if the campaign says so.
pub(crate) fn numbers_from(country: Option<&str>, fields: &mut [Field]) {
    for field in fields.iter_mut().filter(|field| field.kind() == FieldKind::Phone) {
        field.country = country.map(str::to_owned);
    }
}

/// Judges what was entered. What an earlier kit asked for, which knew of a number and nothing else, is taken as well: it
/// may have waited on a device.
pub fn check(
    settings: &CallBack,
    country: Option<&str>,
    entered: &Values,
) -> Result<Values, Vec<FieldError>> {
    let judged = |settings: &CallBack| form(settings, country).check(entered).map(|(values, _)| values);
    judged(settings).or_else(|errors| {
        let newer = ["channel", "languages", "email", "telegram", TIME_ZONE];
        let early = newer.into_iter().all(|name| entered.get(name).is_empty());
        early.then(|| judged(&CallBack::blank()).ok()).flatten().ok_or(errors)
    })
}

/// How whoever wants to be called is recognised: by their email address, else by the digits of their number, else by
/// their name at Telegram.
pub fn person_key(values: &Values) -> Option<String> {
    let fields = ["email", "phone"].into_iter().filter_map(field_of).collect();
    let key = Form { fields, ..Form::default() }.person_key(values);
    key.or_else(|| handle_key(values.get("telegram")))
}

/// How a person is recognised by their name at Telegram, however they write it: no email address begins like that, and
/// no number.
pub fn handle_key(handle: &str) -> Option<String> {
    let name = handle.trim().trim_start_matches('@').trim_start();
    (!name.is_empty()).then(|| format!("@{}", name.to_lowercase()))
}

/// A field of what a campaign offers by itself, by its name.
pub(crate) fn field_of(name: &str) -> Option<Field> {
    Some(match name {
        "given_name" | "locality" => field(name),
        "phone" | "email" => Field { required: Some(true), ..field(name) },
        "telegram" => Field {
            kind: Some(FieldKind::Text),
            required: Some(true),
            max_length: Some(LONGEST_HANDLE),
            ..field(name)
        },
        "when" => Field {
            kind: Some(FieldKind::Checkboxes),
            required: Some(true),
            options: [ANY]
                .into_iter()
                .chain(Window::ALL.iter().map(|window| window.as_str()))
                .map(choice)
                .collect(),
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

/// A choice that the locale names.
fn choice(value: &str) -> Choice {
    Choice { value: value.into(), label: Text::default() }
}

fn field(name: &str) -> Field {
    Field { name: Identifier::parse(name).unwrap_or_else(Identifier::blank), ..Field::blank() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{ErrorCode, document};

    fn form() -> Form {
        super::form(&CallBack::blank(), None)
    }

    fn settings(document: &serde_json::Value) -> CallBack {
        document::read(document, "en").unwrap().0
    }

    fn entered(pairs: &[(&str, &str)]) -> Values {
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    fn names(form: &Form) -> Vec<&str> {
        form.fields.iter().map(|field| &*field.name).collect()
    }

    #[test]
    fn numbers_come_from_the_country_that_the_campaign_says() {
        let (values, _) = super::form(&CallBack::blank(), Some("AT"))
            .check(&entered(&[("given_name", "Ada"), ("phone", "01 234567"), ("when", "any")]))
            .unwrap();
        assert_eq!(values.get("phone"), "+431234567");
    }

    #[test]
    fn it_asks_for_a_name_a_number_and_a_time_and_perhaps_a_topic() {
        let form = form();
        let asked: Vec<_> =
            form.fields.iter().map(|field| (&*field.name, field.kind(), field.is_required())).collect();
        let expected = [
            ("given_name", FieldKind::Text, true),
            ("phone", FieldKind::Phone, true),
            ("when", FieldKind::Checkboxes, true),
            ("topic", FieldKind::Text, false),
            ("time_zone", FieldKind::Hidden, false),
        ];
        assert_eq!(asked, expected);
        assert_eq!((form.fields[0].autocomplete(), form.fields[1].autocomplete()), ("given-name", "tel"));
        assert!(form.comment.is_none() && form.consents.is_empty());
    }

    #[test]
    fn every_time_that_is_offered_is_taken_and_no_other() {
        for when in ["any", "morning", "afternoon", "evening", "weekend", "morning,weekend"] {
            let asked =
                [("given_name", " Ada "), ("phone", "+49 30 123456"), ("when", when), ("email", "a@b.org")];
            let (values, consents) = form().check(&entered(&asked)).unwrap();
            let kept = entered(&[("given_name", "Ada"), ("phone", "+4930123456"), ("when", when)]);
            assert_eq!((values, consents), (kept, Vec::new()));
        }
        let asked = |when| entered(&[("given_name", "Ada"), ("phone", "+49 30 123456"), ("when", when)]);
        let error = FieldError { field: "when".into(), code: ErrorCode::Option };
        assert_eq!(form().check(&asked("night")), Err(vec![error.clone()]));
        let weekend = super::form(&settings(&json!({ "windows": ["weekend"] })), None);
        assert!(weekend.check(&asked("weekend")).is_ok() && weekend.check(&asked("any")).is_ok());
        assert_eq!(weekend.check(&asked("evening")), Err(vec![error]));
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
    fn whoever_asks_is_known_by_where_they_are_reached() {
        let asked = [("given_name", "Ada"), ("phone", "+49 (0)30 123456"), ("when", "any")];
        let (values, _) = form().check(&entered(&asked)).unwrap();
        assert_eq!(form().person_key(&values).as_deref(), Some("4930123456"));
        let by_email = super::form(&settings(&json!({ "channels": ["email"] })), None);
        assert_eq!(names(&by_email), ["given_name", "email", "when", "topic", "time_zone"]);
        let asked = [("given_name", "Ada"), ("email", "Ada@Example.org"), ("when", "any")];
        let (values, _) = by_email.check(&entered(&asked)).unwrap();
        assert_eq!(by_email.person_key(&values).as_deref(), Some("ada@example.org"));
    }

    #[test]
    fn a_name_at_telegram_is_the_same_however_it_is_written() {
        for written in ["@Grace", "grace", " @GRACE "] {
            assert_eq!(handle_key(written).as_deref(), Some("@grace"), "{written}");
        }
        assert_eq!((handle_key(" "), handle_key("@")), (None, None));
        assert_eq!(person_key(&entered(&[("telegram", "@Grace")])).as_deref(), Some("@grace"));
        let both = entered(&[("telegram", "@Grace"), ("phone", "+4930123456")]);
        assert_eq!(person_key(&both).as_deref(), Some("4930123456"));
    }

    #[test]
    fn where_someone_is_reached_fits_the_channel() {
        let channels = ["sms", "telegram", "video", "phone", "whatsapp", "signal", "email"];
        let settings = settings(&json!({ "channels": channels }));
        let form = super::form(&settings, None);
        let all = [("phone", "+49 30 123456"), ("telegram", "@ada"), ("email", "ada@example.org")];
        for channel in Channel::ALL {
            let mut asked = entered(&[("given_name", "Ada"), ("when", "any"), ("channel", channel.as_str())]);
            let missing = form.check(&asked).unwrap_err();
            let error = FieldError { field: channel.contact().into(), code: ErrorCode::Required };
            assert_eq!(missing, [error]);
            for (name, value) in all {
                asked.set(name, value.to_owned());
            }
            let (values, _) = form.check(&asked).unwrap();
            let kept: Vec<_> =
                all.iter().map(|(name, _)| *name).filter(|name| !values.get(name).is_empty()).collect();
            assert_eq!(kept, [channel.contact()], "nothing else is kept of {channel:?}");
        }
    }

    #[test]
    fn where_there_is_one_channel_nothing_is_taken_that_was_not_offered() {
        let settings = settings(&json!({ "windows": ["weekend"] }));
        let now = [
            ("given_name", "Grace"),
            ("phone", "+44 113 496 0000"),
            ("when", "evening"),
            (TIME_ZONE, "Europe/London"),
        ];
        let errors = check(&settings, Some("GB"), &entered(&now)).unwrap_err();
        assert_eq!(errors[0].field, "when");
    }

    #[test]
    fn what_an_earlier_kit_sends_is_taken_as_it_was_asked() {
        let settings = settings(&json!({
            "channels": ["email", "telegram"], "windows": ["weekend"], "topics": [{ "value": "air", "label": "Air" }],
        }));
        let early =
            [("given_name", "Ada"), ("phone", "+49 30 123456"), ("when", "evening"), ("topic", "Streets")];
        let values = check(&settings, None, &entered(&early)).unwrap();
        assert_eq!((values.get("when"), values.get("topic")), ("evening", "Streets"));
        assert_eq!(person_key(&values).as_deref(), Some("4930123456"));
        let chosen = [&early[..], &[("channel", "telegram")]].concat();
        let wrong: Vec<_> = check(&settings, None, &entered(&chosen)).unwrap_err();
        assert_eq!(
            wrong.iter().map(|error| &*error.field).collect::<Vec<_>>(),
            ["telegram", "when", "topic"]
        );
    }

    #[test]
    fn languages_and_topics_come_from_the_campaign() {
        let settings = settings(&json!({
            "languages": [{ "value": "en", "label": "English" }, { "value": "cy", "label": "Welsh" }],
            "topics": [{ "value": "air", "label": "Clean air" }],
        }));
        let form = super::form(&settings, None);
        let asked = |languages, topic| {
            entered(&[
                ("given_name", "Ada"),
                ("phone", "+49 30 123456"),
                ("languages", languages),
                ("when", "any"),
                ("topic", topic),
                ("time_zone", "Europe/Berlin"),
            ])
        };
        let (values, _) = form.check(&asked("cy,en", "air")).unwrap();
        assert_eq!(values.get("time_zone"), "Europe/Berlin");
        assert!(form.check(&asked("", "")).is_ok());
        for (languages, topic) in [("fr", "air"), ("en", "weather")] {
            assert!(form.check(&asked(languages, topic)).is_err());
        }
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        for (wrong, path) in [
            (json!({ "channels": ["pigeon"] }), "channels[0]"),
            (json!({ "channels": ["sms", "sms"] }), "channels"),
            (json!({ "windows": ["night"] }), "windows[0]"),
            (json!({ "languages": [{ "value": "a,b", "label": "A" }] }), "languages"),
            (json!({ "topics": [{ "value": "", "label": "A" }] }), "topics"),
            (json!({ "time_zone": "Leeds time" }), "time_zone"),
        ] {
            let problems = document::read::<CallBack>(&wrong, "en").unwrap_err();
            assert_eq!(problems[0].path, path, "{wrong}");
        }
    }
}
