//! What someone says about themselves, so that the next step fits. It is kept no longer than the tab.

use leptos::prelude::*;
use rungs_model::ladder::{Said, Subject};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};

use super::{Climb, near, words};
use crate::browser;
use crate::view::{Tag, tag};
use crate::words::word;

/// How many minutes are offered.
const MINUTES: [u32; 5] = [5, 15, 30, 60, 120];

/// Asks for what the campaign wants to know; what is said counts at once.
pub(super) fn about(climb: &Climb) -> Tag {
    let asked = climb.ladder.ask_about.iter().map(|subject| match subject {
        Subject::Minutes => minutes(climb),
        Subject::Evenings => {
            let at = climb.course.with_untracked(|course| course.kept.progress.said().evenings);
            let change = |said: &mut Said, on| said.evenings = on;
            tick(climb, "evenings", &climb.context.words.say(word::LADDER_EVENINGS), at, Box::new(change))
        }
        Subject::Weekends => {
            let at = climb.course.with_untracked(|course| course.kept.progress.said().weekends);
            let change = |said: &mut Said, on| said.weekends = on;
            tick(climb, "weekends", &climb.context.words.say(word::LADDER_WEEKENDS), at, Box::new(change))
        }
        Subject::Skills => skills(climb),
        Subject::Distance => near::near(climb),
    });
    let stays = tag("p").part("hint").text(&climb.context.words.say(word::LADDER_SAID));
    tag("div").part("fields").children(asked.collect()).child(stays)
}

fn say(climb: &Climb, change: impl FnOnce(&mut Said)) {
    climb.change(|progress, today| {
        let mut said = progress.said().clone();
        change(&mut said);
        progress.say(said, browser::now(), today);
    });
}

fn minutes(climb: &Climb) -> Tag {
    let words = &climb.context.words;
    let now = climb.course.with_untracked(|course| course.kept.progress.said().minutes_on(course.today));
    let option = |minutes: Option<u32>| {
        let value = minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
        let label =
            minutes.map_or_else(|| words.say(word::LADDER_ANY), |minutes| words::effort(words, minutes));
        tag("option").attr("value", &value).flag("selected", minutes == now).text(&label)
    };
    let options = [None].into_iter().chain(MINUTES.map(Some)).map(option).collect();
    let climb = climb.clone();
    let label = tag("label").part("label").attr("for", "minutes").text(&words.say(word::LADDER_MINUTES));
    let select = tag("select").part("select").attr("id", "minutes").children(options);
    let select = select.on("change", move |event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        let minutes = select.and_then(|select| select.value().parse().ok());
        say(&climb, |said| said.minutes = minutes);
    });
    tag("div").part("field").child(label).child(select)
}

/// What a box that is ticked, or no longer, changes. Code for each of them would weigh more.
type Change = Box<dyn Fn(&mut Said, bool)>;

fn tick(climb: &Climb, id: &str, label: &str, on: bool, change: Change) -> Tag {
    let climb = climb.clone();
    let input = tag("input").attr("type", "checkbox").attr("id", id).flag("checked", on);
    let input = input.on("change", move |event: Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let on = input.is_some_and(|input| input.checked());
        say(&climb, |said| change(said, on));
    });
    tag("div").part("choice").child(input).child(tag("label").attr("for", id).text(label))
}

fn skills(climb: &Climb) -> Tag {
    let has = |skill: &str| {
        climb
            .course
            .with_untracked(|course| course.kept.progress.said().skills.iter().any(|own| own == skill))
    };
    let ticks = climb.ladder.skills.iter().enumerate().map(|(index, skill)| {
        let value = skill.value.clone();
        let change = move |said: &mut Said, on: bool| {
            said.skills.retain(|own| *own != value);
            if on {
                said.skills.push(value.clone());
            }
        };
        let id = ["skill-", &index.to_string()].concat();
        tick(climb, &id, &skill.label, has(&skill.value), Box::new(change))
    });
    tag("fieldset")
        .child(tag("legend").part("label").text(&climb.context.words.say(word::LADDER_SKILLS)))
        .children(ticks.collect())
}
