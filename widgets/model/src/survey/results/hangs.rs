//! On which answers it hangs what is asked.

use std::collections::{BTreeMap, BTreeSet};

use super::among::Among;
use crate::Condition;
use crate::document::Decode as _;
use crate::survey::page::SkipRules;
use crate::survey::places::{Place, Stand, Targets};
use crate::survey::{Page, Question, QuestionKind, Skip, Survey};

#[cfg(test)]
mod tests;

/// What the places of a survey hang on. Its controls go by their numbers, in the order of the survey; behind them come
/// the scores.
pub(super) struct Hangs<'s> {
    survey: &'s Survey,
    /// By question: all controls that decide whether it is come to, also by way of others.
    on: BTreeMap<&'s str, Among>,
    /// The controls that decide whether it ends without storing anything.
    unstored: Among,
    /// Each control, and whose it is.
    controls: Vec<(String, &'s Question)>,
    numbers: BTreeMap<String, usize>,
    /// By score: it, and the controls of its parts.
    scores: BTreeMap<&'s str, Among>,
    targets: Targets,
}

impl<'s> Hangs<'s> {
    pub(super) fn of(survey: &'s Survey) -> Self {
        let controls = survey
            .questions()
            .flat_map(|question| question.controls().into_iter().map(move |control| (control, question)));
        let controls: Vec<(String, &Question)> = controls.collect();
        let numbers = controls.iter().enumerate().map(|(number, (control, _))| (control.clone(), number));
        let mut hangs = Self {
            survey,
            on: BTreeMap::new(),
            unstored: Among::default(),
            numbers: numbers.collect(),
            scores: BTreeMap::new(),
            controls,
            targets: Targets::of(survey),
        };
        hangs.scores = hangs.parts();
        hangs.walk();
        hangs
    }

