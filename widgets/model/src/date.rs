use serde_json::Value;

use crate::choice;
use crate::document::{Decode, Reader};
use crate::time::number;

choice! {
    /// A day of the week.
    pub enum Weekday {
        /// Monday.
        Monday = "monday",
        /// Tuesday.
        Tuesday = "tuesday",
        /// Wednesday.
        Wednesday = "wednesday",
        /// Thursday.
        Thursday = "thursday",
        /// Friday.
        Friday = "friday",
        /// Saturday.
        Saturday = "saturday",
        /// Sunday.
        Sunday = "sunday",
    }
}

/// A date of the Gregorian calendar, of the years 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// Days from 1970-01-01 to the first and to the last date there is.
const FIRST: i64 = -719_528;
const LAST: i64 = 2_932_896;

impl Date {
    /// The date, if the calendar has it; months and days count from 1.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let fits = year <= 9999 && (1..=12).contains(&month) && (1..=last_day(year, month)).contains(&day);
        fits.then_some(Self { year, month, day })
    }

    /// Parses `2026-02-28` (ISO 8601, the value of `<input type=date>`).
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let year = number(parts.next()?, 4)?;
        let month = number(parts.next()?, 2)?;
        let day = number(parts.next()?, 2)?;
        Self::new(year, month as u8, day as u8)
    }

    /// As it is parsed.
    pub fn to_text(self) -> String {
        let mut text = String::with_capacity(10);
        let year = u32::from(self.year);
        for (before, number, length) in
            [("", year, 4), ("-", u32::from(self.month), 2), ("-", u32::from(self.day), 2)]
        {
            text.push_str(before);
            digits(&mut text, number, length);
        }
        text
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01; the algorithm of Howard Hinnant's `days_from_civil`.
    pub fn days(self) -> i64 {
        let shifted = (i64::from(self.month) + 9) % 12;
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * shifted + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The opposite of [`Self::days`] (Hinnant's `civil_from_days`); beyond the years 0 to 9999
    /// the first or last date.
    pub fn from_days(days: i64) -> Self {
        let days = days.clamp(FIRST, LAST) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year: year as u16, month: month as u8, day: day as u8 }
    }

    /// So many days later, or earlier.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_days(self.days().saturating_add(days))
    }

    /// The same day of a month so many later, or earlier; its last day where it is shorter.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Self {
        let month = (i64::from(self.year) * 12 + i64::from(self.month) - 1).saturating_add(months);
        let month = month.clamp(0, 9999 * 12 + 11);
        let (year, month) = ((month / 12) as u16, (month % 12) as u8 + 1);
        Self { year, month, day: self.day.min(last_day(year, month)) }
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        let index = (self.days() + 3).rem_euclid(7) as usize;
        Weekday::ALL.get(index).copied().unwrap_or(Weekday::Monday)
    }

    /// The last date of its month.
    #[must_use]
    pub fn month_end(self) -> Self {
        Self { day: last_day(self.year, self.month), ..self }
    }

    /// The first date of its week, where weeks begin with `first`.
    #[must_use]
    pub fn week_start(self, first: Weekday) -> Self {
        self.plus_days(-(i64::from(7 + self.weekday() as u8 - first as u8) % 7))
    }
}

/// Writes a number with at least so many digits.
pub(crate) fn digits(text: &mut String, number: u32, length: u32) {
    for place in (0..length).rev() {
        text.push(char::from(b'0' + (number / 10_u32.pow(place) % 10) as u8));
    }
}

/// The number of days of a month.
fn last_day(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Decode for Date {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        reader.parsed(self, value, Self::parse, "must be a date of the calendar, e.g. 2026-12-31");
    }

    fn blank() -> Self {
        Self { year: 0, month: 1, day: 1 }
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "string", "format": "date" })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_that_the_calendar_does_not_have_are_refused() {
        for bad in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "26-1-1",
            "2026-1-01",
            "2026-01-01x",
        ] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
        assert!(Date::parse("2028-02-29").is_some());
        assert!(Date::parse("2000-02-29").is_some());
    }

    #[test]
    fn weeks_begin_where_they_are_said_to() {
        let date = |text| Date::parse(text).unwrap();
        assert_eq!(date("2026-11-24").weekday(), Weekday::Tuesday);
        assert_eq!(date("2026-11-24").week_start(Weekday::Monday), date("2026-11-23"));
        assert_eq!(date("2026-11-24").week_start(Weekday::Sunday), date("2026-11-22"));
        assert_eq!(date("2026-11-22").week_start(Weekday::Monday), date("2026-11-16"));
        assert_eq!(date("2026-11-24").week_start(Weekday::Saturday), date("2026-11-21"));
    }

    proptest! {
        #[test]
        fn an_independent_library_has_the_same_calendar(days in FIRST..=LAST, months in -30_000..30_000_i64) {
            let date = Date::from_days(days);
            let other = jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(days));
            prop_assert_eq!(date.to_text(), other.to_string());
            prop_assert_eq!((date.days(), Date::parse(&date.to_text())), (days, Some(date)));
            prop_assert_eq!(date.weekday() as i8, other.weekday().to_monday_zero_offset());
            if let Ok(moved) = other.checked_add(jiff::Span::new().months(months)) {
                prop_assert!(moved.year() < 0 || date.plus_months(months).to_text() == moved.to_string());
            }
            prop_assert_eq!(date.month_end().to_text(), other.last_of_month().to_string());
        }
    }
}
