//! On which answers it hangs what is asked.

use std::collections::{BTreeMap, BTreeSet};

use crate::Condition;
use crate::document::Decode as _;
use crate::survey::places::{Place, Stand};
use crate::survey::{Page, Question, Skip, Survey};

/// What the places of a survey hang on.
pub(super) struct Hangs<'s> {
    survey: &'s Survey,
    /// By question: all controls that decide whether it is come to, also by way of others.
    on: BTreeMap<&'s str, Vec<usize>>,
    /// The controls that decide whether it ends without storing anything.
    unstored: BTreeSet<usize>,
    /// What is leapt to.
    targets: BTreeSet<&'s str>,
    /// All controls, in the order of the survey, and behind them the scores.
    names: Vec<String>,
    /// Of each control its place among all, and whose it is.
    controls: BTreeMap<String, (usize, &'s Question)>,
}

impl<'s> Hangs<'s> {
    pub(super) fn of(survey: &'s Survey) -> Self {
        let controls = survey
            .questions()
            .flat_map(|question| question.controls().into_iter().map(move |control| (control, question)));
        let controls: Vec<(String, &Question)> = controls.collect();
        let scores = survey.scores.iter().map(|score| score.name.to_string());
        let names = controls.iter().map(|(control, _)| control.clone()).chain(scores).collect();
        let controls = controls.into_iter().enumerate();
        let mut hangs = Self {
            survey,
            on: BTreeMap::new(),
            unstored: BTreeSet::new(),
            targets: survey.places().flat_map(|place| rules_of(&place)).map(|rule| &*rule.to).collect(),
            names,
            controls: controls.map(|(place, (control, question))| (control, (place, question))).collect(),
        };
        // What a leap over a later place hangs on, up to where it leads.
        let mut leaps: Vec<(usize, Vec<&str>)> = Vec::new();
        for place in survey.places() {
            let mut own = fields(place.page.show_if.as_ref());
            leaps.retain(|(to, _)| place.number < *to);
            own.extend(leaps.iter().flat_map(|(_, of)| of));
            if let Stand::Question(_, question) = place.stand {
                own.extend(fields(question.show_if.as_ref()));
            }
            own.sort_unstable();
            own.dedup();
            let rules = rules_of(&place);
            for (index, rule) in rules.iter().enumerate() {
                // The rules before it decide whether it is come to.
                let until = rules.iter().take(index + 1);
                let mut of: Vec<&str> = until.flat_map(|rule| fields(rule.when.as_ref())).collect();
                of.extend(&own);
                of.sort_unstable();
                of.dedup();
                let target = survey.target(&rule.to);
                let end = target.and_then(|target| survey.ends.get(target.end?));
                if end.is_some_and(|end| !end.send) {
                    let own = hangs.closure_of(&of);
                    hangs.unstored.extend(own);
                }
                let to = target.map_or(usize::MAX, |target| target.number);
                // A leap with the same reasons as another adds nothing to it.
                if !leaps.iter().any(|(until, reasons)| *until >= to && *reasons == of) {
                    leaps.push((to, of));
                }
            }
            if let Stand::Question(_, question) = place.stand {
                // All that it hangs on was come to before.
                let own = hangs.closure_of(&own);
                hangs.on.insert(&question.name, own);
            }
        }
        hangs
    }

    /// Whose a control is; none of a score.
    pub(super) fn owner(&self, control: &str) -> Option<&'s Question> {
        self.controls.get(control).map(|(_, owner)| *owner)
    }

    /// All controls that a question hangs on, also by way of others, in the order of the survey.
    pub(super) fn closure(&self, question: &Question) -> Vec<String> {
        self.on.get(&*question.name).map(|on| self.named(on)).unwrap_or_default()
    }

    /// The same of whether answers are stored at all.
    pub(super) fn unstored(&self) -> Vec<String> {
        self.named(&self.unstored)
    }

    fn named<'a>(&self, places: impl IntoIterator<Item = &'a usize>) -> Vec<String> {
        places.into_iter().filter_map(|place| self.names.get(*place)).cloned().collect()
    }

    fn closure_of(&self, direct: &[&str]) -> Vec<usize> {
        let mut among = vec![false; self.names.len()];
        let mut add = |control: &str| {
            if let Some((place, owner)) = self.controls.get(control) {
                let more = self.on.get(&*owner.name).into_iter().flatten();
                for place in more.chain([place]) {
                    among[*place] = true;
                }
            }
        };
        for control in direct {
            add(control);
            // A score hangs on its parts.
            let parts = self.survey.score(control).into_iter().flat_map(|score| &score.of);
            let parts = parts.filter_map(|part| self.survey.question(&part.question));
            parts.flat_map(Question::controls).for_each(|control| add(&control));
        }
        let scores = self.names.iter().enumerate().skip(self.controls.len());
        let scores = scores.filter(|(_, name)| direct.contains(&name.as_str())).map(|(place, _)| place);
        let controls = among.iter().enumerate().filter(|(_, among)| **among).map(|(place, _)| place);
        controls.chain(scores).collect()
    }

    /// The survey without what does not matter: with these questions, those that leap, and those that are leapt to.
    pub(super) fn reduced(&self, wanted: &dyn Fn(&str) -> bool) -> Survey {
        let stays = |question: &&Question| {
            let name = &*question.name;
            wanted(name) || !question.skip_to.is_empty() || self.targets.contains(name)
        };
        let page = |page: &Page| {
            let questions: Vec<Question> = page.questions.iter().filter(stays).cloned().collect();
            let leaps = !page.skip_to.is_empty() || page.id.is_some();
            (leaps || !questions.is_empty()).then(|| Page {
                id: page.id.clone(),
                show_if: page.show_if.clone(),
                skip_to: page.skip_to.clone(),
                questions,
                ..Page::blank()
            })
        };
        Survey {
            pages: self.survey.pages.iter().filter_map(page).collect(),
            ends: self.survey.ends.clone(),
            scores: self.survey.scores.clone(),
            ..Survey::blank()
        }
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

fn fields(condition: Option<&Condition>) -> Vec<&str> {
    let mut fields = Vec::new();
    if let Some(condition) = condition {
        condition.each(&mut |field, _| fields.push(field));
    }
    fields
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