    /// The numbers of the controls that each score is made of, and its own.
    fn parts(&self) -> BTreeMap<&'s str, Among> {
        let mut by_question: BTreeMap<&str, Among> = BTreeMap::new();
        for (number, (_, owner)) in self.controls.iter().enumerate() {
            by_question.entry(&owner.name).or_default().add(number);
        }
        let scores = self.survey.scores.iter().enumerate().map(|(index, score)| {
            let mut parts = Among::from_iter([self.controls.len() + index]);
            score
                .of
                .iter()
                .filter_map(|part| by_question.get(&*part.question))
                .for_each(|own| parts.join(own));
            (&*score.name, parts)
        });
        scores.collect()
    }

    fn walk(&mut self) {
        // Where leaps over later places lead, and what they hang on. A later leap hangs on all that those over it hang
        // on, and so adds to each that leads no farther: what remains leads ever less far, and the last knows all.
        let mut leaps: Vec<(usize, Among)> = Vec::new();
        for place in self.survey.places() {
            while leaps.pop_if(|(to, _)| *to <= place.number).is_some() {}
            let mut own = leaps.last().map(|(_, of)| of.clone()).unwrap_or_default();
            self.join(&mut own, place.page.show_if.as_ref());
            if let Stand::Question(_, question) = place.stand {
                self.join(&mut own, question.show_if.as_ref());
                // All that it hangs on was come to before.
                self.on.insert(&question.name, own.clone());
            }
            for rule in rules_of(&place) {
                // The rules before it decide whether it is come to.
                self.join(&mut own, rule.when.as_ref());
                if self.is_unstored(rule) {
                    self.unstored.join(&own);
                }
                let to = self.targets.get(&rule.to).map_or(usize::MAX, |target| target.number);
                while leaps.pop_if(|(until, _)| *until <= to).is_some() {}
                leaps.push((to, own.clone()));
            }
        }
    }

    /// Adds what a condition hangs on, also by way of others.
    fn join(&self, own: &mut Among, condition: Option<&Condition>) {
        let add = |own: &mut Among, number: usize| {
            if let Some((_, owner)) = self.controls.get(number) {
                self.on.get(&*owner.name).into_iter().for_each(|on| own.join(on));
            }
            own.add(number);
        };
        let Some(condition) = condition else { return };
        condition.each(&mut |field, _| {
            if let Some(number) = self.numbers.get(field) {
                add(own, *number);
            }
            self.scores.get(field).into_iter().flat_map(Among::iter).for_each(|part| add(own, part));
        });
    }

    fn is_unstored(&self, rule: &Skip) -> bool {
        let end = self.targets.get(&rule.to).and_then(|target| self.survey.ends.get(target.end?));
        end.is_some_and(|end| !end.send)
    }

    /// A control; none of a score.
    pub(super) fn control(&self, number: usize) -> Option<(&str, &'s Question)> {
        self.controls.get(number).map(|(control, owner)| (control.as_str(), *owner))
    }

    /// The number of a control.
    pub(super) fn number(&self, control: &str) -> Option<usize> {
        self.numbers.get(control).copied()
    }

    /// The numbers of the controls of a question.
    pub(super) fn controls_of(&self, question: &Question) -> Among {
        question.controls().iter().filter_map(|control| self.numbers.get(control)).copied().collect()
    }

    /// The numbers of the controls whose question is so.
    pub(super) fn controls_where(&self, so: &dyn Fn(&str, &Question) -> bool) -> Among {
        let own = self.controls.iter().enumerate().filter(|(_, (control, owner))| so(control, owner));
        own.map(|(number, _)| number).collect()
    }

    /// All controls that a question hangs on, also by way of others.
    pub(super) fn closure(&self, question: &Question) -> Among {
        self.on.get(&*question.name).cloned().unwrap_or_default()
    }

    /// The same of whether answers are stored at all.
    pub(super) fn unstored(&self) -> &Among {
        &self.unstored
    }

    /// Whose a control is.
    pub(super) fn owner(&self, control: &str) -> Option<&'s Question> {
        self.control(*self.numbers.get(control)?).map(|(_, owner)| owner)
    }

    /// The survey without what does not matter for these questions: with them, with what leaps over them or to where
    /// nothing is stored, and with what is leapt to. None if so many questions are too many.
    pub(super) fn reduced(
        &self,
        wanted: &BTreeSet<&str>,
        affords: &mut dyn FnMut(usize) -> bool,
    ) -> Option<Survey> {
        let places: Vec<Place> = self.survey.places().collect();
        let (mut leap, mut targets) = (BTreeSet::new(), BTreeSet::new());
        // Leaps lead onward: from behind it is known what they could lead over.
        let mut nearest = usize::MAX;
        for place in places.iter().rev() {
            let rules = rules_of(place);
            let over = |rule: &Skip| self.targets.get(&rule.to).is_some_and(|target| target.number > nearest);
            let leaps = rules.iter().any(|rule| over(rule) || self.is_unstored(rule));
            if leaps {
                leap.insert(place.number);
                targets.extend(rules.iter().map(|rule| &*rule.to));
            }
            if leaps
                || matches!(place.stand, Stand::Question(_, question) if wanted.contains(&*question.name))
            {
                nearest = place.number;
            }
        }
        let stays = |place: &Place| match place.stand {
            Stand::Question(_, question) => {
                let name = &*question.name;
                wanted.contains(name) || targets.contains(name) || leap.contains(&place.number)
            }
            _ => false,
        };
        if !affords(places.iter().filter(|place| stays(place)).count()) {
            return None;
        }
        let mut reduced =
            Survey { ends: self.survey.ends.clone(), scores: self.survey.scores.clone(), ..Survey::blank() };
        for place in &places {
            let rules = || {
                if leap.contains(&place.number) {
                    SkipRules(rules_of(place).to_vec())
                } else {
                    SkipRules::default()
                }
            };
            match place.stand {
                Stand::PageStart => {
                    let page = place.page;
                    reduced.pages.push(Page {
                        id: page.id.clone(),
                        show_if: page.show_if.clone(),
                        ..Page::blank()
                    });
                }
                Stand::Question(_, question) if stays(place) => {
                    let whole = wanted.contains(&*question.name).then(|| question.clone());
                    // Of others it only matters where they lead.
                    let own = whole.unwrap_or_else(|| Question {
                        name: question.name.clone(),
                        kind: QuestionKind::Statement,
                        show_if: question.show_if.clone(),
                        ..Question::blank()
                    });
                    let own = Question { skip_to: rules(), ..own };
                    reduced.pages.last_mut().into_iter().for_each(|page| page.questions.push(own.clone()));
                }
                Stand::Question(..) => {}
                Stand::PageEnd => {
                    let is_empty = reduced.pages.last_mut().is_none_or(|page| {
                        page.skip_to = rules();
                        let is_target = page.id.as_deref().is_some_and(|id| targets.contains(id));
                        page.questions.is_empty() && page.skip_to.is_empty() && !is_target
                    });
                    if is_empty {
                        reduced.pages.pop();
                    }
                }
            }
        }
        Some(reduced)
    }
}

/// Where it goes on after a place.
fn rules_of<'s>(place: &Place<'s>) -> &'s [Skip] {
    match place.stand {
        Stand::PageStart => &[],
        Stand::Question(_, question) => &question.skip_to,
        Stand::PageEnd => &place.page.skip_to,
    }
}

/// Shows every condition on which it hangs what is asked.
pub(super) fn each_condition<'s>(survey: &'s Survey, look: &mut dyn FnMut(&'s str, &'s Condition)) {
    let mut look = |condition: &'s Condition| condition.each(look);
    for page in &survey.pages {
        let rules =
            page.questions.iter().flat_map(|question| question.skip_to.iter()).chain(page.skip_to.iter());
        let own = page.questions.iter().filter_map(|question| question.show_if.as_ref());
        page.show_if.iter().chain(own).chain(rules.filter_map(|rule| rule.when.as_ref())).for_each(&mut look);
    }
}
