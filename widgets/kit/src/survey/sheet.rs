//! One page of questions, drawn as far as it has come. Part of the second file.

use leptos::prelude::*;
use rungs_model::Values;
use rungs_model::survey::{Page, Question, Survey};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::flow::Flow;
use super::{Course, Signals, draft, page};
use crate::context::Shared;
use crate::form::{Entry, FormSignal};
use crate::view::{Tag, is_still, set, tag};

/// A page that is drawn, seen or not.
pub(super) struct Sheet {
    pub(super) page: usize,
    /// How many of its questions are there.
    pub(super) drawn: usize,
    /// The controls of these.
    pub(super) controls: Vec<String>,
    whole: Tag,
    questions: Tag,
    /// Its own: the answers make something else of it than of the page that is shown.
    signals: Signals,
    bell: FormSignal,
    owner: Owner,
}

impl Sheet {
    /// A page without its questions, unseen. `course` is what its parts follow.
    pub(super) fn new(
        context: &Shared,
        survey: &Survey,
        asked: &Page,
        main: Signals,
        course: Course,
    ) -> Self {
        let owner = Owner::new();
        let at = course.page;
        let (whole, questions, signals, bell) = owner.with(|| {
            let form = main.entry.with_untracked(|entry| entry.form().clone());
            let bell = FormSignal::new(Entry::new(form, Values::default(), context));
            let course = RwSignal::new(course);
            let signals = Signals { entry: main.entry.heard_by(bell), course, seed: main.seed };
            let questions = tag("div").part("questions").attr("tabindex", "-1");
            let questions = questions.child(draft::changed(context, main));
            let counts = survey.progress && survey.pages.len() > 1;
            let inner =
                tag("div").attr("class", "sheet").children(page::head(context, asked, counts, signals));
            let _ = inner.element().append_child(questions.element());
            // The outer one is a plain block: what is in it is laid out the same whether it is seen or not.
            (tag("div").attr("class", AWAY).child(inner), questions, signals, bell)
        });
        Self { page: at, drawn: 0, controls: Vec::new(), whole, questions, signals, bell, owner }
    }

    /// Draws its questions until there are as many as this.
    pub(super) fn draw(&mut self, context: &Shared, asked: &Page, until: usize) {
        let fresh = asked.questions.get(self.drawn..until.min(asked.questions.len())).unwrap_or_default();
        let entry = self.signals.entry;
        let mostly = asked.is_mostly_required();
        let swap = |now: bool| {
            entry.try_update_untracked(|entry| std::mem::replace(&mut entry.mostly_required, now))
        };
        let before = swap(mostly);
        let drawn = self.owner.with(|| page::questions(context, fresh, self.drawn, self.signals));
        swap(before.unwrap_or(mostly));
        self.drawn += drawn.len();
        for question in drawn {
            self.questions.append(question);
        }
        self.controls.extend(fresh.iter().flat_map(Question::controls));
        // What looks for its control in the page finds it now.
        if !fresh.is_empty() {
            self.ring();
        }
    }

    /// Has it laid out where it is not seen, so that this need not be done when it is.
    pub(super) fn lay_out(&self) {
        let _ = self.questions.element().get_bounding_client_rect();
    }

    /// The element that holds all of it.
    pub(super) fn element(&self) -> &Element {
        self.whole.element()
    }

    /// What the answers make of it.
    pub(super) fn flow(&self) -> Flow {
        self.signals.course.with_untracked(|course| course.flow.clone())
    }

    /// Takes what the answers make of it now.
    pub(super) fn take(&self, flow: &Flow) {
        if self.signals.course.with_untracked(|course| course.flow != *flow) {
            self.signals.course.update(|course| course.flow = flow.clone());
        }
    }

    /// Tells its parts that answers or mistakes have changed.
    pub(super) fn ring(&self) {
        self.bell.notify();
    }

    /// Shows it, with room for what is still `to_come`.
    pub(super) fn show(&self, to_come: bool) {
        set(self.element(), "class", to_come.then_some("to-come"));
    }

    /// Puts it out of sight.
    pub(super) fn hide(&self) {
        set(self.element(), "class", Some(AWAY));
    }

    /// Leads whoever has turned to it to its heading, or without one to its questions.
    pub(super) fn lead(&self) {
        let heading = self.element().query_selector(".page-title").ok().flatten();
        let first = heading.unwrap_or_else(|| self.questions.element().clone());
        let Ok(first) = first.dyn_into::<HtmlElement>() else { return };
        if !is_still() {
            // After this task it says what the answers make of it.
            queue_microtask(move || {
                let _ = first.focus();
            });
        }
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        self.element().remove();
    }
}

/// What is drawn and not seen; see `away.css`.
const AWAY: &str = "away";
