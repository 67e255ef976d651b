//! What comes once the form was seen, in the bundle's second file; see `later`.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::Form;

use super::judge::OfEvents;
use super::whole::Whole;
use super::{Screen, Signals, Start, answer, change, company, event, find, send};
use crate::context::Shared;
use crate::form::Judge;
use crate::later::{Missing, later};
use crate::style;
use crate::view::Tag;
use crate::words::{learn, word};

/// How events and what came of an answer look.
const LOOK: &str = include_str!(concat!(env!("OUT_DIR"), "/answered.css"));

/// What the second file does for the first.
pub(super) trait Way: Send + Sync {
    /// All events, to be looked through.
    fn browse(&self, context: &Shared, signals: Signals) -> Tag;

    /// What the event that is shown says of itself.
    fn about(&self, context: &Shared, signals: Signals) -> Tag;

    /// The answer to each of its times.
    fn answers(&self, context: &Shared, signals: Signals) -> Tag;

    /// Guests, roles and the event's own questions.
    fn company(&self, context: &Shared, signals: Signals) -> Option<Tag>;

    /// What someone needs in order to take part.
    fn needs(&self, context: &Shared, signals: Signals) -> Option<Tag>;

    /// A way out of a change.
    fn leave(&self, context: &Shared, signals: Signals) -> Tag;

    /// Has the form ask what the answers lead to.
    fn follow(&self, context: &Shared, signals: Signals);

    /// Judges and sends what is entered.
    fn send(&self, context: &Shared, signals: Signals);
}

struct Events(Arc<Whole>);

impl Way for Events {
    fn browse(&self, context: &Shared, signals: Signals) -> Tag {
        find::browse(context, &self.0, signals)
    }

    fn about(&self, context: &Shared, signals: Signals) -> Tag {
        event::event(context, &self.0, signals)
    }

    fn answers(&self, context: &Shared, signals: Signals) -> Tag {
        answer::answers(context, &self.0, signals)
    }

    fn company(&self, context: &Shared, signals: Signals) -> Option<Tag> {
        company::company(context, &self.0, signals)
    }

    fn needs(&self, context: &Shared, signals: Signals) -> Option<Tag> {
        company::needs(context, &self.0, signals)
    }

    fn leave(&self, context: &Shared, signals: Signals) -> Tag {
        change::leave(context, &self.0, signals)
    }

    fn follow(&self, context: &Shared, signals: Signals) {
        self.0.follow_places(signals);
        let rsvp = &self.0.rsvp;
        let form = signals.entry.with(|entry| {
            let form = rsvp.form(&self.0.schedule, &entry.values);
            (!is_same(&form, entry.form())).then_some(form)
        });
        if let Some(form) = form {
            signals.entry.update(|entry| entry.take_form(Arc::new(form), context));
        }
    }

    fn send(&self, context: &Shared, signals: Signals) {
        send::judge(context, &self.0, signals);
    }
}

/// Whether two forms of these events ask the same.
fn is_same(one: &Form, other: &Form) -> bool {
    let names = |form: &Form| form.fields.iter().map(|field| field.name.to_string()).collect::<Vec<_>>();
    let asks = |form: &Form| form.consents.iter().map(|consent| consent.required).collect::<Vec<_>>();
    names(one) == names(other) && asks(one) == asks(other)
}

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
fn come(context: Shared, start: Arc<Start>, signals: Signals) -> Result<(), Missing> {
    arrive(&context, &start, signals);
    Ok(())
}

/// Reads the events, and puts the code to use. A document that is wrong is given back to the page, which
/// has its own form.
pub(super) fn arrive(context: &Shared, start: &Start, signals: Signals) -> Option<Arc<dyn Way>> {
    let there = signals.course.try_with_untracked(|course| course.way.clone())?;
    if there.is_some() {
        return there;
    }
    learn(word::ENGLISH_LATER);
    learn(word::ENGLISH_RSVP_LATER);
    let whole = match Whole::read(context) {
        Ok(whole) => whole,
        Err(problems) => {
            context.fail(&problems);
            return None;
        }
    };
    style::add(&context.root, LOOK);
    let judge: Arc<dyn Judge> = Arc::new(OfEvents { whole: whole.clone(), signals });
    let way: Arc<dyn Way> = Arc::new(Events(whole.clone()));
    let came = way.clone();
    signals.entry.update(|entry| entry.judge = Some(judge));
    signals.course.update(|course| {
        course.over |= !whole.is_list() && !whole.is_open(0);
        course.way = Some(came);
    });
    if let Some(event) = whole.asked(context, signals).filter(|_| whole.is_list()) {
        let open = whole.is_open(event);
        signals.turn(|course| (course.screen, course.event, course.over) = (Screen::Event, event, !open));
    }
    change::greet(context, &whole, signals);
    Some(way)
}

/// Fetches it, if it is not there. Should that fail, sending will try again.
pub(super) fn fetch(context: &Shared, start: &Arc<Start>, signals: Signals) {
    // The widget may be gone by now.
    if signals.course.try_with_untracked(|course| course.way.is_some()) != Some(false) {
        return;
    }
    let (context, start) = (context.clone(), start.clone());
    leptos::task::spawn_local(async move {
        let _ = later!(come(context, start, signals));
    });
}
