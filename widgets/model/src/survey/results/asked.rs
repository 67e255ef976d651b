//! What having been asked a question tells of the answers to others.

use std::collections::{BTreeMap, BTreeSet};

use super::among::Among;
use super::hangs::Hangs;
use super::ways::Looked;
use crate::Values;
use crate::survey::{Question, QuestionKind, Survey};

/// Whom a question is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// Everyone whose answers are stored.
    Everyone,
    /// Those whose answer in a control is one of these, and not one of those; empty stands for no answer, also of
    /// those who were not asked. `blank` is as below.
    Answered { control: String, with: Vec<String>, without: Vec<String>, blank: Among },
    /// It hangs on more than one answer, or on what is not counted by its values.
    Several {
        /// The controls that can be left blank by some of those who are asked this, and are otherwise.
        blank: Among,
        /// The controls that are bound to others, so that which answers there are in one depends on another, and
        /// those of which several options are looked for: how many chose them together can follow.
        bound: Among,
    },
}

/// As much is gone through for all questions together: ways to answer, times questions that matter for them.
const MOST_WORK: usize = 200_000;

/// Whom each question is asked.
pub(super) struct Gates<'s> {
    hangs: Hangs<'s>,
    looked: Looked<'s>,
    /// Controls of questions that must be answered where others are answered so.
    conditional: Among,
    /// Controls of which a combination of options is looked for.
    combined: Among,
    /// The gate of each question, in the order of the survey.
    all: Vec<(&'s Question, Gate)>,
}

impl<'s> Gates<'s> {
    pub(super) fn of(survey: &'s Survey) -> Self {
        let hangs = Hangs::of(survey);
        let looked = Looked::of(survey, &hangs);
        let combines = |control: &str, owner: &Question| {
            owner.kind == QuestionKind::MultipleChoice && looked.combines(control)
        };
        let mut gates = Self {
            conditional: hangs.controls_where(&|_, owner| owner.required_if.is_some()),
            combined: hangs.controls_where(&combines),
            hangs,
            looked,
            all: Vec::new(),
        };
        gates.all = gates.find(survey);
        gates
    }

