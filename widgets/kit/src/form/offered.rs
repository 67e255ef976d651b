//! What a campaign offers by itself asks in the locale's words.

use rungs_model::{Form, Text};

use crate::words::{Words, word};

/// Names the fields of [`rungs_model::callback`], and those of a ladder's offers.
pub(crate) fn in_words(words: &Words, form: &mut Form) {
    for field in &mut form.fields {
        let key = match &*field.name {
            "when" => word::SURVEY_CALLBACK_WHEN,
            "topic" => word::SURVEY_CALLBACK_TOPIC,
            "code" => word::LADDER_CODE,
            _ => continue,
        };
        field.label = Some(Text(words.say(key)));
        for option in &mut field.options {
            option.label = Text(words.fill(&["survey_callback_", &option.value].concat(), &[]));
        }
    }
}
