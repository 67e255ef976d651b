use serde_json::{Map, Value};

use super::Said;
use crate::document::Identifier;
use crate::{Date, Timestamp};

/// The most rungs that are kept as done, and as often as "not now". No ladder has so many: they are kept
/// also when a ladder drops them.
const MOST: usize = 500;

/// How far someone has come: rungs and dates, and what they said about themselves. Nothing in it tells
/// who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    done: Dates,
    not_now: Dates,
    /// Rungs that staff have to see to, with the day by which they will have been in touch.
    waiting: Dates,
    /// Those of them that only this device knows of: they were asked for without a token.
    alone: Dates,
    said: Said,
}

impl Progress {
    /// Reads what was kept, whatever has become of it: what makes no sense is left out, what is too much
    /// is cut, and rungs that no ladder has are kept.
    pub fn read(value: &Value) -> Self {
        let part = |key: &str| value.get(key).unwrap_or(&Value::Null);
        Self {
            done: Dates::read(part("done"), Date::min),
            not_now: Dates::read(part("not_now"), Date::max),
            waiting: Dates::read(part("waiting"), Date::max),
            alone: Dates::read(part("waiting_here"), Date::max),
            said: Said::read(part("said")),
        }
    }

    /// As it is read.
    pub fn to_value(&self) -> Value {
        let mut all = self.rungs();
        self.put_said(&mut all);
        Value::Object(all)
    }

    /// Its one half: the rungs.
    pub fn rungs(&self) -> Map<String, Value> {
        let mut map = Map::new();
        map.insert("done".into(), self.done.to_value());
        map.insert("not_now".into(), self.not_now.to_value());
        for (key, waiting) in [("waiting", &self.waiting), ("waiting_here", &self.alone)] {
            if !waiting.0.is_empty() {
                map.insert(key.into(), waiting.to_value());
            }
        }
        map
    }

    /// The other one, what they said about themselves, goes into this if there is any.
    pub fn put_said(&self, map: &mut Map<String, Value>) {
        if let Some(said) = self.said.to_value() {
            map.insert("said".into(), said);
        }
    }

