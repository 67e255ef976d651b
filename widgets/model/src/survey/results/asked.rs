//! What having been asked a question tells of the answers to others.

use std::collections::{BTreeMap, BTreeSet};

use crate::Condition;
use crate::Values;
use crate::survey::places::{Place, Stand};
use crate::survey::{Question, QuestionKind, Survey};

/// Whom a question is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// Everyone whose answers are stored.
    Everyone,
    /// Those whose answer in a control is one of these; empty stands for no answer.
    Answered { control: String, with: Vec<String> },
    /// It hangs on more than one answer, or on what is not counted by its values.
    Several,
}

/// As many ways to answer what a question hangs on are gone through, not more.
const MOST_WAYS: usize = 512;

/// The gate of each question, in the order of the survey.
pub(super) fn gates(survey: &Survey) -> Vec<(&Question, Gate)> {
    let hangs = Hangs::of(survey);
    // Many questions hang on the same.
    let mut known: BTreeMap<Vec<String>, Option<Vec<Outcome>>> = BTreeMap::new();
    let questions = survey.questions();
    let gate = |question| {
        let on = hangs.closure(question);
        let outcomes = known.entry(on.clone()).or_insert_with(|| outcomes(survey, &on));
        (question, outcomes.as_ref().map_or(Gate::Several, |outcomes| gate(question, &on, outcomes)))
    };
    questions.map(gate).collect()
}

/// Where a way to answer leads: the answers that count, and the names of what is asked.
struct Outcome {
    answers: Values,
    asked: BTreeSet<String>,
}

fn outcomes(survey: &Survey, on: &[String]) -> Option<Vec<Outcome>> {
    let outcome = |way: &Values| {
        let route = survey.route(way);
        let asked = route.questions().map(|question| question.name.to_string()).collect();
        Outcome { answers: route.answers(), asked }
    };
    Some(ways(survey, on)?.iter().map(outcome).collect())
}

/// Finds the one answer that decides, if there is one.
fn gate(question: &Question, on: &[String], outcomes: &[Outcome]) -> Gate {
    let is_asked = |outcome: &Outcome| outcome.asked.contains(&*question.name);
    if outcomes.iter().all(is_asked) {
        return Gate::Everyone;
    }
    // The nearest answer knows most of those before it.
    for control in on.iter().rev() {
        let mut asked_with: BTreeMap<&str, bool> = BTreeMap::new();
        let decides = outcomes.iter().all(|outcome| {
            let asked = is_asked(outcome);
            *asked_with.entry(outcome.answers.get(control)).or_insert(asked) == asked
        });
        if decides {
            let with = asked_with.into_iter().filter(|(_, asked)| *asked).map(|(value, _)| value.to_owned());
            return Gate::Answered { control: control.clone(), with: with.collect() };
        }
    }
    Gate::Several
}

/// Every way to answer these controls, as far as stored answers can; none if they are too many.
fn ways(survey: &Survey, on: &[String]) -> Option<Vec<Values>> {
    let mut ways = vec![Values::default()];
    for control in on {
        let values = values(survey, control)?;
        if ways.len() * values.len() > MOST_WAYS {
            return None;
        }
        ways = ways
            .iter()
            .flat_map(|way| {
                values.iter().map(|value| {
                    let mut way = way.clone();
                    way.set(control, value.clone());
                    way
                })
            })
            .collect();
    }
    ways.retain(|way| is_stored(survey, on, way));
    Some(ways)
}

/// Whether answers that begin so can have been stored: nothing that must be answered is missing, and they do
/// not come to an end that stores nothing.
fn is_stored(survey: &Survey, on: &[String], way: &Values) -> bool {
    let route = survey.route(way);
    let missing = |control: &String| {
        survey.owner(control).is_some_and(|owner| {
            route.asks(&owner.name) && route.is_required(owner) && way.get(control).is_empty()
        })
    };
    route.end().is_none_or(|end| end.send) && !on.iter().any(missing)
}

/// The values that answers in a control can have, an empty one first; none where they are not counted one by one.
fn values(survey: &Survey, control: &str) -> Option<Vec<String>> {
    use QuestionKind::{
        Contact, Date, Dropdown, LongText, Matrix, MultipleChoice, Nps, Number, Ranking, Rating, Scale,
        Searchable, ShortText, SingleChoice, Statement, YesNo,
    };
    let question = survey.owner(control)?;
    if control != &*question.name && !matches!(question.kind, Matrix | Contact) {
        return None;
    }
    let only_whether = || is_only_asked_whether(survey, control);
    let mut values = vec![String::new()];
    match question.kind {
        YesNo => values.extend(["yes".into(), "no".into()]),
        Scale | Nps | Rating => values.extend(question.points().map(|point| point.to_string())),
        Matrix if question.options.is_empty() => {
            values.extend(question.points().map(|point| point.to_string()));
        }
        SingleChoice | Dropdown | Searchable | Matrix => {
            values.extend(question.options.iter().map(|option| option.value.clone()));
        }
        MultipleChoice => values.extend(several(survey, question)?),
        Number if only_whether() => values.push(question.min.unwrap_or(0.into()).to_text()),
        Date if only_whether() => values.push(question.earliest.clone().unwrap_or("2000-01-01".into())),
        ShortText | LongText | Contact if only_whether() => values.push("x".into()),
        Number | Date | ShortText | LongText | Contact | Ranking | Statement => return None,
    }
    Some(values)
}

