use core::cmp::Ordering;

use serde_json::Value;

use crate::document::{Decode, Identifier, Nested, Reader};
use crate::{Date, Decimal, Values, document, object, time};

document! {
    /// When something is asked, by what was answered before. Everything that it says must hold.
    pub struct Condition check = check; {
        /// The answer that it looks at.
        field: Option<Control>,
        /// The answer is this, or this is among what was ticked.
        equals: Option<String>,
        /// The answer is one of these.
        one_of: Vec<String>,
        /// The answer has these words in it, in capitals or not.
        contains: Option<String>,
        /// The answer is a number below this, or a date or time before it.
        less: Option<Bound>,
        /// The answer is a number above this, or a date or time after it.
        greater: Option<Bound>,
        /// There is an answer, or there is none.
        answered: Option<bool>,
        /// All of these hold.
        all: Conditions,
        /// At least one of these holds.
        any: Conditions,
        /// None of these holds.
        none: Conditions,
    }
}

fn check(condition: &Condition, reader: &mut Reader) {
    let asks = condition.equals.is_some()
        || !condition.one_of.is_empty()
        || condition.contains.is_some()
        || condition.less.is_some()
        || condition.greater.is_some()
        || condition.answered.is_some();
    if condition.field.is_some() != asks {
        reader.error("needs a field together with equals, one_of, contains, less, greater or answered");
    } else if !asks && condition.groups().iter().all(|group| group.is_empty()) {
        reader.error("says nothing: give a field and its answer, or all, any or none of several conditions");
    }
}

/// True, false, or not known yet (Kleene's logic): an answer that is still to come decides.
pub(crate) type Verdict = Option<bool>;

pub(crate) fn both(one: Verdict, other: Verdict) -> Verdict {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn not(verdict: Verdict) -> Verdict {
    verdict.map(|holds| !holds)
}

impl Condition {
    /// Whether it holds for these answers.
    pub fn holds(&self, answers: &Values) -> bool {
        self.judge(&|field| Some(answers.get(field))) == Some(true)
    }

    /// Whether it holds, where some answers may still be open: `answer` gives none for those.
    pub(crate) fn judge<'a>(&self, answer: &dyn Fn(&str) -> Option<&'a str>) -> Verdict {
        let mut verdict = match &self.field {
            Some(field) => answer(field).map(|answer| self.fits(answer)),
            None => Some(true),
        };
        for other in self.all.iter() {
            verdict = both(verdict, other.judge(answer));
        }
        for other in self.none.iter() {
            verdict = both(verdict, not(other.judge(answer)));
        }
        if !self.any.is_empty() {
            let mut all_fail = Some(true);
            for other in self.any.iter() {
                all_fail = both(all_fail, not(other.judge(answer)));
            }
            verdict = both(verdict, not(all_fail));
        }
        verdict
    }

    fn fits(&self, answer: &str) -> bool {
        let is = |text: &String| answer == text || answer.split(',').any(|ticked| ticked == text);
        let beyond =
            |bound: &Option<Bound>, side| bound.as_ref().is_none_or(|b| b.order(answer) == Some(side));
        self.equals.as_ref().is_none_or(is)
            && (self.one_of.is_empty() || self.one_of.iter().any(is))
            && self.contains.as_ref().is_none_or(|words| has(answer, words))
            && beyond(&self.less, Ordering::Less)
            && beyond(&self.greater, Ordering::Greater)
            && self.answered.is_none_or(|answered| answered != answer.is_empty())
    }

    fn groups(&self) -> [&Conditions; 3] {
        [&self.all, &self.any, &self.none]
    }

    /// Shows `look` every condition in this one that looks at an answer, itself included.
    pub(crate) fn each<'c>(&'c self, look: &mut dyn FnMut(&'c str, &'c Condition)) {
        if let Some(field) = &self.field {
            look(field, self);
        }
        for other in self.groups().into_iter().flat_map(|group| group.iter()) {
            other.each(look);
        }
    }

    /// The first answer it looks at that is not among `known`.
    pub fn unknown(&self, known: &[&str]) -> Option<&str> {
        let own = self.field.as_deref().filter(|field| !known.contains(field));
        own.or_else(|| {
            self.groups().into_iter().flat_map(|group| group.iter()).find_map(|other| other.unknown(known))
        })
    }
}

