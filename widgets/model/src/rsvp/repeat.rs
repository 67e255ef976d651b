use crate::document::{Decode as _, Reader};
use crate::{Date, Weekday, choice, document, object};

/// The most times that an event takes place, and the most slots that it has.
pub const MOST: usize = 500;

choice! {
    /// How often an event comes again.
    pub enum Every {
        /// Every day, or every few.
        Day = "day",
        /// On days of the week.
        Week = "week",
        /// On the same date of the month, or on a day of one of its weeks.
        Month = "month",
    }
}

choice! {
    /// Which of a month's days of that name.
    pub enum MonthWeek {
        /// The first.
        First = "first",
        /// The second.
        Second = "second",
        /// The third.
        Third = "third",
        /// The fourth.
        Fourth = "fourth",
        /// The last.
        Last = "last",
    }
}

document! {
    /// An event that takes place several times. The first is at its start; each has its own places.
    pub struct Repeat check = check; {
        /// Daily, weekly or monthly.
        every: Every,
        /// Every second week: 2.
        interval: u32 = 1,
        /// The days of the week; that of the start if missing.
        weekdays: Vec<Weekday>,
        /// With every month: which of the month's days of that name. A month without the date of the start is left out.
        week: Option<MonthWeek>,
        /// How many times, those of `except` included.
        count: Option<u32>,
        /// The last date on which it may take place.
        until: Option<Date>,
        /// Dates on which it does not take place and is not shown.
        except: Vec<Date>,
        /// Dates on which it was to take place and is called off: shown as such.
        cancelled: Vec<Date>,
    }
}
object!(Repeat);

fn check(repeat: &Repeat, reader: &mut Reader) {
    if repeat.interval == 0 || repeat.interval > 1000 {
        reader.error_at("interval", "must be from 1 to 1000");
    }
    if repeat.count.is_none() && repeat.until.is_none() {
        reader.error("must end: give count or until");
    }
    if repeat.count == Some(0) {
        reader.error_at("count", "must be at least 1");
    }
    if repeat.every == Every::Day && !repeat.weekdays.is_empty() {
        reader.error_at("weekdays", "are not for every day: say \"every\": \"week\"");
    }
    if repeat.every != Every::Month && repeat.week.is_some() {
        reader.error_at("week", "is only for every month");
    }
    if repeat.every == Every::Month && !repeat.weekdays.is_empty() && repeat.week.is_none() {
        reader.error_at("week", "is missing: which of the month's days of that name?");
    }
}

impl Repeat {
    /// The dates on which something that starts on `start` takes place, in order, at most one more
    /// than [`MOST`]; those of `except` are left out.
    pub fn dates(&self, start: Date) -> Vec<Date> {
        let most = self.count.map_or(MOST + 1, |count| (count as usize).min(MOST + 1));
        let until = self.until.unwrap_or(Date::from_days(i64::MAX));
        let mut dates = Vec::new();
        let mut generated = 0;
        // A day that only some months have is looked for in so many at most.
        for step in 0..i64::from(u16::MAX) {
            let Some(begin) = self.period(start, step).filter(|begin| *begin <= until) else { break };
            for date in self.within(begin, start) {
                if date < start || date > until {
                    continue;
                }
                if generated == most {
                    return dates;
                }
                generated += 1;
                if !self.except.contains(&date) {
                    dates.push(date);
                }
            }
            if generated == most {
                break;
            }
        }
        dates
    }

    /// Whether it takes place on the day on which it starts.
    pub(crate) fn includes(&self, start: Date) -> bool {
        self.period(start, 0).is_some_and(|begin| self.within(begin, start).contains(&start))
    }

    /// The first day of the day, week or month of a step; none beyond the last year.
    fn period(&self, start: Date, step: i64) -> Option<Date> {
        let steps = step.saturating_mul(i64::from(self.interval));
        let last = Date::from_days(i64::MAX);
        let begin = match self.every {
            Every::Day => start.plus_days(steps),
            // Weeks begin on Monday, as in RFC 5545 where nothing else is said.
            Every::Week => start.week_start(Weekday::Monday).plus_days(steps.saturating_mul(7)),
            Every::Month => start.plus_days(1 - i64::from(start.day())).plus_months(steps),
        };
        (begin < last && (step == 0 || begin > start.plus_days(-31))).then_some(begin)
    }

    /// Its days in the day, week or month that begins with `begin`, in order.
    fn within(&self, begin: Date, start: Date) -> Vec<Date> {
        let own = [start.weekday()];
        let weekdays = if self.weekdays.is_empty() { &own[..] } else { &self.weekdays };
        match (self.every, self.week) {
            (Every::Day, _) => vec![begin],
            (Every::Week, _) => (0..7)
                .map(|day| begin.plus_days(day))
                .filter(|day| weekdays.contains(&day.weekday()))
                .collect(),
            (Every::Month, None) => Date::new(begin.year(), begin.month(), start.day()).into_iter().collect(),
            (Every::Month, Some(week)) => {
                let end = begin.month_end().day();
                let days = (0..i64::from(end)).map(|day| begin.plus_days(day));
                let is_in = |day: &Date| match week {
                    MonthWeek::Last => day.day() + 7 > end,
                    nth => (day.day() - 1) / 7 == nth as u8,
                };
                days.filter(|day| is_in(day) && weekdays.contains(&day.weekday())).collect()
            }
        }
    }
}

impl Default for Repeat {
    fn default() -> Self {
        Self::blank()
    }
}
