//! What each kind of question accepts.
//!
//! Answers are strings by control name, as a plain form sends them:
//!
//! | kind | control | value |
//! | --- | --- | --- |
//! | `single_choice`, `dropdown`, `searchable` | `name` | the value of the option |
//! | `multiple_choice` | `name` | the values with commas between, in the order of the options |
//! | `ranking` | `name` | the values with commas between, the most preferred first |
//! | words beside "other" | `name.other` | the words |
//! | `yes_no` | `name` | `yes` or `no` |
//! | `scale`, `nps`, `rating` | `name` | the point, a whole number |
//! | `matrix` | `name.row` | the point, or the value of the option |
//! | `short_text`, `long_text` | `name` | the text |
//! | `number` | `name` | a decimal number with a point |
//! | `date` | `name` | `2026-12-31` |
//! | `contact` | the name of each field | as in any form |
//!
//! A name that comes several times, as ticked boxes send it, is joined with commas.

use super::{Names, Question, QuestionKind};
use crate::field::{between, checked_text, enough, number, tidy};
use crate::form::{check_fields, keep};
use crate::{Date, Decimal, ErrorCode, FieldError, Values};

impl Question {
    /// Judges what was entered into its controls: gives the answers to keep, and what is wrong.
    /// What is wrong is among the answers as it was entered, so that a condition that looks at
    /// it while it is typed sees something.
    pub(super) fn judge(&self, entered: &Values, required: bool) -> (Values, Vec<FieldError>) {
        let (mut values, mut errors) = check_fields(&self.fields, entered);
        match self.kind {
            QuestionKind::Statement | QuestionKind::Contact => {}
            QuestionKind::Matrix => {
                for row in &self.rows {
                    let control = self.part(&row.name);
                    let result = self.answer(entered.get(&control), required);
                    keep(&mut values, &mut errors, &control, result);
                }
            }
            _ => {
                let result = self.answer(entered.get(&self.name), required);
                keep(&mut values, &mut errors, &self.name, result);
                // The words beside "other" are needed where it was chosen, and not taken where
                // it was not.
                if self.chose_other(values.get(&self.name)) {
                    let control = self.part("other");
                    let result = checked_text(entered.get(&control), true, self.max_length());
                    keep(&mut values, &mut errors, &control, result);
                }
            }
        }
        for error in &errors {
            let seen = tidy(entered.get(&error.field));
            // However long it is: what is beyond any right answer need not be looked through.
            let cut = seen.char_indices().nth(self.longest_seen()).map_or(seen.len(), |(at, _)| at);
            values.set(&error.field, seen.get(..cut).unwrap_or_default().into());
        }
        (values, errors)
    }

    /// As many characters of a wrong answer are seen by conditions.
    fn longest_seen(&self) -> usize {
        let options: usize = self.options.iter().map(|option| option.value.len() + 1).sum();
        options.max(self.max_length() as usize).max(200)
    }

    fn chose_other(&self, answer: &str) -> bool {
        self.other().is_some_and(|other| answer.split(',').any(|chosen| chosen == other.value))
    }

    /// Judges the answer in one control; gives the one to keep, empty where there is none.
    fn answer(&self, entered: &str, required: bool) -> Result<String, ErrorCode> {
        use QuestionKind::{
            Contact, Date as Day, Dropdown, LongText, Matrix, MultipleChoice, Nps, Number, Ranking, Rating,
            Scale, Searchable, ShortText, SingleChoice, Statement, YesNo,
        };
        let longest = match self.kind {
            ShortText | LongText => self.max_length(),
            // As long as all options together may be.
            MultipleChoice | Ranking => u32::MAX,
            _ => 200,
        };
        let value = checked_text(entered, required, longest)?;
        if value.is_empty() {
            return Ok(value);
        }
        match self.kind {
            ShortText | LongText | Contact | Statement => Ok(value),
            SingleChoice | Dropdown | Searchable => self.one(value),
            MultipleChoice => self.several(&value),
            Ranking => self.ranking(&value),
            YesNo if matches!(value.as_str(), "yes" | "no") => Ok(value),
            YesNo => Err(ErrorCode::Option),
            Matrix if !self.options.is_empty() => self.one(value),
            Scale | Nps | Rating | Matrix => self.point(&value),
            Number => self.number(&value),
            Day => {
                Date::parse(&value).ok_or(ErrorCode::Date)?;
                between(&value, self.earliest.as_deref(), self.latest.as_deref())?;
                Ok(value)
            }
        }
    }

    /// Whether this can be the answer in a control, or among the several answers in it.
    pub(super) fn offers(&self, control: &str, value: &str) -> bool {
        use QuestionKind::{MultipleChoice, Ranking};
        let words = control != &*self.name && self.kind != QuestionKind::Matrix;
        match self.kind {
            _ if words => true,
            MultipleChoice | Ranking => self.has_option(value),
            _ => self.answer(value, false).is_ok_and(|kept| kept == value),
        }
    }

    fn has_option(&self, value: &str) -> bool {
        self.options.iter().any(|option| option.value == value)
    }

    fn one(&self, value: String) -> Result<String, ErrorCode> {
        if self.has_option(&value) { Ok(value) } else { Err(ErrorCode::Option) }
    }

    /// Each choice once, in the order in which they are offered.
    fn several(&self, value: &str) -> Result<String, ErrorCode> {
        let mut chosen = Names::default();
        value.split(',').for_each(|one| _ = chosen.add(one));
        let kept: Vec<_> = self.options.iter().filter(|option| chosen.has(&option.value)).collect();
        if kept.len() != chosen.count() {
            return Err(ErrorCode::Option);
        }
        if kept.len() > 1 && kept.iter().any(|option| option.exclusive) {
            return Err(ErrorCode::Exclusive);
        }
        let alone = kept.iter().any(|option| option.exclusive);
        enough(kept.len(), self.min.filter(|_| !alone), self.max)?;
        let values: Vec<&str> = kept.iter().map(|option| option.value.as_str()).collect();
        Ok(values.join(","))
    }

    fn ranking(&self, value: &str) -> Result<String, ErrorCode> {
        let ranked: Vec<&str> = value.split(',').collect();
        if ranked.len() > 2 * self.options.len() || !ranked.iter().all(|chosen| self.has_option(chosen)) {
            return Err(ErrorCode::Option);
        }
        let twice =
            ranked.iter().enumerate().any(|(index, one)| ranked.iter().take(index).any(|other| other == one));
        if twice {
            return Err(ErrorCode::Twice);
        }
        let places = Decimal::from(self.ranked() as u32);
        enough(ranked.len(), Some(places), Some(places))?;
        Ok(value.into())
    }

    fn point(&self, value: &str) -> Result<String, ErrorCode> {
        let point = Decimal::parse(value).ok_or(ErrorCode::Option)?;
        let millionths = point.millionths();
        let points = i64::from(*self.points().start())..=i64::from(*self.points().end());
        if millionths % 1_000_000 != 0 || !points.contains(&(millionths / 1_000_000)) {
            return Err(ErrorCode::Option);
        }
        Ok(point.to_text())
    }

    fn number(&self, value: &str) -> Result<String, ErrorCode> {
        let number = number(value, self.min, self.max)?;
        if let Some(step) = self.step.filter(|step| step.millionths() > 0) {
            let from = self.min.map_or(0, Decimal::millionths);
            if (number.millionths() - from) % step.millionths() != 0 {
                return Err(ErrorCode::Step(step));
            }
        }
        Ok(number.to_text())
    }
}
