use serde_json::Value;

use super::{Question, QuestionKind};
use crate::document::{Decode, Identifier, Reader};
use crate::{Decimal, document, object};

document! {
    /// A number computed from answers, to be used like an answer in conditions and texts.
    pub struct Score {
        /// Names it.
        name: Identifier,
        /// The questions that are added up; those that are not answered count 0.
        of: Vec<Part>,
    }
}
object!(Score);

document! {
    /// One question of a score. May be written as just its name.
    pub struct Part {
        /// Its name.
        question: Identifier,
        /// What its number is multiplied by.
        times: Decimal = Decimal::from(1),
    }
}

impl Decode for Part {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        match value {
            Value::String(_) => self.question.read(value, reader),
            value => self.read_object(value, reader),
        }
    }

    fn blank() -> Self {
        Self::blank_object()
    }

    fn schema() -> Value {
        serde_json::json!({ "anyOf": [Identifier::schema(), Self::object_schema()] })
    }
}

impl Score {
    /// The score, where `points` gives what the question of each part counts, in millionths, or none if
    /// that is still open.
    pub(super) fn total(&self, points: &dyn Fn(usize) -> Option<i128>) -> Option<Decimal> {
        let mut sum = 0_i128;
        for (index, part) in self.of.iter().enumerate() {
            // Each is at most 10^18, but a matrix has many rows.
            let product = points(index)?.saturating_mul(i128::from(part.times.millionths())) / 1_000_000;
            sum = sum.saturating_add(product);
        }
        Some(Decimal::from_millionths(sum))
    }
}

impl Question {
    /// Whether an answer to it is a number, or chooses options that count.
    pub(super) fn has_points(&self) -> bool {
        use QuestionKind::{Matrix, Nps, Number, Rating, Scale, YesNo};
        let numeric = matches!(self.kind, Scale | Nps | Rating | Number | YesNo);
        let by_points = self.kind == Matrix && self.options.is_empty();
        numeric || by_points || self.options.iter().any(|option| option.score.is_some())
    }

    /// What an answer to one of its controls counts, in millionths: the scores of the options
    /// that were chosen, or the number itself; a yes counts 1.
    pub(super) fn points_of(&self, answer: &str) -> i128 {
        let of_option = |chosen: &str| {
            let option = self.options.iter().find(|option| option.value == chosen);
            option.and_then(|option| option.score)
        };
        let number = match self.kind {
            QuestionKind::YesNo => Some(Decimal::from(u32::from(answer == "yes"))),
            _ if self.options.is_empty() => Decimal::parse(answer),
            _ => {
                let scores = answer.split(',').filter_map(of_option);
                return scores.map(|score| i128::from(score.millionths())).sum();
            }
        };
        number.map_or(0, |number| i128::from(number.millionths()))
    }
}
