//! What comes with the first touch, in the bundle's second file; see `later`.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::rsvp::Standing;
use rungs_model::{Form, Outcome};

use super::judge::OfEvents;
use super::{Signals, Start, change, company, find, held};
use crate::context::Shared;
use crate::form::Judge;
use crate::later::{Missing, later};
use crate::style;
use crate::view::Tag;
use crate::words::{learn, word};

/// How filters, months and what came of an answer look.
const LOOK: &str = include_str!(concat!(env!("OUT_DIR"), "/answered.css"));

/// What the second file does for the first.
pub(super) trait Way: Send + Sync {
    /// Guests, roles and the event's own questions.
    fn company(&self, context: &Shared, signals: Signals) -> Option<Tag>;

    /// What someone needs in order to take part.
    fn needs(&self, context: &Shared, signals: Signals) -> Option<Tag>;

    /// Has the form ask what the answers lead to.
    fn follow(&self, context: &Shared, signals: Signals);

    /// All events, to be looked through.
    fn browse(&self, context: &Shared, signals: Signals) -> Tag;

    /// What came of an answer.
    fn done(&self, context: &Shared, signals: Signals, outcome: Outcome, standing: &Standing) -> Option<Tag>;

    /// What came of a change, or of an earlier answer.
    fn changed(&self, context: &Shared, signals: Signals, standing: &Standing) -> Option<Tag>;
}

struct Whole(Arc<Start>);

impl Way for Whole {
    fn company(&self, context: &Shared, signals: Signals) -> Option<Tag> {
        company::company(context, &self.0, signals)
    }

    fn needs(&self, context: &Shared, signals: Signals) -> Option<Tag> {
        company::needs(context, &self.0, signals)
    }

    fn follow(&self, context: &Shared, signals: Signals) {
        let rsvp = &self.0.rsvp;
        let form = signals.entry.with(|entry| {
            let form = rsvp.form(&self.0.schedule, &entry.values);
            (!is_same(&form, entry.form())).then_some(form)
        });
        if let Some(form) = form {
            signals.entry.update(|entry| entry.take_form(Arc::new(form), context));
        }
    }

    fn browse(&self, context: &Shared, signals: Signals) -> Tag {
        find::browse(context, &self.0, signals)
    }

    fn done(&self, context: &Shared, signals: Signals, outcome: Outcome, standing: &Standing) -> Option<Tag> {
        Some(held::done(context, &self.0, signals, outcome, standing))
    }

    fn changed(&self, context: &Shared, signals: Signals, standing: &Standing) -> Option<Tag> {
        Some(held::changed(context, &self.0, signals, standing))
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

/// Puts the code to use. Gives who knows what is wrong with an answer.
pub(super) fn arrive(context: &Shared, start: &Arc<Start>, signals: Signals) -> Arc<dyn Judge> {
    let judge: Arc<dyn Judge> = Arc::new(OfEvents { start: start.clone(), signals });
    learn(word::ENGLISH_LATER);
    learn(word::ENGLISH_RSVP_LATER);
    // The widget may be gone by now.
    if signals.course.try_with_untracked(|course| course.way.is_none()) == Some(true) {
        style::add(&context.root, LOOK);
        let by = judge.clone();
        signals.entry.update(|entry| entry.judge = Some(by));
        signals.course.update(|course| course.way = Some(Arc::new(Whole(start.clone()))));
        change::greet(context, signals);
    }
    judge
}

/// Fetches it, if it is not there. Should that fail, sending will try again.
pub(super) fn fetch(context: &Shared, start: &Arc<Start>, signals: Signals) {
    if signals.course.try_with_untracked(|course| course.way.is_some()) != Some(false) {
        return;
    }
    let (context, start) = (context.clone(), start.clone());
    leptos::task::spawn_local(async move {
        let _ = later!(come(context, start, signals));
    });
}