object!(Condition);

/// Whether `words` are somewhere in `answer`, capital letters or not; by hand, because the standard
/// search brings a machine for long texts.
fn has(answer: &str, words: &str) -> bool {
    let small = |text: &str| text.chars().map(small).collect::<Vec<_>>();
    let (answer, words) = (small(answer), small(words));
    words.is_empty() || answer.windows(words.len()).any(|window| window == words)
}

/// The small letter of most capitals of European languages. The standard library knows those of all
/// scripts, from tables that weigh 8 KB in the wasm.
pub(crate) fn small(letter: char) -> char {
    if letter == 'İ' {
        return 'i';
    }
    let apart = match letter {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ω' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        'Ā'..='ķ' | 'Ŋ'..='ŷ' | 'Ґ'..='ҿ' => u32::from(u32::from(letter).is_multiple_of(2)),
        'Ĺ'..='ň' | 'Ź'..='ž' => u32::from(letter) % 2,
        _ => 0,
    };
    char::from_u32(u32::from(letter) + apart).unwrap_or(letter)
}

/// The name of a control: that of a field or question, or in a survey `question.row` and
/// `question.other`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control(String);

impl core::ops::Deref for Control {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Control {
    /// Checks the shape.
    pub fn parse(text: &str) -> Option<Self> {
        let whole = |name: &str| Identifier::parse(name).is_some();
        let shaped = match text.split_once('.') {
            Some((name, part)) => whole(name) && whole(part),
            None => whole(text),
        };
        shaped.then(|| Self(text.into()))
    }
}

impl Decode for Control {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let expected = "must be the name of a field or question, or of a part of it, e.g. transport.bus";
        reader.parsed(self, value, Self::parse, expected);
    }

    fn blank() -> Self {
        Self(String::new())
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "string", "minLength": 1 })
    }
}

/// What an answer is measured against: a number, or a date (`2026-12-31`) or time of day (`18:30`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A number.
    Number(Decimal),
    /// A date or a time of day.
    Moment(String),
}

impl Bound {
    /// On which side of this an answer is; none if they cannot be compared.
    fn order(&self, answer: &str) -> Option<Ordering> {
        match self {
            Self::Number(number) => Decimal::parse(answer).map(|answer| answer.cmp(number)),
            // Dates and times of day, as they are written, are in the order of their letters.
            Self::Moment(moment) => {
                let alike = Date::parse(answer).is_some() == Date::parse(moment).is_some();
                (alike && is_moment(answer)).then(|| answer.cmp(moment))
            }
        }
    }
}

fn is_moment(text: &str) -> bool {
    Date::parse(text).is_some() || time::of_day(text).is_some()
}

impl Decode for Bound {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        match value {
            Value::String(text) if is_moment(text) => *self = Self::Moment(text.clone()),
            Value::Number(_) => {
                let mut number = Decimal::blank();
                number.read(value, reader);
                *self = Self::Number(number);
            }
            _ => reader.wrong(value, "a number, a date such as 2026-12-31 or a time such as 18:30"),
        }
    }

    fn blank() -> Self {
        Self::Number(Decimal::blank())
    }

    fn schema() -> Value {
        serde_json::json!({ "type": ["number", "string"] })
    }
}

/// Several conditions.
pub type Conditions = Nested<Condition>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_the_capitals() {
        for (answer, words) in [
            ("In meiner STRAßE", "straße"),
            ("ΑΘΗΝΑ", "αθηνα"),
            ("ЖИТТЯ Ї", "життя ї"),
            ("Łódź", "łÓ"),
            ("İzmir", "izmir"),
            ("學校", "校"),
        ] {
            assert!(has(answer, words), "{words} in {answer}");
        }
        assert!(!has("Park", "parking"));
    }

    #[test]
    fn every_letter_of_these_scripts_that_has_one_small_letter_finds_it() {
        for letter in ('A'..='į').chain('Ĳ'..='ŷ').chain('Α'..='Ω').chain('Ѐ'..='Я').chain('Ґ'..='ҿ')
        {
            let mut lower = letter.to_lowercase();
            if let (Some(expected), None) = (lower.next(), lower.next()) {
                assert_eq!(small(letter), expected, "{letter}");
            }
        }
    }
}