    /// The rungs alone, without what they said about themselves: all that a backend is told. What waits for staff it
    /// knows better.
    #[must_use]
    pub fn steps(&self) -> Self {
        Self { done: self.done.clone(), not_now: self.not_now.clone(), ..Self::default() }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What two devices know together: every rung of both with its earliest date, each "not now" with its
    /// latest, and what was said last. The order and number of merges makes no difference. What waits for staff is not
    /// merged: see [`Self::wait_as`].
    pub fn merge(&mut self, other: &Self) {
        self.done.merge(&other.done, Date::min);
        self.not_now.merge(&other.not_now, Date::max);
        if other.said > self.said {
            self.said.clone_from(&other.said);
        }
    }

    /// A rung is done; its earliest date stays.
    pub fn complete(&mut self, rung: &str, on: Date) {
        self.done.put(rung, on, Date::min);
        self.stop_waiting(rung);
    }

    /// "Not now", said today. It holds against what a wrong clock left.
    pub fn decline(&mut self, rung: &str, today: Date) {
        self.not_now.put(rung, today, |_, today| today);
    }

    /// A rung waits for staff, who will have been in touch by that day. `known` if the backend knows for whom.
    pub fn wait(&mut self, rung: &str, due: Date, known: bool) {
        if !self.is_done(rung) {
            let waiting = if known { &mut self.waiting } else { &mut self.alone };
            waiting.put(rung, due, |_, due| due);
        }
    }

    /// It waits no longer: what was asked was taken back.
    pub fn stop_waiting(&mut self, rung: &str) {
        self.waiting.remove(rung);
        self.alone.remove(rung);
    }

    /// The same rungs wait as the backend says, and those that it does not know of. A backend tells days in UTC: the
    /// day that was said here stays where it is the same moment.
    pub fn wait_as_told(&mut self, told: &Self) {
        let mut waiting = told.waiting.clone();
        for (rung, day) in &mut waiting.0 {
            let said = self.waiting.get(rung).filter(|said| said.days().abs_diff(day.days()) <= 1);
            *day = said.unwrap_or(*day);
        }
        self.waiting = waiting;
    }

    /// The same rungs wait as another tab of this device says.
    pub fn wait_as(&mut self, other: &Self) {
        self.waiting.clone_from(&other.waiting);
        self.alone.clone_from(&other.alone);
    }

    /// By when staff will have been in touch, where a rung waits for them: as the backend and as this device know it.
    pub fn waits(&self, rung: &str) -> impl Iterator<Item = Date> + use<> {
        [self.waiting.get(rung), self.alone.get(rung)].into_iter().flatten()
    }

    /// What they say about themselves, in place of what they said before.
    pub fn say(&mut self, said: Said, now: Timestamp, today: Date) {
        self.said = said.now(&self.said, now, today);
    }

    /// Takes back to today what is dated later, as clocks that are wrong leave it: for a server, whose own
    /// clock can be believed.
    pub fn not_after(&mut self, now: Timestamp, today: Date) {
        for (_, date) in self.done.0.iter_mut().chain(&mut self.not_now.0) {
            *date = (*date).min(today);
        }
        self.said.not_after(now);
    }

    /// Whether a rung is done.
    pub fn is_done(&self, rung: &str) -> bool {
        self.done.get(rung).is_some()
    }

    /// When a rung was done.
    pub fn done_on(&self, rung: &str) -> Option<Date> {
        self.done.get(rung)
    }

    /// When "not now" was said to a rung.
    pub fn declined_on(&self, rung: &str) -> Option<Date> {
        self.not_now.get(rung)
    }

    /// Every rung that is done with its date, those that no ladder has included.
    pub fn done(&self) -> impl Iterator<Item = (&str, Date)> {
        self.done.0.iter().map(|(rung, date)| (&**rung, *date))
    }

    /// What was said last.
    pub fn said(&self) -> &Said {
        &self.said
    }
}

/// Rungs with a date each, in the order of their ids: at most [`MOST`], of which those with the smallest
/// ids stay. So merging stays associative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Dates(Vec<(Identifier, Date)>);

type Choose = fn(Date, Date) -> Date;

impl Dates {
    fn read(value: &Value, choose: Choose) -> Self {
        let mut dates = Self::default();
        for (rung, date) in value.as_object().into_iter().flatten() {
            if let Some(date) = date.as_str().and_then(Date::parse) {
                dates.put(rung, date, choose);
            }
        }
        dates
    }

    fn to_value(&self) -> Value {
        let mut map = Map::new();
        for (rung, date) in &self.0 {
            map.insert((**rung).into(), date.to_text().into());
        }
        Value::Object(map)
    }

    fn find(&self, rung: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(own, _)| (**own).cmp(rung))
    }

    fn get(&self, rung: &str) -> Option<Date> {
        let index = self.find(rung).ok()?;
        self.0.get(index).map(|(_, date)| *date)
    }

    fn put(&mut self, rung: &str, date: Date, choose: Choose) {
        match self.find(rung) {
            Ok(index) => {
                if let Some((_, own)) = self.0.get_mut(index) {
                    *own = choose(*own, date);
                }
            }
            Err(index) => {
                if let Some(rung) = Identifier::parse(rung) {
                    self.0.insert(index, (rung, date));
                    self.0.truncate(MOST);
                }
            }
        }
    }

    fn remove(&mut self, rung: &str) {
        if let Ok(index) = self.find(rung) {
            self.0.remove(index);
        }
    }

    fn merge(&mut self, other: &Self, choose: Choose) {
        for (rung, date) in &other.0 {
            self.put(rung, *date, choose);
        }
    }
}
