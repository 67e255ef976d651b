//! "Can you host one?", asked of whoever said yes. Part of the second file.

use std::sync::Arc;

use rungs_model::rsvp::{Holding, Standing};
use rungs_model::{Offer, Text, Values};

use super::Signals;
use super::whole::Whole;
use crate::context::Shared;
use crate::message::Route;
use crate::offering::{self, Offering};
use crate::view::{Tag, tag};
use crate::words::{learn, word};

/// The question, if these events have it and it is for whoever stands so.
pub(super) fn asked(
    context: &Shared,
    whole: &Whole,
    signals: Signals,
    standing: &Standing,
    entered: &Values,
) -> Option<Tag> {
    let host = whole.rsvp.host.as_ref().filter(|_| context.backend.capabilities().callbacks)?;
    let comes =
        standing.slots.iter().find(|held| matches!(held.state, Holding::Coming | Holding::Waiting))?;
    learn(word::ENGLISH_REQUEST);
    let words = &context.words;
    let event = whole.schedule.find(&comes.slot).and_then(|own| whole.rsvp.events.get(own.event));
    let mut form = whole.rsvp.host_form();
    let mut given = Values::default();
    for field in &mut form.fields {
        if &*field.name == "topic" {
            field.label = Some(Text(words.say(word::SURVEY_CALLBACK_TOPIC)));
            given.set("topic", event.map_or_else(String::new, |event| event.title.0.clone()));
        } else {
            given.set(&field.name, entered.get(&field.name).to_owned());
        }
    }
    let offering = Offering {
        form: Arc::new(form),
        given,
        hint: None,
        opener: word::RSVP_HOST,
        button: word::RSVP_HOST,
        take_back: word::SURVEY_CALLBACK_TAKE_BACK,
        thanks: word::LADDER_THANKS,
        to: Route::Offer(Offer::Host),
        source: whole.rsvp.source.clone(),
        test: whole.rsvp.test,
        main: signals.entry,
    };
    let text = host.text.as_ref().map_or_else(|| words.say(word::NEXT_TITLE), |text| text.0.clone());
    Some(tag("div").part("next").child(tag("p").text(&text)).child(offering::offer(context, offering)))
}
