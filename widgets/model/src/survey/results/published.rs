//! What everyone may see of an aggregate: nothing that tells how a few have answered.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::hide::{hide_alternatives, hide_as_many, hide_choices, hide_what_follows};
use super::mean_places::{Ranked, show_places};
use super::{Aggregate, Tally, owns};
use crate::survey::{AnswerOption, Question, QuestionKind, Survey};
use crate::{Count, Decimal, document, object};

document! {
    /// The results that people see.
    pub struct Published {
        /// How many answered the survey; missing while they are too few.
        submissions: Option<Count>,
        /// Its questions; of those that are answered in words only what staff have published.
        questions: Vec<QuestionFigures>,
    }
}
object!(Published);

document! {
    /// The results of a question, or of one row of a matrix.
    pub struct QuestionFigures {
        /// Its control: `question` or `question.row`.
        name: String,
        /// How many answered it; missing, as is all else, while they are too few.
        answered: Option<Count>,
        /// How often each option or point was chosen, in the order of the question; of the net
        /// promoter score, `detractors`, `passives` and `promoters`.
        counts: Vec<Figure>,
        /// The mean of a number, or of the points of a scale, to two decimals.
        mean: Option<Decimal>,
        /// The net promoter score, from −100 to 100.
        nps: Option<Decimal>,
        /// Answers in words that staff have published one by one, the newest first.
        answers: Vec<OpenAnswer>,
    }
}
object!(QuestionFigures);

document! {
    /// An answer in words.
    pub struct OpenAnswer {
        /// The words.
        text: String,
        /// The day on which it was given, e.g. 2026-12-31; missing where the survey is anonymous.
        at: Option<String>,
    }
}
object!(OpenAnswer);

document! {
    /// One bar.
    pub struct Figure {
        /// The option or point.
        value: String,
        /// How many chose it; missing where that would tell too much.
        count: Option<Count>,
        /// The mean place in a ranking, from 1, of those who ranked it.
        place: Option<Decimal>,
    }
}
object!(Figure);

impl Aggregate {
    /// What everyone may see, where counts below `minimum` are hidden and cannot be inferred
    /// from the others.
    ///
    /// A question that fewer answered is hidden as a whole. Of a question of which one option
    /// is chosen, the hidden counts add up to at least the minimum and are at least two, so
    /// that they do not follow from the total. Of one where several are chosen, a count is also
    /// hidden where too few did *not* choose it. Where a count is hidden there is no mean, nor where
    /// it says that almost all gave the same answer, the least or the greatest; nor are there mean places
    /// of a ranking that say that almost all have the same options before the others.
    pub fn publish(&self, survey: &Survey, minimum: u32) -> Published {
        let mut published =
            Published { submissions: enough(self.submissions, minimum), questions: Vec::new() };
        for question in survey.questions() {
            use QuestionKind::{Contact, Date, LongText, Matrix, ShortText, Statement};
            match question.kind {
                Contact | Date | LongText | ShortText | Statement => {}
                Matrix => {
                    let controls = question.rows.iter().map(|row| question.part(&row.name));
                    published
                        .questions
                        .extend(controls.map(|control| self.figures(question, &control, minimum)));
                }
                _ => published.questions.push(self.figures(question, &question.name, minimum)),
            }
        }
        published
    }

    fn figures(&self, question: &Question, control: &str, minimum: u32) -> QuestionFigures {
        let mut figures = QuestionFigures { name: control.into(), ..QuestionFigures::blank_object() };
        let none = Tally::default();
        let tally = self.tallies.get(control).unwrap_or(&none);
        figures.answered = enough(tally.answered, minimum);
        if figures.answered.is_some() {
            match question.kind {
                QuestionKind::Number => figures.mean = mean_of_numbers(question, tally, minimum),
                QuestionKind::Ranking => figures.counts = self.places(question, tally.answered, minimum),
                QuestionKind::Nps => nps(&mut figures, tally, minimum),
                _ => choices(&mut figures, question, tally, minimum),
            }
        }
        figures
    }

