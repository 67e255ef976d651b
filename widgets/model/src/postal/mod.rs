//! Postal codes by country, after the facts that Google's address metadata collects from the
//! postal services. A country that is in neither table may write what it likes.

use crate::text::{ascii_digit, is_letter};

/// Countries without postal codes, two letters each.
const WITHOUT: &str = "AEAGAOAQAWBFBIBJBOBQBSBVBWBZCDCFCGCICKCMCWDJDMERFJGAGDGHGMGQGYHKJMKIKMKNLCLYMLMOMRMSMWNRNUPAPSQARWSBSCSLSRSSSTSXSYTDTFTGTKTLTOTTTVUGVUWSYEZW";

/// A line per pattern: the countries that have it, then its ways, `|` between them. `9` is a
/// digit, `A` a letter, `*` either; spaces and hyphens stand where that country writes them.
const PATTERNS: &str = include_str!("patterns.txt");

/// Whether people in `country` (ISO 3166-1 alpha-2; empty if unknown) have postal codes.
pub fn has_postal_codes(country: &str) -> bool {
    !lists(WITHOUT, country)
}

fn lists(countries: &str, country: &str) -> bool {
    countries.as_bytes().chunks(2).any(|code| code == country.as_bytes())
}

/// Reads a postal code as it is typed and writes it as `country` does.
pub(crate) fn parse(typed: &str, country: &str) -> Option<String> {
    let Some(ways) = ways(country) else {
        let shaped = typed.chars().all(|c| is_letter(c) || c == ' ' || c == '-');
        return (shaped && typed.chars().count() > 1).then(|| typed.to_owned());
    };
    let mut code: Vec<char> = typed
        .chars()
        .filter(|character| !matches!(character, ' ' | '\u{a0}' | '-' | '‐' | '–' | '－' | '.'))
        .map(|character| ascii_digit(character).unwrap_or(character.to_ascii_uppercase()))
        .collect();
    // The old sign of the country, as in D-10115 and LV-1010.
    let sign = code.iter().take_while(|character| character.is_ascii_uppercase()).count();
    if ways.starts_with('9') && (1..=3).contains(&sign) && !ways.contains('A') {
        code.drain(..sign);
    }
    ways.split('|').find_map(|way| written(&code, way))
}

fn ways(country: &str) -> Option<&'static str> {
    let mut lines = PATTERNS.lines().filter_map(|line| line.split_once(' '));
    lines.find(|(countries, _)| lists(countries, country)).map(|(_, ways)| ways)
}

/// The code in the way of a pattern, if it is one.
fn written(code: &[char], way: &str) -> Option<String> {
    let mut rest = code.iter();
    let mut text = String::new();
    for place in way.chars() {
        let character = match place {
            '9' => *rest.next().filter(|character| character.is_ascii_digit())?,
            'A' => *rest.next().filter(|character| character.is_ascii_uppercase())?,
            '*' => *rest.next().filter(|character| character.is_ascii_alphanumeric())?,
            separator => separator,
        };
        text.push(character);
    }
    rest.next().is_none().then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::countries;

    #[test]
    fn a_code_is_written_as_its_country_does() {
        for (country, typed, written) in [
            ("DE", " D-10115", Some("10115")),
            ("GB", "sw1a1aa", Some("SW1A 1AA")),
            ("GB", "M1 1ae", Some("M1 1AE")),
            ("NL", "1234ab", Some("1234 AB")),
            ("SE", "SE-11455", Some("114 55")),
            ("PL", "00950", Some("00-950")),
            ("PT", "2725 079", Some("2725-079")),
            ("JP", "〒", None),
            ("JP", "１５４－００２３", Some("154-0023")),
            ("JP", "154 0023", Some("154-0023")),
            ("CA", "h3z2y7", Some("H3Z 2Y7")),
            ("US", "22162 1010", Some("22162-1010")),
            ("EG", "١٢٤١١", Some("12411")),
            ("DE", "1011", None),
            ("DE", "ABC10115X", None),
            ("GB", "12345", None),
            ("AR", "c1070aam", Some("C1070AAM")),
        ] {
            assert_eq!(parse(typed, country).as_deref(), written, "{typed} in {country}");
        }
    }

    #[test]
    fn without_a_known_country_anything_that_could_be_one_is_taken_as_it_is() {
        for country in ["", "PE", "XX"] {
            assert_eq!(parse("Lima 23", country).as_deref(), Some("Lima 23"));
            assert_eq!(parse("1", country), None);
            assert_eq!(parse("<b>", country), None);
        }
    }

    #[test]
    fn every_country_is_known_once_at_most() {
        let mut listed: Vec<&str> = PATTERNS.lines().filter_map(|line| line.split(' ').next()).collect();
        listed.push(WITHOUT);
        for country in countries() {
            let times = listed.iter().filter(|countries| lists(countries, country)).count();
            assert!(times < 2, "{country}");
        }
        let all: usize = listed.iter().map(|countries| countries.len() / 2).sum();
        assert!(all > 235, "{all}");
        assert!(!has_postal_codes("AE") && has_postal_codes("DE") && has_postal_codes(""));
    }

    proptest! {
        #[test]
        fn what_is_kept_is_kept_again(typed in "[A-Za-z0-9 -]{0,12}", index in 0..249usize) {
            let country = countries().nth(index).unwrap();
            if let Some(code) = parse(&typed, country) {
                prop_assert_eq!(parse(&code, country), Some(code));
            }
        }

        #[test]
        fn any_text_is_a_code_or_is_none(typed in "\\PC{0,12}", country in "[A-Z]{0,2}") {
            let _ = parse(&typed, &country);
        }
    }
}
