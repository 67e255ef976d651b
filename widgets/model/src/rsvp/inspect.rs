//! What is wrong with a document as a whole, as far as no time zone is needed to tell.

use super::needs::NEEDS;
use super::{Event, Rsvp};
use crate::document::{Reader, nearest};
use crate::{Fields, Kind, widget};

/// The most events of one document.
const MOST_EVENTS: usize = 5000;

pub(super) fn rsvp(rsvp: &Rsvp, reader: &mut Reader) {
    widget::check(rsvp.kind, Kind::Rsvp, rsvp.accent.as_deref(), reader);
    if rsvp.events.is_empty() {
        reader.error_at("events", "must list at least one event");
    }
    if rsvp.events.len() > MOST_EVENTS {
        reader.error_at("events", "are too many: 5000 fit");
    }
    if rsvp.fields.is_empty() {
        reader.error_at("fields", "must list at least one field, e.g. [\"given_name\", \"email\"]");
    }
    taken(&rsvp.fields, "fields", reader);
    if rsvp.needs.is_some() && rsvp.consents.iter().any(|consent| &*consent.id == NEEDS) {
        reader.error_at("consents", "\"needs\" is the consent of needs.consent; choose another id");
    }
    let mut ids: Vec<&str> = rsvp.events.iter().map(|event| &*event.id).collect();
    ids.sort_unstable();
    let pairs = ids.iter().zip(ids.iter().skip(1));
    let twice: Vec<&str> = pairs.filter(|(one, next)| one == next).map(|(one, _)| *one).collect();
    for (index, event) in rsvp.events.iter().enumerate() {
        let place = ["events[", &index.to_string(), "]"].concat();
        if !event.id.is_empty() && twice.contains(&&*event.id) {
            reader.error_at(&[&place, ".id"].concat(), &["\"", &*event.id, "\" is used twice"].concat());
        }
        if event.time_zone.is_none() && rsvp.time_zone.is_none() {
            let missing = "is missing: say it here, or for all events beside them";
            reader.error_at(&[&place, ".time_zone"].concat(), missing);
        }
        kinds(rsvp, event, &place, reader);
        questions(rsvp, index, event, &place, reader);
    }
}

fn kinds(rsvp: &Rsvp, event: &Event, place: &str, reader: &mut Reader) {
    for (index, kind) in event.kinds.iter().enumerate() {
        if rsvp.kinds.iter().all(|known| known.value != *kind) {
            let known: Vec<&str> = rsvp.kinds.iter().map(|known| known.value.as_str()).collect();
            let hint = nearest(kind, &known)
                .map_or_else(String::new, |near| ["; did you mean \"", near, "\"?"].concat());
            let path = [place, ".kinds[", &index.to_string(), "]"].concat();
            reader.error_at(&path, &["\"", kind, "\" is not among the kinds of this widget", &hint].concat());
        }
    }
}

/// All questions of a widget are answered in one form: each name stands for one.
fn questions(rsvp: &Rsvp, index: usize, event: &Event, place: &str, reader: &mut Reader) {
    taken(&event.questions, &[place, ".questions"].concat(), reader);
    for (number, question) in event.questions.iter().enumerate() {
        let before = rsvp.events.iter().take(index).flat_map(|event| event.questions.iter());
        if rsvp.fields.iter().chain(before).any(|other| other.name == question.name) {
            let path = [place, ".questions[", &number.to_string(), "].name"].concat();
            reader.error_at(&path, &["\"", &*question.name, "\" is used twice"].concat());
        }
    }
}

fn taken(fields: &Fields, place: &str, reader: &mut Reader) {
    for (index, field) in fields.iter().enumerate() {
        if matches!(&*field.name, NEEDS | "rsvp" | "guest" | "guests" | "role" | "bring") {
            let path = [place, "[", &index.to_string(), "].name"].concat();
            let message = ["\"", &*field.name, "\" is used by the form itself; choose another name"];
            reader.error_at(&path, &message.concat());
        }
    }
}
