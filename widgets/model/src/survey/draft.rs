//! Answers kept on a device until they are sent, and what becomes of them when the survey has changed meanwhile.

use serde_json::{Map, Value};

use super::{Question, QuestionKind, Survey, unanswered};
use crate::{Date, Decimal, ErrorCode, Values};

/// Answers that were not sent yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// When the person changed them last, in milliseconds since 1970.
    pub at: f64,
    /// What the survey was when they were given: its [`fingerprint`].
    pub of: String,
    /// The answers by control, and the widget's own notes, which begin with `_`.
    pub values: Values,
    /// What was answered, in words, for whoever finds the question gone: by control the question, and by
    /// `control=value` the option.
    pub said: Values,
    /// Answers that no longer fit, with what was asked; none as long as the survey did not change.
    pub apart: Option<Vec<Apart>>,
}

/// An answer that the survey no longer takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
}

/// What tells the questions and consents of a survey's document from those of another version.
pub fn fingerprint(document: &Value) -> String {
    let mut hash = super::seed("");
    for key in ["pages", "questions", "consents"] {
        mix(&mut hash, key);
        if let Some(part) = document.get(key) {
            walk(&mut hash, part);
        }
    }
    hash.to_string()
}

/// The same for the same JSON, whoever has read it.
fn walk(hash: &mut u64, value: &Value) {
    match value {
        Value::Null => mix(hash, "n"),
        Value::Bool(truth) => mix(hash, if *truth { "t" } else { "f" }),
        // A browser knows but one kind of number.
        Value::Number(number) => {
            *hash = hash.rotate_left(5) ^ super::seed("#") ^ number.as_f64().unwrap_or_default().to_bits();
        }
        Value::String(text) => mix(hash, text),
        Value::Array(items) => {
            mix(hash, "[");
            for item in items {
                walk(hash, item);
            }
            mix(hash, "]");
        }
        Value::Object(map) => {
            mix(hash, "{");
            for (key, item) in map {
                mix(hash, key);
                walk(hash, item);
            }
            mix(hash, "}");
        }
    }
}

fn mix(hash: &mut u64, text: &str) {
    *hash = hash.rotate_left(5).wrapping_mul(0x0100_0000_01B3) ^ super::seed(text);
}

impl Draft {
    /// Reads what [`Self::to_value`] wrote, or an earlier version of it; none if it is something else.
    pub fn read(stored: &Value) -> Option<Self> {
        let pair = |pair: &Value| {
            let text = |index| Some(pair.get(index)?.as_str()?.to_owned());
            Some(Apart { question: text(0)?, answer: text(1)? })
        };
        let apart = stored.get("apart").and_then(Value::as_array);
        Some(Self {
            at: stored.get("at")?.as_f64()?,
            of: stored.get("of").and_then(Value::as_str).unwrap_or_default().into(),
            values: texts(stored.get("values")?)?,
            said: stored.get("said").and_then(texts).unwrap_or_default(),
            apart: apart.map(|apart| apart.iter().filter_map(pair).collect()),
        })
    }

    /// As JSON, without what is empty.
    pub fn to_value(&self) -> Value {
        let object = |values: &Values| {
            let pairs = values.iter().filter(|(_, value)| !value.is_empty());
            Value::Object(pairs.map(|(name, value)| (name.into(), value.into())).collect())
        };
        let mut map = Map::new();
        map.insert("at".into(), self.at.into());
        map.insert("of".into(), self.of.as_str().into());
        map.insert("values".into(), object(&self.values));
        map.insert("said".into(), object(&self.said));
        if let Some(apart) = &self.apart {
            let pair = |apart: &Apart| {
                Value::Array(vec![apart.question.as_str().into(), apart.answer.as_str().into()])
            };
            map.insert("apart".into(), apart.iter().map(pair).collect());
        }
        Value::Object(map)
    }

    /// Takes what is answered now. Only a change of an answer makes the draft younger: looking at it does not.
    pub fn take(&mut self, survey: &Survey, values: &Values, now: f64, [yes, no]: [&str; 2]) {
        if !is_same(&self.values, values) {
            self.at = now;
            self.said = said(survey, values, [yes, no]);
        }
        self.values = values.clone();
    }

