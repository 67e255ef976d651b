//! What one may answer.
//!
//! Answers are strings by control name, as a plain form sends them:
//!
//! | control | value |
//! | --- | --- |
//! | `rsvp.KEY` | `yes`, `maybe` or `no`, for the occurrence of that key: `event`, `event.slot`, `event.2026-05-01` |
//! | `guests.EVENT` | how many come along |
//! | `guest.EVENT.1`, `guest.EVENT.2`, … | their names |
//! | `role.EVENT` | the id of a role |
//! | `bring.EVENT` | what is brought, with a role of that kind |
//! | `needs` | what they need, with `consent.needs` |
//! | the name of each field and question | as in any form |
//!
//! What concerns an event is taken only with a yes or a maybe to it; guests only with a yes; what someone
//! needs, and their consent to keep it, only with a yes or a maybe to any.

use super::needs::NEEDS;
use super::{Event, Occurrence, Reply, RoleKind, Rsvp, Schedule};
use crate::field::{checked_text, number};
use crate::form::{check_fields, keep};
use crate::{Accepted, Decimal, ErrorCode, FieldError, Form, Timestamp, Values};

/// The most occurrences that one form may answer to.
const MOST_ANSWERS: usize = 200;
/// The most characters of a name, and of what is brought.
const LONGEST: u32 = 200;

/// What an answer asks of an occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The key of the occurrence.
    pub key: String,
    /// Yes, maybe or no.
    pub reply: Reply,
    /// How many places it needs if there are any: guests count.
    pub places: u32,
}

/// The control that answers to the occurrence of that key.
pub fn control(key: &str) -> String {
    ["rsvp.", key].concat()
}

/// The control of something that concerns an event: `guests`, `role` or `bring`.
pub fn of_event(what: &str, event: &str) -> String {
    [what, ".", event].concat()
}

/// The control of the name of a guest, from 1.
pub fn guest(event: &str, number: u32) -> String {
    ["guest.", event, ".", &number.to_string()].concat()
}

fn reply(text: &str) -> Option<Reply> {
    Reply::ALL.iter().copied().find(|reply| reply.as_str() == text)
}

impl Rsvp {
    /// What is asked of someone who answered so: the fields, the questions of the events that they
    /// may come to, and the consents.
    pub fn form(&self, schedule: &Schedule, entered: &Values) -> Form {
        let mut fields = self.fields.to_vec();
        let may_come = Self::may_come(schedule, entered);
        for (event, _) in &may_come {
            let questions = self.events.get(*event).map(|event| event.questions.iter());
            fields.extend(questions.into_iter().flatten().cloned());
        }
        let mut consents = self.consents.to_vec();
        let needs = self.needs.as_ref().filter(|_| !may_come.is_empty());
        let answered = !entered.get(NEEDS).trim().is_empty();
        consents.extend(needs.and_then(|needs| needs.consent(answered)));
        Form { fields, comment: None, consents }
    }

    /// The events that someone may come to by what they entered, in the document's order; and
    /// whether they surely come. It looks at what was entered, not at every event there is.
    pub fn may_come(schedule: &Schedule, entered: &Values) -> Vec<(usize, bool)> {
        let mut found: Vec<(usize, bool)> = Vec::new();
        for (name, value) in entered.iter().filter(|(_, value)| matches!(*value, "yes" | "maybe")) {
            let occurrence = name.strip_prefix("rsvp.").and_then(|key| schedule.find(key));
            let Some(event) = occurrence.map(|occurrence| occurrence.event) else { continue };
            match found.iter_mut().find(|(known, _)| *known == event) {
                Some((_, comes)) => *comes |= value == "yes",
                None => found.push((event, value == "yes")),
            }
        }
        found.sort_by_key(|(event, _)| *event);
        found
    }

