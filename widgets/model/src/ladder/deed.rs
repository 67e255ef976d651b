use serde_json::Value;

use crate::document::{Decode, Identifier, Reader};
use crate::rsvp::Reply;
use crate::{choice, document, object};

choice! {
    /// What someone does without filling in a widget.
    pub enum Act {
        /// They shared.
        Share = "share",
        /// Someone took part through their link.
        BroughtFriend = "brought_friend",
        /// An organiser talked with them, as they had asked.
        CallBack = "call_back",
        /// They host an event, as agreed with staff.
        Host = "host",
        /// They took a shift.
        Shift = "shift",
        /// They were at an event.
        Attended = "attended",
    }
}

document! {
    /// Taking part in a widget.
    pub struct OfWidget {
        /// The id of the widget.
        widget: Identifier,
        /// What they must have answered to an invitation; any answer, and any other widget, if missing.
        answer: Option<Reply>,
    }
}
object!(OfWidget);

/// What completes a rung.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Something that is done without a widget: written as one word, e.g. `"share"`.
    Act(Act),
    /// Taking part in a widget: `{ "widget": "clean-air" }`, `{ "widget": "meet", "answer": "yes" }`.
    Widget(OfWidget),
}

impl Decode for Deed {
    fn read(&mut self, value: &Value, reader: &mut Reader) {
        if value.is_string() {
            let mut act = Act::Share;
            act.read(value, reader);
            *self = Self::Act(act);
        } else if value.as_object().is_some_and(serde_json::Map::is_empty) {
            reader.error("names nothing; write e.g. {\"widget\": \"clean-air\"} or \"share\"");
        } else {
            let mut widget = OfWidget::blank();
            widget.read(value, reader);
            *self = Self::Widget(widget);
        }
    }

    fn blank() -> Self {
        Self::Act(Act::Share)
    }

    fn schema() -> Value {
        serde_json::json!({ "anyOf": [Act::schema(), OfWidget::schema()] })
    }
}

/// Something that happened, as the events of widgets tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened<'h> {
    /// A widget had its outcome.
    Outcome {
        /// The id of the widget.
        widget: &'h str,
        /// The name of the [`Outcome`](crate::Outcome).
        outcome: &'h str,
        /// What was answered to an invitation, where that is told.
        answer: Option<&'h str>,
    },
    /// Something else was done.
    Act(Act),
}

/// The outcomes after which someone has done their part, as [`Outcome::is_done`](crate::Outcome::is_done) has it.
const DONE: [&str; 4] = ["confirmed", "awaiting_confirmation", "sent", "waitlisted"];

impl Deed {
    /// Whether it is what happened.
    pub fn is_done_by(&self, happened: &Happened) -> bool {
        match (self, *happened) {
            (Self::Act(act), Happened::Act(done)) => *act == done,
            (Self::Widget(own), Happened::Outcome { widget, outcome, answer }) => {
                let answered = own.answer.map(Reply::as_str);
                *own.widget == *widget
                    && DONE.contains(&outcome)
                    && (answered.is_none() || answered == answer)
            }
            _ => false,
        }
    }
}
