//! What a survey says about its own questions: each name must be that of a question that is
//! asked before.

use core::cell::Cell;

use super::Paths;
use crate::Condition;
use crate::document::{Reader, nearest};
use crate::survey::pipe::{Piece, pieces};
use crate::survey::places::{Place, Stand, Targets};
use crate::survey::{Names, Part, Question, QuestionKind, Skip, Survey};

/// A walk over the document that remembers what was asked.
struct References<'s, 'r> {
    survey: &'s Survey,
    paths: Paths,
    /// Every control and score.
    all: Names,
    /// Whose each control is.
    owners: Vec<&'s Question>,
    /// Every question.
    questions: Vec<&'s Question>,
    numbers: Names,
    targets: Targets,
    /// How many questions were passed.
    passed: usize,
    /// Of each score how many must have been; none if it is of something else.
    known_after: Vec<Option<usize>>,
    /// Those that can be known here.
    before: Names,
    /// How often it was asked what may have been meant.
    hints: Cell<usize>,
    reader: &'r mut Reader,
}

/// So often it is looked for what may have been meant: a document that is wrong in thousands of places is not read for
/// minutes.
const MOST_HINTS: usize = 20;

pub(super) fn check(survey: &Survey, paths: Paths, reader: &mut Reader) {
    let mut references = References {
        survey,
        paths,
        all: Names::default(),
        owners: Vec::new(),
        questions: Vec::new(),
        numbers: Names::default(),
        targets: Targets::of(survey),
        passed: 0,
        known_after: Vec::new(),
        before: Names::default(),
        hints: Cell::new(0),
        reader,
    };
    references.number();
    references.scores();
    for place in survey.places() {
        references.place(place);
    }
    references.ends();
}

