//! Choosing several of very many options: those that are chosen, and as many of those that fit what is searched
//! for as can be looked over. Part of the second file.

use leptos::prelude::*;
use rungs_model::survey::{AnswerOption, Question};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use super::{Signals, choices};
use crate::context::Shared;
use crate::form::{self, Label, folded};
use crate::view::{Tag, tag};
use crate::words::{learn, word};

/// How many are drawn at once, beside those that are chosen.
const AT_ONCE: usize = 50;

/// A line to search by, and boxes below it.
pub(super) fn many(context: &Shared, question: &Question, label: &Label, signals: Signals) -> Tag {
    learn(word::ENGLISH_SEARCH);
    let ordered = question.order(signals.seed).into_iter().filter_map(|index| question.options.get(index));
    let all: Vec<(String, AnswerOption)> =
        ordered.map(|option| (folded(&option.label), option.clone())).collect();
    let wanted = ArcRwSignal::new(String::new());
    let (search, say) = (wanted.clone(), context.words.say(word::SURVEY_FIND));
    let search = tag("input")
        .part("input")
        .attr("type", "search")
        .attr("id", &form::id(&question.name))
        .attr("autocomplete", "off")
        .attr("aria-label", &say)
        .attr("placeholder", &say)
        .on("input", move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            search.set(input.map(|input| folded(&input.value())).unwrap_or_default());
        })
        .on("keydown", |event: Event| {
            // Whoever has searched is not done with the page yet. Keys that put letters together belong to the
            // input method.
            let enters = |event: &KeyboardEvent| event.key() == "Enter" && !event.is_composing();
            if event.dyn_ref().is_some_and(enters) {
                event.prevent_default();
            }
        });
    let (by, of, typed) = (context.clone(), question.clone(), wanted.clone());
    let draw = move || Some(list(&by, &of, &all, &typed.get_untracked(), signals));
    let (by, before) = (context.clone(), std::cell::Cell::new(false));
    let wants = move || {
        let wanted = wanted.get();
        // What was found for the words before holds no more.
        if before.replace(!wanted.is_empty()) && wanted.is_empty() {
            by.announce("");
        }
        wanted
    };
    let list = tag("div").child_when(wants, draw);
    choices::set("checkbox", context, question, label, vec![search, list], signals)
}

/// What is chosen, what fits, and what closes every list; and how many fit, where not all are drawn.
fn list(
    context: &Shared,
    question: &Question,
    all: &[(String, AnswerOption)],
    wanted: &str,
    signals: Signals,
) -> Tag {
    let chosen = signals.entry.with_untracked(|entry| entry.values.get(&question.name).to_owned());
    let chosen: Vec<&str> = chosen.split(',').collect();
    let is_chosen = |option: &AnswerOption| chosen.contains(&&*option.value);
    let closes = |option: &AnswerOption| option.exclusive || option.other;
    let fits = |(text, option): &&(String, AnswerOption)| {
        !is_chosen(option) && !closes(option) && text.contains(wanted)
    };
    let count = all.iter().filter(fits).count();
    let said = if count == 0 {
        context.words.say(word::NO_RESULTS)
    } else {
        context.words.count(word::RESULTS, count as u64)
    };
    if !wanted.is_empty() {
        context.announce(&said);
    }
    let first = all.iter().filter(|(_, option)| is_chosen(option) && !closes(option));
    let last = all.iter().filter(|(_, option)| closes(option));
    let mut drawn = Vec::new();
    for (_, option) in first.chain(all.iter().filter(fits).take(AT_ONCE)).chain(last) {
        let words = tag("label").text(&option.label);
        drawn.push(form::one_of("checkbox", &question.name, &option.value, false, words, signals.entry));
        if option.other {
            drawn.extend(choices::other(context, question, signals));
        }
    }
    let more = (count == 0 || count > AT_ONCE).then(|| tag("p").part("hint").text(&said));
    let alone = choices::alone(question);
    let drawn = tag("div").attr("class", "field").children(drawn).child(more);
    if alone.is_empty() { drawn } else { drawn.on("input", move |event| choices::untick(&event, &alone)) }
}
