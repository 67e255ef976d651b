use serde_json::Value;

use super::{Condition, Question};
use crate::document::{Decode, Identifier, Reader};
use crate::{Image, Next, Text, document, object};

document! {
    /// Questions that are asked together.
    pub struct Page {
        /// Names it, so that `skip_to` can lead to it.
        id: Option<Identifier>,
        /// Its heading.
        title: Option<Text>,
        /// What stands above its questions: Markdown.
        text: Option<Text>,
        /// A picture above them.
        image: Option<Image>,
        /// When it is shown; it can look back at questions before it.
        show_if: Option<Condition>,
        /// Where it goes on after this page, if not with the next.
        skip_to: SkipRules,
        /// What it asks, in order.
        questions: Vec<Question>,
    }
}
object!(Page);

/// The target of `skip_to` that is the usual end.
pub(super) const END: &str = "end";

document! {
    /// A leap over everything up to a later page, question or end.
    pub struct Skip {
        /// When it leaps; always if missing. It can look at the questions up to here.
        when: Option<Condition>,
        /// The id of a later page or of one of the ends, the name of a later question, or `end`.
        to: Identifier,
    }
}
object!(Skip);

/// Where it goes on: the first that holds. May be written as just a target, or as one rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SkipRules(pub(super) Vec<Skip>);

impl core::ops::Deref for SkipRules {
    type Target = [Skip];

    fn deref(&self) -> &[Skip] {
        &self.0
    }
}

impl Decode for SkipRules {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let mut skip = Skip::blank();
        match value {
            Value::Array(_) => return self.0.read(value, reader),
            Value::String(_) => skip.to.read(value, reader),
            one => skip.read(one, reader),
        }
        self.0 = vec![skip];
    }

    fn is_optional(&self) -> bool {
        true
    }

    fn blank() -> Self {
        Self::default()
    }

    fn schema() -> Value {
        serde_json::json!({ "anyOf": [Identifier::schema(), Skip::schema(), Vec::<Skip>::schema()] })
    }
}

document! {
    /// An end before the usual one, with its own message; `skip_to` leads to it.
    pub struct End {
        /// Names it.
        id: Identifier,
        /// Its heading.
        title: Text,
        /// What it says: Markdown.
        text: Option<Text>,
        /// Where one could go from here.
        next: Option<Next>,
        /// Whether what was answered is sent.
        send: bool = true,
    }
}
object!(End);
