use rungs_model::{Comment, ErrorCode, Field, Form};

use super::Entry;
use crate::context::Context;
use crate::words::{Words, word};

/// What a field is called.
pub(crate) fn label(words: &Words, field: &Field) -> String {
    match &field.label {
        Some(label) => label.0.clone(),
        None => words.fill(&field.name, &[]),
    }
}

/// What the comment box is called.
pub(crate) fn comment_label(words: &Words, comment: &Comment) -> String {
    comment.label.as_ref().map_or_else(|| words.say(word::COMMENT), |label| label.0.clone())
}

/// What a control is called, by its name.
fn control_label(words: &Words, form: &Form, control: &str) -> String {
    if let Some(field) = form.fields.iter().find(|field| &*field.name == control) {
        return label(words, field);
    }
    match &form.comment {
        Some(comment) if control == "comment" => comment_label(words, comment),
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

/// What is wrong with a control, in words.
pub(crate) fn error_text(context: &Context, entry: &Entry, control: &str) -> Option<String> {
    let code = entry.error(control)?;
    let field = entry.form().fields.iter().find(|field| &*field.name == control);
    if let Some(own) = field.and_then(|field| field.errors.get(code)) {
        return Some(own.to_owned());
    }
    let label = control_label(&context.words, entry.form(), control);
    Some(message(&context.words, &label, code, entry.form().chooses(control)))
}

/// `chooses` tells a choice from something to fill in.
fn message(words: &Words, label: &str, code: &ErrorCode, chooses: bool) -> String {
    let choice = if chooses && *code == ErrorCode::Required { "_choice" } else { "" };
    let key = ["error_", code.as_str(), choice].concat();
    words.fill(&key, &[("label", label), ("limit", &code.limit().unwrap_or_default())])
}
