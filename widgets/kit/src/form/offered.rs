//! What a campaign offers by itself asks in the locale's words.

use rungs_model::callback::{self, CallBack, Channel, TIME_ZONE, Window};
use rungs_model::{Form, Text};

use crate::intl;
use crate::words::{Words, word};

/// What is asked of someone who wants to be called, as the campaign says it, with the country that numbers come from.
pub(crate) fn call_back(words: &Words, settings: &CallBack, country: Option<&str>) -> Form {
    let mut form = callback::form(settings, country);
    in_words(words, &mut form, settings.time_zone.as_deref());
    form
}

/// Names the fields of [`rungs_model::callback`], and those of a ladder's offers. `zone` is the time zone of the
/// organisers.
pub(crate) fn in_words(words: &Words, form: &mut Form, zone: Option<&str>) {
    let several = form.fields.iter().any(|field| &*field.name == "channel");
    for field in &mut form.fields {
        let key = match &*field.name {
            "when" => {
                let own = intl::zone().map(|zone| zone.replace('_', " "));
                field.hint = own.map(|own| Text(words.fill(word::SURVEY_CALLBACK_ZONE, &[("zone", &own)])));
                if several { word::SURVEY_CALLBACK_SUITS } else { word::SURVEY_CALLBACK_WHEN }
            }
            "topic" => word::SURVEY_CALLBACK_TOPIC,
            "channel" => word::SURVEY_CALLBACK_CHANNEL,
            "telegram" => word::SURVEY_CALLBACK_HANDLE,
            "languages" => word::SURVEY_CALLBACK_LANGUAGES,
            "code" => word::LADDER_CODE,
            TIME_ZONE => {
                field.value = intl::zone();
                continue;
            }
            _ => continue,
        };
        field.label = Some(Text(words.say(key)));
        // Languages and topics have words of the campaign's.
        for option in field.options.iter_mut().filter(|option| option.label.is_empty()) {
            let channel = Channel::ALL.iter().find(|channel| channel.as_str() == option.value);
            let brand = channel.and_then(|channel| channel.brand()).map(str::to_owned);
            let said =
                brand.unwrap_or_else(|| words.fill(&["survey_callback_", &option.value].concat(), &[]));
            let window = Window::ALL.iter().find(|window| window.as_str() == option.value);
            let hours = window.and_then(|window| hours(words, window.hours(), zone));
            option.label =
                Text(hours.map_or_else(|| said.clone(), |hours| [&said, " (", &hours, ")"].concat()));
        }
    }
}

/// From when to when it is, where someone is and, if it is otherwise there, where the organisers are.
fn hours(words: &Words, (from, to): (u32, u32), zone: Option<&str>) -> Option<String> {
    let in_zone = |zone| {
        let at = |hour| intl::hour(&words.lang, hour, zone);
        Some([&at(from)?, "–", &at(to)?].concat())
    };
    let here = in_zone(None)?;
    Some(match zone.and_then(|zone| in_zone(Some(zone))) {
        Some(there) if there != here => {
            words.fill(word::SURVEY_CALLBACK_THERE, &[("here", &here), ("there", &there)])
        }
        _ => here,
    })
}
