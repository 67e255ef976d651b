//! What a backend says about places: to everyone, and to whoever answered.

use super::{Event, Rsvp, Venue};
use crate::document::Identifier;
use crate::{Href, Text, Values, choice, document, object};

choice! {
    /// What one answers.
    pub enum Reply {
        /// I come.
        Yes = "yes",
        /// I do not know yet. It holds no place.
        Maybe = "maybe",
        /// I do not come, or no longer.
        No = "no",
    }
}

choice! {
    /// What came of an answer.
    pub enum Holding {
        /// There is a place.
        Coming = "coming",
        /// There is none yet: they wait.
        Waiting = "waiting",
        /// They may come.
        Maybe = "maybe",
        /// They do not come.
        No = "no",
    }
}

document! {
    /// What came of one answer.
    pub struct Held {
        /// The key of the occurrence.
        slot: String,
        /// Whether they have a place.
        state: Holding,
        /// Their place in the line, from 1, while they wait.
        position: Option<u32>,
        /// How many places it is about: they and their guests.
        places: u32 = 1,
    }
}
object!(Held);

document! {
    /// What whoever comes may learn of an event.
    pub struct Details {
        /// The event.
        event: Identifier,
        /// Where it is.
        venue: Option<Venue>,
        /// Where to join online.
        join_url: Option<Href>,
        /// How else to join.
        join_text: Option<Text>,
    }
}
object!(Details);

document! {
    /// How someone stands: in `rsvp` of a receipt, and of the answers to changes.
    pub struct Standing {
        /// What came of each answer.
        slots: Vec<Held>,
        /// What they may learn.
        details: Vec<Details>,
        /// Whether they are reminded by email of what they come to.
        reminders: bool = false,
    }
}
object!(Standing);

document! {
    /// What someone answered before, and what came of it: to whoever has the link of the receipt.
    pub struct Answered {
        /// The submission.
        submission_id: String,
        /// Every control with its value, as it holds now.
        values: Values,
        /// How they stand.
        rsvp: Standing,
    }
}
object!(Answered);

document! {
    /// How full an occurrence is.
    pub struct SlotPlaces {
        /// Its key.
        slot: String,
        /// How many come, guests included.
        coming: u32 = 0,
        /// How many places are left; nothing where there is no limit.
        left: Option<u32>,
        /// How many answers wait for a place.
        waiting: u32 = 0,
        /// Whether there is neither a place nor a line to wait in.
        full: bool = false,
        /// Whether one can no longer answer.
        closed: bool = false,
    }
}
object!(SlotPlaces);

document! {
    /// How full everything is: what `rsvp` of the public state says.
    pub struct Places {
        /// Every occurrence that is limited, or that someone comes to.
        slots: Vec<SlotPlaces>,
    }
}
object!(Places);

impl Places {
    /// What is said about an occurrence.
    pub fn slot(&self, key: &str) -> Option<&SlotPlaces> {
        self.slots.iter().find(|places| places.slot == key)
    }
}

impl Rsvp {
    /// Puts what someone may learn where everyone else sees nothing.
    pub fn reveal(&mut self, details: &Details) {
        let own = |event: &&mut Event| event.id == details.event;
        let Some(event) = self.events.iter_mut().find(own) else { return };
        if details.venue.is_some() {
            event.venue.clone_from(&details.venue);
        }
        if details.join_url.is_some() || details.join_text.is_some() {
            event.join_url.clone_from(&details.join_url);
            event.join_text.clone_from(&details.join_text);
        }
        event.after_rsvp.clear();
    }
}
