//! What the answers of all amount to, and how much of it everyone may see.

mod aggregate;
mod among;
mod asked;
mod gate;
mod hangs;
mod hide;
mod mean_places;
mod published;
mod ways;

pub use aggregate::{Aggregate, Tally};
pub use gate::Followed;
pub use published::{Figure, OpenAnswer, Published, QuestionFigures};

use serde_json::Value;

use crate::document::{Decode, Reader};
use crate::{choice, document};

choice! {
    /// When people see the results.
    pub enum Show {
        /// Never.
        Never = "never",
        /// After they answered.
        After = "after",
        /// At any time.
        Live = "live",
    }
}

document! {
    /// What people see of the answers of all. May be written as just `after`, `live` or `never`.
    pub struct Results {
        /// When they see it.
        show: Show,
        /// Fewer answers than this are not shown as a count, nor can one be inferred.
        minimum: u32 = 10,
    }
}

impl Decode for Results {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        match value {
            Value::Object(_) => self.read_object(value, reader),
            value => self.show.read(value, reader),
        }
    }

    fn blank() -> Self {
        Self::blank_object()
    }

    fn schema() -> Value {
        serde_json::json!({ "anyOf": [Show::schema(), Self::object_schema()] })
    }
}

impl Results {
    /// Whether it is time to publish again, after results of `published` submissions, now that
    /// `counted` were. Not with each answer: what changed between two looks would be that answer.
    pub fn is_due(&self, published: i64, counted: i64) -> bool {
        published.abs_diff(counted) >= u64::from(self.minimum.max(1))
    }
}

/// Whether a control is one of that question.
fn owns(name: &str, control: &str) -> bool {
    control.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
