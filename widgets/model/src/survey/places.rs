//! The places of a survey, one after the other: where each page begins, its questions, where it
//! ends. A leap goes from one to a later one, so that no way through a survey has a loop.

use super::page::END;
use super::{Names, Page, Question, Survey};

/// What stands at a place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stand<'s> {
    PageStart,
    Question(usize, &'s Question),
    PageEnd,
}

/// A place: its number, what stands there, and its page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'s> {
    pub(super) number: usize,
    pub(super) page_index: usize,
    pub(super) page: &'s Page,
    pub(super) stand: Stand<'s>,
}

/// Where a leap leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The number of the place; beyond all others for an end.
    pub(super) number: usize,
    /// The index among the ends that have their own message.
    pub(super) end: Option<usize>,
}

impl Survey {
    /// Every place, in order.
    pub(super) fn places(&self) -> impl Iterator<Item = Place<'_>> {
        let stands = self.pages.iter().enumerate().flat_map(|(page_index, page)| {
            let questions = page.questions.iter().enumerate();
            let start = core::iter::once(Stand::PageStart);
            let stands = start
                .chain(questions.map(|(index, question)| Stand::Question(index, question)))
                .chain(core::iter::once(Stand::PageEnd));
            stands.map(move |stand| (page_index, page, stand))
        });
        stands.enumerate().map(|(number, (page_index, page, stand))| Place {
            number,
            page_index,
            page,
            stand,
        })
    }

    /// The target of that name.
    pub(super) fn target(&self, name: &str) -> Option<Target> {
        let end = self.ends.iter().position(|end| &*end.id == name);
        if end.is_some() || name == END {
            return Some(Target { number: usize::MAX, end });
        }
        let place = self.places().find(|place| match place.stand {
            Stand::PageStart => place.page.id.as_deref() == Some(name),
            Stand::Question(_, question) => &*question.name == name,
            Stand::PageEnd => false,
        });
        place.map(|place| Target { number: place.number, end: None })
    }
}

/// Where every name leads, for looking up many.
#[derive(Default)]
pub(super) struct Targets {
    names: Names,
    by_number: Vec<Target>,
}

impl Targets {
    pub(super) fn of(survey: &Survey) -> Self {
        let mut targets = Self::default();
        // As when one is looked up alone: an end comes before all else of its name.
        for (index, end) in survey.ends.iter().enumerate() {
            targets.add(&end.id, Target { number: usize::MAX, end: Some(index) });
        }
        targets.add(END, Target { number: usize::MAX, end: None });
        for place in survey.places() {
            let name = match place.stand {
                Stand::PageStart => place.page.id.as_deref(),
                Stand::Question(_, question) => Some(&*question.name),
                Stand::PageEnd => None,
            };
            if let Some(name) = name {
                targets.add(name, Target { number: place.number, end: None });
            }
        }
        targets
    }

    fn add(&mut self, name: &str, target: Target) {
        if self.names.add(name) {
            self.by_number.push(target);
        }
    }

    /// The target of that name.
    pub(super) fn get(&self, name: &str) -> Option<Target> {
        self.by_number.get(self.names.number(name)?).copied()
    }
}