    /// The options of a ranking with their mean places.
    fn places(&self, question: &Question, answered: i64, minimum: u32) -> Vec<Figure> {
        let none = Tally::default();
        let tally = |option: &AnswerOption| self.tallies.get(&question.part(&option.value)).unwrap_or(&none);
        let ranked: Vec<i64> = question.options.iter().map(|option| tally(option).answered).collect();
        let shown = hide_as_many(&ranked, answered, minimum);
        let sums = question.options.iter().zip(&shown).map(|(option, count)| Ranked {
            count: tally(option).answered,
            sum: sum_of_points(tally(option)) / MILLION,
            is_shown: count.is_some(),
        });
        let options: Vec<Ranked> = sums.collect();
        let places = show_places(&options, question.ranked(), answered, minimum);
        let figures = question.options.iter().zip(shown).zip(places).map(|((option, count), place)| Figure {
            value: option.value.clone(),
            count: count.map(to_count),
            place: count.filter(|_| place).and_then(|count| mean(sum_of_points(tally(option)), count)),
        });
        figures.collect()
    }
}

/// The mean of numbers, where it does not say that few gave another than the least, or than the greatest.
fn mean_of_numbers(question: &Question, tally: &Tally, minimum: u32) -> Option<Decimal> {
    let millionths = |decimal: Decimal| i128::from(decimal.millionths());
    let step = question.step.map(millionths).filter(|step| *step > 0);
    let tells = |end: Option<Decimal>| {
        end.zip(step)
            .is_some_and(|(end, step)| is_near(tally.sum, tally.answered, millionths(end), step, minimum))
    };
    if tells(question.min) || tells(question.max) { None } else { mean(tally.sum, tally.answered) }
}

/// Whether a sum is that of all having said `end`, but for fewer steps than the minimum.
fn is_near(sum: i128, answered: i64, end: i128, step: i128, minimum: u32) -> bool {
    let apart = i128::from(answered).wrapping_mul(end).wrapping_sub(sum).unsigned_abs();
    apart > 0 && apart < step.unsigned_abs().wrapping_mul(u128::from(minimum))
}

/// Options or points.
fn choices(figures: &mut QuestionFigures, question: &Question, tally: &Tally, minimum: u32) {
    let pointed = question.options.is_empty() && question.kind != QuestionKind::YesNo;
    let values: Vec<String> = match question.kind {
        QuestionKind::YesNo => vec!["yes".into(), "no".into()],
        _ if pointed => question.points().map(|point| point.to_string()).collect(),
        _ => question.options.iter().map(|option| option.value.clone()).collect(),
    };
    let counts: Vec<i64> = values.iter().map(|value| tally.count(value)).collect();
    let alone = question.options.iter().any(|option| option.exclusive);
    let shown = match question.kind {
        QuestionKind::MultipleChoice if alone => {
            // It is chosen by those who choose none of the others, so that one count follows from these.
            let mut shown = hide_choices(&counts, tally.answered, minimum);
            hide_what_follows(&mut shown, &counts, minimum);
            shown
        }
        QuestionKind::MultipleChoice if takes_as_many(question) => {
            hide_as_many(&counts, tally.answered, minimum)
        }
        QuestionKind::MultipleChoice => hide_choices(&counts, tally.answered, minimum),
        _ => hide_alternatives(&counts, minimum),
    };
    if pointed && shown.iter().all(Option::is_some) {
        figures.mean = mean(sum_of_points(tally), tally.answered);
    }
    figures.counts = bars(values, shown);
}

/// Whether everyone who answers chooses as many options.
fn takes_as_many(question: &Question) -> bool {
    let least = question.min.unwrap_or(1.into()).max(1.into());
    question.max.is_some_and(|most| most <= least)
}

/// The three groups of the net promoter score (Reichheld, 2003): 0 to 6, 7 and 8, 9 and 10.
fn nps(figures: &mut QuestionFigures, tally: &Tally, minimum: u32) {
    let group = |points: core::ops::RangeInclusive<i32>| {
        points.map(|point| tally.count(&point.to_string())).fold(0, i64::wrapping_add)
    };
    let (detractors, passives, promoters) = (group(0..=6), group(7..=8), group(9..=10));
    let shown = hide_alternatives(&[detractors, passives, promoters], minimum);
    if shown.iter().all(Option::is_some) {
        let difference = i128::from(promoters) - i128::from(detractors);
        figures.nps =
            ratio(difference * 100, tally.answered, 1).map(|score| Decimal::from_millionths(score * MILLION));
    }
    figures.counts = bars(["detractors", "passives", "promoters"].map(String::from).into(), shown);
}

