use crate::field::{checked_text, person_key};
use crate::{Comment, Consent, ConsentAnswer, ErrorCode, Field, FieldError, Values};

/// Everything that a widget asks, in the order in which it asks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// Its fields.
    pub fields: Vec<Field>,
    /// Its comment box, if it has one.
    pub comment: Option<Comment>,
    /// Its consents.
    pub consents: Vec<Consent>,
}

/// What a form accepted: tidied values, and every consent answered.
pub type Accepted = (Values, Vec<ConsentAnswer>);

impl Form {
    /// Judges what was entered. Entries that the form does not ask for are dropped.
    /// Errors come in the order of the form.
    pub fn check(&self, entered: &Values) -> Result<Accepted, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut values = Values::default();
        let mut keep = |name: &str, result: Result<String, ErrorCode>| match result {
            Ok(value) if value.is_empty() => {}
            Ok(value) => values.set(name, value),
            Err(code) => errors.push(FieldError { field: name.into(), code }),
        };
        for field in &self.fields {
            keep(&field.name, field.check(entered.get(&field.name)));
        }
        if let Some(comment) = &self.comment {
            keep("comment", checked_text(entered.get("comment"), comment.required, comment.max_length));
        }
        let mut answers = Vec::new();
        for consent in &self.consents {
            match consent.check(entered) {
                Ok(answer) => answers.push(answer),
                Err(code) => errors.push(FieldError { field: consent.control(), code }),
            }
        }
        if errors.is_empty() { Ok((values, answers)) } else { Err(errors) }
    }

    /// Whether `control` is answered by choosing rather than typing.
    pub fn chooses(&self, control: &str) -> bool {
        let field = self.fields.iter().find(|field| &*field.name == control);
        field.map_or_else(|| control != "comment", Field::chooses)
    }

    /// How the same person is recognised when they come again: their email address in
    /// lower case, else the digits of their phone number, else not at all.
    pub fn person_key(&self, values: &Values) -> Option<String> {
        person_key(&self.fields, values)
    }
}
