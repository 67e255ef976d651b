//! What comes with the first touch, in the bundle's second file; see `later`.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::Form;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;

#[cfg(feature = "brief")]
use super::Start;
use super::judge::OfEvents;
use super::whole::Whole;
use super::{Screen, Signals, change, company, find, send};
use crate::browser::after_paint;
use crate::context::Shared;
use crate::form::{self, Judge};
use crate::later::{Missing, later};
use crate::style;
use crate::view::{Tag, tag};
use crate::words::{learn, word};

/// How events and what came of an answer look.
const LOOK: &str = include_str!(concat!(env!("OUT_DIR"), "/answered.css"));

/// What the second file does for the first.
pub(super) trait Way: Send + Sync {
    /// All events, to be looked through.
    fn browse(&self, context: &Shared, signals: Signals) -> Tag;

    /// The event that is shown, and its form.
    #[cfg(feature = "brief")]
    fn event(&self, context: &Shared, start: &Arc<Start>, signals: Signals, moved: bool) -> Option<Tag>;

    /// Guests, roles and the event's own questions.
    fn company(&self, context: &Shared, signals: Signals) -> Option<Tag>;

    /// What is asked of everyone.
    fn fields(&self, context: &Shared, signals: Signals) -> Option<Tag>;

    /// Whether they agree.
    fn consents(&self, context: &Shared, signals: Signals) -> Option<Tag>;

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

    #[cfg(feature = "brief")]
    fn event(&self, context: &Shared, start: &Arc<Start>, signals: Signals, moved: bool) -> Option<Tag> {
        super::ask::event(context, start, signals, moved)
    }

    fn company(&self, context: &Shared, signals: Signals) -> Option<Tag> {
        company::company(context, &self.0, signals)
    }

    fn fields(&self, context: &Shared, signals: Signals) -> Option<Tag> {
        let fields = &self.0.rsvp.fields;
        // Who someone is cannot be changed.
        if signals.course.with_untracked(|course| course.before.is_some()) {
            return None;
        }
        let drawn = form::fields(context, fields, signals.entry);
        if fields.iter().any(|field| field.search) {
            form::fetch_search(signals.entry);
        }
        Some(tag("div").part("fields").children(drawn))
    }

    fn consents(&self, context: &Shared, signals: Signals) -> Option<Tag> {
        let changing = signals.course.with_untracked(|course| course.before.is_some());
        let consents = &self.0.rsvp.consents;
        if changing { None } else { form::consents_of(context, consents, signals.entry) }
    }

    fn needs(&self, context: &Shared, signals: Signals) -> Option<Tag> {
        company::needs(context, &self.0, signals)
    }

    fn leave(&self, context: &Shared, signals: Signals) -> Tag {
        change::leave(context, &self.0, signals)
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
fn come(context: Shared, signals: Signals) -> Result<(), Missing> {
    arrive(&context, signals);
    Ok(())
}

/// Reads the events, and puts the code to use. A document that is wrong is given back to the page, which
/// has its own form.
pub(super) fn arrive(context: &Shared, signals: Signals) -> Option<Arc<dyn Way>> {
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
    signals.entry.update(|entry| {
        let form = whole.rsvp.form(&whole.schedule, &entry.values);
        entry.mostly_required = form.is_mostly_required();
        entry.take_form(Arc::new(form), context);
        entry.judge = Some(judge);
    });
    let awaited = signals.course.try_update(|course| {
        if !whole.is_list() && course.shown.is_none() {
            (course.shown, course.over) = (whole.shown(0), course.over || !whole.is_open(0));
        }
        course.way = Some(came);
        course.awaited.take()
    });
    if let Some(name) = awaited.flatten() {
        let context = context.clone();
        // It is drawn at the end of this task.
        set_timeout(move || go_on(&context, &form::id(&name)), std::time::Duration::ZERO);
    }
    if let Some(event) = whole.asked(context, signals).filter(|_| whole.is_list()) {
        let (open, shown) = (whole.is_open(event), whole.shown(event));
        signals.turn(|course| (course.screen, course.shown, course.over) = (Screen::Event, shown, !open));
    }
    if whole.is_list() {
        let (by, of) = (context.clone(), whole.clone());
        after_paint(move || of.warm(by, 0));
    }
    send::wait(context, &whole, signals);
    change::greet(context, &whole, signals);
    Some(way)
}

/// Gives the focus to a control, with the caret behind what was typed.
fn go_on(context: &Shared, id: &str) {
    context.focus(id);
    let control = context.root.get_element_by_id(id);
    if let Some(control) = control.and_then(|control| control.dyn_into::<HtmlInputElement>().ok()) {
        // An email field has no caret for scripts, but a new value sends it to the end.
        let typed = control.value();
        control.set_value("");
        control.set_value(&typed);
    }
}

/// Fetches it, if it is not there. Should that fail, sending will try again.
pub(super) fn fetch(context: &Shared, signals: Signals) {
    // The widget may be gone by now.
    if signals.course.try_with_untracked(|course| course.way.is_some()) != Some(false) {
        return;
    }
    let context = context.clone();
    leptos::task::spawn_local(async move {
        let _ = later!(come(context, signals));
    });
}
