use rungs_model::{ErrorCode, Field, Form};

use crate::words::{Words, word};

/// What a field is called.
pub(crate) fn label(words: &Words, field: &Field) -> String {
    match &field.label {
        Some(label) => label.0.clone(),
        None => words.fill(&field.name, &[]),
    }
}

/// What a control is called, by its name.
pub(crate) fn control_label(words: &Words, form: &Form, control: &str) -> String {
    if let Some(field) = form.fields.iter().find(|field| &*field.name == control) {
        return label(words, field);
    }
    match &form.comment {
        Some(comment) if control == "comment" => {
            comment.label.as_ref().map_or_else(|| words.say(word::COMMENT), |label| label.0.clone())
        }
        _ => form
            .consents
            .iter()
            .find(|consent| consent.control() == control)
            .map_or_else(|| words.say(word::CONSENT), |consent| beginning(&consent.markdown().plain())),
    }
}

/// The first words of a longer text.
fn beginning(text: &str) -> String {
    let mut words = String::new();
    for word in text.split(' ') {
        if words.chars().count() + word.chars().count() > 48 {
            words.push('…');
            break;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// What is wrong, in words. `chooses` tells a choice from something to fill in.
pub(crate) fn message(words: &Words, label: &str, code: &ErrorCode, chooses: bool) -> String {
    let choice = if chooses && *code == ErrorCode::Required { "_choice" } else { "" };
    let key = ["error_", code.as_str(), choice].concat();
    words.fill(&key, &[("label", label), ("limit", &code.limit().unwrap_or_default())])
}
