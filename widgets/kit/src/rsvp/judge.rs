//! What is wrong with an answer, and how it is said. Part of the second file.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::rsvp::answer::control;
use rungs_model::rsvp::{NEEDS, ics};
use rungs_model::{Accepted, ErrorCode, FieldError, Values};

use super::clock::{self, Style};
use super::whole::Whole;
use super::{Before, Signals};
use crate::browser;
use crate::form::{self, Entry, Judge};
use crate::words::{Words, word};

/// The judge of answers to events.
pub(super) struct OfEvents {
    pub(super) whole: Arc<Whole>,
    pub(super) signals: Signals,
}

impl OfEvents {
    /// What holds once this is saved: what cannot be seen in the form stays.
    fn after(&self, entry: &Entry, before: &Before) -> Values {
        let mut values = before.values.clone();
        let shown = self.signals.shown();
        // A box that is not ticked stands in no form.
        for occurrence in shown.iter().flat_map(|shown| shown.asked(self.signals)) {
            let name = control(&occurrence.key);
            if !values.get(&name).is_empty() {
                values.set(&name, "no".into());
            }
        }
        for question in shown.iter().flat_map(|shown| shown.event.questions.iter()) {
            values.set(&question.name, String::new());
        }
        entry.values.iter().for_each(|(name, value)| values.set(name, value.into()));
        values
    }

    fn judged(&self, entry: &Entry) -> Result<Accepted, Vec<FieldError>> {
        let Whole { rsvp, schedule, .. } = &*self.whole;
        let before = self.signals.course.with_untracked(|course| course.before.clone());
        match before {
            None => rsvp.check(schedule, &entry.values, browser::now()),
            Some(before) => {
                let after = self.after(entry, &before);
                let values = rsvp.change(schedule, &after, &before.values, browser::now())?;
                Ok((values, Vec::new()))
            }
        }
    }

    /// What a control is called.
    fn called(&self, words: &Words, name: &str) -> Option<String> {
        let Whole { rsvp, schedule, .. } = &*self.whole;
        let (what, rest) = name.split_once('.').unwrap_or((name, ""));
        let event = || rsvp.event(rest.split('.').next()?);
        Some(match what {
            "rsvp" => match (schedule.find(rest), event()) {
                (Some(occurrence), Some(event)) => {
                    let zone = rsvp.zone(event);
                    let at = clock::moment(&words.lang, zone, Style::Time, occurrence.start);
                    [&*ics::title(event, occurrence), ", ", &at].concat()
                }
                _ => rsvp.title.0.clone(),
            },
            "guests" => words.fill(word::RSVP_GUESTS, &[("limit", &event()?.guests.to_string())]),
            "guest" => words.fill(word::RSVP_GUEST, &[("number", rest.rsplit('.').next()?)]),
            "role" => words.say(word::RSVP_ROLE),
            "bring" => words.say(word::RSVP_WHAT),
            NEEDS => {
                let own = rsvp.needs.as_ref().and_then(|needs| needs.label.as_ref());
                own.map_or_else(|| words.say(word::RSVP_NEEDS), |own| own.0.clone())
            }
            _ => return None,
        })
    }
}

impl Judge for OfEvents {
    fn check(&self, entry: &Entry) -> Result<Accepted, Vec<FieldError>> {
        let mut result = self.judged(entry);
        let shown = self.signals.shown();
        if let Err(errors) = &mut result
            && let Some(first) = shown.as_ref().and_then(|shown| shown.asked(self.signals).first().copied())
        {
            // Whoever answered to nothing is led to the first answer.
            for error in errors.iter_mut().filter(|error| error.field == "rsvp") {
                error.field = control(&first.key);
            }
        }
        result
    }

    fn text(&self, words: &Words, entry: &Entry, error: &FieldError) -> String {
        let Some(label) = self.called(words, &error.field) else {
            return form::text(words, entry.form(), &error.field, &error.code);
        };
        let chooses = error.field.starts_with("rsvp") || error.field.starts_with("role");
        let code = match &error.code {
            // Which other one it is, is said by its key only.
            ErrorCode::Overlap(_) => ErrorCode::Overlap(String::new()),
            code => code.clone(),
        };
        form::say(words, &label, chooses, None, &code)
    }
}
