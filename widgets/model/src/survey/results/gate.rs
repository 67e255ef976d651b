//! What is left out of results because it would tell a hidden count: how many were asked a question is how many
//! gave the answer that leads to it.

use super::asked::{Gate, OTHERS, gates};
use super::hide::is_few;
use super::{Aggregate, Published, QuestionFigures};
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
    /// follows from nothing that is shown; so is one that hangs on several answers at once. A question keeps its
    /// figures until at least `minimum` more have answered it, or until so many fewer have.
    #[must_use]
    pub fn follow(mut self, survey: &Survey, last: &Self, minimum: u32) -> Followed {
        let gates = gates(survey);
        let mut stale: Vec<&str> = Vec::new();
        for (question, gate) in &gates {
            let waits = match gate {
                Gate::Answered { control, .. } => stale.iter().any(|name| owns(name, control)),
                _ => false,
            };
            if waits || !self.is_renewed(question, last, minimum) {
                self.take(question, last);
                stale.push(&question.name);
            }
        }
        // What is hidden now can tell of what hangs on it, and a parent that a child tells of is left out with it.
        let published = self.publish(survey, minimum);
        let mut left_out: Vec<&str> = Vec::new();
        let mut all = false;
        while !all {
            all = true;
            for (question, gate) in &gates {
                // What was shown before tells nothing new.
                if left_out.contains(&&*question.name) || stale.contains(&&*question.name) {
                    continue;
                }
                let told =
                    Told { aggregate: &self, published: &published, survey, left_out: &left_out, minimum };
                let Some(out) = told.leaves_out(question, gate) else { continue };
                left_out.push(&question.name);
                left_out.extend(out);
                all = false;
            }
        }
        let mut baseline = self.clone();
        for (question, _) in &gates {
            if left_out.contains(&&*question.name) {
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
        let own = from.tallies.iter().filter(|(control, _)| owns(&question.name, control));
        self.tallies.extend(own.map(|(control, tally)| (control.clone(), tally.clone())));
    }

    fn clear(&mut self, question: &Question) {
        self.tallies.retain(|control, _| !owns(&question.name, control));
    }
}

/// What results tell already.
struct Told<'a, 's> {
    aggregate: &'a Aggregate,
    published: &'a Published,
    survey: &'s Survey,
    left_out: &'a [&'s str],
    minimum: u32,
}

impl<'s> Told<'_, 's> {
    /// Whether a question must be left out, and with it which others.
    fn leaves_out(&self, question: &Question, gate: &Gate) -> Option<Vec<&'s str>> {
        let (control, with) = match gate {
            Gate::Everyone => return None,
            Gate::Several => return Some(Vec::new()),
            Gate::Answered { control, with } => (control, with),
        };
        let parent = self.survey.owner(control)?;
        if self.left_out.contains(&&*parent.name) {
            return Some(Vec::new());
        }
        let figures = self.published.questions.iter().find(|figures| figures.name == *control);
        let Some(figures) = figures.filter(|_| is_counted(parent)) else {
            return self.leaves_out_beside(question, control);
        };
        let Some(answered) = figures.answered.map(|count| to_number(count.0)) else {
            return Some(Vec::new());
        };
        // Those who gave no answer are told by the total.
        let blank = self.aggregate.submissions.wrapping_sub(answered);
        let blank = if with.iter().any(String::is_empty) { blank } else { 0 };
        let asked = match parent.kind {
            QuestionKind::MultipleChoice => of_several(figures, with, answered),
            _ => of_one(parent, figures, with),
        };
        match asked {
            Asked::Unknown => Some(Vec::new()),
            // Few were asked, and what is shown of the parent says how few.
            Asked::Shown(count) => {
                is_few(count.wrapping_add(blank), self.minimum).then(|| vec![self.name_of(parent)])
            }
            Asked::WithHidden => None,
        }
    }

    /// The same where nothing is published of what a question hangs on, as it is answered in words.
    fn leaves_out_beside(&self, question: &Question, control: &str) -> Option<Vec<&'s str>> {
        let answered = tallied(question)
            .iter()
            .filter_map(|control| self.aggregate.tallies.get(control))
            .map(|tally| tally.answered)
            .max()
            .unwrap_or(0);
        let few = is_few(self.aggregate.submissions.wrapping_sub(answered), self.minimum);
        let hangs_itself = self.survey.owner(control).is_none_or(|owner| owner.show_if.is_some());
        (few || hangs_itself).then(Vec::new)
    }

    fn name_of(&self, question: &Question) -> &'s str {
        self.survey.question(&question.name).map_or("", |own| &own.name)
    }
}