    /// The gate of each question, in the order of the survey.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'s Question, &Gate)> {
        self.all.iter().map(|(question, gate)| (*question, gate))
    }

    /// A control; none of a score.
    pub(super) fn control(&self, number: usize) -> Option<(&str, &'s Question)> {
        self.hangs.control(number)
    }

    /// Whose a control is.
    pub(super) fn owner(&self, control: &str) -> Option<&'s Question> {
        self.hangs.owner(control)
    }

    fn find(&self, survey: &'s Survey) -> Vec<(&'s Question, Gate)> {
        let bound = self.bound(self.hangs.unstored());
        // Many questions hang on the same; those that hang on little are gone through first.
        let mut groups: BTreeMap<(usize, Among), Vec<&str>> = BTreeMap::new();
        for question in survey.questions() {
            let on = self.hangs.closure(question);
            groups.entry((on.count(), on)).or_default().push(&question.name);
        }
        let mut work = 0;
        let mut gates: BTreeMap<&str, Gate> = BTreeMap::new();
        for ((_, on), group) in &groups {
            let outcomes = self.outcomes(on, group, &mut |more| {
                work += more;
                work <= MOST_WORK
            });
            let stored = outcomes.map(|mut outcomes| {
                outcomes.retain(|outcome| outcome.is_stored);
                outcomes
            });
            let own = group.iter().enumerate();
            gates.extend(own.map(|(index, name)| (*name, self.gate(index, on, stored.as_deref()))));
        }
        let mut gate = |question: &Question| {
            let is_bound = self.hangs.controls_of(question).iter().any(|control| bound.has(control));
            let unknown = Gate::Several { blank: Among::default(), bound: Among::default() };
            gates.remove(&*question.name).filter(|_| !is_bound).unwrap_or(unknown)
        };
        survey.questions().map(|question| (question, gate(question))).collect()
    }

    /// Where each way to answer what a group of questions hangs on leads. None if that is too much to go through.
    fn outcomes(
        &self,
        on: &Among,
        group: &[&str],
        affords: &mut dyn FnMut(usize) -> bool,
    ) -> Option<Vec<Outcome>> {
        let ways = self.looked.ways(on)?;
        let controls: Vec<(&str, &Question)> =
            on.iter().filter_map(|number| self.hangs.control(number)).collect();
        let mut wanted: BTreeSet<&str> = controls.iter().map(|(_, owner)| &*owner.name).collect();
        wanted.extend(group);
        let survey = self.hangs.reduced(&wanted, &mut |questions| affords(ways.len() * questions))?;
        let outcome = |way: &Vec<&str>| {
            let entered =
                controls.iter().zip(way).map(|((control, _), value)| ((*control).into(), (*value).into()));
            let entered: Values = entered.collect();
            let route = survey.route(&entered);
            let asked: BTreeSet<&str> = route.questions().map(|question| &*question.name).collect();
            let asks_owner: Vec<bool> =
                controls.iter().map(|(_, owner)| asked.contains(&*owner.name)).collect();
            let mut each = controls.iter().zip(way).zip(&asks_owner);
            if each.any(|(((_, owner), value), asked)| *asked && owner.required && value.is_empty()) {
                return None;
            }
            let answers = route.answers();
            let own = group.iter().enumerate().filter(|(_, name)| asked.contains(**name));
            Some(Outcome {
                answers: controls.iter().map(|(control, _)| answers.get(control).to_owned()).collect(),
                asked: own.map(|(index, _)| index).collect(),
                asks_owner,
                is_stored: route.end().is_none_or(|end| end.send),
            })
        };
        Some(ways.iter().filter_map(outcome).collect())
    }

    /// The controls on which together it hangs whether answers are stored, so that which are possible in one of them
    /// depends on the others. Where each by itself decides, there are none.
    fn bound(&self, on: &Among) -> Among {
        let Some(outcomes) = self.outcomes(on, &[], &mut |_| true) else { return on.clone() };
        let (stored, unstored): (Vec<Outcome>, Vec<Outcome>) =
            outcomes.into_iter().partition(|outcome| outcome.is_stored);
        let possible: Vec<BTreeSet<&str>> = (0..on.count())
            .map(|index| {
                stored.iter().filter_map(|outcome| outcome.answers.get(index)).map(String::as_str).collect()
            })
            .collect();
        let by_itself = |outcome: &Outcome| {
            outcome
                .answers
                .iter()
                .zip(&possible)
                .any(|(answer, possible)| !possible.contains(answer.as_str()))
        };
        if unstored.iter().all(by_itself) { Among::default() } else { on.clone() }
    }

    /// Finds the one answer that decides, if there is one.
    fn gate(&self, question: usize, on: &Among, outcomes: Option<&[Outcome]>) -> Gate {
        let Some(outcomes) = outcomes else {
            return Gate::Several { blank: on.clone(), bound: self.bound_by_conditions(on) };
        };
        let is_asked = |outcome: &Outcome| outcome.asked.has(question);
        if outcomes.iter().all(is_asked) {
            return Gate::Everyone;
        }
        let tells_by_blank = |index: usize| {
            let some = |blank: bool, asked: bool| {
                outcomes.iter().any(|outcome| {
                    outcome.asks_owner.get(index) == Some(&true)
                        && outcome.answers.get(index).is_some_and(String::is_empty) == blank
                        && is_asked(outcome) == asked
                })
            };
            some(true, true) && some(false, false)
        };
        let controls: Vec<usize> = on.iter().collect();
        let blank = controls.iter().enumerate().filter(|(index, _)| tells_by_blank(*index));
        let blank: Among = blank.map(|(_, control)| *control).collect();
        // The nearest answer knows most of those before it.
        for (index, number) in controls.iter().enumerate().rev() {
            let mut asked_with: BTreeMap<&str, bool> = BTreeMap::new();
            let decides = outcomes.iter().all(|outcome| {
                let asked = is_asked(outcome);
                let answer = outcome.answers.get(index).map_or("", String::as_str);
                *asked_with.entry(answer).or_insert(asked) == asked
            });
            let control = self.hangs.control(*number).filter(|_| decides);
            if let Some((control, _)) = control {
                let values = |wanted: bool| {
                    let values = asked_with.iter().filter(|(_, asked)| **asked == wanted);
                    values.map(|(value, _)| (*value).to_owned()).collect()
                };
                let (with, without) = (values(true), values(false));
                return Gate::Answered { control: control.to_owned(), with, without, blank };
            }
        }
        Gate::Several { blank, bound: self.bound_by_conditions(on) }
    }

    /// All of these controls, if what must be answered among them hangs on other answers; else those of which a
    /// combination of options is looked for.
    fn bound_by_conditions(&self, on: &Among) -> Among {
        let all = on.iter().any(|control| self.conditional.has(control));
        on.iter().filter(|control| all || self.combined.has(*control)).collect()
    }
}

/// Where a way to answer leads.
struct Outcome {
    /// The answers that count, by control of those that it hangs on.
    answers: Vec<String>,
    /// Whether the question of each of these was asked.
    asks_owner: Vec<bool>,
    /// Which of the group are asked.
    asked: Among,
    is_stored: bool,
}
