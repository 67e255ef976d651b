use serde_json::Value;

use crate::document::{Decode, OfEvents, Reader};
use crate::{Status, Timestamp};
use crate::{choice, document, object};

/// A count of people, up to 2^53 (JSON's whole numbers).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count(pub u64);

impl Decode for Count {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        match value.as_f64() {
            Some(count) if (0.0..=9e15).contains(&count) => self.0 = count as u64,
            _ => reader.wrong(value, "a count, 0 or more"),
        }
    }

    fn blank() -> Self {
        Self(0)
    }

    fn schema() -> Value {
        serde_json::json!({ "type": "integer", "minimum": 0 })
    }
}

choice! {
    /// The kinds of widget.
    pub enum Kind {
        /// A petition.
        Petition = "petition",
        /// A survey.
        Survey = "survey",
        /// Events, and who comes.
        Rsvp = "rsvp",
        /// A ladder of engagement.
        #[cfg(feature = "ladder")]
        Ladder = "ladder",
    }
}

document! {
    /// Someone who signed and agreed to be shown.
    pub struct Signer {
        /// First name, as given.
        given_name: String,
        /// Town or country, if given.
        place: Option<String>,
        /// When (RFC 3339).
        at: Option<Timestamp>,
        /// Why they sign, where the campaign shows comments.
        comment: Option<String>,
    }
}
object!(Signer);

document! {
    /// What the public may know of a widget right now.
    pub struct State {
        /// Whether it takes submissions.
        status: Status = Status::Open,
        /// Submissions that count.
        count: Count,
        /// Whether each of them was confirmed by its email address.
        verified: bool = false,
        /// When this was true.
        as_of: Option<Timestamp>,
        /// The latest signers who agreed to be shown.
        signers: Vec<Signer>,
        /// How full events are: [`rsvp::Places`](crate::rsvp::Places).
        rsvp: OfEvents,
        /// The widget.
        id: String = String::new(),
        /// Its kind.
        kind: Kind = Kind::Petition,
    }
}
object!(State);
