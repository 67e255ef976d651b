//! What is wrong with a survey as a whole, found when its config is loaded and not when
//! someone answers.

mod reach;
mod references;

use super::page::END;
use super::{Names, Question, QuestionKind, Survey};
use crate::Kind;
use crate::document::Reader;
use crate::field::RESERVED;
use crate::widget;

/// Where something stands in the document.
#[derive(Clone, Copy)]
struct Paths {
    /// Whether the questions stand in the document itself, without pages.
    one_page: bool,
}

impl Paths {
    fn page(self, page: usize, key: &str) -> String {
        if self.one_page { key.into() } else { ["pages[", &page.to_string(), "].", key].concat() }
    }

    fn question(self, page: usize, question: usize, key: &str) -> String {
        self.page(page, &["questions[", &question.to_string(), "].", key].concat())
    }
}

/// Reports what is wrong with `survey`, which may be incomplete where that was reported already.
pub(super) fn survey(survey: &Survey, one_page: bool, reader: &mut Reader) {
    let paths = Paths { one_page };
    widget::check(survey.kind, Kind::Survey, survey.accent.as_deref(), reader);
    if survey.questions().all(|question| question.kind == QuestionKind::Statement) {
        reader.error_at(if one_page { "questions" } else { "pages" }, "must ask at least one question");
    }
    names(survey, paths, reader);
    if survey.anonymous {
        anonymous(survey, paths, reader);
    }
    references::check(survey, paths, reader);
    reach::check(survey, paths, reader);
}

/// Every question of the document, with its place.
fn questions(survey: &Survey) -> impl Iterator<Item = (usize, usize, &Question)> {
    let pages = survey.pages.iter().enumerate();
    pages.flat_map(|(page, of)| {
        of.questions.iter().enumerate().map(move |(index, question)| (page, index, question))
    })
}

/// Whatever can be named is named once: conditions, scores, texts and leaps share the names.
fn names(survey: &Survey, paths: Paths, reader: &mut Reader) {
    let mut names = Names::default();
    let mut name = |name: &str, path: &str| {
        // What could not be read was reported already.
        if name.is_empty() {
            return;
        }
        if RESERVED.contains(&name) || matches!(name, END | "consent") {
            reader.error_at(
                path,
                &["\"", name, "\" is used by the survey itself; choose another name"].concat(),
            );
        } else if !names.add(name) {
            reader.error_at(path, &["\"", name, "\" is used twice"].concat());
        }
    };
    for (index, page) in survey.pages.iter().enumerate() {
        name(page.id.as_deref().unwrap_or_default(), &paths.page(index, "id"));
    }
    for (page, index, question) in questions(survey) {
        name(&question.name, &paths.question(page, index, "name"));
        for field in question.fields.iter() {
            // A question that asks just one field may bear its name.
            let same = question.fields.len() == 1 && field.name == question.name;
            if !same {
                name(&field.name, &paths.question(page, index, "fields"));
            }
        }
    }
    for (index, end) in survey.ends.iter().enumerate() {
        name(&end.id, &["ends[", &index.to_string(), "].id"].concat());
    }
    for (index, score) in survey.scores.iter().enumerate() {
        name(&score.name, &["scores[", &index.to_string(), "].name"].concat());
    }
}

fn anonymous(survey: &Survey, paths: Paths, reader: &mut Reader) {
    for (page, index, question) in
        questions(survey).filter(|(.., question)| question.kind == QuestionKind::Contact)
    {
        let message = ["\"", &*question.name, "\" asks who answers, but the survey is anonymous"].concat();
        reader.error_at(&paths.question(page, index, "kind"), &message);
    }
    for (index, consent) in survey.consents.iter().enumerate() {
        let message =
            ["\"", &*consent.id, "\" asks a person's consent, but the survey is anonymous"].concat();
        reader.error_at(&["consents[", &index.to_string(), "]"].concat(), &message);
    }
}
