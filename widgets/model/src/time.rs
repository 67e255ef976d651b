//! Instants and times of day, without a calendar library: the browser formats, this only reads.

use serde_json::Value;

use crate::Date;
use crate::document::{Decode, Reader};

/// A number of exactly so many ASCII digits.
pub(crate) fn number(text: &str, length: usize) -> Option<u16> {
    let digits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// Checks a time of day, `18:30` or `18:30:00` (the value of `<input type=time>`).
pub(crate) fn of_day(text: &str) -> Option<()> {
    let mut parts = text.splitn(3, ':');
    let fits = |part: Option<&str>, most| number(part?, 2).filter(|number| *number <= most);
    fits(parts.next(), 23)?;
    fits(parts.next(), 59)?;
    parts.next().map_or(Some(()), |seconds| fits(Some(seconds), 59).map(drop))
}

/// An instant, in milliseconds since 1970-01-01T00:00:00Z (what `Date.now()` gives).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Parses an RFC 3339 time, e.g. `2026-12-31T23:59:00+01:00`. Fractions beyond
    /// milliseconds are dropped; a leap second is read as the second before it.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = (text.get(..10)?, text.get(10..)?);
        let days = Date::parse(date)?.days();
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (clock, zone) = rest.split_at(rest.find(['Z', 'z', '+', '-'])?);
        let (clock, fraction) =
            clock.split_once('.').map_or((clock, None), |(clock, part)| (clock, Some(part)));
        let mut parts = clock.splitn(3, ':');
        let hour = number(parts.next()?, 2).filter(|hour| *hour < 24)?;
        let minute = number(parts.next()?, 2).filter(|minute| *minute < 60)?;
        let second = number(parts.next()?, 2).filter(|second| *second <= 60)?.min(59);
        let millis = match fraction {
            None => 0,
            Some(part) if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) => {
                part.bytes().chain(*b"00").take(3).fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))
            }
            Some(_) => return None,
        };
        let offset = match zone.split_at(1) {
            ("Z" | "z", "") => 0,
            (sign, clock) => {
                let (hours, minutes) = clock.split_once(':')?;
                let hours = number(hours, 2).filter(|hours| *hours < 24)?;
                let minutes = number(minutes, 2).filter(|minutes| *minutes < 60)?;
                let offset = i64::from(hours) * 60 + i64::from(minutes);
                match sign {
                    "+" => offset,
                    "-" => -offset,
                    _ => return None,
                }
            }
        };
        let minutes = (days * 24 + i64::from(hour)) * 60 + i64::from(minute) - offset;
        Some(Self((minutes * 60 + i64::from(second)) * 1000 + millis))
    }
}

impl Decode for Timestamp {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let expected = "must be a time with its offset (RFC 3339), e.g. 2026-12-31T23:59:00+01:00";
        reader.parsed(self, value, Self::parse, expected);
    }

    fn blank() -> Self {
        Self(0)
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "string", "format": "date-time" })
    }
}

#[cfg(test)]
mod tests {
    use ::time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_time_needs_its_offset() {
        for bad in [
            "2026-12-31T23:59:00",
            "2026-12-31",
            "",
            "2026-12-31T24:00:00Z",
            "2026-12-31T23:59:00.Z",
            "2026-12-31T23:59:00+1:00",
            "2026-12-31é",
        ] {
            assert_eq!(Timestamp::parse(bad), None, "{bad}");
        }
        assert_eq!(Timestamp::parse("1970-01-01T01:00:00.5+01:00"), Some(Timestamp(500)));
    }

    proptest! {
        #[test]
        fn any_text_gives_a_time_or_nothing(text in "\\PC{0,30}", near in "[0-9T:.+Z-]{0,30}") {
            let _ = (Timestamp::parse(&text), Timestamp::parse(&near), Date::parse(&near));
        }

        #[test]
        fn an_independent_library_reads_the_same_instant(seconds in -62_000_000_000_i64..253_000_000_000, offset in -14*4..=14*4_i32) {
            let offset = UtcOffset::from_whole_seconds(offset * 900).unwrap();
            let moment = OffsetDateTime::from_unix_timestamp(seconds).unwrap().to_offset(offset);
            let text = moment.format(&Rfc3339).unwrap();
            prop_assert_eq!(Timestamp::parse(&text), Some(Timestamp(seconds * 1000)));
        }
    }
}
