//! What a survey *is*: its pages and questions, the way that answers lead through them, and
//! what the answers of all amount to.
//!
//! [`Survey::route`] and [`Survey::check`] take the same walk: widget and server agree on what
//! is asked and on what is valid. [`answer`] says how answers are written.

pub mod answer;
mod ask;
pub mod draft;
mod field;
mod inspect;
mod names;
mod opening;
mod option;
mod order;
mod page;
mod pipe;
mod places;
mod question;
mod results;
mod route;
mod score;
mod walk;

pub use ask::{Ask, Offer};
pub use draft::Draft;
pub use opening::{FirstPage, Opening};
pub use option::{AnswerOption, Row};
pub use order::seed;
pub use page::{End, Page, Skip, SkipRules};
pub use pipe::{takes_answers, unanswered, unanswered_markdown};
pub use question::{Question, QuestionKind, Shape};
pub use results::{
    Aggregate, Figure, Followed, OpenAnswer, Published, QuestionFigures, Results, Show, Tally,
};
pub use route::{Onward, Progress, Route, Stop, Unasked};
pub use score::{Part, Score};

use serde_json::Value;

use crate::Condition;
use crate::callback::CallBack;
use crate::document::{Decode, Reader};
use crate::widget::widget;
use names::Names;

widget! {
    /// A survey, as a campaigner writes it and as everything else uses it.
    pub struct Survey {
        /// Whether nothing about the person is asked or stored: then it may ask no contact and no consent.
        anonymous: bool = false,
        /// Its pages, in order.
        pages: Vec<Page>,
        /// Its questions, instead of pages where one page holds all.
        questions: OnePage,
        /// Ends before the usual one, each with its own message.
        ends: Vec<End>,
        /// Numbers computed from answers.
        scores: Vec<Score>,
        /// What people are asked next: the first whose condition holds.
        asks: Vec<Ask>,
        /// How people are called back, where an ask offers a talk.
        call_back: Option<CallBack>,
        /// What people see of the answers of all.
        results: Option<Results>,
        /// Whether the pages done and to come are shown.
        progress: bool = true,
        /// Whether answers are kept on the device until they are sent.
        resume: bool = true,
        /// Whether the backend is sent the answers after each page, where it can take them.
        partial: bool = false,
    }
}

/// The questions of a survey of one page, on their way to `pages`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OnePage(Vec<Question>);

impl Decode for OnePage {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        self.0.read(value, reader);
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self::default()
    }

    fn schema() -> Value {
        Vec::<Question>::schema()
    }
}

impl Decode for Survey {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        self.read_object(value, reader);
        let questions = std::mem::take(&mut self.questions).0;
        let one_page = self.pages.is_empty();
        if one_page {
            self.pages.push(Page { questions, ..Page::blank() });
        } else if !questions.is_empty() {
            reader.error_at("questions", "must be on a page, as there are pages");
        }
        inspect::survey(self, one_page, reader);
    }

    fn blank() -> Self {
        Self::blank_object()
    }

    fn schema() -> Value {
        Self::object_schema()
    }
}

impl Survey {
    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.pages.iter().flat_map(|page| &page.questions)
    }

    /// The question of that name.
    pub fn question(&self, name: &str) -> Option<&Question> {
        self.questions().find(|question| &*question.name == name)
    }

    /// The question that has that control.
    pub fn owner(&self, control: &str) -> Option<&Question> {
        let name = control.split('.').next().unwrap_or_default();
        let own = |question: &&Question| {
            let contact = question.fields.iter().any(|field| &*field.name == control);
            contact || &*question.name == name && question.kind != QuestionKind::Contact
        };
        self.questions().find(own)
    }

    fn score(&self, name: &str) -> Option<&Score> {
        self.scores.iter().find(|score| &*score.name == name)
    }
}
