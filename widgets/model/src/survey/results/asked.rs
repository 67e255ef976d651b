//! What having been asked a question tells of the answers to others.

use std::collections::{BTreeMap, BTreeSet};

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
    Answered { control: String, with: Vec<String>, without: Vec<String>, blank: Vec<String> },
    /// It hangs on more than one answer, or on what is not counted by its values.
    Several {
        /// The controls that can be left blank by some of those who are asked this, and are otherwise.
        blank: Vec<String>,
        /// The controls that are bound to others, so that which answers there are in one depends on another, and
        /// those of which several options are looked for: how many chose them together can follow.
        bound: Vec<String>,
    },
}

/// As much is gone through for all questions together: ways to answer, times questions that matter for them.
const MOST_WORK: usize = 200_000;

/// The gate of each question, in the order of the survey.
pub(super) fn gates(survey: &Survey) -> Vec<(&Question, Gate)> {
    let hangs = Hangs::of(survey);
    let looked = Looked::of(survey);
    let bound = bound(&hangs, &looked, &hangs.unstored());
    // Many questions hang on the same.
    let mut groups: BTreeMap<Vec<String>, Vec<&str>> = BTreeMap::new();
    for question in survey.questions() {
        groups.entry(hangs.closure(question)).or_default().push(&question.name);
    }
    let mut work = 0;
    let mut gates: BTreeMap<&str, Gate> = BTreeMap::new();
    for (on, group) in groups {
        let outcomes = outcomes(&hangs, &looked, &on, &group, &mut |more| {
            work += more;
            work <= MOST_WORK
        });
        let stored = outcomes.map(|mut outcomes| {
            outcomes.retain(|outcome| outcome.is_stored);
            outcomes
        });
        let own = group.iter().map(|name| (*name, gate(&hangs, &looked, name, &on, stored.as_deref())));
        gates.extend(own);
    }
    let mut gate = |question: &Question| {
        let is_bound = question.controls().iter().any(|control| bound.contains(control));
        let unknown = Gate::Several { blank: Vec::new(), bound: Vec::new() };
        gates.remove(&*question.name).filter(|_| !is_bound).unwrap_or(unknown)
    };
    survey.questions().map(|question| (question, gate(question))).collect()
}

/// Where a way to answer leads: the answers that count, and the names of what is asked.
struct Outcome {
    answers: Values,
    asked: BTreeSet<String>,
    is_stored: bool,
}

fn outcomes(
    hangs: &Hangs,
    looked: &Looked,
    on: &[String],
    group: &[&str],
    affords: &mut dyn FnMut(usize) -> bool,
) -> Option<Vec<Outcome>> {
    let ways = looked.ways(on.iter().map(|control| (control, hangs.owner(control))))?;
    let owners = on.iter().filter_map(|control| hangs.owner(control));
    let mut wanted: BTreeSet<&str> = owners.map(|owner| &*owner.name).collect();
    wanted.extend(group);
    let survey = hangs.reduced(&|question| wanted.contains(question));
    if !affords(ways.len() * survey.questions().count()) {
        return None;
    }
    let outcome = |way: &Values| {
        let route = survey.route(way);
        let missing = |control: &String| {
            way.get(control).is_empty()
                && hangs.owner(control).is_some_and(|owner| owner.required && route.asks(&owner.name))
        };
        (!on.iter().any(missing)).then(|| Outcome {
            answers: route.answers(),
            asked: route.questions().map(|question| question.name.to_string()).collect(),
            is_stored: route.end().is_none_or(|end| end.send),
        })
    };
    Some(ways.iter().filter_map(outcome).collect())
}

/// The controls on which together it hangs whether answers are stored, so that which are possible in one of them
/// depends on the others. Where each by itself decides, there are none.
fn bound(hangs: &Hangs, looked: &Looked, on: &[String]) -> Vec<String> {
    let Some(outcomes) = outcomes(hangs, looked, on, &[], &mut |_| true) else { return on.to_vec() };
    let (stored, unstored): (Vec<Outcome>, Vec<Outcome>) =
        outcomes.into_iter().partition(|outcome| outcome.is_stored);
    let possible =
        |control: &str, answer: &str| stored.iter().any(|outcome| outcome.answers.get(control) == answer);
    let by_itself =
        |outcome: &Outcome| on.iter().any(|control| !possible(control, outcome.answers.get(control)));
    if unstored.iter().all(by_itself) { Vec::new() } else { on.to_vec() }
}

/// Finds the one answer that decides, if there is one.
fn gate(hangs: &Hangs, looked: &Looked, question: &str, on: &[String], outcomes: Option<&[Outcome]>) -> Gate {
    let Some(outcomes) = outcomes else {
        return Gate::Several { blank: on.to_vec(), bound: bound_by_conditions(hangs, looked, on) };
    };
    let is_asked = |outcome: &Outcome| outcome.asked.contains(question);
    if outcomes.iter().all(is_asked) {
        return Gate::Everyone;
    }
    let tells_by_blank = |control: &String| {
        let owner = hangs.owner(control);
        let asks_owner = |outcome: &Outcome| owner.is_some_and(|owner| outcome.asked.contains(&*owner.name));
        let some = |blank: bool, asked: bool| {
            outcomes.iter().any(|outcome| {
                let is_blank = outcome.answers.get(control).is_empty();
                asks_owner(outcome) && is_blank == blank && is_asked(outcome) == asked
            })
        };
        some(true, true) && some(false, false)
    };
    let blank = on.iter().filter(|control| tells_by_blank(control)).cloned().collect();
    // The nearest answer knows most of those before it.
    for control in on.iter().rev() {
        let mut asked_with: BTreeMap<&str, bool> = BTreeMap::new();
        let decides = outcomes.iter().all(|outcome| {
            let asked = is_asked(outcome);
            *asked_with.entry(outcome.answers.get(control)).or_insert(asked) == asked
        });
        if decides {
            let values = |wanted: bool| {
                let values = asked_with.iter().filter(|(_, asked)| **asked == wanted);
                values.map(|(value, _)| (*value).to_owned()).collect()
            };
            let (with, without) = (values(true), values(false));
            return Gate::Answered { control: control.clone(), with, without, blank };
        }
    }
    Gate::Several { blank, bound: bound_by_conditions(hangs, looked, on) }
}

/// All of these controls, if what must be answered among them hangs on other answers; else those of which a
/// combination of options is looked for.
fn bound_by_conditions(hangs: &Hangs, looked: &Looked, on: &[String]) -> Vec<String> {
    let owner_is = |control: &String, so: &dyn Fn(&Question) -> bool| hangs.owner(control).is_some_and(so);
    let all = on.iter().any(|control| owner_is(control, &|owner| owner.required_if.is_some()));
    let combines = |control: &String| {
        looked.combines(control) && owner_is(control, &|owner| owner.kind == QuestionKind::MultipleChoice)
    };
    on.iter().filter(|control| all || combines(control)).cloned().collect()
}
