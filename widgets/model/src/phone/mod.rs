//! Phone numbers: from what people type to E.164 (ITU-T), and to something they can check.
//!
//! `regions.txt` has a line per region, after the facts in libphonenumber's metadata (9.0): ISO
//! 3166-1 code, calling code, trunk prefixes (`-` for none), how many digits follow the calling code,
//! and the sizes of all but the last group of a mobile number. Regions that share a calling code
//! stand together, the main one first.

use crate::text::ascii_digit;

const REGIONS: &str = include_str!("regions.txt");

/// A number with its country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneNumber {
    calling: &'static str,
    groups: &'static str,
    /// What follows the calling code.
    national: String,
}

/// One line of the table.
struct Region {
    code: &'static str,
    calling: &'static str,
    trunks: &'static str,
    shortest: usize,
    longest: usize,
    groups: &'static str,
}

fn regions() -> impl Iterator<Item = Region> {
    REGIONS.lines().filter_map(|line| {
        let mut columns = line.split(' ');
        let (code, calling, trunks) = (columns.next()?, columns.next()?, columns.next()?);
        let sizes = columns.next()?;
        let (shortest, longest) = sizes.split_once('-').unwrap_or((sizes, sizes));
        Some(Region {
            code,
            calling,
            trunks,
            shortest: shortest.parse().ok()?,
            longest: longest.parse().ok()?,
            groups: columns.next()?,
        })
    })
}

impl PhoneNumber {
    /// Reads what is typed: with `+` or `00` and a calling code, or as people write it in
    /// `country` (ISO 3166-1 alpha-2; empty if unknown).
    pub fn parse(typed: &str, country: &str) -> Option<Self> {
        let mut digits = String::new();
        let mut plus = false;
        for character in typed.chars() {
            match (character, ascii_digit(character)) {
                (_, Some(digit)) => digits.push(digit),
                ('+' | '＋', None) if digits.is_empty() => plus = true,
                // With marks of direction, which come along when a number is copied.
                (
                    ' ' | '\u{a0}' | '-' | '‐' | '–' | '/' | '.' | '(' | ')' | '\u{200e}' | '\u{200f}',
                    None,
                ) => {}
                _ => return None,
            }
        }
        if plus {
            return Self::international(&digits);
        }
        if let Some(digits) = digits.strip_prefix("00") {
            return Self::international(digits);
        }
        let home = regions().find(|region| region.code == country)?;
        if home.calling == "1"
            && let Some(digits) = digits.strip_prefix("011")
        {
            return Self::international(digits);
        }
        // Some leave out the plus, too. Where a trunk prefix begins a number, few leave out that.
        let abroad = digits.strip_prefix(home.calling).filter(|rest| rest.len() >= 9);
        let plain = home.trunks != "-" && !home.trunks.split(',').any(|trunk| digits.starts_with(trunk));
        let bare = abroad.filter(|_| plain).and_then(|rest| home.number(rest, false));
        bare.or_else(|| home.number(&digits, true)).or_else(|| home.number(abroad?, false))
    }

    fn international(digits: &str) -> Option<Self> {
        regions().find_map(|region| {
            let rest = digits.strip_prefix(region.calling)?;
            // As in +49 (0) 151. Other trunk prefixes nobody writes there.
            let zero = region.trunks.starts_with('0');
            region.number(if zero { rest.trim_start_matches('0') } else { rest }, false)
        })
    }

    /// E.164: a plus and digits.
    pub fn e164(&self) -> String {
        ["+", self.calling, &self.national].concat()
    }

    /// For reading (ITU-T E.123): with the calling code, in the groups of a mobile number there.
    pub fn to_text(&self) -> String {
        let mut text = ["+", self.calling, " "].concat();
        let mut rest = &*self.national;
        for size in self.groups.bytes() {
            // A last group of a single digit would be a scrap.
            let Some((group, more)) = rest.split_at_checked(usize::from(size.wrapping_sub(b'0'))) else {
                break;
            };
            if more.len() < 2 {
                break;
            }
            text.push_str(group);
            text.push(' ');
            rest = more;
        }
        text.push_str(rest);
        text
    }
}

