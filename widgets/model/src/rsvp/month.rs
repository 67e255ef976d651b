//! Days: a month as a grid, and what takes place on each.

use super::Occurrence;
use super::clock::{LocalTime, Zones};
use crate::{Date, Timestamp, Weekday};

/// The weeks that a month's grid has, each from its first day: the days of the months before and
/// after fill the first and the last. Four to six weeks.
pub fn month_weeks(month: Date, first: Weekday) -> impl Iterator<Item = [Date; 7]> {
    let begin = month.plus_days(1 - i64::from(month.day())).week_start(first);
    let last = month.month_end();
    let starts = (0..6).map(move |week| begin.plus_days(week * 7)).take_while(move |start| *start <= last);
    starts.map(|start| [0, 1, 2, 3, 4, 5, 6].map(|day| start.plus_days(day)))
}

/// An occurrence on one of the days that it touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayOf {
    /// The day, by the clocks of the zone that was asked for.
    pub date: Date,
    /// Its index among those that were given.
    pub occurrence: usize,
    /// Which of its days it is, from 1.
    pub day: u32,
    /// How many days it touches.
    pub days: u32,
}

/// The most days on which one occurrence is listed.
const MOST_DAYS: i64 = 366;

/// Every day that something takes place on, in the clocks of `zone`: the days in order, and on each
/// day what begins first. What ends at midnight does not touch the day that begins then.
pub fn by_day<'o>(
    occurrences: impl Iterator<Item = &'o Occurrence>,
    zone: &str,
    zones: &dyn Zones,
) -> Vec<DayOf> {
    let date = |at: Timestamp| LocalTime::at(at, zones.offset_at(zone, at).unwrap_or_default()).date;
    let mut found = Vec::new();
    for (index, occurrence) in occurrences.enumerate() {
        let first = date(occurrence.start);
        let last = date(Timestamp(occurrence.end.0 - 1));
        let days = (last.days() - first.days() + 1).clamp(1, MOST_DAYS);
        for day in 0..days {
            let (date, number) = (first.plus_days(day), day as u32 + 1);
            found.push((
                occurrence.start.0,
                DayOf { date, occurrence: index, day: number, days: days as u32 },
            ));
        }
    }
    found.sort_by_key(|(start, day)| (day.date.days(), *start));
    found.into_iter().map(|(_, day)| day).collect()
}
