//! What a widget of events opens with: its event, where there is one, and what its form asks of everyone.
//! A reader of many need not wait until every one is understood.

use serde_json::Value;

use super::Event;
use crate::document::{Decode, Elsewhere, Reader};
use crate::widget::{self, widget};
use crate::{Fields, Kind};

widget! {
    /// A config document of events without lists of them. [`Rsvp`](super::Rsvp) reads and checks the whole.
    pub struct Opening check = check; {
        /// The only one, or how many there are.
        events: FirstEvent,
        /// The time zone (IANA) of events that name none.
        time_zone: Option<String>,
        /// Read later.
        kinds: Elsewhere,
        /// Read later.
        view: Elsewhere,
        /// Read later.
        distance: Elsewhere,
        /// What is asked of everyone, in order.
        fields: Fields,
        /// Read later.
        needs: Elsewhere,
    }
}
crate::object!(Opening);

fn check(opening: &Opening, reader: &mut Reader) {
    widget::check(opening.kind, Kind::Rsvp, opening.accent.as_deref(), reader);
}

/// The event of a document that has one; of one with several, only how many there are.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstEvent {
    /// It.
    pub event: Option<Event>,
    /// How many there are.
    pub count: usize,
}

impl Decode for FirstEvent {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        let events = reader.list(value);
        self.count = events.len();
        if let [only] = events {
            reader.item(0, only, self.event.insert(Event::blank()));
        }
    }

    fn blank() -> Self {
        Self { event: None, count: 0 }
    }

    fn schema() -> Value {
        Vec::<Event>::schema()
    }
}
