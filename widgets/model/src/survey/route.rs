use super::walk::{Step, Walk};
use super::{Ask, End, Question, Survey};
use crate::{Accepted, FieldError, Values};

/// The way that these answers lead through a survey: the pages and questions that are asked,
/// what is wrong with the answers, and where it ends.
///
/// It only goes forward, over the places of the document in their order, so that it always ends.
/// A question is asked where its own `show_if` and that of its page hold and nothing before it
/// leapt over it. An answer to what is not asked counts as none, also for what hangs on it.
pub struct Route<'s> {
    survey: &'s Survey,
    walk: Walk<'s>,
    stops: Vec<Stop>,
}

/// A page that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Its index among the pages of the survey.
    pub page: usize,
    /// The indexes of its questions that are asked.
    pub questions: Vec<usize>,
}

/// What follows a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Onward<'s> {
    /// The page of this index.
    Page(usize),
    /// Sending: no question is left. Consents are asked on this last page.
    Send,
    /// An early end, with its own message.
    End(&'s End),
}

/// How far someone has come, in pages.
///
/// `total` is the most pages that it can still become, as far as the answers decide: it shrinks
/// when an answer rules pages out and never grows while one goes forward, so that the share
/// that is done never falls. It can only grow when an earlier answer is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The number of this page among those that are shown, from 1.
    pub position: u32,
    /// How many there are at most.
    pub total: u32,
    /// Whether the total is certain.
    pub certain: bool,
}

/// What to do with answers to questions that are not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unasked {
    /// Drop them: in the widget, and for a plain form, which cannot hide what it need not ask.
    Drop,
    /// Refuse them: a widget never sends any.
    Refuse,
}

impl Survey {
    /// The way that these answers lead.
    pub fn route<'s>(&'s self, entered: &'s Values) -> Route<'s> {
        let walk = Walk::through(self, entered, usize::MAX);
        let stops = stops(self, &walk.steps, Some(true));
        Route { survey: self, walk, stops }
    }

    /// How far someone who sees the page of this index has come.
    pub fn progress(&self, entered: &Values, page: usize) -> Progress {
        let walk = Walk::through(self, entered, page);
        let possible = stops(self, &walk.steps, None);
        let sure = stops(self, &walk.steps, Some(true));
        let position = possible.iter().filter(|stop| stop.page < page).count() + 1;
        let after = |stops: &[Stop]| stops.iter().filter(|stop| stop.page > page).count();
        let total = position + after(&possible);
        Progress { position: position as u32, total: total as u32, certain: after(&possible) == after(&sure) }
    }

    /// Judges a whole submission. Gives the tidied answers to everything that was asked, in
    /// the order of the survey, and the consents; else what is wrong, in that order too.
    /// Entries that no question has are dropped.
    pub fn check(&self, entered: &Values, unasked: Unasked) -> Result<Accepted, Vec<FieldError>> {
        let route = self.route(entered);
        let mut errors: Vec<FieldError> = route.errors().cloned().collect();
        if unasked == Unasked::Refuse {
            errors.extend(route.unasked());
        }
        let mut consents = Vec::new();
        // An early end comes before the page that asks for them.
        if route.end().is_none() {
            for consent in self.consents.iter() {
                match consent.check(entered) {
                    Ok(answer) => consents.push(answer),
                    Err(code) => errors.push(FieldError { field: consent.control(), code }),
                }
            }
        }
        if errors.is_empty() { Ok((route.answers(), consents)) } else { Err(errors) }
    }

    /// Judges what was answered up to and including a page, for keeping it page by page.
    /// Answers on later pages are dropped, and no consent is asked yet.
    pub fn check_until(&self, page: usize, entered: &Values) -> Result<Values, Vec<FieldError>> {
        let route = self.route(entered);
        let errors: Vec<FieldError> =
            route.walk.errors.iter().filter(|(on, _)| *on <= page).map(|(_, error)| error.clone()).collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut kept = Values::default();
        let until = self.pages.iter().take(page.saturating_add(1));
        for control in until.flat_map(|page| &page.questions).flat_map(Question::controls) {
            let answer = route.walk.known(&control).unwrap_or_default();
            if !answer.is_empty() {
                kept.set(&control, answer.into());
            }
        }
        Ok(kept)
    }
}

