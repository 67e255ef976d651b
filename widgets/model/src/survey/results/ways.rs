//! The ways in which people can answer what other questions hang on.

use std::collections::BTreeMap;

use super::among::Among;
use super::hangs::{Hangs, each_condition};
use crate::condition::Bound;
use crate::survey::{Question, QuestionKind, Survey};
use crate::{Condition, Date, Decimal};

/// Stands for what of several was chosen and nothing looks for.
pub(super) const OTHERS: &str = "≠";

/// As many ways to answer what a question hangs on are gone through, not more.
const MOST_WAYS: usize = 512;

/// As many options as are told apart where several can be chosen.
const MOST_OPTIONS: usize = 4;

/// What is looked for in the answers to a survey.
pub(super) struct Looked<'s> {
    looks: BTreeMap<&'s str, Looks<'s>>,
    /// The values that there can be in each control that is looked at, as far as anything hangs on it; none where they
    /// cannot be told apart.
    values: BTreeMap<usize, Vec<String>>,
}

impl<'s> Looked<'s> {
    pub(super) fn of(survey: &'s Survey, hangs: &Hangs<'s>) -> Self {
        let mut looks: BTreeMap<&str, Looks> = BTreeMap::new();
        each_condition(survey, &mut |field, condition| looks.entry(field).or_default().take(condition));
        for looks in looks.values_mut() {
            looks.named.sort_unstable();
            looks.named.dedup();
        }
        let mut looked = Self { looks, values: BTreeMap::new() };
        let values = looked.looks.keys().filter_map(|control| {
            let number = hangs.number(control)?;
            Some((number, looked.values(hangs.owner(control)?, control)?))
        });
        looked.values = values.collect();
        looked
    }

    /// Whether several options of a control are looked for.
    pub(super) fn combines(&self, control: &str) -> bool {
        self.looks.get(control).is_some_and(|looks| looks.named.len() > 1)
    }

    /// Every way to answer these controls, as far as anything hangs on it: for each a value, in their order. None if
    /// they are too many.
    pub(super) fn ways<'w>(&'w self, on: &Among) -> Option<Vec<Vec<&'w str>>> {
        let mut count = 1;
        for control in on.iter() {
            count *= self.values.get(&control)?.len();
            if count > MOST_WAYS {
                return None;
            }
        }
        let mut ways: Vec<Vec<&str>> = vec![Vec::new()];
        for values in on.iter().filter_map(|control| self.values.get(&control)) {
            let with = |way: &Vec<&'w str>| {
                let more = values.iter().map(|value| [&way[..], &[value.as_str()]].concat());
                more.collect::<Vec<_>>()
            };
            ways = ways.iter().flat_map(with).collect();
        }
        Some(ways)
    }

    /// The values that answers in a control can have as far as anything hangs on them, an empty one first; none
    /// where they cannot be told apart.
    fn values(&self, question: &Question, control: &str) -> Option<Vec<String>> {
        use QuestionKind::{
            Contact, Date as Day, Dropdown, LongText, Matrix, MultipleChoice, Nps, Number, Ranking, Rating,
            Scale, Searchable, ShortText, SingleChoice, Statement, YesNo,
        };
        if control != &*question.name && !matches!(question.kind, Matrix | Contact) {
            return None;
        }
        let none = Looks::default();
        let looks = self.looks.get(control).unwrap_or(&none);
        let mut values = vec![String::new()];
        match question.kind {
            YesNo => values.extend(["yes".into(), "no".into()]),
            Scale | Nps | Rating => values.extend(question.points().map(|point| point.to_string())),
            Matrix if question.options.is_empty() => {
                values.extend(question.points().map(|point| point.to_string()));
            }
            SingleChoice | Dropdown | Searchable | Matrix => {
                values.extend(question.options.iter().map(|option| option.value.clone()));
            }
            MultipleChoice => values.extend(looks.several()?),
            Number => values.extend(looks.numbers(question)?),
            Day => values.extend(looks.days(question)?),
            ShortText | LongText | Contact | Ranking if looks.only_whether() => values.push("x".into()),
            ShortText | LongText | Contact | Ranking | Statement => return None,
        }
        Some(values)
    }
}

