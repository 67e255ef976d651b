//! The questions of a page that someone has turned to. Part of the second file.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::survey::{Question, Survey};

use super::{Signals, draft, page};
use crate::browser;
use crate::context::Shared;
use crate::view::{Tag, tag};

/// How many are drawn at once: about as many as a phone shows.
const AT_ONCE: usize = 4;

/// Draws the first at once, so that the page is seen at once, and those below when that was seen.
pub(super) fn questions(context: &Shared, survey: &Arc<Survey>, at: usize, signals: Signals) -> Tag {
    let asked = survey.pages.get(at).map_or(&[][..], |page| &page.questions);
    let (first, below) = asked.split_at(AT_ONCE.min(asked.len()));
    let drawn = tag("div").part("questions").child(draft::changed(context, signals));
    let drawn = drawn.children(page::questions(context, first, 0, signals));
    if below.is_empty() {
        return drawn;
    }
    let seen = RwSignal::new(false);
    browser::after_paint(move || {
        // The page may be another by now.
        seen.try_set(true);
    });
    let controls: Vec<String> = below.iter().flat_map(Question::controls).collect();
    let (context, survey) = (context.clone(), survey.clone());
    let rest = move || {
        let below = survey.pages.get(at).and_then(|page| page.questions.get(AT_ONCE..));
        let below = below.filter(|_| seen.get()).unwrap_or_default();
        page::questions(&context, below, AT_ONCE, signals)
    };
    drawn.grow(rest).child_fn(move || (!seen.get()).then(|| room(&controls, signals)))
}

/// The room of questions that are not drawn yet, with what was answered to them.
fn room(controls: &[String], signals: Signals) -> Tag {
    let values = signals.entry.with_untracked(|entry| entry.values.clone());
    let answered = values.iter().filter(|(name, _)| controls.iter().any(|control| control == name));
    tag("div").attr("class", "to-come").children(answered.map(page::unseen).collect())
}
