//! A ladder in sentences, for staff to read. Supporters read the same in the words of their locale.

use super::{Ladder, Place, Reason, Rung, Standing, Unlock};

/// One after the other, with "and" or "or" before the last.
fn list(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [all @ .., last] => [all.join(", "), word.into(), last.clone()].join(" "),
    }
}

impl Reason {
    /// As the rest of a sentence that begins with "they".
    fn said(self, ladder: &Ladder) -> String {
        let quoted = |text: Option<&str>| ["\"", text.unwrap_or_default(), "\""].concat();
        match self {
            Self::Done(index) => ["did ", &quoted(ladder.rungs.get(index).map(|rung| &*rung.label))].concat(),
            Self::Minutes(minutes) => ["have ", &minutes.to_string(), " minutes today"].concat(),
            Self::Evenings => "have time in the evening".into(),
            Self::Weekends => "have time at the weekend".into(),
            Self::Skill(index) => {
                ["are good at ", &quoted(ladder.skills.get(index).map(|skill| &*skill.label))].concat()
            }
            Self::Within(km) => ["live within ", &km.to_string(), " km"].concat(),
        }
    }
}

impl Unlock {
    fn said(&self, ladder: &Ladder) -> String {
        let rungs = self.done.iter().filter_map(|id| ladder.position(id)).map(Reason::Done);
        let minutes = self.minutes.map(Reason::Minutes);
        let evenings = self.evenings.then_some(Reason::Evenings);
        let weekends = self.weekends.then_some(Reason::Weekends);
        let within = self.within_km.map(Reason::Within);
        let reasons = rungs.chain(minutes).chain(evenings).chain(weekends);
        let mut parts: Vec<String> = reasons.map(|reason| reason.said(ladder)).collect();
        let index = |skill: &String| ladder.skills.iter().position(|known| known.value == *skill);
        let skills: Vec<_> =
            self.skills.iter().filter_map(index).map(|skill| Reason::Skill(skill).said(ladder)).collect();
        parts.extend((!skills.is_empty()).then(|| list(&skills, "or")));
        parts.extend(within.map(|reason| reason.said(ladder)));
        let any: Vec<_> = self.any.iter().map(|unlock| unlock.said(ladder)).collect();
        parts.extend((!any.is_empty()).then(|| list(&any, "or")));
        list(&parts, "and")
    }
}

impl Rung {
    /// When it is open: `"Host an evening" opens once they did "Come to an event" and live within 10 km.`
    pub fn explain(&self, ladder: &Ladder) -> String {
        let name = ["\"", &*self.label, "\""].concat();
        match &self.unlock {
            None => [&name, " is open to everyone."].concat(),
            Some(unlock) => [&name, " opens once they ", &unlock.said(ladder), "."].concat(),
        }
    }
}

impl Standing {
    /// What is asked next, and why: `"Come to an event" is next, because they did "Sign" and live within 10 km.`
    pub fn explain(&self, ladder: &Ladder) -> String {
        let Some((ask, rung)) = self.ask.as_ref().and_then(|ask| Some((ask, ladder.rungs.get(ask.rung)?)))
        else {
            let all = self.places.iter().all(|place| matches!(place, Place::Done(_)));
            return if all { "They did it all." } else { "Nothing that is open suits them now." }.into();
        };
        let reasons: Vec<_> = ask.reasons.iter().map(|reason| reason.said(ladder)).collect();
        let because = if reasons.is_empty() { "." } else { ", because they " };
        let end = if reasons.is_empty() { "" } else { "." };
        ["\"", &*rung.label, "\" is next", because, &list(&reasons, "and"), end].concat()
    }
}
