use rungs_model::{Comment, Field};

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
