//! What a widget offers in its thanks, in place: the way in, then the form, then who is in touch by when, and the ways
//! to take it back. Part of the second file.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::{Form, Outcome, Values};

use crate::browser;
use crate::context::Shared;
use crate::form::{self, Entry, FormSignal, FormView, Judge, OfForm, form_view};
use crate::message::Route;
use crate::outbox;
use crate::requested::{self, Requested};
use crate::submit::{self, Draft, Way};
use crate::view::{Tag, tag};
use crate::words::word;

/// What is offered.
pub(crate) struct Offering {
    /// What is asked of whoever takes it.
    pub(crate) form: Arc<Form>,
    /// What stands in it at first.
    pub(crate) given: Values,
    /// A sentence below it.
    pub(crate) hint: Option<&'static str>,
    /// What the button says that opens it,
    pub(crate) opener: &'static str,
    /// the one that sends it,
    pub(crate) button: &'static str,
    /// and the one that takes it back.
    pub(crate) take_back: &'static str,
    /// What is said once it was sent, where the backend promises nothing.
    pub(crate) thanks: &'static str,
    /// Where it goes.
    pub(crate) to: Route,
    /// Of the widget.
    pub(crate) source: Option<String>,
    /// Of the widget.
    pub(crate) test: bool,
    /// The widget's own form, in whose outbox it waits.
    pub(crate) main: FormSignal,
}

#[derive(Clone)]
enum Stage {
    Offered,
    Asked,
    Waiting,
    Sent(Requested),
    /// It was taken back: it is offered once more.
    Withdrawn,
}

/// How far someone has come with it.
#[derive(Clone)]
struct Course {
    context: Shared,
    offering: Rc<Offering>,
    entry: FormSignal,
    stage: RwSignal<Stage>,
}

/// The offer, then the form, then the thanks for it.
pub(crate) fn offer(context: &Shared, offering: Offering) -> Tag {
    let mut entry = Entry::new(offering.form.clone(), offering.given.clone(), context);
    entry.judge = Some(Arc::new(OfForm));
    let course = Course {
        context: context.clone(),
        offering: Rc::new(offering),
        entry: FormSignal::new(entry),
        stage: RwSignal::new(Stage::Offered),
    };
    tag("div").child_fn(move || course.draw())
}

impl Course {
    fn draw(&self) -> Option<Tag> {
        let words = &self.context.words;
        Some(match self.stage.get() {
            Stage::Offered => self.opener(),
            Stage::Withdrawn => {
                let said = tag("p").attr("tabindex", "-1");
                let said = said.text(&words.say(word::SURVEY_CALLBACK_WITHDRAWN)).takes_focus();
                tag("div").child(said).child(self.opener())
            }
            Stage::Asked => self.form(),
            Stage::Waiting => outbox::panel(&self.context, self.offering.main, &Outcome::Queued)?,
            Stage::Sent(requested) => {
                let stage = self.stage;
                let taken_back = Rc::new(move || stage.set(Stage::Withdrawn));
                requested::panel(&self.context, &requested, self.offering.take_back, taken_back)
            }
        })
    }

    fn opener(&self) -> Tag {
        let (entry, stage) = (self.entry, self.stage);
        let button = tag("button").part("button").attr("type", "button");
        button.text(&self.context.words.say(self.offering.opener)).on("click", move |_| {
            entry.update(|entry| entry.started = true);
            stage.set(Stage::Asked);
        })
    }

    fn form(&self) -> Tag {
        let (by, words, button) = (self.clone(), self.context.clone(), self.offering.button);
        let hint = self.offering.hint.map(|hint| tag("p").part("hint").text(&self.context.words.say(hint)));
        let mut asked = form::questions(&self.context, self.entry);
        asked.extend(hint);
        let view = FormView {
            entry: self.entry,
            content: asked,
            back: None,
            button: Box::new(move || words.words.say(button)),
            fetch: Rc::new(|| {}),
            submit: Box::new(move || {
                by.send();
                Box::pin(async { Ok(()) })
            }),
        };
        form_view(&self.context, view).takes_focus_within()
    }

    fn send(&self) {
        let (offering, entry) = (&self.offering, self.entry);
        let judge: Arc<dyn Judge> = Arc::new(OfForm);
        let accepted = entry.try_update(|entry| entry.attempt(&self.context, &judge)).flatten();
        let Some((values, consents)) = accepted else {
            return form::focus_summary(&self.context);
        };
        let draft = Draft {
            values,
            consents,
            source: offering.source.clone(),
            submission_id: None,
            page: browser::page(),
            test: offering.test,
            to: offering.to,
        };
        let by = self.clone();
        let back = move || {
            let _ = by.entry.try_update(|entry| {
                entry.forgive();
                entry.values = by.offering.given.clone();
            });
            let _ = by.stage.try_set(Stage::Offered);
        };
        let way = Way { outbox: outbox::of(offering.main), back: Some(Rc::new(back)) };
        let by = self.clone();
        submit::post(&self.context, entry, draft, way, Rc::new(move |outcome| by.show(outcome)));
    }

    fn show(&self, outcome: Outcome) {
        // While it waited the page may have shown something else.
        let Some(now) = self.stage.try_get_untracked() else { return };
        let words = &self.context.words;
        let (fields, trouble) = match submit::refusal(&self.context, outcome) {
            Ok(Outcome::Closed) => (Vec::new(), words.own(self.context.kind, word::CLOSED_TEXT)),
            Ok(Outcome::Queued) => return self.stage.set(Stage::Waiting),
            Ok(outcome) => {
                let otherwise = || words.say(self.offering.thanks);
                return self.stage.set(Stage::Sent(Requested::new(words, &outcome, otherwise)));
            }
            Err(refused) => refused,
        };
        if matches!(now, Stage::Waiting) {
            self.stage.set(Stage::Asked);
        }
        form::refuse(&self.context, self.entry, fields, trouble);
    }
}
