//! What any form can do from the first touch on: judge what is typed, say what is wrong with it,
//! and propose a better spelling. It is part of the bundle's second file; see `later`.

use std::sync::Arc;

use rungs_model::{Accepted, ConsentStyle, ErrorCode, FieldError, FieldKind, Form, Values, bare_label};

use wasm_bindgen::JsValue;

use super::correction::correction;
use super::entry::{Entry, FormSignal, Wrong};
use super::names::{comment_label, label};
use crate::context::{Context, Shared};
use crate::intl;
use crate::style;
use crate::view::Tag;
use crate::words::{Words, word};

/// Who knows what may be entered, and how to say what is wrong with it.
pub(crate) trait Judge: Send + Sync {
    /// What is accepted of these values, or what is wrong with them.
    fn check(&self, entry: &Entry) -> Result<Accepted, Vec<FieldError>>;

    /// Whether a control can be seen, so that what is wrong with it is to be said.
    fn concerns(&self, _control: &str) -> bool {
        true
    }

    /// What is wrong with a control, in words.
    fn text(&self, words: &Words, entry: &Entry, error: &FieldError) -> String;

    /// Looks for mistakes: gives what is to be sent, unless there are some.
    fn judge(&self, entry: &mut Entry, context: &Context) -> Option<Accepted> {
        judge(entry, context, self)
    }

    /// Offers a better spelling of the email address in a control, where one is likely.
    fn correction(&self, context: &Shared, control: &str, entry: FormSignal) -> Tag {
        correction(context, control, entry)
    }

    /// What is typed into a control as it can be checked more easily.
    fn tidied(&self, form: &Form, control: &str, values: &Values) -> Option<String> {
        form.tidied(control, values)
    }
}

/// The judge of a form that is nothing but its fields, comment and consents.
pub(crate) struct OfForm;

impl Judge for OfForm {
    fn check(&self, entry: &Entry) -> Result<Accepted, Vec<FieldError>> {
        entry.form().check(&entry.values)
    }

    fn text(&self, words: &Words, entry: &Entry, error: &FieldError) -> String {
        text(words, entry.form(), &error.field, &error.code)
    }
}

impl Entry {
    /// The supporter wants to send it: gives what is to be sent, unless something is wrong.
    pub(crate) fn attempt(&mut self, context: &Context, judge: &Arc<dyn Judge>) -> Option<Accepted> {
        self.judge = Some(judge.clone());
        self.attempted = true;
        let accepted = judge.judge(self, context);
        self.sending = accepted.is_some();
        accepted
    }

    /// Whether the backend has refused some of it.
    #[cfg(feature = "survey")]
    pub(crate) fn is_refused(&self) -> bool {
        !self.refused.is_empty()
    }

    /// The backend refused some of it.
    pub(crate) fn refuse(&mut self, context: &Context, errors: Vec<FieldError>, trouble: String) {
        let with_value = |error: FieldError| {
            let value = self.values.get(&error.field).to_owned();
            (error, value)
        };
        self.refused = errors.into_iter().map(with_value).collect();
        self.trouble = Some(trouble);
        self.rejudge(context);
    }
}

/// How errors and what follows a success look.
pub(crate) const LOOK: &str = include_str!(concat!(env!("OUT_DIR"), "/touched.css"));

fn judge(entry: &mut Entry, context: &Context, by: &(impl Judge + ?Sized)) -> Option<Accepted> {
    style::add(&context.root, LOOK);
    let (accepted, errors) = match by.check(entry) {
        Ok(accepted) => (Some(accepted), Vec::new()),
        Err(errors) => (None, errors),
    };
    let mut wrong: Vec<&FieldError> = errors.iter().collect();
    for (error, value) in &entry.refused {
        let unchanged = entry.values.get(&error.field) == value;
        if unchanged && by.concerns(&error.field) && !wrong.iter().any(|known| known.field == error.field) {
            wrong.push(error);
        }
    }
    let errors = wrong
        .into_iter()
        .map(|error| Wrong { control: error.field.clone(), text: by.text(&context.words, entry, error) })
        .collect();
    entry.errors = errors;
    accepted.filter(|_| entry.errors.is_empty())
}

/// What is wrong with a control, in the campaign's words or ours.
pub(crate) fn text(words: &Words, form: &Form, control: &str, code: &ErrorCode) -> String {
    let field = form.fields.iter().find(|field| &*field.name == control);
    if let Some(own) = field.and_then(|field| field.errors.get(code)) {
        return own.to_owned();
    }
    let options = (*code == ErrorCode::Required).then(|| few(words, form, control)).flatten();
    say(words, &control_label(words, form, control), form.chooses(control), options, code)
}

/// What is wrong with what is called so, in our words. `options` are those that there are, where they
/// can be said in a sentence.
pub(crate) fn say(
    words: &Words,
    label: &str,
    chooses: bool,
    options: Option<String>,
    code: &ErrorCode,
) -> String {
    let choice = match &options {
        Some(_) => "_one_of",
        None if chooses && *code == ErrorCode::Required => "_choice",
        None => "",
    };
    let key = ["error_", code.as_str(), choice].concat();
    let (limit, options) = (limit(words, code), options.unwrap_or_default());
    words.fill(&key, &[("label", bare_label(label)), ("limit", &limit), ("options", &options)])
}

/// What there is to choose from, where one of so few must be that they can be said in a sentence.
fn few(words: &Words, form: &Form, control: &str) -> Option<String> {
    let field = form.fields.iter().find(|field| &*field.name == control);
    let names: Vec<String> = match field {
        Some(field) if matches!(field.kind(), FieldKind::Radio | FieldKind::Select) => {
            field.options.iter().map(|option| option.label.0.clone()).collect()
        }
        Some(_) => return None,
        None => {
            let consent = form.consents.iter().find(|consent| consent.control() == control)?;
            // Where only a yes will do, to ask for a yes or a no would mislead.
            let asks = consent.style == ConsentStyle::Radio && !consent.required;
            asks.then(|| vec![words.say(word::YES), words.say(word::NO)])?
        }
    };
    listed(words, &names)
}

/// Options in a sentence, where they are few and short.
pub(crate) fn listed(words: &Words, names: &[String]) -> Option<String> {
    let said = (1..=3).contains(&names.len()).then(|| intl::any_of(&words.lang, names))?;
    (said.chars().count() <= 60).then_some(said)
}

/// A limit as it is read: numbers and dates in the language's own form.
fn limit(words: &Words, code: &ErrorCode) -> String {
    let limit = code.limit().unwrap_or_default();
    let lang = &words.lang;
    match code {
        ErrorCode::Earliest(_) | ErrorCode::Latest(_) => intl::date(lang, &limit),
        _ => {
            // The browser reads numbers: Rust's own reading would weigh 12 KB.
            let number = JsValue::from_str(&limit).unchecked_into_f64();
            (!number.is_nan() && !limit.is_empty()).then(|| intl::number(lang, number))
        }
    }
    .unwrap_or(limit)
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
            // Not every language puts spaces between words.
            if words.is_empty() {
                words.extend(word.chars().take(48));
            }
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
