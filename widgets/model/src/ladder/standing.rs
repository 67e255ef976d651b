//! Where someone stands on a ladder, and what they are asked next.

use super::{Ladder, Progress, Rung};
use crate::Date;
use crate::rsvp::Spot;

/// Where someone stands with one rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// They have done it, on that date.
    Done(Date),
    /// It is what they are asked next.
    Next,
    /// They can do it.
    Open,
    /// It opens once these hold.
    Later(Vec<Reason>),
    /// They asked staff, who will have been in touch by that date: it is done once staff say so.
    Waiting(Date),
    /// They said "not now"; it is proposed again on that date.
    NotNow(Date),
}

impl Place {
    /// Its name, for attributes and words.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Next => "next",
            Self::Open => "open",
            Self::Later(_) => "later",
            Self::Waiting(_) => "waiting",
            Self::NotNow(_) => "not_now",
        }
    }
}

/// Why a rung is proposed; or, of one that opens later, what is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A rung is done; its index.
    Done(usize),
    /// They have so many minutes today.
    Minutes(u32),
    /// They have time in the evening.
    Evenings,
    /// They have time at the weekend.
    Weekends,
    /// They are good at something; the index among the ladder's skills.
    Skill(usize),
    /// They live within so many kilometres.
    Within(u32),
}

impl Reason {
    /// Its name, for the locale's words.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Minutes(_) => "minutes",
            Self::Evenings => "evenings",
            Self::Weekends => "weekends",
            Self::Skill(_) => "skill",
            Self::Within(_) => "within",
        }
    }
}

/// The one thing that someone is asked next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The index of the rung.
    pub rung: usize,
    /// Why this one.
    pub reasons: Vec<Reason>,
}

/// Where someone stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// One for each rung of the ladder, in its order, hidden ones included.
    pub places: Vec<Place>,
    /// What they are asked next, if anything fits.
    pub ask: Option<Ask>,
}

/// What is known of someone.
pub(super) struct Known<'k> {
    pub(super) ladder: &'k Ladder,
    pub(super) progress: &'k Progress,
    pub(super) minutes: Option<u32>,
    pub(super) position: Option<Spot>,
}

impl Ladder {
    /// Where someone stands today. `position` is about where they are, if they said so.
    pub fn standing(&self, progress: &Progress, today: Date, position: Option<Spot>) -> Standing {
        let minutes = progress.said().minutes_on(today);
        let known = &Known { ladder: self, progress, minutes, position };
        let mut places = Vec::with_capacity(self.rungs.len());
        let mut ask = None;
        for (index, rung) in self.rungs.iter().enumerate() {
            let (place, reasons) = place(rung, known, today);
            let fits = ask.is_none() && place == Place::Open && known.suits(rung);
            if fits {
                ask = Some(Ask { rung: index, reasons: known.why(index, rung, reasons) });
            }
            places.push(if fits { Place::Next } else { place });
        }
        Standing { places, ask }
    }

    /// The rung that someone stands on: the last in order of those that they have done.
    pub fn stands_on(&self, progress: &Progress) -> Option<&Rung> {
        self.rungs.iter().rev().find(|rung| progress.is_done(&rung.id))
    }

    /// Until when "not now" holds, if it still does. What is dated so far ahead that only a clock which was
    /// wrong can have said it is as good as never said.
    fn declined_until(&self, on: Date, today: Date) -> Option<Date> {
        let days = i64::from(self.not_now_days);
        let until = on.plus_days(days);
        (today < until && on <= today.plus_days(days)).then_some(until)
    }
}

/// The most days within which staff may promise to be in touch: what is due later, a wrong clock has said.
const LATEST_DUE: i64 = 90;

/// Where someone stands with a rung, and why it is open.
fn place(rung: &Rung, known: &Known, today: Date) -> (Place, Vec<Reason>) {
    if let Some(on) = known.progress.done_on(&rung.id) {
        // Whose clock was ahead cannot have done it after today.
        return (Place::Done(on.min(today)), Vec::new());
    }
    // Of whom nothing is heard for long after that day, they can be asked again.
    let days = i64::from(known.ladder.not_now_days);
    let waits = |due: &Date| today <= due.plus_days(days) && *due <= today.plus_days(LATEST_DUE);
    if let Some(due) = known.progress.waits(&rung.id).filter(waits).max() {
        return (Place::Waiting(due), Vec::new());
    }
    let reasons = match rung.unlock.as_ref().map(|unlock| unlock.judge(rung, known)) {
        Some(Err(missing)) => return (Place::Later(missing), Vec::new()),
        Some(Ok(reasons)) => reasons,
        None => Vec::new(),
    };
    let declined = known.progress.declined_on(&rung.id);
    match declined.and_then(|on| known.ladder.declined_until(on, today)) {
        Some(until) => (Place::NotNow(until), Vec::new()),
        None => (Place::Open, reasons),
    }
}

impl Known<'_> {
    /// Whether an open rung is worth asking: there is something to press, it is not longer than the time
    /// that they have today, and not farther away than they live.
    fn suits(&self, rung: &Rung) -> bool {
        let short = |effort| self.minutes.is_none_or(|minutes| effort <= minutes);
        let km = rung.near.as_ref().and_then(|near| near.km);
        !rung.hidden
            && rung.leads()
            && rung.effort_minutes.is_none_or(short)
            && km.is_none_or(|km| self.is_within(rung, km) != Some(false))
    }

    /// Whether they live so near to a rung; none if that is not known.
    fn is_within(&self, rung: &Rung, km: u32) -> Option<bool> {
        Some(rung.near.as_ref()?.is_within(km, self.position?))
    }

    /// Why a rung is asked: what opened it, the rung before it, the time that they have, and that they
    /// live near.
    fn why(&self, index: usize, rung: &Rung, mut reasons: Vec<Reason>) -> Vec<Reason> {
        let is = |reasons: &[Reason], code| reasons.iter().any(|reason| reason.code() == code);
        if let Some(before) = index.checked_sub(1).filter(|_| !is(&reasons, "done"))
            && self.ladder.rungs.get(before).is_some_and(|before| self.progress.is_done(&before.id))
        {
            reasons.insert(0, Reason::Done(before));
        }
        if let (Some(minutes), Some(_), false) = (self.minutes, rung.effort_minutes, is(&reasons, "minutes"))
        {
            reasons.push(Reason::Minutes(minutes));
        }
        if let Some(km) = rung.near.as_ref().and_then(|near| near.km)
            && self.is_within(rung, km) == Some(true)
            && !is(&reasons, "within")
        {
            reasons.push(Reason::Within(km));
        }
        reasons
    }
}