/// What conditions look for in a control.
#[derive(Default)]
struct Looks<'s> {
    /// Values, each once.
    named: Vec<&'s str>,
    bounds: Vec<&'s Bound>,
    words: bool,
}

impl<'s> Looks<'s> {
    fn take(&mut self, condition: &'s Condition) {
        self.named.extend(condition.equals.iter().chain(&condition.one_of).map(String::as_str));
        self.bounds.extend(condition.less.iter().chain(&condition.greater));
        self.words |= condition.contains.is_some();
    }

    /// Whether all that is ever asked is whether there is an answer.
    fn only_whether(&self) -> bool {
        self.named.is_empty() && self.bounds.is_empty() && !self.words
    }

    /// What can be chosen of several: any of the options that are looked for, with and without others.
    fn several(&self) -> Option<Vec<String>> {
        let apart = !self.words && self.bounds.is_empty() && self.named.len() <= MOST_OPTIONS;
        if !apart || self.named.contains(&OTHERS) || self.named.iter().any(|named| named.contains(',')) {
            return None;
        }
        let mut sets = vec![String::new()];
        for option in self.named.iter().copied().chain([OTHERS]) {
            let with =
                |set: &String| if set.is_empty() { option.into() } else { [set, ",", option].concat() };
            let more: Vec<String> = sets.iter().map(with).collect();
            sets.extend(more);
        }
        sets.retain(|set| !set.is_empty());
        Some(sets)
    }

    /// Numbers on both sides of each that is looked for, and that itself.
    fn numbers(&self, question: &Question) -> Option<Vec<String>> {
        let bounds = self.bounds.iter().filter_map(|bound| match bound {
            Bound::Number(number) => Some(*number),
            Bound::Moment(_) => None,
        });
        let named = self.named.iter().filter_map(|named| Decimal::parse(named));
        let ends = question.min.into_iter().chain(question.max);
        let mut marks: Vec<i64> = bounds.chain(named).chain(ends).map(Decimal::millionths).collect();
        marks.sort_unstable();
        marks.dedup();
        let between = marks.windows(2).filter_map(|pair| Some(i64::midpoint(*pair.first()?, *pair.last()?)));
        let mut numbers: Vec<i64> = between.chain(marks.iter().copied()).collect();
        numbers.extend(marks.first().map(|first| first.saturating_sub(1_000_000)));
        numbers.extend(marks.last().map(|last| last.saturating_add(1_000_000)));
        numbers.retain(|number| {
            question.min.is_none_or(|min| min.millionths() <= *number)
                && question.max.is_none_or(|max| *number <= max.millionths())
        });
        if numbers.is_empty() {
            numbers.push(0);
        }
        numbers.sort_unstable();
        numbers.dedup();
        let text = |number: &i64| Decimal::from_millionths(i128::from(*number)).to_text();
        (!self.words).then(|| numbers.iter().map(text).collect())
    }

    /// The day before the first that is looked for, each of these, and the day after it.
    fn days(&self, question: &Question) -> Option<Vec<String>> {
        let bounds = self.bounds.iter().filter_map(|bound| match bound {
            Bound::Number(_) => None,
            Bound::Moment(moment) => Date::parse(moment),
        });
        let named = self.named.iter().filter_map(|named| Date::parse(named));
        let end = |end: &Option<String>| end.as_deref().and_then(Date::parse);
        let (earliest, latest) = (end(&question.earliest), end(&question.latest));
        let marks: Vec<Date> = bounds.chain(named).chain(earliest).chain(latest).collect();
        let around = |day: &Date| [day.plus_days(-1), *day, day.plus_days(1)];
        let mut days: Vec<Date> = marks.iter().flat_map(around).collect();
        days.retain(|day| {
            earliest.is_none_or(|earliest| earliest <= *day) && latest.is_none_or(|latest| *day <= latest)
        });
        if days.is_empty() {
            days.extend(Date::new(2000, 1, 1));
        }
        days.sort_unstable();
        days.dedup();
        (!self.words).then(|| days.into_iter().map(Date::to_text).collect())
    }
}