/// What is shown of how many gave an answer that leads to a question.
enum Asked {
    /// All counts of these answers.
    Shown(i64),
    /// All counts of the others: those that are hidden are told as a sum, which is not few.
    WithHidden,
    /// Neither.
    Unknown,
}

/// Of a question of which one answer is given.
fn of_one(parent: &Question, figures: &QuestionFigures, with: &[String]) -> Asked {
    let (mut inside, mut outside) = (Some(0), Some(0));
    for figure in &figures.counts {
        let values: Vec<String> = match (parent.kind, &*figure.value) {
            (QuestionKind::Nps, "detractors") => (0..=6).map(|point| point.to_string()).collect(),
            (QuestionKind::Nps, "passives") => vec!["7".into(), "8".into()],
            (QuestionKind::Nps, _) => vec!["9".into(), "10".into()],
            (_, value) => vec![value.into()],
        };
        let leads = values.iter().filter(|value| with.contains(value)).count();
        if leads > 0 && leads < values.len() {
            return Asked::Unknown;
        }
        let sum = if leads > 0 { &mut inside } else { &mut outside };
        *sum = sum.zip(figure.count).map(|(sum, count)| sum + to_number(count.0));
    }
    match (inside, outside) {
        (Some(sum), _) => Asked::Shown(sum),
        (None, Some(_)) => Asked::WithHidden,
        (None, None) => Asked::Unknown,
    }
}

/// Of one of which several options can be chosen, and only one of them leads somewhere: that with a count among
/// `with`, or whose absence leads.
fn of_several(figures: &QuestionFigures, with: &[String], answered: i64) -> Asked {
    let marked: Vec<&String> = with.iter().filter(|value| !value.is_empty()).collect();
    let other = marked.iter().any(|value| value.starts_with(OTHERS));
    let one = marked.iter().find(|value| !value.starts_with(OTHERS));
    match (other, one) {
        (false, None) => Asked::Shown(0),
        (true, Some(_)) => Asked::Shown(answered),
        (other, _) => {
            let named = |value: &String| value.trim_start_matches(OTHERS).to_owned();
            let Some(option) = marked.first().map(|value| named(value)) else { return Asked::Unknown };
            let count = figures.counts.iter().find(|figure| figure.value == option);
            let count = count.and_then(|figure| figure.count).map(|count| to_number(count.0));
            count.map_or(Asked::Unknown, |count| Asked::Shown(if other { answered - count } else { count }))
        }
    }
}

fn to_number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Whether what is published of a question says how many gave each answer.
fn is_counted(question: &Question) -> bool {
    use QuestionKind::{
        Dropdown, Matrix, MultipleChoice, Nps, Rating, Scale, Searchable, SingleChoice, YesNo,
    };
    matches!(
        question.kind,
        SingleChoice | Dropdown | Searchable | YesNo | Scale | Nps | Rating | Matrix | MultipleChoice
    )
}

/// The controls under which its answers are counted.
fn tallied(question: &Question) -> Vec<String> {
    match question.kind {
        QuestionKind::Matrix => question.rows.iter().map(|row| question.part(&row.name)).collect(),
        _ => vec![question.name.to_string()],
    }
}

/// Whether a control is one of that question.
fn owns(name: &str, control: &str) -> bool {
    control.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
