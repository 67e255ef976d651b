//! Who and what comes along: guests, a role, the event's own questions, and what someone needs.
//! Part of the second file: nothing of it is asked before someone says that they may come.

use std::sync::Arc;

use leptos::prelude::*;
use rungs_model::rsvp::answer::{guest, of_event};
use rungs_model::rsvp::{Event, NEEDS, Needs, RoleKind};

use super::Signals;
use super::whole::Whole;
use crate::context::Shared;
use crate::form::{self, FormSignal, Label};
use crate::view::{Tag, tag};
use crate::words::word;

/// A line of text.
fn input(context: &Shared, name: String, text: String, required: bool, entry: FormSignal) -> Tag {
    let label = Label { control: name, text, hint: None, required, piped: None };
    let typed = entry.with_untracked(|entry| entry.values.get(&label.control).to_owned());
    let control = tag("input")
        .part("input")
        .attr("type", "text")
        .attr("id", &form::id(&label.control))
        .attr("name", &label.control)
        .attr("autocomplete", "off")
        .attr("value", &typed);
    label.around(context, control, entry)
}

/// What is asked about an event once someone may come.
pub(super) fn company(context: &Shared, whole: &Arc<Whole>, signals: Signals) -> Option<Tag> {
    let shown = signals.shown()?;
    let (index, event) = (shown.index, &shown.event);
    let (of, yes) = (whole.clone(), whole.clone());
    let entry = signals.entry;
    let hidden = move || entry.with(|entry| of.comes(index, &entry.values).is_none());
    let stays = move || entry.with(|entry| yes.comes(index, &entry.values) != Some(true));
    let guests = (event.guests > 0).then(|| guests(context, event, entry).flag_fn("hidden", "", stays));
    let role = (!event.roles.is_empty()).then(|| role(context, event, entry));
    let questions = (!event.questions.is_empty())
        .then(|| tag("div").part("fields").children(form::fields(context, &event.questions, entry)));
    let parts: Vec<Tag> = [guests, role, questions].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| tag("div").part("company").flag_fn("hidden", "", hidden).children(parts))
}

fn guests(context: &Shared, event: &Event, entry: FormSignal) -> Tag {
    let name = of_event("guests", &event.id);
    let limit = event.guests.to_string();
    let label = Label {
        control: name.clone(),
        text: context.words.fill(word::RSVP_GUESTS, &[("limit", &limit)]),
        hint: None,
        required: true,
        piped: None,
    };
    let chosen = entry.with_untracked(|entry| entry.values.get(&name).to_owned());
    let option = |count: u32| {
        let text = crate::intl::number(&context.words.lang, f64::from(count));
        let count = count.to_string();
        tag("option").attr("value", &count).flag("selected", count == chosen).text(&text)
    };
    let select = tag("select")
        .part("select")
        .attr("id", &form::id(&name))
        .attr("name", &name)
        .children((0..=event.guests).map(option).collect());
    let drawn = label.around(context, select, entry);
    if !event.guest_names {
        return tag("div").part("fields").child(drawn);
    }
    let (context, event) = (context.clone(), event.id.to_string());
    let count = move || {
        let typed = entry.with(|entry| entry.values.get(&name).to_owned());
        typed.bytes().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit.saturating_sub(b'0')))
    };
    let counted = count.clone();
    let names = move || {
        // What is typed into a name must not draw it anew.
        let inputs = (1..=untrack(&counted)).map(|number| {
            let text = context.words.fill(word::RSVP_GUEST, &[("number", &number.to_string())]);
            input(&context, guest(&event, number), text, true, entry)
        });
        Some(tag("div").part("fields").children(inputs.collect()))
    };
    tag("div").part("guests").child(drawn).child_when(count, names)
}

fn role(context: &Shared, event: &Event, entry: FormSignal) -> Tag {
    let name = of_event("role", &event.id);
    let text = context.words.say(word::RSVP_ROLE);
    let label = Label { control: name.clone(), text, hint: None, required: false, piped: None };
    let own = |role: &rungs_model::rsvp::Role| {
        let ours = || context.words.fill(&["rsvp_role_", role.kind.as_str()].concat(), &[]);
        role.label.as_ref().map_or_else(ours, |label| label.0.clone())
    };
    let choices = event.roles.iter().enumerate().map(|(index, role)| {
        form::one_of("radio", &name, &role.id, index == 0, tag("label").text(&own(role)), entry)
    });
    let legend = label.words(tag("legend").part("label"), context, entry);
    let drawn = label.group("radio", legend, choices.collect(), entry);
    let brings: Vec<String> = event
        .roles
        .iter()
        .filter(|role| role.kind == RoleKind::Bring)
        .map(|role| role.id.to_string())
        .collect();
    let what = of_event("bring", &event.id);
    let what = input(context, what, context.words.say(word::RSVP_WHAT), false, entry);
    let unasked = move || entry.with(|entry| brings.iter().all(|id| id != entry.values.get(&name)));
    tag("div").part("roles").child(drawn).child(what.flag_fn("hidden", "", unasked))
}

/// What someone needs, with its own consent.
pub(super) fn needs(context: &Shared, whole: &Arc<Whole>, signals: Signals) -> Option<Tag> {
    let needs: &Needs = whole.rsvp.needs.as_ref()?;
    let index = signals.shown()?.index;
    let (of, entry) = (whole.clone(), signals.entry);
    let hidden = move || entry.with(|entry| of.comes(index, &entry.values).is_none());
    let own = needs.label.as_ref();
    let label = Label {
        control: NEEDS.into(),
        text: own.map_or_else(|| context.words.say(word::RSVP_NEEDS), |own| own.0.clone()),
        hint: needs.hint.as_ref().map(|hint| hint.0.clone()),
        required: false,
        piped: None,
    };
    let typed = entry.with_untracked(|entry| entry.values.get(NEEDS).to_owned());
    let area = tag("textarea")
        .part("textarea")
        .attr("id", &form::id(NEEDS))
        .attr("name", NEEDS)
        .attr("rows", "2")
        .text(&typed);
    let unanswered = move || entry.with(|entry| entry.values.get(NEEDS).trim().is_empty());
    let consent = form::consent(context, &needs.consent(true)?, entry).flag_fn("hidden", "", unanswered);
    let drawn = tag("div").part("needs").child(label.around(context, area, entry)).child(consent);
    Some(drawn.flag_fn("hidden", "", hidden))
}
