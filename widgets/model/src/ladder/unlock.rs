use super::Rung;
use super::standing::{Known, Reason};
use crate::document::{Decode, Identifier, Nested, Reader};
use crate::{document, object};

document! {
    /// When a rung is open to someone. Everything that it says must hold; it never asks that something
    /// was not done, so doing more never closes a rung.
    pub struct Unlock check = says_something; {
        /// They have done each of these rungs.
        done: Vec<Identifier>,
        /// They have at least so many minutes today.
        minutes: Option<u32>,
        /// They have time in the evening.
        evenings: bool = false,
        /// They have time at the weekend.
        weekends: bool = false,
        /// They are good at one of these.
        skills: Vec<String>,
        /// They live at most so many kilometres from where the rung is.
        within_km: Option<u32>,
        /// At least one of these holds.
        any: Nested<Unlock>,
    }
}
object!(Unlock);

fn says_something(unlock: &Unlock, reader: &mut Reader) {
    if *unlock == Unlock::blank() {
        reader.error(
            "says nothing: name rungs that must be done, e.g. {\"done\": [\"sign\"]}, or leave it out",
        );
    }
}

impl Unlock {
    /// Whether it holds for someone. Why it does, or what is missing, comes with it.
    pub(super) fn judge(&self, rung: &Rung, known: &Known) -> Result<Vec<Reason>, Vec<Reason>> {
        let mut held = Vec::new();
        let mut missing = Vec::new();
        let mut look = |reason, holds| if holds { held.push(reason) } else { missing.push(reason) };
        for id in &self.done {
            if let Some(index) = known.ladder.position(id) {
                look(Reason::Done(index), known.progress.is_done(id));
            }
        }
        if let Some(minutes) = self.minutes {
            look(Reason::Minutes(minutes), known.minutes.is_some_and(|has| has >= minutes));
        }
        if self.evenings {
            look(Reason::Evenings, known.progress.said().evenings);
        }
        if self.weekends {
            look(Reason::Weekends, known.progress.said().weekends);
        }
        if !self.skills.is_empty() {
            let has = |skill: &&String| known.progress.said().skills.contains(skill);
            let found = self.skills.iter().find(has);
            let named = found.or(self.skills.first()).map_or("", |skill| skill);
            if let Some(index) = known.ladder.skills.iter().position(|skill| skill.value == named) {
                look(Reason::Skill(index), found.is_some());
            }
        }
        if let Some(km) = self.within_km {
            let within = |near: &super::Near| known.position.is_some_and(|from| near.is_within(km, from));
            look(Reason::Within(km), rung.near.as_ref().is_some_and(within));
        }
        one_of(&self.any, rung, known, &mut held, &mut missing);
        if missing.is_empty() { Ok(held) } else { Err(missing) }
    }
}

/// The reasons of the first that holds; else what is missing for the first.
fn one_of(unlocks: &[Unlock], rung: &Rung, known: &Known, held: &mut Vec<Reason>, missing: &mut Vec<Reason>) {
    let mut first_missing = None;
    for unlock in unlocks {
        match unlock.judge(rung, known) {
            Ok(reasons) => return held.extend(reasons),
            Err(reasons) => {
                first_missing.get_or_insert(reasons);
            }
        }
    }
    missing.extend(first_missing.unwrap_or_default());
}
