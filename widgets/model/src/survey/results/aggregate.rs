use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::survey::{Question, QuestionKind, Survey};
use crate::{Decimal, Values};

/// What the answers of all amount to: counts and sums, never a text, a date or a person.
///
/// Each answered survey is added once; adding up two aggregates gives that of all their answers,
/// in whatever order. It grows with the questions and options, not with the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aggregate {
    /// How many surveys were answered.
    pub submissions: i64,
    /// By control: a question, `question.row` of a matrix, `question.option` of a ranking; and by score.
    pub tallies: BTreeMap<String, Tally>,
}

/// The answers in one control.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many answered it.
    pub answered: i64,
    /// How many chose an option, a point, or in a ranking a place, from 1.
    pub counts: BTreeMap<String, i64>,
    /// The sum of numbers, in millionths.
    pub sum: i128,
}

impl Tally {
    /// How many chose an option, a point or a place.
    pub fn count(&self, value: &str) -> i64 {
        self.counts.get(value).copied().unwrap_or(0)
    }
}

impl Aggregate {
    /// Adds the answers that [`Survey::check`] accepted.
    pub fn add(&mut self, survey: &Survey, accepted: &Values) {
        self.change(survey, accepted, 1);
    }

    /// Takes them away again, as when someone's answers are erased or changed.
    pub fn remove(&mut self, survey: &Survey, accepted: &Values) {
        self.change(survey, accepted, -1);
    }

    // Sums wrap around rather than stick at the largest number: only so is the order of adding
    // and merging of no account.
    fn change(&mut self, survey: &Survey, accepted: &Values, by: i64) {
        self.submissions = self.submissions.wrapping_add(by);
        for question in survey.questions().filter(|question| question.kind != QuestionKind::Contact) {
            self.question(question, accepted, by);
        }
        for (name, score) in survey.route(accepted).scores().iter() {
            self.number(name, score, by);
        }
    }

    fn question(&mut self, question: &Question, accepted: &Values, by: i64) {
        use QuestionKind::{Date, LongText, Matrix, Number, Ranking, ShortText};
        let name = &*question.name;
        let answer = accepted.get(name);
        match question.kind {
            Matrix => {
                for row in &question.rows {
                    let control = question.part(&row.name);
                    self.counts(&control, accepted.get(&control), by);
                }
            }
            Ranking => {
                for (place, option) in answer.split(',').filter(|option| !option.is_empty()).enumerate() {
                    self.counts(&question.part(option), &(place + 1).to_string(), by);
                }
                self.answered(name, answer, by);
            }
            Number => self.number(name, answer, by),
            ShortText | LongText | Date => self.answered(name, answer, by),
            _ => self.counts(name, answer, by),
        }
    }

    /// One more, or one less, where there is an answer.
    fn answered(&mut self, control: &str, answer: &str, by: i64) {
        self.tally(control, answer, |tally| tally.answered = tally.answered.wrapping_add(by));
    }

    fn counts(&mut self, control: &str, answer: &str, by: i64) {
        self.tally(control, answer, |tally| {
            tally.answered = tally.answered.wrapping_add(by);
            for chosen in answer.split(',') {
                let count = tally.counts.entry(chosen.into()).or_default();
                *count = count.wrapping_add(by);
            }
        });
    }

    fn number(&mut self, control: &str, answer: &str, by: i64) {
        let Some(number) = Decimal::parse(answer) else { return };
        self.tally(control, answer, |tally| {
            tally.answered = tally.answered.wrapping_add(by);
            tally.sum = tally.sum.wrapping_add(i128::from(number.millionths()) * i128::from(by));
        });
    }

    /// Changes a tally; what is zero is not kept, so that taking away leaves no trace.
    fn tally(&mut self, control: &str, answer: &str, change: impl FnOnce(&mut Tally)) {
        if answer.is_empty() {
            return;
        }
        let tally = self.tallies.entry(control.into()).or_default();
        change(tally);
        tally.counts.retain(|_, count| *count != 0);
        if *tally == Tally::default() {
            self.tallies.remove(control);
        }
    }

    /// Adds up: the aggregate of the answers of both.
    pub fn merge(&mut self, other: &Self) {
        self.submissions = self.submissions.wrapping_add(other.submissions);
        for (control, more) in &other.tallies {
            let tally = self.tallies.entry(control.clone()).or_default();
            tally.answered = tally.answered.wrapping_add(more.answered);
            tally.sum = tally.sum.wrapping_add(more.sum);
            for (value, count) in &more.counts {
                let sum = tally.counts.entry(value.clone()).or_default();
                *sum = sum.wrapping_add(*count);
            }
            tally.counts.retain(|_, count| *count != 0);
        }
        self.tallies.retain(|_, tally| *tally != Tally::default());
    }

    /// As JSON: `{"submissions": 2, "tallies": {"age": {"answered": 2, "sum": "64000000"}}}`.
    /// A sum is a string of millionths, as it may be larger than what JSON numbers hold.
    pub fn to_value(&self) -> Value {
        let tallies = self.tallies.iter().map(|(control, tally)| {
            let mut value = json!({ "answered": tally.answered });
            if !tally.counts.is_empty() {
                value["counts"] = json!(tally.counts);
            }
            if tally.sum != 0 {
                value["sum"] = tally.sum.to_string().into();
            }
            (control.clone(), value)
        });
        json!({ "submissions": self.submissions, "tallies": tallies.collect::<Map<_, _>>() })
    }

    /// The opposite of [`Self::to_value`]; none if the JSON is something else.
    pub fn from_value(value: &Value) -> Option<Self> {
        let mut aggregate = Self { submissions: value.get("submissions")?.as_i64()?, ..Self::default() };
        for (control, value) in value.get("tallies")?.as_object()? {
            let mut tally = Tally { answered: value.get("answered")?.as_i64()?, ..Tally::default() };
            if let Some(counts) = value.get("counts") {
                for (value, count) in counts.as_object()? {
                    tally.counts.insert(value.clone(), count.as_i64()?);
                }
            }
            if let Some(sum) = value.get("sum") {
                tally.sum = sum.as_str()?.parse().ok()?;
            }
            aggregate.tallies.insert(control.clone(), tally);
        }
        Some(aggregate)
    }
}
