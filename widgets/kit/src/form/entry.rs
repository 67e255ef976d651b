use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::{Field, FieldError, FieldKind, Form, Values};
use send_wrapper::SendWrapper;

use super::combobox::Search;
use super::help::Judge;
use crate::context::Context;
use crate::outbox::Holds;

/// A form's state, shared by everything that shows a part of it.
#[derive(Clone, Copy)]
pub(crate) struct FormSignal {
    entry: RwSignal<Entry>,
    /// Whoever follows this state hears of changes through it.
    heard: RwSignal<Entry>,
}

impl FormSignal {
    /// Shares this state.
    pub(crate) fn new(entry: Entry) -> Self {
        let entry = RwSignal::new(entry);
        Self { entry, heard: entry }
    }

    /// The state, and follows it.
    pub(crate) fn with<T>(self, read: impl FnOnce(&Entry) -> T) -> T {
        self.heard.track();
        self.entry.with_untracked(read)
    }

    /// The same state for a part that is not always shown: it hears of changes only when `bell` rings.
    #[cfg(feature = "survey")]
    pub(crate) fn heard_by(self, bell: Self) -> Self {
        Self { heard: bell.entry, ..self }
    }
}

impl Deref for FormSignal {
    type Target = RwSignal<Entry>;

    fn deref(&self) -> &RwSignal<Entry> {
        &self.entry
    }
}

/// How far a supporter has come with a form.
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact")]
pub(crate) struct Entry {
    form: Arc<Form>,
    /// What is typed.
    pub(crate) values: Values,
    /// What is wrong, once they tried to send.
    pub(crate) errors: Vec<Wrong>,
    /// What the backend refused, and the value that it refused.
    pub(super) refused: Vec<(FieldError, String)>,
    /// Why the last try failed, beside the fields.
    pub(crate) trouble: Option<String>,
    /// Whether anything was typed.
    pub(crate) started: bool,
    /// Whether they tried to send: from then on errors follow what is typed.
    pub(super) attempted: bool,
    /// Whether it is on its way.
    pub(crate) sending: bool,
    /// Whether most of what is asked must be answered: then what may stay empty is marked.
    pub(crate) mostly_required: bool,
    /// What comes with the first touch: who knows what is right.
    pub(crate) judge: Option<Arc<dyn Judge>>,
    /// What waits to be sent, once the code for that has come.
    pub(crate) outbox: Option<SendWrapper<Rc<dyn Holds>>>,
    /// What makes selects searchable, where the form has such.
    pub(super) search: Option<Search>,
}

/// What is wrong with a control, in words.
pub(crate) struct Wrong {
    pub(crate) control: String,
    pub(crate) text: String,
}

impl Entry {
    /// A form with what was already typed before the kit came. What was not typed comes from
    /// the page's address where a field allows it, else from the config; but what was left empty
    /// or emptied stays so when the form is drawn anew.
    pub(crate) fn new(form: Arc<Form>, mut values: Values, context: &Context) -> Self {
        // What begins with `_` is the widget's own note.
        let started = values.iter().any(|(name, value)| !value.is_empty() && !name.starts_with('_'));
        fill_in(&form, &mut values, context);
        Self {
            mostly_required: form.is_mostly_required(),
            form,
            values,
            errors: Vec::new(),
            refused: Vec::new(),
            trouble: None,
            started,
            attempted: false,
            sending: false,
            judge: None,
            outbox: None,
            search: None,
        }
    }

    /// Takes what is typed now. Errors follow only after a first try to send.
    pub(crate) fn read(&mut self, context: &Context, values: Values) {
        self.values = values;
        self.started = true;
        if self.attempted {
            self.rejudge(context);
        }
    }

    /// Begins anew to look for mistakes only once they try to go on.
    pub(crate) fn forgive(&mut self) {
        self.errors.clear();
        self.trouble = None;
        self.attempted = false;
        self.sending = false;
    }

    /// Looks for mistakes again.
    pub(crate) fn rejudge(&mut self, context: &Context) {
        if let Some(judge) = self.judge.clone() {
            judge.judge(self, context);
        }
    }

    /// What is typed into a control as it can be checked more easily, once it is complete.
    pub(super) fn tidied(&self, control: &str) -> Option<String> {
        self.judge.as_ref()?.tidied(&self.form, control, &self.values)
    }

    /// Takes a form that asks more.
    pub(crate) fn take_form(&mut self, form: Arc<Form>, context: &Context) {
        fill_in(&form, &mut self.values, context);
        self.form = form;
    }

    /// What is asked.
    pub(crate) fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// What is wrong with a control.
    pub(crate) fn error(&self, control: &str) -> Option<&str> {
        self.errors.iter().find(|wrong| wrong.control == control).map(|wrong| &*wrong.text)
    }
}

/// Fills in what was not typed.
fn fill_in(form: &Form, values: &mut Values, context: &Context) {
    for field in &form.fields {
        let was_asked = || is_box(field) || values.iter().any(|(name, _)| *name == *field.name);
        if !values.get(&field.name).is_empty() || context.anew && was_asked() {
            continue;
        }
        let given = field.prefill.then(|| context.address.get(&["rungs.", &field.name].concat()));
        let given = given.filter(|given| !given.is_empty()).or(field.value.as_deref());
        if let Some(given) = given {
            values.set(&field.name, given.to_owned());
        }
    }
}

/// Whether it is answered by boxes or buttons: of these, a form has only those that are ticked.
fn is_box(field: &Field) -> bool {
    matches!(field.kind(), FieldKind::Radio | FieldKind::Checkbox | FieldKind::Checkboxes)
}
