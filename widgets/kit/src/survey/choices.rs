//! Choosing one or several of some options.

use leptos::prelude::*;
use rungs_model::survey::{AnswerOption, Question, QuestionKind};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement};

use super::Signals;
use crate::article;
use crate::context::Shared;
use crate::form::{self, Label};
use crate::view::{Tag, tag};
use crate::words::word;

/// A button or box for each option, with its picture, and a line for other words.
pub(super) fn choices(context: &Shared, question: &Question, label: &Label, signals: Signals) -> Tag {
    let several = question.kind == QuestionKind::MultipleChoice;
    let kind = if several { "checkbox" } else { "radio" };
    let mut controls = Vec::new();
    let ordered = question.order(signals.seed).into_iter().filter_map(|index| question.options.get(index));
    for (index, option) in ordered.enumerate() {
        let image = option.image.as_ref().map(|image| article::image(image, "option-image"));
        let words = tag("label").child(image).child(tag("span").text(&option.label));
        controls.push(form::one_of(kind, &question.name, &option.value, index == 0, words, signals.entry));
        if option.other {
            controls.extend(other(context, question, signals));
        }
    }
    let alone = alone(question);
    let drawn = set(kind, context, question, label, controls, signals);
    if alone.is_empty() { drawn } else { drawn.on("input", move |event| untick(&event, &alone)) }
}

/// What stands alone, such as "none of these".
pub(super) fn alone(question: &Question) -> Vec<String> {
    let alone = question.options.iter().filter(|option| option.exclusive);
    alone.map(|option| option.value.clone()).collect()
}

/// Yes or no.
pub(super) fn yes_no(context: &Shared, question: &Question, label: &Label, signals: Signals) -> Tag {
    let answers = [("yes", word::YES), ("no", word::NO)].map(|(value, key)| {
        let words = tag("label").text(&context.words.say(key));
        form::one_of("radio", &question.name, value, value == "yes", words, signals.entry)
    });
    set("radio", context, question, label, answers.into(), signals)
}

/// Legend and controls, and a way to take back what cannot be unticked.
pub(super) fn set(
    kind: &str,
    context: &Shared,
    question: &Question,
    label: &Label,
    controls: Vec<Tag>,
    signals: Signals,
) -> Tag {
    let legend = label.words(tag("legend").part("label"), context, signals.entry);
    let drawn = label.group(kind, legend, controls, signals.entry);
    if kind == "radio" && !question.required { drawn.child(clear(context, question, signals)) } else { drawn }
}

fn clear(context: &Shared, question: &Question, signals: Signals) -> Tag {
    let name = question.name.to_string();
    let unanswered = move || signals.entry.with(|entry| entry.values.get(&name).is_empty());
    let target = (context.clone(), question.name.to_string());
    let press = move |event: Event| {
        let (context, name) = &target;
        let Ok(Some(chosen)) = context.root.query_selector(&["[name='", name, "']:checked"].concat()) else {
            return;
        };
        let Ok(chosen) = chosen.dyn_into::<HtmlInputElement>() else { return };
        chosen.set_checked(false);
        form::tell(&chosen, "input");
        // This button is gone now.
        let _ = chosen.focus();
        event.prevent_default();
    };
    tag("button")
        .attr("class", "link clear")
        .attr("part", "link")
        .attr("type", "button")
        .flag_fn("hidden", "", unanswered)
        .text(&context.words.say(word::SURVEY_CLEAR))
        .on("click", press)
}

/// The line for own words, which comes when "other" is chosen.
pub(super) fn other(context: &Shared, question: &Question, signals: Signals) -> Option<Tag> {
    let option: &AnswerOption = question.other()?;
    let control = question.part("other");
    let label = Label {
        control: control.clone(),
        text: [rungs_model::bare_label(&option.label), ", ", &context.words.say(word::SURVEY_OWN_WORDS)]
            .concat(),
        hint: None,
        required: true,
        piped: None,
    };
    let typed = signals.entry.with_untracked(|entry| entry.values.get(&control).to_owned());
    let input = tag("input").part("input").attr("type", "text").attr("id", &form::id(&control));
    let input = input.attr("name", &control).attr("value", &typed).attr("autocomplete", "off");
    let (name, value) = (question.name.to_string(), option.value.clone());
    let unchosen =
        move || signals.entry.with(|entry| !entry.values.get(&name).split(',').any(|chosen| chosen == value));
    Some(
        label
            .around(context, input, signals.entry)
            .attr("class", "field other")
            .flag_fn("hidden", "", unchosen),
    )
}

/// "None of these" and the others exclude each other. This hears of it before the form does.
pub(super) fn untick(event: &Event, alone: &[String]) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input.filter(|input| input.type_() == "checkbox" && input.checked()) else { return };
    let is_alone = |input: &HtmlInputElement| alone.iter().any(|value| *value == input.value());
    let here = is_alone(&input);
    let scope = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(boxes) = scope.and_then(|scope| scope.query_selector_all("[type=checkbox]").ok()) else {
        return;
    };
    for index in 0..boxes.length() {
        let other = boxes.item(index).and_then(|node| node.dyn_into::<HtmlInputElement>().ok());
        if let Some(other) = other.filter(|other| *other != input && (here || is_alone(other))) {
            other.set_checked(false);
        }
    }
}
