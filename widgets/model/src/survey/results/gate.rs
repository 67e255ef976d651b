//! What is left out of results because it would tell a hidden count: how many were asked a question is how many
//! gave the answer that leads to it.
//!
//! Why nothing hidden follows: whatever is published of a question divides those who were asked it, whose number
//! is a sum of counts that are shown of one other question, or holds all of those that are hidden there. Of hidden
//! counts of a question there are two at least, and they are not few together. So a person of one of them could
//! have given the answer of another, and, as nothing that is published hangs on which of these it was, all
//! published figures would be the same. Of questions that are left out the same holds for any answer, as nothing
//! that is published hangs on them; what of them could follow is how many were asked, and that is a sum of parts
//! into which published questions divide people. Each of these parts is nobody or not few, but for those who left a
//! question blank: hence the rule about blank answers.

use std::collections::{BTreeMap, BTreeSet};

use super::among::Among;
use super::asked::{Gate, Gates};
use super::hide::is_few;
use super::{Aggregate, QuestionFigures, Tally, owns};
use crate::survey::{Question, QuestionKind, Survey};

/// What is published, and what the next look is held against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    /// What is to be published.
    pub shown: Aggregate,
    /// What each question was published with last, also those that are left out now: what is shown of them later must
    /// not tell what a few have answered since.
    pub baseline: Aggregate,
}

impl Aggregate {
    /// What is published after a look with `last` as its baseline, so that neither what is hidden now follows from other figures, nor what a
    /// few have answered since from two looks.
    ///
    /// A question that is only asked after certain answers is left out where how many gave these is hidden, or
    /// follows from nothing that is shown; so is one that hangs on several answers at once, and one that a few left
    /// blank, where few are asked something for that. A question keeps its
    /// figures until at least `minimum` more have answered it, or until so many fewer have.
    #[must_use]
    pub fn follow(mut self, survey: &Survey, last: &Self, minimum: u32) -> Followed {
        let gates = Gates::of(survey);
        let mut stale: BTreeSet<&str> = BTreeSet::new();
        for (question, gate) in gates.iter() {
            let waits = match gate {
                Gate::Answered { control, .. } => {
                    gates.owner(control).is_some_and(|owner| stale.contains(&*owner.name))
                }
                _ => false,
            };
            if waits || !self.is_renewed(question, last, minimum) {
                self.take(question, last);
                stale.insert(&question.name);
            }
        }
        let mut told = Told::of(&self, survey, &gates, minimum);
        // What is left out can tell of what hangs on it, and a parent that a child tells of is left out with it.
        let mut all = false;
        while !all {
            all = true;
            for (question, gate) in gates.iter() {
                // What was shown before tells nothing new.
                if told.left_out.contains(&*question.name) || stale.contains(&*question.name) {
                    continue;
                }
                let out = told.leaves_out(question, gate);
                all &= out.is_empty();
                told.left_out.extend(out);
            }
        }
        let left_out = told.left_out;
        let mut baseline = self.clone();
        for (question, _) in gates.iter() {
            if left_out.contains(&*question.name) {
                self.clear(question);
                baseline.take(question, last);
            }
        }
        Followed { shown: self, baseline }
    }

    /// Whether enough have answered a question since, or it was not shown.
    fn is_renewed(&self, question: &Question, last: &Self, minimum: u32) -> bool {
        let controls = tallied(question);
        let answered =
            |of: &Self, control: &String| of.tallies.get(control).map_or(0, |tally| tally.answered);
        controls.iter().all(|control| {
            let (before, now) = (answered(last, control), answered(self, control));
            let same = last.tallies.get(control) == self.tallies.get(control);
            before < i64::from(minimum) || same || (now - before).abs() >= i64::from(minimum.max(1))
        })
    }

    /// Takes the figures of a question from another aggregate.
    fn take(&mut self, question: &Question, from: &Self) {
        self.clear(question);
        let own = of_question(&from.tallies, &question.name);
        self.tallies.extend(own.map(|(control, tally)| (control.clone(), tally.clone())));
    }

    fn clear(&mut self, question: &Question) {
        let own: Vec<String> =
            of_question(&self.tallies, &question.name).map(|(control, _)| control.clone()).collect();
        for control in own {
            self.tallies.remove(&control);
        }
    }
}

