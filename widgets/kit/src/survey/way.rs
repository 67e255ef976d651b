//! The way through a survey: which questions and pages the answers lead to. It comes with the first
//! touch, in the bundle's second file; see `later`.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::{Markdown, Values};
use rungs_model::survey::{Onward, Route, Survey};

use super::flow::{Asked, Flow};
use super::judge::OfSurvey;
use super::{Signals, keep, results};
use crate::context::Shared;
use crate::form::Judge;
use crate::later::{Missing, later};
use crate::view::Tag;
use crate::words::{learn, word};

/// What the second file does for the first.
pub(super) struct Way {
    flow: fn(&Survey, &Values, usize) -> Flow,
    keep: fn(&Shared, &Survey, Signals),
    /// The note that answers are kept, with a way to delete them.
    pub(super) note: fn(&Shared, &Arc<Survey>, Signals) -> Option<Tag>,
    /// What all have answered.
    pub(super) results: fn(&Shared, &Arc<Survey>) -> Tag,
}

static WAY: Way = Way { flow, keep: keep::save, note: keep::note, results: results::results };

#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
fn come(survey: Arc<Survey>, signals: Signals) -> Result<(), Missing> {
    arrive(&survey, signals);
    Ok(())
}

/// Puts it to use.
pub(super) fn arrive(survey: &Arc<Survey>, signals: Signals) {
    learn(word::ENGLISH_LATER);
    learn(word::ENGLISH_SURVEY_LATER);
    let judge = judge(survey, signals);
    // The widget may be gone by then.
    if signals.entry.try_update(|entry| entry.judge = Some(judge)).is_some() {
        signals.way.set(Some(&WAY));
    }
}

/// Who knows what is wrong with the answers.
pub(super) fn judge(survey: &Arc<Survey>, signals: Signals) -> Arc<dyn Judge> {
    Arc::new(OfSurvey { survey: survey.clone(), turn: signals.turn })
}

/// Fetches it, if it is not there. Should that fail, going on will try again.
pub(super) fn fetch(survey: &Arc<Survey>, signals: Signals) {
    if signals.way.with_untracked(Option::is_some) {
        return;
    }
    let survey = survey.clone();
    leptos::task::spawn_local(async move {
        let _ = later!(come(survey, signals));
    });
}

/// Follows the answers: shows and hides what they decide on, and keeps them.
pub(super) fn follow(context: &Shared, survey: &Survey, signals: Signals) {
    let Some(way) = signals.way.get() else { return };
    let page = signals.turn.get().page;
    let next = signals.entry.with(|entry| (way.flow)(survey, &entry.values, page));
    if signals.flow.with_untracked(|flow| *flow != next) {
        signals.flow.set(next);
    }
    (way.keep)(context, survey, signals);
}

/// What the answers make of a page.
pub(super) fn flow(survey: &Survey, values: &Values, page: usize) -> Flow {
    let route = survey.route(values);
    let progress = survey.progress(values, page);
    let onward = route.next(page);
    let asked = |question: &rungs_model::survey::Question| Asked {
        shown: route.asks(&question.name),
        required: route.is_required(question),
        label: question.label.as_ref().map(|label| route.pipe(label)).unwrap_or_default(),
        text: piped(&route, question.text.as_deref()),
    };
    let shown = survey.pages.get(page);
    Flow {
        questions: shown.map(|page| page.questions.iter().map(asked).collect()).unwrap_or_default(),
        title: shown.and_then(|page| page.title.as_ref()).map(|title| route.pipe(title)),
        text: piped(&route, shown.and_then(|page| page.text.as_deref())),
        position: progress.position,
        total: progress.total,
        certain: progress.certain,
        back: route.previous(page).is_some(),
        sends: sends(&route, page),
        consents: matches!(onward, Onward::Send),
    }
}

/// A text with answers in it; none where no answer can stand in it, as that never changes.
fn piped(route: &Route, text: Option<&str>) -> Option<Markdown> {
    text.filter(|text| text.contains("{{")).map(|text| route.pipe_markdown(text))
}

fn sends(route: &Route, page: usize) -> bool {
    match route.next(page) {
        Onward::Page(_) => false,
        Onward::Send => true,
        Onward::End(end) => end.send,
    }
}
