//! The way through a survey: which questions and pages the answers lead to. It comes with the first
//! touch, in the bundle's second file; see `later`.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::survey::{Onward, Route, Survey, takes_answers};
use rungs_model::{Markdown, Outcome, Values};

use super::flow::{Asked, Flow};
use super::judge::OfSurvey;
use super::{Course, Signals, keep, results, thanks};
use crate::context::Shared;
use crate::form::Judge;
use crate::later::{Missing, later};
use crate::view::Tag;
use crate::words::{learn, word};

/// What the second file does for the first.
pub(super) struct Way {
    /// Finds out what the answers make of the page; says whether that is something else than before.
    flow: fn(&Survey, &Values, &Course) -> Option<Flow>,
    keep: fn(&Shared, &Survey, Signals),
    /// The note that answers are kept, with a way to delete them.
    pub(super) note: fn(&Shared, &Survey, Signals) -> Option<Tag>,
    /// What all have answered.
    pub(super) results: fn(&Shared, &Arc<Survey>) -> Tag,
    pub(super) done: fn(&Shared, &Arc<Survey>, Signals, Outcome) -> Option<Tag>,
    pub(super) ended: fn(&Shared, &Arc<Survey>, Signals, usize) -> Option<Tag>,
}

static WAY: Way = Way {
    flow: changed,
    keep: keep::save,
    note: keep::note,
    results: results::results,
    done: thanks::done,
    ended: thanks::ended,
};

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
        signals.course.update(|course| course.way = Some(&WAY));
    }
}

/// Who knows what is wrong with the answers.
pub(super) fn judge(survey: &Arc<Survey>, signals: Signals) -> Arc<dyn Judge> {
    Arc::new(OfSurvey { survey: survey.clone(), course: signals.course })
}

/// Fetches it, if it is not there. Should that fail, going on will try again.
pub(super) fn fetch(survey: &Arc<Survey>, signals: Signals) {
    if signals.course.with_untracked(|course| course.way.is_some()) {
        return;
    }
    let survey = survey.clone();
    leptos::task::spawn_local(async move {
        let _ = later!(come(survey, signals));
    });
}

/// Follows the answers: shows and hides what they decide on, and keeps them.
pub(super) fn follow(context: &Shared, survey: &Survey, signals: Signals) {
    let Some(way) = signals.course.with(|course| course.way) else { return };
    let next = signals
        .entry
        .with(|entry| signals.course.with_untracked(|course| (way.flow)(survey, &entry.values, course)));
    if let Some(next) = next {
        signals.course.update(|course| course.flow = next);
    }
    (way.keep)(context, survey, signals);
}

fn changed(survey: &Survey, values: &Values, course: &Course) -> Option<Flow> {
    let next = flow(survey, values, course.page);
    (next != course.flow).then_some(next)
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
    text.filter(|text| takes_answers(text)).map(|text| route.pipe_markdown(text))
}

fn sends(route: &Route, page: usize) -> bool {
    match route.next(page) {
        Onward::Page(_) => false,
        Onward::Send => true,
        Onward::End(end) => end.send,
    }
}