/// What begins the name of "something, but not this option".
pub(super) const OTHERS: char = '≠';

/// What can be chosen of several as far as anything hangs on it: one option, or others.
fn several(survey: &Survey, question: &Question) -> Option<Vec<String>> {
    let mut looked_for: Vec<String> = Vec::new();
    let mut counted = true;
    each_condition(survey, &mut |field, condition| {
        if field == &*question.name {
            looked_for.extend(condition.equals.iter().chain(&condition.one_of).cloned());
            counted &=
                condition.contains.is_none() && condition.less.is_none() && condition.greater.is_none();
        }
    });
    looked_for.sort_unstable();
    looked_for.dedup();
    let first = question.options.first().map(|option| &option.value);
    let option = looked_for.first().or(first)?.clone();
    let others = [OTHERS.to_string(), option.clone()].concat();
    (counted && looked_for.len() < 2 && !option.starts_with(OTHERS)).then(|| vec![option, others])
}

/// Whether all that is ever asked of a control is whether there is an answer.
fn is_only_asked_whether(survey: &Survey, control: &str) -> bool {
    let mut only = true;
    each_condition(survey, &mut |field, condition| {
        let more = condition.equals.is_some()
            || !condition.one_of.is_empty()
            || condition.contains.is_some()
            || condition.less.is_some()
            || condition.greater.is_some();
        only &= field != control || !more;
    });
    only
}

/// Shows every condition on which it hangs what is asked.
fn each_condition(survey: &Survey, look: &mut dyn FnMut(&str, &Condition)) {
    let mut look = |condition: &Condition| condition.each(&mut |field, condition| look(field, condition));
    for page in &survey.pages {
        let rules =
            page.questions.iter().flat_map(|question| question.skip_to.iter()).chain(page.skip_to.iter());
        let own = page.questions.iter().filter_map(|question| question.show_if.as_ref());
        page.show_if.iter().chain(own).chain(rules.filter_map(|rule| rule.when.as_ref())).for_each(&mut look);
    }
}

/// What the places of a survey hang on.
struct Hangs<'s> {
    survey: &'s Survey,
    /// By number of place: the controls that decide whether it is come to.
    on: Vec<(Place<'s>, Vec<String>)>,
}

impl<'s> Hangs<'s> {
    fn of(survey: &'s Survey) -> Self {
        let places: Vec<Place> = survey.places().collect();
        let mut on: Vec<(Place, Vec<String>)> = Vec::new();
        // What a leap over a later place hangs on, up to where it leads.
        let mut leaps: Vec<(usize, Vec<String>)> = Vec::new();
        for place in places {
            let mut own = fields(place.page.show_if.as_ref());
            for (_, more) in leaps.iter().filter(|(to, _)| place.number < *to) {
                own.extend(more.iter().cloned());
            }
            let rules = match place.stand {
                Stand::PageStart => &[][..],
                Stand::Question(_, question) => {
                    own.extend(fields(question.show_if.as_ref()));
                    &question.skip_to
                }
                Stand::PageEnd => &place.page.skip_to,
            };
            for rule in rules {
                let mut of = fields(rule.when.as_ref());
                of.extend(own.iter().cloned());
                let to = survey.target(&rule.to).map_or(usize::MAX, |target| target.number);
                // The rules before it decide whether it is come to.
                for earlier in rules.iter().take_while(|earlier| !std::ptr::eq(*earlier, rule)) {
                    of.extend(fields(earlier.when.as_ref()));
                }
                leaps.push((to, of));
            }
            on.push((place, own));
        }
        Self { survey, on }
    }

    /// All controls that a question hangs on, also by way of others, in the order of the survey.
    fn closure(&self, question: &Question) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let mut open = vec![question];
        while let Some(next) = open.pop() {
            for control in self.direct(next) {
                if !all.contains(control) {
                    all.push(control.clone());
                    if let Some(owner) = self.survey.owner(control) {
                        open.push(owner);
                    } else {
                        // A score hangs on its parts.
                        let score = self.survey.score(control);
                        let parts = score.into_iter().flat_map(|score| &score.of);
                        open.extend(parts.filter_map(|part| self.survey.question(&part.question)));
                    }
                }
            }
        }
        let order: Vec<String> = self.survey.questions().flat_map(Question::controls).collect();
        all.sort_by_key(|control| order.iter().position(|own| own == control));
        all
    }

    fn direct(&self, question: &Question) -> &[String] {
        let own = self.on.iter().find(|(place, _)| match place.stand {
            Stand::Question(_, own) => own.name == question.name,
            _ => false,
        });
        own.map_or(&[], |(_, on)| on)
    }
}

fn fields(condition: Option<&Condition>) -> Vec<String> {
    let mut fields = Vec::new();
    if let Some(condition) = condition {
        condition.each(&mut |field, _| fields.push(field.to_owned()));
    }
    fields
}