/// The tallies of the controls of that question.
fn of_question<'a>(
    tallies: &'a BTreeMap<String, Tally>,
    name: &'a str,
) -> impl Iterator<Item = (&'a String, &'a Tally)> {
    // Between them can be those of another, whose name begins so: a hyphen comes before the point.
    let from = tallies.range(name.to_owned()..).take_while(move |(control, _)| control.starts_with(name));
    from.filter(move |(control, _)| owns(name, control))
}

/// What results tell already.
struct Told<'a, 's> {
    aggregate: &'a Aggregate,
    all: &'a Gates<'s>,
    /// What would be published of each control, were nothing left out.
    figures: BTreeMap<String, QuestionFigures>,
    gates: BTreeMap<&'s str, &'a Gate>,
    left_out: BTreeSet<&'s str>,
    /// Controls that few people may have left blank only if nothing is published of them.
    watched: BTreeSet<&'a str>,
    minimum: u32,
}

impl<'a, 's> Told<'a, 's> {
    fn of(aggregate: &'a Aggregate, survey: &'s Survey, gates: &'a Gates<'s>, minimum: u32) -> Self {
        let published = aggregate.publish(survey, minimum).questions;
        let mut told = Self {
            aggregate,
            all: gates,
            figures: published.into_iter().map(|figures| (figures.name.clone(), figures)).collect(),
            gates: gates.iter().map(|(question, gate)| (&*question.name, gate)).collect(),
            left_out: BTreeSet::new(),
            watched: BTreeSet::new(),
            minimum,
        };
        let (mut watched, mut left_out) = (Among::default(), Among::default());
        for (question, gate) in gates.iter() {
            let none = Among::default();
            let (blank, bound) = match gate {
                Gate::Everyone => continue,
                Gate::Answered { blank, .. } => (blank, &none),
                Gate::Several { blank, bound } => (blank, bound),
            };
            if told.is_answered_by_few(question) {
                watched.join(blank);
                left_out.join(bound);
            }
        }
        told.watched = watched.iter().filter_map(|number| Some(gates.control(number)?.0)).collect();
        told.left_out = left_out.iter().filter_map(|number| Some(&*gates.control(number)?.1.name)).collect();
        told
    }

    /// Whether few have answered a question, as far as that is counted.
    fn is_answered_by_few(&self, question: &Question) -> bool {
        match question.kind {
            QuestionKind::Statement => false,
            QuestionKind::Contact => true,
            _ => tallied(question).iter().any(|control| is_few(self.answered(control), self.minimum)),
        }
    }

    fn answered(&self, control: &str) -> i64 {
        self.aggregate.tallies.get(control).map_or(0, |tally| tally.answered)
    }

