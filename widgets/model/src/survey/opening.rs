//! What a survey opens with: all that its first page needs. A reader need not wait until the rest
//! of a long document is understood.

use serde_json::Value;

use super::{OnePage, Page, Results};
use crate::document::{Decode, Elsewhere, Reader};
use crate::widget::{self, widget};
use crate::{Form, Kind};

widget! {
    /// A survey's config document as far as its first page. [`Survey`](super::Survey) reads and checks the whole.
    pub struct Opening check = check; {
        /// Whether nothing about the person is asked or stored.
        anonymous: bool = false,
        /// The first of its pages.
        pages: FirstPage,
        /// Its questions, instead of pages where one page holds all.
        questions: OnePage,
        /// Read later.
        ends: Elsewhere,
        /// Read later.
        scores: Elsewhere,
        /// Read later.
        asks: Elsewhere,
        /// Read later.
        call_back: Elsewhere,
        /// What people see of the answers of all.
        results: Option<Results>,
        /// Whether the pages done and to come are shown.
        progress: bool = true,
        /// Whether answers are kept on the device until they are sent.
        resume: bool = true,
    }
}
crate::object!(Opening);

fn check(opening: &Opening, reader: &mut Reader) {
    widget::check(opening.kind, Kind::Survey, opening.accent.as_deref(), reader);
    if opening.pages.count == 0 && opening.questions.0.is_empty() {
        reader.error_at("pages", "must ask at least one question");
    }
}

/// The first page, and what there is to know of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstPage {
    /// It.
    pub page: Page,
    /// How many there are.
    pub count: usize,
    /// Whether each of them is always shown.
    pub certain: bool,
}

impl Decode for FirstPage {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let pages = reader.list(value);
        self.count = pages.len();
        self.certain = pages.iter().all(is_always_shown);
        if let Some(first) = pages.first() {
            reader.item(0, first, &mut self.page);
        }
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self { page: Page::blank(), count: 0, certain: true }
    }

    fn schema() -> Value {
        Vec::<Page>::schema()
    }
}

/// Whether neither a page nor one of its questions leads elsewhere or hides the page.
fn is_always_shown(page: &Value) -> bool {
    let questions = page.get("questions").and_then(Value::as_array);
    let mut questions = questions.into_iter().flatten();
    page.get("show_if").is_none()
        && page.get("skip_to").is_none()
        && questions.all(|question| question.get("skip_to").is_none())
}

impl Opening {
    /// The page that it opens with, and how many there are, taken out.
    pub fn take_page(&mut self) -> (Page, usize) {
        let mut page = std::mem::replace(&mut self.pages.page, Page::blank());
        if self.pages.count == 0 {
            page.questions = std::mem::take(&mut self.questions.0);
        }
        (page, self.pages.count.max(1))
    }

    /// Its consents as a form, with the fields of a page.
    pub fn form(&self, page: &Page) -> Form {
        let fields = page.questions.iter().flat_map(|question| question.fields.iter().cloned()).collect();
        Form { fields, comment: None, consents: self.consents.iter().cloned().collect() }
    }
}
