//! A page of questions, as a form.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::Values;
use rungs_model::survey::{self, Page, Question};

use super::{Course, Signals, Start, question, step, way};
use crate::article;
use crate::browser;
use crate::context::Shared;
use crate::form::{self, FormView, form_view};
use crate::later::later;
use crate::prose;
use crate::view::{Tag, tag};
use crate::words::word;

/// The control that holds the page someone is at; no question can be called so.
pub(super) const PAGE: &str = "_page";
/// The control that holds what tells this respondent's order of options from others'.
pub(super) const SEED: &str = "_seed";

/// The page that someone had come to.
pub(super) fn saved(values: &Values) -> usize {
    values.get(PAGE).parse().unwrap_or(0)
}

/// What orders options for this respondent, now and whenever the survey is drawn again.
pub(super) fn seed(values: &mut Values) -> u64 {
    if values.get(SEED).is_empty()
        && let Some(id) = browser::random_id()
    {
        values.set(SEED, id.to_string());
    }
    survey::seed(values.get(SEED))
}

/// Draws the page that is asked.
pub(super) fn page(context: &Shared, start: &Arc<Start>, signals: Signals) -> Option<Tag> {
    let (at, way) = signals.course.with_untracked(|course| (course.page, course.way.clone()));
    let pages = match way {
        Some(way) => way.pages(context, signals)?,
        None if at == 0 => first(context, start, signals),
        None => return None,
    };
    let entry = signals.entry;
    let consents = form::consents(context, entry);
    let consents = consents.map(|drawn| {
        drawn.flag_fn("hidden", "", move || signals.course.with(|course| !course.flow.consents))
    });
    let asked = [Some(pages), consents, Some(note(context, signals))];
    let own = start.opening.button.as_ref().map(|text| text.0.clone());
    let words = context.clone();
    let button = move || {
        if !signals.course.with(|course| course.flow.sends) {
            return words.words.say(word::SURVEY_NEXT);
        }
        own.clone().unwrap_or_else(|| words.words.say(word::SURVEY_SEND))
    };
    let by = context.clone();
    let asks = context.clone();
    let view = FormView {
        entry,
        content: asked.into_iter().flatten().collect(),
        back: Some(back(context, signals)),
        button: Box::new(button),
        fetch: Rc::new(move || way::fetch(&asks, signals)),
        submit: Box::new(move || {
            let context = by.clone();
            Box::pin(async move { later!(step::forward(context, signals)) })
        }),
    };
    Some(tag("div").part("page").child(form_view(context, view)))
}

/// Draws the first page. It goes once someone has turned it: the others are drawn by the second file.
fn first(context: &Shared, start: &Arc<Start>, signals: Signals) -> Tag {
    let (by, of) = (context.clone(), start.clone());
    let draw = move || {
        let (page, counts) = (&of.page, of.opening.progress && of.pages > 1);
        signals.course.with_untracked(|course| course.first).then(|| {
            let asked = tag("div").part("questions").children(questions(&by, &page.questions, 0, signals));
            tag("div").attr("class", "sheet").children(head(&by, page, counts, signals)).child(asked)
        })
    };
    let first = tag("div").attr("class", "pages");
    first.child_when(move || signals.course.with(|course| course.first), draw).child(others(start, signals))
}

/// Draws what stands above the questions of a page.
pub(super) fn head(context: &Shared, page: &Page, counts: bool, signals: Signals) -> Vec<Tag> {
    let image = page.image.as_ref().map(|image| article::image(image, "image"));
    [heading(context, page, counts, signals), image, text(page, signals)].into_iter().flatten().collect()
}

/// Draws questions of a page, the first of them with this index.
pub(super) fn questions(context: &Shared, asked: &[Question], from: usize, signals: Signals) -> Vec<Tag> {
    let asked = asked.iter().zip(from..);
    asked.map(|(asked, index)| question::question(context, asked, index, signals)).collect()
}

/// An answer that stands in the form, unseen.
pub(super) fn unseen((name, value): (&str, &str)) -> Tag {
    let input = tag("input").attr("type", "text").attr("hidden", "");
    input.attr("name", name).attr("value", value)
}

/// Where one is, and what the page is about. Whoever has turned to the page is led here.
fn heading(context: &Shared, page: &Page, counts: bool, signals: Signals) -> Option<Tag> {
    if page.title.is_none() && !counts {
        return None;
    }
    let words = context.clone();
    let step = move || {
        signals.course.with(|Course { flow, .. }| {
            let key = if flow.certain { word::SURVEY_STEP } else { word::SURVEY_STEP_MOST };
            let (position, total) = (flow.position.to_string(), flow.total.to_string());
            words.words.fill(key, &[("position", &position), ("total", &total)])
        })
    };
    let step = counts.then(|| tag("span").part("step").text_fn(step));
    let title = page.title.as_ref().map(|_| {
        tag("span")
            .text_fn(move || signals.course.with(|course| course.flow.title.clone().unwrap_or_default()))
    });
    let bar = counts.then(|| {
        tag("progress")
            .part("bar")
            // The words before it say the same.
            .attr("aria-hidden", "true")
            .attr_fn("max", move || signals.course.with(|course| Some(course.flow.total.to_string())))
            .attr_fn("value", move || signals.course.with(|course| Some(course.flow.position.to_string())))
    });
    let heading = tag("h3").part("page-title").attr("tabindex", "-1").child(step).child(title);
    Some(tag("div").part("page-head").child(heading).child(bar))
}

fn text(page: &Page, signals: Signals) -> Option<Tag> {
    super::text::text(page.text.as_ref()?, move |first| {
        signals.course.with(|course| prose::blocks(course.flow.text.as_ref().unwrap_or(first)))
    })
}

/// What is said of the answers that are kept, once there are some.
fn note(context: &Shared, signals: Signals) -> Tag {
    let context = context.clone();
    tag("div").child_once(move || signals.way()?.note(&context, signals))
}

/// Answers on other pages, and to what the second file draws, stand in the form too, unseen: whatever reads the form
/// reads all of them.
fn others(start: &Start, signals: Signals) -> Tag {
    let mut here = Vec::new();
    let drawn = start.page.questions.iter().filter(|question| !question::is_rich(question));
    drawn.for_each(|question| here.extend(question.controls()));
    start.opening.consents.iter().for_each(|consent| here.push(consent.control()));
    let mut kept = signals.entry.with_untracked(|entry| entry.values.clone());
    kept.set(PAGE, "0".into());
    let elsewhere = kept.iter().filter(|(name, _)| !here.iter().any(|control| control == name));
    tag("div").attr("hidden", "").children(elsewhere.map(unseen).collect())
}

fn back(context: &Shared, signals: Signals) -> Tag {
    let by = context.clone();
    let press = move |_| {
        let context = by.clone();
        leptos::task::spawn_local(async move {
            let _ = later!(step::backward(context, signals));
        });
    };
    tag("button")
        .part("back")
        .attr("type", "button")
        .flag_fn("hidden", "", move || signals.course.with(|course| !course.flow.back))
        .text(&context.words.say(word::SURVEY_BACK))
        .on("click", press)
}
