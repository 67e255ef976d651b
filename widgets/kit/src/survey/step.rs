//! Going on and back: what follows the press of a button. Part of the second file.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::survey::{End, Onward, Page, Survey, Unasked};
use rungs_model::{Accepted, FieldError, Outcome};

use super::near::Near;
use super::{Screen, Signals, keep, partial, way};
use crate::context::Shared;
use crate::later::Missing;
use crate::message::Route;
use crate::outbox;
use crate::submit::{self, Draft, Way};
use crate::{browser, form};

/// Goes on to what follows the page, if nothing on it is wrong.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
pub(super) fn forward(context: Shared, signals: Signals) -> Result<(), Missing> {
    let Some(survey) = way::arrive(&context, signals) else { return Ok(()) };
    let page = signals.course.with_untracked(|course| course.page);
    let clear = signals.entry.with_untracked(|entry| entry.errors.is_empty() && !entry.is_refused());
    if let Some(next) = near(signals).filter(|near| clear && near.right).and_then(|near| near.next) {
        partial::send(&context, &survey, signals, page);
        return turn(&context, signals, next);
    }
    let judge = way::judge(&survey, signals);
    let accepted = signals.entry.try_update_untracked(|entry| entry.attempt(&context, &judge)).flatten();
    let Some(accepted) = accepted else {
        signals.entry.notify();
        form::focus_summary(&context);
        return Ok(());
    };
    let values = signals.entry.with_untracked(|entry| entry.values.clone());
    match survey.route(&values).next(page) {
        Onward::Page(next) => {
            partial::send(&context, &survey, signals, page);
            return turn(&context, signals, next);
        }
        Onward::Send => send_all(&context, &survey, signals),
        Onward::End(end) if end.send => send(&context, &survey, signals, accepted, Some(end)),
        Onward::End(end) => {
            partial::discard(&context, &values);
            keep::forget(&context);
            signals.turn(|course| course.screen = ended(&survey, end));
        }
    }
    signals.entry.notify();
    Ok(())
}

/// Goes back; nothing that was entered is lost.
#[cfg_attr(feature = "split", wasm_split_helpers::wasm_split(touched, fallible))]
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so it must be to be split off")]
pub(super) fn backward(context: Shared, signals: Signals) -> Result<(), Missing> {
    let Some(survey) = way::arrive(&context, signals) else { return Ok(()) };
    let page = signals.course.with_untracked(|course| course.page);
    let before = match near(signals) {
        Some(near) => near.previous,
        None => signals.entry.with_untracked(|entry| survey.route(&entry.values).previous(page)),
    };
    before.map_or(Ok(()), |before| turn(&context, signals, before))
}

/// Where one can go from the page, if that is known already.
fn near(signals: Signals) -> Option<Near> {
    signals.course.with_untracked(|course| course.way.clone())?.near(signals)
}

fn turn(context: &Shared, signals: Signals, page: usize) -> Result<(), Missing> {
    let way = signals.course.with_untracked(|course| course.way.clone());
    way.ok_or(Missing).map(|way| way.turn(context, signals, page))
}

/// Sends, if every page is still right: an earlier visit may have answered another version.
fn send_all(context: &Shared, survey: &Arc<Survey>, signals: Signals) {
    let checked = signals.entry.with_untracked(|entry| survey.check(&entry.values, Unasked::Drop));
    match checked {
        Ok(accepted) => send(context, survey, signals, accepted, None),
        Err(errors) => {
            turn_to_first(context, survey, signals, &errors);
            let judge = way::judge(survey, signals);
            signals.entry.update(|entry| drop(entry.attempt(context, &judge)));
            form::focus_summary(context);
        }
    }
}

/// Turns to the page of the first mistake.
fn turn_to_first(context: &Shared, survey: &Survey, signals: Signals, errors: &[FieldError]) {
    let owner = errors.first().and_then(|error| survey.owner(&error.field));
    let has = |page: &Page| {
        owner.is_some_and(|owner| page.questions.iter().any(|question| question.name == owner.name))
    };
    if let Some(page) = survey.pages.iter().position(has)
        && signals.course.with_untracked(|course| course.page != page)
    {
        let _ = turn(context, signals, page);
    }
}

fn send(context: &Shared, survey: &Arc<Survey>, signals: Signals, accepted: Accepted, end: Option<&End>) {
    let (values, consents) = accepted;
    let known = !survey.anonymous;
    let draft = Draft {
        values,
        consents,
        source: survey.source.clone().filter(|_| known),
        submission_id: signals.entry.with_untracked(|entry| partial::id(&entry.values)),
        page: browser::page().filter(|_| known),
        test: survey.test,
        to: Route::Submission,
    };
    let (by, of) = (context.clone(), survey.clone());
    let end = end.map(|end| ended(survey, end));
    let then = move |outcome| show(&by, &of, signals, outcome, end.as_ref());
    let way = Way { outbox: outbox::of(signals.entry), back: None };
    submit::post(context, signals.entry, draft, way, Rc::new(then));
}

/// Shows how it ended; `end` is the early end that was reached.
pub(super) fn show(
    context: &Shared,
    survey: &Arc<Survey>,
    signals: Signals,
    outcome: Outcome,
    end: Option<&Screen>,
) {
    match submit::refusal(context, outcome) {
        Ok(Outcome::Closed) => signals.turn(|course| course.screen = Screen::Closed { at_once: false }),
        Ok(outcome) => {
            keep::forget(context);
            let end = end.filter(|_| outcome != Outcome::Queued).cloned();
            signals.turn(|course| course.screen = end.unwrap_or(Screen::Done(Arc::new(outcome))));
        }
        Err((fields, trouble)) => {
            if fields.is_empty() {
                partial::forget(context, signals);
            }
            turn_to_first(context, survey, signals, &fields);
            form::refuse(context, signals.entry, fields, trouble);
        }
    }
}

fn ended(survey: &Survey, end: &End) -> Screen {
    Screen::Ended(survey.ends.iter().position(|one| one.id == end.id).unwrap_or(0))
}
