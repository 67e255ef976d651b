use serde_json::Value;

use crate::document::{Decode, Identifier, Reader};
use crate::{Values, document, object};

document! {
    /// When something is asked, by what was answered before. Everything that it says must hold.
    pub struct Condition check = check; {
        /// The answer that it looks at.
        field: Option<Identifier>,
        /// The answer is this, or this is among what was ticked.
        equals: Option<String>,
        /// The answer is one of these.
        one_of: Vec<String>,
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
    let asks = condition.equals.is_some() || !condition.one_of.is_empty() || condition.answered.is_some();
    let groups = [&condition.all, &condition.any, &condition.none];
    if condition.field.is_some() != asks {
        reader.error("needs a field together with equals, one_of or answered");
    } else if !asks && groups.iter().all(|group| group.is_empty()) {
        reader.error("says nothing: give a field and its answer, or all, any or none of several conditions");
    }
}

impl Condition {
    /// Whether it holds for these answers.
    pub fn holds(&self, answers: &Values) -> bool {
        let answer = self.field.as_ref().map_or("", |field| answers.get(field));
        let is = |text: &String| answer == text || answer.split(',').any(|ticked| ticked == text);
        self.equals.as_ref().is_none_or(is)
            && (self.one_of.is_empty() || self.one_of.iter().any(is))
            && self.answered.is_none_or(|answered| answered != answer.is_empty())
            && self.all.iter().all(|other| other.holds(answers))
            && (self.any.is_empty() || self.any.iter().any(|other| other.holds(answers)))
            && !self.none.iter().any(|other| other.holds(answers))
    }

    /// The first answer it looks at that is not among `known`.
    pub fn unknown(&self, known: &[&str]) -> Option<&str> {
        let own = self.field.as_deref().filter(|field| !known.contains(field));
        let groups = [&self.all, &self.any, &self.none];
        own.or_else(|| {
            groups.into_iter().flat_map(|group| group.iter()).find_map(|other| other.unknown(known))
        })
    }
}

object!(Condition);

/// Several conditions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conditions(Vec<Condition>);

impl core::ops::Deref for Conditions {
    type Target = [Condition];

    fn deref(&self) -> &[Condition] {
        &self.0
    }
}

impl Decode for Conditions {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        self.0.read(value, reader);
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self::default()
    }

    /// Conditions hold conditions without end; the schema describes the outermost.
    fn schema() -> Value {
        serde_json::json!({ "type": "array", "items": { "type": "object" } })
    }
}