fn bars(values: Vec<String>, shown: Vec<Option<i64>>) -> Vec<Figure> {
    let bar =
        |(value, count): (String, Option<i64>)| Figure { value, count: count.map(to_count), place: None };
    values.into_iter().zip(shown).map(bar).collect()
}

const MILLION: i128 = 1_000_000;

/// The sum of the points, or places, that were chosen, in millionths.
fn sum_of_points(tally: &Tally) -> i128 {
    let points = tally.counts.iter().filter_map(|(point, count)| {
        Some(i128::from(Decimal::parse(point)?.millionths()) * i128::from(*count))
    });
    points.fold(0, i128::wrapping_add)
}

/// A mean to two decimals.
fn mean(millionths: i128, of: i64) -> Option<Decimal> {
    ratio(millionths, of, 10_000).map(|hundredths| Decimal::from_millionths(hundredths * 10_000))
}

/// `sum / (of * unit)`, rounded half up.
fn ratio(sum: i128, of: i64, unit: i128) -> Option<i128> {
    let by = i128::from(of).checked_mul(unit).filter(|by| *by > 0)?;
    let halves = sum.checked_mul(2)?.checked_add(by)?;
    Some(halves.div_euclid(2 * by))
}

fn enough(count: i64, minimum: u32) -> Option<Count> {
    (count >= i64::from(minimum)).then(|| to_count(count))
}

fn to_count(count: i64) -> Count {
    Count(u64::try_from(count).unwrap_or(0))
}

impl Published {
    /// Adds what staff have published, by open control, each at the place of its question.
    pub fn quote(&mut self, survey: &Survey, mut answers: BTreeMap<String, Vec<OpenAnswer>>) {
        let mut figures = std::mem::take(&mut self.questions).into_iter().peekable();
        for question in survey.questions() {
            while let Some(own) = figures.next_if(|figures| owns(&question.name, &figures.name)) {
                self.questions.push(own);
            }
            for control in question.open_controls() {
                if let Some(answers) = answers.remove(&control).filter(|answers| !answers.is_empty()) {
                    let words = QuestionFigures { name: control, answers, ..QuestionFigures::blank_object() };
                    self.questions.push(words);
                }
            }
        }
        self.questions.extend(figures);
    }

    /// The JSON that a widget reads.
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        put(&mut map, "submissions", self.submissions.map(|count| count.0.into()));
        let questions = self.questions.iter().map(|question| {
            let mut map = Map::new();
            put(&mut map, "name", Some(question.name.clone().into()));
            put(&mut map, "answered", question.answered.map(|count| count.0.into()));
            let counts: Vec<Value> = question.counts.iter().map(Figure::to_value).collect();
            put(&mut map, "counts", Some(counts.into()).filter(|_| !question.counts.is_empty()));
            put(&mut map, "mean", question.mean.map(number));
            put(&mut map, "nps", question.nps.map(number));
            let answers: Vec<Value> = question.answers.iter().map(OpenAnswer::to_value).collect();
            put(&mut map, "answers", Some(answers.into()).filter(|_| !question.answers.is_empty()));
            Value::Object(map)
        });
        put(&mut map, "questions", Some(questions.collect()));
        Value::Object(map)
    }
}

impl OpenAnswer {
    fn to_value(&self) -> Value {
        let mut map = Map::new();
        put(&mut map, "text", Some(self.text.clone().into()));
        put(&mut map, "at", self.at.clone().map(Value::from));
        Value::Object(map)
    }
}

impl Figure {
    fn to_value(&self) -> Value {
        let mut map = Map::new();
        put(&mut map, "value", Some(self.value.clone().into()));
        put(&mut map, "count", self.count.map(|count| count.0.into()));
        put(&mut map, "place", self.place.map(number));
        Value::Object(map)
    }
}

fn number(decimal: Decimal) -> Value {
    (decimal.millionths() as f64 / 1e6).into()
}

fn put(map: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        map.insert(key.into(), value);
    }
}
