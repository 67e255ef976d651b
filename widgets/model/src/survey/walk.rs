//! The one way through a survey: widget and server, progress and validation all take it.

use core::ops::Range;

use super::places::{Place, Stand, Target};
use super::{Condition, Names, Question, QuestionKind, Score, Skip, Survey};
use crate::condition::{Verdict, both};
use crate::{Decimal, FieldError, Values};

/// Where a walk has come to, and what it has learned.
pub(super) struct Walk<'s> {
    survey: &'s Survey,
    entered: &'s Values,
    /// Answers after this page, and those on it that are blank, are still to come.
    open_from: usize,
    /// What is known of every control passed: empty where it was not asked or not answered,
    /// none where it is still to come.
    known: Vec<(String, Option<String>)>,
    /// The same in the order of their names.
    by_name: Vec<usize>,
    /// The questions passed, and where their controls are among those that are known.
    passed: Vec<(&'s Question, Range<usize>)>,
    /// Of each score the numbers of the questions that it is made of; none if one is missing.
    parts: Vec<Vec<usize>>,
    /// Places before this one are leapt over for sure.
    surely: usize,
    /// Places before this one may be leapt over.
    maybe: usize,
    /// The end that it leapt to.
    pub(super) end: Option<usize>,
    pub(super) errors: Vec<(usize, FieldError)>,
    pub(super) steps: Vec<Step>,
}

/// A page and a question of it, or the page itself, and whether it is shown.
pub(super) struct Step {
    pub(super) page: usize,
    pub(super) question: Option<usize>,
    pub(super) shown: Verdict,
}

impl<'s> Walk<'s> {
    /// Walks to the end. Blank answers on the pages before `open_from` count as given.
    pub(super) fn through(survey: &'s Survey, entered: &'s Values, open_from: usize) -> Self {
        let mut walk = Self {
            survey,
            entered,
            open_from,
            known: Vec::new(),
            by_name: Vec::new(),
            passed: Vec::new(),
            parts: parts(survey),
            surely: 0,
            maybe: 0,
            end: None,
            errors: Vec::new(),
            steps: Vec::new(),
        };
        let mut page_shown = Some(true);
        for place in survey.places() {
            let reached = walk.reaches(place.number);
            match place.stand {
                Stand::PageStart => {
                    page_shown = walk.holds(place.page.show_if.as_ref());
                    let shown = both(page_shown, reached);
                    walk.steps.push(Step { page: place.page_index, question: None, shown });
                }
                Stand::Question(index, question) => {
                    let shown = both(both(page_shown, reached), walk.holds(question.show_if.as_ref()));
                    walk.pass(place, question, shown);
                    walk.steps.push(Step { page: place.page_index, question: Some(index), shown });
                    walk.leap(&question.skip_to, shown);
                }
                Stand::PageEnd => walk.leap(&place.page.skip_to, both(page_shown, reached)),
            }
        }
        walk
    }

    /// Whether a place is not leapt over.
    fn reaches(&self, number: usize) -> Verdict {
        match number {
            _ if number < self.surely => Some(false),
            _ if number < self.maybe => None,
            _ => Some(true),
        }
    }

    /// What was entered into a control, without the space around it.
    pub(super) fn entered(&self, control: &str) -> &str {
        self.entered.get(control).trim()
    }

    /// What is known of an answer or a score.
    pub(super) fn known(&self, name: &str) -> Option<&str> {
        let known = self.find(name).ok().and_then(|found| self.known.get(*self.by_name.get(found)?));
        known.map_or(Some(""), |(_, answer)| answer.as_deref())
    }

    /// Where a name stands among those that are known, in the order of names, or would stand.
    fn find(&self, name: &str) -> Result<usize, usize> {
        let own = |index: &usize| self.known.get(*index).map_or("", |(control, _)| control);
        self.by_name.binary_search_by(|index| own(index).cmp(name))
    }

    fn learn(&mut self, name: String, answer: Option<String>) {
        if let Err(place) = self.find(&name) {
            self.by_name.insert(place, self.known.len());
        }
        self.known.push((name, answer));
    }

    /// Whether a condition holds; no condition always does.
    pub(super) fn holds(&self, condition: Option<&Condition>) -> Verdict {
        condition.map_or(Some(true), |condition| condition.judge(&|name| self.known(name)))
    }