impl Region {
    /// The number that these digits are within the region; `at_home` they may begin with a trunk
    /// prefix.
    fn number(&self, digits: &str, at_home: bool) -> Option<PhoneNumber> {
        // E.164 has 15 digits at most, the calling code among them.
        let longest = self.longest.min(15 - self.calling.len());
        let fits = |digits: &str| {
            let zero = digits.starts_with('0') && self.trunks.starts_with('0');
            !zero && (self.shortest..=longest).contains(&digits.len())
        };
        let number = |national: String| PhoneNumber { calling: self.calling, groups: self.groups, national };
        let mut trunks = self.trunks.split(',');
        let without =
            trunks.find_map(|trunk| digits.strip_prefix(trunk)).filter(|rest| at_home && fits(rest));
        if let Some(national) = without.or_else(|| Some(digits).filter(|digits| fits(digits))) {
            return Some(number(national.to_owned()));
        }
        // Two habits that no prefix explains: 15 within an Argentine mobile number, which is a 9
        // before it to the rest of the world, and the 1 that Mexican ones had until 2019.
        match self.code {
            "AR" => {
                let local = digits.strip_prefix('0').unwrap_or(digits);
                let area = (2..=4).find(|area| local.get(*area..area + 2) == Some("15"))?;
                let national = ["9", local.get(..area)?, local.get(area + 2..)?].concat();
                Some(number(national)).filter(|_| local.len() == 12)
            }
            "MX" => digits.strip_prefix('1').filter(|rest| fits(rest)).map(|rest| number(rest.to_owned())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn e164(typed: &str, country: &str) -> Option<String> {
        PhoneNumber::parse(typed, country).map(|number| number.e164())
    }

    #[test]
    fn a_number_is_the_same_however_it_is_typed() {
        for typed in [
            "01512 3456789",
            "0151 / 234 567 89",
            "+49 151 23456789",
            "+49 (0) 151 23456789",
            "0049 151 23456789",
            "49 151 23456789",
            "٠١٥١ ٢٣٤٥٦٧٨٩",
            "\u{200e}+49 151 23456789",
        ] {
            assert_eq!(e164(typed, "DE").as_deref(), Some("+4915123456789"), "{typed}");
        }
        assert_eq!(e164("011 49 151 23456789", "US").as_deref(), Some("+4915123456789"));
        assert_eq!(e164("(201) 555-0123", "US").as_deref(), Some("+12015550123"));
        assert_eq!(e164("1 201 555 0123", "CA").as_deref(), Some("+12015550123"));
    }

    #[test]
    fn the_zero_of_an_italian_number_is_part_of_it() {
        assert_eq!(e164("06 1234 5678", "IT").as_deref(), Some("+390612345678"));
    }

    #[test]
    fn without_a_country_only_a_number_with_its_calling_code_is_one() {
        assert_eq!(e164("01512 3456789", ""), None);
        assert_eq!(e164("01512 3456789", "XX"), None);
        assert_eq!(e164("+49 1512 3456789", "").as_deref(), Some("+4915123456789"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for typed in [
            "",
            "+",
            "call me",
            "0151",
            "123",
            "+999 12345678",
            "+1 201 555 012",
            "5+5",
            "020 7946 0000 0000 0",
        ] {
            assert_eq!(e164(typed, "GB"), None, "{typed}");
        }
    }

    #[test]
    fn for_reading_it_has_its_calling_code_and_groups() {
        let text = |typed, country| PhoneNumber::parse(typed, country).unwrap().to_text();
        assert_eq!(text("01512 3456789", "DE"), "+49 1512 3456789");
        assert_eq!(text("0612345678", "FR"), "+33 6 12 34 56 78");
        assert_eq!(text("(201) 555-0123", "US"), "+1 201 555 0123");
        assert_eq!(text("+247 40123", ""), "+247 40123");
    }

    proptest! {
        #[test]
        fn any_text_is_a_number_or_is_none(typed in "\\PC{0,24}", country in "[A-Z]{0,2}") {
            let _ = PhoneNumber::parse(&typed, &country);
        }

        #[test]
        fn what_is_kept_and_what_is_read_stay_the_same_number(typed in "[+0]?[0-9]{4,16}", country in "DE|US|GB|IT|AR|MX|LT|KZ") {
            if let Some(number) = PhoneNumber::parse(&typed, &country) {
                for text in [number.e164(), number.to_text()] {
                    let again = PhoneNumber::parse(&text, "");
                    prop_assert_eq!(again.map(|number| number.e164()), Some(number.e164()));
                }
                prop_assert!(number.e164().len() <= 16);
            }
        }
    }
}