/// The pages that are shown; with `shown` none, also those that may yet be.
fn stops(survey: &Survey, steps: &[Step], shown: Option<bool>) -> Vec<Stop> {
    let mut pages: Vec<Stop> = Vec::new();
    for step in steps {
        let counts = step.shown == Some(true) || shown.is_none() && step.shown.is_none();
        let asks_nothing = survey.pages.get(step.page).is_some_and(|page| page.questions.is_empty());
        if !counts || (step.question.is_none() && !asks_nothing) {
            continue;
        }
        match pages.last_mut().filter(|stop| stop.page == step.page) {
            Some(stop) => stop.questions.extend(step.question),
            None => pages.push(Stop { page: step.page, questions: step.question.into_iter().collect() }),
        }
    }
    pages
}

impl<'s> Route<'s> {
    /// The pages that are shown, in order.
    pub fn stops(&self) -> &[Stop] {
        &self.stops
    }

    /// What comes after the page of this index.
    pub fn next(&self, page: usize) -> Onward<'s> {
        match self.stops.iter().find(|stop| stop.page > page) {
            Some(stop) => Onward::Page(stop.page),
            None => self.end().map_or(Onward::Send, Onward::End),
        }
    }

    /// The page before the one of this index.
    pub fn previous(&self, page: usize) -> Option<usize> {
        self.stops.iter().rev().map(|stop| stop.page).find(|before| *before < page)
    }

    /// The early end that it comes to.
    pub fn end(&self) -> Option<&'s End> {
        self.survey.ends.get(self.walk.end?)
    }

    /// Whether the question of this name is asked.
    pub fn asks(&self, name: &str) -> bool {
        self.questions().any(|question| &*question.name == name)
    }

    /// Every question that is asked, in order.
    pub fn questions(&self) -> impl Iterator<Item = &'s Question> {
        let survey = self.survey;
        let indexes =
            self.stops.iter().flat_map(|stop| stop.questions.iter().map(move |index| (stop.page, *index)));
        indexes.filter_map(move |(page, index)| survey.pages.get(page)?.questions.get(index))
    }

    /// Whether a question must be answered here.
    pub fn is_required(&self, question: &Question) -> bool {
        self.walk.requires(question)
    }

    /// What is wrong, in the order of the survey.
    pub fn errors(&self) -> impl Iterator<Item = &FieldError> {
        self.walk.errors.iter().map(|(_, error)| error)
    }

    /// What is wrong on the page of this index.
    pub fn errors_on(&self, page: usize) -> impl Iterator<Item = &FieldError> {
        self.walk.errors.iter().filter(move |(on, _)| *on == page).map(|(_, error)| error)
    }

    /// The answers to what is asked, tidied where they are right, without scores.
    pub fn answers(&self) -> Values {
        self.walk.answers()
    }

    /// The scores, by name.
    pub fn scores(&self) -> Values {
        self.walk.scores()
    }

    /// What to ask next: the first that is meant for someone who answered so.
    pub fn ask(&self) -> Option<&'s Ask> {
        self.survey.asks.iter().find(|ask| self.walk.holds(ask.when.as_ref()) == Some(true))
    }

    /// An answer or a score; empty where there is none.
    pub(super) fn answer(&self, name: &str) -> &str {
        self.walk.known(name).unwrap_or_default()
    }

    pub(super) fn survey(&self) -> &'s Survey {
        self.survey
    }

    /// Answers to what is not asked.
    fn unasked(&self) -> Vec<FieldError> {
        let questions = self.survey.questions();
        let answered = questions
            .flat_map(Question::controls)
            .filter(|control| !self.walk.entered(control).is_empty() && self.answer(control).is_empty());
        let mistaken = |control: &String| self.errors().all(|error| error.field != *control);
        answered
            .filter(mistaken)
            .map(|field| FieldError { field, code: crate::ErrorCode::NotAsked })
            .collect()
    }
}
