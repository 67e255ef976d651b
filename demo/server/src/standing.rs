//! What someone who answered an invitation is told: whether they have a place, and what only
//! those who come may learn.

use rungs_model::rsvp::{Holding, Occurrence};
use serde_json::{Value, json};

use crate::private;
use crate::store::{Held, Slot};
use crate::widgets::Widget;

/// How someone stands: a `Standing` of the model. `reminds` says whether email can reach them.
pub(crate) fn standing(widget: &Widget, held: &[Held], reminds: bool) -> Value {
    let one = |held: &Held| {
        let mut one = json!({ "slot": held.slot, "state": held.state.as_str(), "places": held.places });
        if let Some(position) = held.position {
            one["position"] = position.into();
        }
        one
    };
    let known = known_events(widget, held);
    let events = known.iter().filter_map(|id| private::details(&widget.document, id));
    let mut standing =
        json!({ "slots": held.iter().map(one).collect::<Value>(), "details": events.collect::<Value>() });
    if reminds && held.iter().any(|held| held.state == Holding::Coming) {
        standing["reminders"] = true.into();
    }
    standing
}

/// The events of which someone may learn everything.
pub(crate) fn known_events(widget: &Widget, held: &[Held]) -> Vec<String> {
    let read = widget.read("");
    let Some(events) = read.events() else { return Vec::new() };
    let mut known = Vec::new();
    for held in held {
        let learns = |own: &&Occurrence| private::may_learn(held, own, read.is_test());
        let Some(occurrence) = events.schedule.find(&held.slot).filter(learns) else { continue };
        let id =
            events.rsvp.events.get(occurrence.event).map(|event| event.id.to_string()).unwrap_or_default();
        if !known.contains(&id) {
            known.push(id);
        }
    }
    known
}

/// Adds to a confirmation how someone stands. Whoever waits for any place is told that, and the
/// foremost place in a line.
pub(crate) fn tell(answer: &mut Value, widget: &Widget, held: &[Held], reminds: bool) {
    if widget.read("").events().is_none() {
        return;
    }
    answer["receipt"]["rsvp"] = standing(widget, held, reminds);
    let waiting = held.iter().filter(|held| held.state == Holding::Waiting);
    if let Some(position) = waiting.filter_map(|held| held.position).min() {
        answer["status"] = "waitlisted".into();
        answer["position"] = position.into();
    }
}

/// Where a document would have taken places away from those who have them: they keep them, and staff
/// should know.
pub(crate) fn kept(widget: &Widget, slots: &[Slot]) -> Vec<String> {
    let Some(events) = widget.read("").events() else { return Vec::new() };
    let taken = slots.iter().filter(|slot| slot.taken > 0);
    let told = taken.filter_map(|slot| {
        let (key, taken) = (&slot.key, slot.taken);
        let Some(occurrence) = events.schedule.find(key) else {
            return Some(format!(
                "events: {key:?} is no longer among them, and {taken} come to it: tell them"
            ));
        };
        let capacity = slot.capacity.filter(|capacity| *capacity < taken)?;
        let place = match occurrence.slot {
            Some(slot) => format!("events[{}].slots[{slot}].capacity", occurrence.event),
            None => format!("events[{}].capacity", occurrence.event),
        };
        Some(format!(
            "{place}: is {capacity}, and {taken} come to {key:?} already: all of them keep their place"
        ))
    });
    told.collect()
}
