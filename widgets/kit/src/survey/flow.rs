//! What earlier answers make of the page that is shown.

use rungs_model::Markdown;
use rungs_model::survey::{self, Page, Question};

/// A page as it is asked after these answers.
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact")]
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Flow {
    /// Its questions, in the order of the document.
    pub(super) questions: Vec<Asked>,
    /// The heading and the text of the page, where answers stand in them.
    pub(super) title: Option<String>,
    pub(super) text: Option<Markdown>,
    /// The number of the page, and how many there are at most.
    pub(super) position: u32,
    pub(super) total: u32,
    /// Whether that many is certain.
    pub(super) certain: bool,
    /// Whether there is a page before it.
    pub(super) back: bool,
    /// Whether sending follows, and not another page.
    pub(super) sends: bool,
    /// Whether consents are asked here.
    pub(super) consents: bool,
}

/// A question as it is asked after these answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Asked {
    /// Whether it is asked at all.
    pub(super) shown: bool,
    pub(super) required: bool,
    /// What is asked, with answers in their places.
    pub(super) label: String,
    /// What more there is to read, where answers stand in it.
    pub(super) text: Option<Markdown>,
    /// The hint, where answers stand in it.
    pub(super) hint: Option<String>,
}

impl Flow {
    /// The first page before anything was answered.
    pub(super) fn unanswered(page: &Page, pages: usize, certain: bool) -> Self {
        let asked = |question: &Question| Asked {
            shown: question.show_if.is_none(),
            required: question.required,
            label: question.label.as_ref().map(|label| survey::unanswered(label)).unwrap_or_default(),
            text: None,
            hint: None,
        };
        Self {
            questions: page.questions.iter().map(asked).collect(),
            title: page.title.as_ref().map(|title| survey::unanswered(title)),
            text: None,
            position: 1,
            total: pages as u32,
            certain,
            back: false,
            sends: pages == 1,
            consents: pages == 1,
        }
    }
}