    /// Whether a question must be answered.
    pub(super) fn requires(&self, question: &Question) -> bool {
        let by_condition = question.required_if.as_ref().map(|condition| self.holds(Some(condition)));
        question.required || by_condition == Some(Some(true))
    }

    /// Learns what is to be known of a question.
    fn pass(&mut self, place: Place<'s>, question: &'s Question, shown: Verdict) {
        let page = place.page_index;
        let required = self.requires(question);
        let (values, errors) = match shown {
            Some(true) if page <= self.open_from => question.judge(self.entered, required),
            _ => (Values::default(), Vec::new()),
        };
        self.errors.extend(errors.into_iter().map(|error| (page, error)));
        let from = self.known.len();
        for control in question.controls() {
            let answer = values.get(&control);
            let to_come = shown.is_none()
                || shown == Some(true)
                    && (page > self.open_from || page == self.open_from && answer.is_empty());
            let known = (!to_come).then(|| answer.to_owned());
            self.learn(control, known);
        }
        self.passed.push((question, from..self.known.len()));
        self.add_scores();
    }

    /// Learns the scores that the question passed last was the last part of.
    fn add_scores(&mut self) {
        let of_this =
            |parts: &&Vec<usize>| parts.iter().max().is_some_and(|last| last + 1 == self.passed.len());
        let scores = self.survey.scores.iter().zip(&self.parts).filter(|(_, parts)| of_this(parts));
        let total = |(score, parts): (&Score, &Vec<usize>)| {
            let points = |part: usize| self.points(*parts.get(part)?);
            (score.name.to_string(), score.total(&points).map(Decimal::to_text))
        };
        let totals: Vec<_> = scores.map(total).collect();
        for (name, total) in totals {
            self.learn(name, total);
        }
    }

    /// What the answers to the question of this number count, in millionths; none if some are still to come.
    fn points(&self, number: usize) -> Option<i128> {
        let (question, controls) = self.passed.get(number)?;
        let mut sum = 0_i128;
        for (control, answer) in self.known.get(controls.clone())? {
            let answer = answer.as_deref()?;
            let words = question.kind != QuestionKind::Matrix && **control != *question.name;
            if !answer.is_empty() && !words {
                sum = sum.saturating_add(question.points_of(answer));
            }
        }
        Some(sum)
    }

    /// Leaps by the first rule that holds, where the place of the rules is `shown`.
    fn leap(&mut self, rules: &[Skip], shown: Verdict) {
        if shown == Some(false) {
            return;
        }
        let (mut nearest, mut farthest) = (None::<Target>, None::<Target>);
        let mut decided = false;
        for rule in rules {
            let holds = self.holds(rule.when.as_ref());
            if holds == Some(false) {
                continue;
            }
            let Some(target) = self.survey.target(&rule.to) else { continue };
            if nearest.is_none_or(|nearest| target.number < nearest.number) {
                nearest = Some(target);
            }
            if farthest.is_none_or(|farthest| target.number > farthest.number) {
                farthest = Some(target);
            }
            decided = holds == Some(true);
            if decided {
                break;
            }
        }
        if let Some(target) = farthest {
            self.maybe = self.maybe.max(target.number);
        }
        if let Some(target) = nearest.filter(|_| decided && shown == Some(true)) {
            self.surely = self.surely.max(target.number);
            if target.number == usize::MAX && self.end.is_none() {
                self.end = target.end;
            }
        }
    }

    /// Every answer that is known, without the scores.
    pub(super) fn answers(&self) -> Values {
        let given = self.known.iter().filter(|(control, _)| self.survey.score(control).is_none());
        let given = given.filter_map(|(control, answer)| Some((control.clone(), answer.clone()?)));
        given.filter(|(_, answer)| !answer.is_empty()).collect()
    }

    /// The scores that are known.
    pub(super) fn scores(&self) -> Values {
        let scores = self.known.iter().filter(|(control, _)| self.survey.score(control).is_some());
        scores.filter_map(|(control, score)| Some((control.clone(), score.clone()?))).collect()
    }
}

/// Of each score the numbers of the questions that it is made of; none if one is missing.
fn parts(survey: &Survey) -> Vec<Vec<usize>> {
    let mut numbers = Names::default();
    if !survey.scores.is_empty() {
        survey.questions().for_each(|question| _ = numbers.add(&question.name));
    }
    let of =
        |score: &Score| score.of.iter().map(|part| numbers.number(&part.question)).collect::<Option<_>>();
    survey.scores.iter().map(|score| of(score).unwrap_or_default()).collect()
}
