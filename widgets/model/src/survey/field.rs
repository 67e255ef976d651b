//! Questions as fields of a form.

use super::{Page, Question, QuestionKind, Survey};
use crate::document::Decode as _;
use crate::{Choice, Field, FieldKind, Form};

impl Question {
    /// The same as a field of a form, for the kinds that a form has too. Its options stand in the order
    /// that a respondent of this `seed` sees.
    pub fn to_field(&self, seed: u64) -> Option<Field> {
        let kind = match self.kind {
            QuestionKind::ShortText => FieldKind::Text,
            QuestionKind::LongText => FieldKind::Textarea,
            QuestionKind::Number => FieldKind::Number,
            QuestionKind::Date => FieldKind::Date,
            QuestionKind::Dropdown | QuestionKind::Searchable => FieldKind::Select,
            QuestionKind::SingleChoice if self.has_many() => FieldKind::Select,
            _ => return None,
        };
        let ordered = self.order(seed).into_iter().filter_map(|index| self.options.get(index));
        let choice = |option: &super::AnswerOption| Choice {
            value: option.value.clone(),
            label: option.label.clone(),
        };
        let texts = matches!(kind, FieldKind::Text | FieldKind::Textarea);
        Some(Field {
            name: self.name.clone(),
            kind: Some(kind),
            options: ordered.map(choice).collect(),
            search: self.kind == QuestionKind::Searchable || self.has_many(),
            max_length: self.max_length.filter(|_| texts),
            earliest: self.earliest.clone(),
            latest: self.latest.clone(),
            ..Field::blank()
        })
    }
}

impl Survey {
    /// What it asks as any form does: the fields of its contact questions, and its consents.
    pub fn form(&self) -> Form {
        let fields = self.questions().flat_map(|question| question.fields.iter().cloned()).collect();
        Form { fields, comment: None, consents: self.consents.iter().cloned().collect() }
    }
}

impl Page {
    /// Whether most of what it asks must be answered.
    pub fn is_mostly_required(&self) -> bool {
        let mut balance = 0_i32;
        for question in &self.questions {
            let mut count = |required| balance += if required { 1 } else { -1 };
            match question.kind {
                QuestionKind::Statement => {}
                QuestionKind::Contact => question.fields.iter().for_each(|field| count(field.is_required())),
                _ => count(question.required),
            }
        }
        balance >= 0
    }
}
