use serde_json::Value;

use crate::document::{Decode, Reader};

/// A decimal number with up to 12 digits before the point and 6 after it.
///
/// Exact, comparable, and a few hundred bytes in the wasm where parsing an `f64` is
/// several thousand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(i64);

const ONE: i64 = 1_000_000;

/// The largest that can be written: 12 digits before the point and 6 after it.
const LARGEST: i64 = ONE * ONE * ONE - 1;

impl Decimal {
    /// Parses `-12`, `3.5`, `.5`; a decimal comma is taken as a point.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let shaped = whole.len() <= 12
            && fraction.len() <= 6
            && !(whole.is_empty() && fraction.is_empty())
            && whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
        if !shaped {
            return None;
        }
        let zeros = core::iter::repeat_n(b'0', 6 - fraction.len());
        let units = whole
            .bytes()
            .chain(fraction.bytes())
            .chain(zeros)
            .fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
        Some(Self(if negative { -units } else { units }))
    }

    /// The shortest way to write it, e.g. `-0.5`.
    pub fn to_text(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let units = self.0.unsigned_abs();
        let whole = (units / ONE as u64).to_string();
        let fraction = (units % ONE as u64 + ONE as u64).to_string();
        let fraction = fraction[1..].trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        [sign, &whole, point, fraction].concat()
    }
}

impl Decimal {
    /// In millionths.
    pub fn millionths(self) -> i64 {
        self.0
    }

    /// From millionths; what is too large for a decimal number becomes the largest.
    pub(crate) fn from_millionths(millionths: i128) -> Self {
        let most = i128::from(LARGEST);
        Self(millionths.clamp(-most, most) as i64)
    }
}

impl From<u32> for Decimal {
    fn from(number: u32) -> Self {
        Self(i64::from(number) * ONE)
    }
}

impl Decode for Decimal {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        match value.as_f64() {
            Some(number) if number.abs() < 1e12 => *self = Self((number * ONE as f64).round() as i64),
            _ => reader.wrong(value, "a number with at most 12 digits before the point"),
        }
    }

    fn blank() -> Self {
        Self(0)
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "number", "exclusiveMinimum": -1e12, "exclusiveMaximum": 1e12 })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_plain_decimals_are_numbers() {
        for bad in ["", "-", ".", "1e5", "0x1", "1.2.3", " 1", "1234567890123", "٣"] {
            assert_eq!(Decimal::parse(bad), None, "{bad:?}");
        }
        assert_eq!(Decimal::parse("1,50"), Decimal::parse("1.5"));
        assert!(Decimal::parse("-2") < Decimal::parse("-1.999999"));
    }

    proptest! {
        #[test]
        fn any_text_gives_a_number_or_nothing_and_numbers_survive_writing(text in "\\PC{0,16}", whole in -999_999_999_999_i64..999_999_999_999, part in 0..1_000_000_u32) {
            let _ = Decimal::parse(&text);
            let number = Decimal::parse(&format!("{whole}.{part:06}")).unwrap();
            prop_assert_eq!(Decimal::parse(&number.to_text()), Some(number));
        }
    }
}