    fn owner(&self, control: &str) -> Option<&'s str> {
        self.all.owner(control).map(|owner| &*owner.name)
    }

    /// What must be left out, as of what is told of this question.
    fn leaves_out(&self, question: &'s Question, gate: &Gate) -> Vec<&'s str> {
        let own = vec![&*question.name];
        let asked = match gate {
            Gate::Everyone => self.aggregate.submissions,
            Gate::Several { .. } => return own,
            Gate::Answered { control, with, without, .. } => {
                let Some(parent) = self.all.owner(control) else { return own };
                if self.left_out.contains(&*parent.name) {
                    return own;
                }
                let Some(figures) = self.figures.get(control) else {
                    return if self.tells_of_words(question, control, with) { own } else { Vec::new() };
                };
                let Some(asked) = self.asked(parent, figures, with, without) else {
                    // They may be just those who left the parent blank, or who chose several options together: no
                    // other way there need be possible.
                    let blank = self.aggregate.submissions.wrapping_sub(self.answered(control));
                    let blank = with.iter().any(String::is_empty) && is_few(blank, self.minimum);
                    let tells = (blank || parent.kind == QuestionKind::MultipleChoice)
                        && self.is_answered_by_few(question);
                    return if tells { vec![&*question.name, &*parent.name] } else { own };
                };
                // Few were asked, and what is shown of the parent says how few.
                if is_few(asked, self.minimum) {
                    return vec![&*question.name, &*parent.name];
                }
                asked
            }
        };
        let few_left_blank = |control: &String| {
            let answered = self.answered(control);
            self.watched.contains(&**control)
                && answered >= i64::from(self.minimum)
                && is_few(asked.wrapping_sub(answered), self.minimum)
        };
        if tallied(question).iter().any(few_left_blank) { own } else { Vec::new() }
    }

    /// How many were asked what hangs on an answer, where that follows from what is shown of it and is no secret.
    fn asked(
        &self,
        parent: &Question,
        figures: &QuestionFigures,
        with: &[String],
        without: &[String],
    ) -> Option<i64> {
        // Those who gave no answer are told by the total.
        let answered = to_number(figures.answered?.0);
        let blank = if with.iter().any(String::is_empty) {
            self.aggregate.submissions.wrapping_sub(answered)
        } else {
            0
        };
        let of_answers = match parent.kind {
            _ if without.iter().all(String::is_empty) => Some(answered),
            _ if with.iter().all(String::is_empty) => Some(0),
            QuestionKind::MultipleChoice => of_several(figures, with, without, answered),
            QuestionKind::Number | QuestionKind::Ranking => None,
            _ => self.of_one(parent, figures, with),
        };
        Some(of_answers?.wrapping_add(blank))
    }

    /// Of a question of which one answer is given: all counts of these answers are shown, or all counts of the
    /// others, so that those that are hidden are told as a sum, which is not few.
    fn of_one(&self, parent: &Question, figures: &QuestionFigures, with: &[String]) -> Option<i64> {
        let tally = self.aggregate.tallies.get(&figures.name)?;
        let (mut inside, mut outside, mut sum) = (true, true, 0_i64);
        for figure in &figures.counts {
            let values: Vec<String> = match (parent.kind, &*figure.value) {
                (QuestionKind::Nps, "detractors") => (0..=6).map(|point| point.to_string()).collect(),
                (QuestionKind::Nps, "passives") => vec!["7".into(), "8".into()],
                (QuestionKind::Nps, _) => vec!["9".into(), "10".into()],
                (_, value) => vec![value.into()],
            };
            let leads = values.iter().filter(|value| with.contains(value)).count();
            if leads > 0 && leads < values.len() {
                return None;
            }
            let is_shown = figure.count.is_some();
            if leads > 0 {
                inside &= is_shown;
                let counts = values.iter().map(|value| tally.count(value));
                sum = counts.fold(sum, i64::wrapping_add);
            } else {
                outside &= is_shown;
            }
        }
        (inside || outside).then_some(sum)
    }

    /// Whether a question tells of another of which nothing is published, as that is answered in words: by how many
    /// they are who answered this one.
    fn tells_of_words(&self, question: &Question, control: &str, with: &[String]) -> bool {
        let answered = tallied(question).iter().map(|control| self.answered(control)).max().unwrap_or(0);
        let hangs_itself = self
            .owner(control)
            .is_none_or(|owner| self.gates.get(owner).is_none_or(|gate| **gate != Gate::Everyone));
        // Two that hang on different answers divide people further.
        let divides = self.gates.iter().any(|(name, gate)| match gate {
            Gate::Answered { control: other, with: other_with, .. } => {
                other == control && other_with != with && !self.left_out.contains(name)
            }
            _ => false,
        });
        hangs_itself || divides || is_few(self.aggregate.submissions.wrapping_sub(answered), self.minimum)
    }
}

/// Of one of which several options can be chosen: those who chose one of them, or who did not.
fn of_several(figures: &QuestionFigures, with: &[String], without: &[String], answered: i64) -> Option<i64> {
    let has = |set: &String, option: &str| set.split(',').any(|chosen| chosen == option);
    let given = |sets: &'_ [String]| sets.iter().filter(|set| !set.is_empty()).cloned().collect::<Vec<_>>();
    let (with, without) = (given(with), given(without));
    figures.counts.iter().find_map(|figure| {
        let chosen = with.iter().all(|set| has(set, &figure.value))
            && !without.iter().any(|set| has(set, &figure.value));
        let other = without.iter().all(|set| has(set, &figure.value))
            && !with.iter().any(|set| has(set, &figure.value));
        let count = to_number(figure.count.filter(|_| chosen || other)?.0);
        Some(if chosen { count } else { answered.wrapping_sub(count) })
    })
}

fn to_number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The controls under which its answers are counted.
fn tallied(question: &Question) -> Vec<String> {
    match question.kind {
        QuestionKind::Matrix => question.rows.iter().map(|row| question.part(&row.name)).collect(),
        _ => vec![question.name.to_string()],
    }
}