    /// Judges what was entered. Whatever is not asked is dropped. Capacity is the backend's to judge.
    pub fn check(
        &self,
        schedule: &Schedule,
        entered: &Values,
        now: Timestamp,
    ) -> Result<Accepted, Vec<FieldError>> {
        let (mut values, mut errors) = self.judge(schedule, entered, None, now);
        match self.form(schedule, entered).check(entered) {
            Ok((more, consents)) if errors.is_empty() => {
                more.iter().for_each(|(name, value)| values.set(name, value.into()));
                Ok((values, consents))
            }
            Ok(_) => Err(errors),
            Err(more) => {
                errors.extend(more);
                Err(errors)
            }
        }
    }

    /// Judges a change of what held `before`: `entered` has every control that [`answer`](self)
    /// lists as it is to be. What is closed stays as it was, and can still be called off. Who
    /// someone is stays as it was; so do their consents, save the one to keep their needs.
    pub fn change(
        &self,
        schedule: &Schedule,
        entered: &Values,
        before: &Values,
        now: Timestamp,
    ) -> Result<Values, Vec<FieldError>> {
        let (mut values, mut errors) = self.judge(schedule, entered, Some(before), now);
        for field in self.fields.iter() {
            let held = before.get(&field.name);
            if !held.is_empty() {
                values.set(&field.name, held.into());
            }
        }
        let asked = self.form(schedule, entered).fields;
        let (answers, wrong) = check_fields(asked.get(self.fields.len()..).unwrap_or_default(), entered);
        errors.extend(wrong);
        answers.iter().for_each(|(name, value)| values.set(name, value.into()));
        if !values.get(NEEDS).is_empty() && entered.get("consent.needs") != "yes" {
            errors.push(FieldError { field: "consent.needs".into(), code: ErrorCode::Required });
        }
        if errors.is_empty() { Ok(values) } else { Err(errors) }
    }

    /// What concerns events, and what is needed there.
    fn judge(
        &self,
        schedule: &Schedule,
        entered: &Values,
        before: Option<&Values>,
        now: Timestamp,
    ) -> (Values, Vec<FieldError>) {
        let mut sheet =
            Sheet { rsvp: self, schedule, entered, values: Values::default(), errors: Vec::new() };
        sheet.replies(before, now);
        let may_come = Self::may_come(schedule, entered);
        for (event, comes) in &may_come {
            if let Some(event) = self.events.get(*event) {
                sheet.event(event, *comes);
            }
        }
        if let Some(needs) = self.needs.as_ref().filter(|_| !may_come.is_empty()) {
            let result = checked_text(entered.get(NEEDS), false, needs.max_length);
            keep(&mut sheet.values, &mut sheet.errors, NEEDS, result);
        }
        (sheet.values, sheet.errors)
    }

    /// What accepted values ask of each occurrence, in the order of their keys.
    pub fn claims(values: &Values) -> Vec<Claim> {
        let mut claims: Vec<Claim> = values
            .iter()
            .filter_map(|(name, value)| {
                let key = name.strip_prefix("rsvp.")?;
                let event = key.split('.').next().unwrap_or_default();
                let guests: u32 = values.get(&of_event("guests", event)).parse().unwrap_or(0);
                Some(Claim { key: key.into(), reply: reply(value)?, places: guests.saturating_add(1) })
            })
            .collect();
        claims.sort_by(|one, other| one.key.cmp(&other.key));
        claims
    }
}

struct Sheet<'a> {
    rsvp: &'a Rsvp,
    schedule: &'a Schedule,
    entered: &'a Values,
    values: Values,
    errors: Vec<FieldError>,
}