impl<'s> References<'s, '_> {
    /// Gives everything its number: a survey may have a thousand questions that look at each other.
    fn number(&mut self) {
        for question in self.survey.questions() {
            if self.numbers.add(&question.name) {
                self.questions.push(question);
            }
            for control in question.controls() {
                if self.all.add(&control) {
                    self.owners.push(question);
                }
            }
        }
        for score in &self.survey.scores {
            self.all.add(&score.name);
            let number = |part: &Part| self.numbers.number(&part.question).map(|number| number + 1);
            let after = score.of.iter().try_fold(1, |after: usize, part| Some(after.max(number(part)?)));
            self.known_after.push(after);
        }
    }

    fn owner(&self, control: &str) -> Option<&'s Question> {
        self.owners.get(self.all.number(control)?).copied()
    }

    fn question(&self, name: &str) -> Option<&'s Question> {
        self.questions.get(self.numbers.number(name)?).copied()
    }

    fn place(&mut self, place: Place<'s>) {
        let (paths, page) = (self.paths, place.page_index);
        match place.stand {
            Stand::PageStart => {
                self.condition(place.page.show_if.as_ref(), &paths.page(page, "show_if"));
                self.text(place.page.title.as_deref(), &paths.page(page, "title"));
                self.text(place.page.text.as_deref(), &paths.page(page, "text"));
            }
            Stand::Question(index, question) => {
                let path = |key| paths.question(page, index, key);
                self.condition(question.show_if.as_ref(), &path("show_if"));
                self.condition(question.required_if.as_ref(), &path("required_if"));
                self.text(question.label.as_deref(), &path("label"));
                self.text(question.hint.as_deref(), &path("hint"));
                self.text(question.text.as_deref(), &path("text"));
                self.pass(question);
                self.leaps(&question.skip_to, place.number, &path("skip_to"));
            }
            Stand::PageEnd => self.leaps(&place.page.skip_to, place.number, &paths.page(page, "skip_to")),
        }
    }

    fn pass(&mut self, question: &Question) {
        for control in question.controls() {
            self.before.add(&control);
        }
        self.passed += 1;
        for (score, after) in self.survey.scores.iter().zip(&self.known_after) {
            if *after == Some(self.passed) {
                self.before.add(&score.name);
            }
        }
    }

    fn leaps(&mut self, rules: &[Skip], from: usize, path: &str) {
        for (index, rule) in rules.iter().enumerate() {
            let path =
                if rules.len() > 1 { [path, "[", &index.to_string(), "]"].concat() } else { path.into() };
            self.condition(rule.when.as_ref(), &path);
            match self.targets.get(&rule.to) {
                _ if rule.to.is_empty() => {}
                Some(target) if target.number > from => {}
                Some(_) => {
                    let message = [
                        "leads back to \"",
                        &*rule.to,
                        "\": a survey only goes forward, or it would go in a loop",
                    ];
                    self.reader.error_at(&path, &message.concat());
                }
                None => {
                    let survey = self.survey;
                    let known = || {
                        let pages = survey.pages.iter().filter_map(|page| page.id.as_deref());
                        let ends = survey.ends.iter().map(|end| &*end.id);
                        let questions = survey.questions().map(|question| &*question.name);
                        pages.chain(ends).chain(questions).collect()
                    };
                    let message = [
                        "leads to \"",
                        &*rule.to,
                        "\", which is no page, question or end",
                        &self.hint(&rule.to, &known),
                    ];
                    self.reader.error_at(&path, &message.concat());
                }
            }
        }
    }

    fn condition(&mut self, condition: Option<&Condition>, path: &str) {
        let Some(condition) = condition else { return };
        let mut looks: Vec<(&str, &Condition)> = Vec::new();
        condition.each(&mut |field, condition| looks.push((field, condition)));
        for (field, condition) in looks {
            if self.known(field, "looks at", path) {
                let values = condition.equals.iter().chain(&condition.one_of);
                for value in values.filter(|value| !value.is_empty()) {
                    self.value(field, value, path);
                }
            }
        }
    }

    /// Whether an answer of that name can be known here; reports it otherwise.
    fn known(&mut self, name: &str, does: &str, path: &str) -> bool {
        if name.is_empty() || self.before.has(name) {
            return !name.is_empty();
        }
        let why = if self.all.has(name) {
            "\", which is not asked before".into()
        } else {
            ["\", which no question has", &self.hint(name, &|| self.all.all())].concat()
        };
        self.reader.error_at(path, &[does, " \"", name, &why].concat());
        false
    }

    /// A value that the question does not offer can never be its answer.
    fn value(&mut self, field: &str, value: &str, path: &str) {
        let Some(question) = self.owner(field) else { return };
        if !question.offers(field, value) {
            let offered = || question.options.iter().map(|option| option.value.as_str()).collect();
            let hint = self.hint(value, &offered);
            let message = ["looks for \"", value, "\", which \"", field, "\" does not offer", &hint];
            self.reader.error_at(path, &message.concat());
        }
    }

    fn text(&mut self, text: Option<&str>, path: &str) {
        for piece in pieces(text.unwrap_or_default()) {
            let Piece::Answer(name, _) = piece else { continue };
            if self.known(name, "shows", path)
                && self.owner(name).is_some_and(|question| question.kind == QuestionKind::YesNo)
            {
                self.reader.error_at(
                    path,
                    &["shows \"", name, "\", but yes and no make no text; use show_if"].concat(),
                );
            }
        }
    }

    fn scores(&mut self) {
        for (index, score) in self.survey.scores.iter().enumerate() {
            let path = ["scores[", &index.to_string(), "].of"].concat();
            if score.of.is_empty() {
                self.reader.error_at(&path, "must name at least one question");
            }
            for (index, part) in score.of.iter().enumerate() {
                let path = [&path, "[", &index.to_string(), "]"].concat();
                match self.question(&part.question) {
                    _ if part.question.is_empty() => {}
                    Some(question) if question.has_points() => {}
                    Some(_) => {
                        let message =
                            ["\"", &*part.question, "\" has nothing to add up: give its options a score"];
                        self.reader.error_at(&path, &message.concat());
                    }
                    None => {
                        let names = || self.questions.iter().map(|question| &*question.name).collect();
                        let hint = self.hint(&part.question, &names);
                        let message = ["\"", &*part.question, "\" is no question", &hint];
                        self.reader.error_at(&path, &message.concat());
                    }
                }
            }
        }
    }

    /// What is said and asked at the end can look at everything.
    fn ends(&mut self) {
        for (index, end) in self.survey.ends.iter().enumerate() {
            let path = |key| ["ends[", &index.to_string(), "].", key].concat();
            self.text(Some(&end.title), &path("title"));
            self.text(end.text.as_deref(), &path("text"));
            if let Some(next) = &end.next {
                self.text(Some(&next.label), &path("next.label"));
                self.text(next.text.as_deref(), &path("next.text"));
            }
        }
        if let Some(thanks) = self.survey.thanks.get() {
            self.text(thanks.title.as_deref(), "thanks.title");
            self.text(thanks.text.as_deref(), "thanks.text");
            if let Some(next) = &thanks.next {
                self.text(Some(&next.label), "thanks.next.label");
                self.text(next.text.as_deref(), "thanks.next.text");
            }
        }
        for (index, ask) in self.survey.asks.iter().enumerate() {
            let path = |key| ["asks[", &index.to_string(), "].", key].concat();
            self.condition(ask.when.as_ref(), &path("when"));
            self.text(ask.label.as_deref(), &path("label"));
            self.text(ask.text.as_deref(), &path("text"));
        }
    }

    /// What may have been meant.
    fn hint<'n>(&self, name: &str, known: &dyn Fn() -> Vec<&'n str>) -> String {
        let before = self.hints.replace(self.hints.get() + 1);
        let near = if before < MOST_HINTS { nearest(name, &known()) } else { None };
        near.map_or_else(String::new, |near| ["; did you mean \"", near, "\"?"].concat())
    }
}
