//! The petition: its text, the way to sign it, and what became of it.
//!
//! Parts: `petition`, `image`, `title`, `to`, `prose`, `notice`, `progress`, `count`, `age`, `bar`,
//! `goal`, `deadline`, `signers`, `signers-title`, `signer`, `when`, `comment`, `closed`,
//! `closed-title`; and those of the form and the thanks panel, which the README lists.
//! Events: `rungs:start`, `rungs:submit`, `rungs:outcome`, `rungs:share`.

mod progress;
mod sign;
mod signers;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::document::{self, Problem};
use rungs_model::{Outcome, Petition, State, Status};
use serde_json::Value;

use crate::article;
use crate::bundle::{Definition, understood};
use crate::context::Shared;
use crate::form::{self, Entry, FormSignal, FormView, form_view};
use crate::later::later;
use crate::live::{self, Live};
use crate::outbox;
use crate::view::{Tag, tag};
use crate::words::word;

/// Reads a petition's config document.
pub fn define(config: &Value, lang: &str) -> Result<Definition, Vec<Problem>> {
    let (mut petition, backend, warnings) = understood::<Petition>(config, lang)?;
    let known = config.get("state").and_then(|state| document::read::<State>(state, "").ok());
    let known = known.map(|(state, _)| state);
    let form = Arc::new(petition.take_form());
    let petition = Arc::new(petition);
    Ok(Definition {
        kind: "petition",
        id: petition.id.to_string(),
        campaign: petition.campaign().to_owned(),
        accent: petition.accent.clone(),
        theme: petition.theme,
        density: petition.density,
        css: crate::style::PETITION,
        backend,
        warnings,
        view: Rc::new(move |context, values| {
            view(context, &petition, known.clone(), Entry::new(form.clone(), values, context))
        }),
    })
}

/// What takes the place of the form.
#[derive(Clone)]
enum Screen {
    Form,
    Done { outcome: Arc<Outcome>, draw: fn(&Shared, &Petition, Signals, &Outcome) -> Tag },
    Closed { at_once: bool },
}

/// The signals of a petition.
#[derive(Clone, Copy)]
pub(crate) struct Signals {
    screen: RwSignal<Screen>,
    live: RwSignal<Live>,
    entry: FormSignal,
}

fn view(context: &Shared, petition: &Arc<Petition>, known: Option<State>, entry: Entry) -> Tag {
    let signals = Signals {
        screen: RwSignal::new(Screen::Form),
        live: live::live(context, known, petition.refresh),
        entry: FormSignal::new(entry),
    };
    if outbox::waits() {
        sign::fetch(context, petition, signals);
    }
    let to = petition
        .to
        .as_ref()
        .map(|to| tag("p").part("to").text(&context.words.fill(word::TO, &[("name", to)])));
    tag("article")
        .part("petition")
        .attr("aria-labelledby", "title")
        .child(petition.image.as_ref().map(|image| article::image(image, "image")))
        .child(tag("h2").part("title").attr("id", "title").text(&petition.title))
        .child(to)
        .child(article::text(&petition.markdown()))
        .child(progress::progress(context, petition, signals.live))
        .child(article::notice(context, petition.test))
        .child(body(context, petition, signals))
        .child(signers::signers(context, petition, signals.live))
        .child(article::status(context, signals.entry))
}

fn body(context: &Shared, petition: &Arc<Petition>, signals: Signals) -> Tag {
    let (context, petition) = (context.clone(), petition.clone());
    let watched = petition.clone();
    let mut first = true;
    let watch = move || {
        close_in_time(&watched, signals, first);
        first = false;
    };
    let draw = move || match signals.screen.get() {
        Screen::Done { outcome, draw } => draw(&context, &petition, signals, &outcome),
        Screen::Form => {
            let own = petition.button.as_ref().map(|text| text.0.clone());
            let (by, what) = (context.clone(), petition.clone());
            let (asks, about) = (context.clone(), petition.clone());
            let button = own.unwrap_or_else(|| context.words.say(word::SIGN));
            let view = FormView {
                entry: signals.entry,
                content: form::questions(&context, signals.entry),
                back: None,
                button: Box::new(move || button.clone()),
                fetch: Rc::new(move || sign::fetch(&asks, &about, signals)),
                submit: Box::new(move || {
                    let (context, petition) = (by.clone(), what.clone());
                    Box::pin(async move { later!(sign::sign(context, petition, signals)) })
                }),
            };
            form_view(&context, view)
        }
        // A page that is only being read keeps its focus.
        Screen::Closed { at_once: true } => article::closed(&context, petition.closed_text.as_ref()),
        Screen::Closed { at_once: false } => {
            article::closed(&context, petition.closed_text.as_ref()).takes_focus()
        }
    };
    tag("div").follow(Box::new(watch)).child_fn(move || Some(draw()))
}

/// Closes the form when its time is over, except under the hands of someone who has begun
/// to type: if it is too late for them, the backend says so.
fn close_in_time(petition: &Petition, signals: Signals, first: bool) {
    let over = signals.live.with(|live| {
        let told = live.state.as_ref().is_some_and(|state| state.status == Status::Closed);
        told || !petition.is_open(live.now())
    });
    let waiting = signals.screen.with_untracked(|screen| matches!(screen, Screen::Form))
        && !signals.entry.with_untracked(|entry| entry.started);
    if over && (first || waiting) {
        signals.screen.set(Screen::Closed { at_once: true });
    }
}
