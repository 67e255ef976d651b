use crate::field::{checked_text, person_key};
use crate::{Comment, Consent, ConsentAnswer, ErrorCode, Field, FieldError, FieldKind, Values};

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
        let (mut values, mut errors) = check_fields(&self.fields, entered);
        if let Some(comment) = &self.comment {
            let result = checked_text(entered.get("comment"), comment.required, comment.max_length);
            keep(&mut values, &mut errors, "comment", result);
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

    /// Whether a field is asked after what was entered before it.
    pub fn shows(&self, name: &str, entered: &Values) -> bool {
        let mut before = Values::default();
        for field in &self.fields {
            let shown = field.is_asked(&before, country(&self.fields, field, entered));
            if &*field.name == name {
                return shown;
            }
            if shown {
                before.set(&field.name, field.compared(entered.get(&field.name)));
            }
        }
        true
    }

    /// What is typed into a control as it could be shown for checking, where that is something
    /// else: `+49 1512 3456789` for `01512 3456789` in Germany.
    pub fn tidied(&self, control: &str, entered: &Values) -> Option<String> {
        let field = self.fields.iter().find(|field| &*field.name == control)?;
        let typed = entered.get(control);
        field.tidied(typed, country(&self.fields, field, entered)).filter(|tidied| tidied != typed)
    }

    /// Whether most of what is typed or chosen must be answered: then what may stay empty is
    /// marked, else what must not.
    pub fn is_mostly_required(&self) -> bool {
        let asked = self.fields.iter().filter(|field| field.kind() != FieldKind::Hidden);
        let balance: i32 = asked.map(|field| if field.is_required() { 1 } else { -1 }).sum();
        balance >= 0
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

/// Judges each field that is asked: gives the tidied values of what is right, and what is wrong.
pub(crate) fn check_fields(fields: &[Field], entered: &Values) -> (Values, Vec<FieldError>) {
    let (mut values, mut errors) = (Values::default(), Vec::new());
    for field in fields {
        let country = country(fields, field, entered);
        // What is not asked is not taken either.
        if field.is_asked(&values, country) {
            let result = field.check(entered.get(&field.name), country);
            keep(&mut values, &mut errors, &field.name, result);
        }
    }
    (values, errors)
}

/// Adds a result to what is right or to what is wrong.
pub(crate) fn keep(
    values: &mut Values,
    errors: &mut Vec<FieldError>,
    control: &str,
    result: Result<String, ErrorCode>,
) {
    match result {
        Ok(value) if value.is_empty() => {}
        Ok(value) => values.set(control, value),
        Err(code) => errors.push(FieldError { field: control.into(), code }),
    }
}

/// The country that a field's value comes from: the answer to the form's own question, else
/// what the field says, else empty.
fn country<'a>(fields: &'a [Field], field: &'a Field, entered: &'a Values) -> &'a str {
    let mut asked = fields.iter().filter(|field| field.kind() == FieldKind::Country);
    let answer = asked.find_map(|asked| Some(entered.get(&asked.name)).filter(|code| !code.is_empty()));
    answer.or(field.country.as_deref()).unwrap_or_default()
}
