use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::{Accepted, ErrorCode, FieldError, Form, Values};

/// A form's state, shared by everything that shows a part of it.
pub(crate) type FormSignal = RwSignal<Entry>;

/// How far a supporter has come with a form.
pub(crate) struct Entry {
    form: Arc<Form>,
    /// What is typed.
    pub(crate) values: Values,
    /// What is wrong, once they tried to send.
    pub(crate) errors: Vec<FieldError>,
    /// What the backend refused, and the value that it refused.
    refused: Vec<(FieldError, String)>,
    /// Why the last try failed, beside the fields.
    pub(crate) trouble: Option<String>,
    /// Whether anything was typed.
    pub(crate) started: bool,
    attempted: bool,
    /// Whether it is on its way.
    pub(crate) sending: bool,
}

impl Entry {
    /// A form with what was already typed before the kit came. What was not typed comes from
    /// the page's address where a field allows it, else from the config.
    pub(crate) fn new(form: Arc<Form>, mut values: Values, address: &Values) -> Self {
        let started = values.iter().any(|(_, value)| !value.is_empty());
        for field in &form.fields {
            if !values.get(&field.name).is_empty() {
                continue;
            }
            let given = field.prefill.then(|| address.get(&["rungs.", &field.name].concat()));
            let given = given.filter(|given| !given.is_empty()).or(field.value.as_deref());
            if let Some(given) = given {
                values.set(&field.name, given.to_owned());
            }
        }
        Self {
            form,
            values,
            errors: Vec::new(),
            refused: Vec::new(),
            trouble: None,
            started,
            attempted: false,
            sending: false,
        }
    }

    /// Takes what is typed now. Errors follow only after a first try to send.
    pub(crate) fn read(&mut self, values: Values) {
        self.values = values;
        self.started = true;
        if self.attempted {
            self.judge();
        }
    }

    /// The supporter wants to send it: gives what is to be sent, unless something is wrong.
    pub(crate) fn attempt(&mut self, values: Values) -> Option<Accepted> {
        self.values = values;
        self.started = true;
        self.attempted = true;
        self.trouble = None;
        self.judge()
    }

    /// The backend refused some of it.
    pub(crate) fn refuse(&mut self, errors: Vec<FieldError>, trouble: String) {
        let with_value = |error: FieldError| {
            let value = self.values.get(&error.field).to_owned();
            (error, value)
        };
        self.refused = errors.into_iter().map(with_value).collect();
        self.trouble = Some(trouble);
        self.attempted = true;
        self.judge();
    }

    fn judge(&mut self) -> Option<Accepted> {
        let (accepted, errors) = match self.form.check(&self.values) {
            Ok(accepted) => (Some(accepted), Vec::new()),
            Err(errors) => (None, errors),
        };
        self.errors = errors;
        for (error, value) in &self.refused {
            let unchanged = self.values.get(&error.field) == value;
            if unchanged && self.error(&error.field).is_none() {
                self.errors.push(error.clone());
            }
        }
        accepted.filter(|_| self.errors.is_empty())
    }

    /// What is asked.
    pub(crate) fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// What is wrong with a control.
    pub(crate) fn error(&self, control: &str) -> Option<&ErrorCode> {
        self.errors.iter().find(|error| error.field == control).map(|error| &error.code)
    }
}