    /// Fits the answers to a survey that has become another one: what still fits stays, what does not is set
    /// apart, with the words that it was given in. Consents are asked again, as their wording may be new.
    pub fn fit(&mut self, survey: &Survey, of: &str) {
        let mut fitting = Values::default();
        let mut apart = self.apart.take().unwrap_or_default();
        for (control, value) in self.values.iter().filter(|(_, value)| !value.is_empty()) {
            if control.starts_with('_') {
                fitting.set(control, value.into());
                continue;
            }
            if control.starts_with("consent.") {
                continue;
            }
            let owner = survey.owner(control);
            let owner = owner.filter(|owner| owner.controls().iter().any(|own| own == control));
            let (fits, rest) =
                owner.map_or((String::new(), value.to_owned()), |owner| owner.part_fit(control, value));
            if !fits.is_empty() {
                fitting.set(control, fits);
            }
            if !rest.is_empty() {
                apart.push(self.words(control, &rest));
            }
        }
        self.values = fitting;
        self.of = of.into();
        self.apart = Some(apart);
    }

    /// An answer in the words that it was given in, as far as they were noted.
    fn words(&self, control: &str, value: &str) -> Apart {
        let noted = |key: &str| Some(self.said.get(key)).filter(|words| !words.is_empty());
        let one = |value: &str| noted(&[control, "=", value].concat()).unwrap_or(value).to_owned();
        // A text may hold commas of its own.
        let answer = match noted(&[control, "=", value].concat()) {
            Some(words) => words.into(),
            None if value.split(',').any(|one| noted(&[control, "=", one].concat()).is_some()) => {
                value.split(',').map(one).collect::<Vec<_>>().join(", ")
            }
            None => value.into(),
        };
        Apart { question: noted(control).unwrap_or(control).into(), answer }
    }
}

/// The texts of an object.
fn texts(value: &Value) -> Option<Values> {
    let Value::Object(map) = value else { return None };
    Some(map.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect())
}

/// Whether the answers are the same; the widget's own notes are none.
fn is_same(one: &Values, other: &Values) -> bool {
    let within = |one: &Values, other: &Values| {
        one.iter().all(|(control, value)| control.starts_with('_') || other.get(control) == value)
    };
    within(one, other) && within(other, one)
}

/// What was asked and chosen, in words.
fn said(survey: &Survey, values: &Values, [yes, no]: [&str; 2]) -> Values {
    let mut said = Values::default();
    for (control, value) in values.iter().filter(|(_, value)| !value.is_empty()) {
        let Some(question) = survey.owner(control) else { continue };
        said.set(control, question.called(control));
        // The value of an option may hold a comma itself.
        for one in std::iter::once(value).chain(value.split(',')) {
            let option = question.options.iter().find(|option| option.value == one);
            let words = match (question.kind, one) {
                (QuestionKind::YesNo, "yes") => Some(yes),
                (QuestionKind::YesNo, "no") => Some(no),
                _ => option.map(|option| &*option.label.0),
            };
            if let Some(words) = words {
                said.set(&[control, "=", one].concat(), words.into());
            }
        }
    }
    said
}

impl Question {
    /// What a control of it is called before anything was answered.
    fn called(&self, control: &str) -> String {
        let part = control.split_once('.').map(|(_, part)| part);
        let row = part.and_then(|part| self.rows.iter().find(|row| &*row.name == part));
        let field = self.fields.iter().find(|field| &*field.name == control);
        let own = match (row, field) {
            (Some(row), _) => Some(&row.label),
            (None, Some(field)) => field.label.as_ref(),
            (None, None) => self.label.as_ref(),
        };
        own.map_or_else(|| control.into(), |label| unanswered(label))
    }

    /// Parts an answer into what its control can show, right or wrong, and the rest.
    fn part_fit(&self, control: &str, value: &str) -> (String, String) {
        use QuestionKind::{MultipleChoice, Ranking, ShortText};
        let whole = control != &*self.name && self.kind != QuestionKind::Matrix;
        match self.kind {
            MultipleChoice | Ranking if !whole => {
                let (fits, rest): (Vec<_>, Vec<_>) =
                    value.split(',').partition(|one| self.shows(control, one));
                (fits.join(","), rest.join(","))
            }
            // One line shows no others.
            ShortText => (value.lines().collect::<Vec<_>>().join(" "), String::new()),
            _ if self.shows(control, value) => (value.into(), String::new()),
            _ => (String::new(), value.into()),
        }
    }

    /// Whether its control can show this, so that whoever sees it there can mend what is wrong with it.
    fn shows(&self, control: &str, value: &str) -> bool {
        match self.kind {
            QuestionKind::ShortText | QuestionKind::LongText => true,
            QuestionKind::Number => Decimal::parse(value).is_some(),
            QuestionKind::Date => Date::parse(value).is_some(),
            QuestionKind::Contact => {
                let mut only = Values::default();
                only.set(control, value.into());
                let (_, errors) = self.judge(&only, false);
                !errors.iter().any(|error| &*error.field == control && error.code == ErrorCode::Option)
            }
            _ => self.offers(control, value),
        }
    }
}