impl Sheet<'_> {
    fn wrong(&mut self, field: String, code: ErrorCode) {
        self.errors.push(FieldError { field, code });
    }

    /// The answer to each occurrence, the first to start first.
    fn replies(&mut self, before: Option<&Values>, now: Timestamp) {
        let given: Vec<(&str, &str)> = self.entered.iter().filter(|(_, value)| !value.is_empty()).collect();
        let given: Vec<(&str, &str)> = given
            .into_iter()
            .filter_map(|(name, value)| Some((name.strip_prefix("rsvp.")?, value)))
            .collect();
        if given.len() > MOST_ANSWERS {
            return self.wrong("rsvp".into(), ErrorCode::TooMany(Decimal::from(MOST_ANSWERS as u32)));
        }
        let mut yes: Vec<&Occurrence> = Vec::new();
        for (key, value) in &given {
            let held = before.map_or("", |before| before.get(&control(key)));
            let occurrence = self.schedule.find(key);
            match self.reply(occurrence, value, held, now) {
                Ok(()) => self.values.set(&control(key), (*value).into()),
                Err(code) => self.wrong(control(key), code),
            }
            yes.extend(occurrence.filter(|_| *value == "yes"));
        }
        yes.sort_by_key(|occurrence| occurrence.start.0);
        for (index, one) in yes.iter().enumerate() {
            let mut earlier = yes.iter().take(index);
            if let Some(other) = earlier.find(|other| other.event == one.event && other.overlaps(one)) {
                self.wrong(control(&one.key), ErrorCode::Overlap(other.key.clone()));
            }
        }
        if given.is_empty() {
            let only = if let [only] = &**self.schedule { control(&only.key) } else { "rsvp".into() };
            self.wrong(only, ErrorCode::Required);
        }
    }

    fn reply(
        &self,
        occurrence: Option<&Occurrence>,
        value: &str,
        held: &str,
        now: Timestamp,
    ) -> Result<(), ErrorCode> {
        let reply = reply(value).ok_or(ErrorCode::Option)?;
        // What was answered before an event was changed or taken out still holds.
        if value == held {
            return Ok(());
        }
        let calls_off = reply == Reply::No && !held.is_empty();
        let Some(occurrence) = occurrence else {
            return if calls_off { Ok(()) } else { Err(ErrorCode::Option) };
        };
        let maybe = self.rsvp.events.get(occurrence.event).is_some_and(|event| event.maybe);
        match reply {
            _ if calls_off => Ok(()),
            Reply::Maybe if !maybe => Err(ErrorCode::Option),
            _ if occurrence.cancelled => Err(ErrorCode::Cancelled),
            _ if !occurrence.is_open(now) => Err(ErrorCode::Closed),
            _ => Ok(()),
        }
    }

    fn event(&mut self, event: &Event, comes: bool) {
        let role = of_event("role", &event.id);
        let chosen = self.entered.get(&role);
        if !chosen.is_empty() {
            let result = event.role(chosen).map(|role| role.id.to_string()).ok_or(ErrorCode::Option);
            keep(&mut self.values, &mut self.errors, &role, result);
        }
        if event.role(chosen).is_some_and(|role| role.kind == RoleKind::Bring) {
            let control = of_event("bring", &event.id);
            let result = checked_text(self.entered.get(&control), false, LONGEST);
            keep(&mut self.values, &mut self.errors, &control, result);
        }
        if comes && event.guests > 0 {
            self.guests(event);
        }
    }

    fn guests(&mut self, event: &Event) {
        let control = of_event("guests", &event.id);
        let entered = self.entered.get(&control).trim();
        if entered.is_empty() || entered == "0" {
            return;
        }
        let (none, most) = (Decimal::from(0), Decimal::from(event.guests));
        let count = match number(entered, Some(none), Some(most)) {
            Ok(count) if count.millionths() % 1_000_000 == 0 => (count.millionths() / 1_000_000) as u32,
            Ok(_) => return self.wrong(control, ErrorCode::Number),
            Err(code) => return self.wrong(control, code),
        };
        self.values.set(&control, count.to_string());
        if event.guest_names {
            for number in 1..=count {
                let control = guest(&event.id, number);
                let result = checked_text(self.entered.get(&control), true, LONGEST);
                keep(&mut self.values, &mut self.errors, &control, result);
            }
        }
    }
}
