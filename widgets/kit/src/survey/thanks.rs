//! What follows the answers. Part of the second file.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::survey::{Ask, Offer, Route, Show, Survey};
use rungs_model::{Next, Outcome, Values};

use super::way::Whole;
use super::{Signals, callback, results};
use crate::article;
use crate::context::Shared;
use crate::thanks::{self, Done, next_step};
use crate::view::{Tag, tag};
use crate::words::word;

/// Thanks, the one next step for someone who answered so, and the results.
pub(super) fn done(context: &Shared, whole: &Whole, signals: Signals, outcome: &Outcome) -> Tag {
    let survey = &whole.survey;
    let own = thanks::said(context);
    let own = own.as_ref();
    let values = signals.entry.with_untracked(|entry| entry.values.clone());
    let route = survey.route(&values);
    let asked = route.ask().map(|ask| route.pipe_ask(ask));
    let asked = asked.and_then(|ask| offered(context, survey, signals, &ask, &route, &values));
    let next =
        asked.or_else(|| own?.next.as_ref().map(|next| next_step(context, &route.pipe_next(next), &values)));
    let shows = survey.results.as_ref().is_some_and(|results| results.show != Show::Never);
    let done = Done {
        outcome: outcome.clone(),
        test: survey.test,
        title: survey.title.0.clone(),
        heading: own.and_then(|own| own.title.as_ref()).map(|title| route.pipe(title)),
        text: own.and_then(|own| own.text.as_ref()).map(|text| route.pipe_markdown(text)),
        next,
        more: shows.then(|| results::results(context, whole)),
        answer: None,
        given: values.clone(),
    };
    thanks::thanks(context, own, done)
}

/// What someone is asked next.
fn offered(
    context: &Shared,
    survey: &Survey,
    signals: Signals,
    ask: &Ask,
    route: &Route,
    given: &Values,
) -> Option<Tag> {
    if ask.offer == Some(Offer::TalkToOrganiser) {
        let can = context.backend.capabilities().callbacks;
        return can.then(|| callback::offer(context, survey, signals.entry, ask, route, given));
    }
    let (href, label) = (ask.href.clone(), ask.label.clone()?);
    let next = Next { href, widget: ask.widget, config: ask.config.clone(), label, text: ask.text.clone() };
    Some(next_step(context, &next, given))
}

/// An early end, in its own words.
pub(super) fn ended(context: &Shared, survey: &Arc<Survey>, signals: Signals, end: usize) -> Option<Tag> {
    let end = survey.ends.get(end)?;
    let values = signals.entry.with_untracked(|entry| entry.values.clone());
    let route = survey.route(&values);
    let stored = (!end.send).then(|| tag("p").part("hint").text(&context.words.say(word::SURVEY_NOT_STORED)));
    let drawn = tag("div")
        .part("thanks")
        .child(
            tag("h3").part("thanks-title").attr("tabindex", "-1").text(&route.pipe(&end.title)).takes_focus(),
        )
        .child(end.text.as_ref().and_then(|text| article::text(&route.pipe_markdown(text))))
        .child(stored)
        .child(end.next.as_ref().map(|next| next_step(context, &route.pipe_next(next), &values)));
    Some(drawn)
}
