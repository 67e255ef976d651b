//! What is wrong with the answers of a page. Part of the second file.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::survey::{Onward, Question, QuestionKind, Route, Survey};
use rungs_model::{Accepted, ErrorCode, FieldError};

use super::Course;
use crate::form::{self, Entry, Judge};
use crate::words::{Words, word};

/// The judge of a survey: of the page that is shown.
pub(super) struct OfSurvey {
    pub(super) survey: Arc<Survey>,
    pub(super) course: RwSignal<Course>,
}

impl OfSurvey {
    fn page(&self) -> usize {
        self.course.with_untracked(|course| course.page)
    }
}

impl Judge for OfSurvey {
    fn check(&self, entry: &Entry) -> Result<Accepted, Vec<FieldError>> {
        let page = self.page();
        let route = self.survey.route(&entry.values);
        let mut errors: Vec<FieldError> = route.errors_on(page).cloned().collect();
        let mut answers = Vec::new();
        if matches!(route.next(page), Onward::Send) {
            for consent in &entry.form().consents {
                match consent.check(&entry.values) {
                    Ok(answer) => answers.push(answer),
                    Err(code) => errors.push(FieldError { field: consent.control(), code }),
                }
            }
        }
        if errors.is_empty() { Ok((route.answers(), answers)) } else { Err(errors) }
    }

    fn concerns(&self, control: &str) -> bool {
        let page = self.survey.pages.get(self.page());
        let owner = self.survey.owner(control);
        owner.is_none_or(|owner| {
            page.is_some_and(|page| page.questions.iter().any(|question| question.name == owner.name))
        })
    }

    fn text(&self, words: &Words, entry: &Entry, error: &FieldError) -> String {
        let control = &*error.field;
        let question = self.survey.owner(control).filter(|owner| owner.kind != QuestionKind::Contact);
        let Some(question) = question else {
            return form::text(words, entry.form(), control, &error.code);
        };
        if let Some(own) = question.errors.get(&error.code) {
            return own.to_owned();
        }
        let route = self.survey.route(&entry.values);
        let label = called(&route, question, control);
        let typed = matches!(
            question.kind,
            QuestionKind::ShortText | QuestionKind::LongText | QuestionKind::Number | QuestionKind::Date
        );
        let other = control != &*question.name && question.kind != QuestionKind::Matrix;
        let few = || form::listed(words, &options(words, question));
        let options = (error.code == ErrorCode::Required && !other).then(few).flatten();
        form::say(words, &label, !typed && !other, options, &error.code)
    }
}

/// What one of must be chosen, by what it is called.
fn options(words: &Words, question: &Question) -> Vec<String> {
    match question.kind {
        QuestionKind::YesNo => vec![words.say(word::YES), words.say(word::NO)],
        QuestionKind::SingleChoice | QuestionKind::Dropdown => {
            question.options.iter().map(|option| option.label.0.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// What a control of a question is called.
fn called(route: &Route, question: &Question, control: &str) -> String {
    let part = control.split_once('.').map(|(_, part)| part);
    if let Some(row) = part.and_then(|part| question.rows.iter().find(|row| &*row.name == part)) {
        return row.label.0.clone();
    }
    match question.other().filter(|_| part.is_some()) {
        Some(other) => other.label.0.clone(),
        None => question.label.as_ref().map(|label| route.pipe(label)).unwrap_or_default(),
    }
}
